import { MinHeap } from './heap';
import type { StationGraph } from './stations';

/** Flow directions: every station reached drains over one leg towards its root. */
export interface Forest {
  /** Leg over which a station drains, −1 at roots and where unreached. */
  readonly downLeg: Int32Array;
  /** Next station downstream, −1 at roots and where unreached. */
  readonly down: Int32Array;
  /** Root a station drains to, −1 where unreached. */
  readonly root: Int32Array;
  /** Stations in the order reached: every station after its downstream one. */
  readonly order: readonly number[];
  /** Height of the flood over the ground where it passed: the cut a sewer needs to get out of a hollow, m. */
  readonly fillM: Float64Array;
}

/** Slope at which the flood level rises away from a root: about that of a mid-size sewer. */
const RISE = 0.0015;

/**
 * Spanning forest that follows the ground downhill: the priority flood of Barnes, Lehman & Mulla
 * (Computers & Geosciences 62, 2014) over stations instead of cells. Water rises from the roots;
 * each station drains to the neighbour from which the flood reaches it first, so hollows drain over
 * their lowest lip and the deepest cut of a sewer is as small as it can be. O(n log n).
 */
export function downhillForest(
  stations: StationGraph,
  roots: readonly { readonly station: number; readonly levelM: number }[],
  open: (station: number, leg: number) => boolean,
): Forest {
  const n = stations.x.length;
  const level = new Float64Array(n).fill(Infinity);
  const downLeg = new Int32Array(n).fill(-1);
  const down = new Int32Array(n).fill(-1);
  const root = new Int32Array(n).fill(-1);
  const done = new Uint8Array(n);
  const order: number[] = [];
  const heap = new MinHeap();
  for (const r of roots) {
    level[r.station] = r.levelM;
    root[r.station] = r.station;
    heap.push(r.levelM, r.station);
  }
  while (heap.size > 0) {
    const { item: at } = heap.pop();
    if (done[at]) continue;
    done[at] = 1;
    order.push(at);
    for (const l of stations.around[at]!) {
      const leg = stations.legs[l]!;
      const to = leg.a === at ? leg.b : leg.a;
      if (done[to] || !open(to, l)) continue;
      const key = Math.max(stations.groundM[to]!, level[at]! + RISE * leg.lengthM);
      if (key >= level[to]!) continue;
      level[to] = key;
      downLeg[to] = l;
      down[to] = at;
      root[to] = root[at]!;
      heap.push(key, to);
    }
  }
  const fillM = level.map((z, i) => (z === Infinity ? 0 : z - stations.groundM[i]!));
  return { downLeg, down, root, order, fillM };
}
