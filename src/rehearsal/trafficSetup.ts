import type { TrafficSetup } from '../../workers/traffic/setup';
import type { City } from '../domain/city';
import { DryrunError } from '../domain/errors';
import type { Scenario } from '../domain/scenario';
import type { TrafficNetwork, VehicleDemand, VehicleType } from '../domain/traffic';
import { defaultVehicleType } from '../io/sumo/vehicleTypes';
import { reachOf, type Reach } from './trafficReach';

/**
 * Assumed demand of a city that brings none: car trips per resident in a busy hour (3 trips a day by
 * person, 4 of 10 by car, 1.3 persons to a car, 9 % of the day in the hour).
 */
const TRIPS_PER_RESIDENT_H = 0.08;
/** Assumed departures per hour and kilometre of lane: at most, and where residents are unknown. */
const MOST_TRIPS_PER_LANE_KM_H = 30;
/** Assumed shares: from the fringe into the city, out of it, through it; the rest stays inside. */
const INBOUND = 0.35;
const OUTBOUND = 0.35;
const THROUGH = 0.15;
const TRUCK_SHARE = 0.05;
/** Streets up to this limit have front doors, m/s (50 km/h). */
const STREET_LIMIT_MS = 14;
/** Departures are drawn minute by minute. */
const SLICE_S = 60;

/** Vehicles of the assumed demand; the truck as SUMO has it. */
const CAR: VehicleType = { ...defaultVehicleType(), id: 'car' };
const TRUCK: VehicleType = {
  ...CAR,
  id: 'truck',
  vClass: 'truck',
  lengthM: 7.1,
  accelMs2: 1.3,
  decelMs2: 4,
  emergencyDecelMs2: 7,
  maxSpeedMs: 130 / 3.6,
  widthM: 2.4,
  emissionClass: 'HBEFA3/HDV',
};

/**
 * The traffic engine's set-up for a scenario on a City. Nobody knows its trips, so they are assumed:
 * random ones between the ends of the network (its fringe) and streets with front doors, evenly in
 * time, as many as the constants above say, times the scenario's `demand` forcing; all on the ways
 * that are quickest on empty roads. The scenario's seed decides them. Measures are not in it.
 *
 * @throws DryrunError `traffic.setup.network` for a City without a road network that can be driven
 */
export function trafficSetup(city: City, scenario: Scenario): TrafficSetup {
  const network = city.traffic;
  const places = network && placesOf(network, 'passenger');
  if (!network || !places || places.origins.length === 0) {
    throw new DryrunError({
      code: 'traffic.setup.network',
      place: city.id,
      what: 'The city has no network of roads that cars could drive on.',
      mend: 'Import one (SUMO .net.xml or OpenStreetMap), or leave the traffic engine out.',
    });
  }
  return {
    network,
    demand: {
      types: [CAR, TRUCK],
      distributions: [],
      vehicles: assumedTrips(network, scenario, tripsPerHour(city, network), places),
      flows: [],
    },
    beginS: 0,
    horizonS: scenario.horizonS,
    outputEveryS: scenario.outputEveryS,
    seed: scenario.seed,
  };
}

/** Edges where trips begin and end, and the sums of their weights up to each. */
interface Places {
  readonly origins: WeightedEdges;
  readonly ends: WeightedEdges;
  readonly gatesIn: WeightedEdges;
  readonly gatesOut: WeightedEdges;
}

class WeightedEdges {
  private readonly ids: string[] = [];
  private readonly upTo: number[] = [];

  get length(): number {
    return this.ids.length;
  }

  add(id: string, weight: number): void {
    this.ids.push(id);
    this.upTo.push((this.upTo.at(-1) ?? 0) + weight);
  }

  /** The edge at a share of the whole weight. */
  at(share: number): string {
    const wanted = share * this.upTo.at(-1)!;
    let low = 0;
    let high = this.ids.length - 1;
    while (low < high) {
      const mid = (low + high) >> 1;
      if (this.upTo[mid]! > wanted) high = mid;
      else low = mid + 1;
    }
    return this.ids[low]!;
  }
}

/**
 * Gates are edges at junctions with one neighbour only, weighted by lanes and speed limit; front
 * doors are along slow edges, weighted by length. Where one kind is missing the other stands in.
 */
