import { log, power } from '../../../src/domain/exactMath';
import { GRAVITY } from './constants';

/**
 * Friction of pressure mains that run full, as drag = g·S_f/v² (1/m): the momentum equation takes it
 * in place of Manning's g·n²/R^(4/3). Part-full, a main has Manning's friction with the n it is
 * equivalent to.
 */

/** Velocity below which drag is held, m/s: the laws' own range ends far above. */
const SLOWEST_MS = 1e-3;
/** Kinematic viscosity of water at 20 °C, m²/s (1.1e-5 ft²/s in SWMM). */
const VISCOSITY_M2S = 1.1e-5 * 0.3048 * 0.3048;
const LAMINAR = 2000;
const TURBULENT = 4000;
/** Re where friction no longer depends on it. */
const ROUGH = 1e12;

/** Hazen–Williams, v = 0.849·C·R^0.63·S^0.54 (SI). C from 60 (old cast iron) to 150 (plastic). */
export function hazenWilliamsDrag(c: number, velocityMs: number, radiusM: number): number {
  const v = Math.max(Math.abs(velocityMs), SLOWEST_MS);
  return GRAVITY / (power(0.849 * c, 1.852) * power(v, 0.148) * power(radiusM, 1.1667));
}

/** Darcy–Weisbach with equivalent sand roughness, m: S = f·v²/(8·g·R). */
export function darcyWeisbachDrag(roughM: number, velocityMs: number, radiusM: number): number {
  const v = Math.max(Math.abs(velocityMs), SLOWEST_MS);
  return frictionFactor(roughM, radiusM, (4 * radiusM * v) / VISCOSITY_M2S) / (8 * radiusM);
}

/** Darcy's f: 64/Re, Swamee and Jain (1976) from Re = 4000, a straight line between. */
export function frictionFactor(roughM: number, radiusM: number, reynolds: number): number {
  if (reynolds <= LAMINAR) return 64 / Math.max(reynolds, 10);
  if (reynolds < TURBULENT) {
    const turbulent = frictionFactor(roughM, radiusM, TURBULENT);
    return 0.032 + ((turbulent - 0.032) * (reynolds - LAMINAR)) / (TURBULENT - LAMINAR);
  }
  const inside = roughM / (3.7 * 4 * radiusM) + 5.74 / power(reynolds, 0.9);
  const log10 = log(inside) / Math.LN10;
  return 0.25 / (log10 * log10);
}

/** Manning's n of a full main by Hazen–Williams at the slope it lies at (Rossman 2017, Vol. II, section 3.4). */
export function equivalentNHazenWilliams(c: number, diameterM: number, slope: number): number {
  return (1.067 / c) * power(diameterM / 0.3048 / slope, 0.04);
}

/** Manning's n of a full main by Darcy–Weisbach in rough flow: g·n²/R^(4/3) equals its drag. */
export function equivalentNDarcyWeisbach(roughM: number, diameterM: number): number {
  const radius = diameterM / 4;
  const drag = frictionFactor(roughM, radius, ROUGH) / (8 * radius);
  return Math.sqrt((drag / GRAVITY) * power(radius, 4 / 3));
}
