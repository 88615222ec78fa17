import * as P from './params';
import { keyOf, normals } from './random';

/** Bits of a particle's mass left out of a sample, so that 2³¹ full particle-steps fit 63 bits. */
const SAMPLE_SHIFT: i32 = 8;
/** Longest way of one step, cells: never past a neighbour. */
const MOST: f32 = 0.99;
/** Largest place within a cell: exact in f32 for cells up to 2¹³. */
const MOST_INSIDE: f32 = 1 - 1 / 1024;

/** e^(−x), 0 ≤ x ≤ 3, by its (2,2) Padé approximant: 2·10⁻⁵ at x = 0.5, the longest step's. */
@inline function decayOf(x: f32): f32 {
  const h = min(x, 3);
  const even: f32 = <f32>12 + h * h;
  const odd: f32 = <f32>6 * h;
  return (even - odd) / (even + odd);
}

/** Share of a mass lost in dt at a rate, in whole quanta. */
@inline function lost(mass: u32, rate: f32, dt: f32): u32 {
  return <u32>(<f32>mass * (<f32>1 - decayOf(rate * dt)));
}

/** Adds to a counter that other threads may add to. */
@inline function count(at: usize, amount: i64, alone: bool): void {
  if (alone) store<i64>(at, load<i64>(at) + amount);
  else atomic.add<i64>(at, amount);
}

@inline function solid(cells: usize, cell: i32): bool {
  return load<f32>(cells + ((<usize>cell) << 6) + P.CELL_FLAGS) === 1;
}

/** Cells from the one a place lies in: −1, 0 or 1. */
@inline function beyond(f: f32): i32 {
  return f < 0 ? -1 : f >= 1 ? 1 : 0;
}

/** Mirror image of a place at the face it lies beyond. */
@inline function mirrored(f: f32): f32 {
  return f < 0 ? -f : <f32>2 - f;
}

/** Keeps a place off the high face, where adding the cell's number would round it into the next. */
@inline function inside(f: f32): f32 {
  return min(max(f, 0), MOST_INSIDE);
}

/**
 * Moves one particle over all ticks of the run. Thomson (1987) for Gaussian turbulence with a diagonal
 * stress tensor, in the form of Wilson, Legg & Thomson (1983): ωᵢ = uᵢ'/σᵢ,
 * dωᵢ = −ωᵢ/Tᵢ dt + ∂σᵢ/∂xᵢ dt + √(2/Tᵢ) dW, dxᵢ = (Uᵢ + σᵢ ωᵢ) dt. U and σᵢ are linear along their own
 * axis between faces, so that ∇·U = 0 and the drift hold inside every cell. The lanes of a vector are
 * the axes; the fourth carries nothing. Returns the steps made.
 */
