import FlatQueue from 'flatqueue';
import type { RoadNet } from './compile';

/**
 * Quickest ways over edges (Dijkstra, edge to edge by the links open to a class). `costS` is the
 * travel time of each edge; `Infinity` closes one.
 */
export class WayFinder {
  private readonly next: readonly Int32Array[];
  private readonly best: Float64Array;
  private readonly from: Int32Array;
  private readonly touched: number[] = [];
  private readonly queue = new FlatQueue<number>();

  constructor(net: RoadNet, classBits: number) {
    this.best = new Float64Array(net.edges).fill(Infinity);
    this.from = new Int32Array(net.edges).fill(-1);
    const next: Set<number>[] = Array.from({ length: net.edges }, () => new Set());
    for (let k = 0; k < net.links; k++) {
      const a = net.linkFrom[k]!;
      const b = net.linkTo[k]!;
      if (net.laneInternal[a]) continue;
      if ((net.lanePermits[a]! & classBits) === 0 || (net.lanePermits[b]! & classBits) === 0)
        continue;
      next[net.laneEdge[a]!]!.add(net.laneEdge[b]!);
    }
    this.next = next.map((s) => Int32Array.from(s).sort());
  }

  /** Edges from one to the other, both included; null without a way. */
  find(from: number, to: number, costS: Float64Array): number[] | null {
    const { best, from: back, queue, touched } = this;
    for (const e of touched) best[e] = Infinity;
    touched.length = 0;
    queue.clear();
    best[from] = 0;
    back[from] = -1;
    touched.push(from);
    queue.push(from, 0);
    while (queue.length > 0) {
      const at = queue.peekValue()!;
      const edge = queue.pop()!;
      if (at > best[edge]!) continue;
      if (edge === to) break;
      for (const n of this.next[edge]!) {
        const cost = at + costS[n]!;
        if (!(cost < best[n]!)) continue;
        if (best[n] === Infinity) touched.push(n);
        best[n] = cost;
        back[n] = edge;
        queue.push(n, cost);
      }
    }
    if (best[to] === Infinity) return null;
    const way: number[] = [];
    for (let e = to; e >= 0; e = back[e]!) way.push(e);
    return way.toReversed();
  }
}

/** Travel time of every edge at its speed limit, s. */
export function freeTimes(net: RoadNet): Float64Array {
  return Float64Array.from({ length: net.edges }, (_, e) => {
    const lane = net.edgeFirstLane[e]!;
    return net.laneLength[lane]! / net.laneSpeed[lane]!;
  });
}
