import type { Following } from '../model/following';
import { uniform } from '../random';
import { putOnLane } from './move';
import { RUNNING, type World } from './world';

export const LANE_FIRST = -1;
export const LANE_BEST = -2;
export const LANE_RANDOM = -3;
export const LANE_FREE = -4;
export const POS_BASE = -1e6;
export const POS_FREE = -2e6;
export const POS_RANDOM = -3e6;
export const POS_LAST = -4e6;
export const SPEED_MAX = -1;
export const SPEED_DESIRED = -2;
export const SPEED_RANDOM = -3;

/** How vehicles want to depart. Codes above where a word stands for the value. */
export interface Departures {
  readonly lane: Int32Array;
  readonly pos: Float64Array;
  readonly speed: Float64Array;
  readonly edge: Int32Array;
}

/**
 * Brings vehicles onto the road at their time, or as soon after as there is room. On each edge in
 * order: while the first finds no room, those behind it wait too (as in SUMO).
 */
export class Inserter {
  private readonly w: World;
  private readonly model: Following;
  private readonly departures: Departures;
  /** Vehicles due but not yet on the road: per edge a linked list. */
  private readonly head: Int32Array;
  private readonly last: Int32Array;
  private readonly after: Int32Array;
  /** Next vehicle (in order of departure) that is not due yet. */
  upcoming = 0;
  waiting = 0;

  constructor(w: World, model: Following, departures: Departures) {
    this.w = w;
    this.model = model;
    this.departures = departures;
    this.head = new Int32Array(w.net.edges).fill(-1);
    this.last = new Int32Array(w.net.edges).fill(-1);
    this.after = new Int32Array(w.vehicles).fill(-1);
  }

  /** Everything that is waiting, for a snapshot; `restoreQueues` puts it back. */
  queues(): Int32Array {
    const out: number[] = [];
    for (let e = 0; e < this.head.length; e++) {
      for (let v = this.head[e]!; v >= 0; v = this.after[v]!) out.push(v);
    }
    return Int32Array.from(out);
  }

  restoreQueues(waiting: Int32Array, upcoming: number): void {
    this.head.fill(-1);
    this.last.fill(-1);
    this.waiting = 0;
    for (const v of waiting) this.enqueue(v);
    this.upcoming = upcoming;
  }

  insertDue(): void {
    const { w } = this;
    const now = w.timeS;
    while (this.upcoming < w.vehicles && w.plannedS[this.upcoming]! <= now + 1e-9) {
      this.enqueue(this.upcoming++);
    }
    if (this.waiting === 0) return;
    for (let e = 0; e < this.head.length; e++) {
      let v = this.head[e]!;
      while (v >= 0 && this.tryInsert(v)) {
        v = this.after[v]!;
        this.head[e] = v;
        this.waiting--;
      }
    }
  }

  private enqueue(v: number): void {
    const e = this.departures.edge[v]!;
    this.after[v] = -1;
    if (this.head[e]! < 0) this.head[e] = v;
    else this.after[this.last[e]!] = v;
    this.last[e] = v;
    this.waiting++;
  }

