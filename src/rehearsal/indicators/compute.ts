import type { City } from '../../domain/city';
import type { Scenario } from '../../domain/scenario';
import type { RunFrames } from '../frames/access';
import type { Indicator } from './catalogue';
import { DEFAULT_DAMAGE, type DamageModel } from './damage';
import { FloodTally } from './floodTally';

/** The indicators of a run and the damage model they were reckoned with. */
export interface RunIndicators {
  readonly indicators: readonly Indicator[];
  readonly tally: FloodTally;
}

/**
 * Counts the indicators of a flood run from its stored frames: the browser and the command line read
 * the same frames, so they give the same numbers to the last bit.
 *
 * @param signal stops between two frames
 */
export async function floodIndicators(
  city: City,
  scenario: Scenario,
  frames: RunFrames,
  options: { readonly damage?: DamageModel; readonly signal?: AbortSignal } = {},
): Promise<RunIndicators> {
  const tally = new FloodTally(city);
  for (const timeS of frames.times()) {
    options.signal?.throwIfAborted();
    const at = await frames.at(timeS);
    if (at) tally.add(at.frame);
  }
  const indicators = tally.indicators(scenario.measures, options.damage ?? DEFAULT_DAMAGE);
  return { indicators, tally };
}
