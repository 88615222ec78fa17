import type { RoadNet } from '../network/compile';
import type { RouteBook } from '../network/routes';

/** Where a vehicle is in its life; 0: it has yet to depart. */
export const RUNNING = 1;
export const ARRIVED = 2;

/** What a link shows to those who approach it. */
export const RED = 0;
export const YELLOW = 1;
export const MINOR = 2;
export const MAJOR = 3;

/** Below this a vehicle counts as halting, m/s (as in SUMO). */
export const HALTING_MS = 0.1;

/**
 * The whole state of a run as arrays. Vehicles are numbered in order of departure; per vehicle one
 * value in each `Float64Array` or `Int32Array` below. The vehicles on lane l, front first, are
 * `list[laneSlots[l] … laneSlots[l] + laneCount[l] − 1]`: the leader of the one at k is at k − 1.
 */
export class World {
  readonly net: RoadNet;
  readonly routes: RouteBook;
  readonly seed: number;
  readonly stepS: number;
  readonly vehicles: number;
  /** Steps done; the time is `step · stepS`. */
  step = 0;

  readonly list: Int32Array;
  readonly laneCount: Int32Array;
  /** A vehicle ahead of the lane's end whose rear still stands on it; −1: none. Its rear's place. */
  readonly tail: Int32Array;
  readonly tailPos: Float64Array;
  /** RED, YELLOW, MINOR or MAJOR now. */
  readonly linkState: Uint8Array;

  readonly status: Uint8Array;
  readonly lane: Int32Array;
  readonly pos: Float64Array;
  readonly speed: Float64Array;
  readonly accel: Float64Array;
  /** Speed decided for the step; below 0 where the vehicle stops within it. */
  readonly next: Float64Array;
  /** Speed it would drive at on the lane it is on were it alone. */
  readonly desired: Float64Array;
  readonly route: Int32Array;
  /** Position in the route of the edge it is on, or came from while inside a junction. */
  readonly routePos: Int32Array;
  /** Route whose rows tell lanes apart: with the halts still to come, or without. */
  readonly lanePlan: Int32Array;
  readonly behind: Int32Array;
  readonly behind2: Int32Array;
  readonly length: Float64Array;
  readonly minGap: Float64Array;
  readonly maxAccel: Float64Array;
  readonly decel: Float64Array;
  readonly emergencyDecel: Float64Array;
  readonly tau: Float64Array;
  readonly sigma: Float64Array;
  readonly maxSpeed: Float64Array;
  readonly speedFactor: Float64Array;
  readonly classBits: Int32Array;
  readonly classCode: Uint8Array;
  readonly typeIndex: Int32Array;
  readonly cooperates: Uint8Array;
  /** Step it entered the junction it is in. */
  readonly enteredAt: Int32Array;
  /** 1: it will not pass the link ahead in this step. */
  readonly mustWait: Uint8Array;
  readonly waitingS: Float64Array;
  readonly arrivalPos: Float64Array;

  readonly memorySpeed: Float64Array;
  readonly gainWish: Float64Array;
  readonly rightWish: Float64Array;
  /** Highest speed asked for by lane changing, m/s; Infinity: none. */
  readonly advice: Float64Array;

  /** Halts of vehicle v: rows `stopStart[v] … stopStart[v + 1] − 1` of the stop arrays. */
  readonly stopStart: Int32Array;
  readonly nextStop: Int32Array;
  readonly stopLane: Int32Array;
  readonly stopPos: Float64Array;
  readonly stopFrom: Float64Array;
  readonly stopRoutePos: Int32Array;
  readonly stopDurationS: Float64Array;
  readonly stopUntilS: Float64Array;
  /** Seconds of the present halt still to go; 0: driving. */
  readonly dwellS: Float64Array;
  readonly haltRoute: Int32Array;

  /** Records of trips. */
  readonly plannedS: Float64Array;
  readonly departS: Float64Array;
  readonly arriveS: Float64Array;
  readonly lossS: Float64Array;
  readonly haltS: Float64Array;
  readonly distanceM: Float64Array;
  readonly halts: Int32Array;

