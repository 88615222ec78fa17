import { DryrunError, type Notice } from '../../domain/errors';
import type { ByteReader } from '../geotiff/byteReader';
import { levelFor, openGeoTiff } from '../geotiff/read';
import { crsOfEpsg, type Crs } from '../import/epsg';
import { MAX_DEM_CELLS, type DemSource } from './demSource';

/**
 * Reads band 1 of a GeoTIFF as terrain. A file too large for memory is read from an overview. Throws
 * `geotiff.*` for what cannot be read, `crs.missing` where it names no CRS and none is given.
 */
export async function readGeoTiffDem(
  reader: ByteReader,
  options: {
    readonly crs?: Crs;
    readonly signal?: AbortSignal;
    readonly onNotice?: (n: Notice) => void;
    readonly maxCells?: number;
  } = {},
): Promise<DemSource> {
  const tiff = await openGeoTiff(reader, options.signal);
  const crs = options.crs ?? crsOf(reader.name, tiff.epsg);
  const maxCells = options.maxCells ?? MAX_DEM_CELLS;
  const level = levelFor(tiff.levels, maxCells);
  const grid = tiff.levels[level]!;
  if (grid.cols * grid.rows > maxCells) {
    throw new DryrunError({
      code: 'dem.too-large',
      file: reader.name,
      what: `The terrain has ${grid.cols} × ${grid.rows} cells and no overview small enough; ${maxCells} cells are the limit.`,
      mend: 'Cut it to the district (gdal_translate -projwin) or add overviews (gdaladdo).',
      params: { cols: grid.cols, rows: grid.rows, maxCells },
    });
  }
  if (level > 0) {
    options.onNotice?.({
      code: 'dem.coarser',
      file: reader.name,
      what: `The terrain is too large at full resolution; it was read with cells of ${grid.cellSizeM}.`,
    });
  }
  const raster = await tiff.readFloat(level, undefined, options.signal);
  if (!raster) throw new Error('A window without extent is never empty');
  return { file: reader.name, crs, raster };
}

function crsOf(file: string, epsg: number | null): Crs {
  const found = epsg === null ? undefined : crsOfEpsg(epsg);
  if (found) return found;
  throw new DryrunError({
    code: epsg === null ? 'crs.missing' : 'crs.unknown',
    file,
    what:
      epsg === null
        ? 'The GeoTIFF does not name its coordinate system.'
        : `The coordinate system EPSG:${epsg} is not in the built-in table.`,
    mend: 'Say it with --crs-of terrain=EPSG:… (or terrain="+proj=…").',
    params: { epsg: epsg ?? 0 },
  });
}
