import { Worker } from 'node:worker_threads';
import type { FromWorker, WorkerLike } from './messages';

/** A Node worker thread for an engine, running from the TypeScript sources as the program does. */
export function startNodeThread(): Worker {
  return new Worker(new URL('./nodeBootstrap.mjs', import.meta.url));
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
