import type { Datastream } from '../../domain/city';
import { DryrunError, type Notice } from '../../domain/errors';
import { observedProperty, ucum, type SensorDraft } from './sensorDrafts';

type Json = Readonly<Record<string, unknown>>;

/**
 * Sensor sites from OGC SensorThings JSON: one Thing, a list of Things, or a service's answer
 * (`value: […]`), with Locations and Datastreams expanded. Coordinates are WGS84 (GeoJSON). A Thing
 * without a place is left out with a notice. Throws `sensors.*` with the JSON pointer.
 */
export function readSensorThings(
  json: unknown,
  file: string,
  onNotice?: (n: Notice) => void,
): SensorDraft[] {
  const things = thingsOf(json, file);
  const out: SensorDraft[] = [];
  let placeless = 0;
  things.forEach((thing, i) => {
    const place = `/value/${i}`;
    const at = locationOf(thing);
    if (!at) {
      placeless++;
      return;
    }
    const name = textOf(thing['name']) ?? textOf(thing['description']) ?? `Thing ${i + 1}`;
    const id = idOf(thing) ?? String(i + 1);
    const streams = list(thing['Datastreams']).map((d, k) => datastream(d, `${id}.${k + 1}`));
    out.push({
      sourceId: id,
      name: { en: name, zh: name },
      x: at[0],
      y: at[1],
      ...(at[2] !== undefined && { z: at[2] }),
      place,
      datastreams: streams,
    });
  });
  if (placeless > 0) {
    onNotice?.({
      code: 'sensors.no-place',
      file,
      what: `${placeless} Things have no Location and were left out.`,
      count: placeless,
    });
  }
  return out;
}

/** True where a JSON value looks like SensorThings. */
export function isSensorThings(json: unknown): boolean {
  const root = Array.isArray(json) ? json[0] : isObject(json) ? json : undefined;
  if (!isObject(root)) return false;
  const first = Array.isArray(root['value']) ? root['value'][0] : root;
  return (
    isObject(first) &&
    [
      'Locations',
      'Datastreams',
      'Datastreams@iot.navigationLink',
      'Locations@iot.navigationLink',
    ].some((key) => key in first)
  );
}

/** True where a JSON value is a list of SensorThings Observations: readings, no sensors. */
export function isObservations(json: unknown): boolean {
  const rows = Array.isArray(json) ? json : isObject(json) ? json['value'] : undefined;
  const first: unknown = Array.isArray(rows) ? rows[0] : undefined;
  return isObject(first) && 'phenomenonTime' in first && 'result' in first;
}

function thingsOf(json: unknown, file: string): Json[] {
  if (Array.isArray(json)) return json.filter(isObject);
  if (isObject(json) && Array.isArray(json['value'])) return json['value'].filter(isObject);
  if (isObject(json) && ('Datastreams' in json || 'Locations' in json)) return [json];
  throw new DryrunError({
    code: 'sensors.not-sensorthings',
    file,
    place: '/',
    what: 'These are no SensorThings: neither a Thing nor a list of Things with Locations and Datastreams.',
    mend: 'Give the answer of Things?$expand=Locations,Datastreams($expand=ObservedProperty), or a GeoJSON file.',
  });
}

const isObject = (v: unknown): v is Json =>
  typeof v === 'object' && v !== null && !Array.isArray(v);
const list = (v: unknown): Json[] => (Array.isArray(v) ? v.filter(isObject) : []);
const textOf = (v: unknown): string | undefined =>
  typeof v === 'string' && v.trim() !== '' ? v.trim() : undefined;

function idOf(entity: Json): string | undefined {
  const id = entity['@iot.id'] ?? entity['id'];
  return typeof id === 'string' || typeof id === 'number' ? String(id) : undefined;
}

/** The first Location that is a point, or the first vertex of another GeoJSON geometry. */
function locationOf(thing: Json): readonly [number, number, number | undefined] | undefined {
  for (const location of list(thing['Locations'])) {
    let geometry = location['location'];
    if (isObject(geometry) && geometry['type'] === 'Feature') geometry = geometry['geometry'];
    let c: unknown = isObject(geometry) ? geometry['coordinates'] : undefined;
    while (Array.isArray(c) && Array.isArray(c[0])) c = c[0];
    if (!Array.isArray(c)) continue;
    const [x, y, z] = c as unknown[];
    if (typeof x === 'number' && typeof y === 'number') {
      return [x, y, typeof z === 'number' ? z : undefined];
    }
  }
  return undefined;
}

function datastream(d: Json, fallbackId: string): Datastream {
  const property = isObject(d['ObservedProperty']) ? d['ObservedProperty'] : {};
  const unit = isObject(d['unitOfMeasurement']) ? d['unitOfMeasurement'] : {};
  const properties = isObject(d['properties']) ? d['properties'] : {};
  const interval = properties['intervalS'] ?? properties['interval'];
  const feature = textOf(properties['featureId']);
  return {
    id: idOf(d) ?? fallbackId,
    observedProperty: observedProperty(
      textOf(property['name']) ?? textOf(d['name']) ?? 'unknown property',
    ),
    unit: ucum(textOf(unit['symbol']) ?? textOf(unit['name']) ?? '1'),
    ...(feature !== undefined && { featureId: feature }),
    ...(typeof interval === 'number' && interval > 0 && { intervalS: interval }),
  };
}
