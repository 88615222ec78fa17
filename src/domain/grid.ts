/**
 * A regular grid in local metres. Row 0 is the southernmost row, column 0 the westernmost: cell
 * (col, row) has its centre at (x0 + (col + ½)·cellSizeM, y0 + (row + ½)·cellSizeM) and its value at
 * index row·cols + col.
 */
export interface Grid {
  /** Local x of the western edge, m. */
  readonly x0: number;
  /** Local y of the southern edge, m. */
  readonly y0: number;
  readonly cellSizeM: number;
  readonly cols: number;
  readonly rows: number;
}

/** A grid with one value per cell, row-major from the south-west. NaN means "no data" for floats. */
export interface Raster<T extends Float32Array | Uint8Array | Uint16Array = Float32Array> {
  readonly grid: Grid;
  readonly values: T;
}

/** Axis-aligned rectangle in local metres. */
export interface Extent {
  readonly minX: number;
  readonly minY: number;
  readonly maxX: number;
  readonly maxY: number;
}

/** The rectangle a grid covers. */
export function gridExtent(g: Grid): Extent {
  return {
    minX: g.x0,
    minY: g.y0,
    maxX: g.x0 + g.cols * g.cellSizeM,
    maxY: g.y0 + g.rows * g.cellSizeM,
  };
}

/** Index of the cell that holds a point, or -1 outside the grid. */
export function cellIndexAt(g: Grid, x: number, y: number): number {
  const col = Math.floor((x - g.x0) / g.cellSizeM);
  const row = Math.floor((y - g.y0) / g.cellSizeM);
  if (col < 0 || row < 0 || col >= g.cols || row >= g.rows) return -1;
  return row * g.cols + col;
}

/**
 * Bilinear value at a point between cell centres, clamped at the borders. NaN outside the grid or
 * where a contributing cell is NaN.
 */
export function sampleBilinear(r: Raster<Float32Array>, x: number, y: number): number {
  const { grid: g, values } = r;
  const fx = (x - g.x0) / g.cellSizeM;
  const fy = (y - g.y0) / g.cellSizeM;
  if (!(fx >= 0 && fy >= 0 && fx <= g.cols && fy <= g.rows)) return Number.NaN;
  const cx = Math.min(Math.max(fx - 0.5, 0), g.cols - 1);
  const cy = Math.min(Math.max(fy - 0.5, 0), g.rows - 1);
  const c0 = Math.floor(cx);
  const r0 = Math.floor(cy);
  const c1 = Math.min(c0 + 1, g.cols - 1);
  const r1 = Math.min(r0 + 1, g.rows - 1);
  const tx = cx - c0;
  const ty = cy - r0;
  const south = values[r0 * g.cols + c0]! * (1 - tx) + values[r0 * g.cols + c1]! * tx;
  const north = values[r1 * g.cols + c0]! * (1 - tx) + values[r1 * g.cols + c1]! * tx;
  return south * (1 - ty) + north * ty;
}
