import { RELAXATION, TURNING_FLOW_CMS } from './constants';

/** Trials after which Newton's method goes half way only: two states that hunt each other meet. */
const PATIENT_TRIALS = 4;

/** Share of the way to the newest depth that a trial of Newton's method goes. */
export const stride = (trial: number): number => (trial < PATIENT_TRIALS ? 1 : RELAXATION);

/**
 * Flow of a trial from the last and the newest one, m³/s. SWMM's iteration takes their mean from the
 * second trial on, and a flow that turns passes near zero first.
 */
export function relax(last: number, newest: number, trial: number, asSwmm: boolean): number {
  if (!asSwmm) return last + stride(trial) * (newest - last);
  if (trial === 0) return newest;
  const mean = (1 - RELAXATION) * last + RELAXATION * newest;
  return mean * last < 0 ? TURNING_FLOW_CMS * Math.sign(mean) : mean;
}
