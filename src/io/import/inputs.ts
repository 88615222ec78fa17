import type { UtilityKind } from '../../domain/city';
import type { LocalText } from '../../domain/text';
import type { ByteReader } from '../geotiff/byteReader';
import type { AttributeMap } from './attributeMap';

/** What an input is used for. An OSM extract may serve any of them, or all at once as `osm`. */
export const IMPORT_ROLES = [
  'terrain',
  'buildings',
  'roads',
  'water',
  'landuse',
  'drainage',
  'traffic',
  'sensors',
  'facilities',
  'utilities',
  'osm',
] as const;

export type ImportRole = (typeof IMPORT_ROLES)[number];

/** One file and what to do with it. The format is told by its content. */
export interface ImportInput {
  readonly role: ImportRole;
  readonly reader: ByteReader;
  /** EPSG code, PROJ string or WKT, where the file does not say or says it wrong. */
  readonly crs?: string;
  /** For `utilities`. */
  readonly utility?: UtilityKind;
  /** Attribute mapping of a GeoJSON file. */
  readonly map?: AttributeMap;
}

export interface ImportOptions {
  /** Package id (lower case, digits, hyphens). Default: from the name. */
  readonly id?: string;
  readonly name?: LocalText;
  /** CRS of the package. Default: the terrain's own where it is projected in metres, else UTM. */
  readonly crs?: string;
  readonly verticalDatum?: string;
  readonly attribution?: string;
  readonly licence?: string;
  /** The city's box: west, south, east, north in degrees. Default: all of the terrain. */
  readonly bbox?: readonly [number, number, number, number];
  /** Terrain cell, m. Default: the source's. */
  readonly cellSizeM?: number;
  /** Largest share of terrain cells that are interpolated as holes; more is refused. Default 0.2. */
  readonly maxHoleShare?: number;
}

export interface ImportRun {
  readonly signal?: AbortSignal;
  /** What is being done, and the share of the whole that is done, 0–1. */
  readonly onProgress?: (stage: string, done: number) => void;
}
