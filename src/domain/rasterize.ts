import type { Polygon, Ring } from './city';
import type { Grid } from './grid';

/**
 * Calls `visit(index)` once for every cell whose centre lies inside the polygon (even–odd rule over
 * all rings, so holes are left out). Cells come row by row from the south. A centre exactly on an
 * edge belongs to the cell east or north of that edge, so polygons that share an edge never share a cell.
 */
export function cellsInPolygon(g: Grid, polygon: Polygon, visit: (index: number) => void): void {
  const rings = [polygon.outer, ...polygon.holes];
  const [minY, maxY] = yRange(polygon.outer);
  const first = Math.max(0, Math.ceil((minY - g.y0) / g.cellSizeM - 0.5));
  const last = Math.min(g.rows - 1, Math.floor((maxY - g.y0) / g.cellSizeM - 0.5));
  const crossings: number[] = [];
  for (let row = first; row <= last; row++) {
    const y = g.y0 + (row + 0.5) * g.cellSizeM;
    crossings.length = 0;
    for (const ring of rings) collectCrossings(ring, y, crossings);
    crossings.sort((a, b) => a - b);
    for (let k = 0; k + 1 < crossings.length; k += 2) {
      const from = Math.max(0, Math.ceil((crossings[k]! - g.x0) / g.cellSizeM - 0.5));
      const to = Math.min(
        g.cols - 1,
        Math.ceil((crossings[k + 1]! - g.x0) / g.cellSizeM - 0.5) - 1,
      );
      for (let col = from; col <= to; col++) visit(row * g.cols + col);
    }
  }
}

/** True where the point lies inside the polygon (even–odd rule). */
export function pointInPolygon(polygon: Polygon, x: number, y: number): boolean {
  const crossings: number[] = [];
  for (const ring of [polygon.outer, ...polygon.holes]) collectCrossings(ring, y, crossings);
  let inside = false;
  for (const c of crossings) if (c <= x) inside = !inside;
  return inside;
}

function collectCrossings(ring: Ring, y: number, out: number[]): void {
  const n = ring.length;
  let px = ring[n - 2]!;
  let py = ring[n - 1]!;
  for (let i = 0; i < n; i += 2) {
    const qx = ring[i]!;
    const qy = ring[i + 1]!;
    if (py <= y !== qy <= y) out.push(px + ((y - py) / (qy - py)) * (qx - px));
    px = qx;
    py = qy;
  }
}

function yRange(ring: Ring): [number, number] {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 1; i < ring.length; i += 2) {
    min = Math.min(min, ring[i]!);
    max = Math.max(max, ring[i]!);
  }
  return [min, max];
}
