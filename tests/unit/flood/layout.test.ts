import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as layout from '../../../workers/flood/kernel/layout';

const source = readFileSync(
  new URL('../../../workers/flood/kernel/assembly/params.ts', import.meta.url),
  'utf8',
);

/** Value of an exported constant of the kernel's own table. */
function constant(name: string): number {
  const found = new RegExp(`export const ${name}: \\w+ = ([-\\d.e]+);`).exec(source);
  expect(found, name).not.toBeNull();
  return Number(found![1]);
}

const SPECIAL: Readonly<Record<string, string>> = {
  h: 'H',
  u: 'U',
  v: 'V',
  e: 'E',
  z: 'Z',
  crestE: 'CREST_E',
  crestN: 'CREST_N',
};
const kernelName = (name: string): string =>
  SPECIAL[name] ?? name.replaceAll(/([A-Z])/g, '_$1').toUpperCase();

describe('the two tables of the parameter block', () => {
  it('agree on every i32 and f64 address', () => {
    for (const [name, at] of Object.entries(layout.INT)) {
      expect(constant(kernelName(name)), name).toBe(at);
    }
    for (const [name, at] of Object.entries(layout.DOUBLE)) {
      expect(constant(kernelName(name)), name).toBe(at);
    }
  });

  it('agree on bases, flags and physical constants', () => {
    expect(constant('I')).toBe(layout.INT_BASE);
    expect(constant('D')).toBe(layout.DOUBLE_BASE);
    expect(constant('FLAG_RAIN')).toBe(layout.FLAG_RAIN);
    expect(constant('FLAG_INFILTRATION')).toBe(layout.FLAG_INFILTRATION);
    expect(constant('FLAG_CRESTS')).toBe(layout.FLAG_CRESTS);
    expect(constant('TILE')).toBe(layout.TILE);
    expect(constant('WALL_BED')).toBe(layout.WALL_BED);
    expect(constant('MIN_DEPTH')).toBe(layout.MIN_DEPTH_M);
    expect(constant('GRAVITY')).toBe(layout.GRAVITY);
  });

  it('lays planes apart from each other', () => {
    const plan = layout.planMemory(37, 21, { faces: 5, boundaries: 2, sources: 3 }, 2);
    const starts = Object.values(plan.start).sort((a, b) => a - b);
    for (let k = 1; k < starts.length; k++) {
      expect(starts[k]! - starts[k - 1]!).toBeGreaterThanOrEqual(plan.planeBytes);
    }
    expect(plan.bytes).toBeGreaterThan(plan.scratch + 2 * plan.scratchBytes);
  });
});
