import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Notice } from '../../../../src/domain/errors';
import { readGeoJson } from '../../../../src/io/import/geojsonFeatures';
import { readSensorFeatures } from '../../../../src/io/sensors/sensorFeatures';
import { isSensorThings, readSensorThings } from '../../../../src/io/sensors/sensorThings';

const DATA = join(import.meta.dirname, '../../../../../shared/data');

const THING = {
  '@iot.id': 7,
  name: 'Gauge at the bridge',
  Locations: [{ location: { type: 'Point', coordinates: [9.7, 50.87, 201.5] } }],
  Datastreams: [
    {
      '@iot.id': 71,
      name: 'stage',
      unitOfMeasurement: { symbol: 'm' },
      ObservedProperty: { name: 'Water level' },
      properties: { intervalS: 300, featureId: 'J12' },
    },
    {
      name: 'PM2.5',
      unitOfMeasurement: { symbol: 'µg/m³' },
      ObservedProperty: { name: 'PM2.5 concentration' },
    },
  ],
};

describe('SensorThings', () => {
  it('reads Things as a service answers them', () => {
    const json = { value: [THING] };
    expect(isSensorThings(json)).toBe(true);
    expect(readSensorThings(json, 'things.json')).toEqual([
      {
        sourceId: '7',
        name: { en: 'Gauge at the bridge', zh: 'Gauge at the bridge' },
        x: 9.7,
        y: 50.87,
        z: 201.5,
        place: '/value/0',
        datastreams: [
          {
            id: '71',
            observedProperty: 'water_level',
            unit: 'm',
            featureId: 'J12',
            intervalS: 300,
          },
          { id: '7.2', observedProperty: 'pm25', unit: 'ug/m3' },
        ],
      },
    ]);
  });

  it('takes the first vertex of a Location that is a Feature or a polygon', () => {
    const at = (location: unknown) =>
      readSensorThings({ ...THING, Locations: [{ location }] }, 'a.json').map((s) => [s.x, s.y]);
    expect(at({ type: 'Feature', geometry: { type: 'Point', coordinates: [1, 2] } })).toEqual([
      [1, 2],
    ]);
    expect(
      at({
        type: 'Polygon',
        coordinates: [
          [
            [3, 4],
            [5, 6],
            [3, 4],
          ],
        ],
      }),
    ).toEqual([[3, 4]]);
  });

  it('leaves out a Thing without place and says so', () => {
    const notices: Notice[] = [];
    const found = readSensorThings([THING, { ...THING, Locations: [] }], 'a.json', (n) =>
      notices.push(n),
    );
    expect(found).toHaveLength(1);
    expect(notices).toMatchObject([{ code: 'sensors.no-place', count: 1 }]);
  });

  it('refuses what is none', () => {
    expect(isSensorThings([{ phenomenonTime: 'now' }])).toBe(false);
    expect(() => readSensorThings({ a: 1 }, 'a.json')).toThrow(/no SensorThings/);
  });

  it.skipIf(!existsSync(DATA))('reads a deep insert of FROST (skipped: no shared data)', () => {
    const json: unknown = JSON.parse(
      readFileSync(join(DATA, 'formats/sensorthings/frost_entitiesDefault.json'), 'utf8'),
    );
    expect(isSensorThings(json)).toBe(true);
    const [thing] = readSensorThings(json, 'frost.json');
    expect(thing).toMatchObject({ x: -117.05, y: 51.05, name: { en: 'thing name 1' } });
    expect(thing!.datastreams).toHaveLength(2);
    expect(thing!.datastreams[0]).toMatchObject({ observedProperty: 'luminous_flux', unit: 'lm' });
  });
});

describe('sensors as GeoJSON', () => {
  const read = (properties: object, coordinates = [1, 2]) =>
    readSensorFeatures(
      readGeoJson(
        JSON.stringify({
          type: 'Feature',
          id: 's1',
          properties,
          geometry: { type: 'Point', coordinates },
        }),
        's.geojson',
      ),
    )[0]!;

  it('takes several properties from one attribute, with their usual units', () => {
    const s = read({ name: '水位站', observedProperty: 'rainfall; water level' }, [1, 2, 30]);
    expect(s).toMatchObject({ sourceId: 's1', z: 30, name: { zh: '水位站' } });
    expect(s.datastreams.map((d) => [d.observedProperty, d.unit])).toEqual([
      ['rainfall_intensity', 'mm/h'],
      ['water_level', 'm'],
    ]);
  });

  it('takes a list of datastreams with their own units', () => {
    const s = read({
      datastreams: [
        { id: 'd1', observedProperty: 'NO2', unit: 'ug/m^3', intervalS: 60 },
        { name: 'wind speed' },
      ],
    });
    expect(s.datastreams).toEqual([
      { id: 'd1', observedProperty: 'no2', unit: 'ug/m3', intervalS: 60 },
      { id: 's1.2', observedProperty: 'wind_speed', unit: 'm/s' },
    ]);
  });
});
