import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleaned, DOUBT, QUALITY } from '../../../src/domain/observation';
import { checksFor } from '../../../src/live/store/checks';
import { ObservationStore } from '../../../src/live/store/observationStore';

const LEVEL = { possible: [-5, 20], usual: [0, 10], spike: [1, 3], ratePerS: 0.1 } as const;

function store(checks: object = LEVEL, capacity = 8, intervalS = 10): ObservationStore {
  return new ObservationStore([{ id: 'l1', intervalS, checks }], capacity);
}

/** Hands readings over as they come, each received on time. */
function feed(s: ObservationStore, readings: readonly (readonly [number, number])[]): string[] {
  return readings.map(([seconds, value]) => s.take(0, seconds * 1000, value, seconds * 1000));
}

describe('observation store', () => {
  it('keeps readings in order of time, whatever order they come in', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 9 })), {
          maxLength: 60,
        }),
        fc.integer({ min: 1, max: 12 }),
        (readings, capacity) => {
          const s = store(LEVEL, capacity);
          const last = new Map<number, number>();
          for (const [t, v] of readings) if (s.take(0, t, v, t) !== 'too-old') last.set(t, v);
          const kept = Array.from({ length: s.size(0) }, (_, k) => s.at(0, k));
          const times = kept.map((o) => o.timeMs);
          expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
          // Nothing newer than the oldest kept reading was lost, and each holds its last value.
          const wanted = [...last]
            .filter(([t]) => t >= (times[0] ?? 0))
            .sort((a, b) => a[0] - b[0]);
          expect(kept.map((o) => [o.timeMs, o.raw])).toEqual(wanted.slice(-capacity));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('drops duplicates, corrects a reading, refuses what is older than all it keeps', () => {
    const s = store(LEVEL, 2);
    expect(
      feed(s, [
        [10, 1],
        [10, 1],
        [10, 1.1],
        [30, 1],
        [20, 1],
        [5, 1],
      ]),
    ).toEqual(['new', 'duplicate', 'corrected', 'new', 'late', 'too-old']);
    expect(s.counts).toEqual({ new: 2, late: 1, duplicate: 1, corrected: 1, 'too-old': 1 });
  });

  it('fails what cannot be, suspects what is unusual or too quick, and keeps the raw value', () => {
    const s = store();
    feed(s, [
      [0, 1],
      [10, 25],
      [20, 1.2],
      [30, 3],
      [40, 1.3],
      [50, Number.NaN],
    ]);
    const of = (k: number) => s.at(0, k);
    expect(of(0).quality).toBe(QUALITY.pass);
    expect(of(1)).toMatchObject({ quality: QUALITY.fail, raw: 25 });
    expect(of(1).doubts & DOUBT.range).toBeTruthy();
    expect(cleaned(of(1))).toBeNaN();
    expect(of(2).quality).toBe(QUALITY.pass);
    // 3 among 1.2 and 1.3 is a spike of 1.75, and 0.18 per second.
    expect(of(3)).toMatchObject({ quality: QUALITY.suspect, doubts: DOUBT.spike | DOUBT.rate });
    expect(cleaned(of(3))).toBe(3);
    expect(of(5).quality).toBe(QUALITY.missing);
  });

  it('sees a value that is stuck, first with suspicion and then with certainty', () => {
    const s = store({ possible: [-5, 20], flatCount: [3, 5], flatBand: 0.001 });
    feed(s, [
      [0, 1],
      [10, 1],
      [20, 1.0005],
      [30, 1],
      [40, 1],
      [50, 1.2],
    ]);
    expect([0, 1, 2, 3, 4, 5].map((k) => s.at(0, k).quality)).toEqual([
      QUALITY.pass,
      QUALITY.pass,
      QUALITY.suspect,
      QUALITY.suspect,
      QUALITY.fail,
      QUALITY.pass,
    ]);
  });

  it('doubts a clock that runs ahead and says when a stream has gone silent', () => {
    const s = store();
    s.take(0, 600_000, 1, 0);
    expect(s.latest(0)).toMatchObject({ quality: QUALITY.suspect, doubts: DOUBT.clock });
    expect(s.isStale(0, 29_000)).toBe(false);
    expect(s.isStale(0, 31_000)).toBe(true);
  });

  it('gives the newest of every row as one snapshot', () => {
    const s = new ObservationStore(
      ['a', 'b'].map((id) => ({ id, checks: checksFor('water_level') })),
      4,
    );
    s.take(s.row('b'), 5, 2.5, 5);
    const into = {
      timeMs: new Float64Array(2),
      raw: new Float64Array(2),
      quality: new Uint8Array(2),
    };
    s.snapshot(into);
    expect([...into.timeMs]).toEqual([Number.NaN, 5]);
    expect([...into.raw]).toEqual([Number.NaN, 2.5]);
    expect([...into.quality]).toEqual([0, QUALITY.pass]);
    expect(s.row('nobody')).toBe(-1);
  });
});
