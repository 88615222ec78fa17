import type { Polygon } from '../../../src/domain/city';
import { cellsInPolygon } from '../../../src/domain/rasterize';
import { planOf } from './grid';
import type { UrbanGrid } from './grid';
import type { BuildingColumns } from './obstacles';

/** A building as the wind meets it: its footprint and its height above ground, m. */
export interface Footprint {
  readonly polygon: Polygon;
  readonly heightM: number;
}

/**
 * Buildings as columns of a wind grid: a column belongs to the footprint that holds its centre, to the
 * tallest where footprints overlap. Buildings lower than half a layer are left out.
 */
export function buildingColumns(g: UrbanGrid, footprints: readonly Footprint[]): BuildingColumns {
  const heightM = new Float32Array(g.nx * g.ny);
  const building = new Int32Array(g.nx * g.ny).fill(-1);
  footprints.forEach((f, id) => {
    if (!(f.heightM >= 0.5 * g.dzM)) return;
    cellsInPolygon(planOf(g), f.polygon, (c) => {
      if (f.heightM <= heightM[c]!) return;
      heightM[c] = f.heightM;
      building[c] = id;
    });
  });
  return { heightM, building };
}
