/** Moving marks and ripples stop this long after the last thing that happened, ms. */
const CALM_AFTER_MS = 20_000;
const ANIMATION_INTERVAL_MS = 33;
/** Longest step of animated time, s: a tab that slept does not make things jump. */
const MAX_STEP_S = 0.1;

/** What a loop asks of its scene. */
export interface FrameLoopHost {
  /** Draws; `seconds` of animated time have passed, 0 where nothing moves. */
  render(seconds: number): void;
  /** False while nothing can be drawn. */
  mayDraw(): boolean;
  /** True while something on show moves. */
  moves(): boolean;
}

/** Decides when frames are drawn: on demand, and for a while after each event if something moves. */
export class FrameLoop {
  /** True from a change until the frame that shows it. */
  stale = false;
  /** Main-thread milliseconds of the last frame. */
  frameMs = 0;
  readonly #host: FrameLoopHost;
  #request = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #lastMs = 0;
  #lastEventMs = 0;

  constructor(host: FrameLoopHost) {
    this.#host = host;
  }

  /** Something happened: draw soon, and let the water move for a while. */
  happened(): void {
    this.stale = true;
    this.#lastEventMs = performance.now();
    this.request();
  }

  request(): void {
    if (this.#request || !this.#host.mayDraw()) return;
    this.#request = requestAnimationFrame((now) => this.#frame(now));
  }

  dispose(): void {
    cancelAnimationFrame(this.#request);
    clearTimeout(this.#timer);
  }

  #frame(nowMs: number): void {
    this.#request = 0;
    if (!this.#host.mayDraw()) return;
    const started = performance.now();
    const seconds = Math.min(MAX_STEP_S, Math.max(0, (nowMs - this.#lastMs) / 1000));
    this.#lastMs = nowMs;
    const moving = this.#moves();
    this.#host.render(moving ? seconds : 0);
    this.stale = false;
    this.frameMs = performance.now() - started;
    if (!moving) return;
    // Animation never takes more than half of the main thread.
    clearTimeout(this.#timer);
    const pause = Math.max(ANIMATION_INTERVAL_MS, this.frameMs) - 8;
    this.#timer = setTimeout(() => this.request(), pause);
  }

  #moves(): boolean {
    if (performance.now() - this.#lastEventMs > CALM_AFTER_MS) return false;
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) return false;
    return this.#host.moves();
  }
}
