/** Entry of a Node worker thread that runs one engine. */
import { parentPort } from 'node:worker_threads';
import type { ToWorker } from './messages';
import { serveEngine } from './serve';
import { spawnNodeHelper } from './spawnNode';
import { provideThreads } from './threads';

const port = parentPort;
if (!port) throw new Error('workers/runtime/nodeWorker.ts runs in a worker thread only.');

provideThreads(spawnNodeHelper);
serveEngine({
  post: (message, transfer) => port.postMessage(message, transfer),
  listen: (onMessage, onDeath) => {
    port.on('message', (message: ToWorker) => onMessage(message));
    port.on('close', () => onDeath('the port was closed'));
  },
});
