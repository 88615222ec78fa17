import type { Polygon } from '../../domain/city';
import type { LocalProjection } from '../../domain/crs';
import { DryrunError } from '../../domain/errors';
import type { LocalText } from '../../domain/text';
import type { NoticeBook } from '../package/noticeBook';
import type { CoordinateSlab } from './coordinateSlab';
import { metres } from './geoCoordinates';
import { cleanPolygon } from './rings';

/** What the features of one file are read with. */
export interface FeatureContext {
  readonly file: string;
  readonly projection: LocalProjection;
  readonly slab: CoordinateSlab;
  readonly notices: NoticeBook;
}

type Json = Record<string, unknown>;

/**
 * One GeoJSON feature at the door: every value asked for is checked there and then, and the error
 * names file, feature and property.
 */
export class FeatureReader {
  readonly id: string;
  private readonly context: FeatureContext;
  private readonly index: number;
  private readonly properties: Json;
  private readonly geometry: Json;

  constructor(context: FeatureContext, feature: unknown, index: number) {
    this.context = context;
    this.index = index;
    this.id = '';
    const f = this.object(feature, 'a Feature');
    if (f['type'] !== 'Feature') this.fail('', 'is no Feature', 'Give a FeatureCollection.');
    const properties = f['properties'] === null ? {} : this.object(f['properties'], 'properties');
    const id = f['id'] ?? properties['id'];
    if ((typeof id !== 'string' || id === '') && typeof id !== 'number') {
      this.fail('', 'has no id', 'Give every feature an "id" that is unique in the city.');
    }
    this.id = String(id);
    this.properties = properties;
    this.geometry = this.object(f['geometry'], 'a geometry');
  }

  /** Where this feature stands, as errors and notices say it. */
  get place(): string {
    return this.id === '' ? `/features/${this.index}` : `feature "${this.id}"`;
  }

  text(name: string): string {
    const value = this.properties[name];
    if (typeof value !== 'string') return this.missing(name, 'a text');
    return value;
  }

  optionalText(name: string): string | undefined {
    return this.absent(name) ? undefined : this.text(name);
  }

  number(name: string, min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY): number {
    const value = this.properties[name];
    if (typeof value !== 'number' || !Number.isFinite(value)) return this.missing(name, 'a number');
    if (value < min || value > max) {
      const range = max === Number.POSITIVE_INFINITY ? `at least ${min}` : `${min} to ${max}`;
      this.fail(name, `is ${value}; expected ${range}`, 'Correct the value.');
    }
    return value;
  }

  optionalNumber(name: string, min?: number): number | undefined {
    return this.absent(name) ? undefined : this.number(name, min);
  }

  flag(name: string): boolean {
    const value = this.properties[name];
    if (typeof value !== 'boolean') return this.missing(name, 'true or false');
    return value;
  }

  oneOf<const T extends string>(name: string, words: readonly T[]): T {
    const value = this.properties[name];
    const word = words.find((w) => w === value);
    if (word === undefined) return this.missing(name, `one of ${words.join(', ')}`);
    return word;
  }

  texts(name: string): string[] | undefined {
    if (this.absent(name)) return undefined;
    const value = this.properties[name];
    if (!Array.isArray(value) || !value.every((v) => typeof v === 'string')) {
      return this.missing(name, 'a list of texts');
    }
    return value;
  }

  objects(name: string): Json[] {
    const value = this.properties[name];
    if (!Array.isArray(value)) return this.missing(name, 'a list');
    return value.map((item) => this.object(item, `objects in ${name}`));
  }

  /** `name:en` and `name:zh`; one stands in for the other. */
  optionalName(): LocalText | undefined {
    const en = this.optionalText('name:en');
    const zh = this.optionalText('name:zh');
    if (en === undefined && zh === undefined) return undefined;
    return { en: en ?? zh!, zh: zh ?? en! };
  }

  name(): LocalText {
    return this.optionalName() ?? this.missing('name:en', 'a text');
  }

  /** Local x, y and the third number as it is (NaN where there is none). */
  point(): [number, number, number] {
    if (this.geometry['type'] !== 'Point') this.wrongGeometry('Point');
    const position = this.geometry['coordinates'];
    const [x, y] = this.local(position);
    return [x, y, this.height(position) ?? Number.NaN];
  }

  /** A line in local metres: x, y per vertex, and the heights where every position has one. */
  line(): { path: Float64Array; heights: Float64Array | undefined } {
    const positions = this.positions(this.geometry, 'LineString');
    const path = new Float64Array(positions.length * 2);
    const heights = new Float64Array(positions.length);
    let complete = true;
    positions.forEach((position, i) => {
      [path[2 * i], path[2 * i + 1]] = this.local(position);
      const z = this.height(position);
      if (z === undefined) complete = false;
      else heights[i] = z;
    });
    const { slab } = this.context;
    return { path: slab.keep(path), heights: complete ? slab.keep(heights) : undefined };
  }

