import type { FromWorker, WorkerLike } from './messages';

/**
 * A browser worker as the client wants it. The caller creates it, so that the bundler sees the
 * expression: `new Worker(new URL('…/workers/runtime/worker.ts', import.meta.url), { type: 'module' })`.
 */
export function fromWebWorker(worker: Worker): WorkerLike {
  return {
    post: (message, transfer) => worker.postMessage(message, transfer),
    listen: (onMessage, onDeath) => {
      worker.addEventListener('message', (e: MessageEvent<FromWorker>) => onMessage(e.data));
      worker.addEventListener('error', (e) => onDeath(e.message || 'it could not be loaded'));
      worker.addEventListener('messageerror', () => onDeath('a message could not be read'));
    },
    terminate: () => worker.terminate(),
  };
}
