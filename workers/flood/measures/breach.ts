import type { Grid } from '../../../src/domain/grid';
import type { Measure } from '../../../src/domain/scenario';

export type Breach = Extract<Measure, { kind: 'breach' }>;

/** Where a breach opens: edges and cells of its line with their distance from its middle, m. */
export interface BreachPlace {
  readonly east: Uint32Array;
  readonly north: Uint32Array;
  readonly cells: Uint32Array;
  readonly eastM: Float64Array;
  readonly northM: Float64Array;
  readonly cellsM: Float64Array;
}

/** Edges of a snapped line, and the open cells on both sides, as far as the breach will reach. */
export function breachPlace(
  grid: Grid,
  open: Uint8Array,
  snapped: { readonly east: Uint32Array; readonly north: Uint32Array },
  m: Breach,
): BreachPlace {
  const { cols, cellSizeM, x0, y0 } = grid;
  const a = m.line[0]!;
  const b = m.line.at(-1)!;
  const x = (a[0] + b[0]) / 2;
  const y = (a[1] + b[1]) / 2;
  const reach = Math.max(m.finalWidthM, cellSizeM) / 2;
  const fromMiddle = (cell: number, stepE: number, stepN: number): number => {
    const dx = x0 + ((cell % cols) + 0.5 + 0.5 * stepE) * cellSizeM - x;
    const dy = y0 + (Math.floor(cell / cols) + 0.5 + 0.5 * stepN) * cellSizeM - y;
    return Math.sqrt(dx * dx + dy * dy);
  };
  const east = snapped.east.filter((cell) => fromMiddle(cell, 1, 0) <= reach);
  const north = snapped.north.filter((cell) => fromMiddle(cell, 0, 1) <= reach);
  // A cell is as far as the edge of its own that is nearest to the middle.
  const cells = new Map<number, number>();
  const add = (cell: number, distance: number): void => {
    if (open[cell]) cells.set(cell, Math.min(cells.get(cell) ?? Infinity, distance));
  };
  for (const cell of east) for (const c of [cell, cell + 1]) add(c, fromMiddle(cell, 1, 0));
  for (const cell of north) for (const c of [cell, cell + cols]) add(c, fromMiddle(cell, 0, 1));
  return {
    east,
    north,
    cells: Uint32Array.from(cells.keys()),
    eastM: Float64Array.from(east, (cell) => fromMiddle(cell, 1, 0)),
    northM: Float64Array.from(north, (cell) => fromMiddle(cell, 0, 1)),
    cellsM: Float64Array.from(cells.values()),
  };
}

/**
 * Level of an embankment's top where a breach has grown so far: it sinks from the middle of the line
 * to its bottom and widens to its final width at the same time, in a straight line or along a sine
 * (both as in HEC-RAS). Beside its width the top falls with the side slope (horizontal : vertical).
 *
 * @param part Part of the growth time that has passed, 0–1.
 */
export function breachedTop(m: Breach, part: number, fromMiddleM: number, topM: number): number {
  if (!(topM > m.bottomM) || topM === Infinity) return topM;
  const grown = m.progress === 'sine' ? sine(part) : part;
  const bottom = topM + (m.bottomM - topM) * grown;
  const beside = fromMiddleM - (m.finalWidthM * grown) / 2;
  if (beside <= 0) return bottom;
  if (!m.sideSlope) return topM;
  return Math.min(bottom + beside / m.sideSlope, topM);
}

/** (1 − cos πx)/2 as the cubic x²(3 − 2x), within 1 %: engines may differ in the last bits of a cosine. */
function sine(x: number): number {
  return x * x * (3 - 2 * x);
}
