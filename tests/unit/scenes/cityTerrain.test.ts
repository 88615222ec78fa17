import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillHoles } from '../../../scenes/city/terrain/fillHoles';
import { HeightField } from '../../../scenes/city/terrain/heightField';
import {
  lonLatBounds,
  terrainTile,
  TILE_SAMPLES,
  type LonLatRect,
} from '../../../scenes/city/terrain/terrainTiles';
import { localProjection } from '../../../src/domain/crs';
import { sampleBilinear, type Raster } from '../../../src/domain/grid';
import { tinyCity } from '../../fixtures/tinyCity';

const city = tinyCity();
const field = new HeightField(city.terrain);
const projection = localProjection(city.frame);

describe('HeightField', () => {
  it('gives the terrain itself inside the City', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 600, noNaN: true }),
        fc.double({ min: 0, max: 600, noNaN: true }),
        (x, y) => {
          expect(field.at(x, y)).toBeCloseTo(sampleBilinear(city.terrain, x, y), 6);
        },
      ),
    );
  });

  it('is continuous over the rim and flat beyond the fall-off', () => {
    for (const y of [30, 300, 580]) {
      expect(field.at(600.001, y)).toBeCloseTo(field.at(600, y), 4);
      expect(field.at(600 + field.fallM + 1, y)).toBe(field.surroundM);
    }
  });

  it('never makes a step steeper than the rim itself on the way out', () => {
    let steepest = 0;
    for (let d = 0; d < field.fallM; d += 5) {
      steepest = Math.max(
        steepest,
        Math.abs(field.at(600 + d + 5, 580) - field.at(600 + d, 580)) / 5,
      );
    }
    const drop = Math.abs(field.at(600, 580) - field.surroundM);
    // Slope of a smoothstep is at most 1.5 × drop / length.
    expect(steepest).toBeLessThanOrEqual((1.5 * drop) / field.fallM + 1e-6);
  });

  it('finds where a ray meets the ground', () => {
    const d = 1 / Math.sqrt(2);
    const t = field.hit(100, 300, 200, d, 0, -d, 5000)!;
    expect(field.at(100 + t * d, 300)).toBeCloseTo(200 - t * d, 3);
    expect(field.hit(100, 300, 200, 0, 0, 1, 5000)).toBeNull();
    expect(field.hit(100, 300, 0, 0, 0, -1, 5000)).toBeNull();
  });
});

describe('fillHoles', () => {
  it('returns the very same array where there is no hole', () => {
    expect(fillHoles(city.terrain)).toBe(city.terrain.values);
  });

  it('keeps every known value and fills the rest within their range', () => {
    const values = Float32Array.from({ length: 7 * 5 }, (_, i) => (i % 3 === 0 ? Number.NaN : i));
    const raster: Raster = { grid: { x0: 0, y0: 0, cellSizeM: 1, cols: 7, rows: 5 }, values };
    const filled = fillHoles(raster);
    values.forEach((v, i) => {
      if (Number.isNaN(v)) {
        expect(filled[i]).toBeGreaterThanOrEqual(1);
        expect(filled[i]).toBeLessThanOrEqual(34);
      } else expect(filled[i]).toBe(v);
    });
  });

  it('gives level ground where nothing is known', () => {
    const values = new Float32Array(6).fill(Number.NaN);
    expect([
      ...fillHoles({ grid: { x0: 0, y0: 0, cellSizeM: 1, cols: 3, rows: 2 }, values }),
    ]).toEqual(Array.from({ length: 6 }, () => 0));
  });
});

describe('terrainTile', () => {
  const relief = lonLatBounds(projection, field.extent, field.fallM);
  const tile = (centre: [number, number], half: number): LonLatRect => ({
    west: centre[0] - half,
    east: centre[0] + half,
    south: centre[1] - half,
    north: centre[1] + half,
  });

  it('holds the terrain at each sample, north row first, to under a centimetre', () => {
    const rect = tile(projection.toLonLat(300, 300), 0.002);
    const heights = terrainTile(field, projection, relief, rect);
    const n = TILE_SAMPLES;
    for (const [i, j] of [
      [0, 0],
      [n - 1, 0],
      [10, 50],
      [n - 1, n - 1],
    ] as const) {
      const lon = rect.west + ((rect.east - rect.west) * i) / (n - 1);
      const lat = rect.north + ((rect.south - rect.north) * j) / (n - 1);
      const [x, y] = projection.fromLonLat(lon, lat);
      expect(Math.abs(heights[j * n + i]! - field.at(x, y))).toBeLessThan(0.01);
    }
  });

  it('is flat away from the City, and where a huge tile lies outside its neighbourhood', () => {
    expect(new Set(terrainTile(field, projection, relief, tile([10, 10], 1)))).toEqual(
      new Set([Math.fround(field.surroundM)]),
    );
    const globe = terrainTile(field, projection, relief, {
      west: 90,
      east: 180,
      south: -90,
      north: 90,
    });
    expect(globe.every((h) => Number.isFinite(h))).toBe(true);
  });

  it('meets its neighbour without a crack', () => {
    const [lon, lat] = projection.toLonLat(300, 300);
    const half = 0.001;
    const west = terrainTile(field, projection, relief, tile([lon - half, lat], half));
    const east = terrainTile(field, projection, relief, tile([lon + half, lat], half));
    const n = TILE_SAMPLES;
    for (let j = 0; j < n; j++) {
      expect(Math.abs(west[j * n + n - 1]! - east[j * n]!)).toBeLessThan(0.002);
    }
  });
});
