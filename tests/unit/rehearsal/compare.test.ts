import { describe, expect, it } from 'vitest';
import type { Frame } from '../../../src/domain/frame';
import type { Grid } from '../../../src/domain/grid';
import { compareIndicators } from '../../../src/rehearsal/compare/deltas';
import { DIFFERENCE, differenceFrame } from '../../../src/rehearsal/compare/differenceFrame';

describe('indicators of two runs', () => {
  it('tell better from worse by the way each is better', () => {
    const rows = compareIndicators(
      [
        { id: 'buildingsWet', value: 9, unit: '1' },
        { id: 'floodedArea', value: 100, unit: 'm2' },
        { id: 'hazardH1', value: 4, unit: 'm2' },
        { id: 'damage', value: 7, unit: 'money' },
        { id: 'sewerSpill', value: 3, unit: 'm3' },
      ],
      [
        { id: 'buildingsWet', value: 5, unit: '1' },
        { id: 'floodedArea', value: 120, unit: 'm2' },
        { id: 'hazardH1', value: 6, unit: 'm2' },
        { id: 'damage', value: 7, unit: 'money' },
      ],
    );
    expect(rows.map((r) => [r.id, r.delta, r.verdict])).toEqual([
      ['buildingsWet', -4, 'better'],
      ['floodedArea', 20, 'worse'],
      ['hazardH1', 2, 'neutral'],
      ['damage', 0, 'same'],
      ['sewerSpill', null, 'neutral'],
    ]);
  });
});

describe('difference of two frames', () => {
  const frame = (grid: Grid, depths: readonly number[]): Frame => ({
    engine: 'flood',
    timeS: 60,
    fields: [{ name: 'depth', unit: 'm', grid, values: Float32Array.from(depths) }],
    series: [],
    tracks: [],
    totals: {},
    stateHash: '',
  });
  const two: Grid = { x0: 0, y0: 0, cellSizeM: 2, cols: 2, rows: 2 };
  const values = (f: Frame | null, name: string): number[] => [
    ...f!.fields.find((x) => x.name === name)!.values,
  ];

  it('is B minus A, drawn where either has water', () => {
    const f = differenceFrame(frame(two, [1, 0, 0.5, 0]), frame(two, [0.25, 1, 0.5, 0]));
    expect(values(f, DIFFERENCE)).toEqual([-0.75, 1, 0, 0]);
    expect(values(f, 'depth')).toEqual([1, 1, 0.5, 0]);
    expect(f!.timeS).toBe(60);
  });

  it('reads A at the cells of B where their grids differ', () => {
    const one: Grid = { x0: 0, y0: 0, cellSizeM: 4, cols: 1, rows: 1 };
    const f = differenceFrame(frame(one, [1]), frame(two, [0, 2, 1, 1]));
    expect(values(f, DIFFERENCE)).toEqual([-1, 1, 0, 0]);
  });

  it('differs in nothing where one has no value, and is none without depth', () => {
    const f = differenceFrame(frame(two, [Number.NaN, 0, 0, 0]), frame(two, [1, 0, 0, 0]));
    expect(values(f, DIFFERENCE)[0]).toBe(0);
    expect(values(f, 'depth')[0]).toBeNaN();
    expect(differenceFrame({ ...frame(two, []), fields: [] }, frame(two, [0, 0, 0, 0]))).toBeNull();
  });
});
