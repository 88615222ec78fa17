import { transferables } from '../../workers/runtime/messages';
import type { City } from '../domain/city';
import type { Scenario } from '../domain/scenario';
import type { RunnableEngine, Setups } from './engines';
import { floodSetup } from './floodSetup';
import { pollutionSetup } from './pollutionSetup';
import { trafficSetup } from './trafficSetup';

/** How each engine's set-up is built. One line per engine. */
const SETUP_OF: {
  readonly [K in RunnableEngine]: (city: City, scenario: Scenario) => Setups[K];
} = {
  flood: floodSetup,
  traffic: trafficSetup,
  pollution: pollutionSetup,
};

/**
 * The set-up of an engine for a scenario on a City. It may share arrays with the City: whoever gives it
 * away gives `buffersToGive` of it, no more. Heavy: off the main thread where there is one to keep free.
 */
export function engineSetup(
  name: RunnableEngine,
  city: City,
  scenario: Scenario,
): Setups[RunnableEngine] {
  return SETUP_OF[name](city, scenario);
}

/** The buffers of a set-up that are its own: those of the City stay with the City. */
export function buffersToGive(setup: Setups[RunnableEngine], city: City): ArrayBuffer[] {
  const kept = new Set(transferables(city));
  return transferables(setup).filter((buffer) => !kept.has(buffer));
}
