import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stageOf } from '../../../src/domain/storm/design';
import {
  peakMmH,
  rainDepthMm,
  triangularStorm,
  uniformStorm,
} from '../../../src/domain/storm/hyetograph';
import { designDepthMm, designRainLSHa, SHANGHAI_2017 } from '../../../src/domain/storm/intensity';
import { alternatingBlockStorm, chicagoStorm } from '../../../src/domain/storm/patterns';
import { SCS_TYPES, scsShare, scsStorm } from '../../../src/domain/storm/scs';
import { readHyetograph } from '../../../src/io/hyetograph/readHyetograph';

const FOREVER = Number.POSITIVE_INFINITY;
const storm = fc.record({
  formula: fc.record({
    a1: fc.double({ min: 2, max: 40, noNaN: true }),
    c: fc.double({ min: 0.3, max: 1.5, noNaN: true }),
    b: fc.double({ min: 1, max: 30, noNaN: true }),
    n: fc.double({ min: 0.4, max: 0.95, noNaN: true }),
  }),
  returnYears: fc.integer({ min: 1, max: 100 }),
  durationS: fc.integer({ min: 1, max: 48 }).map((k) => k * 1800),
  peakShare: fc.double({ min: 0, max: 1, noNaN: true }),
  stepS: fc.constantFrom(60, 300, 600),
});
const full = (s: {
  formula: typeof SHANGHAI_2017;
  durationS: number;
  returnYears: number;
}): number => designDepthMm(s.formula, s.durationS / 60, s.returnYears);

describe('rainstorm-intensity formula', () => {
  it('gives q = 167·A1(1 + C lg P)/(t + b)^n and its depth', () => {
    // By hand: 1600·(1 + 0.846·lg 5)/(60 + 7)^0.656.
    const q = (1600 * (1 + 0.846 * Math.log10(5))) / 67 ** 0.656;
    expect(designRainLSHa(SHANGHAI_2017, 60, 5)).toBeCloseTo(q, 9);
    expect(q).toBeCloseTo(161.4, 0);
    // q over an hour: 1 L/(s·ha) is 6/1000 mm/min by the standard's 167.
    expect(designDepthMm(SHANGHAI_2017, 60, 5)).toBeCloseTo((q / 167) * 60, 9);
  });
});

describe('Chicago storm', () => {
  it('holds the depth of the formula, whatever peak and step', () => {
    fc.assert(
      fc.property(storm, (s) => {
        expect(rainDepthMm(chicagoStorm(s), FOREVER)).toBeCloseTo(full(s), 6);
      }),
    );
  });

  it('holds the depth of every shorter duration around its peak', () => {
    const s = {
      formula: SHANGHAI_2017,
      returnYears: 10,
      durationS: 7200,
      peakShare: 0.4,
      stepS: 60,
    };
    const rows = chicagoStorm(s);
    for (const minutes of [10, 30, 60, 90]) {
      const from = 0.4 * (7200 - minutes * 60);
      const inside = rainDepthMm(rows, from + minutes * 60) - rainDepthMm(rows, from);
      expect(inside).toBeCloseTo(designDepthMm(SHANGHAI_2017, minutes, 10), 1);
    }
  });

  it('has the intensities of Keifer and Chu beside the peak', () => {
    const { a1, c, b, n } = SHANGHAI_2017;
    const a = a1 * (1 + c * Math.log10(10));
    const s = {
      formula: SHANGHAI_2017,
      returnYears: 10,
      durationS: 7200,
      peakShare: 0.4,
      stepS: 10,
    };
    const rows = chicagoStorm(s);
    const at = (t: number): number => rows.findLast((r) => r[0] <= t)![1];
    for (const minutesBefore of [5, 20, 40]) {
      // In the middle of the 10 s step.
      const x = (minutesBefore - 5 / 60) / 0.4;
      const mmMin = (a * ((1 - n) * x + b)) / (x + b) ** (n + 1);
      expect(at(0.4 * 7200 - minutesBefore * 60)).toBeCloseTo(60 * mmMin, 0);
    }
  });
});

