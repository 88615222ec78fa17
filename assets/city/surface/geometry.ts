import type { Polygon, Ring } from '../../../src/domain/city';

/** Area of a ring, positive when it runs counter-clockwise, m². */
export function signedArea(ring: Ring): number {
  let sum = 0;
  const n = ring.length;
  for (let i = 0, j = n - 2; i < n; j = i, i += 2)
    sum += ring[j]! * ring[i + 1]! - ring[i]! * ring[j + 1]!;
  return sum / 2;
}

/** True where a point lies inside a ring (even–odd rule). */
export function ringContains(ring: Ring, x: number, y: number): boolean {
  let isIn = false;
  const n = ring.length;
  for (let i = 0, j = n - 2; i < n; j = i, i += 2) {
    const yi = ring[i + 1]!;
    const yj = ring[j + 1]!;
    if (yi > y === yj > y) continue;
    if (x < ring[i]! + ((y - yi) / (yj - yi)) * (ring[j]! - ring[i]!)) isIn = !isIn;
  }
  return isIn;
}

/** Area-weighted middle of a ring, written to `out`. */
export function centroid(ring: Ring, out: Float64Array): void {
  let area = 0;
  let cx = 0;
  let cy = 0;
  const n = ring.length;
  const [ox, oy] = [ring[0]!, ring[1]!];
  for (let i = 0, j = n - 2; i < n; j = i, i += 2) {
    const [ax, ay] = [ring[j]! - ox, ring[j + 1]! - oy];
    const [bx, by] = [ring[i]! - ox, ring[i + 1]! - oy];
    const cross = ax * by - bx * ay;
    area += cross;
    cx += cross * (ax + bx);
    cy += cross * (ay + by);
  }
  out[0] = area === 0 ? ox : ox + cx / (3 * area);
  out[1] = area === 0 ? oy : oy + cy / (3 * area);
}

/** Area of a polygon without its holes, m². */
export function polygonArea(polygon: Polygon): number {
  let area = signedArea(polygon.outer);
  for (const hole of polygon.holes) area += signedArea(hole);
  return area;
}

/** A ring run the other way round. */
export function reversedRing(ring: Ring): Ring {
  const out = new Float64Array(ring.length);
  for (let i = 0; i < ring.length; i += 2) {
    out[i] = ring[ring.length - 2 - i]!;
    out[i + 1] = ring[ring.length - 1 - i]!;
  }
  return out;
}
