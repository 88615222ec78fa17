// First file of a Node engine thread: registers the TypeScript loader inside the thread, then runs
// the entry it was given. (`--import tsx` in `execArgv` does not reach worker threads on Node 20.)
import { workerData } from 'node:worker_threads';
import { register } from 'tsx/esm/api';

register();
await import(workerData.entry);
