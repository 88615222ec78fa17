import type {
  TrafficConnection,
  TrafficEdge,
  TrafficJunction,
  TrafficLane,
  TrafficNetwork,
  SignalProgram,
} from '../../../../src/domain/traffic';
import type { CityPlan } from '../../plan';
import { coordinate } from './coordination';
import { placeBusStops, placeDetectors } from './furniture';
import { edgeHeadings, laneShape, linkShape, planLength } from './lanes';
import { linksOf, type Link } from './movements';
import { junctionOutline } from './outline';
import { linkState, requests, rightOfWay, type RightOfWay } from './rightOfWay';
import { CLASS_RANK, planRoads, type RoadJunction, type RoadPlan } from './roads';
import { planStages, signalProgram, type StagePlan } from './signals';
import { stagesOf } from './stages';

/** Coordinates are kept to the millimetre, so that files read back to the same network. */
const PER_MM = 1000;
/** Lateral acceleration taken in turns, m/s² (SUMO's default for junction speeds: v = √(5.5·r)). */
const LATERAL_MS2 = 5.5;

/** Lane-accurate road network of a planned city, with right of way, signals, detectors and bus stops. */
export function buildTraffic(plan: CityPlan): TrafficNetwork {
  const roads = planRoads(plan);
  const out = new NetworkParts(roads);
  roads.edges.forEach((_, e) => out.addRoad(e));
  const plans = new Map<number, StagePlan>();
  for (const junction of roads.junctions) {
    const links = linksOf(roads, junction);
    const paths = links.map((l) => out.path(l));
    const row = rightOfWay(roads, junction, links, paths);
    out.addJunction(junction, links, paths, row);
    if (row.type !== 'traffic_light') continue;
    const speed = (i: number) => out.speedOf(links[i]!.from);
    plans.set(junction.node, planStages(stagesOf(roads, junction, links, row), links, row, speed));
  }
  const joint = coordinate(roads, new Map([...plans].map(([node, p]) => [node, p.cycleS])));
  const signals: SignalProgram[] = [];
  for (const [node, p] of plans) {
    const { cycleS, offsetS } = joint.get(node)!;
    signals.push(signalProgram(roads.graph.nodes[node]!.id, p, cycleS, offsetS));
  }
  const { minX, minY, maxX, maxY } = plan.extent;
  const bounds = [minX, minY, maxX, maxY].map((v) => v.toFixed(2)).join(',');
  return {
    ...out.internalFirst(),
    junctions: out.junctions,
    connections: [...out.connections, ...out.internalConnections],
    signals,
    roundabouts: [],
    detectors: placeDetectors(roads, out.lanes),
    busStops: placeBusStops(roads, out.lanes),
    meta: {
      version: '1.9',
      netOffset: '0.00,0.00',
      convBoundary: bounds,
      origBoundary: bounds,
      projParameter: '!',
    },
  };
}

/** Collects edges, lanes, junctions and connections. The lanes of road edge e start at `firstLane[e]`. */
class NetworkParts {
  readonly edges: TrafficEdge[] = [];
  readonly lanes: TrafficLane[] = [];
  readonly junctions: TrafficJunction[] = [];
  readonly connections: TrafficConnection[] = [];
  readonly internalConnections: TrafficConnection[] = [];
  private readonly firstLane: number[] = [];

  constructor(private readonly roads: RoadPlan) {}

  addRoad(e: number): void {
    const edge = this.roads.edges[e]!;
    const { street } = this.roads.graph.streets[edge.street]!;
    this.firstLane[e] = this.lanes.length;
    const index = this.edges.length;
    const lanes = edge.rightM.map((_, i) => {
      const shape = laneShape(this.roads, edge, i);
      return this.addLane(index, edge.id, i, shape, street.speedMs, edge.laneWidthM);
    });
    this.edges.push({
      id: edge.id,
      function: 'normal',
      fromJunction: edge.from,
      toJunction: edge.to,
      priority: CLASS_RANK[street.class],
      type: `highway.${street.class}`,
      name: street.name?.en ?? '',
      lanes,
      streetId: street.id,
      attributes: {},
    });
  }

  speedOf(e: number): number {
    return this.lanes[this.firstLane[e]!]!.speedMs;
  }

