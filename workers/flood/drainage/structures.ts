import type {
  DrainageOrifice,
  DrainageOutlet,
  DrainagePump,
  DrainageWeir,
} from '../../../src/domain/drainage';
import { power, power2Thirds, power3Halves } from '../../../src/domain/exactMath';
import { DRY_DEPTH_M, GRAVITY } from './constants';
import { interpolate, slopeAt, stepValue } from './curves';
import { NODE_STORAGE, type Network } from './network';
import { lookUp } from './sections';
import type { RoutingState } from './state';

interface CurveTable {
  readonly type: string;
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** A curve of the model by its id (pump, rating), or null. */
export type CurveSource = (id: string) => CurveTable | null;

/** Exponents of the Villemonte (1947) correction for submerged crests. */
const VILLEMONTE = 0.385;

/** Length that lends an orifice a water surface, m (200 ft, as SWMM has it). */
const ORIFICE_LENGTH_M = 200 * 0.3048;

/** Flow through pumps, orifices, weirs and outlets (Rossman 2017, Vol. II, chapters 5 and 6). */
export class Structures {
  /** Equivalent water surface of orifices, m². */
  readonly surfaceM2: Float64Array;
  private readonly curve: readonly (CurveTable | null)[];
  private readonly pumps: readonly number[];
  /** Volume a node holds when full as PUMP1 curves see it, m³, by node: the last volume of the curve. */
  private readonly wellM3: Float64Array;

  constructor(
    private readonly net: Network,
    private readonly state: RoutingState,
    curves: CurveSource,
    /** Set by `flow`: ∂Q/∂H at the link's start (≥ 0) and end (≤ 0), m²/s. */
    private readonly dq1: Float64Array,
    private readonly dq2: Float64Array,
  ) {
    this.surfaceM2 = new Float64Array(net.linkCount);
    this.curve = net.links.map((l) =>
      (l.kind === 'pump' || l.kind === 'outlet') && l.curve && l.curve !== '*'
        ? curves(l.curve)
        : null,
    );
    this.pumps = net.links.flatMap((l, i) => (l.kind === 'pump' ? [i] : []));
    this.wellM3 = new Float64Array(net.nodeCount);
    for (const i of this.pumps) {
      const on = (net.links[i] as DrainagePump).initialOn ? 1 : 0;
      state.setting[i] = on;
      state.targetSetting[i] = on;
      const node = net.from[i]!;
      const curve = this.curve[i];
      if (curve?.type === 'PUMP1' && net.nodeKind[node] !== NODE_STORAGE)
        this.wellM3[node] = Math.max(this.wellM3[node]!, curve.x.at(-1) ?? 0);
    }
  }

  /** Flow through link `i` for the present heads, m³/s, and how it changes with them. */
  flow(i: number): number {
    const link = this.net.links[i]!;
    this.dq1[i] = 0;
    this.dq2[i] = 0;
    switch (link.kind) {
      case 'pump':
        return this.pump(i);
      case 'orifice':
        return this.orifice(i, link);
      case 'weir':
        return this.weir(i, link);
      case 'outlet':
        return this.outlet(i, link);
      case 'conduit':
        return this.dummy(i);
    }
  }

  /** A pump takes no more than its wet well holds. */
  limitPump(i: number, q: number, dtS: number, surfaceM2: number): number {
    const { state: s, net } = this;
    if (q === 0) return 0;
    const node = net.from[i]!;
    if (net.nodeKind[node] === NODE_STORAGE) {
      return Math.max(0, Math.min(q, s.inflowCms[node]! + s.oldVolumeM3[node]! / dtS));
    }
    const type = this.curve[i]?.type;
    if (type === 'PUMP1') {
      const held = this.wellVolume(node, s.oldDepthM[node]!);
      return Math.max(0, Math.min(q, s.inflowCms[node]! + held / dtS));
    }
    if (type === 'PUMP5') return q;
    const netFlow = s.inflowCms[node]! - s.outflowCms[node]! - q;
    const depth = s.oldDepthM[node]! + (0.5 * (s.oldNetCms[node]! + netFlow) * dtS) / surfaceM2;
    return depth <= 0 ? s.inflowCms[node]! : q;
  }

  /** Aims pumps by their start-up and shut-off depths; control rules may overrule them. Call before each step. */
  aimPumps(): void {
    const { state: s, net } = this;
    for (const i of this.pumps) {
      const l = net.links[i] as DrainagePump;
      const depth = s.depthM[net.from[i]!]!;
      const on = s.setting[i]! > 0;
      s.targetSetting[i] = s.setting[i]!;
      if (on && l.shutoffDepthM > 0 && depth < l.shutoffDepthM) s.targetSetting[i] = 0;
      if (!on && l.startupDepthM > 0 && depth > l.startupDepthM) s.targetSetting[i] = 1;
    }
  }

