import { DOUBT, QUALITY, type Observation, type Quality } from '../../domain/observation';
import type { QualityChecks } from './checks';

/** What the store knows of a Datastream before the first reading. */
export interface StreamSpec {
  readonly id: string;
  /** Seconds between readings in normal service; absent: never called stale. */
  readonly intervalS?: number;
  readonly checks: QualityChecks;
}

/** What became of a reading handed in. */
export type Taken = 'new' | 'late' | 'duplicate' | 'corrected' | 'too-old';

/** Readings this far ahead of the receiver's clock have a clock problem, ms. */
const AHEAD_MS = 60_000;

/** Readings looked back over for the last one that passed. */
const RATE_LOOK_BACK = 16;

/** A stream is stale after this many intervals without a reading, and after at least this long, ms. */
const STALE_INTERVALS = 3;
const STALE_AT_LEAST_MS = 5_000;

/**
 * The last readings of many Datastreams in typed arrays: for each a ring of fixed length, sorted by
 * time. Out-of-order readings are put where they belong, duplicates are dropped, every reading is
 * checked on the way in and, for spikes, once its follower is known.
 */
export class ObservationStore {
  private readonly rowOf: ReadonlyMap<string, number>;
  private readonly timeMs: Float64Array;
  private readonly raw: Float64Array;
  private readonly quality: Uint8Array;
  private readonly doubts: Uint8Array;
  /** Place of the oldest reading in its ring, and how many there are. */
  private readonly head: Uint32Array;
  private readonly count: Uint32Array;
  private readonly receivedMs: Float64Array;
  /** Readings in a row, up to the newest, within the flat band around the first of them. */
  private readonly flatRun: Uint32Array;
  private readonly flatFrom: Float64Array;
  /** Readings by what became of them. */
  readonly counts: Record<Taken, number> = {
    new: 0,
    late: 0,
    duplicate: 0,
    corrected: 0,
    'too-old': 0,
  };

  /** `capacity`: readings kept per Datastream. Memory is 18 bytes per reading. */
  constructor(
    readonly streams: readonly StreamSpec[],
    readonly capacity: number,
  ) {
    const n = streams.length * capacity;
    this.rowOf = new Map(streams.map((s, i) => [s.id, i]));
    this.timeMs = new Float64Array(n);
    this.raw = new Float64Array(n);
    this.quality = new Uint8Array(n);
    this.doubts = new Uint8Array(n);
    this.head = new Uint32Array(streams.length);
    this.count = new Uint32Array(streams.length);
    this.receivedMs = new Float64Array(streams.length).fill(Number.NEGATIVE_INFINITY);
    this.flatRun = new Uint32Array(streams.length);
    this.flatFrom = new Float64Array(streams.length);
  }

  /** Row of a Datastream, −1 where it isn't known. */
  row(id: string): number {
    return this.rowOf.get(id) ?? -1;
  }

  /** Takes a reading of a row. `receivedMs` is the receiver's clock when it came. */
  take(row: number, timeMs: number, value: number, receivedMs: number): Taken {
    const taken = this.place(row, timeMs, value);
    this.counts[taken]++;
    if (taken === 'too-old' || taken === 'duplicate') return taken;
    this.receivedMs[row] = Math.max(this.receivedMs[row]!, receivedMs);
    if (taken === 'new') this.countFlat(row, value);
    const k = this.find(row, timeMs);
    const clock = timeMs - receivedMs > AHEAD_MS ? DOUBT.clock : 0;
    this.check(row, k, clock | (taken === 'new' ? this.flatDoubt(row) : 0));
    // The neighbours' own checks look at this reading too; what else was doubted of them stays.
    if (k > 0) this.check(row, k - 1, this.lastingDoubts(row, k - 1));
    if (k + 1 < this.count[row]!) this.check(row, k + 1, this.lastingDoubts(row, k + 1));
    return taken;
  }

  /** Number of readings kept of a row. */
  size(row: number): number {
    return this.count[row]!;
  }

  /** The k-th oldest reading kept of a row. */
  at(row: number, k: number): Observation {
    const i = this.index(row, k);
    return {
      timeMs: this.timeMs[i]!,
      raw: this.raw[i]!,
      quality: this.quality[i]! as Quality,
      doubts: this.doubts[i]!,
    };
  }

  latest(row: number): Observation | null {
    const n = this.count[row]!;
    return n === 0 ? null : this.at(row, n - 1);
  }

  /** True where nothing has come for three intervals (and five seconds) by the receiver's clock. */
  isStale(row: number, nowMs: number): boolean {
    const { intervalS } = this.streams[row]!;
    if (intervalS === undefined) return false;
    const patienceMs = Math.max(intervalS * 1000 * STALE_INTERVALS, STALE_AT_LEAST_MS);
    return nowMs - this.receivedMs[row]! > patienceMs;
  }

  /**
   * The newest reading of every row into arrays of the caller's, one entry per row: time (NaN where
   * there is none), raw value and quality; 0 in `quality` where there is no reading.
   */
  snapshot(into: LatestReadings): void {
    for (let row = 0; row < this.streams.length; row++) {
      const n = this.count[row]!;
      const i = n === 0 ? -1 : this.index(row, n - 1);
      into.timeMs[row] = i < 0 ? Number.NaN : this.timeMs[i]!;
      into.raw[row] = i < 0 ? Number.NaN : this.raw[i]!;
      into.quality[row] = i < 0 ? 0 : this.quality[i]!;
    }
  }

