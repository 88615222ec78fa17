import type { Extent, Grid } from '../../../src/domain/grid';
import { noise1, noise2 } from './noise';
import { randomStream, streamSeed } from './random';

/**
 * The plan space of a city: u runs down the valley, v across it, and the river is the line v = 0.
 * Streets are laid out there as straight lines; the map to world metres bends them with the river's
 * meanders and the land's warps, so that crossings stay near right angles and nothing overlaps.
 */
export interface PlanSpace {
  /** Writes the world position of a plan point to `out`. */
  toWorld(u: number, v: number, out: Float64Array): void;
  /** Writes the plan position of a world point to `out`, to about a millimetre. */
  toPlan(x: number, y: number, out: Float64Array): void;
  /** World metres per plan metre across the river at v = 0. */
  acrossScale(u: number): number;
  /** Range of u and v that covers the extent, with a margin. */
  readonly range: Extent;
}

/** Distance over which the river's meanders fade into the land beside it, m. */
const MEANDER_REACH_M = 320;
const INVERSE_STEPS = 24;
const INVERSE_TOLERANCE_M = 1e-4;
const RANGE_MARGIN_M = 260;

const wobble = (u: number, v: number, s: number): number =>
  82 * noise2(u / 980, v / 980, s) + 21 * noise2(u / 390, v / 390, s ^ 0x2545f491);

/** Plan space of a seed over an extent. */
export function makePlanSpace(seed: number, extent: Extent): PlanSpace {
  const rng = randomStream(seed, 'plan-space');
  const side = Math.min(extent.maxX - extent.minX, extent.maxY - extent.minY);
  // The half-angle's tangent gives a rotation without trigonometric functions.
  const t = rng.range(0.07, 0.24) * (rng.chance(0.5) ? 1 : -1);
  const cos = (1 - t * t) / (1 + t * t);
  const sin = (2 * t) / (1 + t * t);
  const flip = rng.chance(0.5) ? 1 : -1;
  const centreX = (extent.minX + extent.maxX) / 2;
  const centreY = (extent.minY + extent.maxY) / 2;
  // The protected low side (v > 0) gets the larger part of the city.
  const riverShift = Math.min(0.13 * side, 420);
  const meanderSeed = streamSeed(seed, 'meander', 0);
  const meanderLength = rng.range(560, 760);
  const meanderWidth = rng.range(80, 120);
  const warpX = streamSeed(seed, 'warp', 1);
  const warpY = streamSeed(seed, 'warp', 2);

  const meander = (u: number): number => meanderWidth * noise1(u / meanderLength, meanderSeed);

  const displace = (u: number, v: number, out: Float64Array): void => {
    const r = v / MEANDER_REACH_M;
    const k = Math.sqrt(1 + r * r);
    const slope = meander(u + 0.5) - meander(u - 0.5);
    out[0] = -slope * (v / k) + wobble(u, v, warpX);
    out[1] = meander(u) / (k * k * k) + wobble(u, v, warpY);
  };

  const toWorld = (u: number, v: number, out: Float64Array): void => {
    displace(u, v, out);
    const a = u + out[0]!;
    const b = flip * (v + out[1]! - riverShift);
    out[0] = centreX + cos * a - sin * b;
    out[1] = centreY + sin * a + cos * b;
  };

  const toPlan = (x: number, y: number, out: Float64Array): void => {
    const dx = x - centreX;
    const dy = y - centreY;
    const a = cos * dx + sin * dy;
    const b = flip * (-sin * dx + cos * dy) + riverShift;
    let u = a;
    let v = b;
    for (let i = 0; i < INVERSE_STEPS; i++) {
      displace(u, v, out);
      const nu = a - out[0]!;
      const nv = b - out[1]!;
      const moved = Math.abs(nu - u) + Math.abs(nv - v);
      u = nu;
      v = nv;
      if (moved < INVERSE_TOLERANCE_M) break;
    }
    out[0] = u;
    out[1] = v;
  };

  const p = new Float64Array(2);
  const q = new Float64Array(2);
  const acrossScale = (u: number): number => {
    toWorld(u, -1, p);
    toWorld(u, 1, q);
    const dx = q[0]! - p[0]!;
    const dy = q[1]! - p[1]!;
    return Math.sqrt(dx * dx + dy * dy) / 2;
  };

  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const x of [extent.minX, extent.maxX])
    for (const y of [extent.minY, extent.maxY]) {
      toPlan(x, y, p);
      minX = Math.min(minX, p[0]!);
      maxX = Math.max(maxX, p[0]!);
      minY = Math.min(minY, p[1]!);
      maxY = Math.max(maxY, p[1]!);
    }
  const range = {
    minX: minX - RANGE_MARGIN_M,
    minY: minY - RANGE_MARGIN_M,
    maxX: maxX + RANGE_MARGIN_M,
    maxY: maxY + RANGE_MARGIN_M,
  };
  return { toWorld, toPlan, acrossScale, range };
}

/** Plan coordinates sampled over the city: u along the valley and d, the signed distance from the river, m. */
export interface PlanField {
  readonly grid: Grid;
  readonly u: Float32Array;
  readonly d: Float32Array;
}

const FIELD_CELL_M = 16;

/** Samples the inverse map once on a coarse grid of points: dense lookups interpolate it. */
export function samplePlanField(space: PlanSpace, extent: Extent): PlanField {
  const cols = Math.ceil((extent.maxX - extent.minX) / FIELD_CELL_M) + 2;
  const rows = Math.ceil((extent.maxY - extent.minY) / FIELD_CELL_M) + 2;
  const grid: Grid = {
    x0: extent.minX - FIELD_CELL_M / 2,
    y0: extent.minY - FIELD_CELL_M / 2,
    cellSizeM: FIELD_CELL_M,
    cols,
    rows,
  };
  const u = new Float32Array(cols * rows);
  const d = new Float32Array(cols * rows);
  const out = new Float64Array(2);
  for (let row = 0; row < rows; row++)
    for (let col = 0; col < cols; col++) {
      space.toPlan(extent.minX + col * FIELD_CELL_M, extent.minY + row * FIELD_CELL_M, out);
      const i = row * cols + col;
      u[i] = out[0]!;
      d[i] = out[1]! * space.acrossScale(out[0]!);
    }
  return { grid, u, d };
}

/** Interpolated u and d at a world point, written to `out`. */
export function planFieldAt(field: PlanField, x: number, y: number, out: Float64Array): void {
  const { grid: g } = field;
  const fx = Math.min(Math.max((x - g.x0) / g.cellSizeM - 0.5, 0), g.cols - 1.001);
  const fy = Math.min(Math.max((y - g.y0) / g.cellSizeM - 0.5, 0), g.rows - 1.001);
  const c = Math.floor(fx);
  const r = Math.floor(fy);
  const tx = fx - c;
  const ty = fy - r;
  const i = r * g.cols + c;
  const j = i + g.cols;
  out[0] =
    (field.u[i]! * (1 - tx) + field.u[i + 1]! * tx) * (1 - ty) +
    (field.u[j]! * (1 - tx) + field.u[j + 1]! * tx) * ty;
  out[1] =
    (field.d[i]! * (1 - tx) + field.d[i + 1]! * tx) * (1 - ty) +
    (field.d[j]! * (1 - tx) + field.d[j + 1]! * tx) * ty;
}
