import type { PollutionKernel } from '../kernel/kernel';
import { cos, exp, log, sin } from '../math';
import type { Meteorology } from '../met/meteorology';
import { plumeTable } from '../plume/table';
import type { SourceShape } from '../plume/spread';
import { FLOOR_SHARE, normalNodes, type ErrorModel, type Reading } from './model';

const DIRECTIONS = 13;
const WIDTHS = 5;
const VERTICALS = 3;
/** Rates tried for a place: factors e^(−1.6 … 1.6) about the one that gives the readings' sum. */
export const RATES = 9;
const RATE_STEP = 0.4;
const TASK_WORDS = 16;
const SCRATCH_BYTES = 5 * 4 * 64;
/** Sensors the kernel has room for. */
export const MOST_SENSORS = 64;

/** What a place is worth: log evidence, mean of ln rate (rate in kg/s) and its variance. */
export interface Evidence {
  readonly log: Float32Array;
  readonly lnRate: Float32Array;
  readonly lnRateVariance: Float32Array;
}

/**
 * The readings of one hour in the kernel's memory, to be asked what they say of places. It evaluates the
 * plume operator from places to sensors: the rows of the forward matrix, read as its adjoint.
 */
export class ReadingTask {
  readonly floor: number;
  private readonly task: number;
  private readonly n: number;
  private readonly sensors: number;
  private readonly middle: number;
  private readonly axes: { readonly ux: number; readonly uy: number };
  private readonly mark: number;

  constructor(
    private readonly kernel: PollutionKernel,
    met: Meteorology,
    source: SourceShape,
    receptorM: number,
    private readonly readings: readonly Reading[],
    private readonly errors: ErrorModel,
  ) {
    this.mark = kernel.mark();
    const highest = Math.max(...readings.map((r) => r.kgM3));
    this.floor = Math.max(FLOOR_SHARE * highest, errors.detectionKgM3);
    this.n = Math.ceil(readings.length / 4) * 4;
    this.sensors = this.putSensors();
    const directions = normalNodes(errors.directionDeg, DIRECTIONS).map(({ value, logWeight }) => {
      const a = ((met.fromDeg + 180 + value) * Math.PI) / 180;
      return [sin(a), cos(a), logWeight];
    });
    const tables = normalNodes(errors.vertical, VERTICALS).map(({ value, logWeight }) => {
      const table = plumeTable(met, source, receptorM).values;
      // A deeper plume is as much thinner; its width is another unknown.
      const thinner = exp(-value);
      for (let k = 0; k < table.length; k += 4) {
        table[k]! *= thinner;
        table[k + 1]! *= thinner;
      }
      return { at: kernel.put(table), logWeight };
    });
    this.middle = tables[(VERTICALS - 1) / 2]!.at;
    const [ux, uy] = directions[(DIRECTIONS - 1) / 2]!;
    this.axes = { ux: ux!, uy: uy! };
    this.task = this.putTask(directions.flat(), tables);
  }

  /** What the readings say of each place (x, y pairs). */
  places(xy: Float32Array): Evidence {
    const count = xy.length / 2;
    const { kernel } = this;
    const mark = kernel.mark();
    const at = kernel.put(xy);
    const out = kernel.take(12 * count);
    kernel.call.evidence(this.task, at, count, out);
    const f = kernel.floats(out, 3 * count);
    const found = {
      log: Float32Array.from({ length: count }, (_, k) => f[3 * k]!),
      lnRate: Float32Array.from({ length: count }, (_, k) => f[3 * k + 1]!),
      lnRateVariance: Float32Array.from(
        { length: count },
        (_, k) => f[3 * k + 2]! - f[3 * k + 1]! * f[3 * k + 1]!,
      ),
    };
    kernel.release(mark);
    return found;
  }

