import { DRY_DEPTH_M } from './constants';
import { NODE_OUTFALL, type Network } from './network';
import { criticalDepth, normalDepth, type Section } from './sections';
import type { RoutingState } from './state';

export const SUBCRITICAL = 0;
export const SUPERCRITICAL = 1;
/** Free fall into the conduit's start, or out of its end: the depth there is the critical or normal one. */
export const UP_CRITICAL = 2;
export const DOWN_CRITICAL = 3;
/** No water at all, or only at one end of a conduit that cannot reach the other. From here on nothing flows. */
export const DRY = 4;
export const UP_DRY = 5;
export const DOWN_DRY = 6;

/** What kind of flow each conduit carries, and the water surface it lends to its end nodes (Vol. II, section 3.3.5). */
export class FlowClasses {
  /** Class of each link. */
  readonly of: Uint8Array;
  /** Water surface lent to the first and second node, m² per barrel. */
  readonly area1: Float64Array;
  readonly area2: Float64Array;
  /** Smaller of normal and critical depth of the conduit classified last, m; set for critical classes. */
  lowDepth = 0;
  /** Share of its surface a conduit lends its lower node while that falls from normal to critical depth. */
  private blend = 1;
  private highDepth = 0;

  constructor(
    private readonly net: Network,
    private readonly state: RoutingState,
  ) {
    this.of = new Uint8Array(net.linkCount).fill(DRY);
    this.area1 = new Float64Array(net.linkCount);
    this.area2 = new Float64Array(net.linkCount);
  }

  memory(): (Float64Array | Uint8Array)[] {
    return [this.of, this.area1, this.area2];
  }

  /** Class of conduit `i` for its depths (m) and heads (m) at both ends and the last flow per barrel. */
  classify(
    i: number,
    s: Section,
    q: number,
    y1: number,
    y2: number,
    h1: number,
    h2: number,
  ): number {
    this.blend = 1;
    const full = y1 >= s.yFullM && y2 >= s.yFullM;
    return (this.of[i] = full ? SUBCRITICAL : this.classOf(i, s, q, y1, y2, h1, h2));
  }

  /** Surface lent by conduit `i` for its widths at both ends and in the middle, m. */
  lendSurface(
    i: number,
    cls: number,
    width1: number,
    widthMid: number,
    width2: number,
    lengthM: number,
  ): void {
    const up = (width1 + widthMid) * lengthM;
    const down = (widthMid + width2) * lengthM;
    let area1 = 0;
    let area2 = 0;
    if (cls <= SUPERCRITICAL) {
      area1 = up / 4;
      area2 = (down / 4) * this.blend;
    } else if (cls === UP_CRITICAL) area2 = down / 2;
    else if (cls === DOWN_CRITICAL) area1 = up / 2;
    else if (cls === UP_DRY) {
      area2 = down / 4;
      if (this.net.offset1M[i]! <= 0) area1 = up / 4;
    } else if (cls === DOWN_DRY) {
      area1 = up / 4;
      if (this.net.offset2M[i]! <= 0) area2 = down / 4;
    } else {
      area1 = (DRY_DEPTH_M * lengthM) / 2;
      area2 = area1;
    }
    this.area1[i] = area1;
    this.area2[i] = area2;
  }

  private classOf(
    i: number,
    s: Section,
    q: number,
    y1: number,
    y2: number,
    h1: number,
    h2: number,
  ): number {
    const { net } = this;
    const wet1 = y1 > DRY_DEPTH_M;
    const wet2 = y2 > DRY_DEPTH_M;
    if (!wet1 && !wet2) return DRY;
    const a = net.from[i]!;
    const b = net.to[i]!;
    const z1 = this.dropInto(a, net.offset1M[i]!);
    const z2 = this.dropInto(b, net.offset2M[i]!);
    if (wet1 && wet2) {
      if (q < 0) {
        if (z1 <= 0) return SUBCRITICAL;
        this.findDepths(i, s, q);
        return y1 < this.lowDepth ? UP_CRITICAL : SUBCRITICAL;
      }
      if (z2 <= 0) return SUBCRITICAL;
      this.findDepths(i, s, q);
      const { lowDepth, highDepth } = this;
      if (y2 < lowDepth) return DOWN_CRITICAL;
      if (y2 < highDepth) {
        const span = highDepth - lowDepth;
        this.blend = span < DRY_DEPTH_M ? 0 : (highDepth - y2) / span;
      }
      return SUBCRITICAL;
    }
    if (wet2) {
      if (h2 < net.invertM[a]! + net.offset1M[i]!) return UP_DRY;
      if (z1 <= 0) return SUBCRITICAL;
      this.findDepths(i, s, q);
      return UP_CRITICAL;
    }
    if (h1 < net.invertM[b]! + net.offset2M[i]!) return DOWN_DRY;
    if (z2 <= 0) return SUBCRITICAL;
    this.findDepths(i, s, q);
    return DOWN_CRITICAL;
  }

  /** Height of a conduit's end above the node's invert, above its water at outfalls, m. */
  private dropInto(node: number, offsetM: number): number {
    const { net, state } = this;
    return net.nodeKind[node] === NODE_OUTFALL
      ? Math.max(0, offsetM - state.depthM[node]!)
      : offsetM;
  }

  private findDepths(i: number, s: Section, q: number): void {
    const normal = normalDepth(s, Math.abs(q), this.net.beta[i]!);
    const critical = criticalDepth(s, Math.abs(q));
    this.lowDepth = Math.min(normal, critical);
    this.highDepth = Math.max(normal, critical);
  }
}
