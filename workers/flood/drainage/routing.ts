import { exp } from '../../../src/domain/exactMath';
import { DRY_DEPTH_M, NO_FLOW_CMS, RELAXATION, TURNING_FLOW_CMS } from './constants';
import { Conduits } from './conduits';
import type { Controls } from './controls';
import {
  LINK_CONDUIT,
  LINK_ORIFICE,
  LINK_PUMP,
  NODE_OUTFALL,
  NODE_STORAGE,
  type Network,
} from './network';
import { Outfalls, type StageSource } from './outfalls';
import type { RoutingState } from './state';
import { Structures, type CurveSource } from './structures';

/** What became of one routing step. */
export interface StepReport {
  readonly dtS: number;
  readonly trials: number;
  readonly converged: boolean;
}

/**
 * Dynamic wave routing: the one-dimensional momentum equation in every conduit and continuity at
 * every node, solved by successive approximation within each step (Rossman 2017, SWMM Reference
 * Manual Vol. II, chapter 3). Deterministic: links and nodes are visited in their order.
 */
export class Routing {
  readonly state: RoutingState;
  /** Steps so far, and how many of them ended without convergence. */
  steps = 0;
  unconverged = 0;
  /** Control rules, or null where the model has none. */
  controls: Controls | null = null;
  private readonly conduits: Conduits;
  private readonly structures: Structures;
  private readonly outfalls: Outfalls;
  private readonly surface: Float64Array;
  private readonly lastSurface: Float64Array;
  private readonly dqdhSum: Float64Array;
  private readonly depthRate: Float64Array;
  private readonly nodeConverged: Uint8Array;
  private readonly bypassed: Uint8Array;
  private readonly lastLateral: Float64Array;
  private variableStepS = 0;

  constructor(
    readonly net: Network,
    stages: StageSource,
    curves: CurveSource,
    /**
     * True where `lateralCms` is the mean over a step (an exchanged volume divided by its time);
     * false where it is the rate at the step's end, as inflow hydrographs are.
     */
    readonly lateralIsMean = false,
  ) {
    const N = net.nodeCount;
    const L = net.linkCount;
    const f = zeros;
    this.state = {
      depthM: Float64Array.from(net.initDepthM),
      oldDepthM: f(N),
      volumeM3: f(N),
      oldVolumeM3: f(N),
      inflowCms: f(N),
      outflowCms: f(N),
      oldNetCms: f(N),
      overflowCms: f(N),
      lateralCms: f(N),
      flowCms: Float64Array.from(net.initFlowCms),
      oldFlowCms: f(L),
      linkDepthM: f(L),
      linkVolumeM3: f(L),
      setting: f(L).fill(1),
      targetSetting: f(L).fill(1),
    };
    this.surface = f(N);
    this.lastSurface = f(N).fill(net.options.minSurfaceM2);
    this.dqdhSum = f(N);
    this.depthRate = f(N);
    this.nodeConverged = new Uint8Array(N);
    this.bypassed = new Uint8Array(L);
    this.lastLateral = f(N);
    this.conduits = new Conduits(net, this.state);
    this.structures = new Structures(net, this.state, curves);
    this.outfalls = new Outfalls(net, this.state, stages);
    this.conduits.initialiseNodes();
    this.outfalls.update(0);
    this.conduits.initialise();
    for (let i = 0; i < N; i++) this.state.volumeM3[i] = this.nodeVolume(i, this.state.depthM[i]!);
  }

  /** The step the present state allows, at most `limitS` and the model's own step. */
  nextStepS(limitS: number): number {
    const o = this.net.options;
    const fixed = Math.min(o.stepS, limitS);
    if (o.courant === 0) return fixed;
    this.variableStepS =
      this.variableStepS === 0
        ? o.minStepS
        : Math.max(o.minStepS, this.nodeStep(this.conduits.courantStep(fixed, o.courant)));
    return Math.min(limitS, Math.max(0.001, Math.floor(1000 * this.variableStepS) / 1000));
  }

