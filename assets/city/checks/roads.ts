import type { TrafficEdge, TrafficNetwork } from '../../../src/domain/traffic';
import type { Violation } from './violation';

/** Checks lanes, connections and right of way, and that cars can drive from every edge to every other. */
export function checkRoads(t: TrafficNetwork): Violation[] {
  return [...checkConnections(t), ...checkRequests(t), ...checkConnectivity(t)];
}

function checkConnections(t: TrafficNetwork): Violation[] {
  const out: Violation[] = [];
  const edges = new Map(t.edges.map((e) => [e.id, e]));
  const lanes = new Set(t.lanes.map((l) => l.id));
  for (const c of t.connections) {
    const where = `${c.from}_${c.fromLane} → ${c.to}_${c.toLane}`;
    const missing = (edge: TrafficEdge | undefined, lane: number) =>
      !edge || lane >= edge.lanes.length;
    if (missing(edges.get(c.from), c.fromLane) || missing(edges.get(c.to), c.toLane)) {
      out.push({ code: 'connection.no_lane', where, what: 'It joins a lane that does not exist.' });
    }
    if (c.via !== undefined && !lanes.has(c.via)) {
      out.push({
        code: 'connection.no_via',
        where,
        what: `Its internal lane ${c.via} is missing.`,
      });
    }
  }
  return out;
}

function checkRequests(t: TrafficNetwork): Violation[] {
  const out: Violation[] = [];
  for (const j of t.junctions) {
    const n = j.internalLanes.length;
    const bad = (what: string) => out.push({ code: 'junction.requests', where: j.id, what });
    if (j.requests.length !== n) {
      bad(`It has ${j.requests.length} requests for ${n} links.`);
      continue;
    }
    const bit = (s: string, k: number) => s[n - 1 - k] === '1';
    j.requests.forEach((r, i) => {
      if (r.index !== i || r.foes.length !== n || r.response.length !== n) {
        bad(
          `Request ${i} has strings of ${r.response.length} and ${r.foes.length} for ${n} links.`,
        );
        return;
      }
      for (let k = 0; k < n; k++) {
        if (bit(r.foes, k) !== bit(j.requests[k]!.foes, i))
          bad(`Links ${i} and ${k} are foes one way only.`);
        if (bit(r.response, k) && !bit(r.foes, k))
          bad(`Link ${i} waits for ${k}, which is no foe.`);
        const mutual = bit(r.response, k) && bit(j.requests[k]!.response, i);
        if (mutual && k > i) bad(`Links ${i} and ${k} wait for each other.`);
      }
    });
  }
  return out;
}

/** Every edge a car may use must reach the first one and be reached from it. */
function checkConnectivity(t: TrafficNetwork): Violation[] {
  const forCars = (e: TrafficEdge) =>
    e.function === 'normal' &&
    e.lanes.some((l) => {
      const lane = t.lanes[l]!;
      const allowed = lane.allow.length === 0 || lane.allow.includes('passenger');
      return allowed && !lane.disallow.includes('passenger') && !lane.disallow.includes('all');
    });
  const edges = t.edges.filter(forCars).map((e) => e.id);
  if (edges.length === 0) return [];
  const known = new Set(edges);
  const onward = new Map<string, string[]>();
  const backward = new Map<string, string[]>();
  const note = (map: Map<string, string[]>, a: string, b: string) => {
    const list = map.get(a);
    if (list) list.push(b);
    else map.set(a, [b]);
  };
  for (const c of t.connections) {
    if (!known.has(c.from) || !known.has(c.to)) continue;
    note(onward, c.from, c.to);
    note(backward, c.to, c.from);
  }
  const out: Violation[] = [];
  for (const [map, way] of [
    [onward, 'cannot be reached from'],
    [backward, 'does not lead to'],
  ] as const) {
    const reached = new Set([edges[0]!]);
    const stack = [edges[0]!];
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      for (const next of map.get(at) ?? []) {
        if (reached.has(next)) continue;
        reached.add(next);
        stack.push(next);
      }
    }
    for (const e of edges) {
      if (!reached.has(e)) {
        out.push({ code: 'road.cut_off', where: e, what: `This edge ${way} edge ${edges[0]!}.` });
      }
    }
  }
  return out;
}