  /** Per edge, since the start: vehicles in, out, departed here, arrived here, and on it now. */
  readonly edgeEntered: Int32Array;
  readonly edgeLeft: Int32Array;
  readonly edgeDeparted: Int32Array;
  readonly edgeArrived: Int32Array;
  /** Vehicle-seconds and vehicle-metres per edge since the start. */
  readonly edgeSeconds: Float64Array;
  readonly edgeMetres: Float64Array;
  readonly linkPassed: Int32Array;

  running = 0;
  inserted = 0;
  arrived = 0;
  collisions = 0;
  redPassed = 0;
  updates = 0;

  constructor(
    net: RoadNet,
    routes: RouteBook,
    vehicles: number,
    stops: number,
    seed: number,
    stepS: number,
  ) {
    this.net = net;
    this.routes = routes;
    this.seed = seed;
    this.stepS = stepS;
    this.vehicles = vehicles;
    const f = (n: number, fill = 0): Float64Array => new Float64Array(n).fill(fill);
    const i = (n: number, fill = 0): Int32Array => new Int32Array(n).fill(fill);
    this.list = i(net.laneSlots[net.lanes]!, -1);
    this.laneCount = i(net.lanes);
    this.tail = i(net.lanes, -1);
    this.tailPos = f(net.lanes);
    this.linkState = new Uint8Array(net.links);
    this.status = new Uint8Array(vehicles);
    this.lane = i(vehicles, -1);
    this.pos = f(vehicles);
    this.speed = f(vehicles);
    this.accel = f(vehicles);
    this.next = f(vehicles);
    this.desired = f(vehicles, 1);
    this.route = i(vehicles);
    this.routePos = i(vehicles);
    this.lanePlan = i(vehicles);
    this.behind = i(vehicles, -1);
    this.behind2 = i(vehicles, -1);
    this.length = f(vehicles);
    this.minGap = f(vehicles);
    this.maxAccel = f(vehicles);
    this.decel = f(vehicles);
    this.emergencyDecel = f(vehicles);
    this.tau = f(vehicles);
    this.sigma = f(vehicles);
    this.maxSpeed = f(vehicles);
    this.speedFactor = f(vehicles);
    this.classBits = i(vehicles);
    this.classCode = new Uint8Array(vehicles);
    this.typeIndex = i(vehicles);
    this.cooperates = new Uint8Array(vehicles).fill(1);
    this.enteredAt = i(vehicles);
    this.mustWait = new Uint8Array(vehicles);
    this.waitingS = f(vehicles);
    this.arrivalPos = f(vehicles);
    this.memorySpeed = f(vehicles);
    this.gainWish = f(vehicles);
    this.rightWish = f(vehicles);
    this.advice = f(vehicles, Infinity);
    this.stopStart = i(vehicles + 1);
    this.nextStop = i(vehicles);
    this.stopLane = i(stops);
    this.stopPos = f(stops);
    this.stopFrom = f(stops);
    this.stopRoutePos = i(stops);
    this.stopDurationS = f(stops);
    this.stopUntilS = f(stops);
    this.dwellS = f(vehicles);
    this.haltRoute = i(vehicles, -1);
    this.plannedS = f(vehicles);
    this.departS = f(vehicles, -1);
    this.arriveS = f(vehicles, -1);
    this.lossS = f(vehicles);
    this.haltS = f(vehicles);
    this.distanceM = f(vehicles);
    this.halts = i(vehicles);
    this.edgeEntered = i(net.edges);
    this.edgeLeft = i(net.edges);
    this.edgeDeparted = i(net.edges);
    this.edgeArrived = i(net.edges);
    this.edgeSeconds = f(net.edges);
    this.edgeMetres = f(net.edges);
    this.linkPassed = i(net.links);
  }

  /** Seconds since the start of the run. */
  get timeS(): number {
    return this.step * this.stepS;
  }
}