  /** Routes one step. `lateralCms` must hold the step's external inflows. */
  step(dtS: number, timeS: number): StepReport {
    const { state: s, net } = this;
    this.structures.aimPumps();
    this.controls?.decide(timeS, dtS);
    this.structures.applySettings(dtS);
    s.oldDepthM.set(s.depthM);
    s.oldVolumeM3.set(s.volumeM3);
    s.oldFlowCms.set(s.flowCms);
    for (let i = 0; i < net.nodeCount; i++) {
      const change = this.lateralIsMean ? s.lateralCms[i]! - this.lastLateral[i]! : 0;
      s.oldNetCms[i] = s.inflowCms[i]! - s.outflowCms[i]! + change;
    }
    this.lastLateral.set(s.lateralCms);
    this.nodeConverged.fill(0);
    this.bypassed.fill(0);
    this.conduits.beginStep();
    let converged = false;
    let trial = 0;
    while (trial < net.options.maxTrials) {
      this.beginTrial();
      this.linkFlows(trial, dtS);
      this.outfalls.update(timeS + dtS);
      converged = this.nodeDepths(trial, dtS);
      trial++;
      if (trial > 1) {
        if (converged) break;
        for (let i = 0; i < net.linkCount; i++) {
          this.bypassed[i] = this.nodeConverged[net.from[i]!]! & this.nodeConverged[net.to[i]!]!;
        }
      }
    }
    this.steps++;
    if (!converged) this.unconverged++;
    return { dtS, trials: trial, converged };
  }

  /** Every number that decides how the routing goes on, in a fixed order. */
  snapshot(): number[] {
    return [
      this.steps,
      this.unconverged,
      this.variableStepS,
      ...this.memory().flatMap((a) => Array.from(a)),
    ];
  }

  /** Takes back a `snapshot` of a routing of the same network; returns how many numbers it read. */
  restore(numbers: readonly number[]): number {
    this.steps = numbers[0]!;
    this.unconverged = numbers[1]!;
    this.variableStepS = numbers[2]!;
    let at = 3;
    for (const array of this.memory())
      for (let i = 0; i < array.length; i++) array[i] = numbers[at++]!;
    return at;
  }

  private memory(): (Float64Array | Uint8Array)[] {
    const { lastSurface, depthRate, lastLateral } = this;
    return [
      ...Object.values(this.state as unknown as Record<string, Float64Array>),
      ...this.conduits.memory(),
      ...(this.controls?.memory() ?? []),
      lastSurface,
      depthRate,
      lastLateral,
    ];
  }

  /** Water held in nodes and links, m³. */
  storedM3(): number {
    const { state: s, net } = this;
    let sum = 0;
    for (let i = 0; i < net.nodeCount; i++)
      if (net.nodeKind[i] !== NODE_OUTFALL) sum += s.volumeM3[i]!;
    for (let i = 0; i < net.linkCount; i++) sum += s.linkVolumeM3[i]!;
    return sum;
  }

  /** Volume of water at a node for a depth, m³ (manholes hold none by themselves, as in SWMM). */
  private nodeVolume(i: number, depthM: number): number {
    const { net } = this;
    const shape = net.storage[i];
    if (shape) return shape.volume(Math.min(depthM, Math.max(net.fullDepthM[i]!, 0)));
    const ponded = depthM - net.fullDepthM[i]!;
    return net.options.allowPonding && ponded > 0 ? ponded * net.pondedAreaM2[i]! : 0;
  }

  private beginTrial(): void {
    const { state: s, net } = this;
    for (let i = 0; i < net.nodeCount; i++) {
      const depth = s.depthM[i]!;
      const shape = net.storage[i];
      const ponded =
        net.options.allowPonding && net.pondedAreaM2[i]! > 0 && depth > net.fullDepthM[i]!;
      this.surface[i] = ponded ? net.pondedAreaM2[i]! : shape ? shape.area(depth) : 0;
      const lateral = s.lateralCms[i]!;
      s.inflowCms[i] = lateral > 0 ? lateral : 0;
      s.outflowCms[i] = lateral < 0 ? -lateral : 0;
      this.dqdhSum[i] = 0;
    }
  }

