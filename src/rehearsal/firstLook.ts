import type { FloodSetup } from '../../workers/flood/setup';
import type { Scenario } from '../domain/scenario';

/** Cells of a first look, m: the whole city in seconds, a street still two cells wide. Measured in docs/physics/flood.md. */
const FIRST_LOOK_CELL_M = 16;

/** A scenario on the cells of a first look; one that is as coarse already stays as it is. */
export function firstLookOf(scenario: Scenario): Scenario {
  const floodCellSizeM = Math.max(scenario.floodCellSizeM ?? 0, FIRST_LOOK_CELL_M);
  return { ...scenario, floodCellSizeM };
}

/** A flood set-up with its sewers in the long steps of a first look. */
export function quickSetup(setup: FloodSetup): FloodSetup {
  const { drainage } = setup;
  return drainage ? { ...setup, drainage: { ...drainage, quick: true } } : setup;
}
