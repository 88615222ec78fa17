import FlatQueue from 'flatqueue';
import { CROSSFALL, CROSS_SECTIONS } from './crossSections';
import { polylineLength, streetsAtNodes, type StreetGraph } from './streetGraph';

/** What the levels of streets must respect. Levels in m above the datum. */
export interface LevelDemands {
  /** Natural ground at a point. */
  ground(x: number, y: number): number;
  /** Lowest road surface a bridge may have at a point, or −Infinity where it stands on land. */
  deck(x: number, y: number): number;
  /** Top of rail where a street passes below it. */
  rail(x: number, y: number): number;
}

export interface StreetLevels {
  /** Road surface per node. */
  readonly nodeZ: Float64Array;
  /** Road surface per vertex of each street. */
  readonly profiles: Float64Array[];
  /** Nodes and vertices where the street surface has a designed low spot: x, y pairs. */
  readonly lowSpots: Float64Array;
}

/** Natural grades are cut to this before smoothing, m/m. */
const GROUND_GRADE = 0.06;
const BRIDGE_RAMP_GRADE = 0.045;
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
const SMOOTHING_ROUNDS = 4;
/** Rail to road surface below: 5.0 m clearance (trucks, with lighting) and 1.0 m of deck and ballast. */
const UNDERPASS_DROP_M = 6;
const UNDERPASS_LEAST_DROP_M = 4.4;
const UNDERPASS_GRADE = 0.07;
const UNDERPASS_MAX_GRADE = 0.08;
const UNDERPASS_CURVE_M = 14;
/** Length over which a side street's crown meets the gutter of the street it joins, m. */
const MOUTH_M = 20;
/** Steepest grade out of a junction, m/m. */
const JOIN_GRADE = 0.075;

/** Vertices of all streets as one graph in compressed rows. */
interface VertexGraph {
  readonly count: number;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly z: Float64Array;
  readonly start: Int32Array;
  readonly target: Int32Array;
  readonly length: Float64Array;
  /** Vertex number of each street's vertices. */
  readonly ofStreet: Int32Array[];
}

/**
 * Levels of all streets: natural ground, cut to sensible grades, raised to the bridges, then filled
 * so that every vertex drains along the streets to a gate, the riverside or a designed low spot.
 */
export function levelStreets(graph: StreetGraph, demands: LevelDemands): StreetLevels {
  const g = buildVertexGraph(graph, demands);
  limitGrades(g, GROUND_GRADE);
  for (let k = 0; k < SMOOTHING_ROUNDS; k++) smooth(g);
  lowerToUnderpasses(g, graph, demands);
  raiseToBridges(g, graph, demands);
  const lowSpots = drainAlongStreets(g, graph, demands);
  return assemble(g, graph, demands, lowSpots);
}

function buildVertexGraph(graph: StreetGraph, demands: LevelDemands): VertexGraph {
  let count = graph.nodes.length;
  const ofStreet = graph.streets.map((s) => {
    const n = s.points.length / 2;
    const ids = new Int32Array(n);
    ids[0] = s.from;
    ids[n - 1] = s.to;
    for (let i = 1; i + 1 < n; i++) ids[i] = count++;
    return ids;
  });
  const x = new Float64Array(count);
  const y = new Float64Array(count);
  const degree = new Int32Array(count + 1);
  graph.streets.forEach((s, k) => {
    const ids = ofStreet[k]!;
    ids.forEach((v, i) => {
      x[v] = s.points[2 * i]!;
      y[v] = s.points[2 * i + 1]!;
    });
    // Underpasses and their ramps get their levels last: they drain by pump.
    if (s.level < 0) return;
    for (let i = 0; i + 1 < ids.length; i++) {
      degree[ids[i]! + 1]!++;
      degree[ids[i + 1]! + 1]!++;
    }
  });
  for (let i = 0; i < count; i++) degree[i + 1]! += degree[i]!;
  const start = degree.slice();
  const fill = degree.slice();
  const target = new Int32Array(start[count]!);
  const length = new Float64Array(start[count]!);
  const link = (a: number, b: number, l: number): void => {
    const at = fill[a]!++;
    target[at] = b;
    length[at] = l;
  };
  graph.streets.forEach((s, k) => {
    if (s.level < 0) return;
    const ids = ofStreet[k]!;
    for (let i = 0; i + 1 < ids.length; i++) {
      const [a, b] = [ids[i]!, ids[i + 1]!];
      const [dx, dy] = [x[b]! - x[a]!, y[b]! - y[a]!];
      const l = Math.sqrt(dx * dx + dy * dy);
      link(a, b, l);
      link(b, a, l);
    }
  });
  const z = new Float64Array(count);
  for (let i = 0; i < count; i++) z[i] = demands.ground(x[i]!, y[i]!);
  graph.streets.forEach((s, k) => {
    if (s.level <= 0) return;
    // A bridge first hangs as a straight line between its ends.
    const ids = ofStreet[k]!;
    const [za, zb] = [z[s.from]!, z[s.to]!];
    for (let i = 1; i + 1 < ids.length; i++) z[ids[i]!] = za + ((zb - za) * i) / (ids.length - 1);
  });
  return { count, x, y, z, start, target, length, ofStreet };
}

