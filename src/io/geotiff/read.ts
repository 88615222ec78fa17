import { GeoTIFF, type GeoTIFFImage } from 'geotiff';
import { DryrunError, isAbort } from '../../domain/errors';
import type { Extent, Grid, Raster } from '../../domain/grid';
import type { ByteReader } from './byteReader';
import { flipRows } from './overviews';
import { TiffSource } from './tiffSource';

/** A GeoTIFF opened but not read: its place, its resolutions, and windows on demand. */
export interface GeoTiffFile {
  readonly name: string;
  /** EPSG code of the projected CRS, or of the geographic one; null where the file does not say. */
  readonly epsg: number | null;
  /** True where coordinates are degrees. */
  readonly geographic: boolean;
  readonly bands: number;
  readonly sample: 'uint8' | 'float' | 'integer';
  readonly noData: number | null;
  /** Full resolution first, then overviews, coarser and coarser. Grids are in units of the file's CRS. */
  readonly levels: readonly Grid[];
  /** Band 1 of a window (cells that touch the extent) as float32, no data as NaN. Null where nothing touches. */
  readFloat(
    level: number,
    extent?: Extent,
    signal?: AbortSignal,
  ): Promise<Raster<Float32Array> | null>;
  /** Band 1 of a window as it is, for 8-bit files. */
  readBytes(
    level: number,
    extent?: Extent,
    signal?: AbortSignal,
  ): Promise<Raster<Uint8Array> | null>;
}

/**
 * Opens a GeoTIFF through a byte reader: headers only.
 *
 * @throws DryrunError `geotiff.unreadable` (not a TIFF, damaged), `geotiff.truncated` (ends early),
 * `geotiff.unsupported` (rotated or with cells that are not square, or without a place).
 */
export async function openGeoTiff(reader: ByteReader, signal?: AbortSignal): Promise<GeoTiffFile> {
  const { name } = reader;
  const images = await guarded(reader, () => readDirectories(reader, signal));
  const main = images[0]!;
  await refuseTruncated(reader, images);
  const levels = gridsOf(name, images);
  const keys = main.getGeoKeys() ?? {};
  const projected = keys.ProjectedCSTypeGeoKey as number | undefined;
  const geodetic = keys.GeographicTypeGeoKey as number | undefined;
  const noData = main.getGDALNoData();
  const bits = main.getBitsPerSample(0);
  const format = main.getSampleFormat(0);
  const sample = format === 3 ? 'float' : bits === 8 && format === 1 ? 'uint8' : 'integer';

  const read = async (level: number, extent: Extent | undefined) => {
    const full = levels[level]!;
    const window = extent ? cellsTouching(full, extent) : { c0: 0, r0: 0, ...full };
    if (window.cols <= 0 || window.rows <= 0) return null;
    const { c0, r0, cols, rows } = window;
    const top = full.rows - (r0 + rows);
    const bands = await guarded(reader, () =>
      images[level]!.readRasters({
        window: [c0, top, c0 + cols, top + rows],
        samples: [0],
        interleave: false,
      }),
    );
    const grid: Grid = {
      x0: full.x0 + c0 * full.cellSizeM,
      y0: full.y0 + r0 * full.cellSizeM,
      cellSizeM: full.cellSizeM,
      cols,
      rows,
    };
    return { grid, band: bands[0]! };
  };

  return {
    name,
    epsg: epsgOf(projected) ?? epsgOf(geodetic),
    geographic: epsgOf(projected) === null && keys.GTModelTypeGeoKey === 2,
    bands: main.getSamplesPerPixel(),
    sample,
    noData,
    levels,
    readFloat: async (level, extent, signal) => {
      signal?.throwIfAborted();
      const got = await read(level, extent);
      signal?.throwIfAborted();
      if (!got) return null;
      const values = got.band instanceof Float32Array ? got.band : Float32Array.from(got.band);
      if (noData !== null && !Number.isNaN(noData)) {
        const absent = Math.fround(noData);
        for (let i = 0; i < values.length; i++) if (values[i] === absent) values[i] = Number.NaN;
      }
      flipRows(values, got.grid.cols, got.grid.rows);
      return { grid: got.grid, values };
    },
    readBytes: async (level, extent, signal) => {
      signal?.throwIfAborted();
      const got = await read(level, extent);
      signal?.throwIfAborted();
      if (!got) return null;
      if (!(got.band instanceof Uint8Array)) {
        throw new DryrunError({
          code: 'geotiff.unsupported',
          file: name,
          what: `Classes must be unsigned 8-bit values; the file has ${bits}-bit ones.`,
          mend: 'Convert it, e.g. gdal_translate -ot Byte.',
        });
      }
      flipRows(got.band, got.grid.cols, got.grid.rows);
      return { grid: got.grid, values: got.band };
    },
  };
}

/** The finest level whose window of an extent has no more than so many cells (else the coarsest). */
export function levelFor(levels: readonly Grid[], maxCells: number, extent?: Extent): number {
  const fits = levels.findIndex((g) => {
    const { cols, rows } = extent ? cellsTouching(g, extent) : g;
    return cols * rows <= maxCells;
  });
  return fits >= 0 ? fits : levels.length - 1;
}

/** Columns and rows of a grid that an extent touches. */
function cellsTouching(g: Grid, e: Extent): { c0: number; r0: number; cols: number; rows: number } {
  // A border that falls on a cell's edge to within a millionth of a cell does not touch the next cell.
  const EDGE = 1e-6;
  const c0 = Math.max(0, Math.floor((e.minX - g.x0) / g.cellSizeM + EDGE));
  const r0 = Math.max(0, Math.floor((e.minY - g.y0) / g.cellSizeM + EDGE));
  const c1 = Math.min(g.cols, Math.ceil((e.maxX - g.x0) / g.cellSizeM - EDGE));
  const r1 = Math.min(g.rows, Math.ceil((e.maxY - g.y0) / g.cellSizeM - EDGE));
  return { c0, r0, cols: c1 - c0, rows: r1 - r0 };
}

