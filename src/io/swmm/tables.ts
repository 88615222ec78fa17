import type { DrainageCurve, DrainagePattern, DrainageTimeSeries } from '../../domain/drainage';
import { curveFactors } from '../../domain/drainageUnits';
import {
  clockSeconds,
  dateSeconds,
  num,
  rowError,
  simulationStart,
  word,
  type InpContext,
} from './context';
import type { Row } from './rows';

const CURVE_TYPES = new Set([
  'STORAGE',
  'SHAPE',
  'DIVERSION',
  'TIDAL',
  'PUMP1',
  'PUMP2',
  'PUMP3',
  'PUMP4',
  'PUMP5',
  'RATING',
  'CONTROL',
  'WEIR',
]);

/** [CURVES]: rows of the same id belong together, the first names the type. */
export function readCurves(ctx: InpContext): DrainageCurve[] {
  const s = 'CURVES';
  const found = new Map<string, { id: string; type: string; x: number[]; y: number[] }>();
  for (const row of ctx.rows(s)) {
    const id = word(ctx, s, row, 0);
    let curve = found.get(id.toUpperCase());
    const typed = CURVE_TYPES.has((row.tokens[1] ?? '').toUpperCase());
    if (!curve) {
      if (!typed) {
        throw rowError(ctx, s, row, {
          code: 'drainage.keyword',
          what: `"${row.tokens[1] ?? ''}" is no curve type; expected one of ${[...CURVE_TYPES].join(', ')}.`,
          mend: "Name the type in the curve's first row.",
          params: { got: row.tokens[1] ?? '' },
        });
      }
      curve = { id, type: row.tokens[1]!.toUpperCase(), x: [], y: [] };
      found.set(id.toUpperCase(), curve);
    }
    const [fx, fy] = curveFactors(curve.type, ctx.units);
    for (let i = typed ? 2 : 1; i < row.tokens.length; i += 2) {
      const x = num(ctx, s, row, i) * fx;
      const last = curve.x.at(-1);
      if (last !== undefined && x <= last) throw notIncreasing(ctx, s, row, id);
      curve.x.push(x);
      curve.y.push(num(ctx, s, row, i + 1) * fy);
    }
  }
  return [...found.values()].map((c) => ({
    ...c,
    x: Float64Array.from(c.x),
    y: Float64Array.from(c.y),
  }));
}

function notIncreasing(ctx: InpContext, section: string, row: Row, id: string): Error {
  return rowError(ctx, section, row, {
    code: 'drainage.curve-order',
    what: `The first column of "${id}" must increase from row to row.`,
    mend: 'Sort the rows and remove doubles.',
    params: { id },
  });
}

/**
 * [TIMESERIES]: rows `id [date] time value …`, dates counted from the start of the simulation, or
 * `id FILE path`. Times must not run backward.
 */
export function readTimeSeries(ctx: InpContext): DrainageTimeSeries[] {
  const s = 'TIMESERIES';
  const start = simulationStart(ctx.options);
  interface Building {
    id: string;
    timeS: number[];
    value: number[];
    /** Seconds to add to clock times: from the last date seen. */
    dayS: number;
    file?: string;
  }
  const found = new Map<string, Building>();
  for (const row of ctx.rows(s)) {
    const id = word(ctx, s, row, 0);
    let series = found.get(id.toUpperCase());
    if (!series) {
      series = { id, timeS: [], value: [], dayS: 0 };
      found.set(id.toUpperCase(), series);
    }
    if (row.tokens[1]?.toUpperCase() === 'FILE') {
      series.file = word(ctx, s, row, 2);
      continue;
    }
    for (let i = 1; i < row.tokens.length; i += 2) {
      const date = dateSeconds(row.tokens[i]!);
      if (!Number.isNaN(date)) {
        series.dayS = date - start;
        i++;
      }
      const clock = clockSeconds(word(ctx, s, row, i));
      if (Number.isNaN(clock)) {
        throw rowError(ctx, s, row, {
          code: 'drainage.time',
          what: `"${row.tokens[i]}" is no time; expected H:MM or decimal hours, with the date before it as M/D/YYYY.`,
          mend: 'Correct the time.',
          params: { got: row.tokens[i]! },
        });
      }
      const timeS = series.dayS + clock;
      if (timeS < (series.timeS.at(-1) ?? -Infinity)) throw notIncreasing(ctx, s, row, id);
      series.timeS.push(timeS);
      series.value.push(num(ctx, s, row, i + 1));
    }
  }
  return [...found.values()].map(({ id, timeS, value, file }) => ({
    id,
    timeS: Float64Array.from(timeS),
    value: Float64Array.from(value),
    ...(file !== undefined && { file }),
  }));
}

const PATTERN_LENGTH: Readonly<Record<DrainagePattern['type'], number>> = {
  MONTHLY: 12,
  DAILY: 7,
  HOURLY: 24,
  WEEKEND: 24,
};

const isPatternType = (t: string): t is DrainagePattern['type'] => Object.hasOwn(PATTERN_LENGTH, t);

/** [PATTERNS]: missing factors are 1, as in SWMM. */
export function readPatterns(ctx: InpContext): DrainagePattern[] {
  const s = 'PATTERNS';
  const found = new Map<string, { id: string; type: DrainagePattern['type']; factors: number[] }>();
  for (const row of ctx.rows(s)) {
    const id = word(ctx, s, row, 0);
    const token = (row.tokens[1] ?? '').toUpperCase();
    let pattern = found.get(id.toUpperCase());
    if (!pattern) {
      pattern = { id, type: isPatternType(token) ? token : 'HOURLY', factors: [] };
      found.set(id.toUpperCase(), pattern);
    }
    for (let i = isPatternType(token) ? 2 : 1; i < row.tokens.length; i++) {
      pattern.factors.push(num(ctx, s, row, i));
    }
  }
  for (const p of found.values()) {
    const n = PATTERN_LENGTH[p.type];
    p.factors = Array.from({ length: n }, (_, i) => p.factors[i] ?? 1);
  }
  return [...found.values()];
}
