import fc from 'fast-check';
import * as Y from 'yjs';
import { describe, expect, it } from 'vitest';
import type { Measure, Scenario } from '../../../src/domain/scenario';
import { differences } from '../../../src/document/differences';
import { BASELINE_ID } from '../../../src/document/entries';
import { ScenarioDocument } from '../../../src/document/scenarioDocument';
import { ScenarioTree } from '../../../src/document/tree';
import { baselineNode, newDocument, withBarrier, withHorizon, withRainOf } from './helpers';

const names = (d: ScenarioDocument): string[] => d.tree.rows().map((r) => `${r.depth}:${r.name}`);

/** All that a document says, as a reader sees it. */
function content(d: ScenarioDocument): unknown {
  return d.tree.rows().map((r) => ({ ...r, scenario: d.scenario(r.id) }));
}

describe('scenario tree', () => {
  it('branches, duplicates, renames and lists parents before children', () => {
    const d = newDocument();
    const storm = d.branch(BASELINE_ID, 'Storm');
    d.branch(storm, 'Barrier');
    d.duplicate(storm, 'Storm again');
    d.rename(storm, 'Big storm');
    expect(names(d)).toEqual(['0:', '1:Big storm', '2:Barrier', '1:Storm again']);
  });

  it('inherits from the parent what a scenario does not change', () => {
    const d = newDocument();
    const storm = d.branch(BASELINE_ID, 'Storm');
    d.edit(storm, withRainOf(100));
    const barrier = d.branch(storm, 'Barrier');
    d.edit(barrier, withBarrier('b1'));
    d.edit(storm, withRainOf(80));
    expect(d.scenario(barrier).forcings[0]).toMatchObject({
      intensityMmH: [
        [0, 80],
        [3600, 0],
      ],
    });
    expect(d.scenario(barrier).measures.map((m) => m.id)).toEqual(['b1']);
    expect(d.scenario(storm).measures).toEqual([]);
  });

  it('takes away what the parent has, and forgets a change that equals the parent', () => {
    const d = newDocument();
    const storm = d.branch(BASELINE_ID, 'Storm');
    d.edit(storm, withBarrier('b1'));
    const open = d.branch(storm, 'Open');
    d.edit(open, (s) => ({ ...s, measures: [] }));
    expect(d.scenario(open).measures).toEqual([]);
    expect(d.tree.rows().find((r) => r.id === open)!.changes).toBe(1);
    d.edit(open, (s) => ({ ...s, measures: d.scenario(storm).measures }));
    expect(d.tree.rows().find((r) => r.id === open)!.changes).toBe(0);
  });

  it('removes a scenario with all below it and brings them back', () => {
    const d = newDocument();
    const storm = d.branch(BASELINE_ID, 'Storm');
    const barrier = d.branch(storm, 'Barrier');
    expect(d.current).toBe(barrier);
    d.remove(storm);
    expect(names(d)).toEqual(['0:']);
    expect(d.current).toBe(BASELINE_ID);
    d.undo();
    expect(names(d)).toEqual(['0:', '1:Storm', '2:Barrier']);
    expect(d.current).toBe(storm);
  });

  it('never removes the baseline', () => {
    const d = newDocument();
    d.remove(BASELINE_ID);
    expect(d.canUndo).toBe(false);
    expect(d.scenario(BASELINE_ID).horizonS).toBe(7200);
  });

  it('says in what a scenario differs from another', () => {
    const d = newDocument();
    const storm = d.branch(BASELINE_ID, 'Storm');
    d.edit(storm, (s) => withBarrier('b1')(withRainOf(100)(withHorizon(3600)(s))));
    const found = differences(d.scenario(BASELINE_ID), d.scenario(storm));
    expect(found).toMatchObject([
      { kind: 'setting', name: 'horizonS', before: 7200, after: 3600 },
      { kind: 'forcing', before: null, after: { kind: 'rain' } },
      { kind: 'measure', before: null, after: { id: 'b1' } },
    ]);
    expect(differences(d.scenario(storm), d.scenario(storm))).toEqual([]);
  });

  it('cuts a circle and hangs what lost its parent on the baseline', () => {
    const tree = new ScenarioTree([
      ['a/parent', 'b'],
      ['a/name', 'A'],
      ['b/parent', 'a'],
      ['b/name', 'B'],
      ['c/parent', 'gone'],
      ['c/name', 'C'],
    ]);
    const parents = Object.fromEntries(tree.rows().map((r) => [r.id, r.parent]));
    expect(parents['c']).toBe(BASELINE_ID);
    expect(Object.keys(parents).sort()).toEqual(['a', 'b', 'baseline', 'c']);
    expect(tree.scenario('a').horizonS).toBe(7200);
  });
});

