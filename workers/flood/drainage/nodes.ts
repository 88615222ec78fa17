import { DRY_DEPTH_M } from './constants';
import type { Conduits } from './conduits';
import type { NodeMatrix } from './nodeMatrix';
import { NODE_OUTFALL, NODE_STORAGE, type Network } from './network';
import type { RoutingState } from './state';

/** Weight of the flows at the step's end: the trapezoidal rule, and all of it where a node is under pressure. */
const FREE_WEIGHT = 0.5;
/** Surface a node under pressure keeps in the equations, as part of the least one: no more than rounding needs. */
const PRESSED_SHARE = 1e-6;

/** Time in which a node sets its debt right, s: long against a step, so that it disturbs nothing; short against a storm. */
const DEBT_TIME_S = 60;

/**
 * Continuity at every node, for all nodes at once: the change of the water a node stores equals the
 * step's inflow less outflow, with flows as they will be when heads have changed (Newton's method on
 * Vol. II, eq. 3-15). What the surfaces lent to a node miss of the true change of volume is kept as
 * a debt and set right in the next step, so no water is made or lost over a run.
 */
export class Nodes {
  /** Water surface lent to each node by its conduits, m². */
  readonly lentM2: Float64Array;
  /** Volume that nodes and their halves of conduits hold beyond what has flowed in, m³. */
  private readonly debtM3: Float64Array;
  /** Water in manholes beyond what conduits lend them room for, m³. */
  readonly manholeM3: Float64Array;
  /** Debt paid back in this step, m³/s. */
  private readonly repaidCms: Float64Array;
  private readonly weight: Float64Array;
  private readonly pinned: Uint8Array;
  /** 1: the node moved by less than the tolerance in the last trial. */
  readonly settled: Uint8Array;
  private readonly rate: Float64Array;
  /** Largest change of depth in the last `move`, m. */
  largestM = 0;
  /** Nodes whose depth is an unknown. */
  readonly list: Int32Array;
  private readonly extran: boolean;

  constructor(
    private readonly net: Network,
    private readonly state: RoutingState,
    private readonly matrix: NodeMatrix,
  ) {
    const N = net.nodeCount;
    this.lentM2 = new Float64Array(N);
    this.debtM3 = new Float64Array(N);
    this.manholeM3 = new Float64Array(N);
    this.repaidCms = new Float64Array(N);
    this.weight = new Float64Array(N);
    this.pinned = new Uint8Array(N);
    this.settled = new Uint8Array(N);
    this.rate = new Float64Array(N);
    this.list = Int32Array.from(
      net.nodes.flatMap((_, i) => (net.nodeKind[i] === NODE_OUTFALL ? [] : [i])),
    );
    this.extran = net.options.surcharge === 'extran';
  }

  memory(): Float64Array[] {
    return [this.debtM3, this.manholeM3, this.rate];
  }

  /** Volume of water at a node for a depth, m³ (manholes hold none by themselves, as in SWMM). */
  volume(i: number, depthM: number): number {
    const { net } = this;
    const shape = net.storage[i];
    if (shape) return shape.volume(Math.min(depthM, Math.max(net.fullDepthM[i]!, 0)));
    const ponded = depthM - net.fullDepthM[i]!;
    return this.canPond(i) && ponded > 0 ? ponded * net.pondedAreaM2[i]! : 0;
  }

  beginStep(dtS: number): void {
    const s = this.state;
    this.settled.fill(0);
    for (let k = 0; k < this.list.length; k++) {
      const i = this.list[k]!;
      const pressed = this.isPressed(i, s.oldDepthM[i]! + 2 * DRY_DEPTH_M);
      this.weight[i] = pressed ? 1 : FREE_WEIGHT;
      // Nothing can take up what a node under pressure owes.
      this.repaidCms[i] = pressed ? 0 : this.debtM3[i]! / Math.max(DEBT_TIME_S, dtS);
    }
  }