describe('alternating blocks', () => {
  it('hold the depth of the formula, the greatest block at the peak', () => {
    fc.assert(
      fc.property(storm, (s) => {
        const rows = alternatingBlockStorm(s);
        expect(rainDepthMm(rows, FOREVER)).toBeCloseTo(full(s), 6);
        const top = rows.findIndex((r) => r[1] === peakMmH(rows));
        const count = rows.length - 1;
        expect(Math.abs(top + 0.5 - s.peakShare * count)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('fall away on both sides of the peak', () => {
    const rows = alternatingBlockStorm({
      formula: SHANGHAI_2017,
      returnYears: 5,
      durationS: 3600,
      peakShare: 0.5,
      stepS: 300,
    }).map((r) => r[1]);
    const top = rows.indexOf(Math.max(...rows));
    for (let i = 1; i <= top; i++) expect(rows[i]!).toBeGreaterThan(rows[i - 1]!);
    for (let i = top + 1; i < rows.length; i++) expect(rows[i]!).toBeLessThan(rows[i - 1]!);
  });
});

describe('SCS storms', () => {
  for (const type of SCS_TYPES) {
    it(`type ${type} never falls and ends at 1`, () => {
      let before = 0;
      for (let h = 0; h <= 24; h += 0.1) {
        const now = scsShare(type, h);
        expect(now).toBeGreaterThanOrEqual(before);
        before = now;
      }
      expect(scsShare(type, 24)).toBe(1);
      expect(rainDepthMm(scsStorm(type, 150, 86_400, 600), FOREVER)).toBeCloseTo(150, 9);
    });
  }

  it('have their peaks where the types say', () => {
    const peakHour = (type: (typeof SCS_TYPES)[number]): number => {
      const rows = scsStorm(type, 100, 86_400, 900);
      return rows.find((r) => r[1] === peakMmH(rows))![0] / 3600;
    };
    expect(peakHour('I')).toBeCloseTo(9.75, 1);
    expect(peakHour('IA')).toBeGreaterThan(6.9);
    expect(peakHour('IA')).toBeLessThan(8);
    expect(peakHour('II')).toBeCloseTo(11.75, 1);
    expect(peakHour('III')).toBeCloseTo(11.75, 1);
  });

  it('cut the wettest hours out for a shorter storm', () => {
    const rows = scsStorm('II', 60, 6 * 3600, 300);
    expect(rainDepthMm(rows, FOREVER)).toBeCloseTo(60, 9);
    expect(rows.at(-1)).toEqual([6 * 3600, 0]);
    const sixOfDay = scsShare('II', 15) - scsShare('II', 9);
    const peakShareOfDay = (0.663 - 0.357) / sixOfDay;
    expect(peakMmH(rows)).toBeGreaterThan(0.8 * ((60 * peakShareOfDay) / 0.25));
  });
});

describe('plain storms', () => {
  it('keep their depth', () => {
    expect(rainDepthMm(uniformStorm(100, 3600), FOREVER)).toBeCloseTo(100, 12);
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: 500, noNaN: true }),
        fc.integer({ min: 600, max: 86_400 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 60, max: 1800 }),
        (depth, duration, peak, step) => {
          const rows = triangularStorm(depth, duration, peak, step);
          expect(rainDepthMm(rows, FOREVER)).toBeCloseTo(depth, 6);
          for (const [, mmH] of rows) expect(mmH).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });

  it('count only the rain that has fallen', () => {
    expect(rainDepthMm(uniformStorm(60, 3600), 1800)).toBeCloseTo(30, 10);
  });
});

describe('water levels', () => {
  it('rise in a straight line and hold', () => {
    expect(stageOf({ kind: 'rise', normalM: 2, riseM: 1.5, peakS: 600 }, 3600)).toEqual([
      [0, 2],
      [600, 3.5],
    ]);
    expect(stageOf({ kind: 'rise', normalM: 2, riseM: 1, peakS: 0 }, 3600)).toEqual([[0, 3]]);
  });

  it('follow a tide with its high water where it is said', () => {
    const rows = stageOf(
      { kind: 'tide', meanM: 1, amplitudeM: 2, periodS: 44_700, highAtS: 3600 },
      44_700,
    );
    expect(rows.find((r) => r[0] === 3600)![1]).toBeCloseTo(3, 9);
    const mean = rows.slice(0, -1).reduce((sum, r) => sum + r[1], 0) / (rows.length - 1);
    expect(mean).toBeCloseTo(1, 1);
    for (let i = 1; i < rows.length; i++) expect(rows[i]![0]).toBeGreaterThan(rows[i - 1]![0]);
  });
});

describe('measured rain', () => {
  it('reads minutes and mm/h', () => {
    expect(readHyetograph('time (min),rain (mm/h)\n0,10\n5,40\n10,0\n', 'a.csv')).toEqual([
      [0, 10],
      [300, 40],
      [600, 0],
    ]);
  });

  it('turns depth per interval into intensity', () => {
    const rows = readHyetograph('t [h];mm [mm]\n0;5\n0,5;20\n1;0\n', 'a.csv');
    expect(rows[0]).toEqual([0, 10]);
    expect(rows[1]).toEqual([1800, 40]);
    expect(rainDepthMm(rows, FOREVER)).toBeCloseTo(25, 9);
  });

  it('reads clock times and dates, from the first row on', () => {
    const dates = '2024-07-20 08:00,12\n2024-07-20 08:10,24\n2024-07-20 08:20:00,6\n';
    expect(readHyetograph(dates, 'a.csv')).toEqual([
      [0, 12],
      [600, 24],
      [1200, 6],
      [1800, 0],
    ]);
    expect(readHyetograph('8:00\t12\n8:10\t24\n', 'a.csv').map((r) => r[0])).toEqual([
      0, 600, 1200,
    ]);
  });

  for (const [text, code, place] of [
    ['', 'hyetograph.empty', undefined],
    ['0,1\n', 'hyetograph.empty', undefined],
    ['0,1\n5,much\n', 'hyetograph.row', 'line 2'],
    ['0,1\n5,-3\n', 'hyetograph.row', 'line 2'],
    ['0,1\n5,2\n5,3\n', 'hyetograph.order', 'line 3'],
  ] as const) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      expect(() => readHyetograph(text, 'a.csv')).toThrow(
        expect.objectContaining({ code, file: 'a.csv', ...(place && { place }) }),
      );
    });
  }
});
