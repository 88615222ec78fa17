import Delaunator from 'delaunator';
import type { CityPlan } from '../../plan';
import { sampleBilinear } from '../../../../src/domain/grid';

/** The ground that drains to one inlet manhole. */
export interface Catchment {
  /** Station it drains to. */
  readonly station: number;
  /** Convex outline x, y, counter-clockwise. */
  readonly ring: Float64Array;
  /** Area without open water, m². */
  readonly areaM2: number;
  readonly imperviousness: number;
  /** Mean slope towards the manhole, m/m. */
  readonly slope: number;
}

/** Farthest ground that still drains to the street, m: beyond it water soaks in or runs overland. */
const REACH_M = 75;
const CORNERS = 16;
/** Pace at which land cover is sampled, m. */
const SAMPLE_M = 4;
const LEAST_AREA_M2 = 20;

/**
 * Contributing areas: Voronoi cells of the inlet manholes (the dual of their Delaunay triangulation),
 * cut to the city and to the reach of a street.
 */
export function catchments(
  plan: CityPlan,
  seeds: readonly number[],
  x: Float64Array,
  y: Float64Array,
): Catchment[] {
  const coords = new Float64Array(seeds.length * 2);
  seeds.forEach((s, i) => {
    coords[2 * i] = x[s]!;
    coords[2 * i + 1] = y[s]!;
  });
  const neighbours = delaunayNeighbours(coords);
  const cover = coverSampler(plan);
  const out: Catchment[] = [];
  seeds.forEach((station, i) => {
    const px = coords[2 * i]!;
    const py = coords[2 * i + 1]!;
    let ring = disc(px, py);
    const { minX, minY, maxX, maxY } = plan.extent;
    ring = clip(ring, -1, 0, -minX);
    ring = clip(ring, 1, 0, maxX);
    ring = clip(ring, 0, -1, -minY);
    ring = clip(ring, 0, 1, maxY);
    for (const j of neighbours[i]!) {
      const dx = coords[2 * j]! - px;
      const dy = coords[2 * j + 1]! - py;
      const half = (dx * (2 * px + dx) + dy * (2 * py + dy)) / 2;
      ring = clip(ring, dx, dy, half);
    }
    if (ring.length < 6) return;
    const { share, imperviousness } = cover(ring);
    const areaM2 = ringArea(ring) * share;
    if (areaM2 < LEAST_AREA_M2) return;
    out.push({
      station,
      ring: Float64Array.from(ring),
      areaM2,
      imperviousness,
      slope: meanSlope(plan, ring, px, py),
    });
  });
  return out;
}

function delaunayNeighbours(coords: Float64Array): readonly (readonly number[])[] {
  const n = coords.length / 2;
  const lists: number[][] = Array.from({ length: n }, () => []);
  const link = (a: number, b: number) => {
    if (!lists[a]!.includes(b)) lists[a]!.push(b);
    if (!lists[b]!.includes(a)) lists[b]!.push(a);
  };
  const { triangles, hull } = new Delaunator(coords);
  for (let t = 0; t < triangles.length; t += 3) {
    link(triangles[t]!, triangles[t + 1]!);
    link(triangles[t + 1]!, triangles[t + 2]!);
    link(triangles[t + 2]!, triangles[t]!);
  }
  // Without triangles all seeds stand in one line, which the hull gives in order.
  if (triangles.length === 0) for (let k = 1; k < hull.length; k++) link(hull[k - 1]!, hull[k]!);
  return lists;
}

function disc(px: number, py: number): number[] {
  const ring: number[] = [];
  for (let k = 0; k < CORNERS; k++) {
    const a = (2 * Math.PI * k) / CORNERS;
    ring.push(px + REACH_M * Math.cos(a), py + REACH_M * Math.sin(a));
  }
  return ring;
}

