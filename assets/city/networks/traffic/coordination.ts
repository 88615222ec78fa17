import type { RoadPlan } from './roads';

/** Share of the speed limit at which a platoon runs. */
const PROGRESSION = 0.85;

/** Common cycle and offset of every coordinated signal. */
export interface Coordination {
  readonly cycleS: number;
  readonly offsetS: number;
}

/**
 * Joins signals that follow each other on an arterial or collector within reach: they share the
 * longest cycle of their group, and each starts when a platoon from its predecessor arrives (offset
 * = distance / progression speed, modulo the cycle). `own` holds each signal's own cycle by node.
 */
export function coordinate(
  roads: RoadPlan,
  own: ReadonlyMap<number, number>,
): Map<number, Coordination> {
  const { graph } = roads;
  const out = new Map<number, Coordination>();
  for (const start of own.keys()) {
    if (out.has(start)) continue;
    const group: [number, number][] = [];
    const seen = new Map<number, number>([[start, 0]]);
    const queue = [start];
    for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
      group.push([at, seen.get(at)!]);
      for (const arm of graph.arms[at]!) {
        const reached = follow(roads, at, arm.street, own);
        if (!reached || seen.has(reached.node)) continue;
        seen.set(reached.node, seen.get(at)! + reached.travelS);
        queue.push(reached.node);
      }
    }
    let cycleS = 0;
    for (const [node] of group) cycleS = Math.max(cycleS, own.get(node)!);
    for (const [node, travel] of group) {
      out.set(node, { cycleS, offsetS: Math.round(travel) % cycleS });
    }
  }
  return out;
}

/** The next signal along an arterial, straight over junctions without signals, and the way's time. */
function follow(
  roads: RoadPlan,
  from: number,
  first: number,
  own: ReadonlyMap<number, number>,
): { node: number; travelS: number } | null {
  const { graph } = roads;
  let at = from;
  let street = first;
  let travelS = 0;
  let metres = 0;
  for (;;) {
    const s = graph.streets[street]!;
    if (s.street.class !== 'arterial') return null;
    travelS += s.lengthM / (s.street.speedMs * PROGRESSION);
    metres += s.lengthM;
    if (metres > 700) return null;
    at = s.from === at ? s.to : s.from;
    if (own.has(at)) return { node: at, travelS };
    const came = street;
    const onward = graph.arms[at]!.filter(
      (a) => a.street !== came && graph.streets[a.street]!.street.class === 'arterial',
    );
    if (onward.length !== 1) return null;
    street = onward[0]!.street;
    if (at === from) return null;
  }
}
