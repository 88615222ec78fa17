import type { LocalFrame } from './crs';
import type { DrainageModel } from './drainage';
import type { Extent, Raster } from './grid';
import type { LocalText } from './text';
import type { TrafficNetwork } from './traffic';
import type { Notice } from './errors';

/** x, y per vertex in local metres, first vertex not repeated. Outer rings run counter-clockwise, holes clockwise. */
export type Ring = Float64Array;

export interface Polygon {
  readonly outer: Ring;
  readonly holes: readonly Ring[];
}

/** x, y per vertex (stride 2) in local metres. */
export type Polyline = Float64Array;

export type BuildingUse =
  | 'residential'
  | 'commercial'
  | 'office'
  | 'industrial'
  | 'education'
  | 'health'
  | 'emergency'
  | 'public'
  | 'religious'
  | 'utility'
  | 'garage'
  | 'unknown';

export type RoofShape = 'flat' | 'gabled' | 'hipped' | 'pyramidal' | 'shed' | 'mansard';

export interface Building {
  readonly id: string;
  readonly footprint: Polygon;
  /** Ground level at the building, m above the vertical datum. */
  readonly groundM: number;
  /** Eaves height above ground, m. */
  readonly heightM: number;
  readonly roofShape: RoofShape;
  /** Ridge height above the eaves, m; 0 for flat roofs. */
  readonly roofHeightM: number;
  readonly use: BuildingUse;
  readonly storeys: number;
  /** Residents, or people usually there in working hours for other uses. */
  readonly population: number;
  readonly name?: LocalText;
  readonly yearBuilt?: number;
  /** How the height is known: only `surveyed` is a measurement. */
  readonly heightSource: 'surveyed' | 'levels' | 'default';
}

/** One land-cover class and the surface properties that follow from it. */
export interface LandCoverClass {
  /** Value in the land-cover raster, 0–255. */
  readonly value: number;
  readonly key: string;
  readonly name: LocalText;
  /** Manning's n, s/m^(1/3). */
  readonly manningN: number;
  /** Impervious share of the surface, 0–1. */
  readonly imperviousness: number;
  /** Colour in the app's map, #rrggbb. */
  readonly colour: string;
}

export interface LandCover {
  readonly raster: Raster<Uint8Array>;
  readonly classes: readonly LandCoverClass[];
}

export type StreetClass =
  'motorway' | 'arterial' | 'collector' | 'local' | 'service' | 'pedestrian' | 'rail';

/** A street between two junctions: its centreline and cross-section (for drawing, names, search and routing). */
export interface Street {
  readonly id: string;
  readonly name?: LocalText;
  readonly class: StreetClass;
  readonly centreline: Polyline;
  /** Level of the road surface at each vertex of the centreline, m; absent: it lies on the terrain. */
  readonly profileM?: Float64Array;
  readonly lanes: number;
  /** Carriageway width kerb to kerb, m. */
  readonly widthM: number;
  /** Width of each sidewalk, m (0: none). */
  readonly sidewalkM: number;
  /** 0 at grade, 1 bridge, −1 underpass or tunnel. */
  readonly level: number;
  readonly oneway: boolean;
}

export interface WaterBody {
  readonly id: string;
  readonly kind: 'river' | 'lake' | 'sea' | 'canal' | 'pond';
  readonly name?: LocalText;
  readonly area: Polygon;
  /** Normal water level, m above the vertical datum. */
  readonly levelM: number;
}

export type UtilityKind = 'storm' | 'sanitary' | 'water' | 'gas' | 'power' | 'telecom';

/** A point of a utility network: manhole, inlet, valve, pump, outfall … */
export interface UtilityNode {
  readonly id: string;
  readonly kind:
    | 'manhole'
    | 'inlet'
    | 'outfall'
    | 'pump'
    | 'tank'
    | 'valve'
    | 'hydrant'
    | 'transformer'
    | 'cabinet'
    | 'junction';
  readonly x: number;
  readonly y: number;
  /** Cover or ground level, m above the vertical datum. */
  readonly coverM: number;
  /** Invert (bottom) level, m above the vertical datum. */
  readonly invertM: number;
  /** Chamber diameter, m. */
  readonly diameterM: number;
  /** Names of attributes that were derived rather than surveyed. */
  readonly derived?: readonly string[];
}