function placesOf(net: TrafficNetwork, vClass: string): Places {
  const reach: Reach = reachOf(net, vClass);
  const neighbours = new Map<string, Set<string>>();
  const meet = (a: string, b: string): void => {
    const had = neighbours.get(a);
    if (had) had.add(b);
    else neighbours.set(a, new Set([b]));
  };
  for (const e of net.edges) {
    if (e.function !== 'normal') continue;
    meet(e.fromJunction, e.toJunction);
    meet(e.toJunction, e.fromJunction);
  }
  const isEnd = (junction: string): boolean => neighbours.get(junction)?.size === 1;
  const places = {
    origins: new WeightedEdges(),
    ends: new WeightedEdges(),
    gatesIn: new WeightedEdges(),
    gatesOut: new WeightedEdges(),
  };
  net.edges.forEach((e, i) => {
    const lane = net.lanes[e.lanes[0] ?? -1];
    if (e.function !== 'normal' || !lane) return;
    const gate = e.lanes.length * lane.speedMs;
    if (reach.from[i] && isEnd(e.fromJunction)) places.gatesIn.add(e.id, gate);
    if (reach.to[i] && isEnd(e.toJunction)) places.gatesOut.add(e.id, gate);
    if (lane.speedMs > STREET_LIMIT_MS) return;
    if (reach.from[i]) places.origins.add(e.id, lane.lengthM);
    if (reach.to[i]) places.ends.add(e.id, lane.lengthM);
  });
  const or = (a: WeightedEdges, b: WeightedEdges): WeightedEdges => (a.length > 0 ? a : b);
  return {
    origins: or(places.origins, places.gatesIn),
    ends: or(places.ends, places.gatesOut),
    gatesIn: or(places.gatesIn, places.origins),
    gatesOut: or(places.gatesOut, places.ends),
  };
}

/** Trips in an hour at a factor of 1. */
function tripsPerHour(city: City, net: TrafficNetwork): number {
  let residents = 0;
  for (const b of city.buildings) if (b.use === 'residential') residents += b.population;
  let laneKm = 0;
  for (const e of net.edges) {
    if (e.function !== 'normal') continue;
    for (const l of e.lanes) laneKm += net.lanes[l]!.lengthM / 1000;
  }
  const most = MOST_TRIPS_PER_LANE_KM_H * laneKm;
  return residents > 0 ? Math.min(TRIPS_PER_RESIDENT_H * residents, most) : most;
}

function assumedTrips(
  net: TrafficNetwork,
  scenario: Scenario,
  perHour: number,
  cars: Places,
): VehicleDemand[] {
  const trucks = placesOf(net, 'truck');
  const draw = drawer(scenario.seed);
  const rows = scenario.forcings.flatMap((f) => (f.kind === 'demand' ? [f.factor] : []))[0];
  const out: VehicleDemand[] = [];
  let due = 0;
  for (let t = 0; t < scenario.horizonS; t += SLICE_S) {
    const lasts = Math.min(SLICE_S, scenario.horizonS - t);
    const factor = rows ? Math.max(0, factorAt(rows, t + 0.5 * lasts)) : 1;
    due += (perHour * factor * lasts) / 3600;
    const now: VehicleDemand[] = [];
    for (; due >= 1; due--) {
      const isTruck = draw() < TRUCK_SHARE && trucks.origins.length > 0;
      const [from, to] = ends(isTruck ? trucks : cars, draw);
      const departS = t + draw() * lasts;
      if (from !== to) now.push(trip(out.length + now.length, isTruck, departS, from, to));
    }
    out.push(...now.sort((a, b) => a.departS - b.departS));
  }
  return out;
}

/** First and last edge of a trip, by its kind. */
function ends(p: Places, draw: () => number): readonly [string, string] {
  const kind = draw();
  const inbound = kind < INBOUND;
  const outbound = !inbound && kind < INBOUND + OUTBOUND;
  const through = !inbound && !outbound && kind < INBOUND + OUTBOUND + THROUGH;
  const from = inbound || through ? p.gatesIn : p.origins;
  const to = outbound || through ? p.gatesOut : p.ends;
  return [from.at(draw()), to.at(draw())];
}

function trip(n: number, truck: boolean, departS: number, from: string, to: string): VehicleDemand {
  return {
    id: `trip${n}`,
    type: truck ? TRUCK.id : CAR.id,
    departS,
    edges: [from, to],
    routed: false,
    departLane: 'best',
    departPos: 'base',
    departSpeed: 'max',
    stops: [],
  };
}

/** Linear between rows, held before the first and after the last. */
function factorAt(rows: readonly (readonly [number, number])[], t: number): number {
  const k = rows.findIndex((r) => r[0] >= t);
  if (k === 0) return rows[0]![1];
  if (k < 0) return rows.at(-1)![1];
  const [t0, a] = rows[k - 1]!;
  const [t1, b] = rows[k]!;
  return a + ((b - a) * (t - t0)) / (t1 - t0);
}

/** Random numbers from 0 to 1 by a seed: mulberry32 (Ettinger 2017, public domain). */
function drawer(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