type Edit = (d: ScenarioDocument, k: number) => void;
const pick = (d: ScenarioDocument, k: number): string => {
  const rows = d.tree.rows();
  return rows[k % rows.length]!.id;
};
const EDITS: readonly Edit[] = [
  (d, k) => void d.branch(pick(d, k), `Scenario ${k}`),
  (d, k) => void d.duplicate(pick(d, k), `Copy ${k}`),
  (d, k) => d.rename(pick(d, k), `Name ${k}`),
  (d, k) => d.annotate(pick(d, k), k % 3 === 0 ? '' : `Note ${k}`),
  (d, k) => d.edit(pick(d, k), withRainOf(k % 120)),
  (d, k) => d.edit(pick(d, k), withHorizon(3600 + (k % 5) * 600)),
  (d, k) => d.edit(pick(d, k), withBarrier(`b${k % 7}`)),
  (d, k) => d.edit(pick(d, k), (s) => ({ ...s, measures: s.measures.slice(1) })),
  (d, k) => d.edit(pick(d, k), (s) => ({ ...s, forcings: [] })),
  (d, k) => k % 9 === 0 && d.remove(pick(d, k)),
];

describe('undo', () => {
  it('returns the same document after 500 edits undone and redone', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(EDITS.length - 1), fc.nat(10_000)), {
          minLength: 500,
          maxLength: 500,
        }),
        (edits) => {
          const d = newDocument();
          const start = content(d);
          for (const [edit, k] of edits) EDITS[edit]!(d, k);
          const end = content(d);
          let steps = 0;
          while (d.canUndo) {
            d.undo();
            steps++;
          }
          expect(content(d)).toEqual(start);
          for (let i = 0; i < steps; i++) d.redo();
          expect(content(d)).toEqual(end);
          expect(d.canRedo).toBe(false);
          // What an index kept up to date says is what a fresh reading says.
          const fresh = new ScenarioTree(d.entries());
          expect(fresh.rows()).toEqual(d.tree.rows());
        },
      ),
      { numRuns: 8 },
    );
  });

  it('undoes this person’s edits and leaves those of others', () => {
    const [a, b] = pairOfPeople();
    const mine = a.branch(BASELINE_ID, 'Mine');
    const theirs = b.branch(BASELINE_ID, 'Theirs');
    b.edit(theirs, withRainOf(50));
    a.undo();
    expect(names(b)).toEqual(['0:', '1:Theirs']);
    expect(a.tree.has(mine)).toBe(false);
    expect(a.canUndo).toBe(false);
    b.undo();
    expect(a.scenario(theirs).forcings).toEqual([]);
  });

  it('forgets what was undone once something else is done', () => {
    const d = newDocument();
    d.edit(BASELINE_ID, withHorizon(60));
    d.undo();
    d.edit(BASELINE_ID, withHorizon(120));
    expect(d.canRedo).toBe(false);
  });

  it('can be done as soon as listeners hear of an edit', () => {
    const d = newDocument();
    const heard: boolean[][] = [];
    d.on(() => heard.push([d.canUndo, d.canRedo]));
    d.rename(BASELINE_ID, 'City');
    d.undo();
    expect(heard).toEqual([
      [true, false],
      [false, true],
    ]);
  });

  it('counts an edit that changes nothing as none', () => {
    const d = newDocument();
    d.edit(BASELINE_ID, (s) => ({ ...s }));
    d.rename(BASELINE_ID, '');
    expect(d.canUndo).toBe(false);
  });
});

