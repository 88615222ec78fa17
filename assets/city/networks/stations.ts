import type { StreetGraph } from './streetGraph';
import { bends, pointAt, valueAt, vertexChainages } from './polyline';
import { junctionReach } from './crossSection';

/** Distance between manholes aimed at, m; practice allows 60. */
const SPACING_AIM_M = 52;
/** Manholes with gullies keep this distance from the lines that ring a junction, m. */
const JUNCTION_CLEAR_M = 3;
/** Largest distance of a straight pipe from the curve of its street, m. */
const BEND_TOLERANCE_M = 1;
/** Bends nearer than this to another manhole get none of their own, m. */
const CLOSE_M = 8;

/** A stretch of street between two neighbouring stations. */
export interface Leg {
  readonly street: number;
  /** Stations at its ends; chainage rises from a to b. */
  readonly a: number;
  readonly b: number;
  readonly lengthM: number;
  /** How far the street surface sags below the straight line between its ends, m. */
  readonly sagM: number;
}

/** Places for manholes along the streets: at junctions, bends and in between, at most 60 m apart. */
export interface StationGraph {
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Street surface, m. */
  readonly groundM: Float64Array;
  /** Plan node a station stands at, or −1. */
  readonly node: Int32Array;
  /** Street (index in the graph) a station between junctions stands in, or −1. */
  readonly street: Int32Array;
  readonly chainage: Float64Array;
  readonly legs: readonly Leg[];
  /** Legs per station. */
  readonly around: readonly (readonly number[])[];
}

/** Divides every street of the graph. Stations at nodes come first, in the order of the plan. */
export function stationGraph(graph: StreetGraph): StationGraph {
  const x: number[] = [];
  const y: number[] = [];
  const ground: number[] = [];
  const node: number[] = [];
  const street: number[] = [];
  const chainage: number[] = [];
  const legs: Leg[] = [];
  const ofNode = new Int32Array(graph.nodes.length).fill(-1);
  const add = (px: number, py: number, z: number, n: number, s: number, c: number) => {
    x.push(px);
    y.push(py);
    ground.push(z);
    node.push(n);
    street.push(s);
    chainage.push(c);
    return x.length - 1;
  };
  graph.nodes.forEach((n, i) => {
    if (graph.arms[i]!.length > 0) ofNode[i] = add(n.x, n.y, n.z, i, -1, 0);
  });
  graph.streets.forEach((s, k) => {
    const stops = divide(graph, k);
    let last = ofNode[s.from]!;
    let lastS = 0;
    for (const c of [...stops, s.lengthM]) {
      let next = ofNode[s.to]!;
      if (c < s.lengthM) {
        const p = pointAt(s.line, c);
        next = add(p.x, p.y, valueAt(s.line, s.profileM, c), -1, k, c);
      }
      const lengthM = c - lastS;
      const sagM = sag(graph, k, lastS, c, ground[last]!, ground[next]!);
      legs.push({ street: k, a: last, b: next, lengthM, sagM });
      last = next;
      lastS = c;
    }
  });
  const around: number[][] = x.map(() => []);
  legs.forEach((l, i) => {
    around[l.a]!.push(i);
    around[l.b]!.push(i);
  });
  return {
    x: Float64Array.from(x),
    y: Float64Array.from(y),
    groundM: Float64Array.from(ground),
    node: Int32Array.from(node),
    street: Int32Array.from(street),
    chainage: Float64Array.from(chainage),
    legs,
    around,
  };
}

/** Chainages of the stations inside a street. */
function divide(graph: StreetGraph, k: number): number[] {
  const s = graph.streets[k]!;
  const L = s.lengthM;
  const head = Math.min(junctionReach(graph, s.from) + JUNCTION_CLEAR_M, L * 0.45);
  const tail = L - Math.min(junctionReach(graph, s.to) + JUNCTION_CLEAR_M, L * 0.45);
  if (tail - head < CLOSE_M) return [(head + tail) / 2];
  const fixed = [head, tail];
  const wanted = bends(s.line, BEND_TOLERANCE_M);
  if (s.street.level < 0) wanted.push(lowPoint(graph, k));
  for (const b of wanted) {
    if (b > head && b < tail && fixed.every((f) => Math.abs(f - b) >= CLOSE_M)) fixed.push(b);
  }
  fixed.sort((p, q) => p - q);
  const out = [head];
  for (let i = 1; i < fixed.length; i++) {
    const a = fixed[i - 1]!;
    const b = fixed[i]!;
    const parts = Math.max(1, Math.ceil((b - a) / SPACING_AIM_M));
    for (let j = 1; j <= parts; j++) out.push(a + ((b - a) * j) / parts);
  }
  return out;
}

/** Chainage of the lowest vertex of a street's profile. */
export function lowPoint(graph: StreetGraph, k: number): number {
  const s = graph.streets[k]!;
  let low = 0;
  s.profileM.forEach((z, i) => {
    if (z < s.profileM[low]!) low = i;
  });
  return s.line.s[low]!;
}

function sag(g: StreetGraph, k: number, a: number, b: number, za: number, zb: number): number {
  const s = g.streets[k]!;
  let worst = 0;
  for (const c of vertexChainages(s.line, a, b)) {
    const straight = za + ((zb - za) * (c - a)) / (b - a);
    worst = Math.max(worst, straight - valueAt(s.line, s.profileM, c));
  }
  return worst;
}

/**
 * Plan position of every station for a sewer at a lateral offset, moved along the street towards its
 * middle by `inwardM`; junction stations stay at the node.
 */
export function placeStations(
  graph: StreetGraph,
  stations: StationGraph,
  offset: (street: number) => number,
  inwardM = 0,
): { x: Float64Array; y: Float64Array } {
  const x = Float64Array.from(stations.x);
  const y = Float64Array.from(stations.y);
  for (let i = 0; i < x.length; i++) {
    const k = stations.street[i]!;
    if (k < 0) continue;
    const left = offset(k);
    const { line, lengthM } = graph.streets[k]!;
    const c = stations.chainage[i]!;
    const step = Math.min(inwardM, lengthM * 0.05);
    const p = pointAt(line, c < lengthM / 2 ? c + step : c - step);
    x[i] = p.x - p.ty * left;
    y[i] = p.y + p.tx * left;
  }
  return { x, y };
}
