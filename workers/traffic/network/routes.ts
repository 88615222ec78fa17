import type { RoadNet } from './compile';

/** How far ahead lanes are told apart, m (SUMO's best-lane look-ahead). */
const LOOK_AHEAD_M = 3000;

/**
 * Routes and, for every edge of them and every lane of that edge, which link to take, how far one
 * gets without changing lanes, and how many lanes aside the best lane lies. Rows of a route's
 * position `p` and lane index `k` stand at `laneRow[routeStart[r] + p] + k`.
 */
export class RouteBook {
  count = 0;
  routeStart = new Int32Array(64);
  routeLength = new Int32Array(64);
  edges = new Int32Array(1024);
  laneRow = new Int32Array(1024);
  rowLink = new Int32Array(2048);
  /** Metres from the lane's beginning that can be driven without leaving the lane for another. */
  rowLength = new Float64Array(2048);
  /** Lanes to the left (positive) or right (negative) to the best lane. */
  rowOffset = new Int8Array(2048);
  private edgeEnd = 0;
  private rowEnd = 0;
  private readonly known = new Map<string, number>();
  private readonly net: RoadNet;

  constructor(net: RoadNet) {
    this.net = net;
  }

  /** What a snapshot needs to build the book anew. */
  get keys(): readonly string[] {
    return [...this.known.keys()];
  }

  /** Only these routes, in this order. */
  setKeys(keys: readonly string[]): void {
    this.count = 0;
    this.edgeEnd = 0;
    this.rowEnd = 0;
    this.known.clear();
    for (const key of keys) {
      const { bits, edges, stops } = parseKey(key);
      this.add(edges, bits, stops);
    }
  }

  /** After a change of permissions: all lanes of all routes are told apart anew. */
  rankAgain(): void {
    for (const [key, r] of this.known) {
      const { bits, stops } = parseKey(key);
      for (let p = this.routeLength[r]! - 1; p >= 0; p--) this.rank(r, p, bits, stops);
    }
  }

  /**
   * The number of a route for vehicles of a class. `stops`: position in the route, lane index and
   * metres along it where a halt is; other lanes then count as ending there.
   */
  add(
    edges: readonly number[],
    classBits: number,
    stops: readonly (readonly [number, number, number])[] = [],
  ): number {
    const key = JSON.stringify([classBits, edges, stops] satisfies KeyParts);
    const had = this.known.get(key);
    if (had !== undefined) return had;
    const r = this.count++;
    this.known.set(key, r);
    const { edgeLanes } = this.net;
    let rows = 0;
    for (const e of edges) rows += edgeLanes[e]!;
    this.grow(edges.length, rows);
    this.routeStart[r] = this.edgeEnd;
    this.routeLength[r] = edges.length;
    for (const e of edges) {
      this.edges[this.edgeEnd] = e;
      this.laneRow[this.edgeEnd++] = this.rowEnd;
      this.rowEnd += edgeLanes[e]!;
    }
    for (let p = edges.length - 1; p >= 0; p--) this.rank(r, p, classBits, stops);
    return r;
  }

  /** Rows of one position, those behind it being known. */
  private rank(
    r: number,
    p: number,
    classBits: number,
    stops: readonly (readonly [number, number, number])[],
  ): void {
    const { edgeFirstLane, edgeLanes, laneLength, lanePermits, laneLinks, linkOfLane } = this.net;
    const { linkTo, laneIndex } = this.net;
    const at = this.routeStart[r]! + p;
    const first = edgeFirstLane[this.edges[at]!]!;
    const lanes = edgeLanes[this.edges[at]!]!;
    const row = this.laneRow[at]!;
    const isLast = p === this.routeLength[r]! - 1;
    const stop = stops.find((s) => s[0] === p);
    let best = -1;
    for (let k = 0; k < lanes; k++) {
      const lane = first + k;
      let link = -1;
      let reach = -1;
      let aside = 99;
      if (!isLast) {
        const nextEdge = this.edges[at + 1]!;
        const nextFirst = edgeFirstLane[nextEdge]!;
        const nextRow = this.laneRow[at + 1]!;
        for (let i = laneLinks[lane]!; i < laneLinks[lane + 1]!; i++) {
          const to = linkTo[linkOfLane[i]!]!;
          if (to < nextFirst || to >= nextFirst + edgeLanes[nextEdge]!) continue;
          if ((lanePermits[to]! & classBits) === 0) continue;
          const length = this.rowLength[nextRow + laneIndex[to]!]!;
          const off = Math.abs(this.rowOffset[nextRow + laneIndex[to]!]!);
          if (length > reach + 0.01 || (length > reach - 0.01 && off < aside)) {
            link = linkOfLane[i]!;
            reach = length;
            aside = off;
          }
        }
      }
      let length = laneLength[lane]!;
      if (link >= 0) length = Math.min(length + reach, LOOK_AHEAD_M + length);
      if ((lanePermits[lane]! & classBits) === 0) length = 0;
      if (stop && stop[1] !== k) length = Math.min(length, stop[2]);
      this.rowLink[row + k] = link;
      this.rowLength[row + k] = length;
      if (length > best) best = length;
    }
    for (let k = 0; k < lanes; k++) {
      let off = 0;
      if (this.rowLength[row + k]! < best - 0.1) {
        off = 99;
        for (let j = 0; j < lanes; j++) {
          if (this.rowLength[row + j]! >= best - 0.1 && Math.abs(j - k) < Math.abs(off))
            off = j - k;
        }
      }
      this.rowOffset[row + k] = off;
    }
  }

  private grow(edges: number, rows: number): void {
    if (this.count >= this.routeStart.length) {
      this.routeStart = widen(this.routeStart, this.count * 2, Int32Array);
      this.routeLength = widen(this.routeLength, this.count * 2, Int32Array);
    }
    if (this.edgeEnd + edges > this.edges.length) {
      const size = (this.edgeEnd + edges) * 2;
      this.edges = widen(this.edges, size, Int32Array);
      this.laneRow = widen(this.laneRow, size, Int32Array);
    }
    if (this.rowEnd + rows > this.rowLink.length) {
      const size = (this.rowEnd + rows) * 2;
      this.rowLink = widen(this.rowLink, size, Int32Array);
      this.rowLength = widen(this.rowLength, size, Float64Array);
      this.rowOffset = widen(this.rowOffset, size, Int8Array);
    }
  }
}

type Stop = readonly [number, number, number];
type KeyParts = readonly [number, readonly number[], readonly Stop[]];

function parseKey(key: string): {
  readonly bits: number;
  readonly edges: readonly number[];
  readonly stops: readonly Stop[];
} {
  const [bits, edges, stops] = JSON.parse(key) as KeyParts;
  return { bits, edges, stops };
}

function widen<T extends Int32Array | Float64Array | Int8Array>(
  from: T,
  size: number,
  make: new (n: number) => T,
): T {
  const to = new make(size);
  to.set(from);
  return to;
}
