import { Worker } from 'node:worker_threads';
import type { FromWorker, WorkerLike } from './messages';
import type { ThreadLike } from './threads';

/** A Node worker thread for an engine, running from the TypeScript sources as the program does. */
export function startNodeThread(): Worker {
  return bootstrap('./nodeWorker.ts');
}

/** A Node worker thread that helps a kernel; for `provideThreads`. */
export function spawnNodeHelper(): ThreadLike {
  const worker = bootstrap('./nodeThread.ts');
  worker.unref();
  return {
    post: (job) => worker.postMessage(job),
    listen: (onReady, onDeath) => {
      worker.once('message', onReady);
      worker.once('error', (error: unknown) => onDeath(String(error)));
      worker.once('exit', (code) => onDeath(`it ended with code ${code}`));
    },
    terminate: () => void worker.terminate(),
  };
}

function bootstrap(entry: string): Worker {
  return new Worker(new URL('./nodeBootstrap.mjs', import.meta.url), {
    workerData: { entry: new URL(entry, import.meta.url).href },
  });
}

/** What `createEngineClient` is given on Node. */
export function spawnNodeWorker(): WorkerLike {
  return fromNodeWorker(startNodeThread());
}

/** A Node worker thread as the client wants it. */
export function fromNodeWorker(worker: Worker): WorkerLike {
  return {
    post: (message, transfer) => worker.postMessage(message, transfer),
    listen: (onMessage, onDeath) => {
      worker.on('message', (message: FromWorker) => onMessage(message));
      worker.on('error', (error: unknown) => onDeath(String(error)));
      worker.on('messageerror', () => onDeath('a message could not be read'));
      worker.on('exit', (code) => onDeath(`it ended with code ${code}`));
    },
    terminate: () => void worker.terminate(),
  };
}
