import { beforeAll, describe, expect, it } from 'vitest';
import { findWith, type FindingTask } from '../../../workers/pollution/finding/find';
import { PollutionKernel } from '../../../workers/pollution/kernel/kernel';
import { deriveMeteorology } from '../../../workers/pollution/met/meteorology';
import { pointPlume } from '../../../workers/pollution/plume/plume';

const met = { windMs: 4, windHeightM: 10, fromDeg: 270, roughnessM: 0.1, pasquill: 'D' as const };
const domain = { minX: -500, maxX: 500, minY: -500, maxY: 500 };

/** Sixteen sensors east of the middle. */
const spots = Array.from({ length: 16 }, (_, k) => ({
  id: `s${k}`,
  x: 100 + 100 * Math.floor(k / 4),
  y: -90 + 60 * (k % 4),
}));

function task(
  sources: readonly { x: number; y: number; rateKgS: number }[],
  more: Partial<FindingTask> = {},
): FindingTask {
  const m = deriveMeteorology(met);
  const shape = { heightM: 1, sigmaY0M: 0, sigmaZ0M: 0 };
  const readings = spots.map((s) => ({
    ...s,
    kgM3: sources.reduce(
      (sum, q) => sum + q.rateKgS * pointPlume(m, shape, s.x - q.x, s.y - q.y, 1.5),
      0,
    ),
  }));
  return { met, readings, sensorHeightM: 1.5, sourceHeightM: 1, domain, ...more };
}

let kernel: PollutionKernel;
beforeAll(async () => {
  kernel = await PollutionKernel.create();
});

describe('finding a source', () => {
  it('finds the place and the rate of one', () => {
    const found = findWith(kernel, task([{ x: -100, y: 20, rateKgS: 1e-3 }]));
    expect(found.answer).toBe('one');
    expect(Math.hypot(found.best.x + 100, found.best.y - 20)).toBeLessThan(50);
    expect(found.rateKgS / 1e-3).toBeGreaterThan(0.5);
    expect(found.rateKgS / 1e-3).toBeLessThan(2);
    expect(found.map.probability.reduce((s, p) => s + p, 0)).toBeCloseTo(1, 4);
    expect(found.support.some((s) => s.value > 0)).toBe(true);
    expect(found.next.x).toBeGreaterThan(domain.minX);
  });

  it('says that there is none where sensors read their own noise', () => {
    const found = findWith(kernel, task([]));
    expect(found.answer).toBe('none');
    expect(found.odds.none).toBeGreaterThan(0.9);
  });

  it('cannot tell where readings do not single out a place', () => {
    const alike = task([]);
    const readings = alike.readings.slice(0, 3).map((r, k) => ({ ...r, kgM3: (k + 1) * 3e-9 }));
    const found = findWith(kernel, { ...alike, readings });
    expect(found.answer).toBe('cannot_tell');
  });

  it('tells two sources that one plume cannot explain', () => {
    const sources = [
      { x: -100, y: -350, rateKgS: 1e-3 },
      { x: -100, y: 350, rateKgS: 1e-3 },
    ];
    const m = deriveMeteorology(met);
    const shape = { heightM: 1, sigmaY0M: 0, sigmaZ0M: 0 };
    const readings = Array.from({ length: 20 }, (_, k) => {
      const x = 100 * (1 + Math.floor(k / 5));
      const y = [-380, -330, 0, 330, 380][k % 5]!;
      const kgM3 = sources.reduce(
        (sum, q) => sum + q.rateKgS * pointPlume(m, shape, x - q.x, y - q.y, 1.5),
        0,
      );
      return { id: String(k), x, y, kgM3 };
    });
    const found = findWith(kernel, { ...task([]), readings });
    expect(found.answer).toBe('two');
    expect(found.pair).toHaveLength(2);
    const ys = found.pair!.map((p) => p.y).sort((a, b) => a - b);
    expect(ys[0]).toBeLessThan(-200);
    expect(ys[1]).toBeGreaterThan(200);
  });

  it('refuses too few readings and readings that are no numbers', () => {
    const one = task([{ x: 0, y: 0, rateKgS: 1 }]);
    const few = (): unknown => findWith(kernel, { ...one, readings: one.readings.slice(0, 2) });
    expect(few).toThrow('too few');
    const broken = one.readings.map((r) => ({ ...r, kgM3: Number.NaN }));
    expect(() => findWith(kernel, { ...one, readings: broken })).toThrow('no number');
  });
});
