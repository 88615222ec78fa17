import type { DrainageModel } from '../../../src/domain/drainage';
import { drainageUnits, type DrainageUnits } from '../../../src/domain/drainageUnits';
import { interpolate } from './curves';
import { startOf } from './inflows';
import { LINK_PUMP, type Network } from './network';
import { parseRules, type Action, type Premise, type Rule, type Variable } from './rules';
import { lookUp } from './sections';
import type { RoutingState } from './state';

const HOUR_S = 3600;
const DAY_S = 86_400;
/** Changes of error and setting below this are none to a PID controller. */
const PID_TOLERANCE = 1e-4;
/** A clock is equal to a time within half a step: compared by these attributes only. */
const CLOCKS = new Set(['TIME', 'CLOCKTIME', 'TIMEOPEN', 'TIMECLOSED']);

/**
 * Control rules at work: before each routing step every rule is judged and the actions of the
 * highest priority set the links' targets (SWMM 5.2 Users Manual, appendix D). Premises compare in
 * the units of the model's file.
 */
export class Controls {
  private readonly rules: readonly Rule[];
  private readonly units: DrainageUnits;
  private readonly startMs: number;
  /** Last two errors of every PID controller. */
  private readonly errors: Float64Array;
  /** When each link's setting last changed, s. */
  private readonly changedS: Float64Array;
  /** Set point and controlled value of the premise judged last, for modulated actions. */
  private setPoint = 0;
  private controlled = 0;

  constructor(
    model: DrainageModel,
    private readonly net: Network,
    private readonly state: RoutingState,
  ) {
    const { rules, slots } = parseRules(model, net);
    this.rules = rules;
    this.units = drainageUnits(model.options['FLOW_UNITS'])!;
    this.startMs = startOf(model.options);
    this.errors = new Float64Array(2 * slots);
    this.changedS = new Float64Array(net.linkCount);
  }

  /** Sets the targets for the step that begins now. */
  decide(timeS: number, dtS: number): void {
    const { targetSetting, setting } = this.state;
    const chosen = new Map<number, { priority: number; value: number }>();
    for (const rule of this.rules) {
      for (const action of this.holds(rule, timeS, dtS) ? rule.actions : rule.otherwise) {
        const value = this.valueOf(action, timeS, dtS);
        const before = chosen.get(action.link);
        if (!before || rule.priority > before.priority)
          chosen.set(action.link, { priority: rule.priority, value });
      }
    }
    for (const [link, { value }] of chosen) targetSetting[link] = value;
    for (let i = 0; i < this.net.linkCount; i++) {
      if (targetSetting[i] !== setting[i]) this.changedS[i] = timeS;
    }
  }

  /** The arrays that carry over from step to step. */
  memory(): Float64Array[] {
    return [this.errors, this.changedS];
  }

  /** Premises from left to right: OR counts where all before failed, AND where all before held. */
  private holds(rule: Rule, timeS: number, dtS: number): boolean {
    let result = true;
    for (const p of rule.premises) {
      if (p.or) result ||= this.judge(p, timeS, dtS);
      else if (result) result = this.judge(p, timeS, dtS);
      else break;
    }
    return result;
  }

  private judge(p: Premise, timeS: number, dtS: number): boolean {
    const left = this.read(p.left, timeS);
    const right = typeof p.right === 'number' ? p.right : this.read(p.right, timeS);
    if (Number.isNaN(left) || Number.isNaN(right)) return false;
    this.setPoint = right;
    this.controlled = left;
    const half = CLOCKS.has(p.left.attribute) ? dtS / 2 / HOUR_S : 0;
    const equal = half > 0 ? left >= right - half && left < right + half : left === right;
    switch (p.relation) {
      case '=':
        return equal;
      case '<>':
        return !equal;
      case '<':
        return left < right;
      case '<=':
        return left <= right;
      case '>':
        return left > right;
      case '>=':
        return left >= right;
    }
  }

  /** Value of a variable in the file's units (times: h), or NaN where the link has none. */
  private read(v: Variable, timeS: number): number {
    if (v.object === 'simulation') return this.clock(v.attribute, timeS);
    return v.object === 'node'
      ? this.nodeValue(v.index, v.attribute)
      : this.linkValue(v.index, v.attribute, timeS);
  }

