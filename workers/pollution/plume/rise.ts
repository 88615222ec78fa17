import { cbrt, pow, sqrt } from '../math';
import { GRAVITY } from '../met/constants';
import { meanWind, type Meteorology } from '../met/meteorology';
import type { Stack } from '../setup';
import { temperatureGradient } from './spread';

/** Buoyancy flux at which Briggs' formulas for weak and strong plumes change over, m⁴/s³. */
const STRONG_FLUX = 55;

/** A plume's rise: its final height above the stack and the distance at which it is reached. */
export interface PlumeRise {
  readonly finalM: number;
  readonly distanceM: number;
  /** Rise at a distance, m: by the ⅔ law until the final height. */
  at(distanceM: number): number;
}

/** Buoyancy flux g v d² (Ts − Ta)/(4 Ts), m⁴/s³; 0 for gas no warmer than the air. */
export function buoyancyFlux(stack: Stack, airK: number): number {
  const { diameterM: d, exitMs: v, exitK } = stack;
  return exitK > airK ? (GRAVITY * v * d * d * (exitK - airK)) / (4 * exitK) : 0;
}

/** Final rise of a buoyant plume in neutral or unstable air, m (Briggs 1971, 1975, as in ISC3 §1.1.4.3). */
export function neutralRise(flux: number, windMs: number): number {
  return flux < STRONG_FLUX
    ? (21.425 * pow(flux, 0.75)) / windMs
    : (38.71 * pow(flux, 0.6)) / windMs;
}

/** Distance to that final rise, m: 49 F^⅝ below 55 m⁴/s³, 119 F^⅖ above. */
export function neutralRiseDistance(flux: number): number {
  return flux < STRONG_FLUX ? 49 * pow(flux, 0.625) : 119 * pow(flux, 0.4);
}

/**
 * Briggs' plume rise with the choice between buoyancy and momentum as in ISC3 (EPA-454/B-95-003b,
 * §1.1.4): the larger of both in neutral and unstable air; in stable air 2.6 (F/(U s))^⅓, momentum
 * 1.5 (Fm/(U √s))^⅓, and never more than in neutral air.
 */
export function plumeRise(m: Meteorology, stackM: number, stack: Stack): PlumeRise {
  const windMs = Math.max(meanWind(m, stackM), 1);
  const flux = buoyancyFlux(stack, m.temperatureK);
  const momentum = (3 * stack.diameterM * stack.exitMs) / windMs;
  let finalM = Math.max(neutralRise(flux, windMs), momentum);
  let distanceM = neutralRiseDistance(flux);
  if (m.obukhovM > 0) {
    const s = (GRAVITY * temperatureGradient(m, stackM)) / m.temperatureK;
    const fm =
      (stack.exitMs * stack.exitMs * stack.diameterM * stack.diameterM * m.temperatureK) /
      (4 * Math.max(stack.exitK, m.temperatureK));
    const stable = Math.max(2.6 * cbrt(flux / (windMs * s)), 1.5 * cbrt(fm / (windMs * sqrt(s))));
    if (stable < finalM) {
      finalM = stable;
      distanceM = Math.min(distanceM, (2.0715 * windMs) / sqrt(s));
    }
  }
  const third = cbrt(flux);
  const reached = (x: number): number => {
    if (x >= distanceM || flux === 0) return finalM;
    const q = cbrt(x);
    return Math.min((1.6 * third * q * q) / windMs, finalM);
  };
  return { finalM, distanceM, at: reached };
}