  /** Brings settings to their targets: at once, or gates as fast as they move. */
  applySettings(dtS: number): void {
    const { state: s, net } = this;
    for (let i = 0; i < net.linkCount; i++) {
      const change = s.targetSetting[i]! - s.setting[i]!;
      if (change === 0) continue;
      const l = net.links[i]!;
      const most = l.kind === 'orifice' && l.closeTimeS > 0 ? dtS / l.closeTimeS : Infinity;
      s.setting[i] =
        most + 1e-3 >= Math.abs(change)
          ? s.targetSetting[i]!
          : s.setting[i]! + Math.sign(change) * most;
    }
  }

  private pump(i: number): number {
    const { state: s, net } = this;
    const speed = s.setting[i]!;
    if (speed === 0) return 0;
    const a = net.from[i]!;
    const b = net.to[i]!;
    const curve = this.curve[i];
    if (!curve) return s.inflowCms[a]!; // ideal pump: passes what comes
    const { x, y } = curve;
    const depth = s.depthM[a]!;
    switch (curve.type) {
      case 'PUMP1': {
        const storage = net.nodeKind[a] === NODE_STORAGE;
        return speed * stepValue(x, y, storage ? s.volumeM3[a]! : this.wellVolume(a, depth));
      }
      case 'PUMP2':
        return speed * stepValue(x, y, depth);
      case 'PUMP4':
        this.dq1[i] = Math.max(0, speed * slopeAt(x, y, depth));
        return speed * interpolate(x, y, depth);
      default: {
        // PUMP3 and PUMP5: head against flow; affinity laws scale PUMP5 with speed.
        const lift = s.depthM[b]! + net.invertM[b]! - depth - net.invertM[a]!;
        const scale = curve.type === 'PUMP5' ? speed * speed : 1;
        const head = Math.max(0, lift) / scale;
        this.dq1[i] = Math.max(0, (-speed * slopeAt(x, y, head)) / scale);
        this.dq2[i] = -this.dq1[i]!;
        return Math.max(0, speed * interpolate(x, y, head));
      }
    }
  }

  /** Volume at a pump's inlet that is no storage unit, m³: the pump curve's last volume times the part of the depth that is filled. */
  private wellVolume(node: number, depthM: number): number {
    const full = this.net.fullDepthM[node]!;
    return full > 0 ? (this.wellM3[node]! * depthM) / full : 0;
  }

  private orifice(i: number, o: DrainageOrifice): number {
    const { state: s, net } = this;
    const section = net.section[i];
    const setting = s.setting[i]!;
    if (!section || setting === 0) return 0;
    const ends = this.ends(i);
    const crest = net.invertM[net.from[i]!]! + net.offset1M[i]!;
    const opening = section.yFullM * setting;
    const area = lookUp(section.area, opening, section.yFullM);
    const full = o.dischargeCoeff * area * Math.sqrt(2 * GRAVITY);
    let head: number;
    let fill: number;
    let critical: number;
    if (o.type === 'bottom') {
      // Below this head the rim acts as a weir all round (perimeter from area and hydraulic radius).
      const perimeter = (4 * area) / opening;
      critical = (o.dischargeCoeff / 0.414) * (area / perimeter);
      head = ends.high < crest ? 0 : ends.high - Math.max(ends.low, crest);
      fill = Math.min(1, head / critical);
    } else {
      critical = opening / 2;
      const crown = crest + opening;
      fill = Math.min(1, Math.max(0, (ends.high - crest) / opening));
      if (fill < 1) head = ends.high - crest;
      else head = ends.high - Math.max(ends.low, (crest + crown) / 2);
    }
    this.surfaceM2[i] =
      lookUp(section.width, Math.max(0, ends.high - crest), section.yFullM) * ORIFICE_LENGTH_M;
    if (head <= DRY_DEPTH_M || ends.depth <= DRY_DEPTH_M || this.shut(i, o.flapGate, ends.sign))
      return 0;
    let q: number;
    if (fill >= 1) {
      q = full * Math.sqrt(head);
      this.lean(i, ends.sign, q / (2 * head), ends.low > ends.high - head - 1e-9);
    } else {
      q = full * Math.sqrt(critical) * power3Halves(fill);
      this.lean(i, ends.sign, (1.5 * q) / (fill * critical), ends.low > crest);
      if (ends.low > crest)
        q *= power(1 - power3Halves((ends.low - crest) / (ends.high - crest)), VILLEMONTE);
    }
    return ends.sign * q;
  }

