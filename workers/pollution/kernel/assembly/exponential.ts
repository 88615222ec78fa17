// Exponentials and logarithms of four f32 at a time, from exact operations only: the same bits on every
// machine. Coefficients: least maximum error on the reduced interval.

const LOG2E: f32 = 1.44269504;
/** Adding 1.5·2^23 rounds to a whole number, which then stands in the low bits. */
const ROUND: f32 = 12582912.0;
/** 2^−87 ≈ e^−60: what is less is as good as nothing, and far from slow denormal numbers. */
const LEAST: f32 = -87.0;

/** 2^t for t ≤ 0; relative error < 3e-7. */
@inline export function exp2v(t: v128): v128 {
  const x = f32x4.pmax(f32x4.splat(LEAST), t);
  const m = f32x4.add(x, f32x4.splat(ROUND));
  const r = f32x4.sub(x, f32x4.sub(m, f32x4.splat(ROUND)));
  let p = f32x4.splat(0.00133952);
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(0.00961816));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(0.05550327));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(0.24022648));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(0.69314720));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.0));
  return i32x4.add(p, i32x4.shl(m, 23));
}

/** e^x for one x ≤ 0. */
@inline export function exp1(x: f32): f32 {
  const t = max<f32>(LEAST, x * LOG2E);
  const m = t + ROUND;
  const r = t - (m - ROUND);
  let p: f32 = 0.00133952;
  p = p * r + <f32>0.00961816;
  p = p * r + <f32>0.05550327;
  p = p * r + <f32>0.24022648;
  p = p * r + <f32>0.69314720;
  p = p * r + <f32>1.0;
  return reinterpret<f32>(reinterpret<i32>(p) + (reinterpret<i32>(m) << 23));
}

/** log2 of positive numbers; error < 3e-7 of 1 + |log2 x|. Mantissa in [√½, √2), then 2/ln 2 · artanh((m − 1)/(m + 1)). */
@inline export function log2v(x: v128): v128 {
  const bits = i32x4.sub(x, i32x4.splat(0x3f3504f3));
  const e = i32x4.shr_s(bits, 23);
  const m = i32x4.sub(x, i32x4.shl(e, 23));
  const t = f32x4.div(f32x4.sub(m, f32x4.splat(1.0)), f32x4.add(m, f32x4.splat(1.0)));
  const q = f32x4.mul(t, t);
  let p = f32x4.splat(0.41219858);
  p = f32x4.add(f32x4.mul(p, q), f32x4.splat(0.57707802));
  p = f32x4.add(f32x4.mul(p, q), f32x4.splat(0.9617967));
  p = f32x4.add(f32x4.mul(p, q), f32x4.splat(2.8853901));
  return f32x4.add(f32x4.convert_i32x4_s(e), f32x4.mul(t, p));
}