/** Spreads `value` over the graph by slope `grade`: the lowest cone under (sign 1) or over (−1) all vertices. */
function cone(g: VertexGraph, value: Float64Array, grade: number, sign: 1 | -1): void {
  const queue = new FlatQueue<number>();
  for (let i = 0; i < g.count; i++) if (Number.isFinite(value[i]!)) queue.push(i, sign * value[i]!);
  while (queue.length > 0) {
    const key = queue.peekValue()!;
    const i = queue.pop()!;
    if (key > sign * value[i]!) continue;
    for (let e = g.start[i]!; e < g.start[i + 1]!; e++) {
      const next = key + grade * g.length[e]!;
      const j = g.target[e]!;
      if (next < sign * value[j]!) {
        value[j] = sign * next;
        queue.push(j, next);
      }
    }
  }
}

/** The mean of the two grade-limited envelopes has that grade too, and cuts as much as it fills. */
function limitGrades(g: VertexGraph, grade: number): void {
  const low = g.z.slice();
  const high = g.z.slice();
  cone(g, low, grade, 1);
  cone(g, high, grade, -1);
  for (let i = 0; i < g.count; i++) g.z[i] = (low[i]! + high[i]!) / 2;
}

function smooth(g: VertexGraph): void {
  const old = g.z.slice();
  for (let i = 0; i < g.count; i++) {
    let sum = 0;
    let weight = 0;
    for (let e = g.start[i]!; e < g.start[i + 1]!; e++) {
      const w = 1 / Math.max(g.length[e]!, 1);
      sum += w * old[g.target[e]!]!;
      weight += w;
    }
    if (weight > 0) g.z[i] = 0.5 * old[i]! + (0.5 * sum) / weight;
  }
}

/** Lowers the streets at both ends of an underpass so that its ramps keep their grade. */
function lowerToUnderpasses(g: VertexGraph, graph: StreetGraph, demands: LevelDemands): void {
  const lowered = g.z.slice();
  for (const s of graph.streets) {
    if (s.level >= 0) continue;
    const run = polylineLength(s.points) / 2;
    const m = (s.points.length / 2) >> 1;
    const bottom = demands.rail(s.points[2 * m]!, s.points[2 * m + 1]!) - UNDERPASS_DROP_M;
    const top = bottom + rampRise(run);
    for (const end of [s.from, s.to]) lowered[end] = Math.min(lowered[end]!, top);
  }
  cone(g, lowered, GROUND_GRADE, 1);
  g.z.set(lowered);
}

/** Rise of an underpass ramp above its bottom at a distance from the rail: a hyperbolic sag. */
function rampRise(away: number): number {
  return (
    UNDERPASS_GRADE *
    (Math.sqrt(away * away + UNDERPASS_CURVE_M * UNDERPASS_CURVE_M) - UNDERPASS_CURVE_M)
  );
}

