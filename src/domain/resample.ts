import { sampleBilinear, type Grid, type Raster } from './grid';

/**
 * Brings a raster onto another grid. To a coarser grid by the mean of the source cells whose centres
 * fall into each target cell (NaN left out); to an equal or finer one by bilinear interpolation.
 * A grid that is already the target is returned as it is.
 */
export function resample(source: Raster<Float32Array>, target: Grid): Float32Array {
  if (sameGrid(source.grid, target)) return source.values;
  return target.cellSizeM > source.grid.cellSizeM * 1.001
    ? coarsen(source, target)
    : interpolate(source, target);
}

/** True where two grids have the same origin, cell and size. */
export function sameGrid(a: Grid, b: Grid): boolean {
  return (
    a.x0 === b.x0 &&
    a.y0 === b.y0 &&
    a.cellSizeM === b.cellSizeM &&
    a.cols === b.cols &&
    a.rows === b.rows
  );
}

function interpolate(source: Raster<Float32Array>, g: Grid): Float32Array {
  const out = new Float32Array(g.cols * g.rows);
  for (let row = 0; row < g.rows; row++) {
    const y = g.y0 + (row + 0.5) * g.cellSizeM;
    for (let col = 0; col < g.cols; col++) {
      out[row * g.cols + col] = sampleBilinear(source, g.x0 + (col + 0.5) * g.cellSizeM, y);
    }
  }
  return out;
}

function coarsen(source: Raster<Float32Array>, g: Grid): Float32Array {
  const sum = new Float64Array(g.cols * g.rows);
  const count = new Uint32Array(sum.length);
  const s = source.grid;
  for (let row = 0; row < s.rows; row++) {
    const r = Math.floor((s.y0 + (row + 0.5) * s.cellSizeM - g.y0) / g.cellSizeM);
    if (r < 0 || r >= g.rows) continue;
    for (let col = 0; col < s.cols; col++) {
      const c = Math.floor((s.x0 + (col + 0.5) * s.cellSizeM - g.x0) / g.cellSizeM);
      const v = source.values[row * s.cols + col]!;
      if (c < 0 || c >= g.cols || v !== v) continue;
      const i = r * g.cols + c;
      sum[i] = sum[i]! + v;
      count[i] = count[i]! + 1;
    }
  }
  return Float32Array.from(sum, (v, i) => (count[i] ? v / count[i]! : Number.NaN));
}
