import Flatbush from 'flatbush';
import type { CityPlan } from '../../plan';
import type { StationGraph } from '../stations';
import type { StreetGraph } from '../streetGraph';

/** Where a sewer tree leaves the streets for the water. */
export interface OutfallSite {
  readonly station: number;
  readonly x: number;
  readonly y: number;
  /** Water body it falls to; null for an infiltration basin in a hollow. */
  readonly bodyId: string | null;
  readonly waterLevelM: number;
  readonly lengthM: number;
}

/** Longest outfall pipe from the street to the bank, m. */
const REACH_M = 240;
/** Least distance between outfalls, m. */
const SPACING_M = 280;
/** How far past the bank line the headwall stands, m. */
const HEADWALL_M = 0.5;

interface Candidate extends OutfallSite {
  readonly score: number;
}

/**
 * Chooses outfalls: stations near a water body from which a straight pipe reaches the bank without
 * passing under a building or across another street, the lowest and nearest first, spread along the
 * bank. Every part of the street network keeps at least one (with a longer pipe where it must).
 */
export function chooseOutfalls(
  plan: CityPlan,
  graph: StreetGraph,
  stations: StationGraph,
  part: Int32Array,
  open: (station: number) => boolean,
): OutfallSite[] {
  const blocked = obstacles(plan, graph);
  const near: Candidate[] = [];
  const far: Candidate[] = [];
  for (let i = 0; i < stations.x.length; i++) {
    if (!open(i)) continue;
    const c = candidate(plan, stations, i);
    if (!c) continue;
    (c.lengthM <= REACH_M ? near : far).push(c);
  }
  const byScore = (a: Candidate, b: Candidate) => a.score - b.score || a.station - b.station;
  near.sort(byScore);
  const chosen: Candidate[] = [];
  const served = new Set<number>();
  for (const c of near) {
    const apart = chosen.every((o) => Math.hypot(o.x - c.x, o.y - c.y) >= SPACING_M);
    if (!apart || blocked(stations, c)) continue;
    chosen.push(c);
    served.add(part[c.station]!);
  }
  for (const pass of ['clear', 'any'] as const) {
    for (const c of [...near, ...far.sort(byScore)]) {
      if (served.has(part[c.station]!)) continue;
      if (pass === 'clear' && blocked(stations, c)) continue;
      chosen.push(c);
      served.add(part[c.station]!);
    }
  }
  return chosen.map(({ score: _, ...site }) => site);
}

function candidate(plan: CityPlan, stations: StationGraph, i: number): Candidate | null {
  const x = stations.x[i]!;
  const y = stations.y[i]!;
  let best: Candidate | null = null;
  for (const body of plan.waterBodies) {
    if (body.kind === 'pond') continue;
    const hit = nearestOnRing(body.area.outer, x, y);
    if (best && hit.distance >= best.lengthM) continue;
    const fall = stations.groundM[i]! - body.levelM;
    best = {
      station: i,
      x: hit.x + ((hit.x - x) / hit.distance) * HEADWALL_M,
      y: hit.y + ((hit.y - y) / hit.distance) * HEADWALL_M,
      bodyId: body.id,
      waterLevelM: body.levelM,
      lengthM: hit.distance + HEADWALL_M,
      score: hit.distance + 15 * Math.max(fall, 0),
    };
  }
  return best;
}

/** Nearest point of a ring to a point. */
export function nearestOnRing(ring: Float64Array, x: number, y: number) {
  let distance = Infinity;
  let bx = 0;
  let by = 0;
  const n = ring.length / 2;
  for (let i = 0; i < n; i++) {
    const j = (i + 1) % n;
    const ax = ring[2 * i]!;
    const ay = ring[2 * i + 1]!;
    const dx = ring[2 * j]! - ax;
    const dy = ring[2 * j + 1]! - ay;
    const len2 = dx * dx + dy * dy;
    const t = len2 === 0 ? 0 : Math.min(Math.max(((x - ax) * dx + (y - ay) * dy) / len2, 0), 1);
    const d = Math.hypot(ax + t * dx - x, ay + t * dy - y);
    if (d < distance) {
      distance = d;
      bx = ax + t * dx;
      by = ay + t * dy;
    }
  }
  return { distance, x: bx, y: by };
}

