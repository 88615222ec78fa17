import type {
  Building,
  Facility,
  LandCover,
  Street,
  Trees,
  WaterBody,
} from '../../src/domain/city';
import type { LocalFrame } from '../../src/domain/crs';
import type { Extent, Raster } from '../../src/domain/grid';

/** What decides a generated city: the same recipe gives the same city to the last bit. */
export interface CityRecipe {
  /** Area, km² (1–400). */
  readonly km2: number;
  /** Seed of every random stream, a non-negative integer. */
  readonly seed: number;
  /** Terrain cell, m (default 2). */
  readonly cellSizeM?: number;
}

/** Where streets meet, end or leave the city. */
export interface StreetNode {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  /** Road surface level, m above the vertical datum. */
  readonly z: number;
  readonly kind: 'junction' | 'dead_end' | 'gate';
  /** True where traffic signals stand (chosen by the class of the meeting streets). */
  readonly signals: boolean;
}

/** A street with its end nodes and the level of the road surface along it. */
export interface PlannedStreet extends Street {
  readonly from: string;
  readonly to: string;
  readonly speedMs: number;
  /** Road surface level per centreline vertex, m (an underpass dips below the terrain around it). */
  readonly profileM: Float64Array;
}

/**
 * The surface of the city, before pipes and traffic: what the utility and traffic recipes build on.
 * Terrain already carries the streets (graded carriageways with kerbs, the underpass cut), the river
 * bed with banks and terraces, and the building plots.
 */
export interface CityPlan {
  readonly recipe: CityRecipe;
  readonly frame: LocalFrame;
  readonly extent: Extent;
  readonly terrain: Raster<Float32Array>;
  readonly landCover: LandCover;
  readonly waterBodies: readonly WaterBody[];
  readonly nodes: readonly StreetNode[];
  readonly streets: readonly PlannedStreet[];
  readonly buildings: readonly Building[];
  readonly facilities: readonly Facility[];
  readonly trees: Trees;
}
