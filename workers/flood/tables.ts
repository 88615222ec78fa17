import type { TimeTable } from './setup';

/** Value of a table that is linear between rows and constant before the first and after the last. */
export function linearAt(t: TimeTable, timeS: number): number {
  const { timeS: x, value: y } = t;
  const n = x.length;
  if (timeS <= x[0]!) return y[0]!;
  if (timeS >= x[n - 1]!) return y[n - 1]!;
  const k = rowAt(t, timeS);
  return y[k]! + ((y[k + 1]! - y[k]!) * (timeS - x[k]!)) / (x[k + 1]! - x[k]!);
}

/** Slope of that line just after a time. */
export function slopeAfter(t: TimeTable, timeS: number): number {
  const { timeS: x, value: y } = t;
  if (timeS < x[0]! || timeS >= x[x.length - 1]!) return 0;
  const k = rowAt(t, timeS);
  return (y[k + 1]! - y[k]!) / (x[k + 1]! - x[k]!);
}

/** Value of a table that holds from each row to the next; 0 before the first. */
export function heldAt(t: TimeTable, timeS: number): number {
  return timeS < t.timeS[0]! ? 0 : t.value[rowAt(t, timeS)]!;
}

/** First row time after a time; Infinity after the last. */
export function nextRow(t: TimeTable, timeS: number): number {
  for (const x of t.timeS) if (x > timeS) return x;
  return Infinity;
}

function rowAt(t: TimeTable, timeS: number): number {
  let k = 0;
  while (k + 1 < t.timeS.length && t.timeS[k + 1]! <= timeS) k++;
  return k;
}
