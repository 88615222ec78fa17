import type { DrainageModel } from '../../../src/domain/drainage';
import { Controls } from './controls';
import { interpolate } from './curves';
import { inflowsOf, type NodeInflow } from './inflows';
import { compileNetwork, NODE_OUTFALL, type Network } from './network';
import type { StageSource } from './outfalls';
import { Routing, type Iteration } from './routing';
import { Runoff } from './runoff';

/** Volumes since the start, m³. `errorM3` is what is unaccounted for. */
export interface DrainageBalance {
  readonly inflowM3: number;
  readonly outflowM3: number;
  readonly floodedM3: number;
  readonly storedM3: number;
  readonly initialM3: number;
  readonly errorM3: number;
}

export interface DrainageHooks {
  /** Level at stage outfalls, m; absent: as the model says. */
  readonly stage?: StageSource;
  /** Adds inflow (m³/s) to nodes for the step that begins now: runoff, exchange with the surface. */
  readonly lateral?: (routing: Routing, timeS: number, dtS: number) => void;
  /** False where a surface grid takes the rain: subcatchments then give no runoff. */
  readonly runoff?: boolean;
  /** True where the inflows added by `lateral` are means over the step; see `Routing`. */
  readonly lateralIsMean?: boolean;
  /** Default: Newton's method. */
  readonly iteration?: Iteration;
}

/** Steps are not halved below this for the sake of convergence, s. */
const SHORTEST_RETRY_S = 0.05;

/** A drainage network routed through time: external inflows in, depths and flows out, volumes counted. */
export class DrainageSimulation {
  readonly net: Network;
  readonly routing: Routing;
  timeS = 0;
  /** Volume that has left through each outfall less what came in there, m³, by node. */
  readonly outfallM3: Float64Array;
  private readonly lastOutfall: Float64Array;
  private readonly inflows: readonly NodeInflow[];
  /** Runoff of the subcatchments, where they and not a surface grid take the rain. */
  readonly runoff: Runoff | null;
  private readonly initialM3: number;
  private readonly asSwmm: boolean;
  private inM3 = 0;
  private outM3 = 0;
  private floodM3 = 0;
  /** Rates at the end of the last step: volumes are integrated by the trapezoidal rule, as heads are; floods are means already. */
  private lastIn = 0;
  private lastOut = 0;

  constructor(
    model: DrainageModel,
    private readonly hooks: DrainageHooks = {},
  ) {
    this.net = compileNetwork(model);
    this.asSwmm = hooks.iteration === 'swmm';
    const curve = (id: string) => model.curves.find((c) => c.id === id) ?? null;
    this.routing = new Routing(
      this.net,
      hooks.stage ?? modelStage(model),
      curve,
      hooks.lateralIsMean,
      hooks.iteration,
    );
    if (model.controls.length > 0)
      this.routing.controls = new Controls(model, this.net, this.routing.state);
    this.outfallM3 = new Float64Array(this.net.nodeCount);
    this.lastOutfall = new Float64Array(this.net.nodeCount);
    this.inflows = inflowsOf(model, this.net);
    this.runoff =
      hooks.runoff !== false && model.subcatchments.length > 0 ? new Runoff(model, this.net) : null;
    this.initialM3 = this.routing.storedM3();
  }

  /** Routes up to `untilS`, never past it. */
  advance(untilS: number): void {
    while (untilS - this.timeS > 1e-9) this.step(untilS - this.timeS);
  }

  /** One routing step of at most `limitS`; returns its length, s. */
  step(limitS: number): number {
    const { routing } = this;
    let dtS = routing.nextStepS(limitS);
    // A step that does not converge is taken again in halves.
    while (!this.attempt(dtS) && !this.asSwmm && dtS > 2 * SHORTEST_RETRY_S) {
      routing.undo();
      dtS /= 2;
    }
    this.timeS += dtS;
    this.count(dtS);
    return dtS;
  }

