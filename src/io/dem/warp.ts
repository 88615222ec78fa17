import type { Grid, Raster } from '../../domain/grid';
import { sampleBilinear } from '../../domain/grid';

/** Local metres → coordinates of the source raster. */
export type InverseTransform = (x: number, y: number) => readonly [number, number];

/** Columns and rows between two exact transformations: in between they are interpolated. */
const MESH = 16;

/**
 * Brings a raster in any CRS onto a grid in local metres, bilinearly. The transformation is computed
 * exactly at a mesh of every 16th cell and interpolated between (below 1 mm for the curvature of any
 * map projection over 16 cells of 10 m).
 */
export async function warp(
  source: Raster<Float32Array>,
  grid: Grid,
  toSource: InverseTransform,
  options: { readonly signal?: AbortSignal; readonly onProgress?: (share: number) => void } = {},
): Promise<Raster<Float32Array>> {
  const values = new Float32Array(grid.cols * grid.rows);
  const meshCols = Math.ceil(grid.cols / MESH) + 1;
  let lower = meshRow(grid, 0, meshCols, toSource);
  for (let r0 = 0; r0 < grid.rows; r0 += MESH) {
    const upper = meshRow(grid, r0 + MESH, meshCols, toSource);
    for (let r = r0; r < Math.min(r0 + MESH, grid.rows); r++) {
      const ty = (r - r0) / MESH;
      for (let c = 0; c < grid.cols; c++) {
        const m = 2 * Math.floor(c / MESH);
        const tx = (c % MESH) / MESH;
        const at = (k: number): number => {
          const south = lower[m + k]! * (1 - tx) + lower[m + 2 + k]! * tx;
          const north = upper[m + k]! * (1 - tx) + upper[m + 2 + k]! * tx;
          return south * (1 - ty) + north * ty;
        };
        values[r * grid.cols + c] = sampleBilinear(source, at(0), at(1));
      }
    }
    lower = upper;
    if ((r0 / MESH) % 16 === 0) {
      options.onProgress?.(r0 / grid.rows);
      // Lets a cancel through between strips.
      await new Promise((resolve) => setTimeout(resolve, 0));
      options.signal?.throwIfAborted();
    }
  }
  return { grid, values };
}

/** Source coordinates of the centres of every 16th cell of a row (stride 2). */
function meshRow(g: Grid, row: number, n: number, toSource: InverseTransform): Float64Array {
  const out = new Float64Array(2 * n);
  const y = g.y0 + (row + 0.5) * g.cellSizeM;
  for (let k = 0; k < n; k++) {
    const [sx, sy] = toSource(g.x0 + (k * MESH + 0.5) * g.cellSizeM, y);
    out[2 * k] = sx;
    out[2 * k + 1] = sy;
  }
  return out;
}
