import type { JunctionRequest } from '../../../../src/domain/traffic';
import { conflictOf, type Conflict } from './conflicts';
import { edgeHeadings } from './lanes';
import type { Link } from './movements';
import { CLASS_RANK, wrap, type RoadJunction, type RoadPlan } from './roads';

export type JunctionType = 'priority' | 'right_before_left' | 'traffic_light';

/** Who waits for whom at a junction. Matrices are row-major over its links. */
export interface RightOfWay {
  readonly type: JunctionType;
  readonly conflicts: readonly (Conflict | null)[];
  /** 1 where the row's link waits for the column's. */
  readonly yields: Uint8Array;
  /** Incoming edges that have the right of way. */
  readonly major: ReadonlySet<number>;
}

/**
 * Right of way of a junction. Links are foes where their paths cross, merge or pass too near. Of two
 * foes, the one from the minor road waits; on equal roads a left turn waits for oncoming traffic and
 * otherwise traffic from the right goes first (Vienna Convention on Road Traffic, art. 16 and 18);
 * whoever turns round waits for all.
 */
export function rightOfWay(
  roads: RoadPlan,
  junction: RoadJunction,
  links: readonly Link[],
  paths: readonly Float64Array[],
): RightOfWay {
  const n = links.length;
  const conflicts: (Conflict | null)[] = Array.from({ length: n * n }, () => null);
  const yields = new Uint8Array(n * n);
  const major = majorEdges(roads, junction);
  const type = junctionType(roads, junction, major);
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      const a = links[i]!;
      const b = links[j]!;
      if (a.from === b.from && a.fromLane === b.fromLane) continue;
      const c = conflictOf(paths[i]!, paths[j]!, a.from === b.from);
      if (!c) continue;
      conflicts[i * n + j] = c;
      conflicts[j * n + i] = { alongA: c.alongB, alongB: c.alongA };
      const firstWaits = waits(roads, a, b, major, type);
      yields[firstWaits ? i * n + j : j * n + i] = 1;
    }
  }
  return { type, conflicts, yields, major };
}

/** Whether link a waits for link b. Exactly one of two foes waits. */
function waits(
  roads: RoadPlan,
  a: Link,
  b: Link,
  major: ReadonlySet<number>,
  type: JunctionType,
): boolean {
  if ((a.direction === 't') !== (b.direction === 't')) return a.direction === 't';
  if (a.from === b.from) return a.fromLane > b.fromLane;
  if (type !== 'right_before_left' && major.has(a.from) !== major.has(b.from)) {
    return major.has(b.from);
  }
  const headingA = edgeHeadings(roads, roads.edges[a.from]!).end;
  const headingB = edgeHeadings(roads, roads.edges[b.from]!).end;
  const between = wrap(headingB - headingA);
  if (Math.abs(between) > (3 / 4) * Math.PI) {
    const leftA = turnsLeft(a);
    if (leftA !== turnsLeft(b)) return leftA;
    return a.from > b.from;
  }
  // Traffic that heads to the left of one's own direction comes from the right.
  return between > 0;
}

function turnsLeft(l: Link): boolean {
  return l.direction === 'l' || l.direction === 'L';
}

/** The two incoming edges of the road that runs through with the higher class; all where none does. */
function majorEdges(roads: RoadPlan, junction: RoadJunction): ReadonlySet<number> {
  const edges = junction.incoming;
  if (edges.length <= 2) return new Set(edges);
  const rank = (e: number) => CLASS_RANK[roads.graph.streets[roads.edges[e]!.street]!.street.class];
  const heading = (e: number) => edgeHeadings(roads, roads.edges[e]!).end;
  let best: [number, number] | null = null;
  let bestScore = -Infinity;
  for (let i = 0; i < edges.length; i++) {
    for (let j = i + 1; j < edges.length; j++) {
      const straightness = Math.abs(wrap(heading(edges[i]!) - heading(edges[j]!)));
      const score = 10 * (rank(edges[i]!) + rank(edges[j]!)) + straightness;
      if (score <= bestScore) continue;
      bestScore = score;
      best = [edges[i]!, edges[j]!];
    }
  }
  return new Set(best!);
}

function junctionType(
  roads: RoadPlan,
  junction: RoadJunction,
  major: ReadonlySet<number>,
): JunctionType {
  if (junction.signals) return 'traffic_light';
  if (junction.incoming.length < 3) return 'priority';
  const ranks = junction.incoming.map(
    (e) => CLASS_RANK[roads.graph.streets[roads.edges[e]!.street]!.street.class],
  );
  const equal = ranks.every((r) => r === ranks[0]);
  return equal && ranks[0]! <= CLASS_RANK.local && major.size > 0
    ? 'right_before_left'
    : 'priority';
}

/** Requests in SUMO's notation: bit j of a string counts from its right end. */
export function requests(row: RightOfWay, count: number): JunctionRequest[] {
  const bits = (test: (j: number) => boolean) => {
    let s = '';
    for (let j = count - 1; j >= 0; j--) s += test(j) ? '1' : '0';
    return s;
  };
  return Array.from({ length: count }, (_, i) => ({
    index: i,
    response: bits((j) => row.yields[i * count + j] === 1),
    foes: bits((j) => row.conflicts[i * count + j] !== null),
    cont: false,
  }));
}

/** Link state letter of a connection element. */
export function linkState(row: RightOfWay, link: number, count: number): string {
  if (row.type === 'right_before_left') return '=';
  let must = false;
  for (let j = 0; j < count; j++) if (row.yields[link * count + j] === 1) must = true;
  if (row.type === 'traffic_light') return must ? 'o' : 'O';
  return must ? 'm' : 'M';
}
