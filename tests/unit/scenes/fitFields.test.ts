import { describe, expect, it } from 'vitest';
import { fitFields } from '../../../scenes/shared/fitFields';
import type { Field, Frame } from '../../../src/domain/frame';

const field = (name: string, cols: number, rows: number, values: readonly number[]): Field => ({
  name,
  unit: 'm',
  grid: { x0: 100, y0: 200, cellSizeM: 2, cols, rows },
  values: Float32Array.from(values),
});
const frame = (...fields: Field[]): Frame => ({
  engine: 'flood',
  timeS: 0,
  fields,
  series: [],
  tracks: [],
  totals: {},
  stateHash: '',
});

describe('fitFields', () => {
  it('hands back what fits as it is', () => {
    const moment = { frame: frame(field('depth', 2, 1, [1, 2])), next: null, mix: 0 };
    expect(fitFields({ flood: moment }, 2).flood).toBe(moment);
  });

  it('thins what does not fit to blocks, keeping the largest of each and its sign', () => {
    const depth = field('depth', 3, 2, [0, 0.1, 0, 0, 0, 0.3]);
    const speed = field('velocityX', 3, 2, [-2, 1, 0, 0, 0, Number.NaN]);
    const moment = { frame: frame(depth, speed), next: null, mix: 0 };
    const [d, v] = fitFields({ flood: moment }, 2).flood!.frame.fields;
    expect(d!.grid).toEqual({ x0: 100, y0: 200, cellSizeM: 4, cols: 2, rows: 1 });
    expect([...d!.values]).toEqual([Math.fround(0.1), Math.fround(0.3)]);
    expect([...v!.values]).toEqual([-2, 0]);
  });

  it('gives the same array for the same field, so that a texture is not sent twice', () => {
    const moment = { frame: frame(field('depth', 3, 1, [1, 2, 3])), next: null, mix: 0 };
    const first = fitFields({ flood: moment }, 2).flood!.frame.fields[0]!.values;
    expect(fitFields({ flood: moment }, 2).flood!.frame.fields[0]!.values).toBe(first);
  });
});