/** Lifts bridge decks to their clearance and the streets before them to ramps. */
function raiseToBridges(g: VertexGraph, graph: StreetGraph, demands: LevelDemands): void {
  const raised = new Float64Array(g.count).fill(-Infinity);
  graph.streets.forEach((s, k) => {
    if (s.level <= 0) return;
    for (const v of g.ofStreet[k]!) raised[v] = demands.deck(g.x[v]!, g.y[v]!);
  });
  cone(g, raised, BRIDGE_RAMP_GRADE, -1);
  for (let i = 0; i < g.count; i++) g.z[i] = Math.max(g.z[i]!, raised[i]!);
}

/**
 * Grades the streets so that everything drains along them with at least `MIN_GRADE` to a gate: deep
 * hollows are cut through at their saddle and filled a little, shallow ones filled (priority flood,
 * Barnes et al. 2014). Hollows that would need too deep a cut become designed low spots, outlets of
 * their own. Returns those vertices.
 */
function drainAlongStreets(g: VertexGraph, graph: StreetGraph, demands: LevelDemands): number[] {
  const gates: number[] = [];
  graph.nodes.forEach((n, i) => {
    if (n.kind === 'gate') gates.push(i);
  });
  const lowSpots: number[] = [];
  for (let round = 0; round < MAX_DRAIN_ROUNDS; round++) {
    const flooded = flood(g, [...gates, ...lowSpots]);
    const cutting = round < CUT_ROUNDS;
    const hollows = cutting ? deepHollows(g, flooded.level) : hollowsByTile(g, flooded.level);
    if (hollows.length === 0) break;
    for (const v of hollows) if (!cutting || !cutThrough(g, flooded, v)) lowSpots.push(v);
    cone(g, g.z, GROUND_GRADE, 1);
    raiseToBridges(g, graph, demands);
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

function assemble(
  g: VertexGraph,
  graph: StreetGraph,
  demands: LevelDemands,
  lowSpots: readonly number[],
): StreetLevels {
  const nodeZ = g.z.slice(0, graph.nodes.length);
  const arms = streetsAtNodes(graph);
  const profiles = graph.streets.map((s, k) => {
    const ids = g.ofStreet[k]!;
    const distance = distances(s.points);
    const profile = Float64Array.from(ids, (v) => g.z[v]!);
    if (s.level < 0) dipUnderRail(profile, distance, s.points, demands);
    for (const end of [s.from, s.to]) {
      const rank = CROSS_SECTIONS[s.class].rank;
      const wider = arms[end]!.filter((a) => CROSS_SECTIONS[graph.streets[a]!.class].rank > rank);
      if (wider.length > 0) joinWider(profile, distance, graph, g, k, end, wider);
    }
    if (s.level === 0) keepReachable(profile, distance);
    return profile;
  });
  const spots = new Float64Array(lowSpots.length * 2);
  lowSpots.forEach((v, i) => {
    spots[2 * i] = g.x[v]!;
    spots[2 * i + 1] = g.y[v]!;
  });
  return { nodeZ, profiles, lowSpots: spots };
}

/** Distance along a polyline to each of its vertices, m. */
export function distances(points: Float64Array): Float64Array {
  const out = new Float64Array(points.length / 2);
  for (let i = 1; i < out.length; i++) {
    const dx = points[2 * i]! - points[2 * i - 2]!;
    const dy = points[2 * i + 1]! - points[2 * i - 1]!;
    out[i] = out[i - 1]! + Math.sqrt(dx * dx + dy * dy);
  }
  return out;
}

/**
 * Fits the end of a street to the wider streets it joins: inside their carriageway it has their
 * level, beyond it its crown rises from their gutter.
 */
function joinWider(
  z: Float64Array,
  s: Float64Array,
  graph: StreetGraph,
  g: VertexGraph,
  street: number,
  end: number,
  wider: readonly number[],
): void {
  const atStart = graph.streets[street]!.from === end;
  const points = graph.streets[street]!.points;
  const total = s[s.length - 1]!;
  let half = 0;
  for (const a of wider) half = Math.max(half, CROSS_SECTIONS[graph.streets[a]!.class].widthM / 2);
  for (let i = 1; i + 1 < z.length; i++) {
    const away = atStart ? s[i]! : total - s[i]!;
    if (away > half + MOUTH_M) continue;
    const within = levelOnWider(points[2 * i]!, points[2 * i + 1]!, graph, g, end, wider);
    if (within === within) z[i] = within;
    else z[i] = z[i]! - CROSSFALL * half * Math.max(0, 1 - Math.max(away - half, 0) / MOUTH_M);
  }
  // From the mouth outwards the street climbs or falls no faster than streets may.
  const step = atStart ? 1 : -1;
  for (let k = 1; k + 1 < z.length; k++) {
    const i = atStart ? k : z.length - 1 - k;
    const rise = JOIN_GRADE * Math.abs(s[i]! - s[i - step]!);
    z[i] = Math.min(Math.max(z[i]!, z[i - step]! - rise), z[i - step]! + rise);
  }
}

/** Keeps every level reachable from both ends at `JOIN_GRADE`, so that no step is left at an end. */
function keepReachable(z: Float64Array, s: Float64Array): void {
  const last = z.length - 1;
  for (let i = 1; i < last; i++) {
    const up = JOIN_GRADE * s[i]!;
    const down = JOIN_GRADE * (s[last]! - s[i]!);
    const high = Math.min(z[0]! + up, z[last]! + down);
    const low = Math.max(z[0]! - up, z[last]! - down);
    z[i] = Math.min(Math.max(z[i]!, low), high);
  }
}

/** Segments of a wider street looked at from the node it is joined at. */
const NEAR_SEGMENTS = 3;

/** Level of the wider streets' surface at a point on their carriageway near a node, else NaN. */
function levelOnWider(
  x: number,
  y: number,
  graph: StreetGraph,
  g: VertexGraph,
  node: number,
  wider: readonly number[],
): number {
  for (const k of wider) {
    const street = graph.streets[k]!;
    const half = CROSS_SECTIONS[street.class].widthM / 2;
    const ids = g.ofStreet[k]!;
    const last = ids.length - 1;
    for (let n = 0; n < Math.min(NEAR_SEGMENTS, last); n++) {
      const [a, b] =
        street.from === node ? [ids[n]!, ids[n + 1]!] : [ids[last - n]!, ids[last - n - 1]!];
      const [dx, dy] = [g.x[b]! - g.x[a]!, g.y[b]! - g.y[a]!];
      const t = ((x - g.x[a]!) * dx + (y - g.y[a]!) * dy) / (dx * dx + dy * dy);
      if (t < 0 || t > 1) continue;
      const [ex, ey] = [x - g.x[a]! - t * dx, y - g.y[a]! - t * dy];
      const away = Math.sqrt(ex * ex + ey * ey);
      if (away < half) return g.z[a]! + t * (g.z[b]! - g.z[a]!) - CROSSFALL * away;
    }
  }
  return Number.NaN;
}

function dipUnderRail(
  z: Float64Array,
  s: Float64Array,
  points: Float64Array,
  demands: LevelDemands,
): void {
  const n = z.length;
  const total = s[n - 1]!;
  const middle = total / 2;
  const [za, zb] = [z[0]!, z[n - 1]!];
  const m = n >> 1;
  const rail = demands.rail(points[2 * m]!, points[2 * m + 1]!);
  // Where its ramps would be too steep the underpass is built lower, with a height limit.
  for (let drop = UNDERPASS_DROP_M; ; drop -= 0.2) {
    const bottom = rail - drop;
    const steeperA = Math.max(1, (za - bottom) / rampRise(middle));
    const steeperB = Math.max(1, (zb - bottom) / rampRise(middle));
    const steepest = UNDERPASS_GRADE * Math.max(steeperA, steeperB);
    if (steepest > UNDERPASS_MAX_GRADE && drop > UNDERPASS_LEAST_DROP_M) continue;
    for (let i = 1; i + 1 < n; i++) {
      const away = s[i]! - middle;
      const curve = bottom + rampRise(Math.abs(away)) * (away < 0 ? steeperA : steeperB);
      z[i] = Math.min(za + ((zb - za) * s[i]!) / total, curve);
    }
    return;
  }
}
