import type { DrainageConduit, DrainageModel } from '../../domain/drainage';
import type { Frame, Series } from '../../domain/frame';
import { PUMP_EFFICIENCY, type Indicator } from './catalogue';

const WATER_KG_M3 = 1000;
const GRAVITY_MS2 = 9.80665;
const JOULE_PER_KWH = 3.6e6;

/** Surcharge, spill and pump energy of the storm sewers over a run. */
export class SewerTally {
  readonly #invertM: ReadonlyMap<string, number>;
  readonly #surcharged = new Set<string>();
  #spillM3 = 0;
  #pumpJ = 0;
  #seen = false;

  constructor(private readonly model: DrainageModel) {
    this.#invertM = new Map(model.nodes.map((n) => [n.id, n.invertM]));
  }

  /** Adds an output time; what flows then has flowed for `dtS` before it. */
  add(frame: Frame, dtS: number): void {
    const depth = read(frame, 'nodeDepth');
    if (!depth) return;
    this.#seen = true;
    this.#addSurcharge(depth);
    const exchange = frame.series.find((s) => s.name === 'nodeInflow');
    // Water from the street into the sewer counts up, so what comes out is below zero.
    exchange?.values.forEach((q) => {
      if (q < 0) this.#spillM3 -= q * dtS;
    });
    const flow = read(frame, 'linkFlow');
    if (flow) this.#addPumps(depth, flow, dtS);
  }

  /** Empty where the run had no sewers. */
  indicators(): Indicator[] {
    if (!this.#seen) return [];
    let surchargedM = 0;
    for (const l of this.model.links) {
      if (l.kind === 'conduit' && this.#surcharged.has(l.id)) surchargedM += l.lengthM;
    }
    return [
      { id: 'pipesSurcharged', value: surchargedM / 1000, unit: 'km' },
      { id: 'sewerSpill', value: this.#spillM3, unit: 'm3' },
      { id: 'pumpEnergy', value: this.#pumpJ / JOULE_PER_KWH, unit: 'kWh' },
    ];
  }

  #addSurcharge(depth: ReadonlyMap<string, number>): void {
    for (const l of this.model.links) {
      if (l.kind !== 'conduit' || !isClosed(l) || this.#surcharged.has(l.id)) continue;
      const [from, to] = [depth.get(l.from), depth.get(l.to)];
      if (from === undefined || to === undefined) continue;
      const height = l.section.geom[0];
      if (from >= l.inOffsetM + height && to >= l.outOffsetM + height) this.#surcharged.add(l.id);
    }
  }

  #addPumps(
    depth: ReadonlyMap<string, number>,
    flow: ReadonlyMap<string, number>,
    dtS: number,
  ): void {
    for (const l of this.model.links) {
      if (l.kind !== 'pump') continue;
      const q = Math.max(0, flow.get(l.id) ?? 0);
      const lift = this.#levelM(l.to, depth) - this.#levelM(l.from, depth);
      if (lift > 0) this.#pumpJ += (WATER_KG_M3 * GRAVITY_MS2 * q * lift * dtS) / PUMP_EFFICIENCY;
    }
  }

  #levelM(node: string, depth: ReadonlyMap<string, number>): number {
    return (this.#invertM.get(node) ?? Number.NaN) + (depth.get(node) ?? Number.NaN);
  }
}

/** Channels have no crown to be surcharged over. */
function isClosed(l: DrainageConduit): boolean {
  return !/OPEN|TRAPEZOIDAL|TRIANGULAR|PARABOLIC|POWER|IRREGULAR|STREET|DUMMY/.test(
    l.section.shape,
  );
}

function read(frame: Frame, name: string): ReadonlyMap<string, number> | null {
  const series: Series | undefined = frame.series.find((s) => s.name === name);
  return series ? new Map(series.ids.map((id, i) => [id, series.values[i]!])) : null;
}
