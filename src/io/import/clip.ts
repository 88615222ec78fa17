import { intersection } from 'polyclip-ts';
import type { Polygon } from '../../domain/city';
import type { Extent } from '../../domain/grid';
import { cleanPolygon } from '../geojson/rings';

/** The parts of a polygon inside a rectangle; the polygon itself where all of it is. */
export function clipPolygon(polygon: Polygon, e: Extent): Polygon[] {
  if (within(polygon.outer, e)) return [polygon];
  const rectangle: [number, number][] = [
    [e.minX, e.minY],
    [e.maxX, e.minY],
    [e.maxX, e.maxY],
    [e.minX, e.maxY],
  ];
  const rings = [polygon.outer, ...polygon.holes].map((ring) => {
    const points: [number, number][] = [];
    for (let i = 0; i < ring.length; i += 2) points.push([ring[i]!, ring[i + 1]!]);
    return points;
  });
  const out: Polygon[] = [];
  for (const part of intersection(rings, [rectangle])) {
    const cleaned = cleanPolygon(part.map((ring) => Float64Array.from(ring.flat())));
    if (cleaned) out.push(cleaned.polygon);
  }
  return out;
}

/**
 * The longest piece of a line inside a rectangle, its cut ends on the rim; the line itself where all
 * of it is inside, null where none is.
 */
export function clipLine(path: Float64Array, e: Extent): Float64Array | null {
  if (within(path, e)) return path;
  let best: number[] = [];
  let bestLength = 0;
  let piece: number[] = [];
  let length = 0;
  const close = (): void => {
    if (length > bestLength) {
      best = piece;
      bestLength = length;
    }
    piece = [];
    length = 0;
  };
  for (let i = 2; i < path.length; i += 2) {
    const [ax, ay, bx, by] = [path[i - 2]!, path[i - 1]!, path[i]!, path[i + 1]!];
    const span = clipSegment(ax, ay, bx, by, e);
    if (!span) {
      close();
      continue;
    }
    const [t0, t1] = span;
    if (t0 > 0) close();
    if (piece.length === 0) piece.push(ax + t0 * (bx - ax), ay + t0 * (by - ay));
    piece.push(ax + t1 * (bx - ax), ay + t1 * (by - ay));
    length += (t1 - t0) * Math.hypot(bx - ax, by - ay);
    if (t1 < 1) close();
  }
  close();
  return bestLength > 0 ? Float64Array.from(best) : null;
}

/** Share of a segment inside a rectangle, from and to (Liang and Barsky, 1984); null where it misses. */
function clipSegment(
  ax: number,
  ay: number,
  bx: number,
  by: number,
  e: Extent,
): readonly [number, number] | null {
  let t0 = 0;
  let t1 = 1;
  for (const [p, q] of [
    [ax - bx, ax - e.minX],
    [bx - ax, e.maxX - ax],
    [ay - by, ay - e.minY],
    [by - ay, e.maxY - ay],
  ] as const) {
    if (p === 0) {
      if (q < 0) return null;
    } else if (p < 0) t0 = Math.max(t0, q / p);
    else t1 = Math.min(t1, q / p);
  }
  return t0 < t1 ? [t0, t1] : null;
}

function within(path: Float64Array, e: Extent): boolean {
  for (let i = 0; i < path.length; i += 2) {
    const [x, y] = [path[i]!, path[i + 1]!];
    if (x < e.minX || x > e.maxX || y < e.minY || y > e.maxY) return false;
  }
  return true;
}
