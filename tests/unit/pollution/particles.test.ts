import { afterEach, describe, expect, it } from 'vitest';
import { ParticleCloud } from '../../../workers/pollution/particles/cloud';
import type { CloudOptions } from '../../../workers/pollution/particles/cloud';
import { depositionVelocity } from '../../../workers/pollution/particles/fate';
import { provideThreads } from '../../../workers/runtime/threads';
import { spawnNodeHelper } from '../../../workers/runtime/spawnNode';
import type { UrbanWind } from '../../../workers/pollution/wind/setup';
import { handmadeWind } from './particlesWinds';

const open: ParticleCloud[] = [];
async function cloudIn(wind: UrbanWind, options: CloudOptions): Promise<ParticleCloud> {
  const cloud = await ParticleCloud.create(wind, options);
  open.push(cloud);
  return cloud;
}
afterEach(() => {
  for (const cloud of open.splice(0)) cloud.dispose();
});

/** Energy that varies by a factor of nine from the ground up and by three across. */
const uneven = (x: number, y: number, z: number): number =>
  0.05 * (1 + 8 * z * z) * (1 + 2 * x * x) * (1 + 0.5 * y);

describe('particles', () => {
  it.each([
    [0.25, 0.35],
    [0.25, 0.2],
    [0.1, 0.1],
  ])(
    'that are well mixed stay so, in uneven turbulence and an eddy, at steps of %f T and %f cells',
    async (timeShare, cellShare) => {
      const n = 14;
      const wind = handmadeWind({ n, cellM: 2, energy: uneven, lengthM: 4, closed: true, eddy: 4 });
      const count = 60_000;
      const cloud = await cloudIn(wind, { capacity: count, seed: 7, timeShare, cellShare });
      // Inside the walls: cells 1 … n − 2 each way, and from the ground up.
      const half = (n - 2) * 0.999;
      cloud.release({
        x: n,
        y: n,
        z: n - 1,
        halfM: [half, half, n - 1.001],
        count,
        massKg: 1,
      });
      cloud.run(120);
      const { positions } = cloud.positions();
      expect(positions.length).toBe(3 * count);
      const layers = new Float64Array(n - 1);
      const columns = new Float64Array(n - 2);
      for (let p = 0; p < count; p++) {
        layers[Math.floor(positions[3 * p + 2]! / 2)]!++;
        columns[Math.floor(positions[3 * p]! / 2) - 1]!++;
      }
      // 4 600 and more per bin: one standard deviation is below 1.5 %.
      for (const share of layers)
        expect(Math.abs((share * (n - 1)) / count - 1)).toBeLessThan(0.05);
      for (const share of columns)
        expect(Math.abs((share * (n - 2)) / count - 1)).toBeLessThan(0.05);
    },
  );

  it('spread as Taylor says in even turbulence', async () => {
    const wind = handmadeWind({ n: 60, cellM: 5, energy: () => 0.5, lengthM: 40 });
    const count = 40_000;
    const cloud = await cloudIn(wind, { capacity: count, seed: 3, sampleToM: 5 });
    cloud.release({ x: 150, y: 150, z: 150, count, massKg: 1 });
    const [, across, up] = wind.closure.share;
    const c34 = wind.closure.cMu ** 0.75;
    const epsilon = (c34 * 0.5 ** 1.5) / 40;
    for (const t of [10, 60]) {
      cloud.run(t === 10 ? 10 : 50);
      const { positions } = cloud.positions();
      const variance = (axis: number): number => {
        let sum = 0;
        for (let p = 0; p < count; p++) sum += (positions[3 * p + axis]! - 150) ** 2;
        return sum / count;
      };
      for (const [axis, share] of [
        [0, across],
        [1, across],
        [2, up],
      ] as const) {
        const s2 = share * 2 * 0.5;
        const time = (2 * s2) / (5.7 * epsilon);
        const taylor = 2 * s2 * time * time * (t / time - 1 + Math.exp(-t / time));
        expect(variance(axis) / taylor).toBeGreaterThan(0.96);
        expect(variance(axis) / taylor).toBeLessThan(1.04);
      }
    }
  });

  it('lose nothing: air, ground, decay, rain and rim hold all that was released, to the quantum', async () => {
    const wind = handmadeWind({ n: 20, cellM: 5, energy: uneven, windMs: 2 });
    const cloud = await cloudIn(wind, {
      capacity: 6000,
      seed: 5,
      fate: { dryMs: 0.02, decayPerS: 0.003, washoutPerS: 0.002, settlingMs: 0.05 },
    });
    for (let s = 0; s < 5; s++) {
      cloud.release({ x: 12, y: 50, z: 4, halfM: [5, 5, 2], count: 1000, massKg: 0.7 });
      cloud.run(6);
      const t = cloud.totals();
      expect(t.missingQuanta).toBe(0);
      expect(t.releasedKg).toBeCloseTo(0.7 * (s + 1), 6);
    }
    cloud.run(20);
    const t = cloud.totals();
    expect(t.missingQuanta).toBe(0);
    for (const part of [t.airborneKg, t.depositedKg, t.decayedKg, t.washedKg, t.leftKg]) {
      expect(part).toBeGreaterThan(0.001);
    }
    const ground = cloud.deposited();
    const onGround = ground.values.reduce((sum, kgM2) => sum + kgM2 * 25, 0);
    expect(onGround).toBeCloseTo(t.depositedKg, 5);
  });

  it('decay at their rate', async () => {
    const wind = handmadeWind({ n: 14, cellM: 4, energy: () => 0.2, closed: true, eddy: 0 });
    const cloud = await cloudIn(wind, { capacity: 500, seed: 1, fate: { decayPerS: 0.01 } });
    cloud.release({ x: 28, y: 28, z: 20, halfM: [9, 9, 9], count: 500, massKg: 2 });
    cloud.run(100);
    expect(cloud.totals().airborneKg / (2 * Math.exp(-1))).toBeCloseTo(1, 2);
  });

  it('are the same bits for one, two and three threads', async () => {
    provideThreads(spawnNodeHelper);
    const wind = handmadeWind({ n: 16, cellM: 5, energy: uneven, windMs: 1 });
    const results: unknown[] = [];
    for (const threads of [1, 2, 3]) {
      const cloud = await cloudIn(wind, {
        capacity: 4000,
        seed: 11,
        threads,
        fate: { dryMs: 0.01, decayPerS: 0.001 },
      });
      cloud.release({ x: 10, y: 40, z: 10, halfM: [3, 3, 3], count: 3001, massKg: 1 });
      cloud.run(10);
      cloud.run(5);
      results.push([cloud.totals(), cloud.dosage(), cloud.deposited().values, cloud.positions()]);
    }
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
  });

  it('differ with the seed', async () => {
    const wind = handmadeWind({ n: 12, cellM: 5, energy: uneven, windMs: 1 });
    const sums: number[] = [];
    for (const seed of [1, 2]) {
      const cloud = await cloudIn(wind, { capacity: 100, seed });
      cloud.release({ x: 10, y: 30, z: 10, count: 100, massKg: 1 });
      cloud.run(5);
      sums.push(cloud.positions().positions.reduce((a, b) => a + b, 0));
    }
    expect(sums[0]).not.toBe(sums[1]);
  });

  it('stay out of buildings, and start above them', async () => {
    const base = handmadeWind({ n: 16, cellM: 5, energy: () => 0.4, windMs: 1 });
    const solid = base.solid.slice();
    for (let k = 0; k < 6; k++) {
      for (let j = 5; j < 11; j++) solid.fill(1, (k * 16 + j) * 16 + 6, (k * 16 + j) * 16 + 11);
    }
    const wind = { ...base, solid };
    const cloud = await cloudIn(wind, { capacity: 2000, seed: 2 });
    cloud.release({ x: 40, y: 40, z: 10, count: 1000, massKg: 1 });
    expect(cloud.positions().positions[2]).toBe(32.5);
    cloud.release({ x: 20, y: 40, z: 10, halfM: [2, 10, 8], count: 1000, massKg: 1 });
    // Short runs: a place is stored, and rounded, after each.
    for (let s = 0; s < 100; s++) {
      cloud.run(0.2);
      const { positions } = cloud.positions();
      for (let p = 0; p < positions.length; p += 3) {
        const cell =
          (Math.floor(positions[p + 2]! / 5) * 16 + Math.floor(positions[p + 1]! / 5)) * 16 +
          Math.floor(positions[p]! / 5);
        expect(solid[cell]).toBe(0);
      }
    }
    expect(cloud.totals().missingQuanta).toBe(0);
  });

  it.each([
    ['pollution.sourceOutside', { x: -1, y: 10, z: 1, count: 5, massKg: 1 }],
    ['pollution.sourceOutside', { x: 10, y: 10, z: 1, halfM: [20, 0, 0], count: 50, massKg: 1 }],
    ['pollution.sourceAmount', { x: 10, y: 10, z: 1, count: 5, massKg: -1 }],
    ['pollution.sourceAmount', { x: 10, y: 10, z: 1, count: 5, massKg: Number.NaN }],
    ['pollution.sourceAmount', { x: 10, y: 10, z: 1, count: 0, massKg: 1 }],
    ['pollution.particleCount', { x: 10, y: 10, z: 1, count: 101, massKg: 1 }],
  ] as const)('refuse with %s', async (code, release) => {
    const wind = handmadeWind({ n: 12, cellM: 5, energy: uneven });
    const cloud = await cloudIn(wind, { capacity: 100, seed: 1 });
    expect(() => cloud.release(release)).toThrow(expect.objectContaining({ code }) as Error);
    expect(cloud.totals().releasedKg).toBe(0);
  });

  it('refuse an absurd substance', async () => {
    const wind = handmadeWind({ n: 12, cellM: 5, energy: uneven });
    await expect(
      ParticleCloud.create(wind, { capacity: 1, seed: 1, fate: { decayPerS: -1 } }),
    ).rejects.toMatchObject({ code: 'pollution.fate' });
  });
});

describe('dry deposition', () => {
  const gas = {
    frictionMs: 0.4,
    referenceM: 2,
    roughnessM: 0.1,
    obukhovM: Number.POSITIVE_INFINITY,
    diffusivityM2S: 1.5e-5,
  };
  it('is what the air lets through where the ground takes all', () => {
    // Ra = ln 20 / 0.16 = 18.7 s/m, Rb = 12.5 (1/0.72)^⅔ = 15.6 s/m.
    expect(depositionVelocity({ ...gas, surfaceSm: 0 })).toBeCloseTo(1 / 34.28, 4);
  });
  it('is nothing where the ground takes nothing, but for what settles', () => {
    const none = { ...gas, surfaceSm: Number.POSITIVE_INFINITY };
    expect(depositionVelocity(none)).toBe(0);
    expect(depositionVelocity({ ...none, settlingMs: 0.03 })).toBe(0.03);
  });
});
