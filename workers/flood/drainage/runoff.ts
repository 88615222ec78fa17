import type { DrainageModel, Subcatchment } from '../../../src/domain/drainage';
import { DryrunError } from '../../../src/domain/errors';
import { startOf } from './inflows';
import { infiltrationOf, type Infiltration } from './infiltration';
import { clockSeconds, type Network } from './network';
import { rainfallOf, type Rainfall } from './rainfall';
import { cbrt, power, power2Thirds } from '../../../src/domain/exactMath';

/** Manning's coefficient as SWMM has it: 1.49 in feet, in SI. */
const MANNING = 1.49 * cbrt(0.3048);

/** Volumes since the start, m³. */
export interface RunoffBalance {
  rainM3: number;
  evaporatedM3: number;
  infiltratedM3: number;
}

/** One of the three parts of a subcatchment: impervious without and with depression storage, pervious. */
interface Part {
  readonly share: number;
  /** W·√S/(n·A), 1/(s·m^⅔); 0: all excess leaves at once. */
  readonly alpha: number;
  readonly storeM: number;
  /** Share of its runoff that goes to the subcatchment's outlet. */
  readonly toOutlet: number;
  readonly infiltration: Infiltration | null;
}

interface Catchment {
  readonly areaM2: number;
  readonly gage: number;
  /** Node the runoff enters, or −1. */
  readonly node: number;
  /** Subcatchment it runs on to, or −1. */
  readonly next: number;
  readonly parts: readonly [Part, Part, Part];
  readonly routeTo: Subcatchment['routeTo'];
}

const PARTS = 3;

/**
 * Runoff from subcatchments as nonlinear reservoirs, where no surface grid takes the rain (Rossman &
 * Huber 2016, SWMM Reference Manual Vol. I, chapters 3 and 4): each part's ponded depth grows by
 * rain, shrinks by evaporation, infiltration and Manning flow over its depression storage. Snow,
 * groundwater and low-impact development are not modelled.
 */
export class Runoff {
  readonly balance: RunoffBalance = { rainM3: 0, evaporatedM3: 0, infiltratedM3: 0 };
  private readonly catchments: readonly Catchment[];
  private readonly nodes: Int32Array;
  private readonly rain: readonly Rainfall[];
  private readonly evaporation: (timeS: number, raining: boolean) => number;
  private readonly wetStepS: number;
  private readonly dryStepS: number;
  /** Ponded depth, m, and last runoff, m/s, by part. */
  private readonly depthM: Float64Array;
  private readonly runoffMs: Float64Array;
  private readonly oldFlow: Float64Array;
  private readonly newFlow: Float64Array;
  private oldS = 0;
  private newS = 0;
  private wet = false;

  constructor(model: DrainageModel, net: Network) {
    const ids = new Map(model.subcatchments.map((c, i) => [c.id, i]));
    const gages = new Map(model.rainGages.map((g, i) => [g.id, i]));
    const used = new Set(model.subcatchments.map((c) => c.gage));
    this.rain = model.rainGages.map((g) => (used.has(g.id) ? rainfallOf(g, model) : DRY));
    this.catchments = model.subcatchments.map((c) => ({
      areaM2: c.areaM2,
      gage: gages.get(c.gage) ?? -1,
      node: net.nodeIndex.get(c.outlet) ?? -1,
      next: net.nodeIndex.has(c.outlet) || c.outlet === c.id ? -1 : (ids.get(c.outlet) ?? -1),
      parts: partsOf(c),
      routeTo: c.routeTo,
    }));
    this.nodes = Int32Array.from(this.catchments, (c) => c.node);
    this.evaporation = evaporationOf(model);
    this.wetStepS = Math.max(1, clockSeconds(model.options['WET_STEP'], 300));
    this.dryStepS = Math.max(this.wetStepS, clockSeconds(model.options['DRY_STEP'], 3600));
    const n = this.catchments.length;
    this.depthM = new Float64Array(n * PARTS);
    this.runoffMs = new Float64Array(n * PARTS);
    this.oldFlow = new Float64Array(n);
    this.newFlow = new Float64Array(n);
  }

  /** Adds the runoff at a time to nodes' inflows, m³/s. Times must not go back. */
  addTo(inflowCms: Float64Array, timeS: number): void {
    if (this.catchments.length === 0) return;
    while (this.newS < timeS) this.step();
    // A step taken again in halves may ask for a time just before the last runoff step.
    const share = this.newS > this.oldS ? (timeS - this.oldS) / (this.newS - this.oldS) : 1;
    const f = Math.max(0, share);
    const { nodes, oldFlow, newFlow } = this;
    for (let k = 0; k < nodes.length; k++) {
      const node = nodes[k]!;
      if (node >= 0) inflowCms[node] = inflowCms[node]! + (1 - f) * oldFlow[k]! + f * newFlow[k]!;
    }
  }

