import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { AlarmBook, type Alarm } from '../../../src/live/alarms/alarmBook';
import type { AlarmView } from '../../../src/live/alarms/conditions';
import { manageable } from '../../../src/live/alarms/floodGuard';
import { alarmRuleSchema, type AlarmRule } from '../../../src/live/alarms/rules';
import { ObservationStore } from '../../../src/live/store/observationStore';

const name = { en: 'Level', zh: '水位' };
const LEVEL: AlarmRule = {
  id: 'r1',
  kind: 'threshold',
  name,
  priority: 'danger',
  stream: 'a',
  above: 2,
};

function world(ids: readonly string[] = ['a']) {
  const store = new ObservationStore(
    ids.map((id) => ({ id, intervalS: 10, checks: { possible: [-10, 50] as const } })),
    64,
  );
  const view = (nowS: number, simulated = Number.NaN): AlarmView => ({
    store,
    nowMs: nowS * 1000,
    propertyOf: () => 'water_level',
    simulated: () => simulated,
  });
  const read = (s: number, value: number, id = 'a'): unknown =>
    store.take(store.row(id), s * 1000, value, s * 1000);
  return { store, view, read };
}

const stateOf = (book: AlarmBook): string => book.alarms()[0]!.state;

describe('alarm book', () => {
  it('raises after the delay and clears only below the dead band', () => {
    const { view, read } = world();
    const book = new AlarmBook([LEVEL]);
    read(0, 2.1);
    expect(book.evaluate(view(0))).toEqual([]);
    read(30, 1.99);
    // Within 5 % of the limit: the condition still holds, its delay goes on.
    expect(book.evaluate(view(30))).toEqual([]);
    read(60, 2.05);
    expect(book.evaluate(view(60))).toMatchObject([{ what: 'raised', timeMs: 60_000 }]);
    read(70, 1.95);
    expect(book.evaluate(view(70))).toEqual([]);
    read(80, 1.89);
    expect(book.evaluate(view(80))).toMatchObject([{ what: 'cleared' }]);
    expect(stateOf(book)).toBe('cleared');
    book.acknowledge('r1', 'Li', 90_000);
    expect(stateOf(book)).toBe('normal');
    expect(book.log.at(-1)).toEqual({ ruleId: 'r1', timeMs: 90_000, what: 'closed', by: 'Li' });
  });

  it('says who acknowledged and shelved it, and comes back from the shelf', () => {
    const { view, read } = world();
    const book = new AlarmBook([{ ...LEVEL, onDelayS: 0 }]);
    read(0, 3);
    book.evaluate(view(0));
    book.acknowledge('r1', 'Li', 1000);
    expect(stateOf(book)).toBe('acknowledged');
    book.shelve('r1', 'Wang', 2000, 60_000);
    read(50, 3);
    expect(book.evaluate(view(50))).toEqual([]);
    read(61, 3);
    expect(book.evaluate(view(61)).map((e) => e.what)).toEqual(['unshelved', 'raised']);
    expect(book.log.map((e) => e.by ?? '')).toEqual(['', 'Li', 'Wang', '', '']);
  });

  it('keeps its state while readings fail', () => {
    const { view, read } = world();
    const book = new AlarmBook([{ ...LEVEL, onDelayS: 0 }]);
    read(0, 3);
    book.evaluate(view(0));
    read(10, 999);
    expect(book.evaluate(view(10))).toEqual([]);
    expect(stateOf(book)).toBe('active');
  });

  it('knows rates, silence, deviation from the simulation, and n of m', () => {
    const { view, read } = world(['a', 'b', 'c']);
    const rules: AlarmRule[] = [
      { id: 'rate', kind: 'rate', name, priority: 'caution', stream: 'a', perS: 0.01, overS: 60 },
      { id: 'silence', kind: 'silence', name, priority: 'information', stream: 'c' },
      { id: 'off', kind: 'deviation', name, priority: 'caution', stream: 'a', by: 0.5 },
      {
        id: 'two',
        kind: 'n_of_m',
        name,
        priority: 'danger',
        streams: ['a', 'b', 'c'],
        n: 2,
        above: 1,
      },
    ].map((r) => v.parse(alarmRuleSchema, { ...r, onDelayS: 0 }));
    const book = new AlarmBook(rules);
    for (const id of ['a', 'b', 'c']) read(0, 0.5, id);
    expect(book.evaluate(view(0, 0.5))).toEqual([]);
    read(30, 1.4, 'a');
    read(30, 1.2, 'b');
    const raised = book.evaluate(view(31, 0.5)).map((e) => e.ruleId);
    expect(raised.sort()).toEqual(['off', 'rate', 'silence', 'two']);
  });

  it('refuses a rule that could never hold', () => {
    expect(v.safeParse(alarmRuleSchema, { ...LEVEL, stream: '' }).success).toBe(false);
    expect(
      v.safeParse(alarmRuleSchema, { ...LEVEL, kind: 'rate', perS: 0, overS: 60 }).success,
    ).toBe(false);
  });
});

describe('flood guard', () => {
  const alarm = (i: number, raisedMs: number): Alarm => ({
    rule: { ...LEVEL, id: `r${i}`, stream: String(i) },
    state: 'active',
    sinceMs: raisedMs,
    raisedMs,
    shelvedUntilMs: null,
  });
  const place = ({ rule }: Alarm) => {
    const i = Number('stream' in rule ? rule.stream : 0);
    return { x: i < 8 ? i * 200 : 10_000 + i, y: 0, cause: i === 3 ? 'no2' : 'water_level' };
  };

  it('lists few alarms one by one and groups many by cause and place, losing none', () => {
    const few = Array.from({ length: 10 }, (_, i) => alarm(i, i));
    expect(manageable(few, place, 1000)).toHaveLength(10);
    const many = Array.from({ length: 14 }, (_, i) => alarm(i, i));
    const groups = manageable(many, place, 1000);
    // 0-2 and 4-7 lie 400 m apart at sensor 3, which tells of something else.
    expect(groups.map((g) => g.alarms.length)).toEqual([3, 1, 4, 6]);
    expect(groups[1]!.cause).toBe('no2');
  });

  it('lists one by one again when the rush is over', () => {
    const many = Array.from({ length: 14 }, (_, i) => alarm(i, i));
    expect(manageable(many, place, 700_000)).toHaveLength(14);
  });
});
