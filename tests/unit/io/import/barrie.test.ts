import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { City } from '../../../../src/domain/city';
import { pointInPolygon } from '../../../../src/domain/rasterize';
import { memoryReader } from '../../../../src/io/geotiff/byteReader';
import { groundAt } from '../../../../src/io/import/context';
import { importCity } from '../../../../src/io/import/importCity';
import type { ImportInput, ImportRole } from '../../../../src/io/import/inputs';
import { memorySource } from '../../../../src/io/package/source';
import { memorySink } from '../../../../src/io/package/sink';
import { openCityPackage } from '../../../../src/io/package/open';
import { writeCityPackage } from '../../../../src/io/package/write';

const BARRIE = join(import.meta.dirname, '../../../../../shared/data/barrie');

function input(role: ImportRole, path: string, more: Partial<ImportInput> = {}): ImportInput {
  const bytes = new Uint8Array(readFileSync(join(BARRIE, path)));
  return { role, reader: memoryReader(basename(path), bytes), ...more };
}

describe.skipIf(!existsSync(BARRIE))('the real district (skipped: no shared data)', () => {
  let city: City;

  beforeAll(async () => {
    city = await importCity(
      [
        input('terrain', 'derived/barrie_dtm_2m_utm17n.tif'),
        input('buildings', 'derived/barrie_buildings_lod1.geojson'),
        input('drainage', 'derived/barrie_storm.inp'),
        input('roads', 'derived/barrie_roads_centrelines.geojson'),
        input('traffic', 'derived/barrie_assumed.net.xml'),
        input('water', 'derived/barrie_lake.geojson'),
        input('utilities', 'raw/sanitary_mains.geojson', { utility: 'sanitary' }),
        input('utilities', 'raw/sanitary_devices.geojson', { utility: 'sanitary' }),
      ],
      { name: { en: 'Downtown Barrie', zh: '巴里市中心' }, verticalDatum: 'CGVD28' },
    );
  });

  it('holds what its README counts', () => {
    expect(city.frame.epsg).toBe(26917);
    expect(city.terrain.grid).toMatchObject({ cols: 599, rows: 631, cellSizeM: 2 });
    expect(city.buildings).toHaveLength(946);
    expect(city.streets).toHaveLength(101);
    expect(city.streets.reduce((a, s) => a + length(s.centreline), 0) / 1000).toBeCloseTo(12.5, 1);
    expect(city.drainage!.nodes).toHaveLength(372);
    expect(city.drainage!.links).toHaveLength(345);
    expect(city.waterBodies).toHaveLength(2);
    for (const w of city.waterBodies) expect(w.levelM).toBe(219);
    const sanitary = city.utilities.find((u) => u.kind === 'sanitary')!;
    // 251 mains, of which one starts and ends at the same manhole.
    expect(sanitary.links).toHaveLength(250);
    expect(sanitary.nodes.length).toBeGreaterThanOrEqual(257);
  });

  it('reads heights as surveyed and uses the storm network’s own ids', () => {
    expect(city.buildings.every((b) => b.heightSource === 'surveyed')).toBe(true);
    const heights = city.buildings.map((b) => b.heightM).sort((a, b) => a - b);
    expect(heights[473]).toBeCloseTo(3.8, 1);
    expect(heights.at(-1)).toBeCloseTo(57, 0);
    const storm = city.utilities.find((u) => u.kind === 'storm')!;
    expect(new Set(storm.nodes.map((n) => n.id))).toEqual(
      new Set(city.drainage!.nodes.map((n) => n.id)),
    );
    expect(storm.links.map((l) => l.id)).toEqual(city.drainage!.links.map((l) => l.id));
  });

  it('puts buildings on the terrain and pipes below the ground', () => {
    for (const b of city.buildings) {
      const [x, y] = [b.footprint.outer[0]!, b.footprint.outer[1]!];
      expect(Math.abs(b.groundM - groundAt(city.terrain, x, y)), b.id).toBeLessThan(6);
    }
    for (const network of city.utilities) {
      let above = 0;
      for (const l of network.links) {
        for (const k of [0, l.path.length - 3]) {
          const ground = groundAt(city.terrain, l.path[k]!, l.path[k + 1]!);
          if (l.path[k + 2]! > ground) above++;
        }
      }
      // Culverts and outfalls end in the open, where the interpolated terrain knows no ditch.
      expect(above / (2 * network.links.length), network.kind).toBeLessThan(0.06);
      for (const n of network.nodes) expect(n.invertM, n.id).toBeLessThanOrEqual(n.coverM);
    }
  });

  it('keeps roads, net, lake and sewers in one place', () => {
    const byId = new Map(city.streets.map((s) => [s.id, s]));
    const normal = city.traffic!.edges.filter((e) => e.function === 'normal');
    expect(normal.length).toBeGreaterThan(150);
    for (const e of normal) {
      const street = byId.get(e.streetId ?? '');
      expect(street, e.id).toBeDefined();
      const lane = city.traffic!.lanes[e.lanes[0]!]!;
      const mid = 3 * Math.floor(lane.shape.length / 6);
      expect(
        distanceTo(street!.centreline, lane.shape[mid]!, lane.shape[mid + 1]!),
        e.id,
      ).toBeLessThan(15);
    }
    const [cx, cy] = [0, 0];
    expect(city.waterBodies.some((w) => pointInPolygon(w.area, cx, cy))).toBe(false);
    const { minX, minY, maxX, maxY } = city.extent;
    for (const n of city.drainage!.nodes) {
      expect(n.x > minX && n.x < maxX && n.y > minY && n.y < maxY, n.id).toBe(true);
    }
  });

  it('derives land cover whose shares are those of a town', () => {
    const { raster, classes } = city.landCover!;
    const share = (key: string): number => {
      const value = classes.find((c) => c.key === key)!.value;
      return raster.values.reduce((n, v) => n + (v === value ? 1 : 0), 0) / raster.values.length;
    };
    const roofs = share('roof') * raster.values.length * 4;
    const footprints = city.buildings.reduce((a, b) => a + ringArea(b.footprint.outer), 0);
    expect(roofs / footprints).toBeCloseTo(1, 1);
    expect(share('carriageway')).toBeGreaterThan(0.05);
    expect(share('water')).toBeGreaterThan(0.03);
  });

  it('comes back from its package as it went in', async () => {
    const sink = memorySink();
    const written = await writeCityPackage(city, sink);
    const again = await openCityPackage(memorySource(sink.files, 'barrie'));
    expect(again.digest).toBe(written.digest);
    expect(again.buildings).toHaveLength(946);
    expect(again.drainage!.links).toEqual(city.drainage!.links);
    expect(again.traffic!.lanes).toHaveLength(city.traffic!.lanes.length);
    expect(again.utilities.map((u) => u.links.length)).toEqual(
      city.utilities.map((u) => u.links.length),
    );
  });
});

function length(path: Float64Array): number {
  let sum = 0;
  for (let i = 2; i < path.length; i += 2) {
    sum += Math.hypot(path[i]! - path[i - 2]!, path[i + 1]! - path[i - 1]!);
  }
  return sum;
}

function ringArea(ring: Float64Array): number {
  let twice = 0;
  for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
    twice += ring[j]! * ring[i + 1]! - ring[i]! * ring[j + 1]!;
  }
  return Math.abs(twice / 2);
}

function distanceTo(path: Float64Array, x: number, y: number): number {
  let best = Infinity;
  for (let i = 2; i < path.length; i += 2) {
    const [ax, ay] = [path[i - 2]!, path[i - 1]!];
    const [dx, dy] = [path[i]! - ax, path[i + 1]! - ay];
    const t = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
    best = Math.min(best, Math.hypot(ax + t * dx - x, ay + t * dy - y));
  }
  return best;
}
