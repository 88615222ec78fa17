import { cbrt } from '../../../src/domain/exactMath';
import { DRY_AREA_M2, DRY_DEPTH_M, GRAVITY, MAX_VELOCITY_MS, NO_FLOW_CMS } from './constants';
import {
  DOWN_CRITICAL,
  DOWN_DRY,
  DRY,
  FlowClasses,
  SUBCRITICAL,
  SUPERCRITICAL,
  UP_CRITICAL,
  UP_DRY,
} from './flowClasses';
import { COLUMNS, HELD, Hydraulics, RADIUS, WIDTH } from './hydraulics';
import { darcyWeisbachDrag, hazenWilliamsDrag } from './forceMains';
import { HAZEN_WILLIAMS, LINK_CONDUIT, NODE_JUNCTION, NODE_OUTFALL, type Network } from './network';
import { relax } from './relaxation';
import { lookUp, normalDepth, TABLE_STEPS } from './sections';
import type { RoutingState } from './state';

/**
 * Momentum in conduits (Rossman 2017, Vol. II, eq. 3-12): friction and local losses implicit,
 * inertia damped as the Froude number goes to 1, area and hydraulic radius weighted upstream. Gives
 * each conduit's flow for the heads at its ends and how it changes with either of them.
 */
export class Conduits {
  /** ∂Q/∂H at the conduit's start (≥ 0) and end (≤ 0), all barrels, m²/s. */
  readonly dq1: Float64Array;
  readonly dq2: Float64Array;
  /** Water in each conduit at the last step, m³. */
  readonly oldVolumeM3: Float64Array;
  readonly classes: FlowClasses;
  private readonly tables: Hydraulics;
  private readonly froude: Float64Array;
  /** Mid-length flow area now and at the last step, m² per barrel. */
  private readonly midArea: Float64Array;
  private readonly oldArea: Float64Array;
  /** Link indices of the conduits that have a section. */
  readonly list: Int32Array;
  private readonly invert1: Float64Array;
  private readonly invert2: Float64Array;

  constructor(
    private readonly net: Network,
    private readonly state: RoutingState,
    /** Iterate as SWMM does, instead of by Newton's method. */
    private readonly relaxed: boolean,
  ) {
    const L = net.linkCount;
    this.dq1 = new Float64Array(L);
    this.dq2 = new Float64Array(L);
    this.oldVolumeM3 = new Float64Array(L);
    this.froude = new Float64Array(L);
    this.midArea = new Float64Array(L);
    this.oldArea = new Float64Array(L);
    this.tables = new Hydraulics(net);
    this.classes = new FlowClasses(net, state);
    this.list = Int32Array.from(
      net.links.flatMap((_, i) => (net.linkKind[i] === LINK_CONDUIT && net.section[i] ? [i] : [])),
    );
    this.invert1 = Float64Array.from(net.offset1M, (z, i) => z + net.invertM[net.from[i]!]!);
    this.invert2 = Float64Array.from(net.offset2M, (z, i) => z + net.invertM[net.to[i]!]!);
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
    for (const i of this.list) {
      const s = net.section[i]!;
      const q = state.flowCms[i]! / net.barrels[i]!;
      const end = (node: number, offsetM: number): number =>
        Math.min(s.yFullM, Math.max(0, state.depthM[node]! - offsetM));
      const y1 = end(net.from[i]!, net.offset1M[i]!);
      const y2 = end(net.to[i]!, net.offset2M[i]!);
      const normal = q > 0 ? normalDepth(s, q, net.beta[i]!) : 0;
      const area = (y: number): number => lookUp(s.area, y, s.yFullM);
      this.midArea[i] = area(q > 0 ? normal : (y1 + y2) / 2);
      state.linkDepthM[i] = q > 0 ? normal : (y1 + y2) / 2;
      const mean = q > 0 ? this.midArea[i]! : 0.25 * (area(y1) + 2 * this.midArea[i]! + area(y2));
      state.linkVolumeM3[i] = mean * net.lengthM[i]! * net.barrels[i]!;
    }
  }

  /** The arrays that carry over from step to step. */
  memory(): (Float64Array | Uint8Array)[] {
    const { froude, midArea, oldArea, classes } = this;
    return [froude, midArea, oldArea, ...classes.memory()];
  }

