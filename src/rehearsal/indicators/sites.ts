import type { Building, City, Ring, Street } from '../../domain/city';
import { cellIndexAt, type Grid } from '../../domain/grid';
import { cellsInPolygon } from '../../domain/rasterize';

/** 1 in cells of rivers and lakes, whose water is no flood. */
export function standingWater(city: City, grid: Grid): Uint8Array {
  const mask = new Uint8Array(grid.cols * grid.rows);
  for (const body of city.waterBodies) {
    cellsInPolygon(grid, body.area, (i) => {
      mask[i] = 1;
    });
  }
  return mask;
}

/** Cells just outside a footprint, each once, sampled every half cell along its walls; standing water left out. */
export function cellsAround(b: Building, grid: Grid, standing: Uint8Array): Int32Array {
  const { outer } = b.footprint;
  const n = outer.length;
  const cells = new Set<number>();
  for (let k = 0; k < n; k += 2) {
    const ax = outer[k]!;
    const ay = outer[k + 1]!;
    const dx = outer[(k + 2) % n]! - ax;
    const dy = outer[(k + 3) % n]! - ay;
    const length = Math.sqrt(dx * dx + dy * dy);
    if (length === 0) continue;
    const steps = Math.max(1, Math.ceil((2 * length) / grid.cellSizeM));
    // Outer rings run counter-clockwise: outside is to the right of an edge.
    const nx = (dy / length) * grid.cellSizeM;
    const ny = (-dx / length) * grid.cellSizeM;
    for (let s = 0; s <= steps; s++) {
      const i = cellIndexAt(grid, ax + (dx * s) / steps + nx, ay + (dy * s) / steps + ny);
      if (i >= 0 && !standing[i]) cells.add(i);
    }
  }
  return Int32Array.from(cells);
}

/** Area of a ring, m². */
export function ringAreaM2(ring: Ring): number {
  let twice = 0;
  const n = ring.length;
  for (let i = 0; i < n; i += 2) {
    twice += ring[i]! * ring[(i + 3) % n]! - ring[(i + 2) % n]! * ring[i + 1]!;
  }
  return Math.abs(twice) / 2;
}

/** Pieces of the streets that vehicles use and water can reach, cut to cells. */
export interface RoadPieces {
  /** Cell of each piece; pieces outside the grid are left out. */
  readonly cell: Int32Array;
  readonly lengthM: Float64Array;
  /** Index of its street in the City. */
  readonly street: Int32Array;
}

/** Bridges stay dry; railways and footways are no roads. */
export function isRoad(street: Street): boolean {
  return street.class !== 'rail' && street.class !== 'pedestrian';
}

export function roadPieces(city: City, grid: Grid): RoadPieces {
  const cell: number[] = [];
  const lengthM: number[] = [];
  const street: number[] = [];
  city.streets.forEach((s, at) => {
    if (s.level > 0 || !isRoad(s)) return;
    const c = s.centreline;
    for (let k = 0; k + 3 < c.length; k += 2) {
      const dx = c[k + 2]! - c[k]!;
      const dy = c[k + 3]! - c[k + 1]!;
      const length = Math.sqrt(dx * dx + dy * dy);
      const steps = Math.max(1, Math.ceil(length / grid.cellSizeM));
      for (let i = 0; i < steps; i++) {
        const f = (i + 0.5) / steps;
        const index = cellIndexAt(grid, c[k]! + dx * f, c[k + 1]! + dy * f);
        if (index < 0) continue;
        cell.push(index);
        lengthM.push(length / steps);
        street.push(at);
      }
    }
  });
  return {
    cell: Int32Array.from(cell),
    lengthM: Float64Array.from(lengthM),
    street: Int32Array.from(street),
  };
}
