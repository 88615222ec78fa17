import type { Extent } from '../../../src/domain/grid';
import type { PlanSpace } from './planSpace';

/** The railway through the valley: its axis inside the extent and the top of rail along it. */
export interface RailLine {
  /** x, y per vertex. */
  readonly points: Float64Array;
  /** Top of rail per vertex, m. */
  readonly z: Float64Array;
}

const STEP_M = 10;
/** Rail above the natural ground on average: a low embankment, dry in floods. */
const EMBANKMENT_M = 1.7;
const MAX_GRADE = 0.012;
const SMOOTHING_ROUNDS = 60;

/** The part of the line v = `railV` inside the extent, levelled to railway grades. Null if it misses the city. */
export function traceRail(
  space: PlanSpace,
  railV: number,
  extent: Extent,
  ground: (x: number, y: number) => number,
): RailLine | null {
  const xy: number[] = [];
  const p = new Float64Array(2);
  let done = false;
  for (let u = space.range.minX; u <= space.range.maxX && !done; u += STEP_M) {
    space.toWorld(u, railV, p);
    const [x, y] = [p[0]!, p[1]!];
    const isIn = x >= extent.minX && x <= extent.maxX && y >= extent.minY && y <= extent.maxY;
    if (isIn) xy.push(x, y);
    else if (xy.length > 0) done = true;
  }
  if (xy.length < 20) return null;
  const points = Float64Array.from(xy);
  extendToRim(points, extent);
  const n = points.length / 2;
  const z = new Float64Array(n);
  for (let i = 0; i < n; i++) z[i] = ground(points[2 * i]!, points[2 * i + 1]!) + EMBANKMENT_M;
  const low = z.slice();
  const high = z.slice();
  const rise = MAX_GRADE * STEP_M;
  for (let i = 1; i < n; i++) {
    low[i] = Math.min(low[i]!, low[i - 1]! + rise);
    high[i] = Math.max(high[i]!, high[i - 1]! - rise);
  }
  for (let i = n - 2; i >= 0; i--) {
    low[i] = Math.min(low[i]!, low[i + 1]! + rise);
    high[i] = Math.max(high[i]!, high[i + 1]! - rise);
  }
  for (let i = 0; i < n; i++) z[i] = (low[i]! + high[i]!) / 2;
  for (let k = 0; k < SMOOTHING_ROUNDS; k++) {
    const old = z.slice();
    for (let i = 1; i + 1 < n; i++) z[i] = (old[i - 1]! + 2 * old[i]! + old[i + 1]!) / 4;
  }
  return { points, z };
}

/** Moves the first and last vertex onto the extent's edge along their segments. */
function extendToRim(points: Float64Array, e: Extent): void {
  const n = points.length / 2;
  for (const [end, next] of [
    [0, 1],
    [n - 1, n - 2],
  ] as const) {
    const [x, y] = [points[2 * end]!, points[2 * end + 1]!];
    const dx = x - points[2 * next]!;
    const dy = y - points[2 * next + 1]!;
    let t = Infinity;
    if (dx > 0) t = Math.min(t, (e.maxX - x) / dx);
    if (dx < 0) t = Math.min(t, (e.minX - x) / dx);
    if (dy > 0) t = Math.min(t, (e.maxY - y) / dy);
    if (dy < 0) t = Math.min(t, (e.minY - y) / dy);
    points[2 * end] = x + dx * t;
    points[2 * end + 1] = y + dy * t;
  }
}

/** Nearest vertex of the rail to a point. */
export function nearestRailVertex(rail: RailLine, x: number, y: number): number {
  let best = 0;
  let least = Infinity;
  for (let i = 0; i < rail.z.length; i++) {
    const dx = rail.points[2 * i]! - x;
    const dy = rail.points[2 * i + 1]! - y;
    const d = dx * dx + dy * dy;
    if (d < least) [least, best] = [d, i];
  }
  return best;
}
