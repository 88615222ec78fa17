import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { City } from '../../../../src/domain/city';
import { DryrunError, type Problem } from '../../../../src/domain/errors';
import { fileBytes } from '../../../../src/cli/nodeSource';
import { memoryReader, type ByteReader } from '../../../../src/io/geotiff/byteReader';
import { encodeCog } from '../../../../src/io/geotiff/encode';
import { importCity } from '../../../../src/io/import/importCity';
import type { ImportInput, ImportOptions, ImportRole } from '../../../../src/io/import/inputs';

const UTM17 = '+proj=utm +zone=17 +ellps=GRS80 +towgs84=0,0,0,0,0,0,0 +units=m +no_defs';
const COLS = 60;
const ROWS = 50;
const EAST = 603_000;
const NORTH = 4_915_000;

/** A slope of 1 m per 10 m eastwards from 200 m, 120 m by 100 m, EPSG:26917. */
function demBytes(edit: (values: Float32Array) => void = () => undefined): Uint8Array {
  const values = Float32Array.from(
    { length: COLS * ROWS },
    (_, i) => 200 + (((i % COLS) + 0.5) * 2) / 10,
  );
  edit(values);
  return encodeCog(
    { grid: { x0: 0, y0: 0, cellSizeM: 2, cols: COLS, rows: ROWS }, values },
    { epsg: 26917, proj: UTM17, originEasting: EAST, originNorthing: NORTH },
  );
}

const text = (s: string): Uint8Array => new TextEncoder().encode(s);

const file = (
  role: ImportRole,
  name: string,
  bytes: Uint8Array,
  more: Partial<ImportInput> = {},
): ImportInput => ({ role, reader: memoryReader(name, bytes), ...more });

const dem = (edit?: (values: Float32Array) => void): ImportInput =>
  file('terrain', 'dem.tif', demBytes(edit));

/** Buildings in the DEM's own CRS, named by the old `crs` member. */
function buildings(rings: number[][][], properties: object = {}, crs = 'EPSG::26917'): Uint8Array {
  return text(
    JSON.stringify({
      type: 'FeatureCollection',
      crs: { type: 'name', properties: { name: `urn:ogc:def:crs:${crs}` } },
      features: rings.map((ring, i) => ({
        type: 'Feature',
        id: i + 1,
        properties,
        geometry: {
          type: 'Polygon',
          coordinates: [ring.map(([x, y]) => [EAST + x!, NORTH + y!])],
        },
      })),
    }),
  );
}

const SQUARE = [
  [20, 20],
  [40, 20],
  [40, 40],
  [20, 40],
  [20, 20],
];
const BOW_TIE = [
  [60, 20],
  [80, 40],
  [80, 20],
  [60, 40],
  [60, 20],
];

async function problemOf(inputs: ImportInput[], options?: ImportOptions): Promise<Problem> {
  try {
    await importCity(inputs, options);
  } catch (error) {
    if (error instanceof DryrunError) return error.toProblem();
    throw error;
  }
  throw new Error('no error');
}

const codes = (city: City): string[] => city.notices.map((n) => n.code);

