import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkSurface } from '../../../assets/city/checks/surface';
import type { CityPlan } from '../../../assets/city/plan';
import { cityGrid, planCity } from '../../../assets/city/surface/planCity';
import { DryrunError } from '../../../src/domain/errors';
import { sampleBilinear } from '../../../src/domain/grid';

describe('the surface of the embedded district', () => {
  let plan: CityPlan;
  beforeAll(() => {
    plan = planCity({ km2: 4, seed: 1 });
  });

  it('keeps every rule of a believable surface', () => {
    expect(checkSurface(plan)).toEqual([]);
  });

  it('covers 4 km² at 2 m cells from a local origin', () => {
    expect(plan.extent).toEqual({ minX: 0, minY: 0, maxX: 2000, maxY: 2000 });
    expect(plan.terrain.grid).toMatchObject({ cols: 1000, rows: 1000, cellSizeM: 2 });
    expect(plan.frame.epsg).toBe(32651);
  });

  it('houses eight to twenty thousand people', () => {
    const residents = plan.buildings
      .filter((b) => b.use === 'residential')
      .reduce((sum, b) => sum + b.population, 0);
    expect(residents).toBeGreaterThan(8000);
    expect(residents).toBeLessThan(20_000);
  });

  it('has underpasses that lie well below the streets they join: they will flood', () => {
    const underpasses = plan.streets.filter((s) => s.level === -1);
    expect(underpasses.length).toBeGreaterThan(0);
    for (const s of underpasses) {
      const ends = Math.min(s.profileM[0]!, s.profileM[s.profileM.length - 1]!);
      let lowest = Infinity;
      for (let i = 0; i < s.centreline.length; i += 2)
        lowest = Math.min(
          lowest,
          sampleBilinear(plan.terrain, s.centreline[i]!, s.centreline[i + 1]!),
        );
      expect(ends - lowest).toBeGreaterThan(1.5);
    }
  });

  it('carries bridges above the river with room for a flood', () => {
    const bridges = plan.streets.filter((s) => s.level === 1 && s.class !== 'rail');
    const river = plan.waterBodies.filter((w) => w.kind === 'river');
    expect(bridges.length).toBeGreaterThanOrEqual(2);
    const highest = Math.max(...river.map((w) => w.levelM));
    for (const b of bridges) expect(Math.max(...b.profileM)).toBeGreaterThan(highest + 4);
  });

  it('shows kerbs: the sidewalk stands above the gutter beside it', () => {
    const { grid, values } = plan.terrain;
    const cover = plan.landCover.raster.values;
    const key = (k: string) => plan.landCover.classes.find((c) => c.key === k)!.value;
    const [carriageway, sidewalk] = [key('carriageway'), key('sidewalk')];
    const steps: number[] = [];
    for (let i = 0; i + 1 < values.length; i++)
      if (i % grid.cols < grid.cols - 1 && cover[i] === carriageway && cover[i + 1] === sidewalk)
        steps.push(values[i + 1]! - values[i]!);
    steps.sort((a, b) => a - b);
    const median = steps[steps.length >> 1]!;
    expect(median).toBeGreaterThan(0.08);
    expect(median).toBeLessThan(0.22);
  });

  it('gives all public services a place with a name in both languages', () => {
    const kinds = new Set(plan.facilities.map((f) => f.kind));
    for (const kind of [
      'hospital',
      'fire_station',
      'police',
      'school',
      'shelter',
      'town_hall',
      'substation',
    ] as const)
      expect(kinds).toContain(kind);
    for (const { name } of plan.facilities) {
      expect(name.en).toMatch(/^[\x20-\x7e]+$/);
      expect(name.zh).toMatch(/[\u4e00-\u9fff]/);
    }
  });

  it('varies footprints, roofs and uses', () => {
    const corners = new Set(plan.buildings.map((b) => b.footprint.outer.length / 2));
    expect([...corners]).toEqual(expect.arrayContaining([4, 6, 8, 12]));
    expect(plan.buildings.some((b) => b.footprint.holes.length > 0)).toBe(true);
    expect(new Set(plan.buildings.map((b) => b.roofShape)).size).toBeGreaterThanOrEqual(5);
    expect(new Set(plan.buildings.map((b) => b.use)).size).toBeGreaterThanOrEqual(8);
  });

  it('lets most street junctions be T or X and few streets end dead', () => {
    const arms = new Map<string, number>();
    for (const s of plan.streets)
      if (s.class !== 'rail')
        for (const id of [s.from, s.to]) arms.set(id, (arms.get(id) ?? 0) + 1);
    const junctions = plan.nodes.filter((n) => n.kind === 'junction' && arms.has(n.id));
    const proper = junctions.filter((n) => [3, 4].includes(arms.get(n.id)!));
    expect(proper.length / junctions.length).toBeGreaterThan(0.9);
  });
});

describe('the recipe', () => {
  it('passes the checks for any seed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 }), fc.constantFrom(1, 1.5, 2), (seed, km2) => {
        expect(checkSurface(planCity({ km2, seed }))).toEqual([]);
      }),
      { numRuns: 6, seed: 20, endOnFailure: true },
    );
  });

  it('gives the same city to the last bit', () => {
    const [a, b] = [planCity({ km2: 1, seed: 5 }), planCity({ km2: 1, seed: 5 })];
    expect(Buffer.from(a.terrain.values.buffer).equals(Buffer.from(b.terrain.values.buffer))).toBe(
      true,
    );
    expect(a.landCover.raster.values).toEqual(b.landCover.raster.values);
    expect(a.streets).toEqual(b.streets);
    expect(a.buildings).toEqual(b.buildings);
    expect(a.trees).toEqual(b.trees);
    expect(a.facilities).toEqual(b.facilities);
  });

  it('gives another city for another seed', () => {
    const [a, b] = [planCity({ km2: 1, seed: 5 }), planCity({ km2: 1, seed: 6 })];
    expect(a.streets.map((s) => [...s.centreline])).not.toEqual(
      b.streets.map((s) => [...s.centreline]),
    );
    let apart = 0;
    a.terrain.values.forEach((z, i) => (apart += Math.abs(z - b.terrain.values[i]!)));
    expect(apart / a.terrain.values.length).toBeGreaterThan(0.5);
  });

  it('takes a coarser terrain cell', () => {
    const plan = planCity({ km2: 1, seed: 2, cellSizeM: 4 });
    expect(plan.terrain.grid).toMatchObject({ cols: 250, rows: 250, cellSizeM: 4 });
    expect(checkSurface(plan).filter((v) => v.code.startsWith('building'))).toEqual([]);
  });

  it('chooses a cell that keeps rasters below 26 million cells', () => {
    for (const km2 of [1, 25, 100, 101, 400]) {
      const { grid } = cityGrid({ km2, seed: 1 });
      expect(grid.cols * grid.rows).toBeLessThan(26e6);
    }
  });

  it('refuses areas, seeds and cells outside its bounds', () => {
    for (const recipe of [
      { km2: 0.5, seed: 1 },
      { km2: 401, seed: 1 },
      { km2: 4, seed: -1 },
      { km2: 4, seed: 1.5 },
      { km2: Number.NaN, seed: 1 },
      { km2: 4, seed: 1, cellSizeM: 0.1 },
    ])
      expect(() => planCity(recipe)).toThrowError(DryrunError);
  });
});
