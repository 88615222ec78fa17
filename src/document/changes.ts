import { canonicalJson } from '../domain/hash';
import type { Forcing, Measure, Scenario } from '../domain/scenario';
import {
  BASELINE_ID,
  SETTING_NAMES,
  type Entries,
  type PlacedMeasure,
  type ScenarioNode,
  type Settings,
} from './entries';

/** What a run is made with where the baseline says nothing else: two hours, a frame a minute, cells of 4 m. */
export const DEFAULT_SETTINGS: Settings = {
  horizonS: 7200,
  outputEveryS: 60,
  seed: 1,
  engines: ['flood'],
  floodCellSizeM: 4,
};

/** The scenario of a node: its parent's with the node's changes (null: the node is the baseline). */
export function applyChanges(above: Scenario | null, node: ScenarioNode): Scenario {
  const base = above ?? { ...DEFAULT_SETTINGS, forcings: [], measures: [] };
  const settings = Object.fromEntries(
    SETTING_NAMES.map((name) => [name, node.settings[name] ?? base[name]]),
  ) as Settings;
  return {
    dryrunScenario: 1,
    id: node.id,
    name: node.name,
    ...(node.id !== BASELINE_ID && { parent: above?.id ?? BASELINE_ID }),
    ...(node.note && { note: node.note }),
    ...settings,
    forcings: forcingsOf(base.forcings, node.forcings),
    measures: measuresOf(base.measures, node.measures),
  };
}

function forcingsOf(base: readonly Forcing[], own: ScenarioNode['forcings']): Forcing[] {
  const kept = base.filter((f) => !(f.id in own));
  const added = Object.values(own).filter((f): f is Forcing => f !== null);
  return [...kept, ...added].sort(byKindAndId);
}

/** Equal contents give equal run keys, whoever wrote first. */
function byKindAndId(a: Forcing, b: Forcing): number {
  return a.kind === b.kind ? (a.id < b.id ? -1 : 1) : a.kind < b.kind ? -1 : 1;
}

/** The parent's measures in their places, changed or left out; then the node's own in their order. */
function measuresOf(base: readonly Measure[], own: ScenarioNode['measures']): Measure[] {
  const inherited = new Set(base.map((m) => m.id));
  const kept = base.flatMap((m) => (m.id in own ? (own[m.id] ? [own[m.id]!.is] : []) : [m]));
  const added = Object.values(own)
    .filter((m): m is PlacedMeasure => m !== null && !inherited.has(m.is.id))
    .sort((a, b) => a.n - b.n || (a.is.id < b.is.id ? -1 : 1));
  return [...kept, ...added.map((m) => m.is)];
}

/**
 * The entries that make a node's scenario become `next` (undefined: take the entry out). Only what
 * differs is named: what equals the parent's is not kept, what is kept already is not written again.
 */
export function entriesToBecome(
  node: ScenarioNode,
  above: Scenario | null,
  next: Scenario,
): Entries {
  const base = above ?? { forcings: [], measures: [] };
  const out: Entries = new Map();
  const put = (field: string, had: unknown, wanted: unknown): void => {
    if (!same(had, wanted)) out.set(`${node.id}/${field}`, wanted);
  };
  for (const name of SETTING_NAMES) {
    // The baseline says everything itself: other defaults in a later build must not change it.
    const isInherited = above !== null && same(next[name], above[name]);
    put(`s:${name}`, node.settings[name], isInherited ? undefined : next[name]);
  }
  const forcings = changesById(base.forcings, next.forcings);
  for (const id of new Set([...Object.keys(node.forcings), ...forcings.keys()])) {
    put(`f:${id}`, node.forcings[id], forcings.get(id));
  }
  const measures = changesById(base.measures, next.measures);
  let n = Math.max(0, ...Object.values(node.measures).map((m) => m?.n ?? 0));
  for (const id of new Set([...Object.keys(node.measures), ...measures.keys()])) {
    const [had, is] = [node.measures[id], measures.get(id)];
    const wanted = is ? { n: had?.n ?? ++n, is } : is;
    put(`m:${id}`, had, wanted);
  }
  return out;
}

/** Members that are new or other than the base's; null for those of the base that are gone. */
function changesById<T extends { readonly id: string }>(
  base: readonly T[],
  next: readonly T[],
): Map<string, T | null> {
  const before = new Map(base.map((b) => [b.id, b]));
  const out = new Map<string, T | null>();
  for (const item of next) {
    if (!same(before.get(item.id), item)) out.set(item.id, item);
    before.delete(item.id);
  }
  for (const id of before.keys()) out.set(id, null);
  return out;
}

/** Equal by value. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined) return false;
  return canonicalJson(a) === canonicalJson(b);
}
