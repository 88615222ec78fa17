import { describe, expect, it } from 'vitest';
import type { Frame } from '../../../src/domain/frame';
import type { Measure } from '../../../src/domain/scenario';
import { pollutionEngine } from '../../../workers/pollution/engine';
import type { PollutionSetup } from '../../../workers/pollution/setup';
import { road, setup, steady, westWind } from './setups';

const never = new AbortController().signal;

async function run(s: PollutionSetup, measures: readonly Measure[] = []): Promise<Frame[]> {
  const engine = pollutionEngine.create();
  await engine.prepare(s);
  if (measures.length > 0) await engine.apply(measures, 0);
  const frames: Frame[] = [];
  await engine.advance(s.horizonS, never, (f) => frames.push(f));
  engine.dispose();
  return frames;
}

const field = (f: Frame, name: string): Float32Array =>
  f.fields.find((x) => x.name === name)!.values;

const square: [number, number][] = [
  [0, 0],
  [800, 0],
  [800, 800],
  [0, 800],
];

describe('pollution engine', () => {
  it('shows a road downwind only, and less with distance', async () => {
    const [first] = await run(setup());
    const row = field(first!, 'NOx').subarray(20 * 40, 21 * 40);
    expect(row[8]).toBe(0);
    expect(row[12]).toBeGreaterThan(row[20]!);
    expect(row[20]).toBeGreaterThan(row[38]!);
    expect(row[38]).toBeGreaterThan(0);
  });

  it('is linear: a truck ban takes the share of the trucks away, a zone what it says', async () => {
    const [before] = await run(setup());
    const ban: Measure = { kind: 'truck_ban', id: 'ban', area: square };
    const [after] = await run(setup(), [ban]);
    const zone: Measure = {
      kind: 'low_emission_zone',
      id: 'zone',
      area: square,
      carShare: 0.5,
      truckShare: 0,
    };
    const [zoned] = await run(setup(), [zone]);
    const at = 20 * 40 + 15;
    const was = field(before!, 'NOx')[at]!;
    expect(field(after!, 'NOx')[at]! / was).toBeCloseTo(2 / 3, 5);
    expect(field(zoned!, 'NOx')[at]! / was).toBeCloseTo(1 / 3, 5);
  });

  it('stops a source at its time and starts it again', async () => {
    const frames = await run(setup(), [
      { kind: 'source_off', id: 'off', target: 'high street', startS: 1000, endS: 2000 },
    ]);
    const sums = frames.map((f) => field(f, 'NOx').reduce((s, v) => s + v, 0));
    expect(sums[0]).toBeGreaterThan(0);
    expect(sums[1]).toBe(0);
    expect(sums[2]).toBe(sums[0]);
  });

  it('refuses what it has no place for', async () => {
    const engine = pollutionEngine.create();
    await engine.prepare(setup());
    const got = await engine.apply(
      [
        { kind: 'source_off', id: 'x', target: 'nowhere' },
        { kind: 'close_road', id: 'y', targets: ['a'] },
      ],
      0,
    );
    expect(got.applied).toEqual([]);
    expect(got.refused.map((r) => r.id)).toEqual(['x', 'y']);
  });

  it('ends in the same bits again, and after a snapshot', async () => {
    const s = setup({
      sources: [],
      releases: [
        {
          id: 'tank',
          substance: 'chlorine',
          x: 100,
          y: 400,
          heightM: 2,
          amountKg: 20,
          startS: 0,
          durationS: 300,
        },
      ],
      horizonS: 240,
      outputEveryS: 60,
    });
    const whole = await run(s);
    const again = await run(s);
    expect(again.map((f) => f.stateHash)).toEqual(whole.map((f) => f.stateHash));
    const engine = pollutionEngine.create();
    await engine.prepare(s);
    await engine.advance(120, never, () => undefined);
    const bytes = await engine.snapshot();
    const other = pollutionEngine.create();
    await other.prepare(s);
    await other.restore(bytes);
    const frames: Frame[] = [];
    await other.advance(240, never, (f) => frames.push(f));
    expect(frames.map((f) => f.stateHash)).toEqual(whole.slice(3).map((f) => f.stateHash));
  });

  it('follows a release: a cloud that passes, its highest values and the AEGL they reach', async () => {
    const frames = await run(
      setup({
        sources: [],
        receptors: [{ id: 'school', x: 500, y: 400, heightM: 1.5 }],
        releases: [
          {
            id: 'tank',
            substance: 'chlorine',
            x: 100,
            y: 400,
            heightM: 1,
            amountKg: 50,
            startS: 0,
            durationS: 60,
          },
        ],
        horizonS: 1200,
        outputEveryS: 30,
      }),
    );
    const there = frames.map((f) => f.series.find((x) => x.name === 'chlorine')!.values[0]!);
    const peak = Math.max(...there);
    expect(there[0]).toBe(0);
    expect(peak).toBeGreaterThan(0);
    expect(there.at(-1)).toBeLessThan(peak / 1000);
    const last = frames.at(-1)!;
    expect(Math.max(...field(last, 'aegl.chlorine'))).toBe(3);
    expect(field(last, 'max.chlorine')[20 * 40 + 20]).toBeGreaterThan(0);
  });

  it('turns NO into NO2 by the ozone of the background', async () => {
    const s = setup({
      background: [
        { species: 'NOx', ugM3: steady(20) },
        { species: 'NO2', ugM3: steady(15) },
        { species: 'O3', ugM3: steady(80) },
      ],
      met: [westWind({ radiationWm2: 300 })],
    });
    const [frame] = await run(s);
    const at = 20 * 40 + 12;
    const far = 20 * 40 + 2;
    expect(field(frame!, 'NO2')[at]).toBeGreaterThan(field(frame!, 'NO2')[far]! * 1.2);
    expect(field(frame!, 'NO2')[at]).toBeLessThan(field(frame!, 'NOx')[at]!);
    expect(field(frame!, 'O3')[at]).toBeLessThan(field(frame!, 'O3')[far]!);
  });

  it('gives both sides of a canyon street', async () => {
    const s = setup({ sources: [road('high street', { canyon: { heightM: 20, widthM: 18 } })] });
    const [frame] = await run(s);
    const value = (name: string): number => frame!.series.find((x) => x.name === name)!.values[0]!;
    expect(value('NOx.leeward')).toBeGreaterThan(value('NOx.windward'));
  });

  it('hears what the traffic emits', async () => {
    const s = setup({ sources: [road('high street', { trafficId: 'e1' })], horizonS: 1800 });
    const engine = pollutionEngine.create();
    await engine.prepare(s);
    const frames: Frame[] = [];
    await engine.advance(0, never, (f) => frames.push(f));
    const heard = {
      name: 'emission.NOx',
      unit: 'kg/s',
      ids: ['e1'],
      values: Float32Array.of(6e-4),
    };
    await engine.feed!({ ...frames[0]!, engine: 'traffic', fields: [], series: [heard] });
    await engine.advance(1800, never, (f) => frames.push(f));
    const at = 20 * 40 + 15;
    expect(field(frames[1]!, 'NOx')[at]! / field(frames[0]!, 'NOx')[at]!).toBeCloseTo(7 / 3, 4);
  });

  it('makes the matrix in blocks where it is too large, with the same result', async () => {
    const [whole] = await run(setup());
    const [blocks] = await run(setup({ options: { matrixBytes: 1000 } }));
    expect(blocks!.stateHash).toBe(whole!.stateHash);
  });

  it('can be cancelled between species', async () => {
    const engine = pollutionEngine.create();
    await engine.prepare(setup());
    const stop = new AbortController();
    stop.abort();
    await expect(engine.advance(3600, stop.signal, () => undefined)).rejects.toThrow();
    const frames: Frame[] = [];
    await engine.advance(3600, never, (f) => frames.push(f));
    expect(frames).toHaveLength(3);
  });
});

