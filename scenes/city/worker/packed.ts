import type { LocalFrame } from '../../../src/domain/crs';
import type {
  PipeShape,
  RoofShape,
  StreetClass,
  UtilityKind,
  UtilityNode,
} from '../../../src/domain/city';
import type { Extent, Raster } from '../../../src/domain/grid';

/** Order in which names are encoded as small integers. */
export const STREET_CLASSES: readonly StreetClass[] = [
  'motorway',
  'arterial',
  'collector',
  'local',
  'service',
  'pedestrian',
  'rail',
];
export const ROOF_SHAPES: readonly RoofShape[] = [
  'flat',
  'gabled',
  'hipped',
  'pyramidal',
  'shed',
  'mansard',
];
export const UTILITY_KINDS: readonly UtilityKind[] = [
  'storm',
  'sanitary',
  'water',
  'gas',
  'power',
  'telecom',
];
export const NODE_KINDS: readonly UtilityNode['kind'][] = [
  'manhole',
  'inlet',
  'outfall',
  'pump',
  'tank',
  'valve',
  'hydrant',
  'transformer',
  'cabinet',
  'junction',
];
/** Shapes drawn with a box section; the others are drawn round. */
export const BOX_SHAPES: ReadonlySet<PipeShape> = new Set([
  'rect_closed',
  'rect_open',
  'trapezoidal',
  'duct',
]);

/** Polygons of any number of rings: ring r has vertices ringStart[r] … ringStart[r+1], polygon p rings polyStart[p] … */
export interface PackedPolygons {
  readonly coords: Float64Array;
  readonly ringStart: Uint32Array;
  readonly polyStart: Uint32Array;
}

/** Polylines; line i has vertices start[i] … start[i+1] of `stride` numbers. */
export interface PackedLines {
  readonly coords: Float64Array;
  readonly start: Uint32Array;
  readonly stride: number;
}

export interface PackedBuildings {
  readonly polygons: PackedPolygons;
  readonly groundM: Float32Array;
  readonly heightM: Float32Array;
  readonly roofHeightM: Float32Array;
  /** Index into ROOF_SHAPES. */
  readonly roof: Uint8Array;
  /** Index into BUILDING_USES. */
  readonly use: Uint8Array;
}

export interface PackedStreets {
  readonly lines: PackedLines;
  /** Level of the surface per vertex of `lines`, m; NaN where it lies on the terrain. */
  readonly profileM: Float64Array;
  readonly widthM: Float32Array;
  readonly sidewalkM: Float32Array;
  /** Index into STREET_CLASSES. */
  readonly class: Uint8Array;
  readonly lanes: Uint8Array;
  readonly level: Int8Array;
  readonly oneway: Uint8Array;
}

/** Pipes and nodes of all utilities, in the order of City.utilities. */
export interface PackedUtilities {
  /** Stride 3. */
  readonly lines: PackedLines;
  /** Index into UTILITY_KINDS. */
  readonly lineUtility: Uint8Array;
  /** Outside width and height, m. */
  readonly lineWidthM: Float32Array;
  readonly lineHeightM: Float32Array;
  /** 1: path z is the invert (the axis lies half a height above), 0: the axis. */
  readonly lineInvert: Uint8Array;
  readonly lineBox: Uint8Array;
  /** x, y, cover, invert, diameter per node. */
  readonly nodes: Float64Array;
  readonly nodeUtility: Uint8Array;
  /** Index into NODE_KINDS. */
  readonly nodeKind: Uint8Array;
}

/** What the scene's worker needs of a City, in flat arrays that cross the boundary without long stalls. */
export interface PackedCity {
  readonly frame: LocalFrame;
  readonly extent: Extent;
  readonly terrain: Raster<Float32Array>;
  readonly landCover: {
    readonly raster: Raster<Uint8Array>;
    readonly classes: readonly {
      readonly value: number;
      readonly key: string;
      readonly colour: string;
    }[];
  } | null;
  readonly water: { readonly polygons: PackedPolygons; readonly levelM: Float64Array };
  readonly streets: PackedStreets;
  readonly buildings: PackedBuildings;
  readonly utilities: PackedUtilities;
  /** x, y, height, crown radius per tree. */
  readonly trees: Float32Array;
}
