import type { Grid } from '../../../src/domain/grid';

/** A line brought onto the edges between cells: what the engine computes with and the map shows. */
export interface SnappedLine {
  /** Cells whose east edge is on the line (index row·cols + col). */
  readonly east: Uint32Array;
  /** Cells whose north edge is on the line. */
  readonly north: Uint32Array;
  /** The corners it runs through, local metres. */
  readonly polyline: readonly (readonly [number, number])[];
}

/**
 * Snaps a polyline to cell edges. Its vertices go to the nearest cell corners; between them it steps
 * from corner to corner along edges, keeping closest to the straight line, so that it is watertight
 * for water that moves over edges. Edges on the rim of the grid are left out: nothing is beyond.
 */
export function snapLine(
  grid: Grid,
  line: readonly (readonly [number, number] | readonly number[])[],
): SnappedLine {
  const { cols, rows } = grid;
  const corners: [number, number][] = [];
  for (const [x, y] of line as readonly (readonly [number, number])[]) {
    const i = clamp(Math.round((x - grid.x0) / grid.cellSizeM), cols);
    const j = clamp(Math.round((y - grid.y0) / grid.cellSizeM), rows);
    const last = corners.at(-1);
    if (last) walk(last, [i, j], corners);
    else corners.push([i, j]);
  }
  const east = new Set<number>();
  const north = new Set<number>();
  for (let k = 1; k < corners.length; k++) {
    const [i0, j0] = corners[k - 1]!;
    const [i1, j1] = corners[k]!;
    const i = Math.min(i0, i1);
    const j = Math.min(j0, j1);
    if (j0 === j1 && j > 0 && j < rows) north.add((j - 1) * cols + i);
    if (i0 === i1 && i > 0 && i < cols) east.add(j * cols + i - 1);
  }
  return {
    east: Uint32Array.from(east),
    north: Uint32Array.from(north),
    polyline: corners.map(
      ([i, j]) => [grid.x0 + i * grid.cellSizeM, grid.y0 + j * grid.cellSizeM] as const,
    ),
  };
}

/** Appends the corners after `from` up to and with `to`, one edge at a time. */
function walk(from: [number, number], to: [number, number], out: [number, number][]): void {
  let [i, j] = from;
  const di = to[0] - i;
  const dj = to[1] - j;
  const si = Math.sign(di);
  const sj = Math.sign(dj);
  while (i !== to[0] || j !== to[1]) {
    // Cross product of the line with the way to a candidate corner: its distance from the line.
    const alongI = Math.abs((i + si - from[0]) * dj - (j - from[1]) * di);
    const alongJ = Math.abs((i - from[0]) * dj - (j + sj - from[1]) * di);
    if (j === to[1] || (i !== to[0] && alongI <= alongJ)) i += si;
    else j += sj;
    out.push([i, j]);
  }
}

function clamp(k: number, most: number): number {
  return Math.min(Math.max(k, 0), most);
}