  path(l: Link): Float64Array {
    const from = this.lanes[this.firstLane[l.from]! + l.fromLane]!.shape;
    const to = this.lanes[this.firstLane[l.to]! + l.toLane]!.shape;
    const heading = (e: number) => edgeHeadings(this.roads, this.roads.edges[e]!);
    return linkShape(from, to, heading(l.from).end, heading(l.to).start);
  }

  addJunction(
    junction: RoadJunction,
    links: readonly Link[],
    paths: readonly Float64Array[],
    row: RightOfWay,
  ): void {
    const { edges } = this.roads;
    const n = links.length;
    const internal: string[] = [];
    let edgeId = '';
    let lanes: number[] = [];
    links.forEach((l, i) => {
      const before = links[i - 1];
      if (!before || before.from !== l.from || before.to !== l.to) {
        edgeId = `:${junction.id}_${i}`;
        lanes = [];
        this.edges.push(internalEdge(edgeId, lanes, junction.id));
      }
      const speed = Math.min(this.speedOf(l.from), this.speedOf(l.to), turnSpeed(l, paths[i]!));
      const width = edges[l.to]!.laneWidthM;
      lanes.push(
        this.addLane(this.edges.length - 1, edgeId, lanes.length, paths[i]!, speed, width),
      );
      const via = `${edgeId}_${lanes.length - 1}`;
      internal.push(via);
      const ends = { from: edges[l.from]!.id, to: edges[l.to]!.id, toLane: l.toLane };
      const { direction } = l;
      this.connections.push({
        ...ends,
        fromLane: l.fromLane,
        via,
        ...(row.type === 'traffic_light' && { signal: junction.id, linkIndex: i }),
        direction,
        state: linkState(row, i, n),
        attributes: {},
      });
      this.internalConnections.push({
        ...ends,
        from: edgeId,
        fromLane: lanes.length - 1,
        direction,
        state: 'M',
        attributes: {},
      });
    });
    const incoming = links.map((l) => l.from).filter((e, i, all) => all.indexOf(e) === i);
    this.junctions.push({
      id: junction.id,
      type: row.type,
      x: junction.x,
      y: junction.y,
      incomingLanes: incoming.flatMap((e) =>
        edges[e]!.rightM.map((_, i) => `${edges[e]!.id}_${i}`),
      ),
      internalLanes: internal,
      shape: junctionOutline(this.roads, junction),
      requests: requests(row, n),
      attributes: {},
    });
  }

  /** Edges and lanes in the order SUMO writes them: internal edges before the others. */
  internalFirst(): Pick<TrafficNetwork, 'edges' | 'lanes'> {
    const isInternal = (e: TrafficEdge) => e.function === 'internal';
    const ordered = [...this.edges.filter(isInternal), ...this.edges.filter((e) => !isInternal(e))];
    const lanes: TrafficLane[] = [];
    const edges = ordered.map((e, edge): TrafficEdge => {
      const first = lanes.length;
      for (const l of e.lanes) lanes.push({ ...this.lanes[l]!, edge });
      return { ...e, lanes: e.lanes.map((_, i) => first + i) };
    });
    return { edges, lanes };
  }

  private addLane(
    edge: number,
    edgeId: string,
    index: number,
    exact: Float64Array,
    speedMs: number,
    widthM: number,
  ): number {
    const shape = exact.map((v) => Math.round(v * PER_MM) / PER_MM);
    const lane: TrafficLane = {
      id: `${edgeId}_${index}`,
      edge,
      index,
      speedMs,
      lengthM: Math.max(Math.round(planLength(shape) * PER_MM) / PER_MM, 0.1),
      widthM,
      shape,
      allow: [],
      disallow: [],
      attributes: {},
    };
    return this.lanes.push(lane) - 1;
  }
}

function internalEdge(id: string, lanes: readonly number[], junction: string): TrafficEdge {
  return {
    id,
    function: 'internal',
    fromJunction: junction,
    toJunction: junction,
    priority: -1,
    type: '',
    name: '',
    lanes,
    attributes: {},
  };
}

function turnSpeed(l: Link, path: Float64Array): number {
  const turn = Math.abs(l.turn);
  return turn < 0.2 ? Infinity : Math.max(Math.sqrt((LATERAL_MS2 * planLength(path)) / turn), 3);
}
