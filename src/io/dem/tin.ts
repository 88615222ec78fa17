import Delaunator from 'delaunator';
import type { Grid, Raster } from '../../domain/grid';

/**
 * Terrain from spot heights: Delaunay triangles, linear inside each. Cells outside the hull of the
 * points are NaN.
 *
 * @param points x, y, z per point (stride 3), at least three not on a line.
 */
export function terrainFromPoints(points: Float64Array, grid: Grid): Raster<Float32Array> {
  const n = points.length / 3;
  const xy = new Float64Array(2 * n);
  for (let i = 0; i < n; i++) {
    xy[2 * i] = points[3 * i]!;
    xy[2 * i + 1] = points[3 * i + 1]!;
  }
  const { triangles } = new Delaunator(xy);
  const values = new Float32Array(grid.cols * grid.rows).fill(Number.NaN);
  for (let t = 0; t < triangles.length; t += 3) {
    fillTriangle(points, triangles[t]!, triangles[t + 1]!, triangles[t + 2]!, grid, values);
  }
  return { grid, values };
}

/** Sets every cell whose centre lies in the triangle to the plane through its corners. */
function fillTriangle(
  p: Float64Array,
  a: number,
  b: number,
  c: number,
  g: Grid,
  values: Float32Array,
): void {
  const [ax, ay, az] = [p[3 * a]!, p[3 * a + 1]!, p[3 * a + 2]!];
  const [bx, by, bz] = [p[3 * b]!, p[3 * b + 1]!, p[3 * b + 2]!];
  const [cx, cy, cz] = [p[3 * c]!, p[3 * c + 1]!, p[3 * c + 2]!];
  const det = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay);
  if (det === 0) return;
  const col = (x: number): number => (x - g.x0) / g.cellSizeM - 0.5;
  const row = (y: number): number => (y - g.y0) / g.cellSizeM - 0.5;
  const c0 = Math.max(0, Math.ceil(col(Math.min(ax, bx, cx)) - 1e-9));
  const c1 = Math.min(g.cols - 1, Math.floor(col(Math.max(ax, bx, cx)) + 1e-9));
  const r0 = Math.max(0, Math.ceil(row(Math.min(ay, by, cy)) - 1e-9));
  const r1 = Math.min(g.rows - 1, Math.floor(row(Math.max(ay, by, cy)) + 1e-9));
  // Cells on a shared edge may be set from either side: the plane's value is the same.
  const EDGE = -1e-9;
  for (let r = r0; r <= r1; r++) {
    const y = g.y0 + (r + 0.5) * g.cellSizeM;
    for (let k = c0; k <= c1; k++) {
      const x = g.x0 + (k + 0.5) * g.cellSizeM;
      const u = ((x - ax) * (cy - ay) - (cx - ax) * (y - ay)) / det;
      const v = ((bx - ax) * (y - ay) - (x - ax) * (by - ay)) / det;
      if (u < EDGE || v < EDGE || u + v > 1 - EDGE) continue;
      values[r * g.cols + k] = az + u * (bz - az) + v * (cz - az);
    }
  }
}