/** Two documents that hear each other at once. */
function pairOfPeople(): [ScenarioDocument, ScenarioDocument] {
  const a = newDocument('a');
  const doc = new Y.Doc();
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(a.doc));
  a.doc.on('update', (u: Uint8Array, origin) => origin !== 'b' && Y.applyUpdate(doc, u, 'a'));
  doc.on('update', (u: Uint8Array, origin) => origin !== 'a' && Y.applyUpdate(a.doc, u, 'b'));
  let n = 0;
  return [a, new ScenarioDocument(doc, { newId: () => `b${n++}` })];
}

describe('several writers', () => {
  it('end in the same document whatever order their edits arrive in', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.boolean(), fc.nat(EDITS.length - 1), fc.nat(1000)), {
          maxLength: 80,
        }),
        (edits) => {
          const a = newDocument('a');
          const doc = new Y.Doc();
          Y.applyUpdate(doc, Y.encodeStateAsUpdate(a.doc));
          let n = 0;
          const b = new ScenarioDocument(doc, { newId: () => `b${n++}` });
          for (const [isA, edit, k] of edits) EDITS[edit]!(isA ? a : b, k);
          const [ua, ub] = [Y.encodeStateAsUpdate(a.doc), Y.encodeStateAsUpdate(b.doc)];
          Y.applyUpdate(a.doc, ub);
          Y.applyUpdate(b.doc, ua);
          expect(content(a)).toEqual(content(b));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('lose nothing when both start the document', () => {
    const [a, b] = [newDocument('a'), newDocument('b')];
    a.edit(BASELINE_ID, withRainOf(10));
    b.edit(BASELINE_ID, withBarrier('b1'));
    Y.applyUpdate(a.doc, Y.encodeStateAsUpdate(b.doc));
    expect(a.scenario(BASELINE_ID).forcings).toHaveLength(1);
    expect(a.scenario(BASELINE_ID).measures).toHaveLength(1);
  });

  it('keep a scenario that somebody put below one that was just removed', () => {
    const a = newDocument('a');
    const storm = a.branch(BASELINE_ID, 'Storm');
    a.edit(storm, withRainOf(100));
    const doc = new Y.Doc();
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(a.doc));
    const b = new ScenarioDocument(doc, { newId: () => 'below' });
    a.remove(storm);
    b.branch(storm, 'Below');
    Y.applyUpdate(a.doc, Y.encodeStateAsUpdate(b.doc));
    expect(names(a)).toEqual(['0:', '1:Below']);
    expect(a.scenario('below').forcings).toHaveLength(1);
  });
});

describe('a thousand scenarios', () => {
  const measure = withBarrier('wall')({ measures: [] as Measure[] } as Scenario).measures[0]!;

  it('cost an edit no more than its own entries', () => {
    const d = newDocument();
    let parent: string = BASELINE_ID;
    for (let k = 0; k < 1000; k++) {
      const id = d.branch(k % 10 === 0 ? BASELINE_ID : parent, `Scenario ${k}`);
      d.edit(id, (s) => ({ ...s, measures: [...s.measures, { ...measure, id: `m${k}` }] }));
      parent = id;
    }
    expect(d.tree.rows()).toHaveLength(1001);
    const before = d.tree.entriesRead;
    let updateBytes = 0;
    d.doc.on('update', (u: Uint8Array) => (updateBytes += u.length));
    const cpu = process.cpuUsage();
    d.edit(parent, withRainOf(70));
    d.rename(parent, 'Last');
    d.edit(BASELINE_ID, withHorizon(1800));
    d.undo();
    d.scenario(parent);
    d.tree.rows();
    const used = process.cpuUsage(cpu);
    expect(d.tree.entriesRead - before).toBe(4);
    expect(updateBytes).toBeLessThan(1500);
    expect((used.user + used.system) / 1000).toBeLessThan(4 * 100);
  });
});

it('has a baseline with the name it was given', () => {
  const d = newDocument();
  expect(d.tree.node(BASELINE_ID)).toEqual(baselineNode());
});