  /** Every number that decides how the runoff goes on. */
  snapshot(): number[] {
    const { rainM3, evaporatedM3, infiltratedM3 } = this.balance;
    return [
      this.oldS,
      this.newS,
      this.wet ? 1 : 0,
      rainM3,
      evaporatedM3,
      infiltratedM3,
      ...this.memory().flatMap((a) => Array.from(a)),
    ];
  }

  /** Takes back a `snapshot`; returns how many numbers it read. */
  restore(numbers: readonly number[]): number {
    this.oldS = numbers[0]!;
    this.newS = numbers[1]!;
    this.wet = numbers[2] === 1;
    this.balance.rainM3 = numbers[3]!;
    this.balance.evaporatedM3 = numbers[4]!;
    this.balance.infiltratedM3 = numbers[5]!;
    let at = 6;
    for (const a of this.memory()) for (let i = 0; i < a.length; i++) a[i] = numbers[at++]!;
    return at;
  }

  private memory(): Float64Array[] {
    const soil = this.catchments.flatMap((c) => c.parts[2].infiltration?.state ?? []);
    return [this.depthM, this.runoffMs, this.oldFlow, this.newFlow, ...soil];
  }

  private step(): void {
    const t = this.newS;
    const raining = this.rain.some((r) => r.rateAt(t) > 0);
    let dt = raining || this.wet ? this.wetStepS : this.dryStepS;
    for (const r of this.rain) {
      const change = Math.round(r.nextChange(t) - t);
      if (change > 0) dt = Math.min(dt, change);
    }
    this.oldS = t;
    this.newS = t + dt;
    this.oldFlow.set(this.newFlow);
    const runon = this.runon();
    this.wet = false;
    this.catchments.forEach((c, i) => {
      this.newFlow[i] = this.catchmentFlow(c, i, t, dt, runon);
    });
  }

  /** What each part gets from other parts and subcatchments, at the rates of the last step, m/s. */
  private runon(): Float64Array {
    const runon = new Float64Array(this.depthM.length);
    this.catchments.forEach((c, i) => {
      const target = this.catchments[c.next];
      if (target && target.areaM2 > 0) {
        const rate = this.oldFlow[i]! / target.areaM2;
        for (let k = 0; k < PARTS; k++) runon[c.next * PARTS + k]! += rate;
      }
      const pass = (from: number, to: number): void => {
        const { share, toOutlet } = c.parts[from]!;
        const into = c.parts[to]!.share;
        if (into > 0)
          runon[i * PARTS + to]! +=
            (this.runoffMs[i * PARTS + from]! * (1 - toOutlet) * share) / into;
      };
      if (c.routeTo === 'pervious') [0, 1].forEach((from) => pass(from, 2));
      if (c.routeTo === 'impervious') pass(2, 1);
    });
    return runon;
  }

  /** Runoff leaving a subcatchment at the end of a step, m³/s. */
  private catchmentFlow(
    c: Catchment,
    i: number,
    timeS: number,
    dtS: number,
    runon: Float64Array,
  ): number {
    const rain = c.gage < 0 ? 0 : this.rain[c.gage]!.rateAt(timeS);
    const evaporation = this.evaporation(timeS, rain > 0);
    let flow = 0;
    c.parts.forEach((part, k) => {
      const at = i * PARTS + k;
      const area = c.areaM2 * part.share;
      if (area === 0) return;
      const ponded = this.depthM[at]!;
      const arriving = rain + runon[at]!;
      const evaporated = Math.min(ponded / dtS, evaporation);
      const infiltrated = part.infiltration?.rate(dtS, arriving, ponded) ?? 0;
      const rate = this.partRunoff(part, at, arriving, evaporated + infiltrated, dtS);
      if (rate > 0) this.wet = true;
      this.balance.rainM3 += rain * area * dtS;
      this.balance.evaporatedM3 += evaporated * area * dtS;
      this.balance.infiltratedM3 += infiltrated * area * dtS;
      flow += part.toOutlet * rate * area;
    });
    return flow;
  }

