import type { Grid } from '../../../src/domain/grid';

type Point = readonly number[];

/** Cells whose centre lies inside a polygon (even-odd rule), in order of index. */
export function cellsWithin(grid: Grid, area: readonly Point[]): Uint32Array {
  const ys = area.map((p) => p[1]!);
  const row0 = Math.max(Math.floor((Math.min(...ys) - grid.y0) / grid.cellSizeM - 0.5), 0);
  const row1 = Math.min(Math.ceil((Math.max(...ys) - grid.y0) / grid.cellSizeM), grid.rows - 1);
  const cells: number[] = [];
  for (let row = row0; row <= row1; row++) {
    const y = grid.y0 + (row + 0.5) * grid.cellSizeM;
    const crossings = crossingsAt(area, y);
    for (let k = 0; k + 1 < crossings.length; k += 2) {
      const from = Math.ceil((crossings[k]! - grid.x0) / grid.cellSizeM - 0.5);
      const to = Math.ceil((crossings[k + 1]! - grid.x0) / grid.cellSizeM - 0.5) - 1;
      for (let col = Math.max(from, 0); col <= Math.min(to, grid.cols - 1); col++) {
        cells.push(row * grid.cols + col);
      }
    }
  }
  return Uint32Array.from(cells);
}

function crossingsAt(area: readonly Point[], y: number): number[] {
  const xs: number[] = [];
  for (let k = 0; k < area.length; k++) {
    const [x0, y0] = area[k] as [number, number];
    const [x1, y1] = area[(k + 1) % area.length] as [number, number];
    if (y0 > y === y1 > y) continue;
    xs.push(x0 + ((y - y0) / (y1 - y0)) * (x1 - x0));
  }
  return xs.sort((a, b) => a - b);
}