/** A test whether the straight pipe of a site passes under a building or across a street. */
function obstacles(plan: CityPlan, graph: StreetGraph) {
  const segments: number[] = [];
  for (const b of plan.buildings) {
    const r = b.footprint.outer;
    for (let i = 0; i < r.length; i += 2) {
      const j = (i + 2) % r.length;
      segments.push(r[i]!, r[i + 1]!, r[j]!, r[j + 1]!);
    }
  }
  for (const s of graph.streets) {
    for (let i = 1; i < s.line.x.length; i++) {
      segments.push(s.line.x[i - 1]!, s.line.y[i - 1]!, s.line.x[i]!, s.line.y[i]!);
    }
  }
  const index = segments.length > 0 ? new Flatbush(segments.length / 4) : null;
  for (let k = 0; k < segments.length; k += 4) {
    const [ax, ay, bx, by] = segments.slice(k, k + 4) as [number, number, number, number];
    index!.add(Math.min(ax, bx), Math.min(ay, by), Math.max(ax, bx), Math.max(ay, by));
  }
  index?.finish();
  return (stations: StationGraph, site: OutfallSite): boolean => {
    if (!index) return false;
    // Start clear of the station's own street.
    const sx = stations.x[site.station]!;
    const sy = stations.y[site.station]!;
    const t = Math.min(2 / site.lengthM, 0.5);
    const ax = sx + t * (site.x - sx);
    const ay = sy + t * (site.y - sy);
    const hits = index.search(
      Math.min(ax, site.x),
      Math.min(ay, site.y),
      Math.max(ax, site.x),
      Math.max(ay, site.y),
    );
    return hits.some((h) => cross(ax, ay, site.x, site.y, segments, 4 * h));
  };
}

function cross(ax: number, ay: number, bx: number, by: number, s: number[], k: number): boolean {
  const [cx, cy, dx, dy] = [s[k]!, s[k + 1]!, s[k + 2]!, s[k + 3]!];
  const side = (px: number, py: number, qx: number, qy: number, rx: number, ry: number) =>
    Math.sign((qx - px) * (ry - py) - (qy - py) * (rx - px));
  return (
    side(ax, ay, bx, by, cx, cy) !== side(ax, ay, bx, by, dx, dy) &&
    side(cx, cy, dx, dy, ax, ay) !== side(cx, cy, dx, dy, bx, by)
  );
}

/** Number of the connected part every station belongs to, over the legs that are open. */
export function parts(stations: StationGraph, open: (station: number, leg: number) => boolean) {
  const part = new Int32Array(stations.x.length).fill(-1);
  let count = 0;
  for (let i = 0; i < part.length; i++) {
    if (part[i]! >= 0) continue;
    const stack = [i];
    part[i] = count;
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      for (const l of stations.around[at]!) {
        const leg = stations.legs[l]!;
        const to = leg.a === at ? leg.b : leg.a;
        if (part[to]! >= 0 || !open(to, l) || !open(at, l)) continue;
        part[to] = count;
        stack.push(to);
      }
    }
    count++;
  }
  return { part, count };
}

/** Hollows from which a sewer would have to be cut deeper than this drain to a basin of their own, m. */
const DEEPEST_CUT_M = 4;
/** Distance of the basin's inlet from the street, and its floor below the street, m. */
const BASIN_ASIDE_M = 26;
const BASIN_DEPTH_M = 4;

/**
 * Infiltration basins for the hollows a flood fills deeper than a sewer can be cut: one at the lowest
 * station of each, on the side of the street that is farther inside the city.
 */
export function basinsFor(
  plan: CityPlan,
  stations: StationGraph,
  fillM: Float64Array,
  open: (station: number) => boolean,
): OutfallSite[] {
  const deep = (i: number) => fillM[i]! > DEEPEST_CUT_M && open(i);
  const { part } = parts(stations, deep);
  const lowest = new Map<number, number>();
  for (let i = 0; i < part.length; i++) {
    if (!deep(i)) continue;
    const best = lowest.get(part[i]!);
    if (best === undefined || stations.groundM[i]! < stations.groundM[best]!)
      lowest.set(part[i]!, i);
  }
  const { minX, minY, maxX, maxY } = plan.extent;
  return [...lowest.values()].map((station): OutfallSite => {
    const leg = stations.legs[stations.around[station]![0]!]!;
    const x = stations.x[station]!;
    const y = stations.y[station]!;
    const dx = stations.x[leg.b]! - stations.x[leg.a]!;
    const dy = stations.y[leg.b]! - stations.y[leg.a]!;
    const len = Math.hypot(dx, dy);
    const inward = -dy * ((minX + maxX) / 2 - x) + dx * ((minY + maxY) / 2 - y) >= 0 ? 1 : -1;
    return {
      station,
      x: x - ((inward * dy) / len) * BASIN_ASIDE_M,
      y: y + ((inward * dx) / len) * BASIN_ASIDE_M,
      bodyId: null,
      waterLevelM: stations.groundM[station]! - BASIN_DEPTH_M,
      lengthM: BASIN_ASIDE_M,
    };
  });
}
