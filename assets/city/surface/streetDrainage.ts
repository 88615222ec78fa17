import FlatQueue from 'flatqueue';
import { cone, type VertexGraph } from './vertexGraph';

/** Least fall of a gutter, m/m (0.3 % is the usual minimum for kerbed streets). */
const MIN_GRADE = 0.003;
/** A hollow deeper than this stays as a designed low spot instead of being filled, m. */
const MAX_FILL_M = 0.7;
/** Rounds in which hollows are cut open, and in all. */
const CUT_ROUNDS = 5;
const MAX_DRAIN_ROUNDS = 40;
const LOW_SPOT_TILE_M = 400;
/** More tiles than a row of the largest city has. */
const LOW_SPOT_TILES = 1024;
/** Deepest cut through a saddle, m, and the share of a hollow that is filled rather than cut open. */
const MAX_CUT_M = 3;
const FILL_SHARE = 0.4;

/**
 * Grades the streets so that everything drains along them with at least `MIN_GRADE` to a gate: deep
 * hollows are cut through at their saddle and filled a little, shallow ones filled (priority flood,
 * Barnes et al. 2014). Hollows that would need too deep a cut become designed low spots, outlets of
 * their own. Returns those vertices.
 *
 * @param grade Steepest grade that a cut may leave, m/m.
 * @param raise Lifts bridges and their ramps again after a cut.
 */
export function drainAlongStreets(
  g: VertexGraph,
  gates: readonly number[],
  grade: number,
  raise: () => void,
): number[] {
  const lowSpots: number[] = [];
  for (let round = 0; round < MAX_DRAIN_ROUNDS; round++) {
    const flooded = flood(g, [...gates, ...lowSpots]);
    const cutting = round < CUT_ROUNDS;
    const hollows = cutting ? deepHollows(g, flooded.level) : hollowsByTile(g, flooded.level);
    if (hollows.length === 0) break;
    for (const v of hollows) if (!cutting || !cutThrough(g, flooded, v)) lowSpots.push(v);
    cone(g, g.z, grade, 1);
    raise();
  }
  g.z.set(flood(g, [...gates, ...lowSpots]).level);
  return lowSpots;
}

interface Flooded {
  /** Level to which each vertex must be raised to drain. */
  readonly level: Float64Array;
  /** Next vertex on the way out, −1 at outlets. */
  readonly parent: Int32Array;
}

function flood(g: VertexGraph, outlets: readonly number[]): Flooded {
  const level = new Float64Array(g.count).fill(Infinity);
  const parent = new Int32Array(g.count).fill(-1);
  const queue = new FlatQueue<number>();
  for (const o of outlets) {
    level[o] = g.z[o]!;
    queue.push(o, level[o]!);
  }
  while (queue.length > 0) {
    const key = queue.peekValue()!;
    const i = queue.pop()!;
    if (key > level[i]!) continue;
    for (let e = g.start[i]!; e < g.start[i + 1]!; e++) {
      const j = g.target[e]!;
      const next = Math.max(g.z[j]!, key + MIN_GRADE * g.length[e]!);
      if (next < level[j]!) {
        level[j] = next;
        parent[j] = i;
        queue.push(j, next);
      }
    }
  }
  for (let i = 0; i < g.count; i++) if (level[i] === Infinity) level[i] = g.z[i]!;
  return { level, parent };
}

/** Opens a hollow by lowering the way out of it. False, and nothing done, where the cut would be too deep. */
function cutThrough(g: VertexGraph, { level, parent }: Flooded, bottom: number): boolean {
  const target = g.z[bottom]! + FILL_SHARE * (level[bottom]! - g.z[bottom]!);
  const way: [vertex: number, z: number][] = [];
  let z = target;
  for (let a = bottom, b = parent[a]!; b >= 0; a = b, b = parent[a]!) {
    const [dx, dy] = [g.x[b]! - g.x[a]!, g.y[b]! - g.y[a]!];
    z -= MIN_GRADE * Math.sqrt(dx * dx + dy * dy);
    if (level[b]! <= z) break;
    if (g.z[b]! - z > MAX_CUT_M) return false;
    if (g.z[b]! > z) way.push([b, z]);
  }
  for (const [vertex, cut] of way) g.z[vertex] = Math.min(g.z[vertex]!, cut);
  return true;
}

/**
 * The lowest too deep vertex of every tile: long flat valleys get low spots all along, as sawtooth
 * profiles have them.
 */
function hollowsByTile(g: VertexGraph, filled: Float64Array): number[] {
  const lowest = new Map<number, number>();
  for (let i = 0; i < g.count; i++) {
    if (filled[i]! - g.z[i]! <= MAX_FILL_M) continue;
    const tile =
      Math.floor(g.y[i]! / LOW_SPOT_TILE_M) * LOW_SPOT_TILES +
      Math.floor(g.x[i]! / LOW_SPOT_TILE_M);
    const best = lowest.get(tile);
    if (best === undefined || g.z[i]! < g.z[best]!) lowest.set(tile, i);
  }
  return [...lowest.values()];
}

/** The lowest vertex of every connected hollow deeper than `MAX_FILL_M`. */
function deepHollows(g: VertexGraph, filled: Float64Array): number[] {
  const seen = new Uint8Array(g.count);
  const deep = (i: number): boolean => filled[i]! - g.z[i]! > MAX_FILL_M;
  const lowest: number[] = [];
  const stack: number[] = [];
  for (let i = 0; i < g.count; i++) {
    if (seen[i] || !deep(i)) continue;
    let best = i;
    stack.push(i);
    seen[i] = 1;
    while (stack.length > 0) {
      const a = stack.pop()!;
      if (g.z[a]! < g.z[best]!) best = a;
      for (let e = g.start[a]!; e < g.start[a + 1]!; e++) {
        const b = g.target[e]!;
        if (seen[b] || !deep(b)) continue;
        seen[b] = 1;
        stack.push(b);
      }
    }
    lowest.push(best);
  }
  return lowest;
}
