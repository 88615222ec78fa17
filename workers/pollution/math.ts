/**
 * Elementary functions whose bits do not depend on the JavaScript engine: those of `exactMath`, and
 * trigonometry and the error function made of the four operations and square roots.
 */
export { cbrt, exp, log, power as pow } from '../../src/domain/exactMath';
import { exp } from '../../src/domain/exactMath';

/** Square roots are exact by the ECMAScript standard. */
export const sqrt = Math.sqrt;

/** π/2 in two parts, so that reducing an angle of a few turns loses nothing. */
const HALF_PI_HIGH = 1.5707963267341256;
const HALF_PI_LOW = 6.077100506506192e-11;

/** Sine; |error| < 1e-15 for angles of up to a thousand turns. */
export function sin(x: number): number {
  const k = Math.round(x / (Math.PI / 2));
  const r = x - k * HALF_PI_HIGH - k * HALF_PI_LOW;
  const quadrant = ((k % 4) + 4) % 4;
  if (quadrant === 0) return sinNear(r);
  if (quadrant === 1) return cosNear(r);
  return quadrant === 2 ? -sinNear(r) : -cosNear(r);
}

export function cos(x: number): number {
  return sin(x + Math.PI / 2);
}

export function tan(x: number): number {
  return sin(x) / cos(x);
}

/** Taylor sums on |r| ≤ π/4: the first term left out is below 1e-17. */
function sinNear(r: number): number {
  const q = r * r;
  let term = r;
  let sum = r;
  for (let n = 2; n <= 16; n += 2) {
    term *= -q / (n * (n + 1));
    sum += term;
  }
  return sum;
}

function cosNear(r: number): number {
  const q = r * r;
  let term = 1;
  let sum = 1;
  for (let n = 1; n <= 17; n += 2) {
    term *= -q / (n * (n + 1));
    sum += term;
  }
  return sum;
}

/** Arc tangent; |error| < 1e-15: the angle is halved three times, then the series summed. */
export function atan(x: number): number {
  if (x < 0) return -atan(-x);
  if (x > 1) return Math.PI / 2 - atan(1 / x);
  let t = x;
  for (let k = 0; k < 3; k++) t /= 1 + sqrt(1 + t * t);
  const q = t * t;
  let power = t;
  let sum = t;
  for (let n = 3; n <= 21; n += 2) {
    power *= -q;
    sum += power / n;
  }
  return 8 * sum;
}

export function asin(x: number): number {
  if (x >= 1) return Math.PI / 2;
  if (x <= -1) return -Math.PI / 2;
  return atan(x / sqrt(1 - x * x));
}

/**
 * Error function, error below 1.2e-7 of 1 − erf (Press et al., Numerical Recipes, 2nd ed., §6.2, a
 * Chebyshev fit of erfc).
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
