import { describe, expect, it } from 'vitest';
import type { FloodSetup } from '../../../workers/flood/setup';
import type { Engine } from '../../../workers/runtime/protocol';
import type { Measure, Scenario } from '../../../src/domain/scenario';
import { FrameStore } from '../../../src/rehearsal/frames/store';
import { memoryStorage } from '../../../src/rehearsal/frames/storage';
import { pointInPolygon } from '../../../src/domain/rasterize';
import { parseInp } from '../../../src/io/swmm/parseInp';
import { floodSetup } from '../../../src/rehearsal/floodSetup';
import { runKeyOf } from '../../../src/rehearsal/runKey';
import { floodDriver } from '../../../src/rehearsal/engineDriver';
import { firstLookOf } from '../../../src/rehearsal/firstLook';
import { createSession } from '../../../src/rehearsal/session';
import { tinyCity, tinyFloodFrame } from '../../fixtures/tinyCity';

const scenario: Scenario = {
  dryrunScenario: 1,
  id: 's1',
  name: 'Storm',
  horizonS: 600,
  outputEveryS: 60,
  seed: 1,
  forcings: [
    {
      kind: 'rain',
      id: 'r',
      intensityMmH: [
        [0, 100],
        [300, 0],
      ],
    },
  ],
  measures: [],
};
const barrier: Measure = {
  kind: 'barrier',
  id: 'b1',
  startS: 300,
  line: [
    [10, 10],
    [50, 10],
  ],
  heightM: 1,
};

/** An engine that emits made-up frames and writes down what it is told. */
function recorder(log: string[], slow = false): Engine<FloodSetup> {
  let t = -60;
  return {
    async prepare() {
      log.push('prepare');
      return {
        engine: 'flood',
        version: '1',
        backend: 'wasm',
        threads: 1,
        grid: null,
        outputs: [],
        notices: [],
      };
    },
    async advance(untilS, signal, onFrame) {
      while (t + 60 <= untilS) {
        if (slow) await new Promise((r) => setTimeout(r, 5));
        if (signal.aborted) throw new DOMException('aborted', 'AbortError');
        t += 60;
        onFrame(tinyFloodFrame(t));
      }
      log.push(`advanced ${untilS}`);
    },
    async apply(measures, atS) {
      log.push(`apply ${measures.map((m) => m.id).join()} at ${atS}`);
      return { applied: measures.map((m) => m.id), refused: [] };
    },
    snapshot: async () => new Uint8Array(),
    restore: async () => {},
    dispose: () => void log.push('dispose'),
  };
}

function session(log: string[], slow = false) {
  const city = tinyCity();
  const store = new FrameStore(memoryStorage());
  return createSession({
    cityDigest: city.digest,
    engines: [
      floodDriver({
        setup: async (s) => floodSetup(city, s),
        create: () => recorder(log, slow),
      }),
    ],
    store,
    now: () => 0,
  });
}

