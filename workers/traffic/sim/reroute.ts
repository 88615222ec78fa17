import { WayFinder, freeTimes } from '../network/search';
import type { World } from './world';

/** Standing this long on a lane that does not lead where it must, a driver takes another way, s. */
const GIVE_UP_S = 60;

/** Finds other ways for vehicles under way. */
export class Rerouter {
  private readonly w: World;
  private readonly finders = new Map<number, WayFinder>();
  /** Travel time per edge, s; `Infinity`: closed. */
  private costS: Float64Array;
  rerouted = 0;

  constructor(w: World) {
    this.w = w;
    this.costS = freeTimes(w.net);
  }

  /** After a change of permissions or limits: the ways are found anew. */
  forget(closed: (edge: number) => boolean): void {
    this.finders.clear();
    this.costS = freeTimes(this.w.net).map((s, e) => (closed(e) ? Infinity : s));
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
      this.fromLane(v, lane);
    }
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

  /** A way round closed edges for a vehicle on its way; false if none is needed or none exists. */
  around(v: number): boolean {
    const { w } = this;
    const { routes } = w;
    const r = w.route[v]!;
    const from = routes.routeStart[r]! + w.routePos[v]!;
    const end = routes.routeStart[r]! + routes.routeLength[r]!;
    let blocked = false;
    for (let i = from + 1; i < end && !blocked; i++)
      blocked = this.costS[routes.edges[i]!] === Infinity;
    if (!blocked) return false;
    const way = this.finder(v).find(routes.edges[from]!, this.goalOf(v), this.costS);
    if (!way) return false;
    this.give(v, way);
    return true;
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
