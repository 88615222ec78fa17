import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DryrunError } from '../../../src/domain/errors';
import type { Raster } from '../../../src/domain/grid';
import { memoryReader, type ByteReader } from '../../../src/io/geotiff/byteReader';
import { encodeCog } from '../../../src/io/geotiff/encode';
import { levelFor, openGeoTiff } from '../../../src/io/geotiff/read';

const frame = {
  epsg: 32649,
  proj: '+proj=utm +zone=49 +datum=WGS84 +units=m',
  originEasting: 604_000,
  originNorthing: 3_374_000,
};

/** A surface with odd sizes, a gap and no symmetry, so that a swapped axis shows. */
function surface(cols: number, rows: number): Raster<Float32Array> {
  const values = new Float32Array(cols * rows);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < cols; c++) values[r * cols + c] = 100 + 0.01 * c + 3 * Math.sin(r / 9);
  }
  values[3 * cols + 7] = Number.NaN;
  return { grid: { x0: -40, y0: 12, cellSizeM: 2, cols, rows }, values };
}

function classes(cols: number, rows: number): Raster<Uint8Array> {
  const values = new Uint8Array(cols * rows);
  for (let i = 0; i < values.length; i++) values[i] = 1 + (Math.floor((i % cols) / 37) % 5);
  return { grid: { x0: 0, y0: 0, cellSizeM: 1, cols, rows }, values };
}

