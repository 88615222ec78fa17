import type { Grid } from '../../../src/domain/grid';
import type { HeightField } from '../terrain/heightField';
import type { PackedPolygons } from '../worker/packed';

/** Level given to cells outside permanent water. */
export const NO_WATER_LEVEL = -9999;

/** What a water surface stands on, per cell of a field's grid. */
export interface FloodBase {
  /** Ground, m. */
  readonly bed: Float32Array;
  /** Normal level of the permanent water there, or NO_WATER_LEVEL. */
  readonly level: Float32Array;
}

/** Samples the ground at cell centres and marks the cells of rivers and lakes with their level. */
export function floodBase(
  grid: Grid,
  ground: HeightField,
  polygons: PackedPolygons,
  levelM: Float64Array,
): FloodBase {
  const { x0, y0, cellSizeM, cols, rows } = grid;
  const bed = new Float32Array(cols * rows);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < cols; c++) {
      bed[r * cols + c] = ground.at(x0 + (c + 0.5) * cellSizeM, y0 + (r + 0.5) * cellSizeM);
    }
  }
  const level = new Float32Array(cols * rows).fill(NO_WATER_LEVEL);
  for (let i = 0; i < levelM.length; i++) fillPolygon(grid, polygons, i, level, levelM[i]!);
  return { bed, level };
}

/** Scan-line fill by the even-odd rule at cell centres. */
function fillPolygon(
  { x0, y0, cellSizeM, cols, rows }: Grid,
  p: PackedPolygons,
  i: number,
  out: Float32Array,
  value: number,
): void {
  const crossings: number[] = [];
  for (let r = 0; r < rows; r++) {
    const y = y0 + (r + 0.5) * cellSizeM;
    crossings.length = 0;
    for (let ring = p.polyStart[i]!; ring < p.polyStart[i + 1]!; ring++) {
      const from = p.ringStart[ring]!;
      const to = p.ringStart[ring + 1]!;
      for (let v = from, w = to - 1; v < to; w = v++) {
        const ay = p.coords[w * 2 + 1]!;
        const by = p.coords[v * 2 + 1]!;
        if (ay > y === by > y) continue;
        const ax = p.coords[w * 2]!;
        crossings.push(ax + ((p.coords[v * 2]! - ax) * (y - ay)) / (by - ay));
      }
    }
    crossings.sort((a, b) => a - b);
    for (let k = 0; k + 1 < crossings.length; k += 2) {
      const first = Math.max(0, Math.ceil((crossings[k]! - x0) / cellSizeM - 0.5));
      const last = Math.min(cols - 1, Math.floor((crossings[k + 1]! - x0) / cellSizeM - 0.5));
      for (let c = first; c <= last; c++) out[r * cols + c] = value;
    }
  }
}
