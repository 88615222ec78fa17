import { exp } from '../../../src/domain/exactMath';
import { DRY_DEPTH_M, NO_FLOW_CMS, RELAXATION } from './constants';
import type { Nodes } from './nodes';
import { LINK_PUMP, NODE_STORAGE, type Network } from './network';
import type { RoutingState } from './state';

/**
 * Continuity node by node, as SWMM iterates it (Vol. II, eqs. 3-17 to 3-25): each node's depth from
 * its own surface, or from the sum of ∂Q/∂H where it is surcharged, half way from trial to trial.
 * Kept for comparison with SWMM, whose results depend on where this iteration is cut off.
 */
export class SwmmNodes {
  private readonly dqdhSum: Float64Array;
  private readonly lastSurface: Float64Array;

  constructor(
    private readonly net: Network,
    private readonly state: RoutingState,
    private readonly nodes: Nodes,
  ) {
    this.dqdhSum = new Float64Array(net.nodeCount);
    this.lastSurface = new Float64Array(net.nodeCount).fill(net.options.minSurfaceM2);
  }

  memory(): Float64Array[] {
    return [this.lastSurface];
  }

  /** Moves every node's depth; true where all have settled. */
  move(dq1: Float64Array, dq2: Float64Array, trial: number, dtS: number): boolean {
    const { net, state: s, nodes } = this;
    this.dqdhSum.fill(0);
    for (let i = 0; i < net.linkCount; i++) {
      const yielding = Math.max(dq1[i]!, -dq2[i]!);
      const a = net.from[i]!;
      const b = net.to[i]!;
      this.dqdhSum[a] = this.dqdhSum[a]! + yielding;
      // A pump that knows the depth at its inlet only does not yield at its outlet.
      if (net.linkKind[i] === LINK_PUMP && dq2[i] === 0) continue;
      this.dqdhSum[b] = this.dqdhSum[b]! + yielding;
    }
    const tolerance = net.options.headToleranceM;
    let all = true;
    for (let k = 0; k < nodes.list.length; k++) {
      const i = nodes.list[k]!;
      const before = s.depthM[i]!;
      this.nodeDepth(i, trial, dtS);
      const ok = Math.abs(before - s.depthM[i]!) <= tolerance;
      nodes.settled[i] = ok ? 1 : 0;
      if (!ok) all = false;
    }
    return all;
  }

  private nodeDepth(i: number, trial: number, dtS: number): void {
    const { state: s, net, nodes } = this;
    const full = net.fullDepthM[i]!;
    const crown = net.crownDepthM[i]!;
    const canPond = nodes.canPond(i);
    const last = s.depthM[i]!;
    const ponded = canPond && last > full;
    s.overflowCms[i] = 0;
    const surface = ponded
      ? Math.max(net.pondedAreaM2[i]! + nodes.lentM2[i]!, net.options.minSurfaceM2)
      : Math.max((net.storage[i]?.area(last) ?? 0) + nodes.lentM2[i]!, net.options.minSurfaceM2);
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
    else s.volumeM3[i] = nodes.volume(i, depth);
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
    const fullVolume = this.nodes.volume(i, this.net.fullDepthM[i]!);
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
}
