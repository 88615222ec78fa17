import type { TrafficConnection } from '../../../../src/domain/traffic';
import { edgeHeadings } from './lanes';
import { wrap, type RoadJunction, type RoadPlan } from './roads';

/** A link: one lane of an incoming edge to one lane of an outgoing edge. */
export interface Link {
  /** Indices into `RoadPlan.edges`. */
  readonly from: number;
  readonly to: number;
  readonly fromLane: number;
  readonly toLane: number;
  readonly direction: TrafficConnection['direction'];
  /** Turning angle, radians, left positive. */
  readonly turn: number;
}

const STRAIGHT_RAD = Math.PI / 4;

interface Way {
  readonly edge: number;
  readonly turn: number;
  readonly lanes: number;
  direction: TrafficConnection['direction'];
}

/**
 * Links of a junction in SUMO's order: incoming edges clockwise, their lanes from the right, the
 * turns of a lane from the right. At dead ends and gates traffic turns round.
 */
export function linksOf(roads: RoadPlan, junction: RoadJunction): Link[] {
  const incoming = clockwise(roads, junction);
  const links: Link[] = [];
  for (const from of incoming) {
    const edge = roads.edges[from]!;
    const lanes = edge.rightM.length;
    const ways = waysFrom(roads, junction, from);
    const own: Link[] = [];
    if (ways.length === 0) {
      const back = junction.outgoing.find((o) => isReverse(roads, from, o));
      if (back === undefined) continue;
      const toLane = roads.edges[back]!.rightM.length - 1;
      own.push({ from, to: back, fromLane: lanes - 1, toLane, direction: 't', turn: Math.PI });
    } else if (junction.node < 0) {
      own.push(...widening(from, ways[0]!.edge, lanes));
    } else {
      own.push(...allot(from, lanes, edge.leftPocket, ways));
    }
    own.sort((a, b) => a.fromLane - b.fromLane || a.turn - b.turn || a.toLane - b.toLane);
    links.push(...own);
  }
  return links;
}

/** Incoming edges clockwise by the bearing they come from. */
function clockwise(roads: RoadPlan, junction: RoadJunction): number[] {
  const bearing = new Map(
    junction.incoming.map((e) => [e, wrap(edgeHeadings(roads, roads.edges[e]!).end + Math.PI)]),
  );
  return [...junction.incoming].sort((a, b) => bearing.get(b)! - bearing.get(a)! || a - b);
}

function isReverse(roads: RoadPlan, from: number, to: number): boolean {
  const a = roads.edges[from]!;
  const b = roads.edges[to]!;
  return a.street === b.street && a.forward !== b.forward;
}

function waysFrom(roads: RoadPlan, junction: RoadJunction, from: number): Way[] {
  const heading = edgeHeadings(roads, roads.edges[from]!).end;
  const ways: Way[] = [];
  for (const to of junction.outgoing) {
    if (isReverse(roads, from, to)) continue;
    const out = roads.edges[to]!;
    const turn = wrap(edgeHeadings(roads, out).start - heading);
    ways.push({ edge: to, turn, lanes: out.rightM.length, direction: turn > 0 ? 'l' : 'r' });
  }
  ways.sort((a, b) => a.turn - b.turn || a.edge - b.edge);
  let straight: Way | null = null;
  for (const w of ways) {
    if (Math.abs(w.turn) > STRAIGHT_RAD) continue;
    if (!straight || Math.abs(w.turn) < Math.abs(straight.turn)) straight = w;
  }
  for (const w of ways) {
    if (w === straight || ways.length === 1) w.direction = 's';
    else if (Math.abs(w.turn) <= STRAIGHT_RAD) w.direction = w.turn > straight!.turn ? 'L' : 'R';
  }
  return ways;
}

function widening(from: number, to: number, lanes: number): Link[] {
  const link = (fromLane: number, toLane: number): Link => ({
    from,
    to,
    fromLane,
    toLane,
    direction: 's',
    turn: toLane > fromLane ? 0.01 : 0,
  });
  const out = Array.from({ length: lanes }, (_, i) => link(i, i));
  out.push(link(lanes - 1, lanes));
  return out;
}

/** Which lanes serve which turns: rights from the right, lefts from the left, straight between. */
function allot(from: number, lanes: number, pocket: boolean, ways: readonly Way[]): Link[] {
  const rights = ways.filter((w) => w.direction === 'r' || w.direction === 'R');
  const lefts = ways.filter((w) => w.direction === 'l' || w.direction === 'L');
  const straight = ways.find((w) => w.direction === 's');
  const links: Link[] = [];
  const add = (w: Way, fromLane: number, toLane: number) => {
    const { edge: to, direction, turn } = w;
    links.push({ from, to, fromLane, toLane, direction, turn });
  };
  let firstLeft = lanes - 1;
  let lastRight = 0;
  if (!straight && rights.length > 0 && lefts.length > 0 && lanes > 1) {
    lastRight = pocket ? lanes - 2 : Math.max(0, Math.floor(lanes / 2) - 1);
    firstLeft = lastRight + 1;
  } else if (!straight && lefts.length === 0) lastRight = lanes - 1;
  else if (!straight && rights.length === 0) firstLeft = 0;
  for (const w of rights) {
    for (let i = 0; i <= lastRight && i < w.lanes; i++) add(w, i, i);
  }
  for (const w of lefts) {
    for (let i = lanes - 1, k = 0; i >= firstLeft && k < w.lanes; i--, k++)
      add(w, i, w.lanes - 1 - k);
  }
  if (straight) {
    const through = pocket && lefts.length > 0 ? lanes - 1 : lanes;
    for (let i = 0; i < through && i < straight.lanes; i++) add(straight, i, i);
  }
  // A lane left without a way on (more lanes than the road ahead has) merges into the nearest one.
  for (let i = 0; i < lanes; i++) {
    if (links.some((l) => l.fromLane === i)) continue;
    const w = straight ?? (i >= firstLeft ? lefts[lefts.length - 1] : rights[0]) ?? ways[0]!;
    add(w, i, w.lanes - 1);
  }
  return links;
}
