import { proxy, transfer } from 'comlink';
import { createEngineClient } from '../../workers/runtime/client';
import { fromWebWorker } from '../../workers/runtime/webWorker';
import type { Scene } from '../../scenes/shared/scene';
import type { City } from '../domain/city';
import { DryrunError } from '../domain/errors';
import type { EngineName, Frame } from '../domain/frame';
import { engineDrivers, type RunnableEngine, type Setups } from '../rehearsal/engines';
import type { FrameStoreAccess } from '../rehearsal/frames/access';
import type { FrameStoreWorkerApi } from '../rehearsal/frames/worker';
import { createSession } from '../rehearsal/session';
import type { AppPorts, CitySource, LoadedCity, LoadStep, RunSession, SceneKind } from './ports';
import type { CityWorkerApi, Outcome } from './workers/city.worker';
import { GuardedWorker } from './workers/guardedWorker';

type CityWorker = GuardedWorker<CityWorkerApi>;

/** The app's ports in a browser: scenes by lazy chunks, everything heavy in workers. */
export function browserPorts(): AppPorts {
  /** The worker that read a City makes its set-ups too. */
  const workers = new WeakMap<City, CityWorker>();
  return {
    async loadCity(source, signal, onStep) {
      const worker = cityWorker();
      try {
        const loaded = await openIn(worker, source, signal, onStep);
        workers.set(loaded.city, worker);
        return loaded;
      } catch (error) {
        worker.end();
        throw error;
      }
    },
    createScene,
    openSession: (city) => openSession(city, workers.get(city)!),
  };
}

async function createScene(kind: SceneKind): Promise<Scene> {
  return kind === 'city'
    ? (await import('../../scenes/city/scene')).createCityScene()
    : (await import('../../scenes/underground/scene')).createUndergroundScene();
}

function cityWorker(): CityWorker {
  return new GuardedWorker<CityWorkerApi>(
    () =>
      new Worker(new URL('./workers/city.worker.ts', import.meta.url), {
        type: 'module',
        name: 'city',
      }),
    'city.workerDied',
  );
}

/** Reads a City in a worker; the caller ends the worker where this rejects, which is also how it is cancelled. */
async function openIn(
  worker: CityWorker,
  source: CitySource,
  signal: AbortSignal,
  onStep: (step: LoadStep) => void,
): Promise<LoadedCity> {
  const absolute: CitySource =
    source.kind === 'url' ? { kind: 'url', url: new URL(source.url, location.href).href } : source;
  const aborted = new Promise<never>((_, reject) => {
    const abort = (): void => reject(new DOMException('The opening was cancelled.', 'AbortError'));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
  });
  const opened = worker.call(
    // Comlink spreads a union of results over promises; it is one promise of the union.
    (api) => api.open(absolute, proxy(onStep)) as Promise<Outcome<LoadedCity>>,
  );
  return unwrap(await Promise.race([opened, aborted]));
}

function unwrap<T>(outcome: Outcome<T>): T {
  if ('problem' in outcome) throw new DryrunError(outcome.problem);
  return outcome.value;
}

function openSession(city: City, cityWorker: CityWorker): RunSession {
  const store = new GuardedWorker<FrameStoreWorkerApi>(
    () =>
      new Worker(new URL('../rehearsal/frames/worker.ts', import.meta.url), {
        type: 'module',
        name: 'frames',
      }),
  );
  const session = createSession({
    cityDigest: city.digest,
    engines: engineDrivers({
      setup: async (name, scenario) =>
        unwrap(
          await cityWorker.call(
            (api) => api.setup(name, scenario) as Promise<Outcome<Setups[RunnableEngine]>>,
          ),
        ),
      create: (name) => createEngineClient(name, () => fromWebWorker(engineWorker(name))),
    }),
    store: remoteStore(store),
    now: () => Date.now(),
  });
  return {
    run: session.run,
    dispose: () => {
      store.end();
      cityWorker.end();
    },
  };
}

function engineWorker(name: EngineName): Worker {
  return new Worker(new URL('../../workers/runtime/worker.ts', import.meta.url), {
    type: 'module',
    name,
  });
}

/** The frame store behind its worker. A stored frame is given away: nobody reads it here afterwards. */
function remoteStore(store: GuardedWorker<FrameStoreWorkerApi>): FrameStoreAccess {
  return {
    record: (runKey) => store.call((api) => api.record(runKey)),
    begin: (start) => store.call((api) => api.begin(start)),
    put: (runKey, frame) => store.call((api) => api.put(runKey, transfer(frame, buffersOf(frame)))),
    finish: (runKey, complete) => store.call((api) => api.finish(runKey, complete)),
    get: (...args) => store.call((api) => api.get(...args)),
    probe: (...args) => store.call((api) => api.probe(...args)),
    element: (...args) => store.call((api) => api.element(...args)),
  };
}

function buffersOf(frame: Frame): ArrayBuffer[] {
  const buffers = [...frame.fields, ...frame.series].map((f) => f.values.buffer);
  // Views of one buffer give it away once; shared memory is not given away at all.
  return [...new Set(buffers)].filter((b): b is ArrayBuffer => b instanceof ArrayBuffer);
}
