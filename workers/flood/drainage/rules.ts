import type { DrainageModel } from '../../../src/domain/drainage';
import { DryrunError } from '../../../src/domain/errors';
import type { Network } from './network';

export type Relation = '=' | '<>' | '<' | '<=' | '>' | '>=';

/** What a premise looks at: an attribute of a node, a link or the simulation's clock. */
export interface Variable {
  readonly object: 'node' | 'link' | 'simulation';
  /** Index of the node or link, −1 for the clock. */
  readonly index: number;
  /** Upper case, as SWMM names it. */
  readonly attribute: string;
}

export interface Premise {
  readonly or: boolean;
  readonly left: Variable;
  readonly relation: Relation;
  readonly right: Variable | number;
}

/** How an action finds the setting: a number, a control curve, a time series, or a PID controller. */
export type Source =
  | { readonly type: 'value'; readonly value: number }
  | { readonly type: 'curve'; readonly x: Float64Array; readonly y: Float64Array }
  | { readonly type: 'series'; readonly timeS: Float64Array; readonly value: Float64Array }
  | {
      readonly type: 'pid';
      /** Gain; integral and derivative time, minutes. */
      readonly gain: number;
      readonly integralMin: number;
      readonly derivativeMin: number;
      /** Place of its two past errors in the controls' memory. */
      readonly slot: number;
    };

export interface Action {
  readonly link: number;
  readonly source: Source;
}

export interface Rule {
  readonly id: string;
  readonly premises: readonly Premise[];
  readonly actions: readonly Action[];
  readonly otherwise: readonly Action[];
  readonly priority: number;
}

const LINK_OBJECTS = new Set(['LINK', 'CONDUIT', 'PUMP', 'ORIFICE', 'WEIR', 'OUTLET']);
const NODE_ATTRIBUTES = new Set(['DEPTH', 'MAXDEPTH', 'HEAD', 'VOLUME', 'INFLOW']);
const LINK_ATTRIBUTES = new Set([
  'FLOW',
  'FULLFLOW',
  'DEPTH',
  'FULLDEPTH',
  'VELOCITY',
  'LENGTH',
  'SLOPE',
  'STATUS',
  'SETTING',
  'TIMEOPEN',
  'TIMECLOSED',
]);
const CLOCK_ATTRIBUTES = new Set(['TIME', 'DATE', 'CLOCKTIME', 'DAY', 'MONTH', 'DAYOFYEAR']);
const RELATIONS = new Set<string>(['=', '<>', '<', '<=', '>', '>=']);
const STATES: Readonly<Record<string, number>> = { ON: 1, OPEN: 1, OFF: 0, CLOSED: 0 };
const TIMES = new Set(['TIME', 'CLOCKTIME', 'TIMEOPEN', 'TIMECLOSED']);

/**
 * Reads [CONTROLS] (SWMM 5.2 Users Manual, appendix D): RULE, IF, AND, OR, THEN, ELSE, PRIORITY.
 * @throws DryrunError `drainage.rule` naming the rule and the clause that cannot be read: an unknown
 *   object, attribute, relation or number, a rain gage, a named variable or an expression.
 */
export function parseRules(model: DrainageModel, net: Network): { rules: Rule[]; slots: number } {
  const reader = new RuleReader(model, net);
  const rules = model.controls.filter((c) => c.trim() !== '').map((text) => reader.rule(text));
  return { rules, slots: reader.slots };
}

class RuleReader {
  slots = 0;
  private readonly nodes: ReadonlyMap<string, number>;
  private readonly links: ReadonlyMap<string, number>;
  private ruleId = '';
  private clause = '';

  constructor(
    private readonly model: DrainageModel,
    private readonly net: Network,
  ) {
    this.nodes = upper(net.nodeIds);
    this.links = upper(net.linkIds);
  }

  rule(text: string): Rule {
    const premises: Premise[] = [];
    const actions: Action[] = [];
    const otherwise: Action[] = [];
    let priority = 0;
    let part = '';
    for (const line of text.split('\n')) {
      const tokens = line.replace(/;.*$/, '').trim().split(/\s+/);
      const word = tokens[0]!.toUpperCase();
      if (word === '') continue;
      this.clause = line.trim();
      if (word === 'RULE') {
        this.ruleId = tokens[1] ?? '';
        continue;
      }
      if (word === 'PRIORITY') {
        priority = this.number(tokens[1]);
        continue;
      }
      if (word === 'IF' || word === 'THEN' || word === 'ELSE') part = word;
      else if (word !== 'AND' && word !== 'OR') throw this.bad(`"${tokens[0]}" starts no clause`);
      if (part === 'IF') premises.push(this.premise(word === 'OR', tokens.slice(1)));
      else if (part === '' || word === 'OR') throw this.bad('it stands in the wrong place');
      else (part === 'THEN' ? actions : otherwise).push(this.action(tokens.slice(1)));
    }
    this.clause = text.split('\n', 1)[0]!;
    if (premises.length === 0 || actions.length === 0) throw this.bad('it has no IF or no THEN');
    return { id: this.ruleId, premises, actions, otherwise, priority };
  }

  private premise(or: boolean, tokens: string[]): Premise {
    const { variable: left, used } = this.variable(tokens);
    const relation = tokens[used] ?? '';
    if (!RELATIONS.has(relation)) throw this.bad(`"${relation}" is no relation`);
    const rest = tokens.slice(used + 1);
    const right = rest.length > 1 ? this.variable(rest).variable : this.value(left, rest[0]);
    return { or, left, relation: relation as Relation, right };
  }