  /** Routes a step; false where it has not converged. */
  private attempt(dtS: number): boolean {
    const { routing } = this;
    const s = routing.state;
    s.lateralCms.fill(0);
    for (const f of this.inflows) {
      s.lateralCms[f.node] = s.lateralCms[f.node]! + f.flowAt(this.timeS + dtS);
    }
    this.runoff?.addTo(s.lateralCms, this.timeS + dtS);
    this.hooks.lateral?.(routing, this.timeS, dtS);
    return routing.step(dtS, this.timeS).converged;
  }

  balance(): DrainageBalance {
    const storedM3 = this.routing.storedM3();
    const { inM3, outM3, floodM3, initialM3 } = this;
    return {
      inflowM3: inM3,
      outflowM3: outM3,
      floodedM3: floodM3,
      storedM3,
      initialM3,
      errorM3: initialM3 + inM3 - outM3 - floodM3 - storedM3,
    };
  }

  /** Every number that decides how the simulation goes on. */
  snapshot(): number[] {
    const { timeS, inM3, outM3, floodM3, lastIn, lastOut } = this;
    return [
      timeS,
      inM3,
      outM3,
      floodM3,
      lastIn,
      lastOut,
      ...this.outfallM3,
      ...this.lastOutfall,
      ...this.routing.snapshot(),
      ...(this.runoff?.snapshot() ?? []),
    ];
  }

  /** Takes back a `snapshot` of a simulation of the same model. */
  restore(numbers: readonly number[]): void {
    const n = this.net.nodeCount;
    this.timeS = numbers[0]!;
    this.inM3 = numbers[1]!;
    this.outM3 = numbers[2]!;
    this.floodM3 = numbers[3]!;
    this.lastIn = numbers[4]!;
    this.lastOut = numbers[5]!;
    for (let i = 0; i < n; i++) {
      this.outfallM3[i] = numbers[6 + i]!;
      this.lastOutfall[i] = numbers[6 + n + i]!;
    }
    const rest = numbers.slice(6 + 2 * n);
    const read = this.routing.restore(rest);
    this.runoff?.restore(rest.slice(read));
  }

  private count(dtS: number): void {
    const { net } = this;
    const s = this.routing.state;
    let inflow = 0;
    let outflow = 0;
    let flood = 0;
    for (let i = 0; i < net.nodeCount; i++) {
      inflow += s.lateralCms[i]!;
      if (net.nodeKind[i] === NODE_OUTFALL) {
        const q = s.inflowCms[i]! - s.outflowCms[i]!;
        this.outfallM3[i] = this.outfallM3[i]! + 0.5 * (q + this.lastOutfall[i]!) * dtS;
        this.lastOutfall[i] = q;
        outflow += q;
      }
      if (
        net.nodeKind[i] !== NODE_OUTFALL &&
        !(net.options.allowPonding && net.pondedAreaM2[i]! > 0)
      )
        flood += s.overflowCms[i]!;
    }
    this.inM3 += (this.routing.lateralIsMean ? inflow : 0.5 * (inflow + this.lastIn)) * dtS;
    this.outM3 += 0.5 * (outflow + this.lastOut) * dtS;
    this.floodM3 += flood * dtS;
    this.lastIn = inflow;
    this.lastOut = outflow;
  }
}

/** Stages as the model states them. Tidal curves repeat every 24 h. */
function modelStage(model: DrainageModel): StageSource {
  return (outfall, timeS) => {
    if (outfall.type === 'fixed') return outfall.fixedStageM ?? 0;
    if (outfall.type === 'tidal') {
      const c = model.curves.find((k) => k.id === outfall.stageRef);
      return c ? interpolate(c.x, c.y, (timeS / 3600) % 24) : 0;
    }
    const t = model.timeSeries.find((k) => k.id === outfall.stageRef);
    return t ? interpolate(t.timeS, t.value, timeS) : 0;
  };
}
