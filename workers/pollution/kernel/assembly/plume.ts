import { exp1 } from './exponential';

// The steady plume of a unit source, from a table over downwind distance, and its integral along a line.
// A table has 16 entries an octave from 1 m on, each four f32: crosswind integral V and 1/σy at the
// entry, and what they gain to the next. Between entries both are linear in distance.

/** Octaves from 1 m: to 131 km. */
export const OCTAVES: i32 = 17;
const STEPS: i32 = 16;
const LAST: i32 = OCTAVES * STEPS - 1;
const ONE_BITS: i32 = 0x3f800000;
const STEP_BITS: i32 = 19;
const REST: i32 = (1 << STEP_BITS) - 1;
const REST_SCALE: f32 = 1.9073486e-6;
const INV_ROOT_2PI: f32 = 0.39894228;
/** Crosswind distances beyond this many σ_y count as nothing: e^−12.5 of the axis. */
export const REACH: f32 = 5.0;
/** Narrower than this, in σ, a stretch is integrated by Simpson's rule instead of by differences. */
const NARROW: f32 = 0.5;
/** Cumulative normal distribution on [−5.12, 5.12] in steps of 1/100. */
const NORMAL_STEPS: f32 = 100.0;
const NORMAL_HALF: f32 = 5.12;
/** A receptor this little upwind, m, stands on the source: rounding must not decide. */
export const ON_SOURCE: f32 = -0.01;

/** Where the table of the normal distribution stands (1025 f32), set once. */
let normal: usize = 0;

export function setNormalTable(at: usize): void {
  normal = at;
}

@inline function cumulative(u: f32): f32 {
  const c = min<f32>(max<f32>(u, -NORMAL_HALF), NORMAL_HALF - <f32>0.001);
  const s = (c + NORMAL_HALF) * NORMAL_STEPS;
  const k = <i32>s;
  const at = normal + (<usize>k << 2);
  const a = load<f32>(at);
  return a + (s - <f32>k) * (load<f32>(at, 4) - a);
}

@inline function bell(u: f32): f32 {
  return INV_ROOT_2PI * exp1(<f32>-0.5 * u * u);
}

@inline function entry(table: usize, x: f32): usize {
  const bits = reinterpret<i32>(max<f32>(x, 1.0)) - ONE_BITS;
  return table + (<usize>min<i32>(bits >> STEP_BITS, LAST) << 4);
}

@inline function fraction(x: f32): f32 {
  return <f32>(reinterpret<i32>(max<f32>(x, 1.0)) & REST) * REST_SCALE;
}

/** Unit point source: x downwind, y crosswind, s/m³. */
@inline export function pointAt(table: usize, x: f32, y: f32): f32 {
  if (x < ON_SOURCE) return 0;
  const e = entry(table, x);
  const f = fraction(x);
  const s = load<f32>(e, 8) + f * load<f32>(e, 12);
  const u = y * s;
  if (u > REACH || u < -REACH) return 0;
  return (load<f32>(e) + f * load<f32>(e, 4)) * s * bell(u);
}

/** V/σ_y into `axis` and y/σ_y into `turn`; upwind, nothing. */
@inline export function seriesAt(table: usize, x: f32, y: f32, axis: usize, turn: usize): void {
  if (x < ON_SOURCE) {
    store<f32>(axis, 0);
    store<f32>(turn, 0);
    return;
  }
  const e = entry(table, x);
  const f = fraction(x);
  const s = load<f32>(e, 8) + f * load<f32>(e, 12);
  store<f32>(axis, (load<f32>(e) + f * load<f32>(e, 4)) * s);
  store<f32>(turn, y * s);
}

/** Crosswind distance in units of σ_y. */
@inline function turned(table: usize, x: f32, y: f32): f32 {
  const e = entry(table, x);
  return y * (load<f32>(e, 8) + fraction(x) * load<f32>(e, 12));
}

/** Mean over a stretch about the distance x that goes from a to b crosswind, in σ_y at its ends. */
@inline function stretch(table: usize, x: f32, a: f32, b: f32): f32 {
  if ((a > REACH && b > REACH) || (a < -REACH && b < -REACH)) return 0;
  const e = entry(table, x);
  const f = fraction(x);
  const s = load<f32>(e, 8) + f * load<f32>(e, 12);
  const w = b - a;
  const v = load<f32>(e) + f * load<f32>(e, 4);
  if (w < NARROW && w > -NARROW) {
    const middle = bell(<f32>0.5 * (a + b));
    if (w < <f32>0.02 && w > <f32>-0.02) return v * s * middle;
    return (v * s * (bell(a) + <f32>4.0 * middle + bell(b))) / <f32>6.0;
  }
  return (v * s * (cumulative(b) - cumulative(a))) / w;
}

/**
 * Mean over a straight line from (x1, y1) to (x2, y2), places as the receptor sees them: x downwind of
 * the line's end, y crosswind. The part downwind of the receptor gives nothing. The rest is cut into
 * pieces in which the distance grows by no more than a seventh.
 */
export function lineAt(table: usize, x1: f32, y1: f32, x2: f32, y2: f32): f32 {
  let xa = x1;
  let ya = y1;
  let xb = x2;
  let yb = y2;
  if (xa > xb) {
    xa = x2;
    ya = y2;
    xb = x1;
    yb = y1;
  }
  if (xb < ON_SOURCE) return 0;
  let share: f32 = 1.0;
  if (xa < 0 && xb > 0) {
    share = xb / (xb - xa);
    ya = yb + (ya - yb) * share;
    xa = 0;
  }
  const length = xb - xa;
  if (xb <= 0 || length * <f32>20.0 <= xb) {
    return share * stretch(table, <f32>0.5 * (xa + xb), turned(table, xa, ya), turned(table, xb, yb));
  }
  const slope = (yb - ya) / length;
  // From the far end inwards, each piece an eighth shorter, until the last metre is left.
  let sum: f32 = 0;
  let far = xb;
  let a = turned(table, xb, yb);
  while (far > xa) {
    let near = far * <f32>0.88;
    if (near < xa || near < <f32>0.7) near = xa;
    const b = turned(table, near, ya + (near - xa) * slope);
    sum += (far - near) * stretch(table, <f32>0.5 * (far + near), a, b);
    far = near;
    a = b;
  }
  return (share * sum) / length;
}