  /** Sets up every node's equation for the flows and depths of this trial. */
  assemble(dq1: Float64Array, dq2: Float64Array, dtS: number): void {
    const { net, state: s, matrix, weight, pinned } = this;
    const { diagonal, right } = matrix;
    matrix.clear();
    const least = net.options.minSurfaceM2;
    for (let k = 0; k < this.list.length; k++) {
      const i = this.list[k]!;
      const depth = s.depthM[i]!;
      const excess = this.excess(i, depth, dtS);
      pinned[i] = (excess < 0 && depth <= 0) || (excess > 0 && depth >= this.highest(i)) ? 1 : 0;
      if (pinned[i] === 1) {
        diagonal[i] = 1;
        right[i] = 0;
        continue;
      }
      diagonal[i] = this.surface(i, depth, least);
      right[i] = excess;
    }
    for (let l = 0; l < net.linkCount; l++) {
      const d1 = dq1[l]!;
      const d2 = dq2[l]!;
      if (d1 === 0 && d2 === 0) continue;
      const a = net.from[l]!;
      const b = net.to[l]!;
      const wa = pinned[a] === 1 ? 0 : weight[a]! * dtS;
      const wb = pinned[b] === 1 ? 0 : weight[b]! * dtS;
      diagonal[a] = diagonal[a]! + wa * d1;
      diagonal[b] = diagonal[b]! - wb * d2;
      matrix.addLink(l, wa * d2, -wb * d1);
    }
  }

  /**
   * Moves the depths by the solved changes, kept within what a node can hold. What a depth really
   * moved by replaces the solution in the matrix's right-hand side. True where all have settled.
   */
  move(share: number): boolean {
    const { net, state: s, matrix, settled } = this;
    const tolerance = net.options.headToleranceM;
    let all = true;
    this.largestM = 0;
    for (let k = 0; k < this.list.length; k++) {
      const i = this.list[k]!;
      const last = s.depthM[i]!;
      let depth = last + share * matrix.right[i]!;
      const crown = net.crownDepthM[i]!;
      const full = net.fullDepthM[i]!;
      // A depth that falls through a kink of its volume stops there and goes on from it.
      if (this.isPressed(i, last) && depth < crown) depth = crown - DRY_DEPTH_M;
      if (this.canPond(i)) {
        if (last > full && depth < full) depth = full - DRY_DEPTH_M;
        else if (last <= full && depth > full) depth = full + DRY_DEPTH_M;
      }
      if (depth < 0) depth = 0;
      const highest = this.highest(i);
      if (depth > highest) depth = highest;
      const moved = depth - last;
      matrix.right[i] = moved;
      s.depthM[i] = depth;
      const size = Math.abs(moved);
      if (size > this.largestM) this.largestM = size;
      const ok = size <= tolerance;
      settled[i] = ok ? 1 : 0;
      if (!ok) all = false;
    }
    return all;
  }

  /** At a step's end: water that left flooded nodes, volumes, and each node's debt. */
  finish(dtS: number, conduits: Conduits): void {
    this.noteRates(dtS);
    const { net, state: s, debtM3 } = this;
    const least = net.options.minSurfaceM2;
    for (let k = 0; k < this.list.length; k++) {
      const i = this.list[k]!;
      const depth = s.depthM[i]!;
      s.overflowCms[i] = 0;
      if (!this.canPond(i) && depth >= this.highest(i)) {
        const excess = this.excess(i, depth, dtS);
        if (excess > 0) s.overflowCms[i] = excess / dtS;
      }
      s.volumeM3[i] = this.volume(i, depth);
      const rise = depth - s.oldDepthM[i]!;
      const extra = this.extra(i, depth, least) * rise;
      this.manholeM3[i] = this.manholeM3[i]! + extra;
      const netCms = s.inflowCms[i]! - s.outflowCms[i]!;
      debtM3[i] =
        debtM3[i]! +
        extra +
        s.volumeM3[i]! -
        s.oldVolumeM3[i]! +
        (s.overflowCms[i]! - 0.5 * (s.oldNetCms[i]! + netCms)) * dtS;
    }
    const { area1, area2 } = conduits.classes;
    for (let k = 0; k < conduits.list.length; k++) {
      const l = conduits.list[k]!;
      const change = s.linkVolumeM3[l]! - conduits.oldVolumeM3[l]!;
      const a = net.from[l]!;
      const b = net.to[l]!;
      // Each end's node answers for what its own rise has stored and for its share of the rest.
      const s1 = area1[l]! * net.barrels[l]!;
      const s2 = area2[l]! * net.barrels[l]!;
      const endA = net.nodeKind[a] === NODE_OUTFALL;
      const endB = net.nodeKind[b] === NODE_OUTFALL;
      const up = endA ? 0 : s1 * (s.depthM[a]! - s.oldDepthM[a]!);
      const down = endB ? 0 : s2 * (s.depthM[b]! - s.oldDepthM[b]!);
      const rest = change - up - down;
      const share = endA ? 0 : endB ? 1 : s1 + s2 > 0 ? s1 / (s1 + s2) : 0.5;
      debtM3[a] = debtM3[a]! + up + share * rest;
      debtM3[b] = debtM3[b]! + down + (1 - share) * rest;
    }
  }