  /** A line whose positions all have heights: x, y, z per vertex. */
  line3(): Float64Array {
    const positions = this.positions(this.geometry, 'LineString');
    const path = new Float64Array(positions.length * 3);
    positions.forEach((position, i) => {
      [path[3 * i], path[3 * i + 1]] = this.local(position);
      const z = this.height(position);
      if (z === undefined) this.fail('', 'has a vertex without a height', 'Give x, y and z.');
      path[3 * i + 2] = z!;
    });
    return this.context.slab.keep(path);
  }

  /**
   * A polygon as the domain has it. An outline that crosses itself is made simple; one that holds no
   * area gives null. Both are entered into the notices.
   */
  polygon(): Polygon | null {
    const type = this.geometry['type'];
    let coordinates = this.geometry['coordinates'];
    if (type === 'MultiPolygon' && Array.isArray(coordinates) && coordinates.length === 1) {
      coordinates = coordinates[0];
    } else if (type !== 'Polygon') this.wrongGeometry('Polygon');
    if (!Array.isArray(coordinates)) return this.wrongGeometry('Polygon');
    const rings = coordinates.map((ring: unknown) => {
      if (!Array.isArray(ring)) return this.wrongGeometry('Polygon');
      const out = new Float64Array(ring.length * 2);
      ring.forEach((position, i) => {
        [out[2 * i], out[2 * i + 1]] = this.local(position);
      });
      return out;
    });
    const cleaned = cleanPolygon(rings);
    const { notices, file, slab } = this.context;
    if (!cleaned) {
      notices.add('geojson.polygon_dropped', file, this.place);
      return null;
    }
    if (cleaned.repaired) notices.add('geojson.polygon_repaired', file, this.place);
    if (cleaned.droppedHoles > 0) notices.add('geojson.hole_dropped', file, this.place);
    const { outer, holes } = cleaned.polygon;
    return { outer: slab.keep(outer), holes: holes.map((h) => slab.keep(h)) };
  }

  /** Throws the one error about this feature. */
  fail(property: string, what: string, mend: string): never {
    const of = property === '' ? 'The feature' : `Its property "${property}"`;
    throw new DryrunError({
      code: 'geojson.feature',
      file: this.context.file,
      place: this.place,
      what: `${of} ${what}.`,
      mend,
      params: { id: this.id, index: this.index, property },
    });
  }

  private absent(name: string): boolean {
    return this.properties[name] === undefined || this.properties[name] === null;
  }

  private missing(name: string, expected: string): never {
    const got = JSON.stringify(this.properties[name]) ?? 'nothing';
    return this.fail(name, `is ${got.slice(0, 60)}; expected ${expected}`, 'Correct the value.');
  }

  private object(value: unknown, what: string): Json {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.fail('', `lacks ${what}`, 'Check the file with a GeoJSON validator.');
    }
    return value as Json;
  }

  private positions(geometry: Json, type: string): unknown[] {
    const coordinates = geometry['coordinates'];
    if (geometry['type'] !== type || !Array.isArray(coordinates)) return this.wrongGeometry(type);
    if (coordinates.length < 2) this.fail('', 'is a line of one vertex', 'Remove it or redraw it.');
    return coordinates;
  }

  private wrongGeometry(expected: string): never {
    const got = JSON.stringify(this.geometry['type']);
    return this.fail('', `is a ${got}; expected a ${expected}`, 'Convert it with "dryrun import".');
  }

  private local(position: unknown): [number, number] {
    const lon: unknown = Array.isArray(position) ? position[0] : undefined;
    const lat: unknown = Array.isArray(position) ? position[1] : undefined;
    if (typeof lon !== 'number' || typeof lat !== 'number' || !Number.isFinite(lon + lat)) {
      return this.fail('', 'has a vertex that is no pair of numbers', 'Correct the coordinates.');
    }
    if (Math.abs(lon) > 180 || Math.abs(lat) > 90) {
      throw new DryrunError({
        code: 'geojson.not_wgs84',
        file: this.context.file,
        place: this.place,
        what: `Coordinates (${lon}, ${lat}) are no longitude and latitude.`,
        mend: 'GeoJSON holds WGS84 degrees (RFC 7946): reproject it, or bring it in with "dryrun import".',
        params: { id: this.id, lon, lat },
      });
    }
    const [x, y] = this.context.projection.fromLonLat(lon, lat);
    return [metres(x), metres(y)];
  }

  private height(position: unknown): number | undefined {
    const z: unknown = Array.isArray(position) ? position[2] : undefined;
    return typeof z === 'number' && Number.isFinite(z) ? z : undefined;
  }
}
