import type { CityLayer } from '../../domain/cityPackage';
import type { LandCoverClass } from '../../domain/city';
import type { LocalFrame } from '../../domain/crs';
import { DryrunError } from '../../domain/errors';
import type { Extent, Grid, Raster } from '../../domain/grid';
import type { ByteReader } from '../geotiff/byteReader';
import { levelFor, openGeoTiff, type GeoTiffFile } from '../geotiff/read';
import type { NoticeBook } from './noticeBook';
import { fileReader, type PackageSource } from './source';

/** Cells of terrain a City holds unless told otherwise: a 4 km² district at 1 m. */
export const DEFAULT_TERRAIN_CELLS = 4_000_000;

/** A package's terrain, opened but not read: headers only until a window is asked for. */
export interface TerrainWindows {
  /** Full resolution, local metres. */
  readonly grid: Grid;
  /** Full resolution first, then coarser and coarser. */
  readonly levels: readonly Grid[];
  /**
   * The cells that touch an extent (absent: all), from the finest level that has at most `maxCells`
   * there. Null where the extent lies outside.
   */
  readWindow(
    extent?: Extent,
    maxCells?: number,
    signal?: AbortSignal,
  ): Promise<Raster<Float32Array> | null>;
}

interface RasterOptions {
  readonly notices?: NoticeBook;
  readonly signal?: AbortSignal | undefined;
  /** The file, where it is in memory already. */
  readonly reader?: ByteReader | undefined;
}

/**
 * Opens the terrain of a package for reading by window, so that a large city need not be read whole.
 * @throws DryrunError `geotiff.*`, `package.crs_mixed`.
 */
export async function openTerrain(
  source: PackageSource,
  layer: CityLayer,
  frame: LocalFrame,
  options: RasterOptions = {},
): Promise<TerrainWindows> {
  const file = await openLayerRaster(source, layer, frame, options);
  const levels = file.levels.map((g) => toLocal(g, frame));
  return {
    grid: levels[0]!,
    levels,
    readWindow: async (extent, maxCells = DEFAULT_TERRAIN_CELLS, signal) => {
      const level = levelFor(levels, maxCells, extent);
      const raster = await file.readFloat(level, extent && toProjected(extent, frame), signal);
      return raster && { grid: toLocal(raster.grid, frame), values: raster.values };
    },
  };
}

/**
 * The land cover of a package, at the finest level that has at most `maxCells` in the extent.
 * @throws DryrunError `package.unknown_class` where a value is not in the table, and as `openTerrain`.
 */
export async function readLandCover(
  source: PackageSource,
  layer: CityLayer,
  frame: LocalFrame,
  classes: readonly LandCoverClass[],
  window: { readonly maxCells: number; readonly extent?: Extent | undefined },
  options: RasterOptions = {},
): Promise<Raster<Uint8Array> | null> {
  const { maxCells, extent } = window;
  const file = await openLayerRaster(source, layer, frame, options);
  const local = file.levels.map((g) => toLocal(g, frame));
  const level = levelFor(local, maxCells, extent);
  const within = extent && toProjected(extent, frame);
  const raster = await file.readBytes(level, within, options.signal);
  if (!raster) return null;
  refuseUnknownClasses(layer.href, raster, classes);
  return { grid: toLocal(raster.grid, frame), values: raster.values };
}

async function openLayerRaster(
  source: PackageSource,
  layer: CityLayer,
  frame: LocalFrame,
  { notices, signal, reader }: RasterOptions,
): Promise<GeoTiffFile> {
  const bytes = reader ?? (await fileReader(source, layer.href, signal));
  const file = await openGeoTiff(bytes, signal);
  if (file.epsg === null && !file.geographic) notices?.add('package.no_epsg', layer.href);
  else if (file.epsg !== frame.epsg) {
    throw new DryrunError({
      code: 'package.crs_mixed',
      file: layer.href,
      what: `The raster is in EPSG:${file.epsg ?? 'unknown'}; the package is in EPSG:${frame.epsg}.`,
      mend: `Reproject it, e.g. gdalwarp -t_srs EPSG:${frame.epsg}, or bring it in with "dryrun import".`,
      params: { got: file.epsg ?? 0, expected: frame.epsg },
    });
  }
  return file;
}

function refuseUnknownClasses(
  file: string,
  raster: Raster<Uint8Array>,
  classes: readonly LandCoverClass[],
): void {
  const counts = new Uint32Array(256);
  for (const value of raster.values) counts[value]!++;
  for (const { value } of classes) counts[value] = 0;
  const value = counts.findIndex((n) => n > 0);
  if (value < 0) return;
  throw new DryrunError({
    code: 'package.unknown_class',
    file,
    place: `value ${value}`,
    what: `${counts[value]} cells have class ${value}, which the layer's table does not hold.`,
    mend: 'Add the class to "classes" in city.json, with its roughness and imperviousness.',
    params: { value, cells: counts[value]! },
  });
}

/** Offsets are snapped to a micrometre: projected coordinates of millions of metres leave rounding. */
const snapped = (m: number): number => Math.round(m * 1e6) / 1e6;

const toLocal = (g: Grid, frame: LocalFrame): Grid => ({
  ...g,
  x0: snapped(g.x0 - frame.originEasting),
  y0: snapped(g.y0 - frame.originNorthing),
});

const toProjected = (e: Extent, frame: LocalFrame): Extent => ({
  minX: e.minX + frame.originEasting,
  minY: e.minY + frame.originNorthing,
  maxX: e.maxX + frame.originEasting,
  maxY: e.maxY + frame.originNorthing,
});
