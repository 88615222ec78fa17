/** Entry of a Node worker thread that helps a kernel in another thread. */
import { parentPort } from 'node:worker_threads';
import { helpWith } from './threads';
import type { ThreadJob } from './threads';

parentPort?.on('message', (job: ThreadJob) => {
  void helpWith(job, () => parentPort?.postMessage('ready'));
});
