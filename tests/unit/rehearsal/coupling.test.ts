import { describe, expect, it } from 'vitest';
import type { EngineName, Frame } from '../../../src/domain/frame';
import type { Measure, Scenario } from '../../../src/domain/scenario';
import type { EngineDriver } from '../../../src/rehearsal/engineDriver';
import { FrameStore } from '../../../src/rehearsal/frames/store';
import { memoryStorage } from '../../../src/rehearsal/frames/storage';
import { createSession } from '../../../src/rehearsal/session';

const scenario: Scenario = {
  dryrunScenario: 1,
  id: 's1',
  name: 'Coupled',
  horizonS: 120,
  outputEveryS: 60,
  seed: 1,
  engines: ['traffic', 'flood'],
  forcings: [],
  measures: [],
};
const closure: Measure = { kind: 'close_road', id: 'c1', startS: 30, targets: ['e1'] };

/** An engine that writes down what it is told; `wait` decides how long each advance takes. */
function driver(
  name: EngineName,
  listensTo: readonly EngineName[],
  log: string[],
  wait: () => number,
  failAtS = Infinity,
): EngineDriver {
  let t = -60;
  const frame = (timeS: number): Frame => ({
    engine: name,
    timeS,
    fields: [],
    series: [{ name: 'count', unit: '1', ids: ['a'], values: Float32Array.of(timeS) }],
    tracks: [],
    totals: { [`${name}Steps`]: timeS },
    stateHash: `${name}@${timeS}`,
  });
  return {
    name,
    version: '1',
    backend: 'js',
    listensTo,
    decisive: () => ({}),
    start: async () => ({
      info: {
        engine: name,
        version: '1',
        backend: 'js',
        threads: 1,
        grid: null,
        outputs: [],
        notices: [],
      },
      engine: {
        async advance(untilS, signal, onFrame) {
          while (t + 60 <= untilS) {
            await new Promise((r) => setTimeout(r, wait()));
            signal.throwIfAborted();
            if (t + 60 >= failAtS) throw new Error(`${name} broke`);
            t += 60;
            onFrame(frame(t));
          }
        },
        async apply(measures, atS) {
          log.push(`${name} takes ${measures.map((m) => m.id).join()} at ${atS}`);
          return { applied: measures.map((m) => m.id), refused: [] };
        },
        async feed({ engine, timeS, series }) {
          log.push(`${name} hears ${engine} ${timeS} ${series[0]!.values[0]}`);
        },
        snapshot: async () => new Uint8Array(),
        restore: async () => undefined,
        dispose: () => void log.push(`${name} ends`),
      },
    }),
  };
}

function session(engines: readonly EngineDriver[]) {
  const store = new FrameStore(memoryStorage());
  return {
    store,
    ...createSession({ cityDigest: 'c', engines, store, now: () => 0 }),
  };
}

describe('coupled engines', () => {
  for (const [pace, floodMs, trafficMs] of [
    ['the first is slow', 15, 0],
    ['the second is slow', 0, 15],
  ] as const) {
    it(`hear each other at the same simulated times where ${pace}`, async () => {
      const log: string[] = [];
      const s = session([
        driver('flood', [], log, () => floodMs),
        driver('traffic', ['flood'], log, () => trafficMs),
      ]);
      const run = s.run({ ...scenario, measures: [closure] });
      const summary = await run.done;
      expect(log).toEqual([
        'traffic hears flood 0 0',
        'traffic takes c1 at 30',
        'traffic hears flood 60 60',
        'traffic hears flood 120 120',
        'flood ends',
        'traffic ends',
      ]);
      expect(summary).toMatchObject({
        stateHash: 'flood@120+traffic@120',
        totals: { floodSteps: 120, trafficSteps: 120 },
        refused: [],
      });
      expect(run.engines).toEqual(['flood', 'traffic']);
      expect(run.frames('traffic').times()).toEqual([0, 60, 120]);
      expect((await run.frames('traffic').at(60))!.frame.engine).toBe('traffic');
      const again = await s.run({ ...scenario, measures: [closure] }).done;
      expect(again).toMatchObject({ fromStore: true, stateHash: 'flood@120+traffic@120' });
    });
  }

  it('all stop when one fails, and the run says why', async () => {
    const log: string[] = [];
    const s = session([
      driver('flood', [], log, () => 0, 60),
      driver('traffic', ['flood'], log, () => 0),
    ]);
    await expect(s.run(scenario).done).rejects.toThrow('flood broke');
    expect(log).toContain('flood ends');
    expect(log).toContain('traffic ends');
  });

  it('pause and go on together', async () => {
    const log: string[] = [];
    const s = session([
      driver('flood', [], log, () => 10),
      driver('traffic', ['flood'], log, () => 10),
    ]);
    const run = s.run(scenario);
    await new Promise((r) => setTimeout(r, 15));
    run.pause();
    await new Promise((r) => setTimeout(r, 30));
    const held = run.frames('flood').times().length;
    await new Promise((r) => setTimeout(r, 30));
    expect(run.frames('flood').times()).toHaveLength(held);
    run.resume();
    await run.done;
    expect(run.frames('traffic').times()).toEqual([0, 60, 120]);
  });

  it('say so where a measure acts on an engine that is left out, and where an engine is unknown', async () => {
    const log: string[] = [];
    const s = session([driver('flood', [], log, () => 0)]);
    const run = s.run({ ...scenario, engines: ['flood'], measures: [closure] });
    expect((await run.done).refused).toMatchObject([{ id: 'c1', code: 'measure.no_engine' }]);
    expect(() => s.run(scenario)).toThrow(/no engine "traffic"/);
  });
});