/** The part of a convex ring where nx·x + ny·y ≤ limit (Sutherland & Hodgman, CACM 17(1), 1974). */
function clip(ring: number[], nx: number, ny: number, limit: number): number[] {
  const out: number[] = [];
  for (let i = 0; i < ring.length; i += 2) {
    const j = (i + 2) % ring.length;
    const da = nx * ring[i]! + ny * ring[i + 1]! - limit;
    const db = nx * ring[j]! + ny * ring[j + 1]! - limit;
    if (da <= 0) out.push(ring[i]!, ring[i + 1]!);
    if (da < 0 !== db < 0 && da !== db) {
      const t = da / (da - db);
      out.push(
        ring[i]! + t * (ring[j]! - ring[i]!),
        ring[i + 1]! + t * (ring[j + 1]! - ring[i + 1]!),
      );
    }
  }
  return out;
}

/** Area of a ring (shoelace), m². */
export function ringArea(ring: ArrayLike<number>): number {
  let twice = 0;
  for (let i = 0; i < ring.length; i += 2) {
    const j = (i + 2) % ring.length;
    twice += ring[i]! * ring[j + 1]! - ring[j]! * ring[i + 1]!;
  }
  return Math.abs(twice) / 2;
}

/** Share of a convex ring that is land, and the mean imperviousness of that land. */
function coverSampler(plan: CityPlan) {
  const { raster, classes } = plan.landCover;
  const g = raster.grid;
  const sealed = new Float64Array(256);
  const isWater = new Uint8Array(256);
  for (const c of classes) {
    sealed[c.value] = c.imperviousness;
    isWater[c.value] = /water|river|lake|sea|canal/i.test(c.key) ? 1 : 0;
  }
  const step = Math.max(1, Math.round(SAMPLE_M / g.cellSizeM));
  return (ring: readonly number[]) => {
    let all = 0;
    let land = 0;
    let sum = 0;
    const count = (value: number) => {
      all++;
      if (isWater[value]) return;
      land++;
      sum += sealed[value]!;
    };
    let low = Infinity;
    let high = -Infinity;
    for (let i = 1; i < ring.length; i += 2) {
      low = Math.min(low, ring[i]!);
      high = Math.max(high, ring[i]!);
    }
    const firstRow = Math.max(0, Math.ceil((low - g.y0) / g.cellSizeM - 0.5));
    const lastRow = Math.min(g.rows - 1, Math.floor((high - g.y0) / g.cellSizeM - 0.5));
    for (let row = firstRow; row <= lastRow; row += step) {
      const [west, east] = spanAt(ring, g.y0 + (row + 0.5) * g.cellSizeM);
      const a = Math.max(0, Math.ceil((west - g.x0) / g.cellSizeM - 0.5));
      const b = Math.min(g.cols - 1, Math.floor((east - g.x0) / g.cellSizeM - 0.5));
      for (let col = a; col <= b; col += step) count(raster.values[row * g.cols + col]!);
    }
    return all === 0
      ? { share: 1, imperviousness: 0.5 }
      : { share: land / all, imperviousness: land === 0 ? 0 : sum / land };
  };
}

/** West and east limit of a convex ring at a northing. */
function spanAt(ring: readonly number[], y: number): [number, number] {
  let west = Infinity;
  let east = -Infinity;
  for (let i = 0; i < ring.length; i += 2) {
    const j = (i + 2) % ring.length;
    const ya = ring[i + 1]!;
    const yb = ring[j + 1]!;
    if (ya <= y === yb <= y) continue;
    const x = ring[i]! + ((y - ya) / (yb - ya)) * (ring[j]! - ring[i]!);
    west = Math.min(west, x);
    east = Math.max(east, x);
  }
  return [west, east];
}

function meanSlope(plan: CityPlan, ring: readonly number[], px: number, py: number): number {
  const here = sampleBilinear(plan.terrain, px, py);
  let sum = 0;
  let n = 0;
  for (let i = 0; i < ring.length; i += 2) {
    const z = sampleBilinear(plan.terrain, ring[i]!, ring[i + 1]!);
    const d = Math.hypot(ring[i]! - px, ring[i + 1]! - py);
    if (!Number.isFinite(z) || !Number.isFinite(here) || d < 1) continue;
    sum += Math.abs(z - here) / d;
    n++;
  }
  return Math.min(Math.max(n > 0 ? sum / n : 0.01, 0.003), 0.15);
}
