import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Grid } from '../../../domain/grid';

/** Folder of the reference data, beside the repository; not everybody has it. */
const FOLDER = path.resolve(import.meta.dirname, '../../../../../shared/data/flood');

export function hasReference(): boolean {
  return existsSync(path.join(FOLDER, 'README.md'));
}

/** Text of a reference file, unpacked where it is packed. */
export function referenceText(name: string): string {
  const bytes = readFileSync(path.join(FOLDER, name));
  return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
}

export interface ReferenceRaster {
  /** Coordinates as the file has them. */
  readonly grid: Grid;
  /** Row-major from the south-west; NaN: no data. */
  readonly values: Float32Array;
}

/** An Esri ASCII grid, brought to our order of rows. */
export function referenceRaster(name: string): ReferenceRaster {
  const text = referenceText(name);
  const head = new Map<string, number>();
  let at = 0;
  for (;;) {
    const end = text.indexOf('\n', at);
    const [key, value] = text.slice(at, end).trim().split(/\s+/);
    if (!key || !/^[a-z]/i.test(key)) break;
    head.set(key.toLowerCase(), Number(value));
    at = end + 1;
  }
  const need = (key: string): number => head.get(key) ?? Number.NaN;
  const cols = need('ncols');
  const rows = need('nrows');
  const cellSizeM = need('cellsize');
  const noData = need('nodata_value');
  const values = new Float32Array(cols * rows);
  const tokens = text.slice(at).split(/\s+/);
  if (tokens[0] === '') tokens.shift();
  for (let k = 0; k < cols * rows; k++) {
    const row = rows - 1 - Math.floor(k / cols);
    const value = Number(tokens[k]);
    values[row * cols + (k % cols)] = value === noData ? Number.NaN : value;
  }
  const shift = head.has('xllcenter') ? cellSizeM / 2 : 0;
  const x0 = (head.get('xllcorner') ?? need('xllcenter')) - shift;
  const y0 = (head.get('yllcorner') ?? need('yllcenter')) - shift;
  return { grid: { x0, y0, cellSizeM, cols, rows }, values };
}

/** Rows of numbers of a text file; lines with anything else are left out. */
export function referenceRows(name: string): number[][] {
  return referenceText(name)
    .split('\n')
    .map((line) =>
      line
        .trim()
        .split(/[\s,]+/)
        .map(Number),
    )
    .filter((row) => row.length > 1 && row.every((x) => !Number.isNaN(x)));
}
