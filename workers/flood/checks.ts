import { DryrunError } from '../../src/domain/errors';
import type { TimeTable } from './setup';

// What is asked of every part of a set-up; each throws a DryrunError `flood.setup.*` naming the place.

export function table(place: string, t: TimeTable): void {
  if (t.timeS.length === 0 || t.timeS.length !== t.value.length) {
    fail(
      'table',
      place,
      `${t.timeS.length} times and ${t.value.length} values`,
      'Give as many values as times, one at least.',
    );
  }
  for (let k = 0; k < t.timeS.length; k++) {
    if (!Number.isFinite(t.timeS[k]!) || !Number.isFinite(t.value[k]!)) {
      fail('table', `${place}[${k}]`, `${t.timeS[k]} s, ${t.value[k]}`, 'Give finite numbers.');
    }
    if (k > 0 && !(t.timeS[k]! > t.timeS[k - 1]!)) {
      fail(
        'table',
        `${place}.timeS[${k}]`,
        `${t.timeS[k]} s after ${t.timeS[k - 1]} s`,
        'Let times increase from row to row.',
      );
    }
  }
}

export function length(place: string, array: ArrayLike<number>, cells: number): void {
  if (array.length === cells) return;
  fail('length', place, `${array.length} values for ${cells} cells`, 'Give one value per cell.');
}

export function inside(place: string, cell: number, cells: number): void {
  if (Number.isInteger(cell) && cell >= 0 && cell < cells) return;
  fail('cell', place, `cell ${cell} of ${cells}`, 'Name a cell of the grid.');
}

export function notNegative(place: string, value: number): void {
  if (value >= 0 && Number.isFinite(value)) return;
  fail('negative', place, `${value}`, 'Give a finite value of at least 0.');
}

export function fail(code: string, place: string, got: string, mend: string): never {
  throw new DryrunError({
    code: `flood.setup.${code}`,
    place,
    what: `The flood set-up has ${got}.`,
    mend,
    params: { place, got },
  });
}
