import type { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { DryrunError, isAbort } from '../../../src/domain/errors';
import type { Frame } from '../../../src/domain/frame';
import { floodEngine } from '../../../workers/flood/engine';
import type { FloodSetup } from '../../../workers/flood/setup';
import { createEngineClient } from '../../../workers/runtime/client';
import type { EngineClient } from '../../../workers/runtime/client';
import {
  fromNodeWorker,
  spawnNodeWorker,
  startNodeThread,
} from '../../../workers/runtime/spawnNode';
import { makeSetup, smallTown } from '../flood/cases';

const never = (): AbortSignal => new AbortController().signal;
const clients: EngineClient<FloodSetup>[] = [];
function client(): EngineClient<FloodSetup> {
  const made = createEngineClient<FloodSetup>('flood', spawnNodeWorker);
  clients.push(made);
  return made;
}
/** A basin that keeps a worker busy for as long as a test likes. */
const busy = (): FloodSetup =>
  makeSetup(400, 400, 2, () => 0, {
    depth: (x) => (x < 400 ? 2 : 1),
    horizonS: 1e6,
    outputEveryS: 1,
  });

afterEach(() => {
  for (const c of clients.splice(0)) c.terminate();
});

describe('engine client', () => {
  it('gives the same frames from a worker as the engine does directly', async () => {
    const direct: Frame[] = [];
    const engine = floodEngine.create();
    await engine.prepare(smallTown());
    await engine.advance(600, never(), (f) => direct.push(f));

    const remote: Frame[] = [];
    const c = client();
    const info = await c.prepare(smallTown());
    expect(info.engine).toBe('flood');
    await c.advance(600, never(), (f) => remote.push(f));
    expect(remote.map((f) => f.timeS)).toEqual([0, 120, 240, 360, 480, 600]);
    expect(remote.map((f) => f.stateHash)).toEqual(direct.map((f) => f.stateHash));
    expect(remote.at(-1)!.fields[0]!.values).toEqual(direct.at(-1)!.fields[0]!.values);
  });

  it('takes the arrays of a set-up instead of copying them', async () => {
    const setup = smallTown();
    await client().prepare(setup);
    expect(setup.bedM.length).toBe(0);
  });

  it('hands over errors with their code', async () => {
    const setup = smallTown();
    setup.manningN[7] = -1;
    const error = await client()
      .prepare(setup)
      .catch((e: unknown) => e);
    expect(error).toBeInstanceOf(DryrunError);
    expect(error).toMatchObject({ code: 'flood.setup.negative', place: 'manningN[7]' });
  });

  it('cancels a running call within 200 ms and can go on afterwards', async () => {
    const c = client();
    await c.prepare(busy());
    const abort = new AbortController();
    let frames = 0;
    let cancelledAt = 0;
    const run = c.advance(1e6, abort.signal, () => {
      frames++;
      if (frames === 3) {
        cancelledAt = performance.now();
        abort.abort();
      }
    });
    const error = await run.catch((e: unknown) => e);
    expect(performance.now() - cancelledAt).toBeLessThan(200);
    expect(isAbort(error)).toBe(true);
    let last = 0;
    await c.advance(8, never(), (f) => (last = f.timeS));
    expect(last).toBe(8);
  });

  it('cancels a call that still waits without running it', async () => {
    const c = client();
    await c.prepare(busy());
    const first = new AbortController();
    const second = new AbortController();
    const running = c.advance(1e6, first.signal, () => undefined);
    let ran = false;
    const waiting = c.advance(2e6, second.signal, () => (ran = true));
    second.abort();
    first.abort();
    const ends = await Promise.allSettled([running, waiting]);
    expect(ends.map((e) => e.status === 'rejected' && isAbort(e.reason))).toEqual([true, true]);
    expect(ran).toBe(false);
  });

  it('rejects pending and later calls with a code when the worker dies', async () => {
    let thread: Worker | undefined;
    const c = createEngineClient<FloodSetup>('flood', () => {
      thread = startNodeThread();
      return fromNodeWorker(thread);
    });
    clients.push(c);
    await c.prepare(busy());
    const run = c.advance(1e6, never(), () => void thread!.terminate());
    await expect(run).rejects.toMatchObject({ code: 'worker.died' });
    await expect(c.snapshot()).rejects.toMatchObject({ code: 'worker.died' });
    expect(await c.died).toContain('ended');
  });

  it('continues in a new worker from the snapshot of one that died', async () => {
    const whole: string[] = [];
    const a = client();
    await a.prepare(smallTown());
    await a.advance(240, never(), (f) => whole.push(f.stateHash));
    const bytes = await a.snapshot();
    await a.advance(600, never(), (f) => whole.push(f.stateHash));
    a.terminate();

    const b = client();
    await b.prepare(smallTown());
    await b.restore(bytes);
    expect(bytes.length).toBeGreaterThan(0);
    const rest: string[] = [];
    await b.advance(600, never(), (f) => rest.push(f.stateHash));
    expect(rest).toEqual(whole.slice(3));
  });
});
