import type { TrafficNetwork } from '../domain/traffic';

/** Edges tried as the middle that trips must be able to come to and go from. */
const MIDDLES_TRIED = 12;

/** Where vehicles of a class may begin and end trips so that every pair has a way. */
export interface Reach {
  /** 1: a trip may begin on this edge (by index in `TrafficNetwork.edges`). */
  readonly from: Uint8Array;
  /** 1: a trip may end on it. */
  readonly to: Uint8Array;
}

/**
 * Edges from which, and edges to which, the largest connected part of the network can be driven: any
 * of the first leads to any of the second. `vClass`: a SUMO vehicle class.
 */
export function reachOf(net: TrafficNetwork, vClass: string): Reach {
  const index = new Map(net.edges.map((e, i) => [e.id, i]));
  const onward: number[][] = net.edges.map(() => []);
  const back: number[][] = net.edges.map(() => []);
  for (const c of net.connections) {
    const a = index.get(c.from);
    const b = index.get(c.to);
    if (a === undefined || b === undefined) continue;
    if (net.edges[a]!.function !== 'normal' || net.edges[b]!.function !== 'normal') continue;
    const from = net.lanes[net.edges[a]!.lanes[c.fromLane]!]!;
    const to = net.lanes[net.edges[b]!.lanes[c.toLane]!]!;
    if (!isOpen(from, vClass) || !isOpen(to, vClass)) continue;
    onward[a]!.push(b);
    back[b]!.push(a);
  }
  const roads = net.edges.flatMap((_, i) => (onward[i]!.length > 0 ? [i] : []));
  const stride = Math.max(1, Math.floor(roads.length / MIDDLES_TRIED));
  let best: Reach = {
    from: new Uint8Array(net.edges.length),
    to: new Uint8Array(net.edges.length),
  };
  let most = 0;
  for (let k = 0; k < roads.length; k += stride) {
    const to = flood(onward, roads[k]!);
    const from = flood(back, roads[k]!);
    let size = 0;
    for (let i = 0; i < to.length; i++) size += to[i]! & from[i]!;
    if (size <= most) continue;
    most = size;
    best = { from, to };
  }
  return best;
}

/** True if a class may use a lane. Empty lists: all may. */
function isOpen(
  lane: { readonly allow: readonly string[]; readonly disallow: readonly string[] },
  vClass: string,
): boolean {
  if (lane.allow.length > 0) return lane.allow.includes(vClass) || lane.allow.includes('all');
  return !lane.disallow.includes(vClass) && !lane.disallow.includes('all');
}

function flood(next: readonly (readonly number[])[], start: number): Uint8Array {
  const seen = new Uint8Array(next.length);
  const stack = [start];
  seen[start] = 1;
  while (stack.length > 0) {
    for (const n of next[stack.pop()!]!) {
      if (seen[n]) continue;
      seen[n] = 1;
      stack.push(n);
    }
  }
  return seen;
}