export type PipeShape =
  | 'circular'
  | 'rect_closed'
  | 'rect_open'
  | 'egg'
  | 'arch'
  | 'horiz_ellipse'
  | 'vert_ellipse'
  | 'trapezoidal'
  | 'duct'
  | 'cable'
  | 'other';

/** A pipe, duct or cable between two nodes. */
export interface UtilityLink {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly kind: 'pipe' | 'pump' | 'orifice' | 'weir' | 'outlet' | 'channel' | 'cable' | 'duct';
  /** x, y, z per vertex (stride 3); z is the invert (bottom inside) for pipes, the axis for cables. */
  readonly path: Float64Array;
  readonly shape: PipeShape;
  /** Inside height (diameter of a circular pipe), m. */
  readonly heightM: number;
  /** Inside width, m. */
  readonly widthM: number;
  /** Wall thickness, m. */
  readonly wallM: number;
  readonly material?: string;
  readonly yearBuilt?: number;
  /** Names of attributes that were derived rather than surveyed. */
  readonly derived?: readonly string[];
}

export interface UtilityNetwork {
  readonly kind: UtilityKind;
  readonly nodes: readonly UtilityNode[];
  readonly links: readonly UtilityLink[];
}

export interface Facility {
  readonly id: string;
  readonly kind:
    | 'hospital'
    | 'fire_station'
    | 'police'
    | 'school'
    | 'shelter'
    | 'pumping_station'
    | 'substation'
    | 'town_hall'
    | 'bus_stop';
  readonly name: LocalText;
  readonly x: number;
  readonly y: number;
  /** Building it is in, if any. */
  readonly buildingId?: string;
  /** Beds, pupils or places, by kind. */
  readonly capacity?: number;
}

/** A sensor site: a SensorThings Thing with its Datastreams. */
export interface Sensor {
  readonly id: string;
  readonly name: LocalText;
  readonly x: number;
  readonly y: number;
  /** Height of the sensing element above the vertical datum, m. */
  readonly z: number;
  readonly datastreams: readonly Datastream[];
}

/** A Datastream in the sense of OGC SensorThings: one observed property of one sensor. */
export interface Datastream {
  readonly id: string;
  /** e.g. `rainfall_intensity`, `water_level`, `cover_tilt`, `pump_state`, `pm25`, `no2`, `wind_speed`, `traffic_count`, `camera`. */
  readonly observedProperty: string;
  /** UCUM unit, e.g. `mm/h`, `m`, `deg`, `ug/m3`. */
  readonly unit: string;
  /** Network element, lane or place the reading belongs to, if any. */
  readonly featureId?: string;
  /** Seconds between readings in normal service. */
  readonly intervalS?: number;
}

/** x, y, height (m) and crown radius (m) per tree: stride 4. */
export type Trees = Float32Array;

/**
 * The static twin in one projected CRS with one local origin. Ids are unique over the whole City and
 * stable over re-imports of the same input.
 */
export interface City {
  readonly id: string;
  readonly name: LocalText;
  /** SHA-256 (hex) of the package's content: part of every run key. */
  readonly digest: string;
  readonly frame: LocalFrame;
  /** Name of the vertical datum, e.g. `EGM96`, `CGVD28`. */
  readonly verticalDatum: string;
  readonly extent: Extent;
  /** Whose data it is: one text for all, or one per language. */
  readonly attribution: string | LocalText;
  readonly licence: string;
  /** Ground (bed) elevation, m above the vertical datum. NaN where unknown. */
  readonly terrain: Raster<Float32Array>;
  readonly landCover: LandCover | null;
  readonly buildings: readonly Building[];
  readonly streets: readonly Street[];
  readonly waterBodies: readonly WaterBody[];
  readonly utilities: readonly UtilityNetwork[];
  /** Hydraulic model of the storm sewers; its node and link ids are those of the `storm` utility network. */
  readonly drainage: DrainageModel | null;
  /** Lane-accurate road network. */
  readonly traffic: TrafficNetwork | null;
  readonly facilities: readonly Facility[];
  readonly sensors: readonly Sensor[];
  readonly trees: Trees;
  /** What was repaired, derived or assumed when the package was made or read. */
  readonly notices: readonly Notice[];
}