  beginStep(): void {
    this.oldArea.set(this.midArea);
    this.oldVolumeM3.set(this.state.linkVolumeM3);
  }

  /** Longest step that meets the Courant condition in every conduit, times `share`. */
  courantStep(limitS: number, share: number): number {
    const { net, state } = this;
    let step = limitS;
    for (let k = 0; k < this.list.length; k++) {
      const i = this.list[k]!;
      const q = Math.abs(state.flowCms[i]!) / net.barrels[i]!;
      const fr = this.froude[i]!;
      if (q <= NO_FLOW_CMS || this.midArea[i]! <= DRY_AREA_M2 || fr <= 0.01) continue;
      const travel =
        (state.linkVolumeM3[i]! / net.barrels[i]! / q) * (net.routedLengthM[i]! / net.lengthM[i]!);
      const limit = ((travel * fr) / (1 + fr)) * share;
      if (limit < step) step = limit;
    }
    return step;
  }

  /** True where nothing has moved in a conduit and no water stands at either end. */
  rests(i: number): boolean {
    const { net, state, classes } = this;
    return (
      classes.of[i] === DRY &&
      state.flowCms[i] === 0 &&
      state.depthM[net.from[i]!]! <= net.offset1M[i]! + DRY_DEPTH_M &&
      state.depthM[net.to[i]!]! <= net.offset2M[i]! + DRY_DEPTH_M
    );
  }

