import Flatbush from 'flatbush';
import { union } from 'polyclip-ts';
import type { Polygon, Ring } from '../../domain/city';

/** Points closer together than this are one point, m: well below any survey, above the file's rounding. */
const SAME_POINT_M = 5e-4;
/** A ring that holds less is a line, m². */
const MIN_AREA_M2 = 0.01;
/** Rings with more edges are searched for crossings through an index. */
const INDEX_FROM_EDGES = 48;

export interface CleanedPolygon {
  readonly polygon: Polygon;
  /** True where the outline crossed itself and was made simple; its largest part is kept. */
  readonly repaired: boolean;
  /** Holes left out because they hold no area. */
  readonly droppedHoles: number;
}

/**
 * A polygon as the domain has it: open rings, no doubled points, outer counter-clockwise, holes
 * clockwise, no self-crossings. Null where the outline holds no area.
 *
 * @param rings outer ring, then holes: x, y per vertex, in metres, closed or not.
 */
export function cleanPolygon(rings: readonly Float64Array[]): CleanedPolygon | null {
  const outer = openRing(rings[0] ?? new Float64Array());
  if (outer.length < 6) return null;
  let droppedHoles = 0;
  const holes: Ring[] = [];
  for (const ring of rings.slice(1)) {
    const hole = openRing(ring);
    if (hole.length < 6 || Math.abs(ringArea(hole)) < MIN_AREA_M2) droppedHoles++;
    else holes.push(hole);
  }
  const crossed = crossesItself(outer) || holes.some(crossesItself);
  if (crossed) {
    const polygon = largestSimplePart([outer, ...holes]);
    return polygon && { polygon, repaired: true, droppedHoles };
  }
  if (Math.abs(ringArea(outer)) < MIN_AREA_M2) return null;
  const polygon = { outer: turned(outer, true), holes: holes.map((h) => turned(h, false)) };
  return { polygon, repaired: false, droppedHoles };
}

/** Signed area, m²: positive for counter-clockwise rings. */
export function ringArea(ring: ArrayLike<number>): number {
  const n = ring.length;
  let twice = 0;
  // Relative to the first vertex: large coordinates would cost digits.
  const [x0, y0] = [ring[0]!, ring[1]!];
  for (let i = 0, j = n - 2; i < n; j = i, i += 2) {
    twice += (ring[j]! - x0) * (ring[i + 1]! - y0) - (ring[i]! - x0) * (ring[j + 1]! - y0);
  }
  return twice / 2;
}

/** The same vertices, wound counter-clockwise or clockwise. */
function turned(ring: Ring, counterClockwise: boolean): Ring {
  if (ringArea(ring) > 0 === counterClockwise) return ring;
  const out = new Float64Array(ring.length);
  for (let i = 0; i < ring.length; i += 2) {
    out[i] = ring[ring.length - 2 - i]!;
    out[i + 1] = ring[ring.length - 1 - i]!;
  }
  return out;
}

/** Without the closing vertex and without doubled ones. */
function openRing(ring: Float64Array): Float64Array {
  const out: number[] = [];
  for (let i = 0; i + 1 < ring.length; i += 2) {
    const [x, y] = [ring[i]!, ring[i + 1]!];
    if (out.length > 0 && near(x, y, out.at(-2)!, out.at(-1)!)) continue;
    out.push(x, y);
  }
  while (out.length > 2 && near(out[0]!, out[1]!, out.at(-2)!, out.at(-1)!)) out.length -= 2;
  return out.length === ring.length ? ring : Float64Array.from(out);
}

const near = (ax: number, ay: number, bx: number, by: number): boolean =>
  Math.abs(ax - bx) < SAME_POINT_M && Math.abs(ay - by) < SAME_POINT_M;

/** Whether two edges of a ring that are not neighbours cross or share a vertex, or neighbours fold back on themselves. */
export function crossesItself(ring: Float64Array): boolean {
  const n = ring.length / 2;
  if (n < 4) return false;
  if (n < INDEX_FROM_EDGES) {
    for (let i = 0; i < n; i++) {
      for (let j = i + 1; j < n; j++) if (edgesMeet(ring, n, i, j)) return true;
    }
    return false;
  }
  const index = new Flatbush(n);
  for (let i = 0; i < n; i++) {
    const [ax, ay, bx, by] = edge(ring, n, i);
    index.add(Math.min(ax, bx), Math.min(ay, by), Math.max(ax, bx), Math.max(ay, by));
  }
  index.finish();
  for (let i = 0; i < n; i++) {
    const [ax, ay, bx, by] = edge(ring, n, i);
    const boxes = index.search(
      Math.min(ax, bx),
      Math.min(ay, by),
      Math.max(ax, bx),
      Math.max(ay, by),
      (j) => j > i && edgesMeet(ring, n, i, j),
    );
    if (boxes.length > 0) return true;
  }
  return false;
}

function edge(ring: Float64Array, n: number, i: number): [number, number, number, number] {
  const j = (i + 1) % n;
  return [ring[2 * i]!, ring[2 * i + 1]!, ring[2 * j]!, ring[2 * j + 1]!];
}

function edgesMeet(ring: Float64Array, n: number, i: number, j: number): boolean {
  const [ax, ay, bx, by] = edge(ring, n, i);
  const [cx, cy, dx, dy] = edge(ring, n, j);
  if (j === i + 1) return foldsBack(ax, ay, bx, by, dx, dy);
  if (i === 0 && j === n - 1) return foldsBack(cx, cy, ax, ay, bx, by);
  if (near(ax, ay, cx, cy)) return true;
  const abc = side(ax, ay, bx, by, cx, cy);
  const abd = side(ax, ay, bx, by, dx, dy);
  const cda = side(cx, cy, dx, dy, ax, ay);
  const cdb = side(cx, cy, dx, dy, bx, by);
  return abc * abd < 0 && cda * cdb < 0;
}

/** Twice the area of a triangle; slivers thinner than rounding count as touching (0). */
function side(ax: number, ay: number, bx: number, by: number, px: number, py: number): number {
  const twice = (bx - ax) * (py - ay) - (by - ay) * (px - ax);
  const length = Math.hypot(bx - ax, by - ay);
  return Math.abs(twice) < length * SAME_POINT_M ? 0 : twice;
}

/** Whether a–b–c goes out and straight back. */
function foldsBack(
  ax: number,
  ay: number,
  bx: number,
  by: number,
  cx: number,
  cy: number,
): boolean {
  const dot = (bx - ax) * (cx - bx) + (by - ay) * (cy - by);
  return dot < 0 && side(ax, ay, bx, by, cx, cy) === 0;
}

function largestSimplePart(rings: readonly Float64Array[]): Polygon | null {
  const poly = rings.map((ring) => {
    const points: [number, number][] = [];
    for (let i = 0; i < ring.length; i += 2) points.push([ring[i]!, ring[i + 1]!]);
    return points;
  });
  let best: Polygon | null = null;
  let bestArea = MIN_AREA_M2;
  for (const part of union(poly)) {
    const open = part.map((points) => openRing(Float64Array.from(points.flat())));
    const outer = open[0]!;
    const area = outer.length < 6 ? 0 : Math.abs(ringArea(outer));
    if (area <= bestArea) continue;
    bestArea = area;
    best = {
      outer: turned(outer, true),
      holes: open
        .slice(1)
        .filter((h) => h.length >= 6)
        .map((h) => turned(h, false)),
    };
  }
  return best;
}