  private place(row: number, timeMs: number, value: number): Taken {
    const n = this.count[row]!;
    const k = this.find(row, timeMs);
    if (k < n && this.timeMs[this.index(row, k)] === timeMs) {
      const i = this.index(row, k);
      if (Object.is(this.raw[i], value)) return 'duplicate';
      this.raw[i] = value;
      return 'corrected';
    }
    if (n === this.capacity) {
      if (k === 0) return 'too-old';
      // The oldest makes room; places count from the next one on.
      this.head[row] = (this.head[row]! + 1) % this.capacity;
      this.shift(row, k - 1, n - 1);
      this.put(row, k - 1, timeMs, value);
    } else {
      this.count[row] = n + 1;
      this.shift(row, k, n);
      this.put(row, k, timeMs, value);
    }
    return k === n ? 'new' : 'late';
  }

  /** Moves the readings at [from, last) up by one. */
  private shift(row: number, from: number, last: number): void {
    for (let k = last; k > from; k--) {
      const to = this.index(row, k);
      const source = this.index(row, k - 1);
      this.timeMs[to] = this.timeMs[source]!;
      this.raw[to] = this.raw[source]!;
      this.quality[to] = this.quality[source]!;
      this.doubts[to] = this.doubts[source]!;
    }
  }

  private put(row: number, k: number, timeMs: number, value: number): void {
    const i = this.index(row, k);
    this.timeMs[i] = timeMs;
    this.raw[i] = value;
    this.quality[i] = QUALITY.notEvaluated;
    this.doubts[i] = 0;
  }

  /** First place whose time is not before `timeMs`. Readings mostly come in order: looks from the end. */
  private find(row: number, timeMs: number): number {
    let k = this.count[row]!;
    while (k > 0 && this.timeMs[this.index(row, k - 1)]! >= timeMs) k--;
    return k;
  }

  private index(row: number, k: number): number {
    return row * this.capacity + ((this.head[row]! + k) % this.capacity);
  }

  private countFlat(row: number, value: number): void {
    const { flatBand = 0 } = this.streams[row]!.checks;
    if (Math.abs(value - this.flatFrom[row]!) <= flatBand) this.flatRun[row]!++;
    else {
      this.flatRun[row] = 1;
      this.flatFrom[row] = value;
    }
  }

  private flatDoubt(row: number): number {
    const { flatCount } = this.streams[row]!.checks;
    const run = this.flatRun[row]!;
    if (!flatCount || run < flatCount[0]) return 0;
    return run < flatCount[1] ? DOUBT.flat : DOUBT.flat | DOUBT.stuck;
  }

  private lastingDoubts(row: number, k: number): number {
    return this.doubts[this.index(row, k)]! & (DOUBT.clock | DOUBT.flat | DOUBT.stuck);
  }

  /** Runs the checks of the k-th reading beside the doubts known already. The worst result is its quality. */
  private check(row: number, k: number, known: number): void {
    const i = this.index(row, k);
    const value = this.raw[i]!;
    if (!Number.isFinite(value)) {
      this.quality[i] = QUALITY.missing;
      this.doubts[i] = 0;
      return;
    }
    const { possible, usual, spike, ratePerS } = this.streams[row]!.checks;
    let doubts = known;
    let fails = (known & DOUBT.stuck) !== 0;
    if (possible && (value < possible[0] || value > possible[1])) {
      doubts |= DOUBT.range;
      fails = true;
    } else if (usual && (value < usual[0] || value > usual[1])) doubts |= DOUBT.range;
    if (spike) {
      const off = this.offNeighbours(row, k);
      if (off > spike[0]) doubts |= DOUBT.spike;
      if (off > spike[1]) fails = true;
    }
    if (ratePerS !== undefined && this.rateBefore(row, k) > ratePerS) doubts |= DOUBT.rate;
    this.doubts[i] = doubts;
    if (fails) this.quality[i] = QUALITY.fail;
    else if (doubts !== 0) this.quality[i] = QUALITY.suspect;
    else this.quality[i] = possible ? QUALITY.pass : QUALITY.notEvaluated;
  }

  /** Distance from the mean of the readings before and after; 0 where either is not there yet or failed. */
  private offNeighbours(row: number, k: number): number {
    if (k === 0 || k + 1 >= this.count[row]!) return 0;
    const before = this.index(row, k - 1);
    const after = this.index(row, k + 1);
    if (this.quality[before]! >= QUALITY.fail || this.quality[after]! >= QUALITY.fail) return 0;
    const mean = (this.raw[before]! + this.raw[after]!) / 2;
    return Math.abs(this.raw[this.index(row, k)]! - mean);
  }

  /** Change per second since the last reading that passed, of the few before; 0 where there is none. */
  private rateBefore(row: number, k: number): number {
    for (let b = k - 1; b >= 0 && b >= k - RATE_LOOK_BACK; b--) {
      const i = this.index(row, b);
      if (this.quality[i] !== QUALITY.pass) continue;
      const now = this.index(row, k);
      const seconds = (this.timeMs[now]! - this.timeMs[i]!) / 1000;
      return Math.abs(this.raw[now]! - this.raw[i]!) / seconds;
    }
    return 0;
  }
}

/** The newest reading of every row, as arrays that can be transferred. */
export interface LatestReadings {
  readonly timeMs: Float64Array;
  readonly raw: Float64Array;
  readonly quality: Uint8Array;
}
