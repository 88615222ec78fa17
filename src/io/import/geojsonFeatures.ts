import { DryrunError } from '../../domain/errors';
import { parseCrs, WGS84, type Crs } from './epsg';
import type { FeatureGeometry, FeatureSet, ImportFeature } from './feature';

type Json = Readonly<Record<string, unknown>>;

/**
 * Features of a GeoJSON text of any make: FeatureCollection, single Feature or bare geometry, with the
 * old `crs` member or without, multi-geometries cut into parts. Features without geometry are left out
 * and counted. Throws `geojson.*` with the JSON pointer of what cannot be read.
 */
export function readGeoJson(
  text: string,
  file: string,
  options: { readonly crs?: Crs; readonly onEmpty?: (count: number) => void } = {},
): FeatureSet {
  const root = parseJson(text, file);
  const list =
    root['type'] === 'FeatureCollection'
      ? arrayOf(root['features'], file, '/features')
      : [root['type'] === 'Feature' ? root : { type: 'Feature', geometry: root, properties: {} }];
  const features: ImportFeature[] = [];
  let empty = 0;
  for (let i = 0; i < list.length; i++) {
    const before = features.length;
    readFeature(list[i], `/features/${i}`, file, features);
    if (features.length === before) empty++;
  }
  if (empty > 0) options.onEmpty?.(empty);
  return { file, crs: options.crs ?? crsOf(root, file), features };
}

function parseJson(text: string, file: string): Json {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new DryrunError(
      {
        code: 'geojson.malformed',
        file,
        what: `The JSON is damaged: ${message.slice(0, 160)}.`,
        mend: 'Get the file again or repair it.',
      },
      { cause },
    );
  }
  if (isObject(value) && typeof value['type'] === 'string') return value;
  throw new DryrunError({
    code: 'geojson.not-geojson',
    file,
    place: '/',
    what: 'This is no GeoJSON: it has no "type".',
    mend: 'Give a GeoJSON FeatureCollection.',
  });
}

const isObject = (v: unknown): v is Json =>
  typeof v === 'object' && v !== null && !Array.isArray(v);

function arrayOf(value: unknown, file: string, place: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new DryrunError({
    code: 'geojson.not-geojson',
    file,
    place,
    what: 'A list is expected here.',
    mend: 'Give a valid GeoJSON FeatureCollection.',
  });
}

/** RFC 7946 is WGS84; the `crs` member of the 2008 format is still written by many programs. */
function crsOf(root: Json, file: string): Crs {
  const crs = root['crs'];
  const properties = isObject(crs) ? crs['properties'] : undefined;
  const name = isObject(properties) ? properties['name'] : undefined;
  return typeof name === 'string' ? parseCrs(name, file) : WGS84;
}

function readFeature(value: unknown, place: string, file: string, out: ImportFeature[]): void {
  if (!isObject(value) || value['type'] !== 'Feature') {
    throw new DryrunError({
      code: 'geojson.not-geojson',
      file,
      place,
      what: 'A Feature is expected here.',
      mend: 'Give a valid GeoJSON FeatureCollection.',
    });
  }
  const properties = isObject(value['properties']) ? value['properties'] : {};
  const geometry = value['geometry'];
  if (!isObject(geometry)) return;
  const own = value['id'];
  const id = typeof own === 'string' || typeof own === 'number' ? String(own) : undefined;
  const parts = geometryParts(geometry, `${place}/geometry`, file);
  parts.forEach((part, k) => {
    out.push({
      ...(id !== undefined && { id: k === 0 ? id : `${id}/${k + 1}` }),
      place: parts.length > 1 ? `${place} part ${k + 1}` : place,
      properties,
      geometry: part,
    });
  });
}

function geometryParts(g: Json, place: string, file: string): FeatureGeometry[] {
  const at = `${place}/coordinates`;
  const list = (): readonly unknown[] => arrayOf(g['coordinates'], file, at);
  const lineOf = (v: unknown, where: string): FeatureGeometry | null => {
    const { xy, z } = positions(v, file, where);
    return xy.length < 4 ? null : { type: 'line', path: xy, ...(z && { z }) };
  };
  const polygonOf = (v: unknown, where: string): FeatureGeometry | null => {
    const rings = arrayOf(v, file, where).map((r, i) => positions(r, file, `${where}/${i}`).xy);
    return rings.length === 0 ? null : { type: 'polygon', rings };
  };
  const some = (x: FeatureGeometry | null): FeatureGeometry[] => (x ? [x] : []);
  switch (g['type']) {
    case 'Point':
      return some(pointOf(g['coordinates'], file, at));
    case 'MultiPoint':
      return list().flatMap((v, i) => some(pointOf(v, file, `${at}/${i}`)));
    case 'LineString':
      return some(lineOf(g['coordinates'], at));
    case 'MultiLineString':
      return list().flatMap((v, i) => some(lineOf(v, `${at}/${i}`)));
    case 'Polygon':
      return some(polygonOf(g['coordinates'], at));
    case 'MultiPolygon':
      return list().flatMap((v, i) => some(polygonOf(v, `${at}/${i}`)));
    case 'GeometryCollection':
      return arrayOf(g['geometries'], file, `${place}/geometries`).flatMap((v, i) =>
        isObject(v) ? geometryParts(v, `${place}/geometries/${i}`, file) : [],
      );
    default:
      throw new DryrunError({
        code: 'geojson.geometry',
        file,
        place,
        what: `"${String(g['type'])}" is no geometry type of GeoJSON.`,
        mend: 'Correct the geometry.',
      });
  }
}

function pointOf(value: unknown, file: string, place: string): FeatureGeometry | null {
  const list = arrayOf(value, file, place);
  if (list.length === 0) return null;
  const [x, y, z] = list;
  if (!finite(x) || !finite(y)) throw notPosition(file, place);
  return { type: 'point', x, y, ...(finite(z) && { z }) };
}

function positions(
  value: unknown,
  file: string,
  place: string,
): { xy: Float64Array; z?: Float64Array } {
  const list = arrayOf(value, file, place);
  const xy = new Float64Array(2 * list.length);
  const z = new Float64Array(list.length);
  let heights = list.length > 0;
  for (let i = 0; i < list.length; i++) {
    const p = list[i];
    if (!Array.isArray(p) || !finite(p[0]) || !finite(p[1])) {
      throw notPosition(file, `${place}/${i}`);
    }
    xy[2 * i] = p[0];
    xy[2 * i + 1] = p[1];
    if (finite(p[2])) z[i] = p[2];
    else heights = false;
  }
  return heights ? { xy, z } : { xy };
}

const finite = (v: unknown): v is number => typeof v === 'number' && Number.isFinite(v);

function notPosition(file: string, place: string): DryrunError {
  return new DryrunError({
    code: 'geojson.position',
    file,
    place,
    what: 'A position [x, y] of two numbers is expected here.',
    mend: 'Correct the coordinates.',
  });
}
