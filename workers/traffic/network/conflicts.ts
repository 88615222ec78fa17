import type { TrafficNetwork } from '../../../src/domain/traffic';
import type { FoePair, LaneArrays } from './compile';

/** Places inside junctions where two internal lanes cross or merge, by internal lane. */
export interface ConflictTable {
  /** Conflicts of lane l: rows `start[l] … start[l + 1] − 1`. */
  readonly start: Int32Array;
  readonly foeLane: Int32Array;
  /** Distance from the lane's beginning to the place, on the own and on the other lane, m. */
  readonly ownM: Float64Array;
  readonly foeM: Float64Array;
  /** 1: both lanes end in the same lane. */
  readonly merge: Uint8Array;
  /** 1: the right of way is the other's. */
  readonly yields: Uint8Array;
}

interface Row {
  readonly foeLane: number;
  readonly ownM: number;
  readonly foeM: number;
  readonly merge: boolean;
  readonly yields: boolean;
}

interface LinkArrays {
  readonly linkVia: Int32Array;
  readonly linkTo: Int32Array;
  readonly laneLinks: Int32Array;
  readonly linkOfLane: Int32Array;
}

/** Crossing points from the shapes of the lanes, scaled to the lengths the net states. */
export function addConflicts(
  net: TrafficNetwork,
  lanes: LaneArrays,
  pairs: readonly FoePair[],
  links: LinkArrays,
): ConflictTable {
  const rows: Row[][] = Array.from({ length: lanes.count }, () => []);
  const seen = new Set<number>();
  for (const { link, foe, yields } of pairs) {
    const own = internalLanes(links, link);
    const other = internalLanes(links, foe);
    const merge = links.linkTo[link] === links.linkTo[foe];
    for (const a of own) {
      for (const b of other) {
        const key = a * lanes.count + b;
        if (a === b || seen.has(key)) continue;
        const last = a === own.at(-1) && b === other.at(-1);
        const place =
          merge && last
            ? { ownM: lanes.laneLength[a]!, foeM: lanes.laneLength[b]! }
            : crossing(net, lanes, a, b);
        if (!place) continue;
        seen.add(key);
        rows[a]!.push({ foeLane: b, ...place, merge: merge && last, yields });
      }
    }
  }
  const start = new Int32Array(lanes.count + 1);
  rows.forEach((r, l) => (start[l + 1] = start[l]! + r.length));
  const flat = rows.flat();
  return {
    start,
    foeLane: Int32Array.from(flat, (r) => r.foeLane),
    ownM: Float64Array.from(flat, (r) => r.ownM),
    foeM: Float64Array.from(flat, (r) => r.foeM),
    merge: Uint8Array.from(flat, (r) => (r.merge ? 1 : 0)),
    yields: Uint8Array.from(flat, (r) => (r.yields ? 1 : 0)),
  };
}

/** The internal lanes a link leads over: two where a turn waits inside the junction. */
function internalLanes(links: LinkArrays, link: number): number[] {
  const out: number[] = [];
  let k = link;
  while (links.linkVia[k]! >= 0 && out.length < 4) {
    const lane = links.linkVia[k]!;
    out.push(lane);
    if (links.laneLinks[lane] === links.laneLinks[lane + 1]) break;
    k = links.linkOfLane[links.laneLinks[lane]!]!;
  }
  return out;
}

/** First crossing of two lanes' centrelines, as distances along each; null where they do not cross. */
function crossing(
  net: TrafficNetwork,
  lanes: LaneArrays,
  a: number,
  b: number,
): { ownM: number; foeM: number } | null {
  const p = net.lanes[lanes.source[a]!]!.shape;
  const q = net.lanes[lanes.source[b]!]!.shape;
  let along = 0;
  let found: { own: number; foe: number } | null = null;
  let lengthP = 0;
  for (let i = 0; i + 5 < p.length; i += 3) {
    const segment = distance(p[i + 3]! - p[i]!, p[i + 4]! - p[i + 1]!);
    let foeAlong = 0;
    for (let k = 0; k + 5 < q.length && !found; k += 3) {
      const foeSegment = distance(q[k + 3]! - q[k]!, q[k + 4]! - q[k + 1]!);
      const hit = cross(p, i, q, k);
      if (hit) found = { own: along + hit.t * segment, foe: foeAlong + hit.u * foeSegment };
      foeAlong += foeSegment;
    }
    along += segment;
    lengthP += segment;
  }
  if (!found) return null;
  let lengthQ = 0;
  for (let k = 0; k + 5 < q.length; k += 3) {
    lengthQ += distance(q[k + 3]! - q[k]!, q[k + 4]! - q[k + 1]!);
  }
  return {
    ownM: (found.own / Math.max(lengthP, 1e-9)) * lanes.laneLength[a]!,
    foeM: (found.foe / Math.max(lengthQ, 1e-9)) * lanes.laneLength[b]!,
  };
}

/** Math.hypot may differ between JavaScript engines in the last bit; a square root may not. */
const distance = (dx: number, dy: number): number => Math.sqrt(dx * dx + dy * dy);

function cross(
  p: Float64Array,
  i: number,
  q: Float64Array,
  k: number,
): { t: number; u: number } | null {
  const rx = p[i + 3]! - p[i]!;
  const ry = p[i + 4]! - p[i + 1]!;
  const sx = q[k + 3]! - q[k]!;
  const sy = q[k + 4]! - q[k + 1]!;
  const d = rx * sy - ry * sx;
  if (Math.abs(d) < 1e-12) return null;
  const wx = q[k]! - p[i]!;
  const wy = q[k + 1]! - p[i + 1]!;
  const t = (wx * sy - wy * sx) / d;
  const u = (wx * ry - wy * rx) / d;
  return t >= 0 && t <= 1 && u >= 0 && u <= 1 ? { t, u } : null;
}
