import { createStore } from 'zustand/vanilla';
import type { Scenario } from '../../domain/scenario';
import { STORM_PRESETS, withRain } from '../scenario/storms';

/** The scenario being edited, with the states before and after it for undo and redo. */
export interface ScenarioState {
  readonly scenario: Scenario;
  readonly past: readonly Scenario[];
  readonly future: readonly Scenario[];
}

/** Undo steps kept. */
const HISTORY = 200;

/** A scenario to start from: 100 mm/h for one hour, two hours simulated. */
export function firstScenario(): Scenario {
  return withRain(
    {
      // The type holds it to SCENARIO_VERSION; importing that would bring the validator into the first script.
      dryrunScenario: 1,
      id: 'scenario-1',
      name: '100 mm/h, 1 h',
      horizonS: 7200,
      outputEveryS: 60,
      seed: 1,
      engines: ['flood'],
      floodCellSizeM: 4,
      forcings: [],
      measures: [],
    },
    STORM_PRESETS[0]!.rows,
  );
}

export const scenarioStore = createStore<ScenarioState>()(() => ({
  scenario: firstScenario(),
  past: [],
  future: [],
}));

/** One edit: one step of undo. An edit that returns the same object is none. */
export function editScenario(edit: (scenario: Scenario) => Scenario): void {
  scenarioStore.setState((s) => {
    const next = edit(s.scenario);
    if (next === s.scenario) return s;
    return { scenario: next, past: [...s.past, s.scenario].slice(-HISTORY), future: [] };
  });
}

export function undoScenario(): void {
  scenarioStore.setState((s) => {
    const previous = s.past.at(-1);
    if (!previous) return s;
    return { scenario: previous, past: s.past.slice(0, -1), future: [s.scenario, ...s.future] };
  });
}

export function redoScenario(): void {
  scenarioStore.setState((s) => {
    const next = s.future[0];
    if (!next) return s;
    return { scenario: next, past: [...s.past, s.scenario], future: s.future.slice(1) };
  });
}

/** Starts anew, as when another City opens: lines and targets of the old one mean nothing there. */
export function resetScenario(scenario: Scenario): void {
  scenarioStore.setState({ scenario, past: [], future: [] });
}
