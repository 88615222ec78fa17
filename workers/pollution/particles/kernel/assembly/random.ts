// Counter-based random numbers: each particle's n-th draw is a hash of (seed, number, n), so that
// results depend on neither order nor threads, and neighbouring seeds give unrelated streams.

/** Odd constants that spread the counter (2³²/φ and a second prime-like one). */
const STEP: i32 = 0x9e3779b9;
const OTHER: i32 = 0x85ebca6b;
/** Mean of the sum of four bytes, and one over its standard deviation √((256² − 1)/3). */
const MEAN: f32 = 510;
const SCALE: f32 = 1 / 147.80053;

/** Mixes 32 bits (Wellons, "lowbias32"). */
export function mix(x: u32): u32 {
  let h = x;
  h ^= h >> 16;
  h *= 0x7feb352d;
  h ^= h >> 15;
  h *= 0x846ca68b;
  h ^= h >> 16;
  return h;
}

@inline function mixFour(x: v128): v128 {
  let h = v128.xor(x, i32x4.shr_u(x, 16));
  h = i32x4.mul(h, i32x4.splat(0x7feb352d));
  h = v128.xor(h, i32x4.shr_u(h, 15));
  h = i32x4.mul(h, i32x4.splat(0x846ca68b));
  return v128.xor(h, i32x4.shr_u(h, 16));
}

/** Key of a particle's stream. */
@inline export function keyOf(seed: u32, id: u32): u32 {
  return mix(seed ^ mix(id + STEP));
}

/**
 * Four near-Gaussian deviates of mean 0 and variance 1: each the sum of the four bytes of a word
 * (Irwin–Hall; steps of 0.007, at most 3.45). A Langevin velocity sums many of them.
 */
@inline export function normals(key: u32, draw: u32): v128 {
  const words = mixFour(
    i32x4.add(
      i32x4.splat(key + draw * OTHER),
      i32x4(STEP, STEP * 2, STEP * 3, STEP * 4),
    ),
  );
  const sums = i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(words));
  return f32x4.mul(
    f32x4.sub(f32x4.convert_i32x4_s(sums), f32x4.splat(MEAN)),
    f32x4.splat(SCALE),
  );
}
