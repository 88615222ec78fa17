import { cbrt, exp, power } from '../../../src/domain/exactMath';
import {
  DRY_AREA_M2,
  DRY_DEPTH_M,
  GRAVITY,
  MAX_VELOCITY_MS,
  NO_FLOW_CMS,
  RELAXATION,
  TURNING_FLOW_CMS,
} from './constants';
import { crownCutoff, LINK_CONDUIT, NODE_JUNCTION, NODE_OUTFALL, type Network } from './network';
import { criticalDepth, lookUp, normalDepth, type Section } from './sections';
import type { RoutingState } from './state';

const SUBCRITICAL = 0;
const SUPERCRITICAL = 1;
const UP_CRITICAL = 2;
const DOWN_CRITICAL = 3;
const DRY = 4;
const UP_DRY = 5;
const DOWN_DRY = 6;

/**
 * Momentum in conduits (Rossman 2017, Vol. II, eq. 3-12): friction and local losses implicit,
 * inertia damped as the Froude number goes to 1, area and hydraulic radius weighted upstream.
 */
export class Conduits {
  /** Water surface a conduit lends to its end nodes, m² per barrel. */
  readonly area1: Float64Array;
  readonly area2: Float64Array;
  /** ∂Q/∂H, m²/s. */
  readonly dqdh: Float64Array;
  private readonly froude: Float64Array;
  private readonly flowClass: Uint8Array;
  /** Mid-length flow area now and at the last step, m² per barrel. */
  private readonly midArea: Float64Array;
  private readonly oldArea: Float64Array;
  /** Flow per barrel at the last trial, m³/s. */
  private readonly barrelFlow: Float64Array;
  private readonly slot: boolean;
  private readonly cutoff: number;

  // Working values of the conduit at hand (fields, so that nothing is allocated per call).
  private h1 = 0;
  private h2 = 0;
  private y1 = 0;
  private y2 = 0;
  private critical = 0;
  private normal = 0;
  private blend = 1;

  constructor(
    private readonly net: Network,
    private readonly state: RoutingState,
  ) {
    const L = net.linkCount;
    this.area1 = new Float64Array(L);
    this.area2 = new Float64Array(L);
    this.dqdh = new Float64Array(L);
    this.froude = new Float64Array(L);
    this.flowClass = new Uint8Array(L).fill(DRY);
    this.midArea = new Float64Array(L);
    this.oldArea = new Float64Array(L);
    this.barrelFlow = new Float64Array(L);
    this.slot = net.options.surcharge === 'slot';
    this.cutoff = crownCutoff(net.options.surcharge);
  }

  /**
   * Depths at nodes without one of their own: the mean of the normal depths of the initial flows in
   * the conduits that meet there (Vol. II, section 3.3.4). Call before `initialise`.
   */
  initialiseNodes(): void {
    const { net, state } = this;
    const sum = new Float64Array(net.nodeCount);
    const count = new Float64Array(net.nodeCount);
    for (let i = 0; i < net.linkCount; i++) {
      const s = net.section[i];
      const q = Math.abs(state.flowCms[i]!) / net.barrels[i]!;
      const flows = s && net.linkKind[i] === LINK_CONDUIT && q > 0;
      const y = flows ? normalDepth(s, q, net.beta[i]!) + net.offset1M[i]! : 0;
      for (const node of [net.from[i]!, net.to[i]!]) {
        sum[node] = sum[node]! + y;
        count[node] = count[node]! + 1;
      }
    }
    for (let i = 0; i < net.nodeCount; i++) {
      if (net.nodeKind[i] !== NODE_JUNCTION || net.initDepthM[i]! > 0 || count[i] === 0) continue;
      state.depthM[i] = sum[i]! / count[i]!;
    }
  }

  /** Depth, area and volume at the start: normal depth of an initial flow, else the mean of the end depths. */
  initialise(): void {
    const { net, state } = this;
    for (let i = 0; i < net.linkCount; i++) {
      const s = net.section[i];
      if (net.linkKind[i] !== LINK_CONDUIT || !s) continue;
      const q = state.flowCms[i]! / net.barrels[i]!;
      const end = (node: number, offsetM: number): number =>
        Math.min(s.yFullM, Math.max(0, state.depthM[node]! - offsetM));
      const y1 = end(net.from[i]!, net.offset1M[i]!);
      const y2 = end(net.to[i]!, net.offset2M[i]!);
      const normal = q > 0 ? normalDepth(s, q, net.beta[i]!) : 0;
      const area = (y: number): number => lookUp(s.area, y, s.yFullM);
      this.barrelFlow[i] = q;
      this.midArea[i] = area(q > 0 ? normal : (y1 + y2) / 2);
      state.linkDepthM[i] = q > 0 ? normal : (y1 + y2) / 2;
      const mean = q > 0 ? this.midArea[i]! : (area(y1) + area(y2)) / 2;
      state.linkVolumeM3[i] = mean * net.lengthM[i]! * net.barrels[i]!;
    }
  }