describe('terrain that is not whole', () => {
  it('refuses a truncated GeoTIFF and says where it ends', async () => {
    const whole = demBytes();
    // The last four bytes only repeat the tile's end (see the writer): eight more are data.
    const cut = whole.length - 8;
    for (const length of [cut, Math.floor(whole.length / 2), 300, 9]) {
      const p = await problemOf([file('terrain', 'cut.tif', whole.slice(0, length))]);
      expect(p.file).toBe('cut.tif');
      expect(['geotiff.truncated', 'geotiff.unreadable']).toContain(p.code);
      expect(p.mend.length).toBeGreaterThan(10);
    }
    const p = await problemOf([file('terrain', 'cut.tif', whole.slice(0, cut))]);
    expect(p).toMatchObject({ code: 'geotiff.truncated', place: `byte ${cut}` });
  });

  it('fills holes of no data from around them and says how many', async () => {
    const hole = [20, 21, 22].flatMap((c) => [10, 11].map((r) => r * COLS + c));
    const city = await importCity([
      dem((values) => {
        for (const i of hole) values[i] = Number.NaN;
      }),
    ]);
    expect(city.notices).toContainEqual(
      expect.objectContaining({ code: 'import.terrain-holes', file: 'dem.tif', count: 6 }),
    );
    for (const i of hole) {
      const truth = 200 + (((i % COLS) + 0.5) * 2) / 10;
      expect(Math.abs(city.terrain.values[i]! - truth)).toBeLessThan(0.4);
    }
    expect(city.terrain.values.some(Number.isNaN)).toBe(false);
  });

  it('leaves cells without height at the rim unknown', async () => {
    const city = await importCity([dem((values) => values.fill(Number.NaN, 0, 3 * COLS))]);
    expect(city.notices).toContainEqual(
      expect.objectContaining({ code: 'import.terrain-rim', count: 3 * COLS }),
    );
    expect(city.terrain.values[0]).toBeNaN();
  });

  it('refuses holes beyond the stated share, and takes them where more is allowed', async () => {
    const riddled = dem((values) => {
      for (let r = 5; r < 45; r++) values.fill(Number.NaN, r * COLS + 5, r * COLS + 55);
    });
    const p = await problemOf([riddled]);
    expect(p).toMatchObject({ code: 'dem.holes', file: 'dem.tif' });
    expect(p.what).toContain('2000 cells');
    const city = await importCity([riddled], { maxHoleShare: 0.9 });
    expect(city.terrain.values.some(Number.isNaN)).toBe(false);
  });

  it('refuses a terrain without any height', async () => {
    expect(await problemOf([dem((v) => v.fill(Number.NaN))])).toMatchObject({ code: 'dem.empty' });
  });

  it('takes undeclared no-data values for what they are', async () => {
    const city = await importCity([
      dem((values) => {
        values[25 * COLS + 30] = -32768;
        values[25 * COLS + 31] = 3.4e38;
      }),
    ]);
    expect(codes(city)).toContain('import.terrain-implausible');
    expect(city.terrain.values[25 * COLS + 30]).toBeCloseTo(206.1, 0);
  });

  it('asks for the CRS of a GeoTIFF that names none, and takes it from the person', async () => {
    const bytes = demBytes();
    // ProjectedCSTypeGeoKey (3072) → user-defined without parameters.
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    for (let i = 0; i + 8 < bytes.length; i += 2) {
      if (view.getUint16(i, true) === 3072 && view.getUint16(i + 6, true) === 26917) {
        view.setUint16(i + 6, 32767, true);
      }
    }
    const p = await problemOf([file('terrain', 'nowhere.tif', bytes)]);
    expect(p).toMatchObject({ code: 'crs.missing', file: 'nowhere.tif' });
    expect(p.mend).toContain('--crs-of');
    const city = await importCity([file('terrain', 'nowhere.tif', bytes, { crs: 'EPSG:26917' })]);
    expect(city.frame.epsg).toBe(26917);
  });
});

describe('layers in several coordinate systems', () => {
  it('brings all into the terrain’s', async () => {
    // The same square three times: UTM 17, WGS84, Web Mercator.
    const { default: proj4 } = await import('proj4');
    const ring = (to: string): number[][] =>
      SQUARE.map(([x, y]) => proj4(UTM17, to).forward([EAST + x!, NORTH + y!]));
    const geojson = (coordinates: number[][], crs?: string): Uint8Array =>
      text(
        JSON.stringify({
          type: 'Feature',
          ...(crs && { crs: { type: 'name', properties: { name: crs } } }),
          properties: { height: 5 },
          geometry: { type: 'Polygon', coordinates: [coordinates] },
        }),
      );
    const city = await importCity([
      dem(),
      file('buildings', 'utm.geojson', buildings([SQUARE], { height: 5 })),
      file('buildings', 'wgs84.geojson', geojson(ring('EPSG:4326'))),
      file('buildings', 'mercator.geojson', geojson(ring('EPSG:3857'), 'EPSG:3857')),
    ]);
    expect(city.frame.epsg).toBe(26917);
    expect(city.buildings).toHaveLength(3);
    const [first, ...others] = city.buildings;
    for (const b of others) {
      b.footprint.outer.forEach((v, i) =>
        expect(Math.abs(v - first!.footprint.outer[i]!)).toBeLessThan(0.01),
      );
    }
    expect(new Set(city.buildings.map((b) => b.id)).size).toBe(3);
  });

  it('refuses an unknown EPSG code and asks for the PROJ string', async () => {
    const p = await problemOf([
      dem(),
      file('buildings', 'odd.geojson', buildings([SQUARE], {}, 'EPSG::99999')),
    ]);
    expect(p).toMatchObject({ code: 'crs.unknown', file: 'odd.geojson' });
    expect(p.mend).toContain('PROJ string');
  });

  it('refuses a package CRS in degrees or feet', async () => {
    expect(await problemOf([dem()], { crs: 'EPSG:4326' })).toMatchObject({
      code: 'crs.not-metric',
    });
    expect(await problemOf([dem()], { crs: 'EPSG:3089' })).toMatchObject({
      code: 'crs.not-metric',
    });
  });
});

