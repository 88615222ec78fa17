import { stepsOf, type Hyetograph } from './hyetograph';
import { designDepthMm, type IntensityFormula } from './intensity';

const MINUTE_S = 60;
const HOUR_S = 3600;

/** A storm made from an intensity formula. */
export interface FormulaStorm {
  readonly formula: IntensityFormula;
  readonly returnYears: number;
  readonly durationS: number;
  /** Share of the duration before the peak, 0–1 (r). */
  readonly peakShare: number;
  readonly stepS: number;
}

/**
 * Chicago storm (Keifer & Chu 1957, Synthetic storm pattern for drainage design, ASCE J. Hydraul. Div.
 * 83): around the peak every duration holds the depth of the formula, split r : 1 − r before and after
 * it. With the formula's depth H(t) for a duration t, r·H(t_b/r) falls in the t_b before the peak and
 * (1 − r)·H(t_a/(1 − r)) in the t_a after it; steps take these integrals, so no depth is lost at the
 * peak, where the intensity itself is steep.
 */
export function chicagoStorm(s: FormulaStorm): Hyetograph {
  const r = Math.min(1, Math.max(0, s.peakShare));
  const peakS = r * s.durationS;
  const depth = (seconds: number): number =>
    designDepthMm(s.formula, seconds / MINUTE_S, s.returnYears);
  const before = (seconds: number): number => (r > 0 ? r * depth(seconds / r) : 0);
  const after = (seconds: number): number => (r < 1 ? (1 - r) * depth(seconds / (1 - r)) : 0);
  const whole = before(peakS);
  return stepsOf(
    (t) => (t <= peakS ? whole - before(peakS - t) : whole + after(t - peakS)),
    s.durationS,
    s.stepS,
  );
}

/**
 * Alternating blocks (Chow, Maidment & Mays 1988, Applied Hydrology, §14.4): what each further step
 * adds to the depth of the formula, the greatest at the peak, the next ones by turns after and before
 * it, for as long as there is room on that side.
 */
export function alternatingBlockStorm(s: FormulaStorm): Hyetograph {
  const count = Math.max(1, Math.round(s.durationS / s.stepS));
  const depth = (k: number): number =>
    designDepthMm(s.formula, (k * s.stepS) / MINUTE_S, s.returnYears);
  const peak = Math.min(count - 1, Math.max(0, Math.round(s.peakShare * count - 0.5)));
  const blocks = new Float64Array(count);
  let [left, right] = [peak - 1, peak + 1];
  for (let k = 0; k < count; k++) {
    const isRight = right < count && (k % 2 === 1 || left < 0);
    const at = k === 0 ? peak : isRight ? right++ : left--;
    blocks[at] = depth(k + 1) - depth(k);
  }
  const rows = Array.from(blocks, (mm, k): [number, number] => [
    k * s.stepS,
    (mm / s.stepS) * HOUR_S,
  ]);
  return [...rows, [count * s.stepS, 0]];
}
