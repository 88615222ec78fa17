import { DryrunError } from '../../src/domain/errors';
import type { TrafficSetup } from './setup';

/** Longest step the models are made for, s: Krauss holds up to the reaction time. */
const LONGEST_STEP_S = 1;

/** @throws DryrunError `traffic.setup` naming the value that cannot be worked with */
export function checkSetup(setup: TrafficSetup): void {
  const { horizonS, outputEveryS, beginS, seed, options } = setup;
  const stepS = options?.stepS;
  const share = options?.informedShare;
  check('horizonS', horizonS, horizonS > 0 && horizonS < Infinity, 'above 0');
  check('outputEveryS', outputEveryS, outputEveryS > 0, 'above 0');
  check('beginS', beginS, Number.isFinite(beginS), 'finite');
  check('seed', seed, Number.isInteger(seed), 'a whole number');
  if (stepS !== undefined) {
    check('stepS', stepS, stepS > 0 && stepS <= LONGEST_STEP_S, `in (0, ${LONGEST_STEP_S}]`);
  }
  if (share !== undefined) check('informedShare', share, share >= 0 && share <= 1, 'in [0, 1]');
}

function check(name: string, value: number, holds: boolean, must: string): void {
  if (holds) return;
  throw new DryrunError({
    code: 'traffic.setup',
    place: name,
    what: `The traffic set-up has ${name} = ${value}; it must be ${must}.`,
    mend: 'Correct the scenario.',
    params: { name, value },
  });
}
