import { describe, expect, it } from 'vitest';
import type { CityManifest } from '../../../src/domain/cityPackage';
import type { City } from '../../../src/domain/city';
import { DryrunError } from '../../../src/domain/errors';
import { encodeCog } from '../../../src/io/geotiff/encode';
import { openCityPackage } from '../../../src/io/package/open';
import { memorySink } from '../../../src/io/package/sink';
import { memorySource } from '../../../src/io/package/source';
import { writeCityPackage } from '../../../src/io/package/write';
import { tinyCity } from '../../fixtures/tinyCity';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);

async function filesOf(city: City): Promise<Map<string, Uint8Array>> {
  const sink = memorySink();
  await writeCityPackage(city, sink, { buildings3d: false });
  return sink.files;
}

const good = filesOf(tinyCity());

/** The files of a good package, to be spoiled. */
const goodFiles = async (): Promise<Map<string, Uint8Array>> => new Map(await good);

type Loose = Record<string, unknown>;

async function withManifest(change: (m: Loose & CityManifest) => void) {
  const files = await goodFiles();
  const manifest = JSON.parse(decode(files.get('city.json')));
  change(manifest);
  return files.set('city.json', encode(JSON.stringify(manifest)));
}

interface Feature {
  id: unknown;
  geometry: { type: string; coordinates: unknown };
  properties: Loose;
}

async function withFeatures(href: string, change: (features: Feature[], root: Loose) => void) {
  const files = await goodFiles();
  const root = JSON.parse(decode(files.get(href))) as Loose & { features: Feature[] };
  change(root.features, root);
  return files.set(href, encode(JSON.stringify(root)));
}

