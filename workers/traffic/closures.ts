import type { Measure } from '../../src/domain/scenario';
import type { TrafficNetwork } from '../../src/domain/traffic';
import type { ApplyResult } from '../runtime/protocol';
import { classBit, permissions } from './network/classes';
import { uniform } from './random';
import type { Simulation } from './sim/simulation';
import { ARRIVED } from './sim/world';

/** Stream of the draw who is informed of a closure. */
const INFORMED_STREAM = 0x1f0;

interface Closure {
  readonly measure: Measure;
  /** Time it was handed over, s. */
  readonly atS: number;
  readonly lanes: readonly number[];
  /** Classes kept out, as bits. */
  readonly bits: number;
  readonly fromS: number;
  readonly toS: number;
}

/** Roads closed during a run: who may use which lane follows from the closures in force. */
export class Closures {
  private readonly all: Closure[] = [];
  private readonly sim: Simulation;
  private readonly network: TrafficNetwork;
  private readonly informedShare: number;
  private readonly usual: Int32Array;
  private inForce = '';

  constructor(sim: Simulation) {
    this.sim = sim;
    this.network = sim.setup.network;
    this.informedShare = sim.setup.options?.informedShare ?? 1;
    this.usual = sim.net.lanePermits.slice();
  }

  add(measures: readonly Measure[], atS: number): ApplyResult {
    const applied: string[] = [];
    const refused: { id: string; code: string; what: string }[] = [];
    for (const m of measures) {
      const why = this.take(m, atS);
      if (why) refused.push({ id: m.id, ...why });
      else applied.push(m.id);
    }
    return { applied, refused };
  }

  /** What was taken and when, for a snapshot. */
  taken(): readonly { readonly measure: Measure; readonly atS: number }[] {
    return this.all.map(({ measure, atS }) => ({ measure, atS }));
  }

  forget(): void {
    this.all.length = 0;
    this.inForce = '';
    this.sim.net.lanePermits.set(this.usual);
  }

  /** Permissions as they are at a time; where they change, informed drivers look for other ways. */
  stand(nowS: number): void {
    if (this.permitsAt(nowS)) this.tellDrivers();
  }

  /** Sets the permissions of a time; true if they changed. */
  permitsAt(nowS: number): boolean {
    const now = this.all.filter((c) => nowS >= c.fromS - 1e-9 && nowS < c.toS - 1e-9);
    const key = now.map((c) => this.all.indexOf(c)).join(' ');
    if (key === this.inForce) return false;
    this.inForce = key;
    const { net, world, rerouter } = this.sim;
    net.lanePermits.set(this.usual);
    for (const c of now) for (const lane of c.lanes) net.lanePermits[lane]! &= ~c.bits;
    world.routes.rankAgain();
    rerouter.forget();
    return true;
  }

  private tellDrivers(): void {
    const { world, rerouter } = this.sim;
    for (let v = 0; v < world.vehicles; v++) {
      if (world.status[v] === ARRIVED) continue;
      if (uniform(world.seed, v, INFORMED_STREAM) < this.informedShare) rerouter.around(v);
    }
  }

  private take(m: Measure, atS: number): { code: string; what: string } | null {
    if (m.kind !== 'close_road') {
      return {
        code: 'traffic.measure',
        what: `The traffic engine does not know measures of the kind "${m.kind}" yet.`,
      };
    }
    const lanes: number[] = [];
    for (const target of m.targets) {
      const found = this.lanesOf(target);
      if (found.length === 0) {
        return {
          code: 'traffic.measure.target',
          what: `The network has no lane, edge or street "${target}".`,
        };
      }
      lanes.push(...found);
    }
    // Blue lights pass where the closure does not name them.
    const bits = m.classes
      ? m.classes.reduce((sum, c) => sum | classBit(c), 0)
      : permissions([], ['emergency', 'ignoring']) & ~classBit('ignoring');
    if (bits === 0) {
      return {
        code: 'traffic.measure.classes',
        what: `None of the classes ${m.classes?.join(', ')} is known.`,
      };
    }
    const fromS = Math.max(atS, m.startS ?? atS);
    this.all.push({ measure: m, atS, lanes, bits, fromS, toS: m.endS ?? Infinity });
    return null;
  }

  /** Lanes of a lane id, an edge id or a street id. */
  private lanesOf(target: string): number[] {
    const { net } = this.sim;
    const lane = net.laneIdIndex.get(target);
    if (lane !== undefined) return [lane];
    const edges = this.network.edges.flatMap((e, i) =>
      e.id === target || e.streetId === target ? [i] : [],
    );
    return edges.flatMap((e) =>
      Array.from({ length: net.edgeLanes[e]! }, (_, k) => net.edgeFirstLane[e]! + k),
    );
  }
}