  /** The arrays that carry over from step to step. */
  memory(): (Float64Array | Uint8Array)[] {
    const { froude, flowClass, midArea, oldArea, barrelFlow } = this;
    return [froude, flowClass, midArea, oldArea, barrelFlow];
  }

  beginStep(): void {
    this.oldArea.set(this.midArea);
    this.area1.fill(0);
    this.area2.fill(0);
  }

  /** Longest step that meets the Courant condition in every conduit, times `share`. */
  courantStep(limitS: number, share: number): number {
    const { net, state } = this;
    let step = limitS;
    for (let i = 0; i < net.linkCount; i++) {
      if (net.linkKind[i] !== LINK_CONDUIT) continue;
      const q = Math.abs(state.flowCms[i]!) / net.barrels[i]!;
      const fr = this.froude[i]!;
      if (q <= NO_FLOW_CMS || this.midArea[i]! <= DRY_AREA_M2 || fr <= 0.01) continue;
      const travel =
        (state.linkVolumeM3[i]! / net.barrels[i]! / q) * (net.routedLengthM[i]! / net.lengthM[i]!);
      step = Math.min(step, ((travel * fr) / (1 + fr)) * share);
    }
    return step;
  }

  /** New flow in conduit `i` for this trial. */
  update(i: number, trial: number, dtS: number): void {
    const { net, state } = this;
    const s = net.section[i]!;
    const o = net.options;
    const a = net.from[i]!;
    const b = net.to[i]!;
    const barrels = net.barrels[i]!;
    const length = net.routedLengthM[i]!;
    const qOld = state.oldFlowCms[i]! / barrels;
    const qLast = this.barrelFlow[i]!;
    const z1 = net.invertM[a]! + net.offset1M[i]!;
    const z2 = net.invertM[b]! + net.offset2M[i]!;
    this.h1 = Math.max(state.depthM[a]! + net.invertM[a]!, z1);
    this.h2 = Math.max(state.depthM[b]! + net.invertM[b]!, z2);
    this.y1 = Math.max(this.h1 - z1, DRY_DEPTH_M);
    this.y2 = Math.max(this.h2 - z2, DRY_DEPTH_M);
    if (!this.slot) {
      this.y1 = Math.min(this.y1, s.yFullM);
      this.y2 = Math.min(this.y2, s.yFullM);
    }
    const aOld = Math.max(this.oldArea[i]!, DRY_AREA_M2);
    this.endSurfaces(i, s, qLast, length);
    const { h1, h2, y1, y2 } = this;
    const a1 = this.areaAt(s, y1);
    const a2 = this.areaAt(s, y2);
    const r1 = radiusAt(s, y1);
    const yMid = 0.5 * (y1 + y2);
    const aMid = this.areaAt(s, yMid);
    const rMid = radiusAt(s, yMid);
    const full = y1 >= s.yFullM && y2 >= s.yFullM;
    const cls = this.flowClass[i]!;
    state.linkDepthM[i] = Math.min(yMid, s.yFullM);
    state.linkVolumeM3[i] = 0.5 * (a1 + a2) * net.lengthM[i]! * barrels;
    if (cls >= DRY || state.setting[i] === 0 || aMid <= DRY_AREA_M2) {
      this.midArea[i] = 0.5 * (a1 + a2);
      this.barrelFlow[i] = 0;
      this.dqdh[i] = ((GRAVITY * dtS * aMid) / length) * barrels;
      this.froude[i] = 0;
      state.flowCms[i] = 0;
      return;
    }
    let v = qLast / aMid;
    if (Math.abs(v) > MAX_VELOCITY_MS) v = MAX_VELOCITY_MS * Math.sign(qLast);
    const fr = this.froudeOf(s, v, yMid);
    this.froude[i] = fr;
    if (cls === SUBCRITICAL && fr > 1) this.flowClass[i] = SUPERCRITICAL;
    let sigma = fr <= 0.5 ? 1 : fr >= 1 ? 0 : 2 * (1 - fr);
    const rho = !full && qLast > 0 && h1 >= h2 ? sigma : 1;
    const aWeighted = a1 + (aMid - a1) * rho;
    const rWeighted = r1 + (rMid - r1) * rho;
    if (o.inertialDamping === 'none') sigma = 1;
    else if (o.inertialDamping === 'full') sigma = 0;
    if (full && !s.open) sigma = 0;
    const frictionTerm = ((dtS * net.friction[i]!) / (rWeighted * cbrt(rWeighted))) * Math.abs(v);
    const gravityTerm = (dtS * GRAVITY * aWeighted * (h2 - h1)) / length;
    const inertia =
      sigma > 0 ? sigma * (2 * v * (aMid - aOld) + (dtS * v * v * (a2 - a1)) / length) : 0;
    const losses = (this.localLosses(i, a1, a2, aMid, qLast) / 2 / length) * dtS;
    const denominator = 1 + frictionTerm + losses;
    let q = (qOld - gravityTerm + inertia) / denominator;
    this.dqdh[i] = ((GRAVITY * dtS * aWeighted) / length / denominator) * barrels;
    if (
      q > 0 &&
      o.normalFlowLimit !== 'neither' &&
      y1 < s.yFullM &&
      this.flowClass[i]! <= SUPERCRITICAL
    ) {
      q = this.limitToNormal(i, s, q, a1, r1);
    }
    if (trial > 0) {
      q = (1 - RELAXATION) * qLast + RELAXATION * q;
      if (q * qLast < 0) q = TURNING_FLOW_CMS * Math.sign(q);
    }
    if (net.maxFlowCms[i]! > 0 && Math.abs(q) > net.maxFlowCms[i]!)
      q = Math.sign(q) * net.maxFlowCms[i]!;
    if (net.flapGate[i] && q * net.turned[i]! < 0) q = 0;
    if (this.outfallGateShut(q < 0 ? b : a)) q = 0;
    if (q > NO_FLOW_CMS && state.depthM[a]! <= DRY_DEPTH_M) q = NO_FLOW_CMS;
    if (q < -NO_FLOW_CMS && state.depthM[b]! <= DRY_DEPTH_M) q = -NO_FLOW_CMS;
    this.midArea[i] = aMid;
    this.barrelFlow[i] = q;
    state.flowCms[i] = q * barrels;
  }

