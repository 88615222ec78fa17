import { DryrunError, type Notice } from '../../../src/domain/errors';
import type { TrafficDemand, VehicleDemand, VehicleType } from '../../../src/domain/traffic';
import { classBit, classCode } from '../network/classes';
import type { RoadNet } from '../network/compile';
import { RouteBook } from '../network/routes';
import { WayFinder, freeTimes } from '../network/search';
import { normal, uniform } from '../random';
import type { TrafficSetup } from '../setup';
import {
  type Departures,
  LANE_BEST,
  LANE_FIRST,
  LANE_FREE,
  LANE_RANDOM,
  POS_BASE,
  POS_FREE,
  POS_LAST,
  POS_RANDOM,
  SPEED_DESIRED,
  SPEED_MAX,
  SPEED_RANDOM,
} from '../sim/insertion';
import { World } from '../sim/world';

/** Limits of a driver's factor on speed limits (SUMO's `normc(…, 0.2, 2)`). */
const LEAST_FACTOR = 0.2;
const MOST_FACTOR = 2;

export interface Fleet {
  readonly world: World;
  readonly departures: Departures;
  readonly ids: readonly string[];
  readonly types: readonly VehicleType[];
  readonly notices: readonly Notice[];
}

interface Planned {
  readonly demand: VehicleDemand;
  readonly id: string;
  readonly departS: number;
  readonly edges: readonly number[];
  readonly type: number;
  /** Number of its random stream: its place in the demand, whatever departs before it. */
  readonly stream: number;
}

/**
 * The vehicles of a run in order of departure, with types drawn, ways found and speeds sampled.
 *
 * @throws DryrunError `traffic.demand.*` naming the vehicle and where it stands
 */
export function makeFleet(setup: TrafficSetup, net: RoadNet, stepS: number): Fleet {
  const { demand, seed, beginS } = setup;
  const notices: Notice[] = [];
  const draw = typeDraw(demand, seed);
  const ways = new Ways(net);
  const planned: Planned[] = [];
  let early = 0;
  let stream = 0;
  const add = (d: VehicleDemand, id: string, departS: number): void => {
    const number = stream++;
    if (departS < beginS - 1e-9) {
      early++;
      return;
    }
    if (departS - beginS >= setup.horizonS) return;
    const type = draw(d, number);
    const edges = ways.edgesOf(d, classBit(demand.types[type]!.vClass));
    planned.push({ demand: d, id, departS: departS - beginS, edges, type, stream: number });
  };
  for (const d of demand.vehicles) add(d, d.id, d.departS);
  for (const f of demand.flows) {
    if (f.count !== undefined) {
      const gap = (f.endS - f.beginS) / Math.max(1, f.count);
      for (let k = 0; k < f.count; k++) add(f.vehicle, `${f.vehicle.id}.${k}`, f.beginS + k * gap);
    } else {
      let k = 0;
      for (let t = f.beginS; t < f.endS; t++) {
        const hit = uniform(seed, hashText(f.vehicle.id), t) < (f.probabilityPerS ?? 0);
        if (hit) add(f.vehicle, `${f.vehicle.id}.${k++}`, t);
      }
    }
  }
  if (early > 0) {
    notices.push({
      code: 'traffic.demand.before_begin',
      what: `${early} vehicles depart before the run begins and are left out.`,
      count: early,
    });
  }
  planned.sort((a, b) => a.departS - b.departS || a.stream - b.stream);
  const stops = planned.reduce((n, p) => n + p.demand.stops.length, 0);
  const routes = new RouteBook(net);
  const world = new World(net, routes, planned.length, stops, seed, stepS);
  const departures: Departures = {
    lane: new Int32Array(planned.length),
    pos: new Float64Array(planned.length),
    speed: new Float64Array(planned.length),
    edge: new Int32Array(planned.length),
  };
  let stopRow = 0;
  planned.forEach((p, v) => {
    stopRow = fill(world, net, demand.types[p.type]!, p, v, stopRow);
    departures.lane[v] = laneCode(p.demand.departLane);
    departures.pos[v] = posCode(p.demand.departPos);
    departures.speed[v] = speedCode(p.demand.departSpeed);
    departures.edge[v] = p.edges[0]!;
  });
  return { world, departures, ids: planned.map((p) => p.id), types: demand.types, notices };
}

