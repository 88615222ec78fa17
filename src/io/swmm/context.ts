import type { DrainageUnits } from '../../domain/drainageUnits';
import { DryrunError, type Notice } from '../../domain/errors';
import type { Row } from './rows';

/** Map coordinates of the file → local metres. */
export type CoordinateTransform = (x: number, y: number) => readonly [number, number];

/** What every section reader needs: units, places for errors, and where to say what was assumed. */
export interface InpContext {
  readonly file: string | undefined;
  readonly units: DrainageUnits;
  /** True where link offsets are given as elevations. */
  readonly elevationOffsets: boolean;
  readonly options: Readonly<Record<string, string>>;
  readonly toLocal: CoordinateTransform;
  readonly notice: (n: Notice) => void;
  rows(section: string): readonly Row[];
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** A problem at a row, ready to throw. */
export function rowError(
  ctx: Pick<InpContext, 'file'>,
  section: string,
  row: Row,
  problem: { code: string; what: string; mend: string; params?: Record<string, string | number> },
): DryrunError {
  return new DryrunError({
    ...problem,
    ...(ctx.file !== undefined && { file: ctx.file }),
    place: `line ${row.line}, [${section}] ${row.tokens[0] ?? ''}`.trimEnd(),
    params: { line: row.line, section, id: row.tokens[0] ?? '', ...problem.params },
  });
}

/** Number in column `i` of a row, or `fallback` where the row ends before it or has `*` there. */
export function num(
  ctx: InpContext,
  section: string,
  row: Row,
  i: number,
  fallback?: number,
): number {
  const token = row.tokens[i];
  if (fallback !== undefined && (token === undefined || token === '' || token === '*'))
    return fallback;
  if (token === undefined) {
    throw rowError(ctx, section, row, {
      code: 'drainage.short-row',
      what: `The row has ${row.tokens.length} columns, expected a number in column ${i + 1}.`,
      mend: `Complete the row (see the SWMM manual, section [${section}]).`,
    });
  }
  if (!NUMBER.test(token)) {
    throw rowError(ctx, section, row, {
      code: 'drainage.number',
      what: `Column ${i + 1} must be a number, got "${token}".`,
      mend: 'Correct the value.',
      params: { got: token },
    });
  }
  return Number(token);
}

/** Text in column `i`; throws where the row ends before it. */
export function word(ctx: InpContext, section: string, row: Row, i: number): string {
  const token = row.tokens[i];
  if (token !== undefined && token !== '') return token;
  throw rowError(ctx, section, row, {
    code: 'drainage.short-row',
    what: `The row has ${row.tokens.length} columns, expected a value in column ${i + 1}.`,
    mend: `Complete the row (see the SWMM manual, section [${section}]).`,
  });
}

/** YES/NO (ON/OFF, TRUE/FALSE) in column `i`. */
export function flag(row: Row, i: number, fallback = false): boolean {
  const token = row.tokens[i]?.toUpperCase();
  if (token === undefined || token === '' || token === '*') return fallback;
  return token === 'YES' || token === 'ON' || token === 'TRUE';
}

/**
 * Ids of one class of object, found as SWMM finds them: without regard to case. `add` refuses a
 * second object of the same id.
 */
export class IdTable {
  readonly #byUpper = new Map<string, string>();
  readonly #what: string;

  constructor(what: string) {
    this.#what = what;
  }

  add(ctx: InpContext, section: string, row: Row, id: string): string {
    const key = id.toUpperCase();
    if (this.#byUpper.has(key)) {
      throw rowError(ctx, section, row, {
        code: 'drainage.duplicate-id',
        what: `The ${this.#what} "${id}" is defined twice.`,
        mend: 'Rename one of the two.',
        params: { id },
      });
    }
    this.#byUpper.set(key, id);
    return id;
  }

  /** The id as it was defined, or undefined. */
  find(id: string): string | undefined {
    return this.#byUpper.get(id.toUpperCase());
  }

  /** The id as it was defined. Throws `code` where it is missing. */
  resolve(ctx: InpContext, section: string, row: Row, id: string, code: string): string {
    const found = this.find(id);
    if (found !== undefined) return found;
    throw rowError(ctx, section, row, {
      code,
      what: `"${row.tokens[0] ?? ''}" names the ${this.#what} "${id}", which is not in the file.`,
      mend: `Add the ${this.#what} "${id}" or correct the name.`,
      params: { missing: id },
    });
  }

  has(id: string): boolean {
    return this.#byUpper.has(id.toUpperCase());
  }
}

/** Seconds from `H:M:S`, `H:M` or decimal hours. NaN where it is neither. */
export function clockSeconds(token: string): number {
  if (NUMBER.test(token)) return Number(token) * 3600;
  const m = /^(\d+):(\d{1,2})(?::(\d{1,2}(?:\.\d+)?))?$/.exec(token);
  return m ? Number(m[1]) * 3600 + Number(m[2]) * 60 + Number(m[3] ?? 0) : Number.NaN;
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

/** Seconds since 1970-01-01 of a SWMM date (`M/D/Y`, `M-D-Y` or `MMM-D-Y`). NaN where it is none. */
export function dateSeconds(token: string): number {
  const m = /^(\d{1,2}|[A-Za-z]{3})[-/](\d{1,2})[-/](\d{4})$/.exec(token);
  if (!m) return Number.NaN;
  const named = MONTHS.indexOf(m[1]!.toUpperCase());
  const month = named >= 0 ? named : Number(m[1]) - 1;
  const day = Number(m[2]);
  if (!(month >= 0 && month < 12 && day >= 1 && day <= 31)) return Number.NaN;
  return Date.UTC(Number(m[3]), month, day) / 1000;
}

/** Start of the simulation by START_DATE and START_TIME (SWMM's default: 1 January 2004, 0:00), s since 1970. */
export function simulationStart(options: Readonly<Record<string, string>>): number {
  const date = dateSeconds(options['START_DATE'] ?? '01/01/2004');
  const time = clockSeconds(options['START_TIME'] ?? '0');
  return (
    (Number.isNaN(date) ? Date.UTC(2004, 0, 1) / 1000 : date) + (Number.isNaN(time) ? 0 : time)
  );
}