  /** Water would come in through an outfall whose flap gate keeps it out. */
  private outfallGateShut(source: number): boolean {
    const node = this.net.nodes[source]!;
    return node.kind === 'outfall' && node.flapGate;
  }

  /** Flow class, adjusted end depths and the water surface lent to the end nodes (Vol. II, section 3.3.5). */
  private endSurfaces(i: number, s: Section, q: number, length: number): void {
    const { net } = this;
    this.blend = 1;
    this.normal = 0.5 * (this.y1 + this.y2);
    this.critical = this.normal;
    const cls = this.y1 >= s.yFullM && this.y2 >= s.yFullM ? SUBCRITICAL : this.classify(i, s, q);
    this.flowClass[i] = cls;
    let area1 = 0;
    let area2 = 0;
    if (cls === UP_CRITICAL) {
      this.y1 = Math.max(Math.min(this.critical, this.normal), DRY_DEPTH_M);
      this.h1 = net.invertM[net.from[i]!]! + net.offset1M[i]! + this.y1;
    } else if (cls === DOWN_CRITICAL) {
      this.y2 = Math.max(Math.min(this.critical, this.normal), DRY_DEPTH_M);
      this.h2 = net.invertM[net.to[i]!]! + net.offset2M[i]! + this.y2;
    } else if (cls === UP_DRY) this.y1 = DRY_DEPTH_M;
    else if (cls === DOWN_DRY) this.y2 = DRY_DEPTH_M;
    if (cls === DRY) {
      area1 = (DRY_DEPTH_M * length) / 2;
      area2 = area1;
    } else {
      const mid = this.widthAt(s, Math.max(0.5 * (this.y1 + this.y2), DRY_DEPTH_M));
      const up = (this.widthAt(s, this.y1) + mid) * length;
      const down = (mid + this.widthAt(s, this.y2)) * length;
      if (cls === SUBCRITICAL) {
        area1 = up / 4;
        area2 = (down / 4) * this.blend;
      } else if (cls === UP_CRITICAL) area2 = down / 2;
      else if (cls === DOWN_CRITICAL) area1 = up / 2;
      else if (cls === UP_DRY) {
        area2 = down / 4;
        if (net.offset1M[i]! <= 0) area1 = up / 4;
      } else {
        area1 = up / 4;
        if (net.offset2M[i]! <= 0) area2 = down / 4;
      }
    }
    this.area1[i] = area1;
    this.area2[i] = area2;
  }

