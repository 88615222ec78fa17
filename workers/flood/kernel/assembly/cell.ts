import * as P from './params';

// What happens inside a cell once its fluxes are known, four cells at a time.

/** Error of a + b (Knuth's TwoSum): exact for any order of magnitude. */
@inline export function sumError(a: v128, b: v128, sum: v128): v128 {
  const bb = f32x4.sub(sum, a);
  return f32x4.add(f32x4.sub(a, f32x4.sub(sum, bb)), f32x4.sub(b, bb));
}

/** Error of a − b: the same for a difference. */
@inline export function differenceError(a: v128, b: v128, difference: v128): v128 {
  const bb = f32x4.sub(difference, a);
  return f32x4.sub(f32x4.sub(a, f32x4.sub(difference, bb)), f32x4.add(b, bb));
}

/**
 * x^(−1/3) for x in [1e-6, 1e3], relative error below 2e-5: seed from the exponent, two Newton steps.
 * A third of the bits is taken in f32: their sum with 1.5·2²³ holds it, divided by 2⁷, in its last bits.
 */
@inline export function powMinus13(
  x: v128, third: v128, fourThirds: v128, thirdOfBits: v128, bitsToInt: v128, seed: v128,
): v128 {
  const bits = f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(x), thirdOfBits), bitsToInt);
  let y = i32x4.sub(seed, i32x4.shl(bits, 7));
  const c = f32x4.mul(x, third);
  y = f32x4.mul(y, f32x4.sub(fourThirds, f32x4.mul(f32x4.mul(c, y), f32x4.mul(y, y))));
  return f32x4.mul(y, f32x4.sub(fourThirds, f32x4.mul(f32x4.mul(c, y), f32x4.mul(y, y))));
}

/**
 * Factor on the velocity by Manning friction over dt, fully implicit in the speed: the positive root
 * of u' = u − dt·g·n²·h^(−4/3)·|u'|·u' (Xia & Liang 2018). Reaches the right normal flow in one step
 * however thin the film. `drag` is 4·g·n²·dt·h^(−4/3), `speed2` is |u|².
 */
@inline export function frictionFactor(drag: v128, speed2: v128, one: v128, two: v128): v128 {
  const k = f32x4.mul(drag, f32x4.sqrt(speed2));
  return f32x4.div(two, f32x4.add(one, f32x4.sqrt(f32x4.add(one, k))));
}

/** |u| + √(gh), the faster of the two directions. */
@inline export function waveSpeed(h: v128, u: v128, v: v128, g: v128, positive: v128): v128 {
  return f32x4.add(
    f32x4.pmax(v128.and(u, positive), v128.and(v, positive)), f32x4.sqrt(f32x4.mul(g, h)),
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

/** Writes the constants of the loops (see P.Q); before the first step of a call. */
export function writeConstants(): void {
  put(P.Q_FILM, <f32>P.d(P.FILM));
  put(P.Q_GRAVITY, P.GRAVITY);
  put(P.Q_HALF_GRAVITY, 0.5 * P.GRAVITY);
  put(P.Q_THREE_HALVES, 1.5);
  put(P.Q_THREE_QUARTERS, 0.75);
  put(P.Q_ONE, 1);
  put(P.Q_TWO, 2);
  put(P.Q_QUARTER, 0.25);
  put(P.Q_THIRD, 1.0 / 3.0);
  put(P.Q_FOUR_THIRDS, 4.0 / 3.0);
  // A third, divided by 2⁷, and 1.5·2²³, whose sum with a number has that number in its last bits.
  put(P.Q_THIRD_OF_BITS, 1.0 / 384.0);
  put(P.Q_BITS_TO_INT, 12582912.0);
  // 0x54a21d2a with the shifted exponent of that sum taken back: + (0x4b400000 << 7) modulo 2³².
  v128.store(P.Q_SEED, i32x4.splat(0xf4a21d2a));
  v128.store(P.Q_POSITIVE, i32x4.splat(0x7fffffff));
  put(P.Q_TINY, 1e-34);
  put(P.Q_MIN_DEPTH, P.MIN_DEPTH);
  put(P.Q_SLOPE_DEPTH, P.SLOPE_DEPTH);
  // Slopes are halves.
  put(P.Q_STEEPEST, 0.5 * P.STEEPEST);
}

/** Writes those that change with the step. */
export function writeStep(dt: f32, scale: f32): void {
  put(P.Q_DT, dt);
  put(P.Q_SCALE, scale);
  put(P.Q_HALF_DT, 0.5 * dt);
  put(P.Q_AHEAD, -scale);
  put(P.Q_PUSH, 2 * P.GRAVITY * scale);
}

@inline function put(at: usize, value: f32): void {
  v128.store(at, f32x4.splat(value));
}
