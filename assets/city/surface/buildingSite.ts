import type { Building, BuildingUse, Polygon, Ring, RoofShape } from '../../../src/domain/city';
import { sampleBilinear, type Raster } from '../../../src/domain/grid';
import type { LocalText } from '../../../src/domain/text';
import { polygonArea } from './geometry';
import type { RandomStream } from './random';

/** What a builder decides about a building; levels and population follow from it. */
export interface Draft {
  readonly footprint: Polygon;
  readonly use: BuildingUse;
  readonly storeys: number;
  /** Roofs with a ridge stand on four-cornered footprints only; others become flat. */
  readonly roof?: RoofShape;
  readonly name?: LocalText;
  /** Persons per m² of floor area, if not the use's usual one. */
  readonly personsPerM2?: number;
}

/** Floor to floor, m. */
const STOREY_M: Readonly<Record<BuildingUse, number>> = {
  residential: 2.95,
  commercial: 4.4,
  office: 3.9,
  industrial: 6.2,
  education: 3.7,
  health: 3.9,
  emergency: 4.2,
  public: 4.2,
  religious: 5.5,
  utility: 4.5,
  garage: 2.9,
  unknown: 3,
};

/**
 * Persons per m² of gross floor area: residents (60 m² each: about 40 m² of dwelling per head, shared
 * stairs and halls, one flat in ten empty), or people there in working hours (GB 50352-2019 and GB/T 51346-2019
 * give 8–25 m² per desk or bed place and 20–100 m² in trade and works; means are taken).
 */
const PERSONS_PER_M2: Readonly<Record<BuildingUse, number>> = {
  residential: 1 / 60,
  commercial: 1 / 45,
  office: 1 / 22,
  industrial: 1 / 110,
  education: 1 / 14,
  health: 1 / 40,
  emergency: 1 / 70,
  public: 1 / 45,
  religious: 1 / 80,
  utility: 1 / 400,
  garage: 0,
  unknown: 0,
};

const RIDGE_SLOPE: Readonly<Record<RoofShape, number>> = {
  flat: 0,
  gabled: 0.62,
  hipped: 0.5,
  pyramidal: 0.5,
  shed: 0.16,
  mansard: 0.5,
};
const MAX_ROOF_M = 4.5;

/** Collects the buildings of a city as builders put them down. */
export class BuildingSite {
  readonly buildings: Building[] = [];

  constructor(private readonly terrain: Raster<Float32Array>) {}

  /** Adds a building and returns it. */
  add(draft: Draft, rng: RandomStream): Building {
    const { footprint, use, storeys } = draft;
    const area = polygonArea(footprint);
    const shape: RoofShape =
      footprint.holes.length === 0 && footprint.outer.length === 8
        ? (draft.roof ?? 'flat')
        : 'flat';
    const span = shortestSide(footprint.outer);
    const ground = groundUnder(this.terrain, footprint.outer);
    const perM2 = draft.personsPerM2 ?? PERSONS_PER_M2[use];
    const building: Building = {
      id: `b-${this.buildings.length + 1}`,
      footprint,
      groundM: ground,
      heightM: Math.round((storeys * STOREY_M[use] + 0.4) * 100) / 100,
      roofShape: shape,
      roofHeightM: Math.min(MAX_ROOF_M, Math.round(50 * span * RIDGE_SLOPE[shape]) / 100),
      use,
      storeys,
      population: Math.round(area * storeys * perM2),
      yearBuilt: rng.int(1978, 2024),
      heightSource: 'levels',
      ...(draft.name ? { name: draft.name } : {}),
    };
    this.buildings.push(building);
    return building;
  }
}

function shortestSide(ring: Ring): number {
  let least = Infinity;
  for (let i = 0; i < ring.length; i += 2) {
    const j = (i + 2) % ring.length;
    const dx = ring[j]! - ring[i]!;
    const dy = ring[j + 1]! - ring[i + 1]!;
    least = Math.min(least, dx * dx + dy * dy);
  }
  return Math.sqrt(least);
}

/** Mean ground level under the corners, m. */
function groundUnder(terrain: Raster<Float32Array>, ring: Ring): number {
  let sum = 0;
  for (let i = 0; i < ring.length; i += 2) sum += sampleBilinear(terrain, ring[i]!, ring[i + 1]!);
  return Math.round((sum / (ring.length / 2)) * 1000) / 1000;
}
