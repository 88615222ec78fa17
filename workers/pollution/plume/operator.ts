import type { PollutionKernel } from '../kernel/kernel';
import type { Meteorology } from '../met/meteorology';
import { cos, sin } from '../math';
import type { PlumeSource, WindAxes } from './sources';
import type { PlumeTable } from './table';

const SOURCE_BYTES = 32;
const LANES = 4;

/** Direction the wind blows to, as a unit vector east and north. */
export function windAxes(m: Meteorology): WindAxes {
  const a = ((m.fromDeg + 180) * Math.PI) / 180;
  return { ux: sin(a), uy: cos(a) };
}

/**
 * Sources and receptors of one met hour in the kernel's memory, in the wind's axes. Everything lies
 * above the kernel's mark at construction; the owner releases it.
 */
export class PlumeOperator {
  readonly pitchBytes: number;
  private readonly n: number;
  private readonly sources: number;
  private readonly xs: number;
  private readonly ys: number;

  /** `receptors`: x, y per receptor; they share the height the tables were made for. */
  constructor(
    private readonly kernel: PollutionKernel,
    readonly axes: WindAxes,
    tables: readonly PlumeTable[],
    sources: readonly PlumeSource[],
    receptors: Float64Array,
  ) {
    const count = receptors.length / 2;
    this.n = Math.ceil(count / LANES) * LANES;
    this.pitchBytes = this.n * 4;
    const { ux, uy } = axes;
    const xs = new Float32Array(this.n);
    // Places that only fill the last lane lie far upwind, where nothing comes.
    xs.fill(-1e9);
    const ys = new Float32Array(this.n);
    for (let k = 0; k < count; k++) {
      const x = receptors[2 * k]!;
      const y = receptors[2 * k + 1]!;
      xs[k] = x * ux + y * uy;
      ys[k] = y * ux - x * uy;
    }
    this.xs = kernel.put(xs);
    this.ys = kernel.put(ys);
    const at = tables.map((t) => kernel.put(t.values));
    this.sources = kernel.take(sources.length * SOURCE_BYTES);
    const f = kernel.floats(this.sources, sources.length * 8);
    const w = kernel.words(this.sources, sources.length * 8);
    sources.forEach((s, k) => {
      const table = tables[s.kind]!;
      const dx = s.x1 - s.x0;
      const dy = s.y1 - s.y0;
      f[8 * k] = s.x0 * ux + s.y0 * uy;
      f[8 * k + 1] = s.y0 * ux - s.x0 * uy;
      f[8 * k + 2] = dx * ux + dy * uy;
      f[8 * k + 3] = dy * ux - dx * uy;
      w[8 * k + 4] = at[s.kind]!;
      f[8 * k + 5] = table.grow;
      f[8 * k + 6] = table.start;
    });
  }

  /** Rows of the source–receptor matrix: concentration per unit emission, s/m³. */
  fill(first: number, rows: number, out: number): void {
    const at = this.sources + first * SOURCE_BYTES;
    this.kernel.call.fillRows(at, rows, this.xs, this.ys, this.n, out, this.pitchBytes);
  }

  /** Adds Σ rate·row to the receptors at `out`. */
  add(matrix: number, rows: number, rates: number, out: number): void {
    this.kernel.call.addRows(matrix, this.pitchBytes, rows, rates, this.n, out);
  }

  /** The adjoint: per source, Σ weight·(concentration at the receptor per unit emission). */
  adjoint(weights: Float32Array, sourceCount: number): Float64Array {
    const mark = this.kernel.mark();
    const padded = new Float32Array(this.n);
    padded.set(weights);
    const w = this.kernel.put(padded);
    const out = this.kernel.take(8 * sourceCount);
    this.kernel.call.adjoint(this.sources, sourceCount, this.xs, this.ys, w, this.n, out);
    const found = this.kernel.doubles(out, sourceCount).slice();
    this.kernel.release(mark);
    return found;
  }
}
