import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  CELL,
  FLOAT,
  FLOAT_BASE,
  INT,
  INT_BASE,
} from '../../../workers/pollution/particles/kernel/layout';

const source = readFileSync(
  new URL('../../../workers/pollution/particles/kernel/assembly/params.ts', import.meta.url),
  'utf8',
);

/** Value of `export const NAME: usize = N;` in the kernel's own table. */
function inKernel(name: string): number {
  return Number(new RegExp(`export const ${name}: usize = (\\d+);`).exec(source)?.[1]);
}

function upper(name: string): string {
  return name.replace(/[A-Z]/g, (c) => `_${c}`).toUpperCase();
}

describe('memory layout', () => {
  it('is the same for the kernel and for its caller', () => {
    expect(inKernel('I')).toBe(INT_BASE);
    expect(inKernel('F')).toBe(FLOAT_BASE);
    for (const [name, at] of Object.entries({ ...INT, ...FLOAT })) {
      expect([name, inKernel(upper(name))]).toEqual([name, at]);
    }
    for (const name of ['wind', 'windRise', 'sigma', 'flags', 'sigmaRise', 'longest'] as const) {
      expect([name, inKernel(`CELL_${upper(name)}`)]).toEqual([name, 4 * CELL[name]]);
    }
    // The kernel takes 1/T from the fourth lanes of the winds.
    expect([CELL.rateH, CELL.rateW]).toEqual([CELL.wind + 3, CELL.windRise + 3]);
  });
});
