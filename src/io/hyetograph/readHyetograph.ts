import { DryrunError } from '../../domain/errors';
import type { Hyetograph } from '../../domain/storm/hyetograph';

const MINUTE_S = 60;
const HOUR_S = 3600;
const TIME_UNITS: Readonly<Record<string, number>> = {
  s: 1,
  sec: 1,
  second: 1,
  seconds: 1,
  min: MINUTE_S,
  minute: MINUTE_S,
  minutes: MINUTE_S,
  h: HOUR_S,
  hr: HOUR_S,
  hour: HOUR_S,
  hours: HOUR_S,
};
const UNIT = /[[(]\s*([^\])]+?)\s*[\])]|_(mm_?h|mm|s|min|h)$/i;

/**
 * A measured hyetograph from CSV: two columns, time and rain, separated by comma, semicolon or tab.
 * Time is a number (minutes, unless the header names another unit in brackets), `h:mm[:ss]`, or an ISO
 * date and time; rain is mm/h, or mm per interval where the header says `mm`. A row holds until the
 * next one; the last interval is as long as the one before it.
 *
 * @throws DryrunError `hyetograph.empty`, `hyetograph.row`, `hyetograph.order` with the line.
 */
export function readHyetograph(text: string, file: string): Hyetograph {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line, i) => ({ line: line.trim(), at: i + 1 }))
    .filter(({ line }) => line !== '' && !line.startsWith('#'));
  const header = lines[0] && isHeader(lines[0].line) ? cells(lines.shift()!.line) : [];
  const timeFactor = TIME_UNITS[unitOf(header[0])] ?? MINUTE_S;
  const isDepth = unitOf(header[1]) === 'mm';
  const rows = lines.map(({ line, at }) => readRow(line, at, timeFactor, file));
  if (rows.length < 2) throw empty(file);
  const start = rows[0]!.timeS;
  for (let i = 1; i < rows.length; i++) {
    if (rows[i]!.timeS <= rows[i - 1]!.timeS) throw outOfOrder(rows[i]!.at, file);
  }
  const ends = rows.map((r, i) => rows[i + 1]?.timeS ?? 2 * r.timeS - rows[i - 1]!.timeS);
  const out = rows.map((r, i): [number, number] => [
    r.timeS - start,
    isDepth ? (r.rain / (ends[i]! - r.timeS)) * HOUR_S : r.rain,
  ]);
  return out.at(-1)![1] === 0 ? out : [...out, [ends.at(-1)! - start, 0]];
}

function cells(line: string): string[] {
  const separator = line.includes('\t') ? '\t' : line.includes(';') ? ';' : ',';
  return line.split(separator).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
}

function isHeader(line: string): boolean {
  const second = cells(line)[1];
  return second === undefined || second === '' || Number.isNaN(Number(second.replace(',', '.')));
}

function unitOf(header: string | undefined): string {
  const found = UNIT.exec(header ?? '');
  return (found?.[1] ?? found?.[2] ?? '').toLowerCase();
}

function readRow(
  line: string,
  at: number,
  timeFactor: number,
  file: string,
): { timeS: number; rain: number; at: number } {
  const [time = '', value = ''] = cells(line);
  const timeS = readTime(time, timeFactor);
  // A decimal comma can only stand where the separator is another.
  const rain = value === '' ? Number.NaN : Number(value.replace(',', '.'));
  if (!Number.isFinite(timeS) || !Number.isFinite(rain) || rain < 0) {
    throw new DryrunError({
      code: 'hyetograph.row',
      file,
      place: `line ${at}`,
      what: `"${line.slice(0, 60)}" is no time and rain.`,
      mend: 'Write a time and a rain that is not negative, e.g. "5, 42.5".',
      params: { line: at },
    });
  }
  return { timeS, rain, at };
}

function readTime(text: string, factor: number): number {
  const clock = /^(\d+):(\d{2})(?::(\d{2}))?$/.exec(text);
  if (clock) return Number(clock[1]) * HOUR_S + Number(clock[2]) * MINUTE_S + Number(clock[3] ?? 0);
  if (/^\d{4}-\d{2}-\d{2}[T ]/.test(text)) {
    // Times of one gauge share their zone: only differences count.
    return Date.parse(`${text.replace(' ', 'T').replace(/(Z|[+-]\d{2}:?\d{2})$/, '')}Z`) / 1000;
  }
  return text === '' ? Number.NaN : Number(text.replace(',', '.')) * factor;
}

function empty(file: string): DryrunError {
  return new DryrunError({
    code: 'hyetograph.empty',
    file,
    what: 'The file has fewer than two rows of time and rain.',
    mend: 'Give a CSV file with two columns, e.g. "time (min), rain (mm/h)".',
  });
}

function outOfOrder(line: number, file: string): DryrunError {
  return new DryrunError({
    code: 'hyetograph.order',
    file,
    place: `line ${line}`,
    what: 'The time is not later than that of the row before.',
    mend: 'Sort the rows by time and keep each time once.',
    params: { line },
  });
}
