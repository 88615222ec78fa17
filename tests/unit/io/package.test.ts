import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { City } from '../../../src/domain/city';
import { nodeFolderSink, nodePackageSource } from '../../../src/cli/nodeSource';
import { readManifest, frameOf } from '../../../src/io/package/manifest';
import { openCityPackage } from '../../../src/io/package/open';
import { memorySink } from '../../../src/io/package/sink';
import { memorySource } from '../../../src/io/package/source';
import { openTerrain } from '../../../src/io/package/terrain';
import { transferablesOf } from '../../../src/io/package/transfer';
import { writeCityPackage, type WriteOptions } from '../../../src/io/package/write';
import { tinyCity } from '../../fixtures/tinyCity';

/** Positions: 9 decimals of a degree are 0.1 mm; levels and widths are written to 0.1 mm. */
const TOLERANCE_M = 2e-4;

async function packed(city: City, options?: WriteOptions) {
  const sink = memorySink();
  const written = await writeCityPackage(city, sink, options);
  return { ...written, files: sink.files, source: memorySource(sink.files) };
}

/** Equal in every key, word and array length; numbers within the stated tolerance. */
function expectClose(got: unknown, want: unknown, where: string): void {
  if (typeof want === 'number') {
    if (Number.isNaN(want)) expect(got, where).toBeNaN();
    else expect(Math.abs((got as number) - want), where).toBeLessThanOrEqual(TOLERANCE_M);
  } else if (typeof want === 'object' && want !== null) {
    const keys = (o: object): string[] =>
      Object.keys(o).filter((k) => (o as Record<string, unknown>)[k] !== undefined);
    expect(keys(got as object).sort(), where).toEqual(keys(want).sort());
    for (const key of keys(want)) {
      expectClose(
        (got as Record<string, unknown>)[key],
        (want as Record<string, unknown>)[key],
        `${where}/${key}`,
      );
    }
  } else expect(got, where).toBe(want);
}

/** The hand-made city with everything a package can hold. */
function fullCity(): City {
  const city = tinyCity();
  const [first, ...others] = city.buildings;
  return {
    ...city,
    buildings: [
      {
        ...first!,
        name: { en: 'Old Mill "A"', zh: '旧磨坊' },
        yearBuilt: 1890,
        footprint: {
          outer: first!.footprint.outer,
          holes: [new Float64Array([36, 166, 36, 169, 39, 169, 39, 166])],
        },
      },
      ...others,
    ],
    streets: city.streets.map((s, i) =>
      i === 0 ? { ...s, profileM: new Float64Array([23.5, 18.25, 18.25, 23.5]), level: -1 } : s,
    ),
    notices: [
      { code: 'import.heights', what: 'Heights of 3 buildings come from levels.', count: 3 },
    ],
  };
}

