import { describe, expect, it } from 'vitest';
import type { Frame } from '../../../src/domain/frame';
import type { Measure } from '../../../src/domain/scenario';
import type { Engine } from '../../../workers/runtime/protocol';
import { loadEngine } from '../../../workers/runtime/registry';
import type { TrafficSetup } from '../../../workers/traffic/setup';
import { cars, plainCar, setupOf, straightRoad } from './tinyNets';

const never = new AbortController().signal;
const PHASES = [
  [30, 'G'],
  [3, 'y'],
  [27, 'r'],
] as const;

function setup(seed = 1): TrafficSetup {
  const road = straightRoad([600, 600, 600], 13.89, PHASES);
  const departs = Array.from({ length: 80 }, (_, i) => 4 * i);
  return setupOf(
    road,
    cars(['e0', 'e1', 'e2'], departs),
    { seed, outputEveryS: 10, horizonS: 400, options: { model: 'krauss' } },
    plainCar({ speedDev: 0.1 }),
  );
}

async function prepared(s: TrafficSetup): Promise<Engine<TrafficSetup>> {
  const engine = (await loadEngine('traffic')).create() as Engine<TrafficSetup>;
  await engine.prepare(s);
  return engine;
}

async function run(engine: Engine<TrafficSetup>, untilS: number): Promise<Frame[]> {
  const frames: Frame[] = [];
  await engine.advance(untilS, never, (f) => frames.push(f));
  return frames;
}

describe('the traffic engine', () => {
  it('hands out frames with vehicles where they are, and counts that agree', async () => {
    const frames = await run(await prepared(setup()), 120);
    expect(frames.map((f) => f.timeS)).toEqual([
      0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120,
    ]);
    const { tracks, totals, series } = frames.at(-1)!;
    const [vehicles] = tracks;
    expect(vehicles!.name).toBe('vehicles');
    expect(vehicles!.ids.length).toBe(totals['running']);
    expect(totals['inserted']).toBe(totals['running']! + totals['arrived']!);
    for (let i = 0; i < vehicles!.ids.length; i++) {
      expect(vehicles!.positions[3 * i]!).toBeGreaterThanOrEqual(0);
      expect(vehicles!.positions[3 * i]!).toBeLessThanOrEqual(1800);
      expect(vehicles!.positions[3 * i + 2]).toBeNaN();
      expect(vehicles!.headings[i]).toBe(0);
    }
    const flow = series.find((s) => s.name === 'edgeFlow')!;
    const density = series.find((s) => s.name === 'edgeDensity')!;
    const speed = series.find((s) => s.name === 'edgeSpeed')!;
    expect(flow.ids).toEqual(['e0', 'e1', 'e2']);
    // Flow = density × speed on the first edge, where vehicles are at all times.
    expect(flow.values[0]! / (density.values[0]! * speed.values[0]! * 3.6)).toBeCloseTo(1, 5);
  });

  it('gives the same bits for the same seed and others for another', async () => {
    const hashes = async (seed: number) =>
      (await run(await prepared(setup(seed)), 200)).map((f) => f.stateHash);
    const first = await hashes(1);
    expect(await hashes(1)).toEqual(first);
    expect((await hashes(2)).at(-1)).not.toBe(first.at(-1));
  });

  it('goes on bit-equal from a snapshot, also past a closure and on an engine that ran on', async () => {
    const close: Measure = {
      id: 'c',
      kind: 'close_road',
      targets: ['e1'],
      startS: 60,
      endS: 140,
    };
    const engine = await prepared(setup());
    await engine.apply([close], 0);
    await run(engine, 100);
    const bytes = await engine.snapshot();
    const straight = (await run(engine, 300)).map((f) => f.stateHash);
    const other = await prepared(setup());
    await run(other, 35);
    await other.restore(bytes);
    expect((await run(other, 300)).map((f) => f.stateHash)).toEqual(straight);
    await engine.restore(bytes);
    expect((await run(engine, 300)).map((f) => f.stateHash)).toEqual(straight);
    await expect(engine.restore(bytes.subarray(0, 50))).rejects.toMatchObject({
      code: 'engine.snapshot',
    });
  });

  it('lets nobody onto a closed road until it is open again', async () => {
    const engine = await prepared(setup());
    const result = await engine.apply(
      [
        { id: 'c', kind: 'close_road', targets: ['e1_0'], startS: 100, endS: 300 },
        { id: 'n', kind: 'close_road', targets: ['nowhere'] },
        { id: 'p', kind: 'signal_plan', target: 's', programId: '1' },
      ],
      0,
    );
    expect(result.applied).toEqual(['c']);
    expect(result.refused.map((r) => [r.id, r.code])).toEqual([
      ['n', 'traffic.measure.target'],
      ['p', 'traffic.measure'],
    ]);
    const frames = await run(engine, 200);
    const flowAt = (t: number) =>
      frames.find((f) => f.timeS === t)!.series.find((s) => s.name === 'edgeFlow')!.values[1]!;
    expect(flowAt(100)).toBeGreaterThan(0);
    // Those already on it have driven off.
    expect(flowAt(190)).toBe(0);
    // Nobody can get round it: trips under way end before it.
    expect(frames.at(-1)!.totals['cutShort']).toBeGreaterThan(0);
  });

  it('refuses a set-up it cannot work with', async () => {
    const bad = { ...setup(), options: { stepS: 3 } };
    await expect(prepared(bad)).rejects.toMatchObject({ code: 'traffic.setup', place: 'stepS' });
  });
});
