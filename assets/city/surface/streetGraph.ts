import type { StreetClass } from '../../../src/domain/city';
import type { Extent } from '../../../src/domain/grid';
import { applySwirl, type Layout, type PlanLine } from './layout';
import type { PlanSpace } from './planSpace';

/** A street while it is being planned: node numbers instead of ids, no levels yet. */
export interface StreetDraft {
  readonly class: StreetClass;
  readonly nameKey: number;
  from: number;
  to: number;
  /** x, y per vertex about every 10 m; first and last vertex are the nodes. */
  points: Float64Array;
  readonly level: number;
  readonly line: number;
}

export interface NodeDraft {
  readonly x: number;
  readonly y: number;
  readonly kind: 'inner' | 'gate';
}

export interface StreetGraph {
  readonly nodes: NodeDraft[];
  readonly streets: StreetDraft[];
}

const VERTEX_STEP_M = 10;
/** Pieces cut by the city's edge that are shorter than this are left away, m. */
const MIN_RIM_PIECE_M = 24;
/** Streets meeting at a smaller angle than this lose the lesser one (cosine of 40°). */
const MAX_MEETING_COS = 0.766;

/** Turns the lines of a layout into streets between nodes, clipped to the extent and in one piece. */
export function traceStreets(layout: Layout, space: PlanSpace, extent: Extent): StreetGraph {
  const graph: StreetGraph = { nodes: [], streets: [] };
  const registry = layout.lines.map(() => new Map<number, number>());
  const position = new Float64Array(2);

  const place = (line: PlanLine, pos: number): void => {
    position[0] = line.along === 'u' ? pos : line.at;
    position[1] = line.along === 'u' ? line.at : pos;
    if (line.quarter >= 0) applySwirl(layout.quarters[line.quarter]!, position);
    space.toWorld(position[0]!, position[1]!, position);
  };
  const nodeAt = (line: PlanLine, pos: number): number => {
    const known = registry[line.id]!.get(pos);
    if (known !== undefined) return known;
    const others = line.joints.filter((j) => j.pos === pos && j.other >= 0);
    let node: number | undefined;
    for (const { other } of others) node ??= registry[other]!.get(line.at);
    if (node === undefined) {
      place(line, pos);
      node = graph.nodes.length;
      graph.nodes.push({ x: position[0]!, y: position[1]!, kind: 'inner' });
    }
    registry[line.id]!.set(pos, node);
    for (const { other } of others) registry[other]!.set(line.at, node);
    return node;
  };
  const trace = (line: PlanLine, p: number, q: number, from: number, to: number): Float64Array => {
    const steps = Math.max(1, Math.round((q - p) / VERTEX_STEP_M));
    const points = new Float64Array(2 * (steps + 1));
    for (let k = 1; k < steps; k++) {
      place(line, p + ((q - p) * k) / steps);
      points[2 * k] = position[0]!;
      points[2 * k + 1] = position[1]!;
    }
    const a = graph.nodes[from]!;
    const b = graph.nodes[to]!;
    points[0] = a.x;
    points[1] = a.y;
    points[2 * steps] = b.x;
    points[2 * steps + 1] = b.y;
    return points;
  };

  for (const line of layout.lines) {
    const stops = [...new Set(line.joints.map((j) => j.pos))].sort((a, b) => a - b);
    for (let k = 0; k + 1 < stops.length; k++) {
      const p = stops[k]!;
      const q = stops[k + 1]!;
      const middle = (p + q) / 2;
      const part = line.parts.find((x) => x.from < middle && middle < x.to);
      if (part?.level === null) continue;
      const from = nodeAt(line, p);
      const to = nodeAt(line, q);
      const points = trace(line, p, q, from, to);
      const draft: StreetDraft = {
        class: line.class,
        nameKey: line.nameKey,
        from,
        to,
        points,
        level: part?.level ?? 0,
        line: line.id,
      };
      clipInto(graph, draft, extent);
    }
  }
  dropSharpMeetings(graph);
  pruneStubs(graph);
  keepLargestPart(graph);
  mergeThrough(graph);
  return compactNodes(graph);
}