  /** How fast each depth changed in this step, for the length of the next. */
  noteRates(dtS: number): void {
    const { state: s, rate } = this;
    for (let k = 0; k < this.list.length; k++) {
      const i = this.list[k]!;
      rate[i] = Math.abs(s.depthM[i]! - s.oldDepthM[i]!) / dtS;
    }
  }

  /** Volumes at the start. */
  initialise(): void {
    for (const i of this.list) this.state.volumeM3[i] = this.volume(i, this.state.depthM[i]!);
  }

  /** Shortest time in which a node's depth would change by a quarter of its crown depth. */
  longestStep(limitS: number): number {
    const { state: s, net } = this;
    let step = limitS;
    for (let k = 0; k < this.list.length; k++) {
      const i = this.list[k]!;
      const depth = s.depthM[i]!;
      const crown = net.crownDepthM[i]!;
      if (depth <= DRY_DEPTH_M || depth + DRY_DEPTH_M >= crown) continue;
      const rate = this.rate[i]!;
      if (crown * 0.25 < DRY_DEPTH_M || rate < DRY_DEPTH_M) continue;
      step = Math.min(step, (crown * 0.25) / rate);
    }
    return step;
  }

  /** Surface a manhole has beyond what conduits lend it, m². */
  private extra(i: number, depthM: number, least: number): number {
    if (this.isPressed(i, depthM)) return 0;
    const own = this.net.storage[i]?.area(depthM) ?? 0;
    return Math.max(0, least - own - this.lentM2[i]!);
  }

  /** Water that has come to a node in this step beyond what its depth accounts for, m³. */
  private excess(i: number, depthM: number, dtS: number): number {
    const s = this.state;
    const w = this.weight[i]!;
    const flow = w * (s.inflowCms[i]! - s.outflowCms[i]!) + (1 - w) * s.oldNetCms[i]!;
    const stored = this.stored(i, depthM, this.net.options.minSurfaceM2);
    return dtS * (flow - this.repaidCms[i]!) - stored;
  }

  /** What a node has stored since the step began at a depth, m³. */
  private stored(i: number, depthM: number, least: number): number {
    const { net, state: s } = this;
    const old = s.oldDepthM[i]!;
    const lent = this.lentM2[i]!;
    const shape = net.storage[i];
    if (shape) {
      const extra = Math.max(lent, least - shape.area(depthM), 0);
      return this.volume(i, depthM) - s.oldVolumeM3[i]! + extra * (depthM - old);
    }
    const surface = Math.max(lent, least);
    const crown = net.crownDepthM[i]!;
    const cap =
      this.extran && crown > 0
        ? crown
        : this.canPond(i)
          ? net.fullDepthM[i]!
          : Number.POSITIVE_INFINITY;
    const free = surface * (Math.min(depthM, cap) - Math.min(old, cap));
    return this.canPond(i) ? free + this.volume(i, depthM) - s.oldVolumeM3[i]! : free;
  }

  /** ∂stored/∂depth, m². */
  private surface(i: number, depthM: number, least: number): number {
    const { net } = this;
    const shape = net.storage[i];
    if (shape) {
      if (this.isPressed(i, depthM)) return PRESSED_SHARE * least;
      return Math.max(this.lentM2[i]! + shape.area(depthM), least);
    }
    if (this.canPond(i) && depthM > net.fullDepthM[i]!) return net.pondedAreaM2[i]!;
    if (this.isPressed(i, depthM)) return PRESSED_SHARE * least;
    return Math.max(this.lentM2[i]!, least);
  }

  /** Under pressure: no free surface takes up water (EXTRAN). */
  private isPressed(i: number, depthM: number): boolean {
    const { net } = this;
    if (!this.extran) return false;
    if (net.nodeKind[i] === NODE_STORAGE)
      return net.surchargeDepthM[i]! > 0 && depthM > net.fullDepthM[i]!;
    if (this.canPond(i) && depthM > net.fullDepthM[i]!) return false;
    return net.crownDepthM[i]! > 0 && depthM > net.crownDepthM[i]!;
  }

  /** Water stands above a node's rim and comes back. */
  canPond(i: number): boolean {
    return this.net.options.allowPonding && this.net.pondedAreaM2[i]! > 0;
  }

  private highest(i: number): number {
    const { net } = this;
    if (this.canPond(i)) return Number.POSITIVE_INFINITY;
    return net.fullDepthM[i]! + net.surchargeDepthM[i]!;
  }
}