  private classify(i: number, s: Section, q: number): number {
    const { net, y1, y2 } = this;
    const a = net.from[i]!;
    const b = net.to[i]!;
    const z1 = this.dropInto(a, net.offset1M[i]!);
    const z2 = this.dropInto(b, net.offset2M[i]!);
    const wet1 = y1 > DRY_DEPTH_M;
    const wet2 = y2 > DRY_DEPTH_M;
    if (wet1 && wet2) {
      if (q < 0) {
        if (z1 <= 0) return SUBCRITICAL;
        this.findDepths(i, s, q);
        return y1 < Math.min(this.normal, this.critical) ? UP_CRITICAL : SUBCRITICAL;
      }
      if (z2 <= 0) return SUBCRITICAL;
      this.findDepths(i, s, q);
      const low = Math.min(this.normal, this.critical);
      const high = Math.max(this.normal, this.critical);
      if (y2 < low) return DOWN_CRITICAL;
      if (y2 < high) this.blend = high - low < DRY_DEPTH_M ? 0 : (high - y2) / (high - low);
      return SUBCRITICAL;
    }
    if (!wet1 && !wet2) return DRY;
    if (wet2) {
      if (this.h2 < net.invertM[a]! + net.offset1M[i]!) return UP_DRY;
      if (z1 <= 0) return SUBCRITICAL;
      this.findDepths(i, s, q);
      return UP_CRITICAL;
    }
    if (this.h1 < net.invertM[b]! + net.offset2M[i]!) return DOWN_DRY;
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
    this.normal = normalDepth(s, Math.abs(q), this.net.beta[i]!);
    this.critical = criticalDepth(s, Math.abs(q));
  }

  /** Normal flow at the upstream depth where the water surface is flatter than the conduit or the flow is supercritical. */
  private limitToNormal(i: number, s: Section, q: number, a1: number, r1: number): number {
    const { net, y1, y2 } = this;
    const limit = net.options.normalFlowLimit;
    const outfall =
      net.nodeKind[net.from[i]!] === NODE_OUTFALL || net.nodeKind[net.to[i]!] === NODE_OUTFALL;
    let check = (limit === 'slope' || limit === 'both' || outfall) && y1 < y2;
    if (!check && (limit === 'froude' || limit === 'both') && !outfall) {
      check = y1 > DRY_DEPTH_M && y2 > DRY_DEPTH_M && this.froudeOf(s, q / a1, y1) >= 1;
    }
    if (!check) return q;
    const root = cbrt(r1);
    return Math.min(q, net.beta[i]! * a1 * root * root);
  }

  private froudeOf(s: Section, v: number, y: number): number {
    if (y <= DRY_DEPTH_M || (!s.open && s.yFullM - y <= DRY_DEPTH_M)) return 0;
    const mean = lookUp(s.area, y, s.yFullM) / lookUp(s.width, y, s.yFullM);
    return Math.abs(v) / Math.sqrt(GRAVITY * mean);
  }

  private localLosses(i: number, a1: number, a2: number, aMid: number, q: number): number {
    const { net } = this;
    const flow = Math.abs(q);
    let k = 0;
    if (a1 > DRY_AREA_M2) k += (net.lossIn[i]! * flow) / a1;
    if (a2 > DRY_AREA_M2) k += (net.lossOut[i]! * flow) / a2;
    if (aMid > DRY_AREA_M2) k += (net.lossAvg[i]! * flow) / aMid;
    return k;
  }

  /** Width of the slot above a closed conduit (Sjöberg 1982), or 0 where there is none. */
  private slotWidth(s: Section, y: number): number {
    const rel = y / s.yFullM;
    if (!this.slot || s.open || rel < this.cutoff) return 0;
    return rel > 1.78 ? 0.01 * s.widthMaxM : s.widthMaxM * 0.5423 * exp(-power(rel, 2.4));
  }

  private widthAt(s: Section, y: number): number {
    const slot = this.slotWidth(s, y);
    if (slot > 0) return slot;
    const held = !s.open && y / s.yFullM >= this.cutoff ? this.cutoff * s.yFullM : y;
    return lookUp(s.width, held, s.yFullM);
  }

  private areaAt(s: Section, y: number): number {
    if (y >= s.yFullM) return s.areaFullM2 + (y - s.yFullM) * this.slotWidth(s, y);
    return lookUp(s.area, y, s.yFullM);
  }
}

function radiusAt(s: Section, y: number): number {
  return y >= s.yFullM ? s.radiusFullM : lookUp(s.radius, y, s.yFullM);
}
