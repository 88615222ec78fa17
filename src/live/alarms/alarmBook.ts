import { condition, onDelayS, type AlarmView } from './conditions';
import type { AlarmRule } from './rules';

/**
 * States of an alarm after ANSI/ISA-18.2-2016, clause 5: `active` has not been seen by anyone,
 * `acknowledged` has, `cleared` went away before anyone saw it, `shelved` is silenced for a while.
 */
export type AlarmState = 'normal' | 'active' | 'acknowledged' | 'cleared' | 'shelved';

/** What happened to an alarm, when, and who did it (absent: the rule). */
export interface AlarmEvent {
  readonly ruleId: string;
  readonly timeMs: number;
  readonly what: 'raised' | 'acknowledged' | 'cleared' | 'shelved' | 'unshelved' | 'closed';
  readonly by?: string;
}

export interface Alarm {
  readonly rule: AlarmRule;
  readonly state: AlarmState;
  /** Since when it is in this state, ms since 1970. */
  readonly sinceMs: number;
  /** When it was last raised; null: never. */
  readonly raisedMs: number | null;
  /** Shelved until then; null otherwise. */
  readonly shelvedUntilMs: number | null;
}

interface Entry {
  alarm: Alarm;
  /** Last known truth of the condition, and since when it has been so. */
  holds: boolean;
  changedMs: number;
}

/** All alarms of a set of rules, their states and their log. Knows no clock: every call is given the time. */
export class AlarmBook {
  readonly log: AlarmEvent[] = [];
  private readonly entries: Map<string, Entry>;

  constructor(rules: readonly AlarmRule[]) {
    this.entries = new Map(
      rules.map((rule) => [
        rule.id,
        {
          alarm: {
            rule,
            state: 'normal',
            sinceMs: Number.NEGATIVE_INFINITY,
            raisedMs: null,
            shelvedUntilMs: null,
          },
          holds: false,
          changedMs: Number.NEGATIVE_INFINITY,
        },
      ]),
    );
  }

  alarms(): Alarm[] {
    return [...this.entries.values()].map((e) => e.alarm);
  }

  /** Looks at every rule's condition. Returns what happened. A condition that can't be told changes nothing. */
  evaluate(view: AlarmView): AlarmEvent[] {
    const from = this.log.length;
    for (const entry of this.entries.values()) this.look(entry, view);
    return this.log.slice(from);
  }

  acknowledge(ruleId: string, by: string, nowMs: number): void {
    const entry = this.entries.get(ruleId);
    if (entry?.alarm.state === 'active')
      this.turn(entry, 'acknowledged', 'acknowledged', nowMs, by);
    else if (entry?.alarm.state === 'cleared') this.turn(entry, 'normal', 'closed', nowMs, by);
  }

  /** Silences an alarm until a time. It is looked at again afterwards. */
  shelve(ruleId: string, by: string, nowMs: number, untilMs: number): void {
    const entry = this.entries.get(ruleId);
    if (!entry) return;
    this.turn(entry, 'shelved', 'shelved', nowMs, by);
    entry.alarm = { ...entry.alarm, shelvedUntilMs: untilMs };
  }

  private look(entry: Entry, view: AlarmView): void {
    const { nowMs } = view;
    const { rule, shelvedUntilMs } = entry.alarm;
    const holds = condition(rule, view, entry.holds);
    if (holds !== null && holds !== entry.holds) {
      entry.holds = holds;
      entry.changedMs = nowMs;
    }
    if (shelvedUntilMs !== null) {
      if (nowMs < shelvedUntilMs) return;
      entry.alarm = { ...entry.alarm, shelvedUntilMs: null };
      this.turn(entry, 'normal', 'unshelved', nowMs);
    }
    const { state } = entry.alarm;
    const heldS = (nowMs - entry.changedMs) / 1000;
    if (entry.holds && (state === 'normal' || state === 'cleared')) {
      if (heldS >= onDelayS(rule, view.propertyOf)) {
        this.turn(entry, 'active', 'raised', nowMs);
        entry.alarm = { ...entry.alarm, raisedMs: nowMs };
      }
    } else if (!entry.holds && (state === 'active' || state === 'acknowledged')) {
      if (heldS >= (rule.offDelayS ?? 0)) {
        this.turn(entry, state === 'active' ? 'cleared' : 'normal', 'cleared', nowMs);
      }
    }
  }

  private turn(
    entry: Entry,
    state: AlarmState,
    what: AlarmEvent['what'],
    timeMs: number,
    by?: string,
  ): void {
    entry.alarm = { ...entry.alarm, state, sinceMs: timeMs };
    this.log.push({ ruleId: entry.alarm.rule.id, timeMs, what, ...(by !== undefined && { by }) });
  }
}
