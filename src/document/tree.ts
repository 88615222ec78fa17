import type { Scenario } from '../domain/scenario';
import { ASSUMPTIONS, BASELINE_ID, splitKey, withEntry, type ScenarioNode } from './entries';
import { applyChanges } from './changes';

/** A scenario as panels list it. */
export interface TreeRow {
  readonly id: string;
  /** Parent as shown: the nearest one that is there. Null: the baseline. */
  readonly parent: string | null;
  readonly depth: number;
  readonly name: string;
  readonly note: string;
  /** Number of settings, forcings and measures that differ from the parent's. */
  readonly changes: number;
}

interface Resolved {
  readonly node: ScenarioNode;
  readonly above: Scenario | null;
  readonly scenario: Scenario;
}

/**
 * The scenario tree read out of the entries. It is told which entries changed and touches nothing
 * else: an edit costs the same among a thousand scenarios as among two. What a document cannot
 * promise while several write to it is mended on reading: a scenario whose parent is gone hangs on
 * the nearest one that is there, and a circle is cut at the baseline.
 */
export class ScenarioTree {
  readonly #nodes = new Map<string, ScenarioNode>();
  readonly #resolved = new Map<string, Resolved>();
  #rows: readonly TreeRow[] | null = null;

  /** Entries taken in so far: what an edit costs, for tests. */
  entriesRead = 0;

  constructor(entries: Iterable<readonly [string, unknown]> = []) {
    for (const [key, value] of entries) this.set(key, value);
  }

  /** Takes in one entry (undefined: it is gone). */
  set(key: string, value: unknown): void {
    this.entriesRead++;
    const [id, field] = splitKey(key);
    if (id === ASSUMPTIONS) return;
    const before = this.#nodes.get(id);
    this.#nodes.set(id, withEntry(before, id, field, value));
    this.#rows = null;
  }

  /** The node as kept, also where it is removed or its branching was undone. */
  node(id: string): ScenarioNode | null {
    return this.#nodes.get(id) ?? null;
  }

  has(id: string): boolean {
    const node = this.#nodes.get(id);
    return id === BASELINE_ID || (node !== undefined && node.parent !== null && !node.removed);
  }

  /** Ids from the scenario up to the baseline, without those that are not there. */
  lineage(id: string): string[] {
    return this.#chain(id).filter((at) => this.has(at));
  }

  /** The scenario itself if it is there, else the nearest one above it that is. */
  nearest(id: string): string {
    return this.lineage(id)[0] ?? BASELINE_ID;
  }

  /** All scenarios, each after its parent, siblings in their order. */
  rows(): readonly TreeRow[] {
    this.#rows ??= this.#list();
    return this.#rows;
  }

  children(id: string): string[] {
    return this.rows()
      .filter((r) => r.parent === id)
      .map((r) => r.id);
  }

  /** The scenario and all below it. */
  family(id: string): string[] {
    const rows = this.rows();
    const at = rows.findIndex((r) => r.id === id);
    if (at < 0) return [];
    let end = at + 1;
    while (end < rows.length && rows[end]!.depth > rows[at]!.depth) end++;
    return rows.slice(at, end).map((r) => r.id);
  }

  /** The whole scenario: its parent's with its own changes. The same object until something in it changes. */
  scenario(id: string): Scenario {
    let above: Scenario | null = null;
    for (const at of this.#chain(id).toReversed()) {
      const node = this.#nodes.get(at) ?? withEntry(undefined, at, 'name', '');
      const known = this.#resolved.get(at);
      if (known?.node === node && known.above === above) {
        above = known.scenario;
        continue;
      }
      const scenario: Scenario = applyChanges(above, node);
      this.#resolved.set(at, { node, above, scenario });
      above = scenario;
    }
    return above!;
  }

  /** The scenario a scenario's changes are made against; null for the baseline. */
  above(id: string): Scenario | null {
    const above = this.#chain(id)[1];
    return above === undefined ? null : this.scenario(above);
  }

  /** Ids from the scenario up to the baseline, also through removed ones: their changes still count. */
  #chain(id: string): string[] {
    const chain: string[] = [];
    const seen = new Set<string>();
    let at: string | null = id;
    while (at !== null && at !== BASELINE_ID && this.#nodes.has(at) && !seen.has(at)) {
      seen.add(at);
      chain.push(at);
      at = this.#nodes.get(at)!.parent;
    }
    if (at !== null && seen.has(at)) {
      // Everybody cuts a circle at the same place: above the smallest id in it.
      const circle = chain.slice(chain.indexOf(at));
      const top = circle.reduce((a, b) => (a < b ? a : b));
      return [...chain.slice(0, chain.indexOf(top) + 1), BASELINE_ID];
    }
    return [...chain, BASELINE_ID];
  }

  #list(): TreeRow[] {
    const below = new Map<string, ScenarioNode[]>();
    for (const node of this.#nodes.values()) {
      if (node.id === BASELINE_ID || !this.has(node.id)) continue;
      const parent = this.#shownParent(node.id);
      const siblings = below.get(parent);
      if (siblings) siblings.push(node);
      else below.set(parent, [node]);
    }
    for (const siblings of below.values()) siblings.sort(byOrder);
    const rows: TreeRow[] = [];
    const stack: [id: string, parent: string | null, depth: number][] = [[BASELINE_ID, null, 0]];
    for (let next = stack.pop(); next; next = stack.pop()) {
      const [id, parent, depth] = next;
      rows.push(rowOf(this.#nodes.get(id), id, parent, depth));
      for (const child of (below.get(id) ?? []).toReversed()) stack.push([child.id, id, depth + 1]);
    }
    return rows;
  }

  #shownParent(id: string): string {
    const own = this.#nodes.get(id)!.parent!;
    // The common case costs one look; only a scenario whose parent is gone walks further.
    if (own === BASELINE_ID) return own;
    return this.lineage(id)[1] ?? BASELINE_ID;
  }
}

function byOrder(a: ScenarioNode, b: ScenarioNode): number {
  return a.order - b.order || (a.id < b.id ? -1 : 1);
}

function rowOf(
  node: ScenarioNode | undefined,
  id: string,
  parent: string | null,
  depth: number,
): TreeRow {
  const changes = node
    ? [node.settings, node.forcings, node.measures].reduce((n, r) => n + Object.keys(r).length, 0)
    : 0;
  return { id, parent, depth, name: node?.name ?? '', note: node?.note ?? '', changes };
}
