import type { PlannedStreet } from '../plan';
import type { StreetGraph } from './streetGraph';

/*
 * Where each line lies in a street, by the usual order of GB 50289-2016: sewers under the
 * carriageway, storm beside the axis and the sanitary sewer beside and below it; power and telecom
 * under one sidewalk, water and gas under the other. Depths are bands from the surface down to the
 * outer top of the line, so that lines of different kinds may cross anywhere:
 *
 *   telecom 0.40–0.51 · power 0.66–0.74 · gas 0.90–1.08 · water 1.20–1.56 · storm ≥ 1.20 between
 *   junctions and ≥ 1.85 at junctions · sanitary below the storm sewer
 */

/** Least cover over the outer top of a storm sewer between junctions, m. */
export const STORM_COVER_M = 1.2;
/** Least cover over sewers at junctions, where every other line crosses above them, m. */
export const JUNCTION_COVER_M = 1.9;

/** Kinds laid under the sidewalks in a band of constant cover. */
export type ShallowKind = 'telecom' | 'power' | 'gas' | 'water';

/** Cover over the outer top of each shallow line, m. */
export const SHALLOW_COVER_M: Readonly<Record<ShallowKind, number>> = {
  telecom: 0.4,
  power: 0.66,
  gas: 0.9,
  water: 1.2,
};

const HALF = 0.5;

/** Offset of the storm sewer from the street axis, m (positive: left of the street's direction). */
export function stormOffset(street: PlannedStreet): number {
  return -street.widthM * HALF * 0.25;
}

/** Offset of the sanitary sewer from the street axis, m. */
export function sanitaryOffset(street: PlannedStreet): number {
  return street.widthM * HALF * 0.55;
}

/** Offset of the rising main of the underpass pumping station, m. */
export function risingMainOffset(street: PlannedStreet): number {
  return -street.widthM * HALF * 0.85;
}

/** Offset of a kerb gully (towards the side given by the sign), m. */
export function gullyOffset(street: PlannedStreet, side: 1 | -1): number {
  return side * (street.widthM * HALF - 0.25);
}

/** Offset of a line under the sidewalk (or the verge, where there is none), m. */
export function shallowOffset(street: PlannedStreet, kind: ShallowKind): number {
  const kerb = street.widthM * HALF;
  const near = kerb + Math.max(0.6, street.sidewalkM * 0.3);
  const far = kerb + Math.max(1.4, street.sidewalkM * 0.75);
  switch (kind) {
    case 'telecom':
      return -near;
    case 'power':
      return -far;
    case 'water':
      return near;
    case 'gas':
      return far;
  }
}

/** Radius of the circle within which the shallow lines of a junction are joined, m. */
export function junctionReach(graph: StreetGraph, node: number): number {
  let reach = 0;
  for (const arm of graph.arms[node]!) {
    const s = graph.streets[arm.street]!.street;
    reach = Math.max(reach, Math.abs(shallowOffset(s, 'gas')), Math.abs(shallowOffset(s, 'power')));
  }
  return reach;
}
