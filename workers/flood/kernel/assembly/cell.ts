import { GRAVITY } from './params';

// What happens inside a cell once its fluxes are known, four cells at a time.

/** Error of a + b (Knuth's TwoSum): exact for any order of magnitude. */
@inline export function sumError(a: v128, b: v128, sum: v128): v128 {
  const bb = f32x4.sub(sum, a);
  return f32x4.add(f32x4.sub(a, f32x4.sub(sum, bb)), f32x4.sub(b, bb));
}

/** x^(−4/3) for x in [1e-6, 1e3], relative error below 1e-4: seed from the exponent, two Newton steps. */
@inline export function powMinus43(x: v128): v128 {
  const third = f32x4.splat(1.0 / 3.0);
  // bits / 3 without the slow saturating conversion: bits >> 7 fits the mantissa of an f32.
  const scaled = f32x4.add(
    f32x4.mul(f32x4.convert_i32x4_s(i32x4.shr_u(x, 7)), third),
    f32x4.splat(12582912.0),
  );
  const thirdBits = i32x4.shl(i32x4.sub(scaled, i32x4.splat(0x4b400000)), 7);
  let y = i32x4.sub(i32x4.splat(0x54a21d2a), thirdBits);
  const c = f32x4.mul(x, third);
  const k = f32x4.splat(4.0 / 3.0);
  y = f32x4.mul(y, f32x4.sub(k, f32x4.mul(f32x4.mul(c, y), f32x4.mul(y, y))));
  y = f32x4.mul(y, f32x4.sub(k, f32x4.mul(f32x4.mul(c, y), f32x4.mul(y, y))));
  const y2 = f32x4.mul(y, y);
  return f32x4.mul(y2, y2);
}

/**
 * Factor on the velocity by Manning friction over dt, fully implicit in the speed: the positive root
 * of u' = u − dt·g·n²·h^(−4/3)·|u'|·u' (Xia & Liang 2018). Reaches the right normal flow in one step
 * however thin the film. `friction` is 4·g·n², `speed2` is |u|².
 */
@inline export function frictionFactor(h: v128, speed2: v128, friction: v128, dt: v128): v128 {
  const one = f32x4.splat(1);
  const k = f32x4.mul(f32x4.mul(f32x4.mul(friction, dt), powMinus43(h)), f32x4.sqrt(speed2));
  return f32x4.div(f32x4.splat(2), f32x4.add(one, f32x4.sqrt(f32x4.add(one, k))));
}

/** |u| + √(gh), the faster of the two directions. */
@inline export function waveSpeed(h: v128, u: v128, v: v128): v128 {
  return f32x4.add(
    f32x4.pmax(f32x4.abs(u), f32x4.abs(v)),
    f32x4.sqrt(f32x4.mul(f32x4.splat(GRAVITY), h)),
  );
}

@inline export function horizontalMax(x: v128): f32 {
  const a = f32x4.pmax(x, v128.shuffle<f32>(x, x, 2, 3, 0, 1));
  return max(f32x4.extract_lane(a, 0), f32x4.extract_lane(a, 1));
}

/** Sum of four f32 in f64, in fixed order. */
@inline export function sumLanes(x: v128): f64 {
  return (
    (<f64>f32x4.extract_lane(x, 0) + <f64>f32x4.extract_lane(x, 1)) +
    (<f64>f32x4.extract_lane(x, 2) + <f64>f32x4.extract_lane(x, 3))
  );
}
