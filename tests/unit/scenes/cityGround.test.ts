import { describe, expect, it } from 'vitest';
import { tileAffine, tileExtent, toLocal } from '../../../scenes/city/imagery/affine';
import { groundSource } from '../../../scenes/city/imagery/groundSource';
import { paintGround } from '../../../scenes/city/imagery/paintGround';
import { offsetLine, trimLine } from '../../../scenes/city/imagery/paintStreets';
import { streetPlan } from '../../../scenes/city/imagery/streetPlan';
import { GROUND_THEMES } from '../../../scenes/city/imagery/theme';
import { packCity } from '../../../scenes/city/worker/packCity';
import { parseCssColour } from '../../../scenes/shared/colourMaps';
import type { Street } from '../../../src/domain/city';
import { localProjection } from '../../../src/domain/crs';
import { cellIndexAt } from '../../../src/domain/grid';
import { tinyCity } from '../../fixtures/tinyCity';

const city = tinyCity();
const projection = localProjection(city.frame);
const packed = await packCity(city);
const [lon, lat] = projection.toLonLat(300, 300);

function rectAround(halfDeg: number): { west: number; east: number; south: number; north: number } {
  return { west: lon - halfDeg, east: lon + halfDeg, south: lat - halfDeg, north: lat + halfDeg };
}

describe('tileAffine', () => {
  it('agrees with the projection all over a tile, south at row 0', () => {
    const size = 256;
    const rect = rectAround(0.003);
    const affine = tileAffine(projection, rect, size);
    for (const [u, v] of [
      [0, 0],
      [1, 0],
      [0.3, 0.8],
      [1, 1],
    ] as const) {
      const [x, y] = projection.fromLonLat(
        rect.west + (rect.east - rect.west) * u,
        rect.south + (rect.north - rect.south) * v,
      );
      const [ax, ay] = toLocal(affine, u * size, v * size);
      expect(Math.hypot(ax - x, ay - y)).toBeLessThan(affine.pixelM * 0.1);
    }
    expect(toLocal(affine, 128, 200)[1]).toBeGreaterThan(toLocal(affine, 128, 100)[1]);
  });

  it('knows the local extent of a tile', () => {
    const affine = tileAffine(projection, rectAround(0.001), 128);
    const [minX, minY, maxX, maxY] = tileExtent(affine, 128);
    expect((minX + maxX) / 2).toBeCloseTo(300, 1);
    expect((minY + maxY) / 2).toBeCloseTo(300, 1);
    expect((maxX - minX) / 128).toBeGreaterThan(affine.pixelM * 0.8);
  });
});

describe('groundSource', () => {
  const source = groundSource(packed, city.terrain);

  it('paints grass where the cover says carriageway: streets are drawn as vectors', () => {
    const g = city.terrain.grid;
    const onStreet = cellIndexAt(g, 301, 200);
    expect(city.landCover!.raster.values[onStreet]).toBe(2);
    expect(source.cover.values[onStreet]).toBe(1);
    expect(source.cover.values.includes(2)).toBe(false);
    const inRiver = cellIndexAt(g, 300, 10);
    expect(source.cover.values[inRiver]).toBe(3);
  });

  it('shades slopes that face south-east darker than those that face north-west', () => {
    const grid = { x0: 0, y0: 0, cellSizeM: 1, cols: 9, rows: 9 };
    const ridge = Float32Array.from({ length: 81 }, (_, i) => {
      const d = ((i % 9) - Math.floor(i / 9)) / Math.SQRT2;
      return 5 - Math.abs(d);
    });
    const shade = groundSource({ ...packed, landCover: null }, { grid, values: ridge }).shade
      .values;
    const northWest = shade[6 * 9 + 2]!;
    const southEast = shade[2 * 9 + 6]!;
    expect(northWest).toBeGreaterThan(southEast + 40);
    const flat = groundSource(
      { ...packed, landCover: null },
      { grid, values: new Float32Array(81) },
    );
    expect(new Set(flat.shade.values)).toEqual(new Set([128]));
  });
});