function fill(
  w: World,
  net: RoadNet,
  t: VehicleType,
  p: Planned,
  v: number,
  stopRow: number,
): number {
  const bits = classBit(t.vClass);
  const factor = t.speedFactor + t.speedDev * normal(w.seed, p.stream, 1);
  w.plannedS[v] = p.departS;
  w.length[v] = t.lengthM;
  w.minGap[v] = t.minGapM;
  w.maxAccel[v] = t.accelMs2;
  w.decel[v] = t.decelMs2;
  w.emergencyDecel[v] = t.emergencyDecelMs2;
  w.tau[v] = t.tauS;
  w.sigma[v] = t.sigma;
  w.maxSpeed[v] = t.maxSpeedMs;
  w.speedFactor[v] = Math.min(MOST_FACTOR, Math.max(LEAST_FACTOR, factor));
  w.classBits[v] = bits;
  w.classCode[v] = classCode(t.vClass);
  w.typeIndex[v] = p.type;
  w.cooperates[v] = t.attributes['lcCooperative'] === '0.0' ? 0 : 1;
  const lastEdge = p.edges.at(-1)!;
  const end = net.laneLength[net.edgeFirstLane[lastEdge]!]!;
  const arrival = p.demand.arrivalPosM ?? end;
  w.arrivalPos[v] = arrival < 0 ? Math.max(0, end + arrival) : arrival;
  w.route[v] = w.routes.add(p.edges, bits);
  w.lanePlan[v] = w.route[v]!;
  let row = stopRow;
  const placed: [number, number, number][] = [];
  let from = 0;
  for (const s of p.demand.stops) {
    const lane = net.laneIdIndex.get(s.laneId);
    const at = lane === undefined ? -1 : p.edges.indexOf(net.laneEdge[lane]!, from);
    if (lane === undefined || at < 0) {
      throw new DryrunError({
        code: 'traffic.demand.stop',
        place: p.demand.place ?? p.id,
        what: `The vehicle "${p.id}" shall halt on lane "${s.laneId}", which its route does not pass.`,
        mend: 'Correct the stop or the route.',
        params: { vehicle: p.id, lane: s.laneId },
      });
    }
    const length = net.laneLength[lane]!;
    const place = (x: number): number => Math.max(0, x < 0 ? length + x : Math.min(x, length));
    w.stopLane[row] = lane;
    w.stopPos[row] = place(s.endPosM);
    w.stopFrom[row] = Math.min(place(s.startPosM), place(s.endPosM) - 1);
    w.stopRoutePos[row] = at;
    w.stopDurationS[row] = s.durationS;
    w.stopUntilS[row] = s.untilS ?? -Infinity;
    placed.push([at, net.laneIndex[lane]!, place(s.endPosM)]);
    from = at;
    row++;
  }
  w.stopStart[v] = stopRow;
  w.stopStart[v + 1] = row;
  w.nextStop[v] = stopRow;
  if (placed.length > 0) {
    w.haltRoute[v] = w.routes.add(p.edges, bits, placed);
    w.lanePlan[v] = w.haltRoute[v]!;
  }
  return row;
}

/** Which type a vehicle has; of a distribution by a draw of its own. */
function typeDraw(
  demand: TrafficDemand,
  seed: number,
): (d: VehicleDemand, stream: number) => number {
  const index = new Map(demand.types.map((t, i) => [t.id, i]));
  const mixes = new Map(demand.distributions.map((d) => [d.id, d.members]));
  return (d, stream) => {
    const direct = index.get(d.type);
    if (direct !== undefined) return direct;
    const members = mixes.get(d.type);
    if (!members) {
      throw new DryrunError({
        code: 'traffic.demand.type',
        place: d.place ?? d.id,
        what: `The vehicle "${d.id}" has the type "${d.type}", which is not defined.`,
        mend: 'Define the type, or correct the name.',
        params: { vehicle: d.id, type: d.type },
      });
    }
    const total = members.reduce((s, m) => s + m.probability, 0);
    let r = uniform(seed, stream, 7) * total;
    for (const m of members) {
      r -= m.probability;
      if (r < 0) return index.get(m.type)!;
    }
    return index.get(members.at(-1)!.type)!;
  };
}