describe('buildings that cannot stand as they are', () => {
  it('makes a self-crossing footprint simple and says so', async () => {
    const city = await importCity([
      dem(),
      file('buildings', 'b.geojson', buildings([SQUARE, BOW_TIE], { height: 6 })),
    ]);
    expect(city.buildings).toHaveLength(2);
    expect(city.notices).toContainEqual(
      expect.objectContaining({ code: 'import.polygon-repaired', file: 'b.geojson', count: 1 }),
    );
    // One of the two triangles of 100 m² is kept.
    const bow = city.buildings[1]!.footprint.outer;
    expect(bow).toHaveLength(6);
  });

  it('leaves out footprints without area and those beyond the terrain', async () => {
    const line = [
      [50, 50],
      [60, 60],
      [50, 50],
    ];
    const far = SQUARE.map(([x, y]) => [x! + 5000, y!]);
    const city = await importCity([
      dem(),
      file('buildings', 'b.geojson', buildings([SQUARE, line, far], { height: 6 })),
    ]);
    expect(city.buildings).toHaveLength(1);
    expect(codes(city)).toEqual(
      expect.arrayContaining(['import.polygon-dropped', 'import.outside']),
    );
  });

  it('derives missing heights from storeys, else by use, and says which', async () => {
    const city = await importCity([
      dem(),
      file('buildings', 'levels.geojson', buildings([SQUARE], { 'building:levels': '3' })),
      file('buildings', 'none.geojson', buildings([BOW_TIE], { building: 'garage', height: -4 })),
      file('buildings', 'feet.geojson', buildings([SQUARE], { HEIGHT: '32\' 10"' })),
    ]);
    expect(city.buildings.map((b) => [b.heightSource, b.heightM])).toEqual([
      ['levels', 3 * 3.2],
      ['default', 3],
      ['surveyed', expect.closeTo(10.0, 1)],
    ]);
    expect(codes(city)).toEqual(
      expect.arrayContaining(['import.height-levels', 'import.height-default']),
    );
  });
});

describe('files that are not what they should be', () => {
  it('names file, line, section and node for an .inp with a missing node', async () => {
    const inp = `[JUNCTIONS]\nJ1 199 2\n[CONDUITS]\nC1 J1 J9 10 0.01\n[XSECTIONS]\nC1 CIRCULAR 1\n[COORDINATES]\nJ1 ${EAST + 10} ${NORTH + 10}\n`;
    const p = await problemOf([dem(), file('drainage', 'net.inp', text(inp))]);
    expect(p).toMatchObject({
      code: 'drainage.missing-node',
      file: 'net.inp',
      place: 'line 4, [CONDUITS] C1',
    });
  });

  it('refuses a sewer network that lies elsewhere', async () => {
    const inp = `[JUNCTIONS]\nJ1 199 2\n[COORDINATES]\nJ1 10 10\n`;
    const p = await problemOf([dem(), file('drainage', 'net.inp', text(inp))]);
    expect(p).toMatchObject({ code: 'import.drainage-elsewhere', file: 'net.inp' });
  });

  it('reads Latin-1 and GBK text as such and says so', async () => {
    const named = (bytes: number[]): Uint8Array => {
      const json = new TextDecoder().decode(buildings([SQUARE], { height: 3, name: '@@' }));
      const [head, tail] = json.split('@@');
      return Uint8Array.from([...text(head!), ...bytes, ...text(tail!)]);
    };
    // "Straße" in windows-1252; "人民医院" in GBK.
    const latin = [0x53, 0x74, 0x72, 0x61, 0xdf, 0x65];
    const gbk = [0xc8, 0xcb, 0xc3, 0xf1, 0xd2, 0xbd, 0xd4, 0xba];
    const city = await importCity([
      dem(),
      file('buildings', 'latin.geojson', named(latin)),
      file('buildings', 'gbk.geojson', named(gbk)),
    ]);
    expect(city.buildings.map((b) => b.name?.zh)).toEqual(['Straße', '人民医院']);
    const said = city.notices.filter((n) => n.code === 'import.encoding');
    expect(said.map((n) => n.what)).toEqual([
      expect.stringContaining('windows-1252'),
      expect.stringContaining('gb18030'),
    ]);
  });

  it.each([
    ['an empty file', '', 'import.empty'],
    ['prose', 'Dear colleague, please find attached', 'import.unknown-format'],
    [
      'GeoJSON cut off',
      new TextDecoder().decode(buildings([SQUARE])).slice(0, -20),
      'geojson.malformed',
    ],
    ['a letter for a coordinate', '{"type":"Point","coordinates":["a",1]}', 'geojson.position'],
    [
      'an unknown geometry',
      '{"type":"Feature","geometry":{"type":"Circle"},"properties":{}}',
      'geojson.geometry',
    ],
    ['a SWMM file as buildings', '[JUNCTIONS]\nJ1 1 1\n', 'import.wrong-role'],
  ])('refuses %s', async (_what, content, code) => {
    const p = await problemOf([dem(), file('buildings', 'b.geojson', text(content))]);
    expect(p).toMatchObject({ code, file: 'b.geojson' });
  });

  it('refuses no input at all and two drainage models', async () => {
    expect(await problemOf([])).toMatchObject({ code: 'import.nothing' });
    const inp = text('[JUNCTIONS]\nJ1 1 1\n');
    expect(
      await problemOf([dem(), file('drainage', 'a.inp', inp), file('drainage', 'b.inp', inp)]),
    ).toMatchObject({ code: 'import.twice', file: 'b.inp' });
  });
});

