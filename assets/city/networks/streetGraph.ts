import type { CityPlan, PlannedStreet, StreetNode } from '../plan';
import { chain, lengthOf, pointAt, type Chained } from './polyline';

/** A street with its chainage, and the indices of its end nodes. */
export interface GraphStreet {
  readonly street: PlannedStreet;
  readonly line: Chained;
  readonly lengthM: number;
  readonly profileM: Float64Array;
  readonly from: number;
  readonly to: number;
}

/** One end of a street at a node. */
export interface Arm {
  /** Index into `StreetGraph.streets`. */
  readonly street: number;
  /** True where the street begins at this node. */
  readonly outward: boolean;
  /** Direction in which the street leaves the node, radians counter-clockwise from east. */
  readonly bearing: number;
}

/** The street graph with what every network needs of it: chainage and arms sorted by bearing. */
export interface StreetGraph {
  readonly nodes: readonly StreetNode[];
  readonly streets: readonly GraphStreet[];
  /** Arms per node, counter-clockwise. */
  readonly arms: readonly (readonly Arm[])[];
}

/** Distance along a street at which its direction at the node is taken, m. */
const BEARING_REACH_M = 12;

/** Builds the graph of the streets that pass the filter. Nodes keep their index in the plan. */
export function streetGraph(plan: CityPlan, use: (s: PlannedStreet) => boolean): StreetGraph {
  const indexOf = new Map(plan.nodes.map((n, i) => [n.id, i]));
  const streets: GraphStreet[] = [];
  const arms: Arm[][] = plan.nodes.map(() => []);
  for (const street of plan.streets) {
    const from = indexOf.get(street.from);
    const to = indexOf.get(street.to);
    if (!use(street) || from === undefined || to === undefined || from === to) continue;
    const line = chain(street.centreline);
    if (line.s.length < 2) continue;
    const lengthM = lengthOf(line);
    const k = streets.length;
    streets.push({ street, line, lengthM, profileM: matchProfile(street, line), from, to });
    const reach = Math.min(BEARING_REACH_M, lengthM / 2);
    const head = pointAt(line, reach);
    const tail = pointAt(line, lengthM - reach);
    const end = line.x.length - 1;
    arms[from]!.push({
      street: k,
      outward: true,
      bearing: Math.atan2(head.y - line.y[0]!, head.x - line.x[0]!),
    });
    arms[to]!.push({
      street: k,
      outward: false,
      bearing: Math.atan2(tail.y - line.y[end]!, tail.x - line.x[end]!),
    });
  }
  for (const list of arms) list.sort((a, b) => a.bearing - b.bearing || a.street - b.street);
  return { nodes: plan.nodes, streets, arms };
}

/** The profile without the values of vertices that `chain` dropped. */
function matchProfile(street: PlannedStreet, line: Chained): Float64Array {
  if (street.profileM.length === line.s.length) return street.profileM;
  const out = new Float64Array(line.s.length);
  let k = 0;
  for (let i = 0; i < street.profileM.length && k < line.s.length; i++) {
    if (street.centreline[2 * i] === line.x[k] && street.centreline[2 * i + 1] === line.y[k]) {
      out[k++] = street.profileM[i]!;
    }
  }
  return out;
}
