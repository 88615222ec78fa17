import type { EngineName, Frame } from '../../domain/frame';
import { cellIndexAt, type Grid } from '../../domain/grid';
import { DryrunError } from '../../domain/errors';
import { decodeCell, decodeElement, decodeFrame, encodeFrame } from './codec';
import type { BlobStorage } from './storage';

/** What the store knows of a run beside its frames. */
export interface RunRecord {
  readonly runKey: string;
  readonly scenarioId: string;
  readonly outputEveryS: number;
  /** Output times stored so far by engine, seconds, ascending. */
  readonly timesS: Readonly<Partial<Record<EngineName, readonly number[]>>>;
  /** True once the run has reached its horizon: it needn't be computed again. */
  readonly complete: boolean;
  /** Stored bytes. */
  readonly bytes: number;
  /** Milliseconds since 1970 of the last use, given by the caller (the store has no clock). */
  readonly usedAt: number;
}

/** What a run is begun with. */
export type RunStart = Pick<RunRecord, 'runKey' | 'scenarioId' | 'outputEveryS' | 'usedAt'>;

/** A value over time at a place or a network element. */
export interface TimeProfile {
  readonly timeS: Float64Array;
  /** One array per field or series that the frames carry there. */
  readonly values: Readonly<Record<string, Float32Array>>;
}

/** Bytes kept free beside the frames, so that the document always finds room. */
const RESERVE_BYTES = 64e6;

/**
 * Frames by run key and output time over a `BlobStorage`, with a quota: when room runs out, the runs
 * used longest ago go first, never the one being written.
 */
export class FrameStore {
  private readonly records = new Map<string, RunRecord>();

  constructor(private readonly storage: BlobStorage) {}

  /** Reads which runs are stored. Call once before use. A damaged record is skipped: its run is computed again. */
  async load(): Promise<void> {
    for (const key of await this.storage.list('runs')) {
      const bytes = await this.storage.read(`runs/${key}/run.json`);
      const record = bytes && parseRecord(bytes);
      if (record) this.records.set(record.runKey, record);
    }
  }

  runs(): RunRecord[] {
    return [...this.records.values()];
  }

  record(runKey: string): RunRecord | null {
    return this.records.get(runKey) ?? null;
  }

  /** Starts (or starts over) a run. */
  async begin(start: RunStart): Promise<void> {
    await this.storage.removeFolder(`runs/${start.runKey}`);
    this.records.set(start.runKey, { ...start, timesS: {}, complete: false, bytes: 0 });
  }

  /** Stores a frame of a begun run. Throws `store.full` where no room can be made. */
  async put(runKey: string, frame: Frame): Promise<void> {
    this.need(runKey);
    const bytes = encodeFrame(frame);
    await this.makeRoom(bytes.length, runKey);
    try {
      await this.storage.write(framePath(runKey, frame.engine, frame.timeS), bytes);
    } catch (cause) {
      throw full(bytes.length, cause);
    }
    // Frames of several engines come in side by side: what was stored meanwhile counts too.
    const now = this.need(runKey);
    const times = (now.timesS[frame.engine] ?? []).filter((t) => t !== frame.timeS);
    this.records.set(runKey, {
      ...now,
      timesS: { ...now.timesS, [frame.engine]: [...times, frame.timeS].sort((a, b) => a - b) },
      bytes: now.bytes + bytes.length,
    });
  }

  /** Writes the run's record; `complete` runs are found again after a reload. */
  async finish(runKey: string, complete: boolean): Promise<void> {
    const record = { ...this.need(runKey), complete };
    this.records.set(runKey, record);
    const bytes = new TextEncoder().encode(JSON.stringify(record));
    await this.storage.write(`runs/${runKey}/run.json`, bytes);
  }

  /** An engine's frame at an output time, or null where that time is not stored. */
  async get(runKey: string, engine: EngineName, timeS: number): Promise<Frame | null> {
    const bytes = await this.storage.read(framePath(runKey, engine, timeS));
    return bytes && decodeFrame(bytes);
  }

  /** Every field's value over time in the cell that holds a point (local metres). */
  async probe(runKey: string, engine: EngineName, x: number, y: number): Promise<TimeProfile> {
    return this.profile(runKey, engine, (bytes) =>
      decodeCell(bytes, (g: Grid) => cellIndexAt(g, x, y)),
    );
  }

  /** Every series' value over time of a network element. */
  async element(runKey: string, engine: EngineName, id: string): Promise<TimeProfile> {
    return this.profile(runKey, engine, (bytes) => decodeElement(bytes, id));
  }

  async remove(runKey: string): Promise<void> {
    this.records.delete(runKey);
    await this.storage.removeFolder(`runs/${runKey}`);
  }

  private async profile(
    runKey: string,
    engine: EngineName,
    read: (bytes: Uint8Array) => Record<string, number>,
  ): Promise<TimeProfile> {
    const timesS = this.need(runKey).timesS[engine] ?? [];
    const values: Record<string, Float32Array> = {};
    for (const [k, timeS] of timesS.entries()) {
      const bytes = await this.storage.read(framePath(runKey, engine, timeS));
      if (!bytes) continue;
      for (const [name, value] of Object.entries(read(bytes))) {
        values[name] ??= new Float32Array(timesS.length).fill(Number.NaN);
        values[name][k] = value;
      }
    }
    return { timeS: Float64Array.from(timesS), values };
  }

  private async makeRoom(bytes: number, keep: string): Promise<void> {
    const oldestFirst = this.runs()
      .filter((r) => r.runKey !== keep)
      .sort((a, b) => a.usedAt - b.usedAt);
    while ((await this.storage.bytesFree()) < bytes + RESERVE_BYTES) {
      const oldest = oldestFirst.shift();
      if (!oldest) throw full(bytes);
      await this.remove(oldest.runKey);
    }
  }

  private need(runKey: string): RunRecord {
    const record = this.records.get(runKey);
    if (!record) {
      throw new DryrunError({
        code: 'store.unknown_run',
        what: `No run "${runKey.slice(0, 12)}" is in the frame store.`,
        mend: 'Run the scenario again.',
      });
    }
    return record;
  }
}

function full(bytes: number, cause?: unknown): DryrunError {
  return new DryrunError(
    {
      code: 'store.full',
      what: `The browser gives no room for another ${Math.ceil(bytes / 1e6)} MB of results.`,
      mend: 'Delete runs you no longer need, or free disk space, then run again.',
      params: { megabytes: Math.ceil(bytes / 1e6) },
    },
    { cause },
  );
}

/** Times become file names in milliseconds, so that they sort and are exact. */
function framePath(runKey: string, engine: EngineName, timeS: number): string {
  return `runs/${runKey}/${engine}-${Math.round(timeS * 1000)}.drf`;
}

function parseRecord(bytes: Uint8Array): RunRecord | null {
  try {
    const record = JSON.parse(new TextDecoder().decode(bytes)) as RunRecord;
    return typeof record.runKey === 'string' && isByEngine(record.timesS) ? record : null;
  } catch {
    return null;
  }
}

/** Times by engine; records of a build that knew one engine only had a plain list. */
function isByEngine(timesS: unknown): boolean {
  return typeof timesS === 'object' && timesS !== null && !Array.isArray(timesS);
}
