import { proxy, transfer, wrap, type Remote } from 'comlink';
import { createEngineClient } from '../../workers/runtime/client';
import { fromWebWorker } from '../../workers/runtime/webWorker';
import type { FloodSetup } from '../../workers/flood/setup';
import type { City } from '../domain/city';
import { DryrunError } from '../domain/errors';
import type { Frame } from '../domain/frame';
import type { FrameStoreAccess } from '../rehearsal/frames/access';
import type { FrameStoreWorkerApi } from '../rehearsal/frames/worker';
import { createSession } from '../rehearsal/session';
import type { AppPorts, CitySource, LoadedCity, LoadStep, RunSession, SceneKind } from './ports';
import type { CityWorkerApi, Outcome } from './workers/city.worker';

/** The app's ports in a browser: scenes by lazy chunks, everything heavy in workers. */
export function browserPorts(): AppPorts {
  const workers = new WeakMap<City, CityWorker>();
  return {
    async loadCity(source, signal, onStep) {
      const worker = new CityWorker();
      try {
        const loaded = await worker.open(source, signal, onStep);
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

async function createScene(kind: SceneKind) {
  return kind === 'city'
    ? (await import('../../scenes/city/scene')).createCityScene()
    : (await import('../../scenes/underground/scene')).createUndergroundScene();
}

/** The worker that read a City and makes its set-ups. */
class CityWorker {
  readonly #worker = new Worker(new URL('./workers/city.worker.ts', import.meta.url), {
    type: 'module',
    name: 'city',
  });
  readonly #api: Remote<CityWorkerApi> = wrap<CityWorkerApi>(this.#worker);
  /** Comlink never settles the calls of a dead worker: this rejects in their place. */
  readonly #died = new Promise<never>((_, reject) => {
    this.#worker.addEventListener('error', (e) => reject(workerDied(e.message)));
  });

  constructor() {
    this.#died.catch(() => undefined);
  }

  async open(
    source: CitySource,
    signal: AbortSignal,
    onStep: (step: LoadStep) => void,
  ): Promise<LoadedCity> {
    const absolute: CitySource =
      source.kind === 'url'
        ? { kind: 'url', url: new URL(source.url, location.href).href }
        : source;
    const aborted = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(new DOMException('cancelled', 'AbortError')));
    });
    return unwrap(
      await Promise.race([this.#api.open(absolute, proxy(onStep)), this.#died, aborted]),
    );
  }

  floodSetup: (scenario: Parameters<CityWorkerApi['floodSetup']>[0]) => Promise<FloodSetup> =
    async (scenario) => unwrap(await Promise.race([this.#api.floodSetup(scenario), this.#died]));

  end(): void {
    this.#worker.terminate();
  }
}

function unwrap<T>(outcome: Outcome<T>): T {
  if ('problem' in outcome) throw new DryrunError(outcome.problem);
  return outcome.value;
}

function workerDied(message: string): DryrunError {
  return new DryrunError({
    code: 'worker.died',
    what: `The background process that was at work has stopped${message ? `: ${message}` : ''}.`,
    mend: 'Start it again; nothing you entered is lost.',
    params: { reason: message },
  });
}

function openSession(city: City, cityWorker: CityWorker): RunSession {
  const storeWorker = new Worker(new URL('../rehearsal/frames/worker.ts', import.meta.url), {
    type: 'module',
    name: 'frames',
  });
  const session = createSession({
    cityDigest: city.digest,
    floodSetup: cityWorker.floodSetup,
    createFlood: () =>
      createEngineClient<FloodSetup>('flood', () =>
        fromWebWorker(
          new Worker(new URL('../../workers/runtime/worker.ts', import.meta.url), {
            type: 'module',
            name: 'flood',
          }),
        ),
      ),
    store: remoteStore(wrap<FrameStoreWorkerApi>(storeWorker)),
    now: () => Date.now(),
  });
  return {
    run: session.run,
    dispose: () => {
      storeWorker.terminate();
      cityWorker.end();
    },
  };
}

/** The frame store behind its worker. A stored frame is given away: nobody reads it here afterwards. */
function remoteStore(api: Remote<FrameStoreWorkerApi>): FrameStoreAccess {
  return {
    record: (runKey) => api.record(runKey),
    begin: (start) => api.begin(start),
    put: (runKey, frame) => api.put(runKey, transfer(frame, buffersOf(frame))),
    finish: (runKey, complete) => api.finish(runKey, complete),
    get: (runKey, timeS) => api.get(runKey, timeS),
    probe: (runKey, x, y) => api.probe(runKey, x, y),
    element: (runKey, id) => api.element(runKey, id),
  };
}

function buffersOf(frame: Frame): ArrayBuffer[] {
  const buffers = [...frame.fields, ...frame.series].map((f) => f.values.buffer);
  // Views of one shared buffer are transferred once; shared memory is not transferred at all.
  return [...new Set(buffers)].filter((b): b is ArrayBuffer => b instanceof ArrayBuffer);
}
