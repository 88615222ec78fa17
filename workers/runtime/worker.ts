/** Entry of a browser Web Worker that runs one engine. */
import type { ToWorker } from './messages';
import { serveEngine } from './serve';

/** The part of a dedicated worker's scope used here (the DOM library types `self` as a window). */
const scope = globalThis as unknown as {
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<ToWorker>) => void): void;
};

serveEngine({
  post: (message, transfer) => scope.postMessage(message, transfer),
  listen: (onMessage) => scope.addEventListener('message', (event) => onMessage(event.data)),
});
