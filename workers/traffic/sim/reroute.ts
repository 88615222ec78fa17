import { WayFinder, freeTimes } from '../network/search';
import { RUNNING, type World } from './world';

/** Standing this long on a lane that does not lead where it must, a driver takes another way, s. */
const GIVE_UP_S = 60;

/** Finds other ways for vehicles under way. */
export class Rerouter {
  private readonly w: World;
  private readonly finders = new Map<number, WayFinder>();
  /** Travel time per edge, s. */
  private readonly costS: Float64Array;
  rerouted = 0;
  /** Trips that end before a closure because no way leads round it. */
  cutShort = 0;
  /** Pairs that stood side by side at the ends of their lanes, each in the other's way. */
  swapped = 0;

  constructor(w: World) {
    this.w = w;
    this.costS = freeTimes(w.net);
  }

  /** After a change of permissions: the ways are found anew. */
  forget(): void {
    this.finders.clear();
  }

  /** Vehicles stuck at the end of a wrong lane go on where the lane leads. */
  helpStuck(): void {
    const { w } = this;
    const { net, list, laneCount } = w;
    for (let lane = 0; lane < net.lanes; lane++) {
      if (laneCount[lane] === 0 || net.laneInternal[lane]) continue;
      const v = list[net.laneSlots[lane]!]!;
      if (w.waitingS[v]! < GIVE_UP_S || net.laneLength[lane]! - w.pos[v]! > 2 * w.length[v]!)
        continue;
      const plan = w.lanePlan[v]!;
      const at = w.routes.routeStart[plan]! + w.routePos[v]!;
      if (w.routes.rowLink[w.routes.laneRow[at]! + net.laneIndex[lane]!]! >= 0) continue;
      if (!this.fromLane(v, lane)) this.changePlaces(v, lane);
    }
  }

  /**
   * Two who stand first on neighbouring lanes, each needing the other's, can never change: they change
   * places where both find room. A stand-in for the backing and waving of real drivers.
   */
  private changePlaces(v: number, lane: number): void {
    const { w } = this;
    const { net, list, laneCount } = w;
    const aside = Math.sign(this.offsetOf(v, lane));
    const other = lane + aside;
    const k = net.laneIndex[lane]! + aside;
    const lanes = net.edgeLanes[net.laneEdge[lane]!]!;
    if (aside === 0 || k < 0 || k >= lanes || laneCount[other] === 0) return;
    const u = list[net.laneSlots[other]!]!;
    if (w.waitingS[u] === 0 || w.dwellS[u]! > 0) return;
    if (Math.sign(this.offsetOf(u, other)) !== -aside) return;
    const mayV = (net.lanePermits[other]! & w.classBits[v]!) !== 0;
    const mayU = (net.lanePermits[lane]! & w.classBits[u]!) !== 0;
    if (!mayV || !mayU) return;
    if (!this.fits(v, w.pos[u]!, other) || !this.fits(u, w.pos[v]!, lane)) return;
    list[net.laneSlots[other]!] = v;
    list[net.laneSlots[lane]!] = u;
    const p = w.pos[v]!;
    w.pos[v] = w.pos[u]!;
    w.pos[u] = p;
    w.lane[v] = other;
    w.lane[u] = lane;
    w.waitingS[v] = 0;
    w.waitingS[u] = 0;
    this.swapped++;
  }

  /** Lanes to the best one from here: positive to the left. */
  private offsetOf(v: number, lane: number): number {
    const { routes, lanePlan, routePos, net } = this.w;
    const at = routes.routeStart[lanePlan[v]!]! + routePos[v]!;
    return routes.rowOffset[routes.laneRow[at]! + net.laneIndex[lane]!]!;
  }

  /** True if a vehicle with its front at `pos`, first on a lane, stays on it and clear of the second. */
  private fits(v: number, pos: number, lane: number): boolean {
    const { net, list, laneCount, length, pos: at } = this.w;
    const rear = pos - length[v]!;
    if (rear < 0) return false;
    return laneCount[lane]! < 2 || at[list[net.laneSlots[lane]! + 1]!]! < rear;
  }

  /** A new way from the lane a vehicle is on; false if there is none. */
  private fromLane(v: number, lane: number): boolean {
    const { w } = this;
    const { net } = w;
    const goal = this.goalOf(v);
    let best: number[] | null = null;
    let least = Infinity;
    for (let i = net.laneLinks[lane]!; i < net.laneLinks[lane + 1]!; i++) {
      const to = net.linkTo[net.linkOfLane[i]!]!;
      if ((net.lanePermits[to]! & w.classBits[v]!) === 0) continue;
      const way = this.finder(v).find(net.laneEdge[to]!, goal, this.costS);
      if (!way) continue;
      const cost = way.reduce((s, e) => s + this.costS[e]!, 0);
      if (cost >= least) continue;
      least = cost;
      best = way;
    }
    if (!best) return false;
    this.give(v, [net.laneEdge[lane]!, ...best]);
    return true;
  }

  /**
   * Takes a vehicle, on its way or yet to depart, round edges closed to its class; where no way leads
   * round them its trip ends before the first.
   */
  around(v: number): void {
    const { w } = this;
    const { routes, net } = w;
    const r = w.route[v]!;
    const start = routes.routeStart[r]!;
    const length = routes.routeLength[r]!;
    const at = w.routePos[v]!;
    let closed = at + 1;
    while (closed < length && this.isOpen(v, routes.edges[start + closed]!)) closed++;
    if (closed >= length) return;
    const here = routes.edges[start + at]!;
    // Inside a junction the next edge is settled.
    const inside = w.status[v] === RUNNING && net.laneInternal[w.lane[v]!] === 1;
    const from = inside ? at + 1 : at;
    const way = this.finder(v).find(routes.edges[start + from]!, this.goalOf(v), this.costS);
    if (way && this.isOpen(v, way.at(-1)!)) {
      this.give(v, inside ? [here, ...way] : way);
      return;
    }
    if (closed <= from) return;
    const rest = [...routes.edges.subarray(start + at, start + closed)];
    this.give(v, rest);
    w.arrivalPos[v] = Infinity;
    this.cutShort++;
  }

  private isOpen(v: number, edge: number): boolean {
    const { net, classBits } = this.w;
    const first = net.edgeFirstLane[edge]!;
    for (let k = 0; k < net.edgeLanes[edge]!; k++) {
      if ((net.lanePermits[first + k]! & classBits[v]!) !== 0) return true;
    }
    return false;
  }

  private goalOf(v: number): number {
    const { routes, route } = this.w;
    const r = route[v]!;
    return routes.edges[routes.routeStart[r]! + routes.routeLength[r]! - 1]!;
  }

  private finder(v: number): WayFinder {
    const bits = this.w.classBits[v]!;
    let finder = this.finders.get(bits);
    if (!finder) this.finders.set(bits, (finder = new WayFinder(this.w.net, bits)));
    return finder;
  }

  /** The new route begins at the present edge; halts no longer on it are dropped. */
  private give(v: number, edges: readonly number[]): void {
    const { w } = this;
    w.route[v] = w.routes.add(edges, w.classBits[v]!);
    w.lanePlan[v] = w.route[v]!;
    w.routePos[v] = 0;
    w.nextStop[v] = w.stopStart[v + 1]!;
    this.rerouted++;
  }
}