  /** Log evidence of two sources among places, and the best pair. */
  pairs(xy: Float32Array): { log: number; a: number; b: number; share: number; lnRate: number } {
    const { kernel } = this;
    const mark = kernel.mark();
    const count = xy.length / 2;
    const rows = this.rows(xy, this.sensors, this.sensors + 4 * this.n, this.n);
    const shares = kernel.put(Float32Array.of(0.15, 0.3, 0.5, 0.7, 0.85));
    const out = kernel.take(16);
    const value = kernel.call.pairs(this.task, rows, count, shares, 5, out);
    const [a, b, share, lnRate] = kernel.floats(out, 4);
    const found = { log: value, a: a!, b: b!, share: share!, lnRate: lnRate! };
    kernel.release(mark);
    return found;
  }

  /** Unit concentrations (s/m³) at other places from candidates, by the mean wind: candidate by candidate. */
  unit(candidates: Float32Array, spots: Float32Array): Float32Array {
    const { kernel } = this;
    const mark = kernel.mark();
    const n = spots.length / 2;
    const x = kernel.put(Float32Array.from({ length: n }, (_, k) => spots[2 * k]!));
    const y = kernel.put(Float32Array.from({ length: n }, (_, k) => spots[2 * k + 1]!));
    const rows = this.rows(candidates, x, y, n);
    const found = kernel.floats(rows, (candidates.length / 2) * n).slice();
    kernel.release(mark);
    return found;
  }

  /** Log evidence of there being no source: every reading is the sensors' own noise. */
  nothing(): number {
    const d = this.errors.detectionKgM3;
    let square = 0;
    for (const r of this.readings) {
      const miss = log((Math.max(r.kgM3, 0) + d) / d);
      square += miss * miss;
    }
    return (-0.5 * square) / (this.errors.sensor * this.errors.sensor);
  }

  dispose(): void {
    this.kernel.release(this.mark);
  }

  private rows(xy: Float32Array, x: number, y: number, n: number): number {
    const { kernel, axes } = this;
    const count = xy.length / 2;
    const at = kernel.put(xy);
    const rows = kernel.take(4 * n * count);
    kernel.call.unitRows(this.middle, axes.ux, axes.uy, at, count, x, y, n, rows);
    return rows;
  }

  /** Planes x, y, log2(reading + floor), weight; filled up with sensors of no weight. */
  private putSensors(): number {
    const { n, readings, floor } = this;
    const planes = new Float32Array(4 * n);
    readings.forEach((r, k) => {
      planes[k] = r.x;
      planes[n + k] = r.y;
      planes[2 * n + k] = log(Math.max(r.kgM3, 0) + floor) * Math.LOG2E;
      planes[3 * n + k] = 1;
    });
    return this.kernel.put(planes);
  }

  private putTask(
    directions: readonly number[],
    tables: readonly { at: number; logWeight: number }[],
  ): number {
    const { kernel, errors, readings } = this;
    const dirs = kernel.put(Float32Array.from(directions));
    const tableList = kernel.take(8 * tables.length);
    tables.forEach((t, k) => {
      kernel.words(tableList, 2 * tables.length)[2 * k] = t.at;
      kernel.floats(tableList, 2 * tables.length)[2 * k + 1] = t.logWeight;
    });
    const widths = normalNodes(errors.width, WIDTHS).flatMap((w) => [exp(w.value), w.logWeight]);
    const rates = Array.from({ length: RATES }, (_, k) => (k - (RATES - 1) / 2) * RATE_STEP);
    const widthList = kernel.put(Float32Array.from(widths));
    const rateList = kernel.put(Float32Array.from(rates.flatMap((l) => [exp(l), l])));
    const scratch = kernel.take(SCRATCH_BYTES);
    const task = kernel.take(4 * TASK_WORDS);
    const words = kernel.words(task, TASK_WORDS);
    words.set([this.n, DIRECTIONS, tables.length, WIDTHS, RATES]);
    words.set([this.sensors, dirs, tableList, widthList, rateList, scratch], 5);
    const floats = kernel.floats(task, TASK_WORDS);
    floats[11] = this.floor;
    // ½/σ² for differences of log2.
    floats[12] = (0.5 * Math.LN2 * Math.LN2) / (errors.sensor * errors.sensor);
    floats[13] = readings.reduce((s, r) => s + Math.max(r.kgM3, 0), 0);
    return task;
  }
}
