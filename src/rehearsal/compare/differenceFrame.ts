import type { Field, Frame } from '../../domain/frame';
import { cellIndexAt, type Grid } from '../../domain/grid';

/** Name of the field that holds B − A. */
export const DIFFERENCE = 'difference';

/**
 * Two runs at one moment as a frame that scenes can draw: `difference` is the depth of B minus that of
 * A (dry counts as 0), `depth` the greater of the two, so that water which B no longer has is still
 * seen where it was. The grid is B's; A on another grid is read at B's cell centres. Cells outside
 * either run have no depth and differ in nothing. Null where one has no depth at all.
 */
export function differenceFrame(a: Frame, b: Frame): Frame | null {
  const [from, to] = [depthOf(a), depthOf(b)];
  if (!from || !to) return null;
  const { grid } = to;
  const before = onGrid(from, grid);
  const depth = new Float32Array(to.values.length);
  const difference = new Float32Array(to.values.length);
  for (let i = 0; i < depth.length; i++) {
    const [x, y] = [before[i]!, to.values[i]!];
    depth[i] = Math.max(x, y);
    const d = y - x;
    difference[i] = Number.isNaN(d) ? 0 : d;
  }
  return {
    engine: b.engine,
    timeS: b.timeS,
    fields: [
      { name: 'depth', unit: 'm', grid, values: depth },
      { name: DIFFERENCE, unit: 'm', grid, values: difference },
    ],
    series: [],
    tracks: [],
    totals: {},
    stateHash: '',
  };
}

function depthOf(frame: Frame): Field | undefined {
  return frame.fields.find((f) => f.name === 'depth');
}

function onGrid(field: Field, grid: Grid): Float32Array {
  const g = field.grid;
  const isSame =
    g.cols === grid.cols &&
    g.rows === grid.rows &&
    g.x0 === grid.x0 &&
    g.y0 === grid.y0 &&
    g.cellSizeM === grid.cellSizeM;
  if (isSame) return field.values;
  const out = new Float32Array(grid.cols * grid.rows);
  for (let row = 0; row < grid.rows; row++) {
    const y = grid.y0 + (row + 0.5) * grid.cellSizeM;
    for (let col = 0; col < grid.cols; col++) {
      const i = cellIndexAt(g, grid.x0 + (col + 0.5) * grid.cellSizeM, y);
      out[row * grid.cols + col] = i < 0 ? Number.NaN : field.values[i]!;
    }
  }
  return out;
}
