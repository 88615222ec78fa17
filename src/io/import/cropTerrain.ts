import { DryrunError } from '../../domain/errors';
import { gridExtent } from '../../domain/grid';
import { WGS84 } from './epsg';
import { placing } from './frame';
import type { ImportOptions } from './inputs';
import type { Terrain } from './terrain';

/** The cells of a terrain that touch a box of degrees. Throws `import.bbox` where there are none. */
export function cropTerrain(terrain: Terrain, bbox: NonNullable<ImportOptions['bbox']>): Terrain {
  const { frame, raster } = terrain;
  const g = raster.grid;
  const { toLocal } = placing(WGS84, frame);
  const [west, south, east, north] = bbox;
  const corners = [
    toLocal(west, south),
    toLocal(east, south),
    toLocal(east, north),
    toLocal(west, north),
  ];
  const xs = corners.map(([x]) => x);
  const ys = corners.map(([, y]) => y);
  const cell = (v: number, origin: number, up: boolean): number =>
    (up ? Math.ceil : Math.floor)((v - origin) / g.cellSizeM);
  const c0 = Math.max(0, cell(Math.min(...xs), g.x0, false));
  const c1 = Math.min(g.cols, cell(Math.max(...xs), g.x0, true));
  const r0 = Math.max(0, cell(Math.min(...ys), g.y0, false));
  const r1 = Math.min(g.rows, cell(Math.max(...ys), g.y0, true));
  if (c0 >= c1 || r0 >= r1) {
    const e = gridExtent(g);
    throw new DryrunError({
      code: 'import.bbox',
      place: `--bbox ${bbox.join(',')}`,
      what: `The box lies outside the terrain (${Math.round(e.maxX - e.minX)} × ${Math.round(e.maxY - e.minY)} m).`,
      mend: 'Give a box in degrees, west,south,east,north, that meets the terrain.',
    });
  }
  const cols = c1 - c0;
  const rows = r1 - r0;
  const values = new Float32Array(cols * rows);
  for (let r = 0; r < rows; r++) {
    const from = (r0 + r) * g.cols + c0;
    values.set(raster.values.subarray(from, from + cols), r * cols);
  }
  const grid = {
    ...g,
    x0: g.x0 + c0 * g.cellSizeM,
    y0: g.y0 + r0 * g.cellSizeM,
    cols,
    rows,
  };
  return { frame, raster: { grid, values } };
}
