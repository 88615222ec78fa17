import type { Grid, Raster } from '../../domain/grid';

/** What was found and filled. */
export interface FillReport {
  /** Cells inside the terrain that had no height and were interpolated. */
  readonly filled: number;
  /** Cells without height that reach the rim: they stay unknown. */
  readonly outside: number;
  readonly total: number;
}

/** Counts cells without height: holes inside, and those connected to the rim. */
export function surveyHoles(raster: Raster<Float32Array>): FillReport & { outer: Uint8Array } {
  const { grid, values } = raster;
  const outer = markOutside(grid, values);
  let filled = 0;
  let outside = 0;
  for (let i = 0; i < values.length; i++) {
    if (values[i] === values[i]) continue;
    if (outer[i]) outside++;
    else filled++;
  }
  return { filled, outside, total: values.length, outer };
}

/**
 * Fills holes in place by push–pull interpolation (Gortler et al., The Lumigraph, 1996, §3.4): means
 * of what is known on ever coarser grids, brought back down bilinearly. Smooth, exact at known cells,
 * linear in the number of cells.
 */
export function fillHoles(raster: Raster<Float32Array>, outer: Uint8Array): void {
  const { grid, values } = raster;
  const filled = pushPull(values, grid.cols, grid.rows);
  for (let i = 0; i < values.length; i++) {
    if (values[i] !== values[i] && !outer[i]) values[i] = filled[i]!;
  }
}

/** 1 for every cell without height that is connected to the rim through such cells (4 neighbours). */
function markOutside(g: Grid, values: Float32Array): Uint8Array {
  const outer = new Uint8Array(values.length);
  const stack: number[] = [];
  const visit = (i: number): void => {
    if (outer[i] || values[i] === values[i]) return;
    outer[i] = 1;
    stack.push(i);
  };
  for (let c = 0; c < g.cols; c++) {
    visit(c);
    visit((g.rows - 1) * g.cols + c);
  }
  for (let r = 0; r < g.rows; r++) {
    visit(r * g.cols);
    visit((r + 1) * g.cols - 1);
  }
  while (stack.length > 0) {
    const i = stack.pop()!;
    const c = i % g.cols;
    if (c > 0) visit(i - 1);
    if (c < g.cols - 1) visit(i + 1);
    if (i >= g.cols) visit(i - g.cols);
    if (i + g.cols < values.length) visit(i + g.cols);
  }
  return outer;
}

function pushPull(values: Float32Array, cols: number, rows: number): Float32Array {
  const gaps = values.some((v) => v !== v);
  if (!gaps || (cols === 1 && rows === 1)) return values;
  const halfCols = (cols + 1) >> 1;
  const halfRows = (rows + 1) >> 1;
  const half = new Float32Array(halfCols * halfRows);
  for (let r = 0; r < halfRows; r++) {
    for (let c = 0; c < halfCols; c++) {
      let sum = 0;
      let n = 0;
      for (let k = 0; k < 4; k++) {
        const cc = 2 * c + (k & 1);
        const rr = 2 * r + (k >> 1);
        if (cc >= cols || rr >= rows) continue;
        const v = values[rr * cols + cc]!;
        if (v === v) {
          sum += v;
          n++;
        }
      }
      half[r * halfCols + c] = n > 0 ? sum / n : Number.NaN;
    }
  }
  const coarse = pushPull(half, halfCols, halfRows);
  const out = values.slice();
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < cols; c++) {
      const i = r * cols + c;
      if (out[i] === out[i]) continue;
      out[i] = bilinear(coarse, halfCols, halfRows, (c + 0.5) / 2 - 0.5, (r + 0.5) / 2 - 0.5);
    }
  }
  return out;
}

function bilinear(v: Float32Array, cols: number, rows: number, x: number, y: number): number {
  const cx = Math.min(Math.max(x, 0), cols - 1);
  const cy = Math.min(Math.max(y, 0), rows - 1);
  const c0 = Math.floor(cx);
  const r0 = Math.floor(cy);
  const c1 = Math.min(c0 + 1, cols - 1);
  const r1 = Math.min(r0 + 1, rows - 1);
  const [tx, ty] = [cx - c0, cy - r0];
  const south = v[r0 * cols + c0]! * (1 - tx) + v[r0 * cols + c1]! * tx;
  const north = v[r1 * cols + c0]! * (1 - tx) + v[r1 * cols + c1]! * tx;
  return south * (1 - ty) + north * ty;
}