  private clock(attribute: string, timeS: number): number {
    if (attribute === 'TIME') return timeS / HOUR_S;
    const at = new Date(this.startMs + timeS * 1000);
    const days = Math.floor(at.getTime() / 1000 / DAY_S);
    switch (attribute) {
      case 'DATE':
        return days;
      case 'CLOCKTIME':
        return (at.getTime() / 1000 - days * DAY_S) / HOUR_S;
      case 'DAY':
        return at.getUTCDay() + 1;
      case 'MONTH':
        return at.getUTCMonth() + 1;
      default:
        return days - Date.UTC(at.getUTCFullYear(), 0, 1) / 1000 / DAY_S + 1;
    }
  }

  private nodeValue(i: number, attribute: string): number {
    const { net, state: s, units: u } = this;
    switch (attribute) {
      case 'DEPTH':
        return s.depthM[i]! / u.lengthM;
      case 'MAXDEPTH':
        return net.fullDepthM[i]! / u.lengthM;
      case 'HEAD':
        return (net.invertM[i]! + s.depthM[i]!) / u.lengthM;
      case 'VOLUME':
        return s.volumeM3[i]! / u.volumeM3;
      default:
        return s.lateralCms[i]! / u.flowCms;
    }
  }

  private linkValue(i: number, attribute: string, timeS: number): number {
    const { net, state: s, units: u } = this;
    const section = net.section[i];
    const { kind } = net.links[i]!;
    switch (attribute) {
      case 'FLOW':
        return (s.flowCms[i]! * net.turned[i]!) / u.flowCms;
      case 'DEPTH':
        return s.linkDepthM[i]! / u.lengthM;
      case 'STATUS':
        return kind === 'conduit' || kind === 'pump' ? s.setting[i]! : Number.NaN;
      case 'SETTING':
        return kind === 'conduit' ? Number.NaN : s.setting[i]!;
      case 'TIMEOPEN':
        return s.setting[i]! > 0 ? (timeS - this.changedS[i]!) / HOUR_S : Number.NaN;
      case 'TIMECLOSED':
        return s.setting[i]! > 0 ? Number.NaN : (timeS - this.changedS[i]!) / HOUR_S;
    }
    if (kind !== 'conduit' || !section) return Number.NaN;
    switch (attribute) {
      case 'FULLFLOW':
        return (net.beta[i]! * section.factorFull * net.barrels[i]!) / u.flowCms;
      case 'FULLDEPTH':
        return section.yFullM / u.lengthM;
      case 'LENGTH':
        return net.lengthM[i]! / u.lengthM;
      case 'SLOPE':
        return net.slope[i]!;
      default: {
        const area = lookUp(section.area, s.linkDepthM[i]!, section.yFullM) * net.barrels[i]!;
        return area > 0 ? Math.abs(s.flowCms[i]!) / area / u.lengthM : 0;
      }
    }
  }

  private valueOf(action: Action, timeS: number, dtS: number): number {
    const { source, link } = action;
    switch (source.type) {
      case 'value':
        return source.value;
      case 'curve':
        return this.within(link, interpolate(source.x, source.y, this.controlled));
      case 'series':
        return this.within(link, interpolate(source.timeS, source.value, timeS));
      case 'pid':
        return this.pid(link, source, dtS);
    }
  }

  /** Recursive form of the PID controller on the relative error from the set point. */
  private pid(
    link: number,
    p: { gain: number; integralMin: number; derivativeMin: number; slot: number },
    dtS: number,
  ): number {
    const minutes = dtS / 60;
    let error = this.setPoint - this.controlled;
    if (error !== 0) error /= this.setPoint === 0 ? this.controlled : this.setPoint;
    const at = 2 * p.slot;
    if (Math.abs(error - this.errors[at]!) < PID_TOLERANCE) this.errors.fill(0, at, at + 2);
    const e1 = this.errors[at]!;
    const e2 = this.errors[at + 1]!;
    const integral = p.integralMin === 0 ? 0 : (error * minutes) / p.integralMin;
    const derivative = (p.derivativeMin * (error - 2 * e1 + e2)) / minutes;
    const update = p.gain * (error - e1 + integral + derivative);
    this.errors[at + 1] = e1;
    this.errors[at] = error;
    const change = Math.abs(update) < PID_TOLERANCE ? 0 : update;
    return this.within(link, this.state.targetSetting[link]! + change);
  }

  private within(link: number, value: number): number {
    const most = this.net.linkKind[link] === LINK_PUMP ? Number.POSITIVE_INFINITY : 1;
    return Math.min(most, Math.max(0, value));
  }
}
