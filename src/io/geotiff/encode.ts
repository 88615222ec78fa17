import { zlibSync } from 'fflate';
import type { LocalFrame } from '../../domain/crs';
import { DryrunError } from '../../domain/errors';
import type { Raster } from '../../domain/grid';
import { overviewPyramid, type Resampling } from './overviews';
import { layoutTiff, type TiffImage } from './layout';

export interface CogOptions {
  /**
   * How an overview cell comes from four finer ones: `average` (floats, no-data left out), `mode`
   * (classes: the most frequent), `nearest`. Default: average for floats, mode for bytes.
   */
  readonly resampling?: Resampling;
  /** Edge of a tile in cells, a multiple of 16. Default 256. */
  readonly tileSize?: number;
  /** Deflate effort 1–9, default 6. */
  readonly level?: 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;
  /** Text of the ImageDescription tag (ASCII), e.g. quantity and unit. */
  readonly description?: string;
}

/** Offsets in a classic TIFF are 32 bits; BigTIFF is not written. */
const MAX_BYTES = 0xffff_ffff;

/**
 * Encodes a raster as Cloud-Optimised GeoTIFF: tiled, deflate with predictor (floating-point for
 * float32), overviews down to one tile, all directories before the data, laid out as GDAL's COG
 * driver does (so that it says `LAYOUT=COG`). The same raster gives the same bytes.
 *
 * Georeferencing: the projected CRS by its EPSG code, cells as areas, north up. No data is NaN.
 *
 * @throws DryrunError `geotiff.too_large` where the file would pass 4 GiB.
 */
export function encodeCog(
  raster: Raster<Float32Array> | Raster<Uint8Array>,
  frame: LocalFrame,
  options: CogOptions = {},
): Uint8Array {
  const { values, grid } = raster;
  const float = values instanceof Float32Array;
  const tileSize = options.tileSize ?? 256;
  const level = options.level ?? 6;
  const resampling = options.resampling ?? (float ? 'average' : 'mode');
  const images: TiffImage[] = [];
  for (const picture of overviewPyramid(raster, tileSize, resampling)) {
    images.push({
      width: picture.cols,
      height: picture.rows,
      tiles: float
        ? floatTiles(picture.values as Float32Array, picture.cols, picture.rows, tileSize, level)
        : byteTiles(picture.values as Uint8Array, picture.cols, picture.rows, tileSize, level),
    });
  }
  const bytes = images.reduce((sum, i) => sum + i.tiles.reduce((s, t) => s + t.length + 8, 0), 0);
  if (bytes > MAX_BYTES - (1 << 20)) {
    throw new DryrunError({
      code: 'geotiff.too_large',
      what: `A raster of ${grid.cols} × ${grid.rows} cells takes ${bytes} bytes; a classic TIFF holds 4 GiB.`,
      mend: 'Use larger cells or a smaller extent.',
      params: { cols: grid.cols, rows: grid.rows, bytes },
    });
  }
  return layoutTiff(images, {
    tileSize,
    sample: float ? 'float32' : 'uint8',
    predictor: float ? 3 : 1,
    epsg: frame.epsg,
    cellSizeM: grid.cellSizeM,
    westM: frame.originEasting + grid.x0,
    northM: frame.originNorthing + grid.y0 + grid.rows * grid.cellSizeM,
    noData: float ? 'nan' : null,
    description: options.description ?? null,
  });
}

type DeflateLevel = NonNullable<CogOptions['level']>;

/** Tiles row by row from the north-west, deflated after TIFF's floating-point predictor (Technical Note 3). */
function floatTiles(
  values: Float32Array,
  cols: number,
  rows: number,
  size: number,
  level: DeflateLevel,
): Uint8Array[] {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const noData = new Uint32Array(new Float32Array([Number.NaN]).buffer)[0]!;
  const raw = new Uint8Array(size * size * 4);
  const tiles: Uint8Array[] = [];
  for (let top = 0; top < rows; top += size) {
    for (let left = 0; left < cols; left += size) {
      for (let y = 0; y < size; y++) {
        const from = (top + y) * cols + left;
        const inside = top + y < rows ? Math.min(size, cols - left) : 0;
        const row = y * size * 4;
        for (let x = 0; x < size; x++) {
          const word = x < inside ? bits[from + x]! : noData;
          raw[row + x] = word >>> 24;
          raw[row + size + x] = word >>> 16;
          raw[row + 2 * size + x] = word >>> 8;
          raw[row + 3 * size + x] = word;
        }
        for (let i = row + size * 4 - 1; i > row; i--) raw[i] = raw[i]! - raw[i - 1]!;
      }
      tiles.push(zlibSync(raw, { level }));
    }
  }
  return tiles;
}

function byteTiles(
  values: Uint8Array,
  cols: number,
  rows: number,
  size: number,
  level: DeflateLevel,
): Uint8Array[] {
  const raw = new Uint8Array(size * size);
  const tiles: Uint8Array[] = [];
  for (let top = 0; top < rows; top += size) {
    for (let left = 0; left < cols; left += size) {
      raw.fill(0);
      const inside = Math.min(size, cols - left);
      for (let y = 0; y < Math.min(size, rows - top); y++) {
        const from = (top + y) * cols + left;
        raw.set(values.subarray(from, from + inside), y * size);
      }
      tiles.push(zlibSync(raw, { level }));
    }
  }
  return tiles;
}