  private weir(i: number, w: DrainageWeir): number {
    const { state: s, net } = this;
    const section = net.section[i];
    const setting = s.setting[i]!;
    if (!section || setting === 0) return 0;
    const ends = this.ends(i);
    const crest = net.invertM[net.from[i]!]! + net.offset1M[i]! + (1 - setting) * section.yFullM;
    const crown = net.invertM[net.from[i]!]! + net.offset1M[i]! + section.yFullM;
    const head = ends.high - crest;
    if (head <= DRY_DEPTH_M || this.shut(i, w.flapGate, ends.sign)) return 0;
    if (w.canSurcharge && ends.high >= crown) {
      // Above its crown the opening acts as an orifice that meets the weir's flow at the crown.
      const height = crown - crest;
      const c = this.weirFlow(w, i, height) / Math.sqrt(height / 2);
      const drive = ends.high - Math.max(ends.low, crest + height / 2);
      if (drive <= 0) return 0;
      const q = c * Math.sqrt(drive);
      this.lean(i, ends.sign, q / (2 * drive), ends.low > crest + height / 2);
      return ends.sign * q;
    }
    let q = this.weirFlow(w, i, head);
    this.lean(i, ends.sign, (WEIR_EXPONENT[w.type] * q) / head, ends.low > crest);
    if (ends.low > crest) {
      q *= power(1 - power((ends.low - crest) / head, WEIR_EXPONENT[w.type]), VILLEMONTE);
    }
    return ends.sign * q;
  }

  /** Free flow over a weir for a head, m³/s. */
  private weirFlow(w: DrainageWeir, i: number, head: number): number {
    const section = this.net.section[i]!;
    const full = w.section.geom[1];
    const length = Math.max(0, full - 0.1 * w.endContractions * head);
    switch (w.type) {
      case 'transverse':
      case 'roadway':
        return w.dischargeCoeff * length * power3Halves(head);
      case 'sideflow':
        return w.dischargeCoeff * power(length, 0.83) * head * power2Thirds(head);
      case 'v-notch':
        return w.dischargeCoeff * (full / 2 / section.yFullM) * head * power3Halves(head);
      case 'trapezoidal':
        return (
          w.dischargeCoeff * full * power3Halves(head) +
          w.endCoeff * ((w.section.geom[2] + w.section.geom[3]) / 2) * head * power3Halves(head)
        );
    }
  }

  private outlet(i: number, o: DrainageOutlet): number {
    const { state: s, net } = this;
    const ends = this.ends(i);
    const crest = net.invertM[net.from[i]!]! + net.offset1M[i]!;
    if (this.shut(i, o.flapGate, ends.sign)) return 0;
    const head = o.type.endsWith('depth')
      ? ends.high - crest
      : ends.high - Math.max(ends.low, crest);
    if (head <= DRY_DEPTH_M || ends.depth <= DRY_DEPTH_M) return 0;
    const curve = this.curve[i];
    const q = curve ? interpolate(curve.x, curve.y, head) : o.coeff * power(head, o.exponent);
    return ends.sign * s.setting[i]! * q;
  }

  /** How a flow driven by a head (m²/s, ≥ 0) changes with the two ends' heads; the lower one counts where it drowns the opening. */
  private lean(i: number, sign: number, slope: number, drowned: boolean): void {
    this.dq1[i] = sign > 0 || drowned ? slope : 0;
    this.dq2[i] = sign < 0 || drowned ? -slope : 0;
  }

  private dummy(i: number): number {
    return Math.max(0, this.state.inflowCms[this.net.from[i]!]!);
  }

  /** Higher and lower head of the two ends, which way water goes and the depth it comes from. */
  private ends(i: number): { high: number; low: number; sign: number; depth: number } {
    const { state: s, net } = this;
    const a = net.from[i]!;
    const b = net.to[i]!;
    const h1 = s.depthM[a]! + net.invertM[a]!;
    const h2 = s.depthM[b]! + net.invertM[b]!;
    return h1 >= h2
      ? { high: h1, low: h2, sign: 1, depth: s.depthM[a]! }
      : { high: h2, low: h1, sign: -1, depth: s.depthM[b]! };
  }

  private shut(i: number, flap: boolean, sign: number): boolean {
    if (flap && sign < 0) return true;
    const source = this.net.nodes[sign > 0 ? this.net.from[i]! : this.net.to[i]!]!;
    return source.kind === 'outfall' && source.flapGate;
  }
}

const WEIR_EXPONENT: Readonly<Record<DrainageWeir['type'], number>> = {
  transverse: 1.5,
  roadway: 1.5,
  sideflow: 5 / 3,
  'v-notch': 2.5,
  trapezoidal: 1.5,
};
