/**
 * The linear system of a routing trial: one unknown (a change of depth) per node, one pair of
 * off-diagonal entries per link. Factorised without pivoting, which is safe here: every column's
 * diagonal outweighs its other entries together (water a link takes from one node it gives to
 * another, and nodes store some themselves). The pattern is that of the network, so the order of elimination
 * (smallest degree first) and all positions are worked out once; sewers are nearly trees and fill
 * in next to nothing.
 */
export class NodeMatrix {
  /** Diagonal and right-hand side, by node. */
  readonly diagonal: Float64Array;
  readonly right: Float64Array;
  /** Entry (first, second) and (second, first) of each pair of nodes; the first is eliminated first. */
  private readonly upper: Float64Array;
  private readonly lower: Float64Array;
  private readonly order: Int32Array;
  /** Pairs of the k-th pivot: from `start[k]` to `start[k + 1]`; `second` names their other node. */
  private readonly start: Int32Array;
  private readonly second: Int32Array;
  /** For each pivot and each ordered pair of its neighbours, the entry it fills: ≥ 0 upper, else lower of ~entry. */
  private readonly fill: Int32Array;
  /** Pair of each link (−1: none), and whether the link's first node is the pair's first. */
  private readonly pairOf: Int32Array;
  private readonly forward: Uint8Array;

  /** @param included 0 for nodes that are no unknowns (outfalls). */
  constructor(from: Int32Array, to: Int32Array, included: Uint8Array) {
    const nodes = included.length;
    const neighbours = Array.from({ length: nodes }, () => new Set<number>());
    for (let i = 0; i < from.length; i++) {
      const a = from[i]!;
      const b = to[i]!;
      if (a === b || included[a] === 0 || included[b] === 0) continue;
      neighbours[a]!.add(b);
      neighbours[b]!.add(a);
    }
    const { order, pairs } = eliminate(neighbours, included);
    const rank = new Int32Array(nodes).fill(-1);
    order.forEach((node, k) => (rank[node] = k));
    this.order = Int32Array.from(order);
    this.start = new Int32Array(order.length + 1);
    pairs.forEach((p, k) => (this.start[k + 1] = this.start[k]! + p.length));
    this.second = Int32Array.from(pairs.flat());
    const entry = new Map<number, number>();
    const key = (first: number, second: number): number => first * nodes + second;
    pairs.forEach((p, k) =>
      p.forEach((node, m) => entry.set(key(order[k]!, node), this.start[k]! + m)),
    );
    const fill: number[] = [];
    for (const p of pairs) {
      for (const a of p) {
        for (const b of p) {
          if (a === b) continue;
          const up = rank[a]! < rank[b]!;
          const at = entry.get(up ? key(a, b) : key(b, a))!;
          fill.push(up ? at : ~at);
        }
      }
    }
    this.fill = Int32Array.from(fill);
    this.pairOf = new Int32Array(from.length).fill(-1);
    this.forward = new Uint8Array(from.length);
    for (let i = 0; i < from.length; i++) {
      const a = from[i]!;
      const b = to[i]!;
      if (a === b || included[a] === 0 || included[b] === 0) continue;
      const forward = rank[a]! < rank[b]!;
      this.forward[i] = forward ? 1 : 0;
      this.pairOf[i] = entry.get(forward ? key(a, b) : key(b, a))!;
    }
    this.diagonal = new Float64Array(nodes);
    this.right = new Float64Array(nodes);
    this.upper = new Float64Array(this.second.length);
    this.lower = new Float64Array(this.second.length);
  }

  clear(): void {
    this.upper.fill(0);
    this.lower.fill(0);
  }

  /** Adds to the entries (from, to) and (to, from) of a link. */
  addLink(link: number, fromTo: number, toFrom: number): void {
    const at = this.pairOf[link]!;
    if (at < 0) return;
    if (this.forward[link] === 1) {
      this.upper[at] = this.upper[at]! + fromTo;
      this.lower[at] = this.lower[at]! + toFrom;
    } else {
      this.upper[at] = this.upper[at]! + toFrom;
      this.lower[at] = this.lower[at]! + fromTo;
    }
  }

  /** Solves in place: `right` becomes the solution, the matrix is used up. */
  solve(): void {
    const { diagonal, right, upper, lower, order, start, second, fill } = this;
    let f = 0;
    for (let k = 0; k < order.length; k++) {
      const from = start[k]!;
      const to = start[k + 1]!;
      const pivot = diagonal[order[k]!]!;
      const known = right[order[k]!]!;
      for (let p = from; p < to; p++) {
        const l = lower[p]! / pivot;
        const node = second[p]!;
        if (l === 0) {
          f += to - from - 1;
          continue;
        }
        right[node] = right[node]! - l * known;
        diagonal[node] = diagonal[node]! - l * upper[p]!;
        for (let r = from; r < to; r++) {
          if (r === p) continue;
          const at = fill[f++]!;
          if (at >= 0) upper[at] = upper[at]! - l * upper[r]!;
          else lower[~at] = lower[~at]! - l * upper[r]!;
        }
      }
    }
    for (let k = order.length - 1; k >= 0; k--) {
      const node = order[k]!;
      let sum = right[node]!;
      for (let p = start[k]!; p < start[k + 1]!; p++) sum -= upper[p]! * right[second[p]!]!;
      right[node] = sum / diagonal[node]!;
    }
  }
}

/** Order of elimination by smallest degree, and of each node the neighbours it has left by then. */
function eliminate(
  neighbours: Set<number>[],
  included: Uint8Array,
): { order: number[]; pairs: number[][] } {
  const order: number[] = [];
  const pairs: number[][] = [];
  const done = new Uint8Array(included.length);
  const buckets: number[][] = [];
  const put = (node: number): void => {
    (buckets[neighbours[node]!.size] ??= []).push(node);
  };
  for (let i = included.length - 1; i >= 0; i--) if (included[i] === 1) put(i);
  let degree = 0;
  while (degree < buckets.length) {
    const node = buckets[degree]?.pop();
    if (node === undefined) {
      degree++;
      continue;
    }
    // Left over from before its degree changed, or gone.
    if (done[node] === 1 || neighbours[node]!.size !== degree) continue;
    done[node] = 1;
    const rest = [...neighbours[node]!];
    order.push(node);
    pairs.push(rest);
    for (const a of rest) {
      const set = neighbours[a]!;
      set.delete(node);
      for (const b of rest) if (a !== b) set.add(b);
      put(a);
    }
    degree = Math.max(0, degree - 1);
  }
  return { order, pairs };
}