describe('a city package', () => {
  it('opens as the city that was written', async () => {
    const city = fullCity();
    const { source, digest } = await packed(city);
    const back = await openCityPackage(source);
    const { terrain, landCover, digest: _was, ...rest } = city;
    const { terrain: terrainBack, landCover: coverBack, digest: digestBack, ...restBack } = back;
    expectClose(restBack, rest, '');
    expect(digestBack).toBe(digest);
    expect(terrainBack.grid).toEqual(terrain.grid);
    expect(Buffer.from(terrainBack.values.buffer)).toEqual(Buffer.from(terrain.values.buffer));
    expect(coverBack!.classes).toEqual(landCover!.classes);
    expect(coverBack!.raster.grid).toEqual(landCover!.raster.grid);
    expect(Buffer.from(coverBack!.raster.values)).toEqual(Buffer.from(landCover!.raster.values));
  });

  it('is the same to the last byte when written again, and when written from what was read', async () => {
    const once = await packed(fullCity());
    const again = await packed(fullCity());
    expect([...again.files.keys()]).toEqual([...once.files.keys()]);
    for (const [href, bytes] of once.files) {
      expect(Buffer.from(again.files.get(href)!).equals(bytes), href).toBe(true);
    }
    const third = await packed(await openCityPackage(once.source));
    expect(third.digest).toBe(once.digest);
    for (const [href, bytes] of once.files) {
      // Drawings are made of the coordinates in hand, which a read city has to a tenth of a millimetre.
      if (href.startsWith('buildings3d/') || href === 'city.json') continue;
      expect(Buffer.from(third.files.get(href)!).equals(bytes), href).toBe(true);
    }
  });

  it('has another digest when the ground moves by a millimetre, and the same when a name is mended', async () => {
    const city = fullCity();
    const { digest } = await packed(city);
    const values = city.terrain.values.slice();
    values[1000]! += 0.001;
    expect((await packed({ ...city, terrain: { ...city.terrain, values } })).digest).not.toBe(
      digest,
    );
    const renamed = { ...city, name: { en: 'Tiny Town', zh: '小镇' } };
    expect((await packed(renamed)).digest).toBe(digest);
  });

  it('survives a folder on disk', async () => {
    const dir = mkdtempSync(path.join(tmpdir(), 'dryrun-package-'));
    try {
      const { digest } = await writeCityPackage(fullCity(), nodeFolderSink(dir));
      for (const named of [dir, path.join(dir, 'city.json')]) {
        expect((await openCityPackage(await nodePackageSource(named))).digest).toBe(digest);
      }
      const listed = await (await nodePackageSource(dir)).list!();
      expect(listed).toContain('utilities/storm.geojson');
    } finally {
      rmSync(dir, { recursive: true });
    }
  });

  it('reports progress from 0 to 1 and stops when asked to', async () => {
    const { source } = await packed(fullCity());
    const steps: number[] = [];
    await openCityPackage(source, { onProgress: (done) => steps.push(done) });
    expect(steps[0]).toBe(0);
    expect(steps.at(-1)).toBe(1);
    expect(steps).toEqual(steps.toSorted((a, b) => a - b));
    const controller = new AbortController();
    const stopped = openCityPackage(source, {
      signal: controller.signal,
      onProgress: (done) => done > 0 && controller.abort(),
    });
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('crosses a thread by a handful of transfers and arrives whole', async () => {
    const { source } = await packed(fullCity());
    const city = await openCityPackage(source);
    const expected = structuredClone(city);
    const transfer = transferablesOf(city);
    expect(transfer.length).toBeLessThan(10);
    const moved = structuredClone(city, { transfer });
    expect(moved).toEqual(expected);
    expect(city.terrain.values.length).toBe(0);
  });
});

describe('a large package', () => {
  it('is cut into tiles and read by the part asked for', async () => {
    const city = fullCity();
    const { source, files, manifest } = await packed(city, { tiledFromFeatures: 10 });
    expect(files.has('buildings/index.json')).toBe(true);
    expect(manifest.layers.find((l) => l.kind === 'buildings')?.href).toBe('buildings/index.json');
    const whole = await openCityPackage(source);
    expect(whole.buildings.map((b) => b.id).sort()).toEqual(city.buildings.map((b) => b.id).sort());
    const far = { minX: -900, minY: -900, maxX: -800, maxY: -800 };
    await expect(openCityPackage(source, { extent: far })).rejects.toMatchObject({
      code: 'package.extent_outside',
    });
  });

  it('reads only the tiles that touch the extent', async () => {
    const city = tinyCity();
    const copies = Array.from({ length: 60 }, (_, k) =>
      city.buildings.map((b) => ({
        ...b,
        id: `${b.id}-${k}`,
        footprint: { outer: b.footprint.outer.map((v, i) => v + (i % 2 ? 0 : k * 600)), holes: [] },
      })),
    ).flat();
    const { source } = await packed({ ...city, buildings: copies }, { tiledFromFeatures: 1000 });
    const part = await openCityPackage(source, {
      extent: { minX: 0, minY: 0, maxX: 300, maxY: 600 },
    });
    expect(part.buildings.length).toBeGreaterThan(0);
    expect(part.buildings.length).toBeLessThan(copies.length * 0.8);
    expect(part.terrain.grid.cols).toBe(150);
  });

  it('gives a coarser terrain when told to, and says so', async () => {
    const { source } = await packed(fullCity());
    const city = await openCityPackage(source, { maxTerrainCells: 30_000 });
    expect(city.terrain.grid).toMatchObject({ cellSizeM: 4, cols: 150, rows: 150 });
    expect(city.landCover!.raster.grid).toMatchObject({ cellSizeM: 4, cols: 150, rows: 150 });
    expect(city.notices.map((n) => n.code)).toContain('package.terrain_coarse');
  });

  it('opens its terrain for windows without reading it', async () => {
    const { source } = await packed(fullCity());
    const manifest = await readManifest(source);
    const layer = manifest.layers.find((l) => l.kind === 'terrain')!;
    const terrain = await openTerrain(source, layer, frameOf(manifest));
    expect(terrain.grid).toEqual(tinyCity().terrain.grid);
    const window = await terrain.readWindow({ minX: 100, minY: 200, maxX: 140, maxY: 230 });
    expect(window!.grid).toEqual({ x0: 100, y0: 200, cellSizeM: 2, cols: 20, rows: 15 });
    expect(window!.values[0]).toBe(tinyCity().terrain.values[100 * 300 + 50]);
  });

  it('leaves layers out when told to and keeps its digest', async () => {
    const { source, digest } = await packed(fullCity());
    const city = await openCityPackage(source, { skip: ['buildings', 'trees'] });
    expect(city.buildings).toEqual([]);
    expect(city.trees.length).toBe(0);
    expect(city.digest).toBe(digest);
  });
});
