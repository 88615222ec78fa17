/**
 * The elementary functions the engine's results may use: one place, so that every engine build takes
 * the same ones.
 */
export const { exp, log, sin, cos, tan, atan, sqrt, asin } = Math;
export const pow = Math.pow;

/** Cube root of a non-negative number. */
export function cbrt(x: number): number {
  return x > 0 ? exp(log(x) / 3) : 0;
}

/**
 * Error function, |error| < 1.2e-7 relative to 1 (Numerical Recipes, 2nd ed., §6.2, erfc by a
 * Chebyshev fit).
 */
export function erf(x: number): number {
  const z = Math.abs(x);
  const t = 1 / (1 + 0.5 * z);
  let s = 0.17087277;
  for (const c of ERFC) s = s * t + c;
  const erfc = t * exp(-z * z + s);
  return x >= 0 ? 1 - erfc : erfc - 1;
}

const ERFC = [
  -0.82215223, 1.48851587, -1.13520398, 0.27886807, -0.18628806, 0.09678418, 0.37409196, 1.00002368,
  -1.26551223,
] as const;
