import type { Grid } from '../../../src/domain/grid';
import { CROSS_SECTIONS } from './crossSections';
import type { StreetDraft } from './streetGraph';

/** For each cell, the street that rules it and the cell's place in that street's cross-section. */
export interface StreetStamp {
  /** Street number, −1 away from streets. */
  readonly street: Int32Array;
  /** Distance outside the carriageway's edge, m (negative inside). */
  readonly outside: Float32Array;
  /** Level of the street's surface beside the cell, m. */
  readonly level: Float32Array;
}

/** How far beyond the carriageway each street is stamped: its sidewalk and this, m. */
const VERGE_M = 1.5;

/**
 * Writes every street's carriageway and sidewalk into the grid. Where streets overlap, a carriageway
 * beats a sidewalk, and the higher class beats the lower.
 */
export function stampStreets(
  grid: Grid,
  streets: readonly StreetDraft[],
  profiles: readonly Float64Array[],
  skip: (street: StreetDraft, x: number, y: number) => boolean,
): StreetStamp {
  const size = grid.cols * grid.rows;
  const street = new Int32Array(size).fill(-1);
  const outside = new Float32Array(size);
  const level = new Float32Array(size);
  const ranks = streets.map((s) => CROSS_SECTIONS[s.class].rank);

  streets.forEach((s, k) => {
    const rule = CROSS_SECTIONS[s.class];
    const half = rule.widthM / 2;
    const reach = half + rule.sidewalkM + VERGE_M;
    const z = profiles[k]!;
    const p = s.points;
    for (let i = 0; i + 3 < p.length; i += 2) {
      const [ax, ay] = [p[i]!, p[i + 1]!];
      const [dx, dy] = [p[i + 2]! - ax, p[i + 3]! - ay];
      const square = dx * dx + dy * dy;
      const za = z[i >> 1]!;
      const dz = z[(i >> 1) + 1]! - za;
      forCellsNear(grid, ax, ay, ax + dx, ay + dy, reach, (cell, x, y) => {
        let t = square > 0 ? ((x - ax) * dx + (y - ay) * dy) / square : 0;
        t = t < 0 ? 0 : t > 1 ? 1 : t;
        const [ex, ey] = [x - ax - t * dx, y - ay - t * dy];
        const away = Math.sqrt(ex * ex + ey * ey) - half;
        if (away > reach - half || skip(s, x, y)) return;
        const rival = street[cell]!;
        if (rival >= 0 && !wins(away, ranks[k]!, outside[cell]!, ranks[rival]!)) return;
        street[cell] = k;
        outside[cell] = away;
        level[cell] = za + t * dz;
      });
    }
  });
  return { street, outside, level };
}

function wins(away: number, rank: number, rivalAway: number, rivalRank: number): boolean {
  const inside = away < 0;
  if (inside !== rivalAway < 0) return inside;
  if (inside && rank !== rivalRank) return rank > rivalRank;
  return away < rivalAway;
}

/** Calls back for each cell whose centre lies in a segment's bounding box grown by `reach`. */
export function forCellsNear(
  grid: Grid,
  ax: number,
  ay: number,
  bx: number,
  by: number,
  reach: number,
  visit: (cell: number, x: number, y: number) => void,
): void {
  const { x0, y0, cellSizeM: c, cols, rows } = grid;
  const c0 = Math.max(0, Math.floor((Math.min(ax, bx) - reach - x0) / c));
  const c1 = Math.min(cols - 1, Math.floor((Math.max(ax, bx) + reach - x0) / c));
  const r0 = Math.max(0, Math.floor((Math.min(ay, by) - reach - y0) / c));
  const r1 = Math.min(rows - 1, Math.floor((Math.max(ay, by) + reach - y0) / c));
  for (let row = r0; row <= r1; row++)
    for (let col = c0; col <= c1; col++)
      visit(row * cols + col, x0 + (col + 0.5) * c, y0 + (row + 0.5) * c);
}