describe('paintGround', () => {
  const source = groundSource(packed, city.terrain);
  const paint = (
    halfDeg: number,
    size: number,
  ): { data: Uint8ClampedArray; at: (x: number, y: number) => number[] } => {
    const affine = tileAffine(projection, rectAround(halfDeg), size);
    const data = new Uint8ClampedArray(size * size * 4);
    paintGround(data, size, affine, source, city.extent, 60, GROUND_THEMES.light);
    return {
      data,
      at: (x, y) => {
        const px = Math.floor(affine.a * x + affine.b * y + affine.c);
        const py = Math.floor(affine.d * x + affine.e * y + affine.f);
        return [...data.subarray((py * size + px) * 4, (py * size + px) * 4 + 3)];
      },
    };
  };

  it('is opaque everywhere and plain surroundings beyond the margin', () => {
    const { data, at } = paint(0.008, 200);
    for (let i = 3; i < data.length; i += 4) expect(data[i]).toBe(255);
    expect(at(300, 760)).toEqual([...parseCssColour(GROUND_THEMES.light.surround)]);
  });

  it('keeps green grass green and the river blue', () => {
    const { at } = paint(0.004, 256);
    const [gr, gg, gb] = at(60, 450);
    expect(gg).toBeGreaterThan(gr!);
    expect(gg).toBeGreaterThan(gb!);
    const [wr, , wb] = at(300, 12);
    expect(wb).toBeGreaterThan(wr!);
  });

  it('draws the shore as one sharp line however near one is', () => {
    const size = 256;
    // 10 m across the bank at y = 40: 4 cm pixels over 2 m cells.
    const [bankLon, bankLat] = projection.toLonLat(300, 40);
    const half = 0.00005;
    const rect = {
      west: bankLon - half,
      east: bankLon + half,
      south: bankLat - half,
      north: bankLat + half,
    };
    const data = new Uint8ClampedArray(size * size * 4);
    paintGround(
      data,
      size,
      tileAffine(projection, rect, size),
      source,
      city.extent,
      60,
      GROUND_THEMES.light,
    );
    let mixed = 0;
    for (let row = 0; row < size; row++) {
      const i = (row * size + 128) * 4;
      // Blue against red, free of the shading of the bank: −0.1 on grass, 0.3 on water.
      const lean = (data[i + 2]! - data[i]!) / (data[i + 2]! + data[i]!);
      if (lean > -0.05 && lean < 0.25) mixed++;
    }
    expect(mixed).toBeLessThan(6);
  });
});

describe('streets', () => {
  const street = (id: string, pts: number[], widthM = 7): Street => ({
    id,
    class: 'local',
    centreline: new Float64Array(pts),
    lanes: 2,
    widthM,
    sidewalkM: 2,
    level: 0,
    oneway: false,
  });

  it('keep markings and crossings off a junction of three, not off a mere bend', async () => {
    const streets = [
      street('a', [0, 0, 100, 0]),
      street('b', [100, 0, 200, 0], 14),
      street('c', [100, 0, 100, 100]),
      street('d', [200, 0, 260, 40]),
    ];
    const plan = streetPlan((await packCity({ ...city, streets })).streets);
    expect(plan.setbackM[1]).toBeCloseTo(14 / 2 + 1.5, 5);
    expect(plan.setbackM[2]).toBeCloseTo(7 / 2 + 1.5, 5);
    expect(plan.crossing[1]).toBe(1);
    expect(plan.setbackM[3]).toBe(0);
    expect(plan.crossing[6]).toBe(0);
    expect(plan.setbackM[0]).toBe(0);
  });

  it('are trimmed by length along the line', () => {
    const line = Float64Array.of(0, 0, 10, 0, 10, 10);
    expect([...trimLine(line, 4, 3)!]).toEqual([4, 0, 10, 0, 10, 7]);
    expect([...trimLine(line, 12, 0)!]).toEqual([10, 2, 10, 10]);
    expect(trimLine(line, 12, 8)).toBeNull();
  });

  it('have parallels at the same distance from both legs of a corner', () => {
    const out = offsetLine(Float64Array.of(0, 0, 10, 0, 10, 10), 2);
    expect([...out].map((v) => Math.round(v * 1e9) / 1e9)).toEqual([0, 2, 8, 2, 8, 10]);
  });
});