  /** New flow in conduit `i` for this trial. */
  update(i: number, trial: number, dtS: number): void {
    const { net, state, tables, classes } = this;
    const s = net.section[i]!;
    const a = net.from[i]!;
    const b = net.to[i]!;
    const barrels = net.barrels[i]!;
    const length = net.routedLengthM[i]!;
    const yFull = s.yFullM;
    const q0 = state.flowCms[i]! / barrels;
    const z1 = this.invert1[i]!;
    const z2 = this.invert2[i]!;
    let h1 = Math.max(state.depthM[a]! + net.invertM[a]!, z1);
    let h2 = Math.max(state.depthM[b]! + net.invertM[b]!, z2);
    let y1 = Math.max(h1 - z1, DRY_DEPTH_M);
    let y2 = Math.max(h2 - z2, DRY_DEPTH_M);
    if (!tables.slot) {
      y1 = Math.min(y1, yFull);
      y2 = Math.min(y2, yFull);
    }
    const cls = classes.classify(i, s, q0, y1, y2, h1, h2);
    if (cls === UP_CRITICAL) {
      y1 = Math.max(classes.lowDepth, DRY_DEPTH_M);
      h1 = z1 + y1;
    } else if (cls === DOWN_CRITICAL) {
      y2 = Math.max(classes.lowDepth, DRY_DEPTH_M);
      h2 = z2 + y2;
    } else if (cls === UP_DRY) y1 = DRY_DEPTH_M;
    else if (cls === DOWN_DRY) y2 = DRY_DEPTH_M;
    const yMid = 0.5 * (y1 + y2);
    // One row of the table at each of the three depths.
    const table = tables.table[i]!;
    const scale = TABLE_STEPS / yFull;
    let f1 = y1 * scale;
    let f2 = y2 * scale;
    let fm = yMid * scale;
    let k1 = f1 | 0;
    let k2 = f2 | 0;
    let km = fm | 0;
    if (k1 > TABLE_STEPS - 1) k1 = TABLE_STEPS - 1;
    if (k2 > TABLE_STEPS - 1) k2 = TABLE_STEPS - 1;
    if (km > TABLE_STEPS - 1) km = TABLE_STEPS - 1;
    f1 = f1 - k1 > 1 ? 1 : f1 - k1;
    f2 = f2 - k2 > 1 ? 1 : f2 - k2;
    fm = fm - km > 1 ? 1 : fm - km;
    k1 *= COLUMNS;
    k2 *= COLUMNS;
    km *= COLUMNS;
    let a1 = table[k1]! + (table[k1 + COLUMNS]! - table[k1]!) * f1;
    let a2 = table[k2]! + (table[k2 + COLUMNS]! - table[k2]!) * f2;
    let aMid = table[km]! + (table[km + COLUMNS]! - table[km]!) * fm;
    let w1 = table[k1 + HELD]! + (table[k1 + COLUMNS + HELD]! - table[k1 + HELD]!) * f1;
    let w2 = table[k2 + HELD]! + (table[k2 + COLUMNS + HELD]! - table[k2 + HELD]!) * f2;
    let wMid = table[km + HELD]! + (table[km + COLUMNS + HELD]! - table[km + HELD]!) * fm;
    const r1 = table[k1 + RADIUS]! + (table[k1 + COLUMNS + RADIUS]! - table[k1 + RADIUS]!) * f1;
    const rMid = table[km + RADIUS]! + (table[km + COLUMNS + RADIUS]! - table[km + RADIUS]!) * fm;
    const topWidth = table[km + WIDTH]! + (table[km + COLUMNS + WIDTH]! - table[km + WIDTH]!) * fm;
    if (tables.slot && !s.open) {
      const slot1 = tables.slotWidth(i, y1);
      const slot2 = tables.slotWidth(i, y2);
      const slotMid = tables.slotWidth(i, yMid);
      if (y1 > yFull) a1 += (y1 - yFull) * slot1;
      if (y2 > yFull) a2 += (y2 - yFull) * slot2;
      if (yMid > yFull) aMid += (yMid - yFull) * slotMid;
      if (slot1 > 0) w1 = slot1;
      if (slot2 > 0) w2 = slot2;
      if (slotMid > 0) wMid = slotMid;
    }
    classes.lendSurface(i, cls, w1, wMid, w2, length);
    // Fits the surfaces lent: ∂volume/∂y = (w_end + w_mid)·L/4 at either end.
    state.linkVolumeM3[i] = 0.25 * (a1 + 2 * aMid + a2) * net.lengthM[i]! * barrels;
    state.linkDepthM[i] = Math.min(yMid, yFull);
    const relaxed = this.relaxed;
    const pull = (dtS * GRAVITY) / length;
    if (cls >= DRY || state.setting[i] === 0 || aMid <= DRY_AREA_M2) {
      this.midArea[i] = 0.5 * (a1 + a2);
      const yielding = relaxed ? pull * aMid * barrels : 0;
      this.dq1[i] = yielding;
      this.dq2[i] = -yielding;
      this.froude[i] = 0;
      state.flowCms[i] = 0;
      return;
    }
    this.midArea[i] = aMid;
    const aOld = Math.max(this.oldArea[i]!, DRY_AREA_M2);
    let v = q0 / aMid;
    if (v > MAX_VELOCITY_MS) v = MAX_VELOCITY_MS;
    else if (v < -MAX_VELOCITY_MS) v = -MAX_VELOCITY_MS;
    const full = y1 >= yFull && y2 >= yFull;
    const free = yMid > DRY_DEPTH_M && (s.open || yFull - yMid > DRY_DEPTH_M);
    const fr = free ? Math.abs(v) / Math.sqrt((GRAVITY * aMid) / topWidth) : 0;
    this.froude[i] = fr;
    if (cls === SUBCRITICAL && fr > 1) classes.of[i] = SUPERCRITICAL;
    let sigma = fr <= 0.5 ? 1 : fr >= 1 ? 0 : 2 * (1 - fr);
    const rho = !full && q0 > 0 && h1 >= h2 ? sigma : 1;
    const area = a1 + (aMid - a1) * rho;
    const radius = r1 + (rMid - r1) * rho;
    const damping = net.options.inertialDamping;
    if (damping === 'none') sigma = 1;
    else if (damping === 'full') sigma = 0;
    if (full && !s.open) sigma = 0;
    const drop = h1 - h2;
    const inertia =
      sigma > 0 ? sigma * (2 * v * (aMid - aOld) + (dtS * v * v * (a2 - a1)) / length) : 0;
    const driven = state.oldFlowCms[i]! / barrels + pull * area * drop + inertia;
    // q·(1 + c·|q|) = driven, solved for q.
    const drag =
      full && net.mainLaw[i] !== 0
        ? this.mainDrag(i, v, rMid)
        : net.friction[i]! / (radius * cbrt(radius));
    const friction = (dtS * drag) / aMid;
    let c = friction;
    if (net.lossIn[i] !== 0 && a1 > DRY_AREA_M2) c += (net.lossIn[i]! * dtS) / (2 * length * a1);
    if (net.lossOut[i] !== 0 && a2 > DRY_AREA_M2) c += (net.lossOut[i]! * dtS) / (2 * length * a2);
    if (net.lossAvg[i] !== 0) c += (net.lossAvg[i]! * dtS) / (2 * length * aMid);
    let q: number;
    let d1: number;
    let d2: number;
    const slope1 = ((table[k1 + COLUMNS + RADIUS]! - table[k1 + RADIUS]!) * scale * 4) / 3;
    if (relaxed) {
      const denominator = 1 + c * Math.abs(v * aMid);
      q = driven / denominator;
      d1 = (pull * area) / denominator;
      d2 = -d1;
    } else {
      q = (2 * driven) / (1 + Math.sqrt(1 + 4 * c * Math.abs(driven)));
      const stiffness = 1 / (1 + 2 * c * Math.abs(q));
      // How area and friction change with the depths at the ends (none above the crown).
      const g1 = y1 < yFull && cls !== UP_CRITICAL ? 1 : 0;
      const g2 = y2 < yFull && cls !== DOWN_CRITICAL ? 1 : 0;
      const slopeMid = ((table[km + COLUMNS + RADIUS]! - table[km + RADIUS]!) * scale * 2) / 3;
      const loss = friction * q * Math.abs(q);
      const widthMid = 0.5 * topWidth;
      const byMid =
        pull * drop * rho * widthMid + loss * ((rho * slopeMid) / radius + widthMid / aMid);
      const by1 = (1 - rho) * (pull * drop * w1 + (loss * slope1) / radius);
      const base = pull * area;
      d1 = (base * (cls === UP_CRITICAL ? 0 : 1) + g1 * (by1 + byMid)) * stiffness;
      d2 = (-base * (cls === DOWN_CRITICAL ? 0 : 1) + g2 * byMid) * stiffness;
      if (d1 < 0) d1 = 0;
      if (d2 > 0) d2 = 0;
    }
    const limit = net.options.normalFlowLimit;
    if (q > 0 && limit !== 'neither' && y1 < yFull && classes.of[i]! <= SUPERCRITICAL) {
      const outfall = net.nodeKind[a] === NODE_OUTFALL || net.nodeKind[b] === NODE_OUTFALL;
      let check = (limit !== 'froude' || outfall) && y1 < y2;
      if (!check && limit !== 'slope' && !outfall && y1 > DRY_DEPTH_M && y2 > DRY_DEPTH_M) {
        const top = table[k1 + WIDTH]! + (table[k1 + COLUMNS + WIDTH]! - table[k1 + WIDTH]!) * f1;
        check = (s.open || yFull - y1 > DRY_DEPTH_M) && q >= a1 * Math.sqrt((GRAVITY * a1) / top);
      }
      if (check) {
        const root = cbrt(r1);
        const normal = net.beta[i]! * a1 * root * root;
        if (normal < q) q = normal;
        if (normal === q && !relaxed) {
          d1 = Math.max(0, normal * (w1 / a1 + slope1 / 2 / r1));
          d2 = 0;
        }
      }
    }
    q = relax(q0, q, trial, relaxed);
    const most = net.maxFlowCms[i]!;
    if (most > 0 && Math.abs(q) > most) {
      q = q > 0 ? most : -most;
      d1 = 0;
      d2 = 0;
    }
    const shut =
      (net.flapGate[i] === 1 && q * net.turned[i]! < 0) || net.outfallGate[q < 0 ? b : a] === 1;
    if (shut) q = 0;
    else if (q > NO_FLOW_CMS && state.depthM[a]! <= DRY_DEPTH_M) q = NO_FLOW_CMS;
    else if (q < -NO_FLOW_CMS && state.depthM[b]! <= DRY_DEPTH_M) q = -NO_FLOW_CMS;
    if (shut) {
      d1 = 0;
      d2 = 0;
    }
    this.dq1[i] = d1 * barrels;
    this.dq2[i] = d2 * barrels;
    state.flowCms[i] = q * barrels;
  }

  /** Drag of a force main that runs full, 1/m. */
  private mainDrag(i: number, velocityMs: number, radiusM: number): number {
    const { mainLaw, mainRoughness } = this.net;
    const law = mainLaw[i] === HAZEN_WILLIAMS ? hazenWilliamsDrag : darcyWeisbachDrag;
    return law(mainRoughness[i]!, velocityMs, radiusM);
  }
}
