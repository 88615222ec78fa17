import { describe, expect, it } from 'vitest';
import { BASELINE_ID } from '../../../src/document/entries';
import { exportDocument, importDocument } from '../../../src/document/file';
import { migrate } from '../../../src/document/migrate';
import type { ScenarioDocument } from '../../../src/document/scenarioDocument';
import {
  forgetVersion,
  keepVersion,
  restoreVersion,
  versionsOf,
} from '../../../src/document/versions';
import { newDocument, withBarrier, withRainOf } from './helpers';

const city = { id: 'c1', name: 'Tiny' };
const content = (d: ScenarioDocument): unknown =>
  d.tree.rows().map((r) => [r.name, r.note, r.depth, d.scenario(r.id)]);

function withStory(): ScenarioDocument {
  const d = newDocument();
  const storm = d.branch(BASELINE_ID, 'Storm');
  d.edit(storm, withRainOf(100));
  d.annotate(storm, 'As in July');
  const barrier = d.branch(storm, 'Barrier');
  d.edit(barrier, withBarrier('b1'));
  keepVersion(d, { id: 'v1', name: 'First talk', at: 1000 });
  d.remove(barrier);
  d.edit(storm, withRainOf(60));
  return d;
}

function into(text: string, d = newDocument('x'), where = city): ScenarioDocument {
  importDocument(d, text, 'a.dryrun.json', where, 'Scenario');
  return d;
}

describe('named versions', () => {
  it('bring back all scenarios as they were, and undo takes that back', () => {
    const d = withStory();
    const now = content(d);
    restoreVersion(d, 'v1');
    expect(d.tree.rows().map((r) => r.name)).toEqual(['', 'Storm', 'Barrier']);
    expect(d.scenario('s0').forcings[0]).toMatchObject({
      intensityMmH: [
        [0, 100],
        [3600, 0],
      ],
    });
    d.undo();
    expect(content(d)).toEqual(now);
  });

  it('are listed newest first and can be forgotten', () => {
    const d = withStory();
    keepVersion(d, { id: 'v2', name: 'Second talk', at: 2000 });
    expect(versionsOf(d).map((v) => v.name)).toEqual(['Second talk', 'First talk']);
    forgetVersion(d, 'v1');
    expect(versionsOf(d).map((v) => v.id)).toEqual(['v2']);
    restoreVersion(d, 'v1');
    expect(d.scenario('s0').forcings[0]).toMatchObject({
      intensityMmH: [
        [0, 60],
        [3600, 0],
      ],
    });
  });
});

describe('the file', () => {
  it('brings everything into another document', () => {
    const d = withStory();
    const other = into(exportDocument(d, city));
    expect(content(other)).toEqual(content(d));
    expect(versionsOf(other)).toEqual(versionsOf(d));
    restoreVersion(other, 'v1');
    expect(other.tree.rows().map((r) => r.name)).toEqual(['', 'Storm', 'Barrier']);
  });

  it('is undone like any other edit', () => {
    const d = newDocument('x');
    d.branch(BASELINE_ID, 'Mine');
    into(exportDocument(withStory(), city), d);
    expect(d.tree.rows().map((r) => r.name)).toEqual(['', 'Storm']);
    d.undo();
    expect(d.tree.rows().map((r) => r.name)).toEqual(['', 'Mine']);
  });

  it('holds the whole of a scenario whose parent was removed by somebody', () => {
    const d = newDocument();
    const storm = d.branch(BASELINE_ID, 'Storm');
    d.edit(storm, withRainOf(100));
    const below = d.branch(storm, 'Below');
    d.edit(below, withBarrier('b1'));
    d.doc.getMap('scenarios').set(`${storm}/removed`, true);
    const other = into(exportDocument(d, city));
    expect(other.scenario(below)).toEqual({ ...d.scenario(below), parent: BASELINE_ID });
    expect(other.tree.rows()).toMatchObject([{ id: BASELINE_ID }, { id: below, depth: 1 }]);
  });

  it('may be a single scenario: it becomes a branch', () => {
    const d = withStory();
    const other = into(JSON.stringify({ ...d.scenario('s0'), name: 'One' }));
    const id = other.tree.children(BASELINE_ID)[0]!;
    expect(other.scenario(id)).toMatchObject({ name: 'One', note: 'As in July' });
    expect(other.scenario(id).forcings).toEqual(d.scenario('s0').forcings);
    expect(other.current).toBe(id);
  });

  const good = JSON.parse(exportDocument(withStory(), city)) as Record<string, unknown>;
  const scenarios = good['scenarios'] as Record<string, unknown>[];
  const bad: [string, string, object][] = [
    ['no JSON', '{"dryrunDocument": 1,', { code: 'document.not_json' }],
    [
      'a newer version',
      JSON.stringify({ ...good, dryrunDocument: 2, more: 1 }),
      { code: 'document.newer' },
    ],
    ['something else', '{"type": "FeatureCollection"}', { code: 'document.version' }],
    ['an unknown member', JSON.stringify({ ...good, mesures: [] }), { code: 'document.invalid' }],
    [
      'a wrong value',
      JSON.stringify({ ...good, scenarios: [{ ...scenarios[0], settings: { horizonS: -1 } }] }),
      { code: 'document.invalid', place: '/scenarios/0/settings/horizonS' },
    ],
    [
      'no baseline',
      JSON.stringify({ ...good, scenarios: scenarios.slice(1) }),
      { code: 'document.invalid' },
    ],
    [
      'one id twice',
      JSON.stringify({ ...good, scenarios: [...scenarios, scenarios[1]] }),
      { code: 'document.invalid' },
    ],
  ];
  for (const [name, text, problem] of bad) {
    it(`is refused with ${name}, and nothing changes`, () => {
      const d = newDocument('x');
      const before = content(d);
      expect(() => into(text, d)).toThrow(
        expect.objectContaining({ file: 'a.dryrun.json', ...problem }),
      );
      expect(content(d)).toEqual(before);
      expect(d.canUndo).toBe(false);
    });
  }

  it('is refused where it belongs to another city', () => {
    const text = exportDocument(withStory(), { id: 'c2', name: 'Elsewhere' });
    expect(() => into(text)).toThrow(/Elsewhere.*c2.*Tiny/);
  });
});

describe('older documents', () => {
  const steps = {
    1: (e: Map<string, unknown>) =>
      new Map([...e].map(([k, v]) => [k.replace('/title', '/name'), v])),
    2: (e: Map<string, unknown>) => new Map([...e, ['baseline/note', 'from 2']]),
  };

  it('go through every step up to today', () => {
    const old = new Map<string, unknown>([['baseline/title', 'Old']]);
    expect([...migrate(old, 1, undefined, steps, 3)]).toEqual([
      ['baseline/name', 'Old'],
      ['baseline/note', 'from 2'],
    ]);
    expect([...migrate(new Map(), 2, undefined, steps, 3)]).toEqual([['baseline/note', 'from 2']]);
  });

  it('are refused where no step leads on', () => {
    expect(() => migrate(new Map(), 0, 'f', steps, 3)).toThrow(/no Dryrun has written/);
    expect(() => migrate(new Map(), 4, 'f', steps, 3)).toThrow(/newer Dryrun/);
  });
});
