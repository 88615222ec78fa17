import type { Polygon } from '../../../src/domain/city';
import type { Grid } from '../../../src/domain/grid';

/** Calls back for every cell whose centre lies inside a polygon (even–odd rule), row by row. */
export function forCellsInside(grid: Grid, polygon: Polygon, visit: (cell: number) => void): void {
  const rings = [polygon.outer, ...polygon.holes];
  let minY = Infinity;
  let maxY = -Infinity;
  for (let i = 1; i < polygon.outer.length; i += 2) {
    minY = Math.min(minY, polygon.outer[i]!);
    maxY = Math.max(maxY, polygon.outer[i]!);
  }
  const { x0, y0, cellSizeM: c, cols, rows } = grid;
  const r0 = Math.max(0, Math.ceil((minY - y0) / c - 0.5));
  const r1 = Math.min(rows - 1, Math.floor((maxY - y0) / c - 0.5));
  const crossings: number[] = [];
  for (let row = r0; row <= r1; row++) {
    const y = y0 + (row + 0.5) * c;
    crossings.length = 0;
    for (const ring of rings) {
      const n = ring.length;
      for (let i = 0, j = n - 2; i < n; j = i, i += 2) {
        const ya = ring[j + 1]!;
        const yb = ring[i + 1]!;
        if (ya > y === yb > y) continue;
        crossings.push(ring[j]! + ((y - ya) / (yb - ya)) * (ring[i]! - ring[j]!));
      }
    }
    crossings.sort((a, b) => a - b);
    for (let k = 0; k + 1 < crossings.length; k += 2) {
      const c0 = Math.max(0, Math.ceil((crossings[k]! - x0) / c - 0.5));
      const c1 = Math.min(cols - 1, Math.floor((crossings[k + 1]! - x0) / c - 0.5));
      for (let col = c0; col <= c1; col++) visit(row * cols + col);
    }
  }
}
