// Counter-based random numbers: each particle's n-th draw is a hash of (seed, number, n), so that
// results depend on neither order nor threads, and neighbouring seeds give unrelated streams.

/** Odd constants that spread the counter (2³²/φ and a second prime-like one). */
const STEP: i32 = 0x9e3779b9;
const OTHER: i32 = 0x85ebca6b;
/** √3/65536: four uniform 16-bit numbers, less their mean, have unit variance. */
const SCALE: f32 = 1.7320508 / 65536;

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

/** Sum of the two 16-bit halves of each word. */
@inline function halves(w: v128): v128 {
  return i32x4.add(v128.and(w, i32x4.splat(0xffff)), i32x4.shr_u(w, 16));
}

/** Key of a particle's stream. */
@inline export function keyOf(seed: u32, id: u32): u32 {
  return mix(seed ^ mix(id + STEP));
}

/** Four near-Gaussian deviates (each the sum of four 16-bit uniforms) of mean 0 and variance 1. */
@inline export function normals(key: u32, draw: u32): v128 {
  const c = i32x4.add(
    i32x4.splat(key + draw * OTHER),
    i32x4(STEP, STEP * 2, STEP * 3, STEP * 4),
  );
  const a = mixFour(c);
  const b = mixFour(i32x4.add(c, i32x4.splat(STEP * 5)));
  const sum = i32x4.sub(i32x4.add(halves(a), halves(b)), i32x4.splat(131070));
  return f32x4.mul(f32x4.convert_i32x4_s(sum), f32x4.splat(SCALE));
}