  private linkFlows(trial: number, dtS: number): void {
    const { net } = this;
    for (let i = 0; i < net.linkCount; i++) {
      if (!this.isConduit(i)) continue;
      if (!this.bypassed[i]) this.conduits.update(i, trial, dtS);
      this.addToNodes(i);
    }
    for (let i = 0; i < net.linkCount; i++) {
      if (this.isConduit(i)) continue;
      if (!this.bypassed[i]) this.structureFlow(i, trial, dtS);
      this.addToNodes(i);
    }
  }

  private isConduit(i: number): boolean {
    return this.net.linkKind[i] === LINK_CONDUIT && this.net.section[i] !== null;
  }

  private structureFlow(i: number, trial: number, dtS: number): void {
    const { state: s, net } = this;
    const last = s.flowCms[i]!;
    let q = this.structures.flow(i);
    if (net.linkKind[i] === LINK_PUMP) {
      q = this.structures.limitPump(
        i,
        q,
        dtS,
        Math.max(this.surface[net.from[i]!]!, net.options.minSurfaceM2),
      );
    } else if (trial > 0) {
      q = (1 - RELAXATION) * last + RELAXATION * q;
      if (q * last < 0) q = TURNING_FLOW_CMS * Math.sign(q);
    }
    s.flowCms[i] = q;
  }

  private addToNodes(i: number): void {
    const { state: s, net } = this;
    const a = net.from[i]!;
    const b = net.to[i]!;
    const q = s.flowCms[i]!;
    if (q >= 0) {
      s.outflowCms[a] = s.outflowCms[a]! + q;
      s.inflowCms[b] = s.inflowCms[b]! + q;
    } else {
      s.inflowCms[a] = s.inflowCms[a]! - q;
      s.outflowCms[b] = s.outflowCms[b]! - q;
    }
    if (this.isConduit(i)) {
      const { area1, area2, dqdh } = this.conduits;
      this.surface[a] = this.surface[a]! + area1[i]! * net.barrels[i]!;
      this.surface[b] = this.surface[b]! + area2[i]! * net.barrels[i]!;
      this.dqdhSum[a] = this.dqdhSum[a]! + dqdh[i]!;
      this.dqdhSum[b] = this.dqdhSum[b]! + dqdh[i]!;
      return;
    }
    const dqdh = this.structures.dqdh[i]!;
    this.dqdhSum[a] = this.dqdhSum[a]! + dqdh;
    if (net.linkKind[i] !== LINK_PUMP || !this.structures.isDepthPump(i)) {
      this.dqdhSum[b] = this.dqdhSum[b]! + dqdh;
    }
    if (net.linkKind[i] === LINK_ORIFICE) {
      const half = this.structures.surfaceM2[i]! / 2;
      if (net.nodeKind[a] !== NODE_STORAGE) this.surface[a] = this.surface[a]! + half;
      if (net.nodeKind[b] !== NODE_STORAGE) this.surface[b] = this.surface[b]! + half;
    }
  }

  private nodeDepths(trial: number, dtS: number): boolean {
    const { state: s, net } = this;
    const tolerance = net.options.headToleranceM;
    let all = true;
    for (let i = 0; i < net.nodeCount; i++) {
      if (net.nodeKind[i] === NODE_OUTFALL) continue;
      const before = s.depthM[i]!;
      this.nodeDepth(i, trial, dtS);
      const ok = Math.abs(before - s.depthM[i]!) <= tolerance;
      this.nodeConverged[i] = ok ? 1 : 0;
      if (!ok) all = false;
    }
    return all;
  }