async function refusal(files: ReadonlyMap<string, Uint8Array>): Promise<DryrunError> {
  const error: unknown = await openCityPackage(memorySource(files)).then(
    () => null,
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(DryrunError);
  const problem = error as DryrunError;
  expect(problem.what).not.toBe('');
  expect(problem.mend).not.toBe('');
  return problem;
}

describe('city.json that is not right', () => {
  it('is refused where a newer Dryrun wrote it', async () => {
    const files = await withManifest((m) => Object.assign(m, { dryrun: 99 }));
    expect(await refusal(files)).toMatchObject({
      code: 'package.newer_version',
      file: 'city.json',
      place: '/dryrun',
    });
  });

  it('is refused where it is no manifest, or no JSON', async () => {
    const files = await goodFiles();
    files.set('city.json', encode('{"type":"FeatureCollection"}'));
    expect((await refusal(files)).code).toBe('package.not_a_package');
    files.set('city.json', encode('{"dryrun": 1,'));
    expect(await refusal(files)).toMatchObject({ code: 'geojson.syntax', file: 'city.json' });
    files.delete('city.json');
    expect(await refusal(files)).toMatchObject({ code: 'package.file_missing', file: 'city.json' });
  });

  const pointers: [string, (m: Loose & CityManifest) => void, string, string][] = [
    ['a missing name', (m) => Object.assign(m, { name: undefined }), 'package.manifest', '/name'],
    ['an id with blanks', (m) => (m['id'] = 'My City'), 'package.manifest', '/id'],
    ['an empty extent', (m) => (m['extent'] = [0, 0, 0, 10]), 'package.manifest', '/extent'],
    [
      'a CRS in degrees',
      (m) => (m['crs'] = { epsg: 4326, proj: '+proj=longlat' }),
      'package.manifest',
      '/crs/proj',
    ],
    [
      'a path that climbs out',
      (m) => Object.assign(m.layers[2]!, { href: '../../etc/passwd' }),
      'package.manifest',
      '/layers/2/href',
    ],
    [
      'an absolute path',
      (m) => Object.assign(m.layers[2]!, { href: '/etc/passwd' }),
      'package.manifest',
      '/layers/2/href',
    ],
    [
      'an address elsewhere',
      (m) => Object.assign(m.layers[2]!, { href: 'https://example.org/x.tif' }),
      'package.manifest',
      '/layers/2/href',
    ],
    [
      'a layer of unknown kind',
      (m) => Object.assign(m.layers[1]!, { kind: 'subway' }),
      'package.layer_unknown',
      '/layers/1/kind',
    ],
    [
      'a layer given twice',
      (m) => Object.assign(m, { layers: [...m.layers, m.layers[0]!] }),
      'package.layer_twice',
      '/layers/10',
    ],
    [
      'no terrain',
      (m) => Object.assign(m, { layers: m.layers.filter((l) => l.kind !== 'terrain') }),
      'package.manifest',
      '/layers',
    ],
  ];
  for (const [what, change, code, place] of pointers) {
    it(`is refused with its JSON pointer: ${what}`, async () => {
      const files = await withManifest(change);
      expect(await refusal(files)).toMatchObject({ code, place, file: 'city.json' });
    });
  }

  it('is refused where proj4 cannot read its CRS', async () => {
    const files = await withManifest((m) => (m.crs.proj = '+proj=nonsense'));
    expect((await refusal(files)).code).toBe('crs.unknown');
  });
});

describe('layers that are not right', () => {
  it('names a file that is not there', async () => {
    const files = await goodFiles();
    files.delete('streets.geojson');
    expect(await refusal(files)).toMatchObject({
      code: 'package.file_missing',
      file: 'streets.geojson',
    });
  });

  it('names a terrain that is cut off', async () => {
    const files = await goodFiles();
    const whole = files.get('terrain.tif')!;
    files.set('terrain.tif', whole.slice(0, whole.length / 2));
    expect(await refusal(files)).toMatchObject({ code: 'geotiff.truncated', file: 'terrain.tif' });
  });

  it('refuses a raster in another CRS than the package', async () => {
    const files = await goodFiles();
    const { terrain, frame } = tinyCity();
    files.set('terrain.tif', encodeCog(terrain, { ...frame, epsg: 25832 }));
    const error = await refusal(files);
    expect(error).toMatchObject({ code: 'package.crs_mixed', file: 'terrain.tif' });
    expect(error.what).toContain('EPSG:25832');
  });

  it('refuses GeoJSON in another CRS, said or unsaid', async () => {
    const said = await withFeatures('streets.geojson', (_, root) => {
      root['crs'] = { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::25832' } };
    });
    expect(await refusal(said)).toMatchObject({ code: 'package.crs_mixed', place: '/crs' });
    const unsaid = await withFeatures('sensors.geojson', (features) => {
      features[0]!.geometry.coordinates = [604_123.4, 3_375_000, 23];
    });
    expect(await refusal(unsaid)).toMatchObject({
      code: 'geojson.not_wgs84',
      file: 'sensors.geojson',
      place: 'feature "S1"',
    });
  });

  it('refuses a land-cover value that is not in the table', async () => {
    const files = await goodFiles();
    const { landCover, frame } = tinyCity();
    const values = landCover!.raster.values.slice().fill(9, 0, 40);
    files.set('landcover.tif', encodeCog({ ...landCover!.raster, values }, frame));
    expect(await refusal(files)).toMatchObject({
      code: 'package.unknown_class',
      file: 'landcover.tif',
      place: 'value 9',
    });
  });

  it('names feature and property of a value that is not right', async () => {
    const files = await withFeatures('buildings.geojson', (features) => {
      features[3]!.properties['roofShape'] = 'onion';
    });
    const error = await refusal(files);
    expect(error).toMatchObject({ file: 'buildings.geojson', place: 'feature "B3"' });
    expect(error.what).toContain('"roofShape"');
    expect(error.what).toContain('gabled');
    const negative = await withFeatures('buildings.geojson', (features) => {
      features[5]!.properties['heightM'] = -4;
    });
    expect((await refusal(negative)).what).toContain('"heightM" is -4');
  });

  it('refuses a feature without an id, and one of another geometry', async () => {
    const nameless = await withFeatures('buildings.geojson', (features) => {
      delete features[2]!.id;
    });
    expect(await refusal(nameless)).toMatchObject({ place: '/features/2' });
    const point = await withFeatures('streets.geojson', (features) => {
      features[0]!.geometry = { type: 'Point', coordinates: [113.9, 30.5] };
    });
    expect((await refusal(point)).what).toContain('expected a LineString');
  });

  it('refuses an id that is taken, in the same file or another', async () => {
    const same = await withFeatures('buildings.geojson', (features) => {
      features[1]!.id = features[0]!.id;
    });
    expect(await refusal(same)).toMatchObject({
      code: 'package.duplicate_id',
      file: 'buildings.geojson',
      place: 'feature "B0"',
    });
    const other = await withFeatures('streets.geojson', (features) => {
      features[0]!.id = 'B0';
    });
    const error = await refusal(other);
    expect(error).toMatchObject({ code: 'package.duplicate_id', file: 'streets.geojson' });
    expect(error.what).toContain('buildings.geojson');
  });

  it('refuses a pipe to a node that is not there', async () => {
    const files = await withFeatures('utilities/storm.geojson', (features) => {
      features.find((f) => f.id === 'P1')!.properties['to'] = 'MH99';
    });
    const error = await refusal(files);
    expect(error).toMatchObject({ file: 'utilities/storm.geojson', place: 'feature "P1"' });
    expect(error.what).toContain('MH99');
  });

  it('refuses trees that are cut off', async () => {
    const files = await goodFiles();
    files.set('trees.bin', files.get('trees.bin')!.slice(0, 30));
    expect(await refusal(files)).toMatchObject({ code: 'package.trees', file: 'trees.bin' });
  });

  it('refuses JSON that is cut off', async () => {
    const files = await goodFiles();
    files.set('water.geojson', files.get('water.geojson')!.slice(0, 100));
    expect(await refusal(files)).toMatchObject({ code: 'geojson.syntax', file: 'water.geojson' });
  });
});

describe('what is mended and said', () => {
  it('makes outlines that cross themselves simple and leaves out those without area', async () => {
    const files = await withFeatures('buildings.geojson', (features) => {
      const ring = (features[0]!.geometry.coordinates as number[][][])[0]!;
      // A bow-tie: two corners change places.
      [ring[1], ring[2]] = [ring[2]!, ring[1]!];
      const line = (features[1]!.geometry.coordinates as number[][][])[0]!;
      features[1]!.geometry.coordinates = [[line[0], line[1], line[0], line[0]]];
    });
    const city = await openCityPackage(memorySource(files));
    expect(city.buildings).toHaveLength(tinyCity().buildings.length - 1);
    expect(city.buildings.some((b) => b.id === 'B1')).toBe(false);
    const codes = new Map(city.notices.map((n) => [n.code, n]));
    expect(codes.get('geojson.polygon_repaired')).toMatchObject({
      count: 1,
      file: 'buildings.geojson',
      place: 'feature "B0"',
    });
    expect(codes.get('geojson.polygon_dropped')).toMatchObject({ count: 1 });
  });

  it('winds rings as the domain has them, however the file does', async () => {
    const files = await withFeatures('water.geojson', (features) => {
      (features[0]!.geometry.coordinates as number[][][])[0]!.reverse();
    });
    const { area } = (await openCityPackage(memorySource(files))).waterBodies[0]!;
    let twice = 0;
    for (let i = 0; i < area.outer.length; i += 2) {
      const j = (i + 2) % area.outer.length;
      twice += area.outer[i]! * area.outer[j + 1]! - area.outer[j]! * area.outer[i + 1]!;
    }
    expect(twice).toBeGreaterThan(0);
  });

  it('reads an edited layer as it is, says so, and has another digest', async () => {
    const before = await openCityPackage(memorySource(await goodFiles()));
    const files = await withFeatures('buildings.geojson', (features) => {
      features[0]!.properties['heightM'] = 99;
    });
    const city = await openCityPackage(memorySource(files));
    expect(city.buildings[0]!.heightM).toBe(99);
    expect(city.digest).not.toBe(before.digest);
    expect(city.notices).toMatchObject([{ code: 'package.edited', file: 'buildings.geojson' }]);
  });

  it('keeps gaps of the terrain as unknown and counts them', async () => {
    const city = tinyCity();
    const values = city.terrain.values.slice();
    values.fill(Number.NaN, 1000, 1025);
    const files = await filesOf({ ...city, terrain: { ...city.terrain, values } });
    const back = await openCityPackage(memorySource(files));
    expect(back.terrain.values[1010]).toBeNaN();
    expect(back.notices).toMatchObject([{ code: 'package.terrain_gaps', count: 25 }]);
  });
});
