import type { Series } from '../../src/domain/frame';
import type { RoadNet } from './network/compile';
import { phaseAt } from './signals/plans';
import type { Simulation } from './sim/simulation';

/** Series of every frame and their units. */
export const SERIES = [
  { name: 'edgeFlow', unit: '1/h' },
  { name: 'edgeDensity', unit: '1/km' },
  { name: 'edgeSpeed', unit: 'm/s' },
  { name: 'signalPhase', unit: '1' },
  { name: 'signalLeft', unit: 's' },
] as const;

/**
 * Counts per edge over the time since the last frame, by Edie's definitions (1963): flow is the way
 * driven and density the time spent, each over length times duration; speed is the one by the other.
 */
export class EdgeCounts {
  /** Vehicle-seconds and vehicle-metres per edge at the last frame, and its time. */
  readonly seconds: Float64Array;
  readonly metres: Float64Array;
  lastS = 0;
  private readonly edges: Int32Array;
  private readonly ids: readonly string[];
  private readonly sim: Simulation;

  constructor(sim: Simulation) {
    this.sim = sim;
    const { net } = sim;
    this.seconds = new Float64Array(net.edges);
    this.metres = new Float64Array(net.edges);
    this.edges = Int32Array.from(
      Array.from({ length: net.edges }, (_, e) => e).filter((e) => isRoad(net, e)),
    );
    this.ids = Array.from(this.edges, (e) => net.edgeIds[e]!);
  }

  /** The series of a frame at the present time; counting begins anew. */
  take(): Series[] {
    const { sim, ids, edges } = this;
    const { world: w, net, signals, setup } = sim;
    const n = edges.length;
    const flow = new Float32Array(n);
    const density = new Float32Array(n);
    const speed = new Float32Array(n).fill(NaN);
    const dt = w.timeS - this.lastS;
    const counted = dt > 0 ? n : 0;
    for (let i = 0; i < counted; i++) {
      const e = edges[i]!;
      const seconds = w.edgeSeconds[e]! - this.seconds[e]!;
      const metres = w.edgeMetres[e]! - this.metres[e]!;
      const length = net.laneLength[net.edgeFirstLane[e]!]!;
      flow[i] = (3600 * metres) / (length * dt);
      density[i] = (1000 * seconds) / (length * dt);
      if (seconds > 0) speed[i] = metres / seconds;
    }
    this.seconds.set(w.edgeSeconds);
    this.metres.set(w.edgeMetres);
    this.lastS = w.timeS;
    const clock = setup.beginS + w.timeS;
    const phases = signals.plans.map((p) => phaseAt(p.at(-1)!, clock));
    const values = [
      flow,
      density,
      speed,
      Float32Array.from(phases, (p) => p.phase),
      Float32Array.from(phases, (p) => p.leftS),
    ];
    return SERIES.map(({ name, unit }, k) => ({
      name,
      unit,
      ids: k < 3 ? ids : net.signalIds,
      values: values[k]!,
    }));
  }
}

function isRoad(net: RoadNet, e: number): boolean {
  return net.edgeLanes[e]! > 0 && net.laneInternal[net.edgeFirstLane[e]!] === 0;
}
