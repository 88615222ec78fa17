/** A piece of work in steps: `next()` does one step of at most a few milliseconds. */
export interface Job {
  /** Smaller comes first. Read again whenever the next job is chosen. */
  readonly priority: () => number;
  readonly steps: Iterator<void, void>;
}

/** Milliseconds of work before the main thread is given back. */
const SLICE_MS = 8;

/** Does jobs on the main thread in slices, so that input and drawing never wait. */
export class SliceQueue {
  #jobs: Job[] = [];
  #running: Job | null = null;
  #scheduled = false;
  readonly #channel = new MessageChannel();
  readonly #onProgress: () => void;
  #lastReport = 0;

  /** @param onProgress called after slices in which a job was finished, at most every 100 ms, and at the end. */
  constructor(onProgress: () => void) {
    this.#onProgress = onProgress;
    this.#channel.port1.addEventListener('message', () => this.#slice());
    this.#channel.port1.start();
  }

  get idle(): boolean {
    return this.#jobs.length === 0 && this.#running === null;
  }

  add(job: Job): void {
    this.#jobs.push(job);
    this.#schedule();
  }

  clear(): void {
    this.#jobs = [];
    this.#running = null;
  }

  dispose(): void {
    this.clear();
    this.#channel.port1.close();
    this.#channel.port2.close();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#channel.port2.postMessage(0);
  }

  #slice(): void {
    this.#scheduled = false;
    const until = performance.now() + SLICE_MS;
    let finished = false;
    while (performance.now() < until) {
      this.#running ??= this.#take();
      if (!this.#running) break;
      if (this.#running.steps.next().done) {
        this.#running = null;
        finished = true;
      }
    }
    const now = performance.now();
    if (this.idle || (finished && now - this.#lastReport > 100)) {
      this.#lastReport = now;
      this.#onProgress();
    }
    if (!this.idle) this.#schedule();
  }

  #take(): Job | null {
    let best = -1;
    let least = Number.POSITIVE_INFINITY;
    this.#jobs.forEach((job, i) => {
      const p = job.priority();
      if (p < least || best < 0) {
        least = p;
        best = i;
      }
    });
    return best < 0 ? null : this.#jobs.splice(best, 1)[0]!;
  }
}
