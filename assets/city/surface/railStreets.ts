import type { LocalText } from '../../../src/domain/text';
import type { PlannedStreet, StreetNode } from '../plan';
import { CROSS_SECTIONS } from './crossSections';
import { nearestRailVertex, type RailLine } from './railLine';
import type { StreetDraft } from './streetGraph';

/** Vertices on both sides of an underpass that belong to the rail bridge over it (10 m each). */
const BRIDGE_REACH = 2;

/** The railway as streets of class `rail`: on the ground between its bridges over underpasses. */
export function railStreets(
  rail: RailLine,
  crossings: readonly StreetDraft[],
  name: LocalText,
): { nodes: StreetNode[]; streets: PlannedStreet[] } {
  const last = rail.z.length - 1;
  const cuts = new Set([0, last]);
  const bridges: [number, number][] = [];
  for (const s of crossings) {
    const m = (s.points.length / 2) >> 1;
    const at = nearestRailVertex(rail, s.points[2 * m]!, s.points[2 * m + 1]!);
    const [a, b] = [Math.max(1, at - BRIDGE_REACH), Math.min(last - 1, at + BRIDGE_REACH)];
    if (b <= a || bridges.some(([p, q]) => a <= q && p <= b)) continue;
    bridges.push([a, b]);
    cuts.add(a).add(b);
  }
  const stops = [...cuts].sort((a, b) => a - b);
  const rule = CROSS_SECTIONS.rail;
  const nodes = stops.map((v, k): StreetNode => ({
    id: `rn-${k + 1}`,
    x: rail.points[2 * v]!,
    y: rail.points[2 * v + 1]!,
    z: rail.z[v]!,
    kind: v === 0 || v === last ? 'gate' : 'junction',
    signals: false,
  }));
  const streets = stops.slice(1).map((b, k): PlannedStreet => {
    const a = stops[k]!;
    return {
      id: `rl-${k + 1}`,
      name,
      class: 'rail',
      centreline: rail.points.slice(2 * a, 2 * b + 2),
      lanes: rule.lanes,
      widthM: rule.widthM,
      sidewalkM: rule.sidewalkM,
      level: bridges.some(([p]) => p === a) ? 1 : 0,
      oneway: false,
      from: nodes[k]!.id,
      to: nodes[k + 1]!.id,
      speedMs: rule.speedMs,
      profileM: rail.z.slice(a, b + 1),
    };
  });
  return { nodes, streets };
}