const inside = (e: Extent, x: number, y: number): boolean =>
  x > e.minX && x < e.maxX && y > e.minY && y < e.maxY;

/** Adds a street to the graph, cut at the extent's edge where it leaves it. */
function clipInto(graph: StreetGraph, draft: StreetDraft, e: Extent): void {
  const { points } = draft;
  const n = points.length / 2;
  const startIn = inside(e, points[0]!, points[1]!);
  const endIn = inside(e, points[2 * n - 2]!, points[2 * n - 1]!);
  let flips = 0;
  let cut = 0;
  for (let i = 1; i < n; i++)
    if (
      inside(e, points[2 * i]!, points[2 * i + 1]!) !==
      inside(e, points[2 * i - 2]!, points[2 * i - 1]!)
    ) {
      flips++;
      cut = i;
    }
  if (flips === 0 && startIn) graph.streets.push(draft);
  // A bridge or an underpass cut in half by the city's edge would lead nowhere.
  if (flips !== 1 || draft.level !== 0) return;
  const [x0, y0] = [points[2 * cut - 2]!, points[2 * cut - 1]!];
  const [x1, y1] = [points[2 * cut]!, points[2 * cut + 1]!];
  // Parameter along the cut segment where the first bound is met, from the inner end.
  const [ix, iy, ox, oy] = startIn ? [x0, y0, x1, y1] : [x1, y1, x0, y0];
  let t = 1;
  if (ox < e.minX) t = Math.min(t, (e.minX - ix) / (ox - ix));
  if (ox > e.maxX) t = Math.min(t, (e.maxX - ix) / (ox - ix));
  if (oy < e.minY) t = Math.min(t, (e.minY - iy) / (oy - iy));
  if (oy > e.maxY) t = Math.min(t, (e.maxY - iy) / (oy - iy));
  const gx = Math.min(Math.max(ix + (ox - ix) * t, e.minX), e.maxX);
  const gy = Math.min(Math.max(iy + (oy - iy) * t, e.minY), e.maxY);
  const kept = startIn ? points.subarray(0, 2 * cut) : points.subarray(2 * cut);
  const clipped = new Float64Array(kept.length + 2);
  clipped.set(kept, startIn ? 0 : 2);
  clipped.set([gx, gy], startIn ? kept.length : 0);
  if (polylineLength(clipped) < MIN_RIM_PIECE_M) return;
  const gate = graph.nodes.length;
  graph.nodes.push({ x: gx, y: gy, kind: 'gate' });
  graph.streets.push({
    ...draft,
    points: clipped,
    from: startIn ? draft.from : gate,
    to: endIn ? draft.to : gate,
  });
}

/** Length of a polyline, m. */
export function polylineLength(points: Float64Array): number {
  let length = 0;
  for (let i = 2; i < points.length; i += 2) {
    const dx = points[i]! - points[i - 2]!;
    const dy = points[i + 1]! - points[i - 1]!;
    length += Math.sqrt(dx * dx + dy * dy);
  }
  return length;
}

const CLASS_RANK: Readonly<Record<StreetClass, number>> = {
  motorway: 6,
  arterial: 5,
  collector: 4,
  local: 3,
  service: 2,
  pedestrian: 1,
  rail: 0,
};

/** Street numbers at each node. */
export function streetsAtNodes(graph: StreetGraph): number[][] {
  const at: number[][] = graph.nodes.map(() => []);
  graph.streets.forEach((s, i) => {
    at[s.from]!.push(i);
    at[s.to]!.push(i);
  });
  return at;
}

/** Unit direction in which a street leaves one of its ends, taken over the first 20 m or so. */
export function leavingDirection(street: StreetDraft, node: number): [number, number] {
  const p = street.points;
  const n = p.length / 2;
  const far = Math.min(2, n - 1);
  const [a, b] = street.from === node ? [0, far] : [n - 1, n - 1 - far];
  const dx = p[2 * b]! - p[2 * a]!;
  const dy = p[2 * b + 1]! - p[2 * a + 1]!;
  const length = Math.sqrt(dx * dx + dy * dy) || 1;
  return [dx / length, dy / length];
}

