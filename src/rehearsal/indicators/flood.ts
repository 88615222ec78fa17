import type { Building, City, Street } from '../../domain/city';
import type { Field, Frame } from '../../domain/frame';
import { cellIndexAt, type Grid } from '../../domain/grid';
import { cellsInPolygon } from '../../domain/rasterize';

/** A number about a run, with what it is made of: a person can check it. */
export interface Indicator {
  readonly id: string;
  readonly value: number;
  readonly unit: string;
  /** Formula and source in one English sentence. */
  readonly basis: string;
}

/** Water depth outside a building from which it counts as wet, m: about a door sill. */
const WET_BUILDING_M = 0.1;
/** Depth at which a car stalls and at which large vehicles stop (Australian Rainfall and Runoff 2019, book 6, chapter 7). */
const CAR_STOPS_M = 0.15;
const TRUCK_STOPS_M = 0.3;
/** Depth from which ground counts as flooded, m. */
const FLOODED_M = 0.05;

/** Indicators of a flood run from its last frame, which carries the maxima since the start. */
export function floodIndicators(city: City, last: Frame): Indicator[] {
  const maxDepth = last.fields.find((f) => f.name === 'maxDepth');
  if (!maxDepth) return [];
  const dry = standingWater(city, maxDepth.grid);
  const wet = city.buildings.filter((b) => depthAround(b, maxDepth, dry) >= WET_BUILDING_M);
  const area = maxDepth.grid.cellSizeM ** 2;
  let flooded = 0;
  let deepest = 0;
  maxDepth.values.forEach((d, i) => {
    if (dry[i] || !(d >= FLOODED_M)) return;
    flooded += area;
    if (d > deepest) deepest = d;
  });
  const km = (limit: number): number => impassableM(city.streets, maxDepth, limit) / 1000;
  return [
    {
      id: 'buildingsWet',
      value: wet.length,
      unit: '1',
      basis: `Buildings with at least ${WET_BUILDING_M} m of water in a cell beside their walls at any time.`,
    },
    {
      id: 'peopleAffected',
      value: wet.reduce((sum, b) => sum + b.population, 0),
      unit: '1',
      basis: 'Population of the wet buildings.',
    },
    {
      id: 'floodedArea',
      value: flooded,
      unit: 'm2',
      basis: `Ground outside standing water with at least ${FLOODED_M} m at any time.`,
    },
    {
      id: 'deepestWater',
      value: deepest,
      unit: 'm',
      basis: 'Greatest depth outside standing water at any time.',
    },
    {
      id: 'roadClosedCars',
      value: km(CAR_STOPS_M),
      unit: 'km',
      basis: `Street length whose centreline was under at least ${CAR_STOPS_M} m (small cars; ARR 2019, book 6, chapter 7).`,
    },
    {
      id: 'roadClosedTrucks',
      value: km(TRUCK_STOPS_M),
      unit: 'km',
      basis: `Street length whose centreline was under at least ${TRUCK_STOPS_M} m (large vehicles; ARR 2019, book 6, chapter 7).`,
    },
  ];
}

/** 1 in cells of rivers and lakes, whose water is no flood. */
function standingWater(city: City, grid: Grid): Uint8Array {
  const mask = new Uint8Array(grid.cols * grid.rows);
  for (const body of city.waterBodies) {
    cellsInPolygon(grid, body.area, (i) => {
      mask[i] = 1;
    });
  }
  return mask;
}

/** Greatest depth in the cells just outside a footprint, sampled every half cell along its walls. */
function depthAround(b: Building, depth: Field, skip: Uint8Array): number {
  const { grid, values } = depth;
  const { outer } = b.footprint;
  const n = outer.length;
  let deepest = 0;
  for (let k = 0; k < n; k += 2) {
    const ax = outer[k]!;
    const ay = outer[k + 1]!;
    const dx = outer[(k + 2) % n]! - ax;
    const dy = outer[(k + 3) % n]! - ay;
    const length = Math.hypot(dx, dy);
    if (length === 0) continue;
    const steps = Math.max(1, Math.ceil((2 * length) / grid.cellSizeM));
    // Outer rings run counter-clockwise: outside is to the right of an edge.
    const nx = (dy / length) * grid.cellSizeM;
    const ny = (-dx / length) * grid.cellSizeM;
    for (let s = 0; s <= steps; s++) {
      const i = cellIndexAt(grid, ax + (dx * s) / steps + nx, ay + (dy * s) / steps + ny);
      if (i >= 0 && !skip[i] && values[i]! > deepest) deepest = values[i]!;
    }
  }
  return deepest;
}

function impassableM(streets: readonly Street[], depth: Field, limitM: number): number {
  const { grid, values } = depth;
  let total = 0;
  for (const street of streets) {
    if (street.level > 0 || street.class === 'rail' || street.class === 'pedestrian') continue;
    const c = street.centreline;
    for (let k = 0; k + 3 < c.length; k += 2) {
      const dx = c[k + 2]! - c[k]!;
      const dy = c[k + 3]! - c[k + 1]!;
      const length = Math.hypot(dx, dy);
      const steps = Math.max(1, Math.ceil(length / grid.cellSizeM));
      for (let s = 0; s < steps; s++) {
        const f = (s + 0.5) / steps;
        const i = cellIndexAt(grid, c[k]! + dx * f, c[k + 1]! + dy * f);
        if (i >= 0 && values[i]! >= limitM) total += length / steps;
      }
    }
  }
  return total;
}