  private variable(tokens: string[]): { variable: Variable; used: number } {
    const object = (tokens[0] ?? '').toUpperCase();
    if (object === 'SIMULATION') {
      const attribute = this.attribute(tokens[1], CLOCK_ATTRIBUTES);
      return { variable: { object: 'simulation', index: -1, attribute }, used: 2 };
    }
    if (object === 'NODE') {
      const index = this.find(this.nodes, tokens[1], 'node');
      const attribute = this.attribute(tokens[2], NODE_ATTRIBUTES);
      return { variable: { object: 'node', index, attribute }, used: 3 };
    }
    if (LINK_OBJECTS.has(object)) {
      const index = this.find(this.links, tokens[1], 'link');
      const attribute = this.attribute(tokens[2], LINK_ATTRIBUTES);
      return { variable: { object: 'link', index, attribute }, used: 3 };
    }
    throw this.bad(`"${tokens[0] ?? ''}" is not among NODE, LINK and its kinds, and SIMULATION`);
  }

  private action(tokens: string[]): Action {
    const [object = '', id, attribute = '', equals, ...setting] = tokens;
    if (!LINK_OBJECTS.has(object.toUpperCase())) throw this.bad(`"${object}" cannot be set`);
    const link = this.find(this.links, id, 'link');
    if (equals !== '=') throw this.bad('it has no "="');
    const what = attribute.toUpperCase();
    if (what !== 'STATUS' && what !== 'SETTING') throw this.bad(`"${attribute}" cannot be set`);
    const source = this.source(setting);
    const kind = this.net.links[link]!.kind;
    if (source.type === 'value') {
      const most = kind === 'pump' && what === 'SETTING' ? Number.POSITIVE_INFINITY : 1;
      if (source.value < 0 || source.value > most)
        throw this.bad(`the setting ${source.value} is not within 0 and 1`);
    }
    return { link, source };
  }

  private source(tokens: string[]): Source {
    const word = (tokens[0] ?? '').toUpperCase();
    if (word in STATES) return { type: 'value', value: STATES[word]! };
    const id = (tokens[1] ?? '').toUpperCase();
    if (word === 'CURVE') {
      const c = this.model.curves.find((k) => k.id.toUpperCase() === id);
      if (!c) throw this.bad(`there is no curve "${tokens[1] ?? ''}"`);
      return { type: 'curve', x: c.x, y: c.y };
    }
    if (word === 'TIMESERIES') {
      const t = this.model.timeSeries.find((k) => k.id.toUpperCase() === id);
      if (!t) throw this.bad(`there is no time series "${tokens[1] ?? ''}"`);
      return { type: 'series', timeS: t.timeS, value: t.value };
    }
    if (word === 'PID') {
      const [gain, integralMin, derivativeMin] = tokens.slice(1, 4).map((t) => this.number(t));
      if (derivativeMin === undefined) throw this.bad('PID takes three numbers');
      return {
        type: 'pid',
        gain: gain!,
        integralMin: integralMin!,
        derivativeMin,
        slot: this.slots++,
      };
    }
    return { type: 'value', value: this.number(tokens[0]) };
  }

  /** Right-hand number of a premise: a state, hours, a date (days), or a plain number. */
  private value(left: Variable, token: string | undefined): number {
    const word = (token ?? '').toUpperCase();
    if (word in STATES) return STATES[word]!;
    if (TIMES.has(left.attribute) && word.includes(':')) {
      const [h = 0, m = 0, s = 0] = word.split(':').map((t) => this.number(t));
      return h + m / 60 + s / 3600;
    }
    if (left.attribute === 'DATE') {
      const [month, day, year] = word.split(/[-/]/).map(Number);
      const days = Date.UTC(year ?? Number.NaN, (month ?? 0) - 1, day) / 86_400_000;
      if (Number.isNaN(days)) throw this.bad(`"${token}" is no date (month/day/year)`);
      return days;
    }
    return this.number(token);
  }

  private attribute(token: string | undefined, known: ReadonlySet<string>): string {
    const word = (token ?? '').toUpperCase();
    if (!known.has(word)) throw this.bad(`"${token ?? ''}" is not among ${[...known].join(', ')}`);
    return word;
  }

  private find(ids: ReadonlyMap<string, number>, id = '', kind = ''): number {
    const index = ids.get(id.toUpperCase());
    if (index === undefined) throw this.bad(`there is no ${kind} "${id}"`);
    return index;
  }

  private number(token: string | undefined): number {
    const value = Number(token);
    if (token === undefined || token === '' || Number.isNaN(value))
      throw this.bad(`"${token ?? ''}" is no number`);
    return value;
  }

  private bad(why: string): DryrunError {
    return new DryrunError({
      code: 'drainage.rule',
      place: `[CONTROLS] ${this.ruleId}`,
      what: `The control rule "${this.ruleId}" cannot be followed: in "${this.clause}" ${why}.`,
      mend: 'Correct the clause; rain gages, named variables and expressions are not supported.',
      params: { rule: this.ruleId, clause: this.clause },
    });
  }
}

function upper(ids: readonly string[]): Map<string, number> {
  return new Map(ids.map((id, i) => [id.toUpperCase(), i]));
}
