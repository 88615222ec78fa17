import type { StreetClass } from '../../../../src/domain/city';
import type { CityPlan } from '../../plan';
import { streetGraph, type Arm, type StreetGraph } from '../streetGraph';
import { setbacks } from './setbacks';

/** One direction of a street between two junctions, or the part of it before or after a lane is added. */
export interface RoadEdge {
  readonly id: string;
  readonly street: number;
  /** True where traffic runs in the direction of the street's centreline. */
  readonly forward: boolean;
  readonly from: string;
  readonly to: string;
  /** Chainages of the street between which the edge runs, a < b in street direction. */
  readonly a: number;
  readonly b: number;
  /** Distance of each lane's middle to the right of the centreline as driven, m; rightmost first. */
  readonly rightM: readonly number[];
  readonly laneWidthM: number;
  /** True where the leftmost lane is a turn lane added before a junction. */
  readonly leftPocket: boolean;
}

/** A place where edges meet: a node of the street graph, or the point where a turn lane begins. */
export interface RoadJunction {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  /** Node of the street graph, or −1 where a turn lane begins. */
  readonly node: number;
  readonly signals: boolean;
  readonly incoming: number[];
  readonly outgoing: number[];
}

/** Carriageways of the city as edges and junctions, before lanes and links are drawn. */
export interface RoadPlan {
  readonly graph: StreetGraph;
  /** Distance of the stop line from the node, per street end: [from, to]. */
  readonly setbackM: readonly (readonly [number, number])[];
  readonly edges: readonly RoadEdge[];
  readonly junctions: readonly RoadJunction[];
}

const DRIVABLE: ReadonlySet<StreetClass> = new Set([
  'motorway',
  'arterial',
  'collector',
  'local',
  'service',
]);

/** Order of street classes at a junction: the higher has the right of way. */
export const CLASS_RANK: Readonly<Record<StreetClass, number>> = {
  motorway: 6,
  arterial: 5,
  collector: 4,
  local: 3,
  service: 2,
  pedestrian: 1,
  rail: 0,
};

const LANE_MAX_M = 3.5;
const LANE_MIN_M = 2.75;
/** Length of a left-turn lane with its queue of 7 or 5 cars, m. */
const POCKET_M = { arterial: 48, collector: 36 } as const;
/** What must stay of the edge before the turn lane, m. */
const BEFORE_POCKET_M = 12;

/** Divides the drivable streets into edges per direction, with turn lanes before signals. */
export function planRoads(plan: CityPlan): RoadPlan {
  const graph = streetGraph(plan, (s) => DRIVABLE.has(s.class) && s.lanes > 0);
  const setbackM = setbacks(graph);
  const edges: RoadEdge[] = [];
  const junctions: RoadJunction[] = [];
  const at = graph.nodes.map((n, node) => {
    if (graph.arms[node]!.length === 0) return -1;
    const signals = n.signals && graph.arms[node]!.length >= 3;
    return (
      junctions.push({ id: n.id, x: n.x, y: n.y, node, signals, incoming: [], outgoing: [] }) - 1
    );
  });
  const addEdge = (edge: RoadEdge, from: number, to: number) => {
    const k = edges.push(edge) - 1;
    junctions[from]!.outgoing.push(k);
    junctions[to]!.incoming.push(k);
  };
  graph.streets.forEach((s, k) => {
    const a = setbackM[k]![0];
    const b = s.lengthM - setbackM[k]![1];
    const { street } = s;
    const perWay = street.oneway ? street.lanes : Math.max(1, Math.floor(street.lanes / 2));
    const space = street.oneway ? street.widthM : street.widthM / 2;
    const width = Math.min(Math.max(space / perWay, LANE_MIN_M), LANE_MAX_M);
    for (const forward of street.oneway ? [true] : [true, false]) {
      const [fromNode, toNode] = forward ? [s.from, s.to] : [s.to, s.from];
      const from = at[fromNode]!;
      const to = at[toNode]!;
      const id = `road-${street.id}-${forward ? 'f' : 'b'}`;
      const centred = street.oneway ? (perWay * width) / 2 : 0;
      const base = {
        street: k,
        forward,
        from: junctions[from]!.id,
        to: junctions[to]!.id,
        rightM: laneOffsets(perWay, width, -centred),
        laneWidthM: width,
        leftPocket: false,
      };
      const pocket = pocketLength(graph, junctions[to]!, k, forward, b - a);
      if (pocket === 0) {
        addEdge({ ...base, id, a, b }, from, to);
        continue;
      }
      const cut = forward ? b - pocket : a + pocket;
      const p = pointOn(graph, k, cut);
      const mid = junctions.push({
        id: `${id}-widens`,
        ...p,
        node: -1,
        signals: false,
        incoming: [],
        outgoing: [],
      });
      const narrow = Math.min(Math.max(space / (perWay + 1), LANE_MIN_M), 3.25);
      const midId = `${id}-widens`;
      const first = forward ? { a, b: cut } : { a: cut, b };
      const last = forward ? { a: cut, b } : { a, b: cut };
      addEdge({ ...base, id, to: midId, ...first }, from, mid - 1);
      addEdge(
        {
          ...base,
          id: `${id}-turn`,
          from: midId,
          rightM: laneOffsets(perWay + 1, narrow, -centred),
          laneWidthM: narrow,
          leftPocket: true,
          ...last,
        },
        mid - 1,
        to,
      );
    }
  });
  return { graph, setbackM, edges, junctions };
}

function laneOffsets(count: number, width: number, shift: number): number[] {
  return Array.from({ length: count }, (_, i) => (count - 1 - i + 0.5) * width + shift);
}

function pointOn(graph: StreetGraph, k: number, s: number): { x: number; y: number } {
  const { line } = graph.streets[k]!;
  let i = 0;
  while (i < line.s.length - 2 && line.s[i + 1]! < s) i++;
  const t = (s - line.s[i]!) / (line.s[i + 1]! - line.s[i]!);
  return {
    x: line.x[i]! + t * (line.x[i + 1]! - line.x[i]!),
    y: line.y[i]! + t * (line.y[i + 1]! - line.y[i]!),
  };
}

/** Length of the left-turn lane at the end of an edge, m; 0 where there is none. */
function pocketLength(
  graph: StreetGraph,
  end: RoadJunction,
  street: number,
  forward: boolean,
  usableM: number,
): number {
  const cls = graph.streets[street]!.street.class;
  if (!end.signals || (cls !== 'arterial' && cls !== 'collector')) return 0;
  const arms = graph.arms[end.node]!;
  const own = arms.find((a) => a.street === street && a.outward !== forward);
  if (!own || !arms.some((a) => a !== own && isLeft(graph, own, a))) return 0;
  return usableM >= POCKET_M[cls] + BEFORE_POCKET_M ? POCKET_M[cls] : 0;
}

function isLeft(graph: StreetGraph, own: Arm, other: Arm): boolean {
  const s = graph.streets[other.street]!.street;
  if (s.oneway && !other.outward) return false;
  const turn = wrap(other.bearing - own.bearing - Math.PI);
  return turn > Math.PI / 5;
}

/** An angle brought into (−π, π]. */
export function wrap(angle: number): number {
  const t = angle % (2 * Math.PI);
  if (t > Math.PI) return t - 2 * Math.PI;
  return t <= -Math.PI ? t + 2 * Math.PI : t;
}