/** 32767 is "user-defined" in the GeoTIFF standard: no EPSG code. */
const epsgOf = (code: number | undefined): number | null =>
  code === undefined || code === 0 || code === 32767 ? null : code;

async function readDirectories(reader: ByteReader, signal?: AbortSignal): Promise<GeoTIFFImage[]> {
  const tiff = await GeoTIFF.fromSource(new TiffSource(reader, signal));
  const count = await tiff.getImageCount();
  const images = [await tiff.getImage(0)];
  for (let i = 1; i < count; i++) {
    const image = await tiff.getImage(i);
    const type: number = image.fileDirectory.getValue('NewSubfileType') ?? 0;
    // Bit 0: reduced resolution; bit 2: a mask, which NaN and no-data values already stand for.
    if ((type & 5) === 1) images.push(image);
  }
  return images;
}

/** Grids of all levels. An overview that is no whole fraction of the picture is dropped from both. */
function gridsOf(name: string, images: GeoTIFFImage[]): Grid[] {
  const main = images[0]!;
  const { west, north, cell } = placeOf(name, main);
  const grids: Grid[] = [];
  const kept: GeoTIFFImage[] = [];
  for (const image of images) {
    const [cols, rows] = [image.getWidth(), image.getHeight()];
    const factor = Math.round(main.getWidth() / cols);
    if (
      Math.ceil(main.getWidth() / factor) !== cols ||
      Math.ceil(main.getHeight() / factor) !== rows
    ) {
      continue;
    }
    const cellSizeM = cell * factor;
    grids.push({ x0: west, y0: north - rows * cellSizeM, cellSizeM, cols, rows });
    kept.push(image);
  }
  images.splice(0, images.length, ...kept);
  return grids;
}

function placeOf(name: string, image: GeoTIFFImage): { west: number; north: number; cell: number } {
  const refuse = (what: string, mend: string): never => {
    throw new DryrunError({ code: 'geotiff.unsupported', file: name, what, mend });
  };
  const matrix: ArrayLike<number> | undefined =
    image.fileDirectory.getValue('ModelTransformation') ?? undefined;
  if (matrix && (matrix[1] !== 0 || matrix[4] !== 0)) {
    refuse('The raster is rotated; north-up is expected.', 'Warp it with gdalwarp.');
  }
  let origin: number[] = [];
  let resolution: number[] = [];
  try {
    origin = image.getOrigin();
    resolution = image.getResolution();
  } catch {
    refuse(
      'The raster does not say where it lies (no tie point or transformation).',
      'Write it with georeferencing, e.g. gdal_translate -a_ullr.',
    );
  }
  const cell = resolution[0]!;
  if (!(cell > 0) || Math.abs(Math.abs(resolution[1]!) - cell) > cell * 1e-6) {
    refuse(
      `Cells are ${resolution[0]} × ${Math.abs(resolution[1]!)}; square cells are expected.`,
      'Resample it, e.g. gdalwarp -tr 2 2.',
    );
  }
  // Where a value stands for the point at the tie, the cell reaches half a cell to every side.
  const half = image.pixelIsArea() ? 0 : cell / 2;
  return { west: origin[0]! - half, north: origin[1]! + half, cell };
}

/** Every tile must lie inside the file: a cut-off download is found before anything is read. */
async function refuseTruncated(reader: ByteReader, images: readonly GeoTIFFImage[]): Promise<void> {
  if (reader.size === null) return;
  let end = 0;
  for (const { fileDirectory } of images) {
    const tiled = fileDirectory.hasTag('TileOffsets');
    const offsets = await guarded(reader, () =>
      fileDirectory.loadValue(tiled ? 'TileOffsets' : 'StripOffsets'),
    );
    const counts = await guarded(reader, () =>
      fileDirectory.loadValue(tiled ? 'TileByteCounts' : 'StripByteCounts'),
    );
    const [o, c] = [numbers(offsets), numbers(counts)];
    for (let i = 0; i < o.length; i++) end = Math.max(end, o[i]! + (c[i] ?? 0));
  }
  if (end > reader.size) throw truncated(reader, end);
}

const numbers = (value: unknown): ArrayLike<number> =>
  typeof value === 'number' ? [value] : ((value ?? []) as ArrayLike<number>);

function truncated(reader: ByteReader, expected: number | null): DryrunError {
  const size = reader.size ?? 0;
  return new DryrunError({
    code: 'geotiff.truncated',
    file: reader.name,
    place: `byte ${size}`,
    what:
      expected === null
        ? `The file ends after ${size} bytes, in the middle of its data.`
        : `The file ends after ${size} bytes; its directory names data up to byte ${expected}.`,
    mend: 'Fetch or export it again.',
    params: { size, expected: expected ?? -1 },
  });
}

/** Turns what the TIFF reader throws on damaged files into our one error. */
async function guarded<T>(reader: ByteReader, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (isAbort(cause) || cause instanceof DryrunError) throw cause;
    // A DataView read past its end is how a file that stops inside a directory shows.
    if (cause instanceof RangeError) throw truncated(reader, null);
    throw new DryrunError(
      {
        code: 'geotiff.unreadable',
        file: reader.name,
        what: `The file cannot be read as GeoTIFF: ${cause instanceof Error ? cause.message : String(cause)}.`,
        mend: 'Check that it is a GeoTIFF and whole; gdalinfo says more.',
      },
      { cause },
    );
  }
}
