import { describe, expect, it } from 'vitest';
import * as v from 'valibot';
import {
  barriersOf,
  lineLengthM,
  withBarrier,
  withBarrierHeight,
  withoutMeasure,
} from '../../../src/app/scenario/barriers';
import { balanceError } from '../../../src/app/scenario/balance';
import {
  presetOf,
  presetRain,
  rainOf,
  STORM_PRESETS,
  withRain,
} from '../../../src/app/scenario/storms';
import { waterLevelOf, withHorizon, withWaterLevel } from '../../../src/app/scenario/waterLevel';
import { scenarioStore } from '../../../src/app/stores/scenario';
import { scenarioSchema, type StageDesign } from '../../../src/domain/scenario';
import { rainDepthMm } from '../../../src/domain/storm/hyetograph';

const dry = scenarioStore.getInitialState().scenario;
const depth = (id: string): number =>
  rainDepthMm(presetRain(STORM_PRESETS.find((p) => p.id === id)!).rows, Number.POSITIVE_INFINITY);

describe('storms', () => {
  it('are what their names say', () => {
    expect(depth('uniform100')).toBeCloseTo(100, 10);
    expect(depth('uniform60')).toBeCloseTo(120, 10);
    expect(depth('burst150')).toBeCloseTo(50, 10);
    expect(depth('peaked90')).toBeCloseTo(90, 9);
    expect(depth('long20')).toBeCloseTo(120, 10);
    expect(depth('none')).toBe(0);
  });

  it('are found again by their rows, with their design', () => {
    for (const p of STORM_PRESETS) {
      const rain = rainOf(withRain(dry, presetRain(p)));
      expect(presetOf(rain.rows)?.id).toBe(p.id);
      expect(rain.design).toEqual(p.design);
    }
    expect(presetOf([[0, 12.5]])).toBeNull();
  });

  it('leave no forcing behind where it does not rain', () => {
    const wet = withRain(dry, presetRain(STORM_PRESETS[0]!));
    expect(withRain(wet, { rows: [[0, 0]], design: null })).toEqual(dry);
  });
});

describe('water level', () => {
  const rise: StageDesign = { kind: 'rise', normalM: 20, riseM: 1.5, peakS: 1800 };
  const tide: StageDesign = {
    kind: 'tide',
    meanM: 20,
    amplitudeM: 1,
    periodS: 44_700,
    highAtS: 3600,
  };

  it('comes back as it was set', () => {
    for (const design of [rise, tide]) {
      const level = { target: 'river', design };
      expect(waterLevelOf(withWaterLevel(dry, level))).toEqual(level);
    }
  });

  it('goes away without a trace', () => {
    expect(withWaterLevel(withWaterLevel(dry, { target: 'river', design: rise }), null)).toEqual(
      dry,
    );
  });

  it('goes on to the end where the scenario is made longer', () => {
    const s = withHorizon(withWaterLevel(dry, { target: 'river', design: tide }), 86_400);
    const stage = s.forcings.find((f) => f.kind === 'stage')!;
    expect(stage.kind === 'stage' && stage.levelM.at(-1)![0]).toBe(86_400);
  });
});

describe('barriers', () => {
  const line = [
    [0, 0],
    [30, 40],
  ] as const;

  it('are added and taken away by their ids', () => {
    const two = withBarrier(withBarrier(dry, 'a', line), 'b', line);
    expect(barriersOf(two).map((b) => b.id)).toEqual(['a', 'b']);
    expect(barriersOf(withoutMeasure(two, 'a')).map((b) => b.id)).toEqual(['b']);
  });

  it('take another height', () => {
    const s = withBarrierHeight(withBarrier(dry, 'a', line), 'a', 2.5);
    expect(barriersOf(s)[0]).toMatchObject({ heightM: 2.5, line });
    expect('crestM' in barriersOf(s)[0]!).toBe(false);
  });

  it('know their length', () => {
    expect(lineLengthM(line)).toBe(50);
  });
});

it('an edited scenario is one that the schema accepts', () => {
  const wet = withRain(dry, presetRain(STORM_PRESETS[3]!));
  const s = withBarrier(
    withWaterLevel(wet, {
      target: 'r',
      design: { kind: 'rise', normalM: 2, riseM: 1, peakS: 60 },
    }),
    'a',
    [
      [0, 0],
      [1, 1],
    ],
  );
  expect(v.safeParse(scenarioSchema, s).issues).toBeUndefined();
});

describe('balance error', () => {
  it('is a share of all water that came in', () => {
    expect(balanceError({ rainM3: 900, initialM3: 100, balanceErrorM3: -0.001 })).toBeCloseTo(1e-6);
    expect(balanceError({ rainM3: 900 })).toBeNull();
  });
});
