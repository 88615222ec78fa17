import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellsWithin } from '../../../../workers/flood/measures/cellsWithin';
import { snapLine } from '../../../../workers/flood/measures/snapLine';

const grid = { x0: 100, y0: 200, cellSizeM: 10, cols: 12, rows: 9 };
const point = fc.tuple(fc.integer({ min: 60, max: 260 }), fc.integer({ min: 160, max: 330 }));

describe('snapping a line to cell edges', () => {
  it('lays a straight wall on the edges between two columns', () => {
    const s = snapLine(grid, [
      [131, 200],
      [131, 240],
    ]);
    expect([...s.east]).toEqual([2, 14, 26, 38]);
    expect([...s.north]).toEqual([]);
    expect(s.polyline[0]).toEqual([130, 200]);
    expect(s.polyline.at(-1)).toEqual([130, 240]);
  });

  it('steps along edges without a gap, never further than a cell from the line', () => {
    fc.assert(
      fc.property(fc.array(point, { minLength: 2, maxLength: 5 }), (line) => {
        const { polyline, east, north } = snapLine(grid, line);
        for (let k = 1; k < polyline.length; k++) {
          const dx = Math.abs(polyline[k]![0] - polyline[k - 1]![0]);
          const dy = Math.abs(polyline[k]![1] - polyline[k - 1]![1]);
          expect(dx + dy).toBe(grid.cellSizeM);
        }
        expect(east.every((c) => c % grid.cols < grid.cols - 1)).toBe(true);
        expect(north.every((c) => c < grid.cols * (grid.rows - 1))).toBe(true);
      }),
    );
  });

  it('parts the grid in two when it crosses it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 12 }), (a, b) => {
        const { east, north } = snapLine(grid, [
          [100 + 10 * a, 190],
          [100 + 10 * b, 300],
        ]);
        const closedEast = new Set(east);
        const closedNorth = new Set(north);
        const seen = new Set<number>();
        const stack = [0];
        while (stack.length > 0) {
          const c = stack.pop()!;
          if (seen.has(c)) continue;
          seen.add(c);
          const col = c % grid.cols;
          if (col < grid.cols - 1 && !closedEast.has(c)) stack.push(c + 1);
          if (col > 0 && !closedEast.has(c - 1)) stack.push(c - 1);
          if (c + grid.cols < 108 && !closedNorth.has(c)) stack.push(c + grid.cols);
          if (c >= grid.cols && !closedNorth.has(c - grid.cols)) stack.push(c - grid.cols);
        }
        const opposite = 11;
        if (a > 0 && a < 12 && b > 0) expect(seen.has(opposite)).toBe(false);
      }),
    );
  });
});

describe('cells of an area', () => {
  it('are those whose centres lie inside', () => {
    const cells = cellsWithin(grid, [
      [104, 204],
      [124, 204],
      [124, 216],
      [104, 216],
    ]);
    expect([...cells]).toEqual([0, 1, 12, 13]);
  });
});