const failure = async (work: Promise<unknown>): Promise<DryrunError> => {
  const error: unknown = await work.then(
    () => null,
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(DryrunError);
  return error as DryrunError;
};

describe('Cloud-Optimised GeoTIFF', () => {
  it('brings back every bit of a float raster, its place and its CRS', async () => {
    const raster = surface(613, 487);
    const file = await openGeoTiff(memoryReader('dem.tif', encodeCog(raster, frame)));
    expect(file.epsg).toBe(32649);
    expect(file.sample).toBe('float');
    expect(file.levels.map((g) => [g.cols, g.rows, g.cellSizeM])).toEqual([
      [613, 487, 2],
      [307, 244, 4],
      [154, 122, 8],
    ]);
    const back = (await file.readFloat(0))!;
    expect(back.grid).toEqual({ ...raster.grid, x0: 603_960, y0: 3_374_012 });
    expect(Buffer.from(back.values.buffer).equals(Buffer.from(raster.values.buffer))).toBe(true);
  });

  it('averages overviews and leaves gaps out of the mean', async () => {
    const raster = surface(300, 300);
    const file = await openGeoTiff(memoryReader('dem.tif', encodeCog(raster, frame)));
    const coarse = (await file.readFloat(1))!;
    const at = (c: number, r: number): number => raster.values[r * 300 + c]!;
    expect(coarse.values[75 * 150 + 20]).toBeCloseTo(
      (at(40, 150) + at(41, 150) + at(40, 151) + at(41, 151)) / 4,
      4,
    );
    // Cell (7, 3) is a gap: the mean of its three neighbours stands for the block.
    expect(coarse.values[1 * 150 + 3]).toBeCloseTo((at(6, 2) + at(7, 2) + at(6, 3)) / 3, 4);
  });

  it('reads the window asked for and the level that fits', async () => {
    const raster = surface(613, 487);
    const file = await openGeoTiff(memoryReader('dem.tif', encodeCog(raster, frame)));
    const extent = { minX: 604_101, minY: 3_374_101, maxX: 604_300, maxY: 3_374_200 };
    const window = (await file.readFloat(0, extent))!;
    expect(window.grid).toEqual({ x0: 604_100, y0: 3_374_100, cellSizeM: 2, cols: 100, rows: 50 });
    // Local cell: column (604100 − 603960) / 2 = 70, row (3374100 − 3374012) / 2 = 44.
    expect(window.values[0]).toBe(raster.values[44 * 613 + 70]);
    expect(levelFor(file.levels, 100_000)).toBe(1);
    expect(levelFor(file.levels, 100_000, extent)).toBe(0);
    expect(levelFor(file.levels, 1)).toBe(2);
    expect(await file.readFloat(0, { minX: 0, minY: 0, maxX: 1, maxY: 1 })).toBeNull();
  });

  it('keeps classes and takes the most frequent one into overviews', async () => {
    const raster = classes(600, 300);
    const file = await openGeoTiff(memoryReader('cover.tif', encodeCog(raster, frame)));
    expect(file.sample).toBe('uint8');
    const back = (await file.readBytes(0))!;
    expect([...back.values]).toEqual([...raster.values]);
    const coarse = (await file.readBytes(1))!;
    expect(new Set(coarse.values)).toEqual(new Set([1, 2, 3, 4, 5]));
  });

  it('is the same to the last byte when written again', () => {
    const raster = surface(300, 200);
    expect(encodeCog(raster, frame)).toEqual(encodeCog(raster, frame));
  });

  it('fetches tiles of a large file in few requests', async () => {
    const raster = surface(2100, 1500);
    for (let i = 0; i < raster.values.length; i++) raster.values[i]! += ((i * 7919) % 1000) / 1000;
    const bytes = encodeCog(raster, frame, { level: 1 });
    const inner = memoryReader('dem.tif', bytes);
    let requests = 0;
    let fetched = 0;
    const reader: ByteReader = {
      ...inner,
      read: async (offset, length, signal) => {
        requests++;
        const got = await inner.read(offset, length, signal);
        fetched += got.length;
        return got;
      },
    };
    const file = await openGeoTiff(reader);
    const window = { minX: 604_000, minY: 3_374_100, maxX: 604_400, maxY: 3_374_400 };
    await file.readFloat(0, window);
    expect(requests).toBeLessThanOrEqual(4);
    expect(fetched).toBeLessThan(bytes.length / 4);
  });
});

describe('bad GeoTIFFs', () => {
  const bytes = encodeCog(surface(600, 400), frame);

  it('says that a file is cut off, wherever it is cut', async () => {
    for (const share of [0.95, 0.5, 0.2]) {
      const cut = bytes.slice(0, Math.floor(bytes.length * share));
      const error = await failure(openGeoTiff(memoryReader('dem.tif', cut)));
      expect(error.code).toBe('geotiff.truncated');
      expect(error.file).toBe('dem.tif');
      expect(error.what).toContain(`${cut.length} bytes`);
    }
    const inHeader = await failure(openGeoTiff(memoryReader('dem.tif', bytes.slice(0, 250))));
    expect(inHeader.code).toBe('geotiff.truncated');
  });

  it('refuses what is no TIFF', async () => {
    const text = new TextEncoder().encode('ncols 10\nnrows 10\n'.repeat(100));
    expect((await failure(openGeoTiff(memoryReader('dem.tif', text)))).code).toBe(
      'geotiff.unreadable',
    );
  });

  it('names damage inside a tile', async () => {
    const damaged = bytes.slice();
    damaged.fill(0xff, bytes.length - 5000, bytes.length - 4000);
    const file = await openGeoTiff(memoryReader('dem.tif', damaged));
    expect((await failure(file.readFloat(0))).code).toBe('geotiff.unreadable');
  });
});

const gdal = spawnSync('gdalinfo', ['--version']).status === 0;

describe.skipIf(!gdal)('what GDAL says (skipped where gdalinfo is not installed)', () => {
  let dir = '';
  beforeAll(() => {
    dir = mkdtempSync(path.join(tmpdir(), 'dryrun-cog-'));
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  it('is a COG with predictor, overviews, EPSG and no-data', () => {
    const raster = surface(613, 487);
    const file = path.join(dir, 'dem.tif');
    writeFileSync(file, encodeCog(raster, frame, { description: 'ground, m' }));
    const info = JSON.parse(
      execFileSync('gdalinfo', ['-json', '-stats', file], { encoding: 'utf8' }),
    );
    expect(info.metadata.IMAGE_STRUCTURE).toMatchObject({ LAYOUT: 'COG', PREDICTOR: '3' });
    expect(info.bands[0].overviews).toHaveLength(2);
    expect(info.coordinateSystem.wkt).toContain('ID["EPSG",32649]');
    expect(info.geoTransform).toEqual([603_960, 2, 0, 3_374_986, 0, -2]);
    const finite = raster.values.filter((v) => !Number.isNaN(v));
    expect(info.bands[0].computedMin ?? info.bands[0].minimum).toBeCloseTo(
      finite.reduce((a, b) => Math.min(a, b)),
      2,
    );
  });

  it('reads what GDAL writes with other compression and point registration', async () => {
    const raster = surface(200, 150);
    const file = path.join(dir, 'dem.tif');
    writeFileSync(file, encodeCog(raster, frame));
    const out = path.join(dir, 'lzw.tif');
    // prettier-ignore
    execFileSync('gdal_translate', ['-q', '-co', 'COMPRESS=LZW', '-mo', 'AREA_OR_POINT=Point', '-a_nodata', '-9999', file, out]);
    const back = await openGeoTiff(memoryReader('lzw.tif', new Uint8Array(readFileSync(out))));
    expect(back.levels[0]).toEqual({ ...raster.grid, x0: 603_960, y0: 3_374_012 });
    const read = (await back.readFloat(0))!;
    expect(read.values[77 * 200 + 33]).toBe(raster.values[77 * 200 + 33]);
  });
});
