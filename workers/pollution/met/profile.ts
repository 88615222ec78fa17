import { atan, exp, log, sqrt } from '../math';
import { VON_KARMAN } from './constants';

const HALF_PI = Math.PI / 2;

/**
 * Integrated stability correction ψ(z/L) of the wind profile. Unstable: Paulson (1970) with 16 and ¼
 * (Dyer 1974); stable: −17 (1 − e^(−0.29 z/L)) (van Ulden & Holtslag 1985), as in AERMOD and RLINE.
 */
export function psi(zM: number, obukhovM: number): number {
  if (!Number.isFinite(obukhovM)) return 0;
  if (obukhovM > 0) return -17 * (1 - exp((-0.29 * zM) / obukhovM));
  const x = sqrt(sqrt(1 - (16 * zM) / obukhovM));
  return 2 * log((1 + x) / 2) + log((1 + x * x) / 2) - 2 * atan(x) + HALF_PI;
}

/** ln(z/z0) − ψ(z/L) + ψ(z0/L): the wind at z in units of u* / κ. Zero at and below z0. */
export function profileFactor(zM: number, roughnessM: number, obukhovM: number): number {
  if (zM <= roughnessM) return 0;
  const f = log(zM / roughnessM) - psi(zM, obukhovM) + psi(roughnessM, obukhovM);
  return f > 0 ? f : 0;
}

/** Wind speed at a height by Monin–Obukhov similarity, m/s. */
export function windAt(
  zM: number,
  frictionMs: number,
  roughnessM: number,
  obukhovM: number,
): number {
  return (frictionMs / VON_KARMAN) * profileFactor(zM, roughnessM, obukhovM);
}
