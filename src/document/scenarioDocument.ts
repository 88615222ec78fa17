import * as Y from 'yjs';
import { DryrunError } from '../domain/errors';
import type { Scenario } from '../domain/scenario';
import { entriesToBecome, same } from './changes';
import {
  ASSUMPTIONS,
  BASELINE_ID,
  entriesOfNode,
  splitKey,
  type Entries,
  type ScenarioNode,
} from './entries';
import { ScenarioTree } from './tree';

/** Version of the document this build writes. Raised with a migration in `migrate.ts`. */
export const DOCUMENT_VERSION = 1;

export interface DocumentOptions {
  /** Makes ids that no other person makes as well. */
  readonly newId: () => string;
}

/**
 * The scenarios of one city in a Yjs document. Every edit is one transaction of this person and one
 * step of this person's undo; edits of others (another tab, a sync server) arrive in the same
 * `Y.Doc` and are neither undone nor overwritten here.
 */
export class ScenarioDocument {
  readonly doc: Y.Doc;
  readonly tree = new ScenarioTree();
  readonly #entries: Y.Map<unknown>;
  readonly #undo: Y.UndoManager;
  readonly #newId: () => string;
  /** Origin of this person's edits: what undo looks for. */
  readonly #me = Symbol('this person');
  readonly #listeners = new Set<() => void>();
  #current = BASELINE_ID;
  /** The transaction under way changed something that listeners are not told of yet. */
  #isChanged = false;
  /** Scenarios that the newest transaction touched. */
  #touched: readonly string[] = [];

