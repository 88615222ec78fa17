import type { DrainageOutfall } from '../../../src/domain/drainage';
import { LINK_CONDUIT, NODE_OUTFALL, type Network } from './network';
import { criticalDepth, normalDepth } from './sections';
import type { RoutingState } from './state';

/** Water level at a stage outfall, m above the datum: from its fixed stage, a curve, a series, or the river the surface engine computes. */
export type StageSource = (outfall: DrainageOutfall, timeS: number) => number;

/** Depth at the network's outfalls (Rossman 2017, Vol. II, section 3.3.6). */
export class Outfalls {
  /** Outfalls with the conduit that ends there, or −1. */
  private readonly list: { node: number; link: number; outfall: DrainageOutfall }[] = [];

  constructor(
    private readonly net: Network,
    private readonly state: RoutingState,
    private readonly stage: StageSource,
  ) {
    net.nodes.forEach((outfall, node) => {
      if (net.nodeKind[node] !== NODE_OUTFALL || outfall.kind !== 'outfall') return;
      const link = net.links.findIndex((_, i) => net.from[i] === node || net.to[i] === node);
      this.list.push({ node, link, outfall });
    });
  }

  update(timeS: number): void {
    const { net, state } = this;
    for (const { node, link, outfall } of this.list) {
      let normal = 0;
      let critical = 0;
      let offset = 0;
      if (link >= 0) {
        offset = net.from[link] === node ? net.offset1M[link]! : net.offset2M[link]!;
        const section = net.section[link];
        if (net.linkKind[link] === LINK_CONDUIT && section) {
          const q = Math.abs(state.flowCms[link]!) / net.barrels[link]!;
          normal = normalDepth(section, q, net.beta[link]!);
          critical = criticalDepth(section, q);
        }
      }
      state.depthM[node] = this.depth(outfall, net.invertM[node]!, offset, normal, critical, timeS);
    }
  }

  private depth(
    outfall: DrainageOutfall,
    invertM: number,
    offset: number,
    normal: number,
    critical: number,
    timeS: number,
  ): number {
    const low = Math.min(normal, critical);
    if (outfall.type === 'free') return offset > 0 ? 0 : low;
    if (outfall.type === 'normal') return offset > 0 ? 0 : normal;
    const stage = this.stage(outfall, timeS) - invertM;
    if (low + offset < stage) return stage;
    if (offset > 0 && stage < offset) return Math.max(0, stage);
    return offset + low;
  }
}
