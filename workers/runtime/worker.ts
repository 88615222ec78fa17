/** Entry of a browser Web Worker that runs one engine. */
import type { ToWorker } from './messages';
import { serveEngine } from './serve';
import { provideThreads } from './threads';

/** The part of a dedicated worker's scope used here (the DOM library types `self` as a window). */
const scope = globalThis as unknown as {
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<ToWorker>) => void): void;
};

/** One core is left to the page. Memory can be shared only where the page is isolated. */
const threads = crossOriginIsolated ? navigator.hardwareConcurrency - 1 : 1;

provideThreads(() => {
  const worker = new Worker(new URL('./threadWorker.ts', import.meta.url), { type: 'module' });
  return {
    post: (job) => worker.postMessage(job),
    listen: (onReady, onDeath) => {
      worker.addEventListener('message', onReady, { once: true });
      worker.addEventListener('error', (e) => onDeath(e.message), { once: true });
    },
    terminate: () => worker.terminate(),
  };
}, threads);

serveEngine({
  post: (message, transfer) => scope.postMessage(message, transfer),
  listen: (onMessage) => scope.addEventListener('message', (event) => onMessage(event.data)),
});