  constructor(doc: Y.Doc, options: DocumentOptions) {
    this.doc = doc;
    this.#newId = options.newId;
    this.#entries = doc.getMap('scenarios');
    for (const [key, value] of this.#entries.entries()) this.tree.set(key, value);
    this.#entries.observe((event) => this.#changed(event.keysChanged));
    this.#undo = new Y.UndoManager(this.#entries, {
      trackedOrigins: new Set([this.#me]),
      // One command, one step.
      captureTimeout: 0,
    });
    // After the undo manager, which takes its step at the end of a transaction too.
    doc.on('afterTransaction', () => {
      if (!this.#isChanged) return;
      this.#isChanged = false;
      this.#tell();
    });
  }

  /** Nothing has been written yet. */
  get isEmpty(): boolean {
    return this.#entries.size === 0;
  }

  /** The scenario this person looks at and edits. Not part of the document. */
  get current(): string {
    return this.#current;
  }

  /** Looks at another scenario; one that is not there leads to the nearest above it. */
  select(id: string): void {
    this.#current = this.tree.nearest(id);
    this.#tell();
  }

  scenario(id: string = this.#current): Scenario {
    return this.tree.scenario(id);
  }

  /** Called after every change of the document or of what is selected. Returns the unsubscriber. */
  on(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** First content of a new document: no step of undo leads back before it. */
  begin(nodes: readonly ScenarioNode[]): void {
    this.doc.transact(() => {
      this.doc.getMap('meta').set('version', DOCUMENT_VERSION);
      for (const node of nodes) this.#write(entriesOfNode(node));
    });
    this.#undo.clear();
  }

  /** A new scenario below another, without changes yet. It is selected. */
  branch(parent: string, name: string): string {
    const id = this.#newId();
    const at = this.tree.nearest(parent);
    const order = this.#nextOrder(at);
    this.#add({ id, parent: at, name, note: '', order, removed: false, ...NO_CHANGES });
    return id;
  }

  /** A copy of a scenario beside it (of the baseline: below it). It is selected. */
  duplicate(source: string, name: string): string {
    const node = this.#need(source);
    if (node.parent === null) return this.branch(BASELINE_ID, name);
    const id = this.#newId();
    this.#add({ ...node, id, name, order: this.#nextOrder(this.tree.nearest(node.parent)) });
    return id;
  }

  /** A scenario from elsewhere as a branch of the baseline. It is selected. */
  add(name: string, content: Scenario): string {
    const id = this.#newId();
    const order = this.#nextOrder(BASELINE_ID);
    const bare = { id, parent: BASELINE_ID, name, note: content.note ?? '', order, removed: false };
    const node: ScenarioNode = { ...bare, ...NO_CHANGES };
    const changes = entriesToBecome(node, this.tree.scenario(BASELINE_ID), content);
    this.#current = id;
    this.#edit(new Map([...entriesOfNode(node), ...changes]));
    return id;
  }

  rename(id: string, name: string): void {
    this.#edit(new Map([[`${id}/name`, name]]));
  }

  annotate(id: string, note: string): void {
    this.#edit(new Map([[`${id}/note`, note || undefined]]));
  }

  /** Removes a scenario with all below it. What others add below it meanwhile moves up, not away. */
  remove(id: string): void {
    if (id === BASELINE_ID) return;
    const family = this.tree.family(id);
    if (family.includes(this.#current)) this.#current = this.tree.lineage(id)[1] ?? BASELINE_ID;
    this.#edit(new Map(family.map((gone) => [`${gone}/removed`, true])));
  }

  /** Changes a scenario; only what differs from what it was is written. */
  edit(id: string, change: (scenario: Scenario) => Scenario): void {
    const before = this.tree.scenario(id);
    const next = change(before);
    if (next === before) return;
    this.#edit(entriesToBecome(this.#need(id), this.tree.above(id), next));
  }

  /** Makes the entries exactly these, as one step: for restored versions and imported files. */
  replaceAll(entries: Entries): void {
    const all: Entries = new Map(entries);
    for (const key of this.#entries.keys()) if (!all.has(key)) all.set(key, undefined);
    this.#edit(all);
    this.select(this.#current);
  }

  entries(): Entries {
    return new Map(this.#entries.entries());
  }

  /** Something all scenarios share (a damage curve …), or undefined. The reader checks what it is. */
  assumption(name: string): unknown {
    return this.#entries.get(`${ASSUMPTIONS}/${name}`);
  }

  assume(name: string, value: unknown): void {
    this.#edit(new Map([[`${ASSUMPTIONS}/${name}`, value]]));
  }

  get canUndo(): boolean {
    return this.#undo.canUndo();
  }

  get canRedo(): boolean {
    return this.#undo.canRedo();
  }

  undo(): void {
    if (this.#undo.undo()) this.#follow();
  }

  redo(): void {
    if (this.#undo.redo()) this.#follow();
  }

  dispose(): void {
    this.#undo.destroy();
    this.doc.destroy();
  }

  #add(node: ScenarioNode): void {
    this.#current = node.id;
    this.#edit(entriesOfNode(node));
  }

  #edit(entries: Entries): void {
    this.doc.transact(() => this.#write(entries), this.#me);
  }

  #write(entries: Entries): void {
    for (const [key, value] of entries) {
      if (same(this.#entries.get(key), value)) continue;
      if (value === undefined) this.#entries.delete(key);
      else this.#entries.set(key, value);
    }
  }

  #changed(keys: ReadonlySet<string>): void {
    const touched = new Set<string>();
    for (const key of keys) {
      this.tree.set(key, this.#entries.get(key));
      const [id] = splitKey(key);
      if (id !== ASSUMPTIONS) touched.add(id);
    }
    this.#touched = [...touched];
    this.#current = this.tree.nearest(this.#current);
    this.#isChanged = true;
  }

  /** After undo and redo the scenario that changed is looked at: nobody edits what they cannot see. */
  #follow(): void {
    if (this.#touched.length === 0 || this.#touched.includes(this.#current)) return;
    const touched = new Set(this.#touched);
    const topmost = this.tree.rows().find((r) => touched.has(r.id));
    this.select(topmost?.id ?? this.#touched[0]!);
  }

  #nextOrder(parent: string): number {
    const orders = this.tree.children(parent).map((id) => this.tree.node(id)!.order);
    return Math.max(0, ...orders) + 1;
  }

  #need(id: string): ScenarioNode {
    const node = this.tree.node(id);
    if (node) return node;
    throw new DryrunError({
      code: 'document.unknown_scenario',
      place: id,
      what: `There is no scenario "${id}" in the document.`,
      mend: 'Choose another scenario; undo if it was deleted.',
    });
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

const NO_CHANGES = { settings: {}, forcings: {}, measures: {} } as const;
