import type { Polygon, Ring } from '../../../src/domain/city';
import { ringContains } from '../surface/geometry';

/** Shared walls are no overlap: proper crossings must reach this deep, m. */
const TOUCH_M = 0.005;

/** True where two polygons share area (touching edges do not count). */
export function polygonsOverlap(a: Polygon, b: Polygon): boolean {
  for (const p of rings(a)) for (const q of rings(b)) if (ringsCross(p, q)) return true;
  return holds(a, innerPoint(b)) || holds(b, innerPoint(a));
}

/** True where a polygon comes within `half` of a segment. */
export function polygonTouchesStrip(
  polygon: Polygon,
  ax: number,
  ay: number,
  bx: number,
  by: number,
  half: number,
): boolean {
  const dx = bx - ax;
  const dy = by - ay;
  const square = dx * dx + dy * dy;
  const ring = polygon.outer;
  for (let i = 0; i < ring.length; i += 2) {
    const j = (i + 2) % ring.length;
    const away = pointSegment(ring[i]!, ring[i + 1]!, ax, ay, dx, dy, square);
    if (away < half - TOUCH_M) return true;
    const [ex, ey] = [ring[j]! - ring[i]!, ring[j + 1]! - ring[i + 1]!];
    const wall = ex * ex + ey * ey;
    for (const [px, py] of [
      [ax, ay],
      [bx, by],
    ] as const)
      if (pointSegment(px, py, ring[i]!, ring[i + 1]!, ex, ey, wall) < half - TOUCH_M) return true;
    if (segmentsCross(ring[i]!, ring[i + 1]!, ring[j]!, ring[j + 1]!, ax, ay, bx, by)) return true;
  }
  return holds(polygon, [ax, ay]);
}

const rings = (p: Polygon): readonly Ring[] => [p.outer, ...p.holes];

function holds(p: Polygon, [x, y]: readonly [number, number]): boolean {
  return ringContains(p.outer, x, y) && !p.holes.some((h) => ringContains(h, x, y));
}

/** A point just inside the first edge of a polygon. */
function innerPoint(p: Polygon): [number, number] {
  const r = p.outer;
  const [dx, dy] = [r[2]! - r[0]!, r[3]! - r[1]!];
  const l = Math.sqrt(dx * dx + dy * dy) || 1;
  return [
    (r[0]! + r[2]!) / 2 - (dy / l) * 2 * TOUCH_M,
    (r[1]! + r[3]!) / 2 + (dx / l) * 2 * TOUCH_M,
  ];
}

function ringsCross(p: Ring, q: Ring): boolean {
  for (let i = 0; i < p.length; i += 2) {
    const j = (i + 2) % p.length;
    for (let k = 0; k < q.length; k += 2) {
      const l = (k + 2) % q.length;
      if (segmentsCross(p[i]!, p[i + 1]!, p[j]!, p[j + 1]!, q[k]!, q[k + 1]!, q[l]!, q[l + 1]!))
        return true;
    }
  }
  return false;
}

/** True where two segments cross with both ends at least `TOUCH_M` on either side. */
function segmentsCross(
  ax: number,
  ay: number,
  bx: number,
  by: number,
  cx: number,
  cy: number,
  dx: number,
  dy: number,
): boolean {
  return apart(ax, ay, bx, by, cx, cy, dx, dy) && apart(cx, cy, dx, dy, ax, ay, bx, by);
}

/** True where c and d lie clearly on opposite sides of the line a–b. */
function apart(
  ax: number,
  ay: number,
  bx: number,
  by: number,
  cx: number,
  cy: number,
  dx: number,
  dy: number,
): boolean {
  const [ux, uy] = [bx - ax, by - ay];
  const l = Math.sqrt(ux * ux + uy * uy) || 1;
  const sideC = (ux * (cy - ay) - uy * (cx - ax)) / l;
  const sideD = (ux * (dy - ay) - uy * (dx - ax)) / l;
  return (sideC > TOUCH_M && sideD < -TOUCH_M) || (sideC < -TOUCH_M && sideD > TOUCH_M);
}

function pointSegment(
  px: number,
  py: number,
  ax: number,
  ay: number,
  dx: number,
  dy: number,
  square: number,
): number {
  const t = square > 0 ? Math.min(Math.max(((px - ax) * dx + (py - ay) * dy) / square, 0), 1) : 0;
  const [ex, ey] = [px - ax - t * dx, py - ay - t * dy];
  return Math.sqrt(ex * ex + ey * ey);
}
