import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import {
  barriersOf,
  lineLengthM,
  withBarrier,
  withBarrierHeight,
  withoutMeasure,
} from '../../../src/app/scenario/barriers';
import { balanceError } from '../../../src/app/scenario/balance';
import { riverOf, withRiver } from '../../../src/app/scenario/river';
import {
  presetOf,
  rainDepthMm,
  rainOf,
  STORM_PRESETS,
  triangular,
  withRain,
} from '../../../src/app/scenario/storms';
import {
  editScenario,
  firstScenario,
  redoScenario,
  resetScenario,
  scenarioStore,
  undoScenario,
} from '../../../src/app/stores/scenario';
import { scenarioSchema } from '../../../src/domain/scenario';

const FOREVER = Number.POSITIVE_INFINITY;
const depth = (id: string): number =>
  rainDepthMm(STORM_PRESETS.find((p) => p.id === id)!.rows, FOREVER);
const normal = (id: string): number | null => (id === 'river' ? 20 : null);

describe('storms', () => {
  it('are what their names say', () => {
    expect(depth('uniform100')).toBeCloseTo(100, 10);
    expect(depth('uniform60')).toBeCloseTo(120, 10);
    expect(depth('burst150')).toBeCloseTo(50, 10);
    expect(depth('peaked90')).toBeCloseTo(90, 9);
    expect(depth('long20')).toBeCloseTo(120, 10);
    expect(depth('none')).toBe(0);
  });

  it('keep the depth of a triangular storm, whatever its peak and step', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: 500, noNaN: true }),
        fc.integer({ min: 600, max: 86_400 }),
        fc.double({ min: 0.05, max: 0.95, noNaN: true }),
        fc.integer({ min: 60, max: 1800 }),
        (depth, duration, peak, step) => {
          const rows = triangular(depth, duration, peak, step);
          expect(rainDepthMm(rows, FOREVER)).toBeCloseTo(depth, 6);
          for (const [, mmH] of rows) expect(mmH).toBeGreaterThanOrEqual(-1e-9);
        },
      ),
    );
  });

  it('peak where they are told to', () => {
    const rows = triangular(90, 7200, 0.4, 300);
    const highest = rows.reduce((a, b) => (b[1] > a[1] ? b : a));
    expect(Math.abs(highest[0] - 0.4 * 7200)).toBeLessThanOrEqual(300);
    expect(highest[1]).toBeLessThanOrEqual(90);
  });

  it('are found again by their rows', () => {
    for (const p of STORM_PRESETS) {
      expect(presetOf(rainOf(withRain(firstScenario(), p.rows)))?.id).toBe(p.id);
    }
    expect(presetOf([[0, 12.5]])).toBeNull();
  });

  it('count only the rain that has fallen', () => {
    expect(
      rainDepthMm(
        [
          [0, 60],
          [3600, 0],
        ],
        1800,
      ),
    ).toBeCloseTo(30, 10);
  });
});

describe('river stage', () => {
  it('comes back as it was set', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -3, max: 10, noNaN: true }),
        fc.integer({ min: 0, max: 7200 }),
        (riseM, peakS) => {
          const stage = riverOf(
            withRiver(firstScenario(), { target: 'river', riseM, peakS }, 20),
            normal,
          )!;
          expect(stage.riseM).toBeCloseTo(riseM, 9);
          expect(stage.peakS).toBe(peakS);
        },
      ),
    );
  });

  it('goes away without a trace', () => {
    const scenario = firstScenario();
    const raised = withRiver(scenario, { target: 'river', riseM: 1, peakS: 60 }, 20);
    expect(withRiver(raised, null, 0)).toEqual(scenario);
  });
});

describe('barriers', () => {
  const line = [
    [0, 0],
    [30, 40],
  ] as const;

  it('are added under numbers that are free', () => {
    let s = withBarrier(withBarrier(firstScenario(), line), line);
    s = withoutMeasure(s, 'barrier-1');
    s = withBarrier(s, line);
    expect(barriersOf(s).map((b) => b.id)).toEqual(['barrier-2', 'barrier-1']);
    expect(new Set(barriersOf(s).map((b) => b.id)).size).toBe(2);
  });

  it('take another height', () => {
    const s = withBarrierHeight(withBarrier(firstScenario(), line), 'barrier-1', 2.5);
    expect(barriersOf(s)[0]).toMatchObject({ heightM: 2.5, line });
    expect('crestM' in barriersOf(s)[0]!).toBe(false);
  });

  it('know their length', () => {
    expect(lineLengthM(line)).toBe(50);
  });
});

describe('scenario store', () => {
  it('always holds a scenario that the schema accepts', () => {
    const s = withBarrier(withRiver(firstScenario(), { target: 'r', riseM: 1, peakS: 60 }, 3), [
      [0, 0],
      [1, 1],
    ]);
    expect(v.safeParse(scenarioSchema, s).issues).toBeUndefined();
  });

  it('undoes and redoes any edits exactly', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 90 }), { maxLength: 60 }), (hours) => {
        resetScenario(firstScenario());
        const start = scenarioStore.getState().scenario;
        for (const h of hours) editScenario((s) => ({ ...s, horizonS: h * 3600 }));
        const end = scenarioStore.getState().scenario;
        for (const _ of hours) undoScenario();
        expect(scenarioStore.getState().scenario).toBe(start);
        for (const _ of hours) redoScenario();
        expect(scenarioStore.getState().scenario).toBe(end);
      }),
    );
  });

  it('forgets what was undone once something else is done', () => {
    resetScenario(firstScenario());
    editScenario((s) => ({ ...s, horizonS: 1 }));
    undoScenario();
    editScenario((s) => ({ ...s, horizonS: 2 }));
    redoScenario();
    expect(scenarioStore.getState().scenario.horizonS).toBe(2);
  });
});

describe('balance error', () => {
  it('is a share of all water that came in', () => {
    expect(balanceError({ rainM3: 900, initialM3: 100, balanceErrorM3: -0.001 })).toBeCloseTo(1e-6);
    expect(balanceError({ rainM3: 900 })).toBeNull();
  });
});
