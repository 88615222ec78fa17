import type { Engine, EngineInfo } from '../../workers/runtime/protocol';
import { FLOOD_VERSION, type FloodSetup } from '../../workers/flood/setup';
import { POLLUTION_VERSION, type PollutionSetup } from '../../workers/pollution/setup';
import { TRAFFIC_VERSION, type TrafficSetup } from '../../workers/traffic/setup';
import type { EngineName } from '../domain/frame';
import type { Scenario } from '../domain/scenario';
import { firstLookOf, quickSetup } from './firstLook';

/** What a caller asks of a run beside its scenario. */
export interface RunOptions {
  /** Threads of each engine. */
  readonly threads?: number;
  /** Order of the flood scheme. */
  readonly order?: 1 | 2;
  /** A first look before the run itself: coarse cells, sewers in long steps. A run of its own, see `firstLook.ts`. */
  readonly firstLook?: boolean;
  /** Compute even where the store has this run complete. */
  readonly force?: boolean;
}

/** An engine that has taken its set-up. */
export interface StartedEngine {
  readonly engine: Omit<Engine<never>, 'prepare'>;
  readonly info: EngineInfo;
}

/** All the session knows of an engine: who it is, whom it listens to, how it is started. */
export interface EngineDriver {
  readonly name: EngineName;
  readonly version: string;
  readonly backend: 'wasm' | 'webgpu' | 'js';
  /** Engines whose frames it is fed at each exchange, where they run too. */
  readonly listensTo: readonly EngineName[];
  /** Options that change the result: part of the run key. */
  decisive(options: RunOptions): Readonly<Record<string, string | number>>;
  /** Makes an engine and has it take the scenario's set-up. The session disposes of it. */
  start(scenario: Scenario, options: RunOptions): Promise<StartedEngine>;
}

/** Where an engine's set-up comes from and where the engine lives, by the place the session runs in. */
export interface EngineSource<Setup> {
  /** Builds the set-up of a scenario, off the main thread where there is one to keep free. */
  setup(scenario: Scenario): Promise<Setup>;
  /** A new engine, usually a client of a worker. */
  create(): Engine<Setup>;
}

/** Drives the flood engine: the water comes from the scenario alone, it listens to nobody. */
export function floodDriver(source: EngineSource<FloodSetup>): EngineDriver {
  return {
    name: 'flood',
    version: FLOOD_VERSION,
    backend: 'wasm',
    listensTo: [],
    decisive: ({ order = 1, firstLook }) => ({ order, ...(firstLook && { firstLook: 1 }) }),
    async start(scenario, { threads, order = 1, firstLook }) {
      const planned = firstLook
        ? quickSetup(await source.setup(firstLookOf(scenario)))
        : await source.setup(scenario);
      const options = { ...planned.options, ...(threads !== undefined && { threads }), order };
      return started(source.create(), { ...planned, options });
    },
  };
}

/** Drives the traffic engine. Flooded roads do not reach it yet: it listens to nobody. */
export function trafficDriver(source: EngineSource<TrafficSetup>): EngineDriver {
  return {
    name: 'traffic',
    version: TRAFFIC_VERSION,
    backend: 'js',
    listensTo: [],
    decisive: () => ({}),
    start: async (scenario) => started(source.create(), await source.setup(scenario)),
  };
}

/** Drives the pollution engine: it hears what the traffic emits, where traffic runs too. */
export function pollutionDriver(source: EngineSource<PollutionSetup>): EngineDriver {
  return {
    name: 'pollution',
    version: POLLUTION_VERSION,
    backend: 'wasm',
    listensTo: ['traffic'],
    decisive: () => ({}),
    start: async (scenario) => started(source.create(), await source.setup(scenario)),
  };
}

/** Prepares an engine; one that refuses its set-up is disposed of. */
async function started<Setup>(engine: Engine<Setup>, setup: Setup): Promise<StartedEngine> {
  try {
    return { engine, info: await engine.prepare(setup) };
  } catch (error) {
    engine.dispose();
    throw error;
  }
}
