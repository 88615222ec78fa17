import { describe, expect, it } from 'vitest';
import type { LandCover, WaterBody } from '../../../src/domain/city';
import { LAND_COVER_CLASSES } from '../../../src/domain/landCoverClasses';
import { waterSurface } from '../../../src/domain/waterSurface';
import { infiltrationSetup } from '../../../src/rehearsal/infiltrationSetup';

const reach = (id: string, x0: number, x1: number, levelM: number): WaterBody => ({
  id,
  kind: 'river',
  area: { outer: Float64Array.of(x0, 0, x1, 0, x1, 30, x0, 30), holes: [] },
  levelM,
});

describe('the surface of a river of reaches', () => {
  const bodies = [
    reach('a', 0, 400, 10),
    reach('b', 400, 800, 9.64),
    reach('c', 800, 1200, 9.28),
    { ...reach('lake', 1300, 1400, 20), kind: 'lake' as const },
  ];
  const levels = bodies.map((b) => b.levelM);
  const surface = waterSurface(bodies, levels);
  const at = (x: number): number => surface(Math.min(Math.floor(x / 400), 2), x, 15);

  it('has no steps and keeps each reach’s level in its middle', () => {
    let last = at(1);
    for (let x = 2; x < 1200; x++) {
      const now = at(x);
      expect(last - now).toBeGreaterThanOrEqual(-1e-9);
      expect(last - now).toBeLessThan(0.0012);
      last = now;
    }
    expect([at(200), at(600), at(1000)].map((v) => Number(v.toFixed(9)))).toEqual([10, 9.64, 9.28]);
  });

  it('is level at its ends and in lakes', () => {
    expect(at(5)).toBe(10);
    expect(at(1195)).toBe(9.28);
    expect(surface(3, 1310, 5)).toBe(20);
  });
});

describe('what the ground takes in, by land cover', () => {
  const grid = { x0: 0, y0: 0, cellSizeM: 2, cols: LAND_COVER_CLASSES.length, rows: 1 };
  const cover: LandCover = {
    raster: { grid, values: Uint8Array.from(LAND_COVER_CLASSES, (c) => c.value) },
    classes: LAND_COVER_CLASSES,
  };
  const cellOf = (key: string): number => LAND_COVER_CLASSES.findIndex((c) => c.key === key);

  it('is Green-Ampt with a loam’s parameters unless told otherwise, by the pervious share', () => {
    const soil = infiltrationSetup(cover, undefined, grid);
    if (soil?.law !== 'green_ampt') throw new Error('not Green-Ampt');
    expect(soil.conductivityMs[cellOf('park_grass')]! * 3.6e6).toBeCloseTo(0.95 * 3.4, 5);
    expect(soil.deficit[cellOf('park_grass')]!).toBeCloseTo(0.95 * 0.217, 5);
    expect(soil.conductivityMs[cellOf('roof')]).toBe(0);
    expect(soil.conductivityMs[cellOf('water')]).toBe(0);
  });

  it('has TR-55’s composite curve numbers', () => {
    const soil = infiltrationSetup(cover, { law: 'curve_number', soilGroup: 'C' }, grid);
    if (soil?.law !== 'curve_number') throw new Error('not curve numbers');
    const number = (key: string): number => 1000 / (soil.retentionM[cellOf(key)]! / 0.0254 + 10);
    expect(number('roof')).toBeCloseTo(98, 3);
    expect(number('yard_garden')).toBeCloseTo(0.7 * 74 + 0.3 * 98, 3);
    expect(number('wood')).toBeCloseTo(0.98 * 70 + 0.02 * 98, 3);
    expect(soil.initialAbstractionM[3]! / soil.retentionM[3]!).toBeCloseTo(0.2, 6);
  });

  it('dries faster under Horton in sand, starts lower when wet, and is nothing when told so', () => {
    const of = (soilGroup: 'A' | 'D', wetness: number): Float32Array => {
      const soil = infiltrationSetup(cover, { law: 'horton', soilGroup, wetness }, grid);
      if (soil?.law !== 'horton') throw new Error('not Horton');
      for (let k = 0; k < grid.cols; k++) {
        expect(soil.initialMs[k]!).toBeGreaterThanOrEqual(soil.finalMs[k]!);
      }
      return soil.initialMs;
    };
    const park = cellOf('park_grass');
    expect(of('A', 0)[park]! * 3.6e6).toBeCloseTo(0.95 * 254, 3);
    expect(of('A', 1)[park]! / of('A', 0)[park]!).toBeCloseTo(1 / 3, 6);
    expect(of('D', 0)[park]!).toBeLessThan(of('A', 0)[park]!);
    expect(infiltrationSetup(cover, { law: 'none' }, grid)).toBeUndefined();
    expect(infiltrationSetup(null, undefined, grid)).toBeUndefined();
  });
});
