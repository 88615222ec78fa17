/** Entry of a browser worker that helps a kernel in another worker. */
import { helpWith } from './threads';
import type { ThreadJob } from './threads';

const scope = globalThis as unknown as {
  postMessage(message: unknown): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<ThreadJob>) => void): void;
};

scope.addEventListener('message', (event) => {
  void helpWith(event.data, () => scope.postMessage('ready'));
});
