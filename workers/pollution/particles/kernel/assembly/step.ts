import * as P from './params';
import { keyOf, normals } from './random';

/** Bits of a particle's mass left out of a sample, so that 2³¹ full particle-steps fit 63 bits. */
const SAMPLE_SHIFT: i32 = 8;

/** Longest way of one step, cells: never past a neighbour. */
const MOST: f32 = 0.99;
/** Largest place within a cell: exact in f32 for cells up to 2¹³. */
const MOST_INSIDE: f32 = 1 - 1 / 1024;

/** e^(−x), 0 ≤ x ≤ 3, by its (2,2) Padé approximant: 2·10⁻⁵ at the longest step taken (x = 0.5). */
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

/**
 * Moves one particle over all ticks of the run. Thomson (1987) for Gaussian turbulence with a diagonal
 * stress tensor, in the form of Wilson, Legg & Thomson (1983): ωᵢ = uᵢ'/σᵢ,
 * dωᵢ = −ωᵢ/Tᵢ dt + ∂σᵢ/∂xᵢ dt + √(2/Tᵢ) dW, dxᵢ = (Uᵢ + σᵢ ωᵢ) dt. U and σᵢ are linear along their own
 * axis between faces, so that ∇·U = 0 and the drift hold inside every cell.
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
  const perTick: f32 = 1 / tick;
  const timeShare = P.f(P.TIME_SHARE);
  const cellShare = P.f(P.CELL_SHARE);
  const settling = P.f(P.SETTLING);
  const dry = P.f(P.DRY);
  const decay = P.f(P.DECAY);
  const wet = P.f(P.WET);
  const sampled = P.i(P.SAMPLED);
  const key = keyOf(P.i(P.SEED), load<u32>(P.p(P.ID) + at));
  let draws = load<u32>(P.p(P.DRAWS) + at);
  let x = load<f32>(P.p(P.X) + at);
  let y = load<f32>(P.p(P.Y) + at);
  let z = load<f32>(P.p(P.Z) + at);
  let ox = load<f32>(P.p(P.OX) + at);
  let oy = load<f32>(P.p(P.OY) + at);
  let oz = load<f32>(P.p(P.OZ) + at);
  let i = <i32>x;
  let j = <i32>y;
  let k = <i32>z;
  let left = P.i(P.TICKS);
  let made: i64 = 0;
  while (left > 0) {
    const cell = (k * ny + j) * nx + i;
    const c = cells + ((<usize>cell) << 6);
    const fx = x - <f32>i;
    const fy = y - <f32>j;
    const fz = z - <f32>k;
    const u0 = load<f32>(c + P.CELL_U);
    const v0 = load<f32>(c + P.CELL_V);
    const w0 = load<f32>(c + P.CELL_W);
    const gu = load<f32>(c + P.CELL_U + 4) - u0;
    const gv = load<f32>(c + P.CELL_V + 4) - v0;
    const gw = load<f32>(c + P.CELL_W + 4) - w0;
    const u = u0 + fx * gu;
    const v = v0 + fy * gv;
    const w = w0 + fz * gw - settling;
    const sx0 = load<f32>(c + P.CELL_SX);
    const sy0 = load<f32>(c + P.CELL_SY);
    const sz0 = load<f32>(c + P.CELL_SZ);
    const gx = load<f32>(c + P.CELL_SX + 4) - sx0;
    const gy = load<f32>(c + P.CELL_SY + 4) - sy0;
    const gz = load<f32>(c + P.CELL_SZ + 4) - sz0;
    const sx = sx0 + fx * gx;
    const sy = sy0 + fy * gy;
    const sz = sz0 + fz * gz;
    const rateH = load<f32>(c + P.CELL_RATE_H);
    const rateW = load<f32>(c + P.CELL_RATE_W);
    const fastest = max(
      max(abs(u) + sx * (abs(ox) + 1), abs(v) + sy * (abs(oy) + 1)),
      abs(w) + sz * (abs(oz) + 1),
    );
    const want = min(cellShare / fastest, timeShare / max(rateH, rateW));
    const ticks = min(max(<i32>(want * perTick), 1), left);
    const dt = <f32>ticks * tick;
    if (k < sampled) {
      const add = (<i64>(mass >> SAMPLE_SHIFT)) * <i64>ticks;
      atomic.add<i64>(P.p(P.SAMPLE) + ((<usize>cell) << 3), add);
    }
    const e = normals(key, draws++);
    const bh = decayOf(dt * rateH);
    const bw = decayOf(dt * rateW);
    const noiseH = sqrt(<f32>1 - bh * bh);
    const noiseW = sqrt(<f32>1 - bw * bw);
    const th = (<f32>1 - bh) / rateH;
    const tw = (<f32>1 - bw) / rateW;
    const px = bh * ox + noiseH * f32x4.extract_lane(e, 0) + gx * th;
    const py = bh * oy + noiseH * f32x4.extract_lane(e, 1) + gy * th;
    const pz = bw * oz + noiseW * f32x4.extract_lane(e, 2) + gz * tw;
    // Wind and sigma half way: second order as long as the step stays in its cell.
    const half = <f32>0.5 * dt;
    const mx = half * (u + sx * ox);
    const my = half * (v + sy * oy);
    const mz = half * (w + sz * oz);
    const dx = (u + gu * mx) * dt + (sx + gx * mx) * half * (ox + px);
    const dy = (v + gv * my) * dt + (sy + gy * my) * half * (oy + py);
    const dz = (w + gw * mz) * dt + (sz + gz * mz) * half * (oz + pz);
    ox = px;
    oy = py;
    oz = pz;
    left -= ticks;
    made++;
    // At most to the next cell: a rare long draw is cut rather than let through a wall.
    x += max(min(dx, MOST), -MOST);
    y += max(min(dy, MOST), -MOST);
    z += max(min(dz, MOST), -MOST);
    if (dry > 0 && load<i32>(c + P.CELL_FLAGS) & 2) {
      const gone = lost(mass, dry, dt);
      mass -= gone;
      atomic.add<i64>(P.p(P.GROUND) + ((<usize>(j * nx + i)) << 3), <i64>gone);
    }
    if (decay > 0) {
      const gone = lost(mass, decay, dt);
      mass -= gone;
      atomic.add<i64>(P.p(P.DECAYED), <i64>gone);
    }
    if (wet > 0) {
      const gone = lost(mass, wet, dt);
      mass -= gone;
      atomic.add<i64>(P.p(P.WASHED), <i64>gone);
    }
    if (z < 0) {
      z = -z;
      oz = -oz;
    }
    if (!(x >= 0 && y >= 0 && x < <f32>nx && y < <f32>ny && z < <f32>nz)) {
      atomic.add<i64>(P.p(P.LEFT), <i64>mass);
      mass = 0;
      break;
    }
    const ni = <i32>x;
    const nj = <i32>y;
    const nk = <i32>z;
    if (ni !== i) {
      if (solid(cells, nx, ny, ni, j, k)) {
        x = 2 * <f32>max(i, ni) - x;
        ox = -ox;
      } else i = ni;
    }
    if (nj !== j) {
      if (solid(cells, nx, ny, i, nj, k)) {
        y = 2 * <f32>max(j, nj) - y;
        oy = -oy;
      } else j = nj;
    }
    if (nk !== k) {
      if (solid(cells, nx, ny, i, j, nk)) {
        z = 2 * <f32>max(k, nk) - z;
        oz = -oz;
      } else k = nk;
    }
    x = inside(x, i);
    y = inside(y, j);
    z = inside(z, k);
  }
  store<f32>(P.p(P.X) + at, x);
  store<f32>(P.p(P.Y) + at, y);
  store<f32>(P.p(P.Z) + at, z);
  store<f32>(P.p(P.OX) + at, ox);
  store<f32>(P.p(P.OY) + at, oy);
  store<f32>(P.p(P.OZ) + at, oz);
  store<u32>(P.p(P.MASS) + at, mass);
  store<u32>(P.p(P.DRAWS) + at, draws);
  return made;
}

/** A reflection may round to the wall's own coordinate: keeps it just inside the cell it lies in. */
@inline function inside(at: f32, cell: i32): f32 {
  const low = <f32>cell;
  return min(max(at, low), low + MOST_INSIDE);
}

@inline function solid(cells: usize, nx: i32, ny: i32, i: i32, j: i32, k: i32): bool {
  return (load<i32>(cells + ((<usize>((k * ny + j) * nx + i)) << 6) + P.CELL_FLAGS) & 1) !== 0;
}

/** Particles per turn of a thread: long enough to amortise the draw, short enough to share evenly. */
export function advanceRange(from: i32, to: i32): void {
  let made: i64 = 0;
  for (let n = from; n < to; n++) made += advance(n);
  atomic.add<i64>(P.I + P.SUBSTEPS, made);
}
