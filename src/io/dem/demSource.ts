import type { Raster } from '../../domain/grid';
import type { Crs } from '../import/epsg';

/** A digital elevation model as read: heights on a grid in the file's own coordinates (degrees or projected units). */
export interface DemSource {
  readonly file: string;
  /** Null where the file does not say. */
  readonly crs: Crs | null;
  /** `cellSizeM` and origin are in units of the file's CRS. Rows from the south; NaN where there is no height. */
  readonly raster: Raster<Float32Array>;
}

/** The largest terrain that is held in memory at full resolution, cells. Larger ones are read coarser, and it is said. */
export const MAX_DEM_CELLS = 64_000_000;