function dropSharpMeetings(graph: StreetGraph): void {
  const dropped = new Set<number>();
  streetsAtNodes(graph).forEach((arms, node) => {
    for (let i = 0; i < arms.length; i++)
      for (let j = i + 1; j < arms.length; j++) {
        const a = graph.streets[arms[i]!]!;
        const b = graph.streets[arms[j]!]!;
        const [ax, ay] = leavingDirection(a, node);
        const [bx, by] = leavingDirection(b, node);
        if (ax * bx + ay * by > MAX_MEETING_COS)
          dropped.add(CLASS_RANK[a.class] < CLASS_RANK[b.class] ? arms[i]! : arms[j]!);
      }
  });
  removeStreets(graph, (i) => dropped.has(i));
}

function removeStreets(graph: StreetGraph, gone: (index: number) => boolean): void {
  const kept = graph.streets.filter((_, i) => !gone(i));
  graph.streets.length = 0;
  for (const s of kept) graph.streets.push(s);
}

/** Removes, again and again, streets that end at nothing because the city's edge took what they led to. */
function pruneStubs(graph: StreetGraph): void {
  for (;;) {
    const degree = streetsAtNodes(graph).map((arms) => arms.length);
    const isStub = (node: number): boolean =>
      degree[node] === 1 && graph.nodes[node]!.kind === 'inner';
    const before = graph.streets.length;
    removeStreets(graph, (i) => isStub(graph.streets[i]!.from) || isStub(graph.streets[i]!.to));
    if (graph.streets.length === before) return;
  }
}

/** Streets run both ways, so one connected piece is strongly connected. */
function keepLargestPart(graph: StreetGraph): void {
  const parent = graph.nodes.map((_, i) => i);
  const find = (i: number): number => {
    let root = i;
    while (parent[root] !== root) root = parent[root]!;
    while (parent[i] !== root) [parent[i], i] = [root, parent[i]!];
    return root;
  };
  for (const s of graph.streets) parent[find(s.from)] = find(s.to);
  const size = new Map<number, number>();
  for (const s of graph.streets) size.set(find(s.from), (size.get(find(s.from)) ?? 0) + 1);
  let best = -1;
  for (const [root, count] of size) if (best < 0 || count > size.get(best)!) best = root;
  removeStreets(graph, (i) => find(graph.streets[i]!.from) !== best);
}

/** Joins two streets of one line where nothing else is left at the node between them. */
function mergeThrough(graph: StreetGraph): void {
  const at = streetsAtNodes(graph);
  const gone = new Set<number>();
  at.forEach((arms, node) => {
    if (arms.length !== 2 || arms[0] === arms[1]) return;
    const a = graph.streets[arms[0]!]!;
    const b = graph.streets[arms[1]!]!;
    if (a.line !== b.line || a.level !== 0 || b.level !== 0) return;
    const head = a.to === node ? a : b;
    const tail = head === a ? b : a;
    if (head.to !== node || tail.from !== node) return;
    const points = new Float64Array(head.points.length + tail.points.length - 2);
    points.set(head.points);
    points.set(tail.points.subarray(2), head.points.length);
    head.points = points;
    head.to = tail.to;
    const tailIndex = head === a ? arms[1]! : arms[0]!;
    const headIndex = head === a ? arms[0]! : arms[1]!;
    gone.add(tailIndex);
    at[head.to] = at[head.to]!.map((s) => (s === tailIndex ? headIndex : s));
  });
  removeStreets(graph, (i) => gone.has(i));
}

function compactNodes(graph: StreetGraph): StreetGraph {
  const used = new Map<number, number>();
  const nodes: NodeDraft[] = [];
  const index = (old: number): number => {
    let now = used.get(old);
    if (now === undefined) {
      now = nodes.length;
      nodes.push(graph.nodes[old]!);
      used.set(old, now);
    }
    return now;
  };
  for (const s of graph.streets) {
    s.from = index(s.from);
    s.to = index(s.to);
  }
  return { nodes, streets: graph.streets };
}
