import type { Engine } from '../../workers/runtime/protocol';
import type { FloodSetup } from '../../workers/flood/setup';
import type { PollutionSetup } from '../../workers/pollution/setup';
import type { TrafficSetup } from '../../workers/traffic/setup';
import type { Scenario } from '../domain/scenario';
import { floodDriver, pollutionDriver, trafficDriver, type EngineDriver } from './engineDriver';

/** The engines that can be run and what each is set up with. How set-ups are built stands in `setups.ts`. */
export interface Setups {
  readonly flood: FloodSetup;
  readonly traffic: TrafficSetup;
  readonly pollution: PollutionSetup;
}
export type RunnableEngine = keyof Setups;

/** Where set-ups come from and where engines live, by the place a run is driven from. */
export interface EnginePlace {
  /** What `engineSetup` makes, here or behind a worker's boundary. */
  setup(name: RunnableEngine, scenario: Scenario): Promise<Setups[RunnableEngine]>;
  create<Setup>(name: RunnableEngine): Engine<Setup>;
}

/** The drivers of all engines, each after those it listens to. */
export function engineDrivers(place: EnginePlace): readonly EngineDriver[] {
  const source = <K extends RunnableEngine>(name: K) => ({
    setup: (scenario: Scenario) => place.setup(name, scenario) as Promise<Setups[K]>,
    create: () => place.create<Setups[K]>(name),
  });
  return [
    floodDriver(source('flood')),
    trafficDriver(source('traffic')),
    pollutionDriver(source('pollution')),
  ];
}
