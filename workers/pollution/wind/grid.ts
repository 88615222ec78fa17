import { DryrunError } from '../../../src/domain/errors';
import type { Grid } from '../../../src/domain/grid';

/**
 * The district as cells: a horizontal `Grid` (row 0 south, column 0 west) times layers of equal
 * thickness from the ground up. Ground is taken as flat: heights are above ground.
 */
export interface UrbanGrid {
  /** Local x of the western and y of the southern edge, m. */
  readonly x0: number;
  readonly y0: number;
  readonly dxM: number;
  readonly dzM: number;
  readonly nx: number;
  readonly ny: number;
  readonly nz: number;
}

/** Fewest cells along an edge: fewer leave nothing between the boundaries. */
const LEAST_CELLS = 4;

/** @throws DryrunError `pollution.windGrid` */
export function checkGrid(g: UrbanGrid): void {
  const counts = [g.nx, g.ny, g.nz];
  const good =
    counts.every((n) => Number.isInteger(n) && n >= LEAST_CELLS) &&
    [g.dxM, g.dzM].every((d) => Number.isFinite(d) && d > 0) &&
    Number.isFinite(g.x0) &&
    Number.isFinite(g.y0);
  if (good) return;
  throw new DryrunError({
    code: 'pollution.windGrid',
    what: `The wind grid has ${counts.join(' × ')} cells of ${g.dxM} m × ${g.dzM} m; at least ${LEAST_CELLS} cells of positive size are needed each way.`,
    mend: 'Give a larger district or smaller cells.',
  });
}

/** The horizontal grid of its layers, for Fields. */
export function planOf(g: UrbanGrid): Grid {
  return { x0: g.x0, y0: g.y0, cellSizeM: g.dxM, cols: g.nx, rows: g.ny };
}

/** Number of cells. */
export function cellCount(g: UrbanGrid): number {
  return g.nx * g.ny * g.nz;
}
