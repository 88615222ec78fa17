import FlatQueue from 'flatqueue';
import type { Grid, Raster } from '../../../src/domain/grid';
import { CROSSFALL, CROSS_SECTIONS, KERB_M, SIDEWALK_FALL } from './crossSections';
import { planFieldAt, type PlanField } from './planSpace';
import type { RailLine } from './railLine';
import { LEVEE_DISTANCE_M, type Relief } from './relief';
import { spread } from './spread';
import type { StreetDraft } from './streetGraph';
import { forCellsNear, type StreetStamp } from './streetStamp';

/** Natural ground on every cell. */
export function naturalGround(grid: Grid, field: PlanField, relief: Relief): Raster<Float32Array> {
  const values = new Float32Array(grid.cols * grid.rows);
  const plan = new Float64Array(2);
  for (let row = 0; row < grid.rows; row++) {
    const y = grid.y0 + (row + 0.5) * grid.cellSizeM;
    for (let col = 0; col < grid.cols; col++) {
      const x = grid.x0 + (col + 0.5) * grid.cellSizeM;
      planFieldAt(field, x, y, plan);
      values[row * grid.cols + col] = relief.groundM(plan[0]!, plan[1]!, x, y);
    }
  }
  return { grid, values };
}

/** Land within this of the river's bank keeps its natural level, m. */
const BANK_KEEP_M = 12;
const LEVEE_KEEP_M = 14;
const RAIL_HALF_CREST_M = 5.8;
const RAIL_TOE_M = 12;
const RAIL_SIDE_SLOPE = 1 / 1.75;
/** Top of rail above the formation, m. */
const BALLAST_M = 0.6;
/** Puddles on carriageways up to this depth are graded away, m. */
const MAX_PUDDLE_M = 0.22;
const PUDDLE_FALL_M = 1e-4;

/**
 * Ground with everything built into it: carriageways with crossfall and kerbs, plots graded between
 * the streets around them, the rail embankment, and the cuts of underpasses with their walls.
 */
export function gradeGround(
  natural: Raster<Float32Array>,
  field: PlanField,
  relief: Relief,
  stamp: StreetStamp,
  streets: readonly StreetDraft[],
  rail: RailLine | null,
): Raster<Float32Array> {
  const { grid } = natural;
  const change = plotChange(natural, field, relief, stamp, streets);
  const values = natural.values.slice();
  for (let i = 0; i < values.length; i++) values[i] = values[i]! + change[i]!;
  if (rail) raiseRail(grid, values, rail);
  for (let i = 0; i < values.length; i++) {
    const k = stamp.street[i]!;
    if (k >= 0)
      values[i] = sectionLevel(streets[k]!, stamp.outside[i]!, stamp.level[i]!, values[i]!);
  }
  levelPuddles(grid, values, stamp, streets);
  return { grid, values };
}

/** Level across a street's section: crowned carriageway, kerb, sidewalk falling to the kerb. */
function sectionLevel(s: StreetDraft, outside: number, level: number, ground: number): number {
  const rule = CROSS_SECTIONS[s.class];
  const half = rule.widthM / 2;
  if (outside <= 0) return level - CROSSFALL * (half + outside);
  if (outside > rule.sidewalkM) return ground;
  return level - CROSSFALL * half + (rule.sidewalkM > 0 ? KERB_M : 0) + SIDEWALK_FALL * outside;
}

/** How much plots are raised or lowered so that they meet the streets around them. */
function plotChange(
  natural: Raster<Float32Array>,
  field: PlanField,
  relief: Relief,
  stamp: StreetStamp,
  streets: readonly StreetDraft[],
): Float32Array {
  const { grid, values } = natural;
  const change = new Float32Array(values.length);
  const known = new Uint8Array(values.length);
  const plan = new Float64Array(2);
  for (let row = 0; row < grid.rows; row++)
    for (let col = 0; col < grid.cols; col++) {
      const i = row * grid.cols + col;
      const k = stamp.street[i]!;
      if (k >= 0 && streets[k]!.level >= 0) {
        const rule = CROSS_SECTIONS[streets[k]!.class];
        const back =
          stamp.level[i]! - CROSSFALL * (rule.widthM / 2) + KERB_M + SIDEWALK_FALL * rule.sidewalkM;
        change[i] = back - values[i]!;
        known[i] = 1;
        continue;
      }
      const x = grid.x0 + (col + 0.5) * grid.cellSizeM;
      const y = grid.y0 + (row + 0.5) * grid.cellSizeM;
      planFieldAt(field, x, y, plan);
      const d = plan[1]!;
      if (d > LEVEE_DISTANCE_M + LEVEE_KEEP_M) continue;
      if (d > 0 || -d < relief.halfWidthM(plan[0]!) + BANK_KEEP_M) known[i] = 1;
    }
  spread(change, known, grid.cols, grid.rows);
  return change;
}

