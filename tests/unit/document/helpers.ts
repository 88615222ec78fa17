import * as Y from 'yjs';
import { DEFAULT_SETTINGS } from '../../../src/document/changes';
import { BASELINE_ID, type ScenarioNode } from '../../../src/document/entries';
import { ScenarioDocument } from '../../../src/document/scenarioDocument';
import type { Measure, Scenario } from '../../../src/domain/scenario';

export function baselineNode(): ScenarioNode {
  return {
    id: BASELINE_ID,
    parent: null,
    name: '',
    note: '',
    order: 0,
    removed: false,
    settings: { ...DEFAULT_SETTINGS },
    forcings: {},
    measures: {},
  };
}

/** A document with a baseline; ids count up, so that a test is the same every time. */
export function newDocument(prefix = 's'): ScenarioDocument {
  let n = 0;
  const document = new ScenarioDocument(new Y.Doc(), { newId: () => `${prefix}${n++}` });
  document.begin([baselineNode()]);
  return document;
}

type Change = (scenario: Scenario) => Scenario;

export function withRainOf(mmH: number): Change {
  return (s) => ({
    ...s,
    forcings: [
      {
        kind: 'rain',
        id: 'rain',
        intensityMmH: [
          [0, mmH],
          [3600, 0],
        ],
      },
      ...s.forcings.filter((f) => f.id !== 'rain'),
    ],
  });
}

export function withHorizon(horizonS: number): Change {
  return (s) => ({ ...s, horizonS });
}

export function withBarrier(id: string): Change {
  const barrier: Measure = {
    kind: 'barrier',
    id,
    line: [
      [0, 0],
      [10, 0],
    ],
    heightM: 1,
  };
  return (s) => ({ ...s, measures: [...s.measures.filter((m) => m.id !== id), barrier] });
}
