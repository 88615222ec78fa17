import type { FloodKernel } from './kernel/kernel';
import { FLAG_RAIN } from './kernel/layout';
import type { FloodSetup } from './setup';
import { heldAt, nextRow } from './tables';

/** Rain of a run: keeps the kernel's plane of rates (m/s per open cell) in step with the hyetographs. */
export class RainPlan {
  /** Intensities the plane was made from. */
  private present: number[] | null = null;

  constructor(
    private readonly setup: FloodSetup,
    /** Cell each cell's rain runs to; −1: none. */
    private readonly target: Int32Array,
    private readonly kernel: FloodKernel,
  ) {}

  /** The next time after `nowS` at which an intensity changes. */
  nextEvent(nowS: number): number {
    return this.setup.rain.reduce((t, r) => Math.min(t, nextRow(r.intensityMs, nowS)), Infinity);
  }

  /** Makes the plane anew at the next call, whatever it holds. */
  forget(): void {
    this.present = null;
  }

  /** Brings the plane to the intensities of a time. */
  stand(nowS: number): void {
    const rates = this.setup.rain.map((r) => heldAt(r.intensityMs, nowS));
    if (this.present && rates.every((v, i) => v === this.present![i])) return;
    this.present = rates;
    const { kernel } = this;
    const { cols, rows, cellSizeM } = this.setup.grid;
    const raining = rates.some((v) => v > 0);
    const flags = kernel.int('flags');
    kernel.setInt('flags', raining ? flags | FLAG_RAIN : flags & ~FLAG_RAIN);
    kernel.setDouble('rainRate', 0);
    if (!raining) return;
    const perZone = this.ratesByZone(rates);
    const plane = new Float64Array(cols * rows);
    for (let k = 0; k < plane.length; k++) {
      const to = this.target[k]!;
      if (to >= 0) plane[to]! += perZone[this.setup.rainZone?.[k] ?? 0]!;
    }
    kernel.writePlane('rain', plane);
    let sum = 0;
    for (let r = 0; r < rows; r++) for (const v of kernel.row('rain', r)) sum += v;
    kernel.setDouble('rainRate', sum * cellSizeM * cellSizeM);
  }

  private ratesByZone(rates: readonly number[]): Float64Array {
    const zones = new Float64Array(256);
    this.setup.rain.forEach(({ zone }, i) => {
      if (zone < 0) for (let z = 0; z < 256; z++) zones[z]! += rates[i]!;
      else zones[zone]! += rates[i]!;
    });
    return zones;
  }
}