function raiseRail(grid: Grid, values: Float32Array, rail: RailLine): void {
  const { points, z } = rail;
  const reach = RAIL_HALF_CREST_M + RAIL_TOE_M;
  const nearest = new Map<number, { away: number; top: number }>();
  for (let v = 0; v + 1 < z.length; v++) {
    const [ax, ay] = [points[2 * v]!, points[2 * v + 1]!];
    const [dx, dy] = [points[2 * v + 2]! - ax, points[2 * v + 3]! - ay];
    const square = dx * dx + dy * dy;
    forCellsNear(grid, ax, ay, ax + dx, ay + dy, reach, (cell, x, y) => {
      const t = Math.min(Math.max(((x - ax) * dx + (y - ay) * dy) / square, 0), 1);
      const [ex, ey] = [x - ax - t * dx, y - ay - t * dy];
      const away = Math.sqrt(ex * ex + ey * ey);
      const known = nearest.get(cell);
      if (away > reach || (known && known.away <= away)) return;
      nearest.set(cell, { away, top: z[v]! + t * (z[v + 1]! - z[v]!) - BALLAST_M });
    });
  }
  for (const [cell, { away, top }] of nearest) {
    const slope = Math.max(away - RAIL_HALF_CREST_M, 0) * RAIL_SIDE_SLOPE;
    values[cell] = Math.max(Math.min(values[cell]!, top + slope), top - slope);
  }
}

/**
 * Grades away shallow puddles on carriageways (priority flood over carriageway cells). Outlets are
 * the city's rim, underpasses and places whose hollow is deeper than a puddle.
 */
function levelPuddles(
  grid: Grid,
  values: Float32Array,
  stamp: StreetStamp,
  streets: readonly StreetDraft[],
): void {
  const { cols, rows } = grid;
  const road = new Uint8Array(values.length);
  for (let i = 0; i < road.length; i++) {
    const k = stamp.street[i]!;
    if (k >= 0 && stamp.outside[i]! <= 0) road[i] = streets[k]!.level < 0 ? 2 : 1;
  }
  const level = new Float32Array(values.length).fill(Infinity);
  const queue = new FlatQueue<number>();
  const seed = (i: number): void => {
    level[i] = values[i]!;
    queue.push(i, level[i]!);
  };
  for (let i = 0; i < road.length; i++) {
    const c = i % cols;
    const r = (i - c) / cols;
    const rim = c === 0 || r === 0 || c === cols - 1 || r === rows - 1;
    if (road[i] === 2 || (road[i] === 1 && rim)) seed(i);
  }
  const near = [1, -1, cols, -cols, cols + 1, cols - 1, -cols + 1, -cols - 1];
  while (queue.length > 0) {
    const key = queue.peekValue()!;
    const i = queue.pop()!;
    if (key > level[i]!) continue;
    const c = i % cols;
    for (const step of near) {
      const j = i + step;
      if (j < 0 || j >= level.length || road[j] !== 1) continue;
      const dc = (j % cols) - c;
      if (dc > 1 || dc < -1) continue;
      const next = Math.fround(Math.max(values[j]!, key + PUDDLE_FALL_M));
      if (next < level[j]!) {
        level[j] = next;
        queue.push(j, next);
      }
    }
  }
  for (let i = 0; i < values.length; i++)
    if (road[i] === 1 && level[i]! - values[i]! <= MAX_PUDDLE_M) values[i] = level[i]!;
}
