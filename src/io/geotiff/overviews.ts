import type { Raster } from '../../domain/grid';

export type Resampling = 'average' | 'mode' | 'nearest';

/** A raster in file order: row 0 is the northernmost. */
export interface Picture {
  readonly cols: number;
  readonly rows: number;
  readonly values: Float32Array | Uint8Array;
}

/**
 * The raster turned north up, then overviews of half the size each until one fits into a tile.
 * Overview cells are 2 × 2 blocks counted from the north-west corner; where the size is odd the last
 * block hangs over the edge and takes the cells there are.
 */
export function* overviewPyramid(
  raster: Raster<Float32Array> | Raster<Uint8Array>,
  tileSize: number,
  resampling: Resampling,
): Generator<Picture> {
  let picture: Picture = northUp(raster);
  yield picture;
  while (picture.cols > tileSize || picture.rows > tileSize) {
    picture = halve(picture, resampling);
    yield picture;
  }
}

/** Rows from the south (domain) to rows from the north (files), as a copy. */
export function northUp(raster: Raster<Float32Array> | Raster<Uint8Array>): Picture {
  const { cols, rows } = raster.grid;
  const values = raster.values.slice();
  flipRows(values, cols, rows);
  return { cols, rows, values };
}

/** Turns the order of rows round, in place. */
export function flipRows(values: Float32Array | Uint8Array, cols: number, rows: number): void {
  const held = values.slice(0, cols);
  for (let a = 0, b = rows - 1; a < b; a++, b--) {
    held.set(values.subarray(a * cols, (a + 1) * cols) as Uint8Array & Float32Array);
    values.copyWithin(a * cols, b * cols, (b + 1) * cols);
    values.set(held as Uint8Array & Float32Array, b * cols);
  }
}

function halve(fine: Picture, resampling: Resampling): Picture {
  const cols = Math.ceil(fine.cols / 2);
  const rows = Math.ceil(fine.rows / 2);
  const values =
    fine.values instanceof Float32Array
      ? new Float32Array(cols * rows)
      : new Uint8Array(cols * rows);
  for (let row = 0; row < rows; row++) {
    const y0 = 2 * row;
    const y1 = Math.min(y0 + 1, fine.rows - 1);
    for (let col = 0; col < cols; col++) {
      const x0 = 2 * col;
      const x1 = Math.min(x0 + 1, fine.cols - 1);
      const nw = fine.values[y0 * fine.cols + x0]!;
      const ne = fine.values[y0 * fine.cols + x1]!;
      const sw = fine.values[y1 * fine.cols + x0]!;
      const se = fine.values[y1 * fine.cols + x1]!;
      values[row * cols + col] =
        resampling === 'average'
          ? averageOf(nw, ne, sw, se)
          : resampling === 'mode'
            ? modeOf(nw, ne, sw, se)
            : nw;
    }
  }
  return { cols, rows, values };
}

/** Mean of those that are not NaN; NaN where none is. */
function averageOf(a: number, b: number, c: number, d: number): number {
  const sum = a + b + c + d;
  // One NaN makes the sum NaN: the usual case costs one comparison.
  if (!Number.isNaN(sum)) return sum / 4;
  let total = 0;
  let count = 0;
  for (const v of [a, b, c, d]) {
    if (Number.isNaN(v)) continue;
    total += v;
    count++;
  }
  return count === 0 ? Number.NaN : total / count;
}

/** The most frequent of four; of equals the first. */
function modeOf(a: number, b: number, c: number, d: number): number {
  if (a === b || a === c || a === d) return a;
  if (b === c || b === d) return b;
  return c === d ? c : a;
}
