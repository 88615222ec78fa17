import type { PollutionKernel } from '../kernel/kernel';
import type { Meteorology } from '../met/meteorology';
import { calmRow, calmTable } from './calm';
import { PlumeOperator, windAxes } from './operator';
import type { SourceKind, SourcePlan } from './plan';
import { plumeRise } from './rise';
import { plumeTable, type PlumeTable } from './table';

/** Receptors of one height: x, y each, local metres. */
export interface ReceptorGroup {
  readonly heightM: number;
  readonly places: Float64Array;
}

/** Where a receptor stands: its group and its place there. */
export interface Seat {
  readonly group: number;
  readonly place: number;
}

/** One group's rows in the kernel's memory. */
interface GroupMatrix {
  readonly group: ReceptorGroup;
  /** Null in a calm, when rows are made in JavaScript. */
  readonly operator: PlumeOperator | null;
  readonly pitchBytes: number;
  readonly at: number;
  /** Rows that fit; all of them: the matrix is cached. */
  readonly rows: number;
  filled: boolean;
}

/**
 * The source–receptor matrix of one met hour. Dispersion is linear in emission, so that as long as the
 * weather holds, new emissions cost one pass over the matrix. Where it does not fit its budget it is
 * made again in blocks at every call.
 */
export class HourMatrix {
  private readonly matrices: readonly GroupMatrix[];
  private readonly calmTables: readonly (readonly Float64Array[])[];

  /** Takes kernel memory above the present mark. */
  constructor(
    private readonly kernel: PollutionKernel,
    readonly met: Meteorology,
    private readonly plan: SourcePlan,
    groups: readonly ReceptorGroup[],
    budgetBytes: number,
  ) {
    const axes = windAxes(met);
    const { pieces, kinds } = plan;
    this.calmTables = met.calm
      ? groups.map((g) => kinds.map((kind) => calmTable(met, risen(met, kind), g.heightM)))
      : [];
    let left = budgetBytes;
    this.matrices = groups.map((group) => {
      const operator = met.calm
        ? null
        : new PlumeOperator(
            kernel,
            axes,
            kinds.map((kind) => tableOf(met, kind, group.heightM)),
            pieces,
            group.places,
          );
      const pitchBytes = operator?.pitchBytes ?? Math.ceil(group.places.length / 8) * 16;
      const fit = Math.max(1, Math.floor(left / Math.max(pitchBytes, 1)));
      const rows = Math.min(pieces.length, fit);
      left = Math.max(0, left - rows * pitchBytes);
      return {
        group,
        operator,
        pitchBytes,
        at: kernel.take(rows * pitchBytes),
        rows,
        filled: false,
      };
    });
  }

  /** True where every row of every group is kept. */
  get cached(): boolean {
    return this.matrices.every((m) => m.rows === this.plan.pieces.length);
  }

  /** Concentrations at the receptors of a group from the rates of all pieces. Unit: that of the rates ∕ (m³/s). */
  concentrations(groupIndex: number, rates: Float32Array): Float32Array {
    const m = this.matrices[groupIndex]!;
    const { kernel } = this;
    const pieces = this.plan.pieces.length;
    const mark = kernel.mark();
    const q = kernel.put(rates);
    const out = kernel.take(m.pitchBytes);
    kernel.floats(out, m.pitchBytes / 4).fill(0);
    const whole = m.rows === pieces;
    for (let first = 0; first < pieces; first += m.rows) {
      const rows = Math.min(m.rows, pieces - first);
      if (!(whole && m.filled)) this.fill(groupIndex, first, rows);
      kernel.call.addRows(m.at, m.pitchBytes, rows, q + 4 * first, m.pitchBytes / 4, out);
    }
    m.filled = whole;
    const found = kernel.floats(out, m.group.places.length / 2).slice();
    kernel.release(mark);
    return found;
  }

  private fill(groupIndex: number, first: number, rows: number): void {
    const m = this.matrices[groupIndex]!;
    if (m.operator) {
      m.operator.fill(first, rows, m.at);
      return;
    }
    for (let k = 0; k < rows; k++) {
      const piece = this.plan.pieces[first + k]!;
      const row = this.kernel.floats(m.at + k * m.pitchBytes, m.pitchBytes / 4);
      calmRow(this.calmTables[groupIndex]![piece.kind]!, piece, m.group.places, row);
    }
  }
}

function tableOf(met: Meteorology, kind: SourceKind, receptorM: number): PlumeTable {
  const { shape, stack } = kind;
  if (!stack) return plumeTable(met, shape, receptorM);
  const rise = plumeRise(met, shape.heightM, stack);
  return plumeTable(met, shape, receptorM, (x) => shape.heightM + rise.at(x));
}

/** In a calm a stack's plume is taken at its final height. */
function risen(met: Meteorology, kind: SourceKind): SourceKind['shape'] {
  if (!kind.stack) return kind.shape;
  const rise = plumeRise(met, kind.shape.heightM, kind.stack);
  return { ...kind.shape, heightM: kind.shape.heightM + rise.finalM };
}