/** Edge numbers of routes, checked, and of trips, found. */
class Ways {
  private readonly finders = new Map<number, WayFinder>();
  private readonly found = new Map<string, readonly number[]>();
  private readonly costS: Float64Array;
  private readonly net: RoadNet;

  constructor(net: RoadNet) {
    this.net = net;
    this.costS = freeTimes(net);
  }

  edgesOf(d: VehicleDemand, bits: number): readonly number[] {
    const key = `${bits} ${d.routed} ${d.edges.join(' ')}`;
    const had = this.found.get(key);
    if (had) return had;
    const edges = d.edges.map((id) => this.edge(d, id));
    const way = d.routed ? edges : this.route(d, edges, bits);
    if (d.routed) this.checkConnected(d, edges);
    this.found.set(key, way);
    return way;
  }

  private edge(d: VehicleDemand, id: string): number {
    const e = this.net.edgeIdIndex.get(id);
    if (e !== undefined) return e;
    throw new DryrunError({
      code: 'traffic.demand.edge',
      place: d.place ?? d.id,
      what: `The vehicle "${d.id}" drives on the edge "${id}", which is not in the network.`,
      mend: 'Give demand that belongs to this network.',
      params: { vehicle: d.id, edge: id },
    });
  }

  private route(d: VehicleDemand, points: readonly number[], bits: number): number[] {
    let finder = this.finders.get(bits);
    if (!finder) this.finders.set(bits, (finder = new WayFinder(this.net, bits)));
    const way = [points[0]!];
    for (let i = 0; i + 1 < points.length; i++) {
      const part = finder.find(points[i]!, points[i + 1]!, this.costS);
      if (!part) throw this.unconnected(d, points[i]!, points[i + 1]!);
      way.push(...part.slice(1));
    }
    return way;
  }

  private checkConnected(d: VehicleDemand, edges: readonly number[]): void {
    const { net } = this;
    for (let i = 0; i + 1 < edges.length; i++) {
      const first = net.edgeFirstLane[edges[i]!]!;
      let joined = false;
      const end = first + net.edgeLanes[edges[i]!]!;
      for (let k = net.laneLinks[first]!; k < net.laneLinks[end]! && !joined; k++) {
        joined = net.laneEdge[net.linkTo[net.linkOfLane[k]!]!] === edges[i + 1];
      }
      if (!joined) throw this.unconnected(d, edges[i]!, edges[i + 1]!);
    }
  }

  private unconnected(d: VehicleDemand, a: number, b: number): DryrunError {
    const { edgeIds } = this.net;
    return new DryrunError({
      code: 'traffic.demand.unconnected',
      place: d.place ?? d.id,
      what: `The vehicle "${d.id}" cannot get from edge "${edgeIds[a]}" to "${edgeIds[b]}".`,
      mend: 'Correct the route, or open the connection to its class.',
      params: { vehicle: d.id, from: edgeIds[a]!, to: edgeIds[b]! },
    });
  }
}

function laneCode(lane: VehicleDemand['departLane']): number {
  if (typeof lane === 'number') return lane;
  const codes = {
    first: LANE_FIRST,
    allowed: LANE_FREE,
    free: LANE_FREE,
    best: LANE_BEST,
    random: LANE_RANDOM,
  };
  return codes[lane];
}

function posCode(pos: VehicleDemand['departPos']): number {
  if (typeof pos === 'number') return pos;
  return { base: POS_BASE, free: POS_FREE, last: POS_LAST, random: POS_RANDOM }[pos];
}

function speedCode(speed: VehicleDemand['departSpeed']): number {
  if (typeof speed === 'number') return speed;
  return { max: SPEED_MAX, desired: SPEED_DESIRED, random: SPEED_RANDOM }[speed];
}

function hashText(text: string): number {
  let h = 0;
  for (let i = 0; i < text.length; i++) h = (Math.imul(h, 31) + text.charCodeAt(i)) | 0;
  return h;
}
