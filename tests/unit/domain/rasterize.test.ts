import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellsInPolygon, pointInPolygon } from '../../../src/domain/rasterize';
import { resample } from '../../../src/domain/resample';

const g = { x0: -3, y0: 5, cellSizeM: 0.5, cols: 40, rows: 30 };

describe('cellsInPolygon', () => {
  it('visits exactly the cells whose centre is inside', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.double({ min: -5, max: 20, noNaN: true }),
            fc.double({ min: 3, max: 22, noNaN: true }),
          ),
          {
            minLength: 3,
            maxLength: 8,
          },
        ),
        (points) => {
          const polygon = { outer: Float64Array.from(points.flat()), holes: [] };
          const visited = new Set<number>();
          cellsInPolygon(g, polygon, (i) => {
            expect(visited.has(i)).toBe(false);
            visited.add(i);
          });
          for (let i = 0; i < g.cols * g.rows; i++) {
            const x = g.x0 + ((i % g.cols) + 0.5) * g.cellSizeM;
            const y = g.y0 + (Math.floor(i / g.cols) + 0.5) * g.cellSizeM;
            expect(visited.has(i)).toBe(pointInPolygon(polygon, x, y));
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('gives every cell to one of two polygons that share an edge, and none to both', () => {
    const seen = new Uint8Array(g.cols * g.rows);
    const visit = (i: number): void => void seen[i]!++;
    cellsInPolygon(
      g,
      { outer: new Float64Array([-3, 5, 4.25, 5, 4.25, 20, -3, 20]), holes: [] },
      visit,
    );
    cellsInPolygon(
      g,
      { outer: new Float64Array([4.25, 5, 17, 5, 17, 20, 4.25, 20]), holes: [] },
      visit,
    );
    expect(seen.every((n) => n === 1)).toBe(true);
  });

  it('leaves holes out', () => {
    let n = 0;
    const hole = new Float64Array([0, 10, 0, 12, 2, 12, 2, 10]);
    cellsInPolygon(
      g,
      { outer: new Float64Array([-1, 9, 3, 9, 3, 13, -1, 13]), holes: [hole] },
      () => n++,
    );
    expect(n).toBe((16 - 4) / 0.25);
  });
});

describe('resample', () => {
  it('keeps the mean when coarsening and reproduces a plane when refining', () => {
    const source = {
      grid: { x0: 0, y0: 0, cellSizeM: 1, cols: 8, rows: 8 },
      values: new Float32Array(64),
    };
    for (let i = 0; i < 64; i++) source.values[i] = (i % 8) + 2 * Math.floor(i / 8);
    const coarse = resample(source, { x0: 0, y0: 0, cellSizeM: 4, cols: 2, rows: 2 });
    expect([...coarse]).toEqual([1.5 + 3, 5.5 + 3, 1.5 + 11, 5.5 + 11]);
    const fine = resample(source, { x0: 2, y0: 2, cellSizeM: 0.5, cols: 4, rows: 4 });
    expect(fine[0]).toBeCloseTo(2.25 - 0.5 + 2 * (2.25 - 0.5), 5);
  });
});