function advance(n: i32): i64 {
  const at = (<usize>n) << 2;
  let mass = load<u32>(P.p(P.MASS) + at);
  if (mass === 0) return 0;
  const nx = P.i(P.NX);
  const ny = P.i(P.NY);
  const nz = P.i(P.NZ);
  const cells = P.p(P.CELLS);
  const tick = P.f(P.TICK_S);
  const dry = P.f(P.DRY);
  const decay = P.f(P.DECAY);
  const wet = P.f(P.WET);
  const sampled = P.i(P.SAMPLED);
  const alone = P.i(P.THREADS) === 1;
  const key = keyOf(P.i(P.SEED), load<u32>(P.p(P.ID) + at));
  const axes = i32x4(-1, -1, -1, 0);
  const one = f32x4.splat(1);
  let draws = load<u32>(P.p(P.DRAWS) + at);
  const x = load<f32>(P.p(P.X) + at);
  const y = load<f32>(P.p(P.Y) + at);
  const z = load<f32>(P.p(P.Z) + at);
  let omega = f32x4(
    load<f32>(P.p(P.OX) + at),
    load<f32>(P.p(P.OY) + at),
    load<f32>(P.p(P.OZ) + at),
    0,
  );
  let i = <i32>x;
  let j = <i32>y;
  let k = <i32>z;
  // The place within its cell: 0 to 1 along each axis.
  let within = f32x4(x - <f32>i, y - <f32>j, z - <f32>k, 0);
  let left = <f32>P.i(P.TICKS);
  let made: i64 = 0;
  while (left > 0) {
    const cell = (k * ny + j) * nx + i;
    const c = cells + ((<usize>cell) << 6);
    const wind0 = v128.load(c + P.CELL_WIND);
    const rise = v128.load(c + P.CELL_WIND_RISE);
    const sigma0 = v128.load(c + P.CELL_SIGMA);
    const slope = v128.load(c + P.CELL_SIGMA_RISE);
    const wind = f32x4.add(wind0, f32x4.mul(rise, within));
    const sigma = f32x4.add(sigma0, f32x4.mul(slope, within));
    const ticks = min(f32x4.extract_lane(slope, 3), left);
    const dt = ticks * tick;
    if (k < sampled) {
      const add = <i64>(mass >> SAMPLE_SHIFT) * <i64>(<i32>ticks);
      count(P.p(P.SAMPLE) + ((<usize>cell) << 3), add, alone);
    }
    const noise = normals(key, draws++);
    // e^(−dt/T) and T (1 − e^(−dt/T)) of the same Padé approximant.
    const step = f32x4.splat(dt);
    const rate = i8x16.shuffle(
      wind0,
      rise,
      12, 13, 14, 15, 12, 13, 14, 15, 28, 29, 30, 31, 28, 29, 30, 31,
    );
    const h = f32x4.pmin(f32x4.mul(step, rate), f32x4.splat(3));
    const even = f32x4.add(f32x4.splat(12), f32x4.mul(h, h));
    const odd = f32x4.mul(f32x4.splat(6), h);
    const share = f32x4.div(one, f32x4.add(even, odd));
    const keep = f32x4.mul(f32x4.sub(even, odd), share);
    const kick = f32x4.sqrt(f32x4.sub(one, f32x4.mul(keep, keep)));
    const drift = f32x4.mul(f32x4.mul(slope, share), f32x4.splat(<f32>12 * dt));
    const next = f32x4.add(
      f32x4.add(f32x4.mul(keep, omega), f32x4.mul(kick, noise)),
      drift,
    );
    // Wind and sigma half way: second order as long as the step stays in its cell.
    const half = f32x4.splat(<f32>0.5 * dt);
    const middle = f32x4.mul(half, f32x4.add(wind, f32x4.mul(sigma, omega)));
    const carried = f32x4.mul(f32x4.add(wind, f32x4.mul(rise, middle)), step);
    const spread = f32x4.mul(
      f32x4.mul(f32x4.add(sigma, f32x4.mul(slope, middle)), half),
      f32x4.add(omega, next),
    );
    // At most to the next cell: a rare long draw is cut rather than let through a wall.
    const way = f32x4.pmax(
      f32x4.pmin(f32x4.add(carried, spread), f32x4.splat(MOST)),
      f32x4.splat(-MOST),
    );
    within = v128.and(f32x4.add(within, way), axes);
    omega = v128.and(next, axes);
    left -= ticks;
    made++;
    if (dry > 0 && load<f32>(c + P.CELL_FLAGS) === 2) {
      const gone = lost(mass, dry, dt);
      mass -= gone;
      count(P.p(P.GROUND) + ((<usize>(j * nx + i)) << 3), <i64>gone, alone);
    }
    if (decay > 0) {
      const gone = lost(mass, decay, dt);
      mass -= gone;
      count(P.p(P.DECAYED), <i64>gone, alone);
    }
    if (wet > 0) {
      const gone = lost(mass, wet, dt);
      mass -= gone;
      count(P.p(P.WASHED), <i64>gone, alone);
    }
    if (!v128.any_true(f32x4.floor(within))) continue;
    // Out of the cell: on into the next, or back from a wall.
    let fx = f32x4.extract_lane(within, 0);
    let fy = f32x4.extract_lane(within, 1);
    let fz = f32x4.extract_lane(within, 2);
    let ox = f32x4.extract_lane(omega, 0);
    let oy = f32x4.extract_lane(omega, 1);
    let oz = f32x4.extract_lane(omega, 2);
    if (k === 0 && fz < 0) {
      fz = -fz;
      oz = -oz;
    }
    const ni = i + beyond(fx);
    const nj = j + beyond(fy);
    const nk = k + beyond(fz);
    if (ni < 0 || nj < 0 || ni >= nx || nj >= ny || nk >= nz) {
      count(P.p(P.LEFT), <i64>mass, alone);
      mass = 0;
      break;
    }
    if (ni !== i) {
      if (solid(cells, (k * ny + j) * nx + ni)) {
        fx = mirrored(fx);
        ox = -ox;
      } else {
        fx -= <f32>(ni - i);
        i = ni;
      }
    }
    if (nj !== j) {
      if (solid(cells, (k * ny + nj) * nx + i)) {
        fy = mirrored(fy);
        oy = -oy;
      } else {
        fy -= <f32>(nj - j);
        j = nj;
      }
    }
    if (nk !== k) {
      if (solid(cells, (nk * ny + j) * nx + i)) {
        fz = mirrored(fz);
        oz = -oz;
      } else {
        fz -= <f32>(nk - k);
        k = nk;
      }
    }
    within = f32x4(inside(fx), inside(fy), inside(fz), 0);
    omega = f32x4(ox, oy, oz, 0);
  }
  store<f32>(P.p(P.X) + at, <f32>i + inside(f32x4.extract_lane(within, 0)));
  store<f32>(P.p(P.Y) + at, <f32>j + inside(f32x4.extract_lane(within, 1)));
  store<f32>(P.p(P.Z) + at, <f32>k + inside(f32x4.extract_lane(within, 2)));
  store<f32>(P.p(P.OX) + at, f32x4.extract_lane(omega, 0));
  store<f32>(P.p(P.OY) + at, f32x4.extract_lane(omega, 1));
  store<f32>(P.p(P.OZ) + at, f32x4.extract_lane(omega, 2));
  store<u32>(P.p(P.MASS) + at, mass);
  store<u32>(P.p(P.DRAWS) + at, draws);
  return made;
}

/** Moves the particles of a range, and counts their steps. */
export function advanceRange(from: i32, to: i32): void {
  let made: i64 = 0;
  for (let n = from; n < to; n++) made += advance(n);
  atomic.add<i64>(P.I + P.SUBSTEPS, made);
}
