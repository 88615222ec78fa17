import { DryrunError } from '../../domain/errors';
import { MAX_DEM_CELLS, type DemSource } from './demSource';

interface Header {
  ncols: number;
  nrows: number;
  cellsize: number;
  nodata: number;
  /** Lower-left corner of the lower-left cell. */
  x0: number;
  y0: number;
}

const KEYS = /^(ncols|nrows|xllcorner|xllcenter|yllcorner|yllcenter|cellsize|dx|dy|nodata_value)$/i;

/**
 * Reads an Esri ASCII grid from pieces of text, so that a file of any size never stands in memory as
 * text. Accepts `xllcorner` and `xllcenter`, any white space between values and any row length. The
 * format names no CRS. Throws `dem.*` with file and line.
 */
export async function readEsriAscii(
  chunks: AsyncIterable<string>,
  file: string,
): Promise<DemSource> {
  const header = new HeaderReader(file);
  let values: Float32Array | undefined;
  let count = 0;
  let rest = '';
  let line = 1;
  const take = (token: string): void => {
    if (!values) {
      if (header.take(token, line)) return;
      values = allocate(header.finish(line), file);
    }
    if (count >= values.length) throw wrongCount(file, header.value, count + 1, line);
    const v = Number(token);
    if (Number.isNaN(v) && !/^[-+]?nan$/i.test(token)) throw notNumber(file, token, line);
    values[count++] = v === header.value.nodata ? Number.NaN : v;
  };
  for await (const chunk of chunks) {
    const text = rest + chunk;
    let from = 0;
    for (let i = 0; i < text.length; i++) {
      const c = text.charCodeAt(i);
      if (c > 32 && c !== 0xfeff) continue;
      if (i > from) take(text.slice(from, i));
      if (c === 10) line++;
      from = i + 1;
    }
    rest = text.slice(from);
  }
  if (rest !== '') take(rest);
  if (!values || count < values.length) throw wrongCount(file, header.finish(line), count, line);
  const { ncols: cols, nrows: rows, x0, y0, cellsize: cellSizeM } = header.value;
  flipRows(values, cols, rows);
  return { file, crs: null, raster: { grid: { x0, y0, cellSizeM, cols, rows }, values } };
}

class HeaderReader {
  readonly value: Header = {
    ncols: Number.NaN,
    nrows: Number.NaN,
    cellsize: Number.NaN,
    nodata: -9999,
    x0: Number.NaN,
    y0: Number.NaN,
  };
  readonly #file: string;
  #key: string | undefined;
  #centredX = false;
  #centredY = false;

  constructor(file: string) {
    this.#file = file;
  }

  /** True while the token still belongs to the header. */
  take(token: string, line: number): boolean {
    if (this.#key !== undefined) {
      const value = Number(token);
      if (!Number.isFinite(value)) throw notNumber(this.#file, token, line);
      this.#set(this.#key, value, line);
      this.#key = undefined;
      return true;
    }
    if (!KEYS.test(token)) return false;
    this.#key = token.toLowerCase();
    return true;
  }

  #set(key: string, value: number, line: number): void {
    const h = this.value;
    if (key === 'ncols' || key === 'nrows') h[key] = value;
    else if (key === 'nodata_value') h.nodata = value;
    else if (key.startsWith('xll')) {
      h.x0 = value;
      this.#centredX = key === 'xllcenter';
    } else if (key.startsWith('yll')) {
      h.y0 = value;
      this.#centredY = key === 'yllcenter';
    } else {
      if (Number.isFinite(h.cellsize) && Math.abs(h.cellsize - value) > 1e-9 * value) {
        throw new DryrunError({
          code: 'dem.cells-not-square',
          file: this.#file,
          place: `line ${line}`,
          what: `Cells are ${h.cellsize} × ${value}; square cells are expected.`,
          mend: 'Resample it, e.g. gdalwarp -tr 2 2.',
        });
      }
      h.cellsize = value;
    }
  }

  /** The header, complete. */
  finish(line: number): Header {
    const h = this.value;
    const whole = (n: number): boolean => Number.isInteger(n) && n > 0;
    if (
      !whole(h.ncols) ||
      !whole(h.nrows) ||
      !(h.cellsize > 0) ||
      Number.isNaN(h.x0) ||
      Number.isNaN(h.y0)
    ) {
      throw new DryrunError({
        code: 'dem.header',
        file: this.#file,
        place: `line ${line}`,
        what: 'The header of the Esri grid is incomplete; expected ncols, nrows, xllcorner, yllcorner and cellsize.',
        mend: 'Write the grid again.',
        params: { line },
      });
    }
    if (this.#centredX) h.x0 -= h.cellsize / 2;
    if (this.#centredY) h.y0 -= h.cellsize / 2;
    this.#centredX = false;
    this.#centredY = false;
    return h;
  }
}

function allocate(h: Header, file: string): Float32Array {
  if (h.ncols * h.nrows <= MAX_DEM_CELLS) return new Float32Array(h.ncols * h.nrows);
  throw new DryrunError({
    code: 'dem.too-large',
    file,
    what: `The grid has ${h.ncols} × ${h.nrows} cells; ${MAX_DEM_CELLS} cells are the limit.`,
    mend: 'Cut it to the district (gdal_translate -projwin) or give a GeoTIFF with overviews.',
    params: { cols: h.ncols, rows: h.nrows, maxCells: MAX_DEM_CELLS },
  });
}

function wrongCount(file: string, h: Header, got: number, line: number): DryrunError {
  const expected = h.ncols * h.nrows;
  const short = got < expected;
  return new DryrunError({
    code: short ? 'dem.truncated' : 'dem.too-many-values',
    file,
    place: `line ${line}`,
    what: `The grid has ${short ? `only ${got}` : 'more than the'} values its header names: ${expected} are expected.`,
    mend: short ? 'Get the file again: it ends early.' : 'Correct ncols and nrows.',
    params: { got, expected },
  });
}

function notNumber(file: string, token: string, line: number): DryrunError {
  return new DryrunError({
    code: 'dem.number',
    file,
    place: `line ${line}`,
    what: `"${token.slice(0, 30)}" is no number.`,
    mend: 'Give an Esri ASCII grid with numbers only.',
    params: { got: token.slice(0, 30), line },
  });
}

/** Files run from the north, rasters from the south. */
function flipRows(values: Float32Array, cols: number, rows: number): void {
  const row = new Float32Array(cols);
  for (let a = 0, b = rows - 1; a < b; a++, b--) {
    row.set(values.subarray(a * cols, (a + 1) * cols));
    values.copyWithin(a * cols, b * cols, (b + 1) * cols);
    values.set(row, b * cols);
  }
}
