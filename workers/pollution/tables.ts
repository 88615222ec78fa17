import type { TimeTable } from './setup';

/** Value of a table at a time: linear between rows, held before the first and after the last. */
export function valueAt(t: TimeTable, timeS: number): number {
  const { timeS: times, value } = t;
  const n = times.length;
  if (timeS <= times[0]!) return value[0]!;
  if (timeS >= times[n - 1]!) return value[n - 1]!;
  let low = 0;
  let high = n - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (times[middle]! <= timeS) low = middle;
    else high = middle;
  }
  const f = (timeS - times[low]!) / (times[high]! - times[low]!);
  return value[low]! + f * (value[high]! - value[low]!);
}

/** Index of the hour in force at a time: the last that has begun. */
export function hourAt(startsS: ArrayLike<number>, timeS: number): number {
  let k = 0;
  while (k + 1 < startsS.length && startsS[k + 1]! <= timeS) k++;
  return k;
}