  /** New ponded depth of a part and its runoff at the step's end, m/s. */
  private partRunoff(p: Part, at: number, arriving: number, lost: number, dtS: number): number {
    let depth = this.depthM[at]!;
    let left = dtS;
    if (lost >= arriving + depth / dtS) depth = 0;
    else {
      const net = arriving - lost;
      if (depth + net * dtS <= p.storeM) depth += net * dtS;
      else {
        if (depth < p.storeM && net > 0) {
          left -= (p.storeM - depth) / net;
          depth = p.storeM;
        }
        depth =
          p.alpha > 0 && left > 0
            ? p.storeM + drained(depth - p.storeM, net, p.alpha, left)
            : depth + net * Math.max(0, left);
      }
      depth = Math.max(0, depth);
    }
    const excess = depth - p.storeM;
    let rate = 0;
    if (excess > 0) {
      if (p.alpha > 0) rate = p.alpha * excess * power2Thirds(excess);
      else {
        rate = excess / Math.max(left, 1e-6);
        depth = p.storeM;
      }
    }
    this.depthM[at] = depth;
    this.runoffMs[at] = rate;
    return rate;
  }
}

/** Excess depth after a time: dx/dt = net − α·x^(5/3), by the classic Runge–Kutta method in steps short against the reservoir's own time. */
function drained(excessM: number, net: number, alpha: number, timeS: number): number {
  const slope = (x: number): number => (x > 0 ? net - alpha * x * power2Thirds(x) : net);
  let x = excessM;
  let left = timeS;
  while (left > 1e-9) {
    const scale = Math.max(x, power(Math.max(0, net / alpha), 0.6), 1e-9);
    const h = Math.min(left, 0.1 / (alpha * power2Thirds(scale)), timeS / 4);
    const k1 = slope(x);
    const k2 = slope(x + (h / 2) * k1);
    const k3 = slope(x + (h / 2) * k2);
    const k4 = slope(x + h * k3);
    x += (h / 6) * (k1 + 2 * k2 + 2 * k3 + k4);
    left -= h;
  }
  return x;
}

const DRY: Rainfall = { rateAt: () => 0, nextChange: () => Number.POSITIVE_INFINITY };

function partsOf(c: Subcatchment): [Part, Part, Part] {
  const part = (
    share: number,
    whole: number,
    n: number,
    storeM: number,
    toOutlet: number,
    infiltration: Infiltration | null,
  ): Part => {
    const area = c.areaM2 * whole;
    const alpha =
      area > 0 && n > 0 ? (MANNING * c.widthM * Math.sqrt(Math.max(0, c.slope))) / (area * n) : 0;
    return { share, alpha, storeM, toOutlet, infiltration };
  };
  const imp = c.imperviousness;
  const kept = 1 - c.routedShare;
  const impOut = c.routeTo === 'pervious' && imp < 1 ? kept : 1;
  const pervOut = c.routeTo === 'impervious' && imp > 0 ? kept : 1;
  return [
    part(imp * c.zeroStoreShare, imp, c.nImperv, 0, impOut, null),
    part(imp * (1 - c.zeroStoreShare), imp, c.nImperv, c.storeImpervM, impOut, null),
    part(1 - imp, 1 - imp, c.nPerv, c.storePervM, pervOut, imp < 1 ? infiltrationOf(c) : null),
  ];
}

/** Potential evaporation, m/s: [EVAPORATION] CONSTANT or MONTHLY, in in/day or mm/day; other forms are refused. */
function evaporationOf(model: DrainageModel): (timeS: number, raining: boolean) => number {
  const rows = model.raw['EVAPORATION'] ?? [];
  const us = /^(CFS|GPM|MGD)$/i.test(model.options['FLOW_UNITS'] ?? 'CFS');
  const scale = (us ? 0.0254 : 1e-3) / 86_400;
  const start = startOf(model.options);
  let months: readonly number[] = [];
  let dryOnly = false;
  for (const [word = '', ...rest] of rows) {
    const key = word.toUpperCase();
    if (key === 'CONSTANT') months = Array.from({ length: 12 }, () => Number(rest[0]));
    else if (key === 'MONTHLY') months = rest.map(Number);
    else if (key === 'DRY_ONLY') dryOnly = /^yes$/i.test(rest[0] ?? '');
    else if (key !== 'RECOVERY') {
      throw new DryrunError({
        code: 'drainage.evaporation',
        place: '[EVAPORATION]',
        what: `Evaporation by ${key} is not modelled; CONSTANT and MONTHLY are.`,
        mend: 'Give constant or monthly rates.',
        params: { got: key },
      });
    }
  }
  return (timeS, raining) =>
    dryOnly && raining ? 0 : (months[new Date(start + timeS * 1000).getUTCMonth()] ?? 0) * scale;
}
