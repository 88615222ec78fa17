/** What a helping thread is given: a compiled kernel, the memory it shares, its number (from 1). */
export interface ThreadJob {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly thread: number;
}

/** A thread that can be given a job. Which kind of worker it is, the entry files know. */
export interface ThreadLike {
  post(job: ThreadJob): void;
  /** `onReady` once its kernel stands, `onDeath` if that fails or it ends. */
  listen(onReady: () => void, onDeath: (reason: string) => void): void;
  terminate(): void;
}

let spawnThread: (() => ThreadLike) | null = null;
let spare = 1;

/**
 * Told by a worker's entry file how threads are made where it runs, and how many a kernel may take
 * where nobody asks for a number. Without it kernels run alone.
 */
export function provideThreads(spawn: () => ThreadLike, most = 1): void {
  spawnThread = spawn;
  spare = most;
}

/** Threads a kernel takes unasked: those of the machine but one, if each gets `cells / cellsEach` to do. */
export function threadsFor(cells: number, cellsEach: number): number {
  return Math.max(1, Math.min(spare, Math.floor(cells / cellsEach)));
}

/**
 * Starts threads 1 … count−1 on a kernel (thread 0 is the caller) and waits until they stand at its
 * barrier. Resolves to null where that is not possible: no way to make threads, or memory may not be
 * shared because the page is not cross-origin isolated.
 */
export async function startThreads(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
  count: number,
): Promise<readonly ThreadLike[] | null> {
  const spawn = spawnThread;
  if (!spawn || count < 2) return null;
  const threads: ThreadLike[] = [];
  try {
    await Promise.all(
      Array.from({ length: count - 1 }, (_, k) => {
        const thread = spawn();
        threads.push(thread);
        return new Promise<void>((resolve, reject) => {
          thread.listen(resolve, (reason) => reject(new Error(reason)));
          thread.post({ module, memory, thread: k + 1 });
        });
      }),
    );
    return threads;
  } catch {
    for (const thread of threads) thread.terminate();
    return null;
  }
}

/** The helper's side: makes the kernel on the shared memory, says so, and works until terminated. */
export async function helpWith(job: ThreadJob, ready: () => void): Promise<void> {
  const instance = await WebAssembly.instantiate(job.module, { env: { memory: job.memory } });
  ready();
  (instance.exports as { help(thread: number): void }).help(job.thread);
}