describe('pollution set-up at the door', () => {
  const bad: [string, string, Partial<PollutionSetup>][] = [
    ['a missing met hour', 'pollution.setup.met', { met: [westWind({ windMs: Number.NaN })] }],
    ['no met hour', 'pollution.setup.met', { met: [] }],
    ['met that begins late', 'pollution.setup.met', { met: [westWind({ startS: 600 })] }],
    [
      'a negative emission',
      'pollution.setup.negative',
      { sources: [road('a', { rates: [{ species: 'NOx', part: 'cars', kgS: steady(-1) }] })] },
    ],
    [
      'an absurd emission',
      'pollution.setup.rate',
      { sources: [road('a', { rates: [{ species: 'NOx', part: 'cars', kgS: steady(1e6) }] })] },
    ],
    [
      'an unknown substance',
      'pollution.substance.unknown',
      {
        releases: [
          {
            id: 'r',
            substance: 'unobtainium',
            x: 1,
            y: 1,
            heightM: 0,
            amountKg: 1,
            startS: 0,
            durationS: 1,
          },
        ],
      },
    ],
    [
      'a receptor inside a building',
      'pollution.setup.receptor',
      {
        blocked: new Uint8Array(1600).fill(1),
        receptors: [{ id: 'p', x: 30, y: 30, heightM: 2 }],
      },
    ],
    ['two sources of one id', 'pollution.setup.source', { sources: [road('a'), road('a')] }],
  ];
  it.each(bad)('refuses %s in one sentence', async (_, code, more) => {
    await expect(pollutionEngine.create().prepare(setup(more))).rejects.toMatchObject({ code });
  });

  it('takes a calm and says so', async () => {
    const info = await pollutionEngine.create().prepare(setup({ met: [westWind({ windMs: 0 })] }));
    expect(info.notices.map((n) => n.code)).toContain('pollution.met.calm');
    const [frame] = await run(setup({ met: [westWind({ windMs: 0 })] }));
    expect(field(frame!, 'NOx')[20 * 40 + 5]).toBeGreaterThan(0);
    expect(field(frame!, 'NOx').every((v) => Number.isFinite(v))).toBe(true);
  });

  it('gives a finite value with a receptor on the source', async () => {
    const s = setup({ receptors: [{ id: 'kerb', x: 200, y: 400, heightM: 1.5 }] });
    const [frame] = await run(s);
    const c = frame!.series[0]!.values[0]!;
    expect(c).toBeGreaterThan(0);
    expect(Number.isFinite(c)).toBe(true);
  });
});
