import { isAbort } from '../domain/errors';

/** Pause and cancel over calls that can be aborted and called again, any number of them side by side. */
export class Gate {
  private cancelled = false;
  private paused = false;
  private readonly open = new Set<AbortController>();
  private readonly sleepers = new Set<() => void>();

  /** `onPause` is told when the work rests (true) and goes on (false). */
  constructor(private readonly onPause: (resting: boolean) => void = () => {}) {}

  pause(): void {
    if (this.paused) return;
    this.paused = true;
    this.onPause(true);
    this.abortOpen();
  }

  resume(): void {
    if (!this.paused) return;
    this.paused = false;
    this.onPause(false);
    this.wake();
  }

  cancel(): void {
    this.cancelled = true;
    this.abortOpen();
    this.wake();
  }

  throwIfCancelled(): void {
    if (this.cancelled) throw new DOMException('The run was cancelled.', 'AbortError');
  }

  /** Runs `work` to its end, across any number of pauses. Rejects with an `AbortError` once cancelled. */
  async through(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    for (;;) {
      this.throwIfCancelled();
      if (this.paused) {
        await new Promise<void>((wake) => this.sleepers.add(wake));
        continue;
      }
      const controller = new AbortController();
      this.open.add(controller);
      try {
        await work(controller.signal);
        this.throwIfCancelled();
        return;
      } catch (error) {
        if (!isAbort(error)) throw error;
      } finally {
        this.open.delete(controller);
      }
    }
  }

  private abortOpen(): void {
    for (const controller of this.open) controller.abort();
  }

  private wake(): void {
    for (const wake of this.sleepers) wake();
    this.sleepers.clear();
  }
}

/** Counts the wall time of computing, pauses left out. */
export class Stopwatch {
  private total = 0;
  private since: number | null = null;

  constructor(private readonly now: () => number) {}

  start(): void {
    this.since ??= this.now();
  }

  stop(): void {
    this.total += this.since === null ? 0 : this.now() - this.since;
    this.since = null;
  }

  seconds(): number {
    return (this.total + (this.since === null ? 0 : this.now() - this.since)) / 1000;
  }
}