  /** New depth at a node from continuity: by its water surface, or by dQ/dH where it is surcharged (Vol. II, eqs. 3-17 to 3-25). */
  private nodeDepth(i: number, trial: number, dtS: number): void {
    const { state: s, net } = this;
    const o = net.options;
    const full = net.fullDepthM[i]!;
    const crown = net.crownDepthM[i]!;
    const canPond = o.allowPonding && net.pondedAreaM2[i]! > 0;
    const last = s.depthM[i]!;
    const ponded = canPond && last > full;
    s.overflowCms[i] = 0;
    const surface = Math.max(this.surface[i]!, o.minSurfaceM2);
    const netFlow = s.inflowCms[i]! - s.outflowCms[i]!;
    const dV = 0.5 * (s.oldNetCms[i]! + netFlow) * dtS;
    let depth: number;
    if (!this.isSurcharged(i, last, ponded)) {
      depth = s.oldDepthM[i]! + dV / surface;
      if (!ponded) this.lastSurface[i] = surface;
      if (trial > 0) depth = (1 - RELAXATION) * last + RELAXATION * depth;
      if (ponded && depth < full) depth = full - DRY_DEPTH_M;
    } else {
      const correction = net.terminal[i] ? 0.6 : 1;
      let denominator = this.dqdhSum[i]!;
      if (last < 1.25 * crown) {
        const f = (last - crown) / crown;
        denominator += (this.lastSurface[i]! / dtS - denominator) * exp(-15 * f);
      }
      depth = last + (denominator === 0 ? 0 : (correction * netFlow) / denominator);
      if (depth < crown) depth = crown - DRY_DEPTH_M;
      if (canPond && depth > full) depth = full + DRY_DEPTH_M;
    }
    if (depth < 0) depth = 0;
    const highest = canPond ? full : full + net.surchargeDepthM[i]!;
    if (depth > highest) depth = this.flood(i, canPond, dV, depth, highest, dtS);
    else s.volumeM3[i] = this.nodeVolume(i, depth);
    this.depthRate[i] = Math.abs(depth - s.oldDepthM[i]!) / dtS;
    s.depthM[i] = depth;
  }

  private isSurcharged(i: number, depthM: number, ponded: boolean): boolean {
    const { net } = this;
    if (net.options.surcharge !== 'extran' || ponded) return false;
    if (net.nodeKind[i] === NODE_STORAGE) {
      return net.surchargeDepthM[i]! > 0 && depthM > net.fullDepthM[i]! && this.dqdhSum[i] !== 0;
    }
    return net.crownDepthM[i]! > 0 && depthM > net.crownDepthM[i]!;
  }

  private flood(
    i: number,
    canPond: boolean,
    dV: number,
    depth: number,
    highest: number,
    dtS: number,
  ): number {
    const s = this.state;
    const fullVolume = this.nodeVolume(i, this.net.fullDepthM[i]!);
    let kept = depth;
    if (canPond) {
      s.volumeM3[i] = Math.max(s.oldVolumeM3[i]! + dV, fullVolume);
      s.overflowCms[i] = (s.volumeM3[i]! - Math.max(s.oldVolumeM3[i]!, fullVolume)) / dtS;
    } else {
      s.overflowCms[i] = dV / dtS;
      s.volumeM3[i] = fullVolume;
      kept = highest;
    }
    if (s.overflowCms[i]! < NO_FLOW_CMS) s.overflowCms[i] = 0;
    return kept;
  }

  /** Shortest time in which a node's depth would change by a quarter of its crown depth. */
  private nodeStep(limitS: number): number {
    const { state: s, net } = this;
    let step = limitS;
    for (let i = 0; i < net.nodeCount; i++) {
      const depth = s.depthM[i]!;
      const crown = net.crownDepthM[i]!;
      if (net.nodeKind[i] === NODE_OUTFALL || depth <= DRY_DEPTH_M || depth + DRY_DEPTH_M >= crown)
        continue;
      const rate = this.depthRate[i]!;
      if (crown * 0.25 < DRY_DEPTH_M || rate < DRY_DEPTH_M) continue;
      step = Math.min(step, (crown * 0.25) / rate);
    }
    return step;
  }
}

function zeros(n: number): Float64Array {
  return new Float64Array(n);
}
