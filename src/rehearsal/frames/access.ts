import type { EngineName, Frame } from '../../domain/frame';
import type { RunRecord, RunStart, TimeProfile } from './store';

/** The part of `FrameStore` that a reader or a driver needs; a worker's remote proxy has the same shape. */
export interface FrameStoreAccess {
  record(runKey: string): Promise<RunRecord | null> | (RunRecord | null);
  begin(start: RunStart): Promise<void>;
  put(runKey: string, frame: Frame): Promise<void>;
  finish(runKey: string, complete: boolean): Promise<void>;
  get(runKey: string, engine: EngineName, timeS: number): Promise<Frame | null>;
  probe(runKey: string, engine: EngineName, x: number, y: number): Promise<TimeProfile>;
  element(runKey: string, engine: EngineName, id: string): Promise<TimeProfile>;
}

/** The frame to show at a moment: the stored one at or before it, the next one and where between them. */
export interface FrameAt {
  readonly frame: Frame;
  readonly next: Frame | null;
  /** 0 at `frame`, 1 at `next`. */
  readonly mix: number;
}

/** Decoded frames kept for scrubbing back and forth: four, about 25 MB each for a million cells. */
const KEPT = 4;

/** Frames of one engine in one run by time, with the last few kept decoded. */
export class RunFrames {
  private readonly kept = new Map<number, Promise<Frame | null>>();
  private readonly stored: number[] = [];

  constructor(
    private readonly runKey: string,
    private readonly engine: EngineName,
    private readonly store: FrameStoreAccess,
  ) {}

  /** Output times stored so far, s, ascending. */
  times(): readonly number[] {
    return this.stored;
  }

  /** Called by the driver when a frame has been stored. */
  added(timeS: number): void {
    const at = this.stored.findIndex((t) => t >= timeS);
    if (at >= 0 && this.stored[at] === timeS) return;
    if (at < 0) this.stored.push(timeS);
    else this.stored.splice(at, 0, timeS);
  }

  /** The frames around a moment, or null where nothing is stored at or before it. */
  async at(timeS: number): Promise<FrameAt | null> {
    let k = -1;
    while (k + 1 < this.stored.length && this.stored[k + 1]! <= timeS) k++;
    if (k < 0) return null;
    const from = this.stored[k]!;
    const to = this.stored[k + 1];
    const frame = await this.load(from);
    if (!frame) return null;
    if (to === undefined || timeS === from) return { frame, next: null, mix: 0 };
    return { frame, next: await this.load(to), mix: (timeS - from) / (to - from) };
  }

  /** Every field's value over time at a point (local metres). */
  probe(x: number, y: number): Promise<TimeProfile> {
    return this.store.probe(this.runKey, this.engine, x, y);
  }

  /** Every series' value over time of a network element. */
  element(id: string): Promise<TimeProfile> {
    return this.store.element(this.runKey, this.engine, id);
  }

  private load(timeS: number): Promise<Frame | null> {
    const known = this.kept.get(timeS);
    const frame = known ?? this.store.get(this.runKey, this.engine, timeS);
    this.kept.delete(timeS);
    this.kept.set(timeS, frame);
    if (this.kept.size > KEPT) this.kept.delete(this.kept.keys().next().value!);
    return frame;
  }
}
