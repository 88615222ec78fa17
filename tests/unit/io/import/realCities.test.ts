import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { City } from '../../../../src/domain/city';
import { localProjection } from '../../../../src/domain/crs';
import { sampleBilinear } from '../../../../src/domain/grid';
import { readGeoTiffDem } from '../../../../src/io/dem/geotiffDem';
import { memoryReader, type ByteReader } from '../../../../src/io/geotiff/byteReader';
import { importCity } from '../../../../src/io/import/importCity';
import type { ImportInput, ImportRole } from '../../../../src/io/import/inputs';
import { OsmData } from '../../../../src/io/osm/osmData';
import { readOsmXml } from '../../../../src/io/osm/osmXml';

const DATA = join(import.meta.dirname, '../../../../../shared/data');

const open = (path: string): ByteReader =>
  memoryReader(basename(path), new Uint8Array(readFileSync(join(DATA, path))));

const input = (role: ImportRole, path: string, more: Partial<ImportInput> = {}): ImportInput => ({
  role,
  reader: open(path),
  ...more,
});

const countOf = (city: City, code: string): number | undefined =>
  city.notices.find((n) => n.code === code)?.count;

describe.skipIf(!existsSync(DATA))('other real places (skipped: no shared data)', () => {
  it('Bad Hersfeld from OSM and its SUMO net', async () => {
    const city = await importCity([
      input('osm', 'badhersfeld/derived/badhersfeld_crop.osm.pbf'),
      input('traffic', 'badhersfeld/derived/badhersfeld_crop.net.xml.gz'),
    ]);
    expect(city.frame.epsg).toBe(32632);
    expect(Math.abs(city.buildings.length - 5538)).toBeLessThan(30);
    // Hardly any height is mapped: all but a few are by default, and it is said.
    expect(countOf(city, 'import.height-default')).toBe(
      city.buildings.filter((b) => b.heightSource === 'default').length,
    );
    expect(city.buildings.filter((b) => b.heightSource !== 'default').length).toBeGreaterThan(15);
    expect(city.notices.map((n) => n.code)).toContain('import.terrain-flat');
    const names = new Set(city.streets.map((s) => s.name?.en));
    expect(names.has('Breitenstraße')).toBe(true);
    expect(city.streets.some((s) => s.level === 1)).toBe(true);
    expect(city.facilities.some((f) => f.kind === 'hospital')).toBe(true);
    const normal = city.traffic!.edges.filter((e) => e.function === 'normal');
    const linked = normal.filter((e) => e.streetId !== undefined);
    expect(linked.length / normal.length).toBeGreaterThan(0.9);
    expect(new Set(city.traffic!.signals.map((s) => s.id)).size).toBe(18);
  });

  it('the town’s whole extract in XML, every node and way', async () => {
    let ways = 0;
    class Counting extends OsmData {
      override way(...args: Parameters<OsmData['way']>): void {
        ways++;
        super.way(...args);
      }
    }
    const data = new Counting('osm_bbox.osm.xml.gz');
    await readOsmXml(open('badhersfeld/raw/osm_bbox.osm.xml.gz'), data, {});
    expect(data.nodes).toBe(103_731);
    expect(ways).toBe(16_299);
  });

  it('a campus with real heights, multipolygons in parts', async () => {
    const city = await importCity([input('buildings', 'formats/geojson/ubc_buildings.geojson')]);
    expect(city.frame.epsg).toBe(32610);
    // 376 polygons and the 258 parts of 67 multipolygons.
    expect(city.buildings).toHaveLength(634);
    expect(city.buildings.filter((b) => b.heightSource === 'levels')).toHaveLength(4);
    const tower = city.buildings.find((b) => b.name?.en === 'Binning Tower - Highrise');
    expect(tower).toMatchObject({ heightM: 57.4637, storeys: 23, use: 'residential' });
  });

  it('a DEM in degrees, at the same heights in metres', async () => {
    const dem = await readGeoTiffDem(open('formats/geotiff_dem/portland_ned_256.tif'));
    const city = await importCity([input('terrain', 'formats/geotiff_dem/portland_ned_256.tif')]);
    expect(city.frame.epsg).toBe(32610);
    expect(city.terrain.grid.cellSizeM).toBe(10);
    const { toLonLat } = localProjection(city.frame);
    let compared = 0;
    for (let y = -1000; y <= 1000; y += 130) {
      for (let x = -700; x <= 700; x += 130) {
        const [lon, lat] = toLonLat(x, y);
        const there = sampleBilinear(dem.raster, lon, lat);
        const here = sampleBilinear(city.terrain, x, y);
        if (Number.isNaN(there) || Number.isNaN(here)) continue;
        compared++;
        // Bilinear twice, on cells of 10 m and 7 × 10 m: steep banks lose at most this.
        expect(Math.abs(here - there)).toBeLessThan(2.5);
      }
    }
    expect(compared).toBeGreaterThan(100);
  });

  it('streets from a net alone, with the signal plans of its additional file', async () => {
    const city = await importCity([
      input('traffic', 'formats/sumo/bologna_acosta.net.xml'),
      input('traffic', 'formats/sumo/bologna_acosta_tls.add.xml'),
    ]);
    const edges = city.traffic!.edges.filter((e) => e.function === 'normal');
    expect(city.streets.length).toBeGreaterThan(edges.length / 2 - 1);
    expect(edges.every((e) => e.streetId !== undefined)).toBe(true);
    expect(city.traffic!.signals.map((s) => s.programId)).toContain('utopia');
    const { traffic, streets } = city;
    const byId = new Map(streets.map((s) => [s.id, s]));
    for (const e of edges) {
      const lanesM = e.lanes.reduce((sum, i) => sum + traffic!.lanes[i]!.widthM, 0);
      expect(byId.get(e.streetId!)!.widthM).toBeGreaterThanOrEqual(lanesM - 1e-9);
    }
  });

  it('terrain from surveyed heights, right at the points it was made of', async () => {
    const city = await importCity([input('terrain', 'barrie/derived/barrie_ground_points.csv')], {
      crs: 'EPSG:26917',
    });
    const rows = readFileSync(join(DATA, 'barrie/derived/barrie_ground_points.csv'), 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((l) => l.split(','));
    const errors: number[] = [];
    for (const [, , x, y, z, , , used] of rows) {
      if (used !== '1') continue;
      const here = sampleBilinear(
        city.terrain,
        Number(x) - city.frame.originEasting,
        Number(y) - city.frame.originNorthing,
      );
      if (!Number.isNaN(here)) errors.push(Math.abs(here - Number(z)));
    }
    errors.sort((a, b) => a - b);
    expect(errors.length).toBeGreaterThan(1300);
    // The points lie between cell centres of 2 m: the half of them is met within centimetres.
    expect(errors[Math.floor(errors.length / 2)]).toBeLessThan(0.05);
    expect(errors[Math.floor(errors.length * 0.95)]).toBeLessThan(0.4);
  });
});
