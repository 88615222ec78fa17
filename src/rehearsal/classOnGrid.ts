import type { LandCover } from '../domain/city';
import { cellIndexAt, type Grid } from '../domain/grid';
import { resample } from '../domain/resample';

/** A class property on a grid: mean over a coarser cell, the class at the centre otherwise. */
export function classOnGrid(
  raster: LandCover['raster'],
  table: Float32Array,
  grid: Grid,
): Float32Array {
  const values = Float32Array.from(raster.values, (v) => table[v]!);
  if (grid.cellSizeM > raster.grid.cellSizeM * 1.001) {
    const mean = resample({ grid: raster.grid, values }, grid);
    return Float32Array.from(mean, (v) => (Number.isNaN(v) ? table[0]! : v));
  }
  const out = new Float32Array(grid.cols * grid.rows);
  for (let row = 0; row < grid.rows; row++) {
    const y = grid.y0 + (row + 0.5) * grid.cellSizeM;
    for (let col = 0; col < grid.cols; col++) {
      const i = cellIndexAt(raster.grid, grid.x0 + (col + 0.5) * grid.cellSizeM, y);
      out[row * grid.cols + col] = i < 0 ? table[0]! : values[i]!;
    }
  }
  return out;
}
