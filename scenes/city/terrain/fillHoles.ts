import type { Raster } from '../../../src/domain/grid';

/**
 * Terrain for drawing without holes: NaN cells get the average of what is known around them, from ever
 * coarser means (pull–push, Gortler et al. 1996). Returns the same array where there is no hole, and
 * zeros where nothing is known at all.
 */
export function fillHoles({ grid, values }: Raster<Float32Array>): Float32Array {
  if (!values.some(Number.isNaN)) return values;
  return pullPush(values, grid.cols, grid.rows);
}

function pullPush(values: Float32Array, cols: number, rows: number): Float32Array {
  const out = values.slice();
  if (cols === 1 && rows === 1) {
    if (Number.isNaN(out[0]!)) out[0] = 0;
    return out;
  }
  const coarseCols = (cols + 1) >> 1;
  const coarseRows = (rows + 1) >> 1;
  const coarse = new Float32Array(coarseCols * coarseRows);
  let hole = false;
  for (let r = 0; r < coarseRows; r++) {
    for (let c = 0; c < coarseCols; c++) {
      let sum = 0;
      let n = 0;
      for (let k = 0; k < 4; k++) {
        const cc = 2 * c + (k & 1);
        const rr = 2 * r + (k >> 1);
        if (cc >= cols || rr >= rows) continue;
        const v = values[rr * cols + cc]!;
        if (Number.isNaN(v)) continue;
        sum += v;
        n++;
      }
      coarse[r * coarseCols + c] = n > 0 ? sum / n : Number.NaN;
      hole ||= n === 0;
    }
  }
  const filled = hole ? pullPush(coarse, coarseCols, coarseRows) : coarse;
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < cols; c++) {
      if (Number.isNaN(out[r * cols + c]!)) {
        out[r * cols + c] = filled[(r >> 1) * coarseCols + (c >> 1)]!;
      }
    }
  }
  return out;
}
