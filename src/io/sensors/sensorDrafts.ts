import type { Datastream } from '../../domain/city';
import type { LocalText } from '../../domain/text';

/** A sensor site as a file has it: place in the file's own coordinates, height above the datum if stated. */
export interface SensorDraft {
  readonly sourceId: string;
  readonly name: LocalText;
  readonly x: number;
  readonly y: number;
  readonly z?: number;
  readonly place: string;
  /** Ids are the file's own; the importer makes them unique over the City. */
  readonly datastreams: readonly Datastream[];
}

const PROPERTIES: readonly (readonly [RegExp, string, string])[] = [
  [/rain|precip|雨/, 'rainfall_intensity', 'mm/h'],
  [/water.?level|stage|wasserstand|水位/, 'water_level', 'm'],
  [/flow|discharge|流量/, 'flow', 'm3/s'],
  [/pm.?2\.?5/, 'pm25', 'ug/m3'],
  [/pm.?10/, 'pm10', 'ug/m3'],
  [/no.?2|nitrogen.?dioxide/, 'no2', 'ug/m3'],
  [/wind.?speed/, 'wind_speed', 'm/s'],
  [/wind.?dir/, 'wind_direction', 'deg'],
  [/count|volume|vehicles|车流/, 'traffic_count', '1/h'],
  [/temp/, 'temperature', 'Cel'],
  [/tilt|cover/, 'cover_tilt', 'deg'],
  [/pump/, 'pump_state', '1'],
  [/camera|video/, 'camera', '1'],
];

/** Our name of an observed property where we know it (from any of several names), else its own in snake case. */
export function observedProperty(name: string): string {
  const lower = name.toLowerCase();
  const known = PROPERTIES.find(([words]) => words.test(lower));
  return known?.[1] ?? lower.trim().replace(/[^a-z0-9\u4e00-\u9fff]+/g, '_');
}

/** The unit an observed property usually comes in, where a file names none. */
export function usualUnit(property: string): string {
  return PROPERTIES.find(([, name]) => name === property)?.[2] ?? '1';
}

const UNITS: Readonly<Record<string, string>> = {
  'µg/m³': 'ug/m3',
  'μg/m³': 'ug/m3',
  'ug/m^3': 'ug/m3',
  'm³/s': 'm3/s',
  'm^3/s': 'm3/s',
  '°c': 'Cel',
  degc: 'Cel',
  '°': 'deg',
  '%': '%',
};

/** UCUM spelling of the usual ways to write a unit. */
export function ucum(symbol: string): string {
  const text = symbol.trim();
  return UNITS[text.toLowerCase()] ?? text;
}
