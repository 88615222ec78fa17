import { createStore } from 'zustand/vanilla';
import type { KeepState } from '../../document/keeper';
import type { TreeRow } from '../../document/tree';
import type { NamedVersion } from '../../document/versions';
import type { Scenario } from '../../domain/scenario';
import type { DamageModel } from '../../rehearsal/indicators/damage';

/** What panels see of the document. It is written from the document only (`services/documents.ts`). */
export interface ScenarioState {
  /** False until the document of the open City has been read. */
  readonly isOpen: boolean;
  /** The scenario looked at and edited, whole: with all it has from its parents. */
  readonly scenario: Scenario;
  readonly current: string;
  /** All scenarios, each after its parent. */
  readonly rows: readonly TreeRow[];
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  readonly versions: readonly NamedVersion[];
  /** What damage is reckoned with; null: as usual. */
  readonly damage: DamageModel | null;
  readonly kept: KeepState;
}

/** What stands in the panels before a document is open. */
const NOTHING: Scenario = {
  // The type holds it to SCENARIO_VERSION; importing that would bring the validator into the first script.
  dryrunScenario: 1,
  id: 'baseline',
  name: '',
  horizonS: 7200,
  outputEveryS: 60,
  seed: 1,
  engines: ['flood'],
  floodCellSizeM: 4,
  forcings: [],
  measures: [],
};

export const scenarioStore = createStore<ScenarioState>()(() => ({
  isOpen: false,
  scenario: NOTHING,
  current: NOTHING.id,
  rows: [],
  canUndo: false,
  canRedo: false,
  versions: [],
  damage: null,
  kept: 'saved',
}));
