import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { floodEngine } from '../../../workers/flood/engine';
import type { FloodSetup } from '../../../workers/flood/setup';
import { createEngineClient } from '../../../workers/runtime/client';
import { spawnNodeHelper, spawnNodeWorker } from '../../../workers/runtime/spawnNode';
import { provideThreads, threadsFor } from '../../../workers/runtime/threads';
import type { ThreadLike } from '../../../workers/runtime/threads';
import { makeSetup, smallTown } from './cases';

const never = (): AbortSignal => new AbortController().signal;
const made: ThreadLike[] = [];

const spawn = (): ThreadLike => {
  const thread = spawnNodeHelper();
  made.push(thread);
  return thread;
};

beforeAll(() => provideThreads(spawn));
afterAll(() => {
  for (const thread of made) thread.terminate();
});

async function hashes(setup: FloodSetup, threads: number, order: 1 | 2): Promise<string[]> {
  const engine = floodEngine.create();
  const { horizonS } = setup;
  const info = await engine.prepare({ ...setup, options: { threads, order } });
  expect(info.threads).toBe(threads);
  const out: string[] = [];
  await engine.advance(horizonS, never(), (f) => out.push(f.stateHash));
  engine.dispose();
  return out;
}

/** A flood wave that runs over dry land across all bands, with soil and thin walls. */
const wave = (): FloodSetup => {
  const setup = makeSetup(50, 90, 2, (x, y) => 3 - y / 80 + 0.3 * Math.sin(x / 7), {
    depth: (_, y) => (y < 40 ? 1.5 : 0),
    manning: 0.03,
    horizonS: 60,
    outputEveryS: 15,
    rim: 'free_outflow',
  });
  const crest = (every: number): Float32Array =>
    setup.bedM.map((z, k) => (k % every === 0 ? z + 0.5 : -Infinity));
  return {
    ...setup,
    infiltration: { law: 'constant', capacityMs: new Float32Array(4500).fill(1e-5) },
    crests: { east: crest(17), north: crest(23) },
  };
};

describe('threads', () => {
  for (const order of [1, 2] as const) {
    it(`give the same bits for any number of them, order ${order}`, async () => {
      const town = await hashes(smallTown(), 1, order);
      expect(await hashes(smallTown(), 2, order)).toEqual(town);
      expect(await hashes(smallTown(), 3, order)).toEqual(town);
      const one = await hashes(wave(), 1, order);
      expect(new Set(one).size).toBe(5);
      expect(await hashes(wave(), 2, order)).toEqual(one);
      expect(await hashes(wave(), 5, order)).toEqual(one);
    });
  }

  it('work inside an engine worker', async () => {
    const client = createEngineClient<FloodSetup>('flood', spawnNodeWorker);
    const setup = smallTown();
    const info = await client.prepare({ ...setup, options: { threads: 2 } });
    expect(info.threads).toBe(2);
    const out: string[] = [];
    await client.advance(240, never(), (f) => out.push(f.stateHash));
    client.terminate();
    expect(out).toEqual((await hashes(smallTown(), 1, 1)).slice(0, 3));
  });

  it('are taken unasked as the machine can spare them and the grid can use them', async () => {
    provideThreads(spawn, 3);
    expect(threadsFor(1_000_000, 20_000)).toBe(3);
    expect(threadsFor(50_000, 20_000)).toBe(2);
    const setup = makeSetup(200, 200, 1, () => 0);
    const engine = floodEngine.create();
    expect((await engine.prepare(setup)).threads).toBe(2);
    engine.dispose();
    provideThreads(spawn);
    expect((await floodEngine.create().prepare(setup)).threads).toBe(1);
  });

  it('are done without where none can be made', async () => {
    const setup = makeSetup(8, 8, 1, () => 0);
    const info = await floodEngine.create().prepare({ ...setup, options: { threads: 4 } });
    expect(info.threads).toBe(1);
    expect(info.notices.map((n) => n.code)).toEqual(['flood.threads.unavailable']);
  });
});