describe('session', () => {
  it('stops to apply measures at their time and takes a second identical run from the store', async () => {
    const log: string[] = [];
    const s = session(log);
    const withBarrier = { ...scenario, measures: [barrier] };
    const first = s.run(withBarrier);
    const summary = await first.done;
    expect(log).toEqual(['prepare', 'advanced 300', 'apply b1 at 300', 'advanced 600', 'dispose']);
    expect(first.frames('flood').times()).toEqual([
      0, 60, 120, 180, 240, 300, 360, 420, 480, 540, 600,
    ]);
    const again = await s.run({ ...withBarrier, name: 'renamed' }).done;
    expect(again).toMatchObject({ runKey: summary.runKey, fromStore: true });
    expect(log).toHaveLength(5);
  });

  it('takes a first look as a run of its own, on coarse cells and with quick sewers', async () => {
    const city = tinyCity();
    const taken: FloodSetup[] = [];
    const s = createSession({
      cityDigest: city.digest,
      engines: [
        floodDriver({
          setup: async (asked) => ({
            ...floodSetup(city, asked),
            drainage: {
              model: parseInp('[OPTIONS]\nFLOW_UNITS CMS\n', { file: 'x.inp' }),
              exchanges: [],
              outfalls: [],
            },
          }),
          create: () => {
            const engine = recorder([]);
            return { ...engine, prepare: (setup) => (taken.push(setup), engine.prepare(setup)) };
          },
        }),
      ],
      store: new FrameStore(memoryStorage()),
      now: () => 0,
    });
    const look = await s.run(scenario, { firstLook: true }).done;
    const run = await s.run(scenario).done;
    expect(look.runKey).not.toBe(run.runKey);
    expect(taken.map((setup) => setup.grid.cellSizeM)).toEqual([16, city.terrain.grid.cellSizeM]);
    expect(taken.map((setup) => setup.drainage?.quick)).toEqual([true, undefined]);
    const asCoarse = firstLookOf({ ...scenario, floodCellSizeM: 32 });
    expect(asCoarse.floodCellSizeM).toBe(32);
  });

  it('pauses, resumes and cancels', async () => {
    const log: string[] = [];
    const run = session(log, true).run(scenario);
    await new Promise<void>((resolve) =>
      run.on((e) => e.type === 'frame' && e.timeS >= 120 && resolve()),
    );
    run.pause();
    await new Promise((r) => setTimeout(r, 40));
    const held = run.frames('flood').times().length;
    await new Promise((r) => setTimeout(r, 40));
    expect(run.frames('flood').times()).toHaveLength(held);
    run.resume();
    await new Promise<void>((resolve) => run.on((e) => e.type === 'frame' && resolve()));
    run.cancel();
    await expect(run.done).rejects.toMatchObject({ name: 'AbortError' });
    expect(log.at(-1)).toBe('dispose');
  });

  it('mixes between the two frames around a moment', async () => {
    const run = session([]).run(scenario);
    await run.done;
    const at = await run.frames('flood').at(90);
    expect([at!.frame.timeS, at!.next!.timeS, at!.mix]).toEqual([60, 120, 0.5]);
    expect((await run.frames('flood').at(600))!.next).toBeNull();
  });
});

describe('runKeyOf', () => {
  const identity = {
    cityDigest: 'c',
    scenario,
    engines: [{ name: 'flood' as const, version: '1', backend: 'wasm' as const }],
  };
  it('does not change with names and notes, and changes with everything that decides the result', () => {
    const key = runKeyOf(identity);
    expect(runKeyOf({ ...identity, scenario: { ...scenario, name: 'x', note: 'y' } })).toBe(key);
    const others = [
      { ...identity, cityDigest: 'd' },
      { ...identity, scenario: { ...scenario, seed: 2 } },
      { ...identity, scenario: { ...scenario, measures: [barrier] } },
      { ...identity, engines: [{ ...identity.engines[0]!, version: '2' }] },
      { ...identity, engines: [{ ...identity.engines[0]!, options: { order: 2 } }] },
    ].map(runKeyOf);
    expect(new Set([key, ...others]).size).toBe(6);
  });
});

describe('floodSetup', () => {
  const city = tinyCity();
  it('blocks buildings, fills the river to its level and holds it there at the rim', () => {
    const setup = floodSetup(city, scenario);
    const { grid } = setup;
    let wrong = 0;
    setup.blocked.forEach((b, i) => {
      const x = grid.x0 + ((i % grid.cols) + 0.5) * grid.cellSizeM;
      const y = grid.y0 + (Math.floor(i / grid.cols) + 0.5) * grid.cellSizeM;
      const inside = city.buildings.some((building) => pointInPolygon(building.footprint, x, y));
      if ((b === 1) !== inside) wrong++;
    });
    expect(wrong).toBe(0);
    const river = setup.boundaries.find((b) => b.id === 'river')!;
    expect(river.kind).toBe('stage');
    for (const cell of river.cells)
      expect(setup.bedM[cell]! + setup.depthM![cell]!).toBeCloseTo(20, 4);
    expect(setup.rain[0]!.intensityMs.value[0]).toBeCloseTo(100 / 3.6e6, 12);
  });
  it('refuses a stage on a water body that is not there', () => {
    const bad: Scenario = {
      ...scenario,
      forcings: [{ kind: 'stage', id: 'f', target: 'nowhere', levelM: [[0, 21]] }],
    };
    expect(() => floodSetup(city, bad)).toThrow(/nowhere/);
  });
  it('keeps roughness and area when the grid is coarser', () => {
    const setup = floodSetup(city, { ...scenario, floodCellSizeM: 8 });
    expect([setup.grid.cols, setup.grid.rows]).toEqual([75, 75]);
    expect(Math.max(...setup.manningN)).toBeLessThanOrEqual(0.0351);
    expect(setup.bedM.every((z) => z > 15 && z < 40)).toBe(true);
  });
});