  private tryInsert(v: number): boolean {
    const { w } = this;
    const { net } = w;
    const lane = this.chooseLane(v);
    if (lane < 0) return false;
    const length = net.laneLength[lane]!;
    const pos = this.choosePos(v, lane, length);
    if (pos < 0) return false;
    const limit = Math.min(w.maxSpeed[v]!, net.laneSpeed[lane]! * w.speedFactor[v]!);
    const code = this.departures.speed[v]!;
    let speed = code >= 0 ? code : limit;
    if (code === SPEED_RANDOM) speed = limit * uniform(w.seed, v, 0x5eed);
    speed = Math.min(speed, limit);
    const at = net.laneSlots[lane]!;
    const n = w.laneCount[lane]!;
    let k = 0;
    while (k < n && w.pos[w.list[at + k]!]! >= pos) k++;
    let safe = speed;
    if (k > 0) {
      const u = w.list[at + k - 1]!;
      const gap = w.pos[u]! - w.length[u]! - pos - w.minGap[v]!;
      if (gap < 0) return false;
      const f = this.model.follow(v, speed, gap, w.speed[u]!, w.decel[u]!, 0);
      if (f < safe) safe = f;
    } else if (w.tail[lane]! >= 0) {
      const u = w.tail[lane]!;
      const gap = w.tailPos[lane]! - pos - w.minGap[v]!;
      if (gap < 0) return false;
      const f = this.model.follow(v, speed, gap, w.speed[u]!, w.decel[u]!, 0);
      if (f < safe) safe = f;
    }
    if (safe < speed) {
      if (code >= 0) return false;
      speed = Math.max(0, safe);
    }
    if (k < n) {
      const u = w.list[at + k]!;
      const gap = pos - w.length[v]! - w.pos[u]! - w.minGap[u]!;
      const own = this.model.brakeGap(speed, w.decel[v]!, 0);
      if (gap < 0 || gap < this.model.brakeGap(w.speed[u]!, w.decel[u]!, w.tau[u]!) - own)
        return false;
    }
    this.place(v, lane, pos, speed);
    return true;
  }

  private place(v: number, lane: number, pos: number, speed: number): void {
    const { w } = this;
    w.status[v] = RUNNING;
    w.lane[v] = lane;
    w.pos[v] = pos;
    w.speed[v] = speed;
    w.accel[v] = 0;
    w.departS[v] = w.timeS;
    w.desired[v] = Math.min(w.maxSpeed[v]!, w.net.laneSpeed[lane]! * w.speedFactor[v]!);
    w.edgeDeparted[w.net.laneEdge[lane]!]!++;
    w.running++;
    w.inserted++;
    putOnLane(w, v);
  }

  private chooseLane(v: number): number {
    const { w } = this;
    const { net, routes } = w;
    const e = this.departures.edge[v]!;
    const first = net.edgeFirstLane[e]!;
    const lanes = net.edgeLanes[e]!;
    const code = this.departures.lane[v]!;
    const bits = w.classBits[v]!;
    const open = (k: number): boolean => (net.lanePermits[first + k]! & bits) !== 0;
    if (code >= 0) return code < lanes ? first + code : -1;
    if (code === LANE_RANDOM) {
      const k = Math.floor(uniform(w.seed, v, 0x1a4e) * lanes);
      return open(k) ? first + k : -1;
    }
    if (code === LANE_FIRST) {
      for (let k = 0; k < lanes; k++) if (open(k)) return first + k;
      return -1;
    }
    const row = routes.laneRow[routes.routeStart[w.lanePlan[v]!]!]!;
    let longest = 0;
    if (code === LANE_BEST) {
      for (let k = 0; k < lanes; k++) longest = Math.max(longest, routes.rowLength[row + k]!);
    }
    let best = -1;
    let least = Infinity;
    for (let k = 0; k < lanes; k++) {
      if (!open(k) || routes.rowLength[row + k]! < Math.min(longest, 3000) - 0.1) continue;
      let occupied = 0;
      for (let i = 0; i < w.laneCount[first + k]!; i++) {
        const u = w.list[net.laneSlots[first + k]! + i]!;
        occupied += w.length[u]! + w.minGap[u]!;
      }
      if (occupied < least - 1e-9) {
        least = occupied;
        best = first + k;
      }
    }
    return best;
  }

  private choosePos(v: number, lane: number, length: number): number {
    const { w } = this;
    const base = Math.min(w.length[v]! + 0.1, length);
    const code = this.departures.pos[v]!;
    if (code === POS_RANDOM) return base + (length - base) * uniform(w.seed, v, 0x9059);
    if (code === POS_LAST || code === POS_FREE) {
      const n = w.laneCount[lane]!;
      if (n === 0) return base;
      const u = w.list[w.net.laneSlots[lane]! + n - 1]!;
      return Math.min(length, Math.max(base, w.pos[u]! - w.length[u]! - w.minGap[v]! - 0.1));
    }
    if (code === POS_BASE) return base;
    const pos = code < 0 ? length + code : code;
    return Math.max(0, Math.min(pos, length));
  }
}
