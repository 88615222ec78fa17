/*
 * Gradient noise (Perlin 2002) from integer hashes and plain arithmetic only: no sine, no table of
 * random order, so that every engine computes the same bits.
 */

function hash(ix: number, iy: number, seed: number): number {
  let h = Math.imul(ix, 0x27d4eb2d) ^ Math.imul(iy, 0x165667b1) ^ seed;
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Sixteen unit directions in steps of 22.5°, as constants so that no engine rounds them its own way. */
const DIRECTION_X = [
  1,
  0.9238795325,
  Math.SQRT1_2,
  0.3826834324,
  0,
  -0.3826834324,
  -Math.SQRT1_2,
  -0.9238795325,
  -1,
  -0.9238795325,
  -Math.SQRT1_2,
  -0.3826834324,
  0,
  0.3826834324,
  Math.SQRT1_2,
  0.9238795325,
];
const DIRECTION_Y = [
  0,
  0.3826834324,
  Math.SQRT1_2,
  0.9238795325,
  1,
  0.9238795325,
  Math.SQRT1_2,
  0.3826834324,
  0,
  -0.3826834324,
  -Math.SQRT1_2,
  -0.9238795325,
  -1,
  -0.9238795325,
  -Math.SQRT1_2,
  -0.3826834324,
];

function corner(ix: number, iy: number, dx: number, dy: number, seed: number): number {
  const k = hash(ix, iy, seed) & 15;
  return DIRECTION_X[k]! * dx + DIRECTION_Y[k]! * dy;
}

const fade = (t: number): number => t * t * t * (t * (t * 6 - 15) + 10);

/** Smooth noise in about [−1, 1] with unit lattice; twice continuously differentiable. */
export function noise2(x: number, y: number, seed: number): number {
  const ix = Math.floor(x);
  const iy = Math.floor(y);
  const fx = x - ix;
  const fy = y - iy;
  const u = fade(fx);
  const v = fade(fy);
  const s = corner(ix, iy, fx, fy, seed) * (1 - u) + corner(ix + 1, iy, fx - 1, fy, seed) * u;
  const n =
    corner(ix, iy + 1, fx, fy - 1, seed) * (1 - u) +
    corner(ix + 1, iy + 1, fx - 1, fy - 1, seed) * u;
  return (s + (n - s) * v) * 1.4;
}

/** Smooth noise along a line, in about [−1, 1]. */
export function noise1(x: number, seed: number): number {
  const i = Math.floor(x);
  const f = x - i;
  const a = (hash(i, 0, seed) / 0xffffffff) * 2 - 1;
  const b = (hash(i + 1, 0, seed) / 0xffffffff) * 2 - 1;
  return a + (b - a) * fade(f);
}

/** Two octaves of `noise2`: hills with some detail. */
export function rolling(x: number, y: number, seed: number): number {
  return (
    (noise2(x, y, seed) + 0.4 * noise2(x * 2.17 + 11.3, y * 2.17 - 4.7, seed ^ 0x5bd1e995)) / 1.4
  );
}

/** 0 below `from`, 1 above `to`, smooth between. */
export function smoothstep(from: number, to: number, x: number): number {
  const t = Math.min(Math.max((x - from) / (to - from), 0), 1);
  return t * t * (3 - 2 * t);
}
