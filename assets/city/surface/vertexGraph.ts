import FlatQueue from 'flatqueue';
import type { StreetGraph } from './streetGraph';

/** What the levels of streets must respect. Levels in m above the datum. */
export interface LevelDemands {
  /** Natural ground at a point. */
  ground(x: number, y: number): number;
  /** Lowest road surface a bridge may have at a point, or −Infinity where it stands on land. */
  deck(x: number, y: number): number;
  /** Top of rail where a street passes below it. */
  rail(x: number, y: number): number;
}

/** Vertices of all streets as one graph in compressed rows. */
export interface VertexGraph {
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

/** The graph with natural ground as its levels; bridges hang as straight lines between their ends. */
export function buildVertexGraph(graph: StreetGraph, demands: LevelDemands): VertexGraph {
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
export function cone(g: VertexGraph, value: Float64Array, grade: number, sign: 1 | -1): void {
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
export function limitGrades(g: VertexGraph, grade: number): void {
  const low = g.z.slice();
  const high = g.z.slice();
  cone(g, low, grade, 1);
  cone(g, high, grade, -1);
  for (let i = 0; i < g.count; i++) g.z[i] = (low[i]! + high[i]!) / 2;
}

/** One round of smoothing, weighted by nearness. */
export function smooth(g: VertexGraph): void {
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