describe('a file of 2 GB', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dryrun-large-'));
  const TWO_GB = 2 * 1024 ** 3;

  /** A sparse file: 2 GB by its size, a few bytes on disk. */
  function sparse(name: string, head: string | Uint8Array): string {
    const path = join(folder, name);
    const handle = openSync(path, 'w');
    writeSync(handle, typeof head === 'string' ? text(head) : head);
    ftruncateSync(handle, TWO_GB);
    closeSync(handle);
    return path;
  }

  afterAll(() => rmSync(folder, { recursive: true }));

  let before = 0;
  beforeAll(() => {
    before = process.memoryUsage().arrayBuffers;
  });

  it.each([
    ['buildings', 'b.geojson', '{"type":"FeatureCollection","features":['],
    ['drainage', 'net.inp', '[JUNCTIONS]\nJ1 1 1\n'],
  ] as const)('is refused as %s without being read', async (role, name, head) => {
    const counted = counting(await fileBytes(sparse(name, head)));
    const p = await problemOf([dem(), { role, reader: counted.reader }]);
    expect(p).toMatchObject({ code: 'import.too-large', file: name });
    expect(p.what).toContain('2048 MiB');
    expect(counted.bytes()).toBeLessThan(2 ** 21);
  });

  it('is read in pieces as an Esri grid, up to the place where it is wrong', async () => {
    const head = 'ncols 3\nnrows 2\nxllcorner 0\nyllcorner 0\ncellsize 1\n1 2 3\n4 5 x\n';
    const counted = counting(await fileBytes(sparse('big.asc', head)));
    const p = await problemOf([{ role: 'terrain', reader: counted.reader, crs: 'EPSG:26917' }]);
    expect(p).toMatchObject({ code: 'dem.number', file: 'big.asc', place: 'line 7' });
    expect(counted.bytes()).toBeLessThan(2 ** 22);
  });

  it('is read by its directory as a GeoTIFF: only what the terrain needs', async () => {
    const counted = counting(await fileBytes(sparse('big.tif', demBytes())));
    const city = await importCity([{ role: 'terrain', reader: counted.reader }]);
    expect(city.terrain.grid.cols).toBe(COLS);
    expect(counted.bytes()).toBeLessThan(2 ** 22);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100 * 2 ** 20);
  });

  function counting(reader: ByteReader): { reader: ByteReader; bytes: () => number } {
    let bytes = 0;
    return {
      bytes: () => bytes,
      reader: {
        ...reader,
        read: async (offset, length, signal) => {
          const got = await reader.read(offset, length, signal);
          bytes += got.length;
          return got;
        },
      },
    };
  }
});

describe('an import under way', () => {
  it('stops when cancelled, leaving nothing', async () => {
    const abort = new AbortController();
    const work = importCity(
      [dem(), file('buildings', 'b.geojson', buildings([SQUARE]))],
      {},
      {
        signal: abort.signal,
        onProgress: () => abort.abort(),
      },
    );
    await expect(work).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('tells how far it is', async () => {
    const stages: string[] = [];
    await importCity([dem()], {}, { onProgress: (stage) => stages.push(stage) });
    expect(stages.length).toBeGreaterThan(3);
    expect(stages).toContain('Land cover');
  });
});
