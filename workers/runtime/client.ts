import { DryrunError } from '../../src/domain/errors';
import type { EngineName, Frame } from '../../src/domain/frame';
import { abortError, fromFailure } from './failure';
import { BEAT_MS, transferables } from './messages';
import type { CallName, Calls, FromWorker, ToWorker, WorkerLike } from './messages';
import type { Engine } from './protocol';

/** Seconds without a sign of life after which a worker counts as dead. */
const DEAFNESS_BEATS = 30;

interface Pending {
  resolve(value: unknown): void;
  reject(error: Error): void;
  onFrame?(frame: Frame): void;
}

/** An engine in a worker, with the same contract as the engine itself. */
export interface EngineClient<Setup> extends Engine<Setup> {
  feed(frame: Frame): Promise<void>;
  /** Settles once, when the worker has died or been terminated, with what is known of the reason. */
  readonly died: Promise<string>;
  /** Kills the worker at once; pending calls reject with `worker.died`. */
  terminate(): void;
}

/**
 * Runs an engine in a worker made by `spawn`. Set-ups and frames are transferred, not cloned. When
 * the worker dies, every pending and later call rejects with DryrunError `worker.died`; the driver
 * makes a new client, prepares it and restores its last snapshot.
 */
export function createEngineClient<Setup>(
  name: EngineName,
  spawn: () => WorkerLike,
): EngineClient<Setup> {
  const worker = spawn();
  const pending = new Map<number, Pending>();
  let nextId = 1;
  let heard = true;
  let missed = 0;
  let death: string | null = null;
  const mourners: ((reason: string) => void)[] = [];
  const died = new Promise<string>((resolve) => mourners.push(resolve));

  const die = (reason: string): void => {
    if (death !== null) return;
    death = reason;
    clearInterval(watch);
    for (const p of pending.values()) p.reject(deathError(name, reason));
    pending.clear();
    worker.terminate();
    for (const tell of mourners) tell(reason);
  };
  // Beats are counted, not timed: a sleeping laptop or a throttled tab stops the count as well.
  const watch = setInterval(() => {
    missed = heard ? 0 : missed + 1;
    heard = false;
    if (missed >= DEAFNESS_BEATS) die(`it gave no sign of life for ${DEAFNESS_BEATS} s`);
  }, BEAT_MS);
  (watch as { unref?: () => void }).unref?.();

  worker.listen((m: FromWorker) => {
    heard = true;
    if (m.type === 'beat') return;
    const p = pending.get(m.id);
    if (!p) return;
    if (m.type === 'frame') {
      p.onFrame?.(m.frame);
      return;
    }
    pending.delete(m.id);
    if (m.type === 'done') p.resolve(m.result);
    else p.reject(fromFailure(m.failure));
  }, die);

  function call<K extends CallName>(
    what: K,
    args: Calls[K]['args'],
    signal?: AbortSignal,
    onFrame?: (frame: Frame) => void,
  ): Promise<Calls[K]['result']> {
    if (death !== null) return Promise.reject(deathError(name, death));
    if (signal?.aborted) return Promise.reject(abortError());
    const id = nextId++;
    const cancel = (): void => worker.post({ type: 'cancel', id }, []);
    const promise = new Promise<unknown>((resolve, reject) => {
      pending.set(id, { resolve, reject, ...(onFrame && { onFrame }) });
    });
    signal?.addEventListener('abort', cancel, { once: true });
    // A set-up is given away; a snapshot stays with the driver, which may need it again.
    const transfer = what === 'prepare' ? transferables(args) : [];
    worker.post({ type: 'call', id, call: what, args } as ToWorker, transfer);
    return promise.finally(() => signal?.removeEventListener('abort', cancel)) as Promise<
      Calls[K]['result']
    >;
  }

  const created = call('create', { engine: name });
  created.catch(() => undefined); // Told to whoever calls prepare.
  return {
    died,
    prepare: async (setup) => {
      await created;
      return call('prepare', { setup });
    },
    advance: (untilS, signal, onFrame) => call('advance', { untilS }, signal, onFrame),
    apply: (measures, atS) => call('apply', { measures, atS }),
    feed: (frame) => call('feed', { frame }),
    snapshot: () => call('snapshot', null),
    restore: (bytes) => call('restore', { bytes }),
    dispose: () => {
      if (death !== null) return;
      call('dispose', null)
        .catch(() => undefined)
        .finally(() => die('it was disposed of'));
    },
    terminate: () => die('it was terminated'),
  };
}

function deathError(engine: EngineName, reason: string): DryrunError {
  return new DryrunError({
    code: 'worker.died',
    what: `The worker of the ${engine} engine is gone: ${reason}.`,
    mend: 'Start the run again; it continues from its last snapshot.',
    params: { engine, reason },
  });
}
