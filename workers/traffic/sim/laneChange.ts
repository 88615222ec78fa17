import type { Following } from '../model/following';
import { putOnLane } from './move';
import type { World } from './world';

/**
 * Lane changing in the manner of SUMO's LC2013 (Erdmann 2015, "SUMO's Lane-Changing Model"):
 * strategic (to reach the lanes the route needs, in time), cooperative (letting those in who must),
 * for speed, and to the right again. Constants below are its defaults.
 */
/** Seconds of driving ahead of which a needed change is begun; twice that to the left. */
const LOOK_FORWARD_S = 10;
const LOOK_LEFT = 2;
/** Share of the remembered speed kept per second. */
const MEMORY = 0.9;
const GAIN_THRESHOLD = 0.1;
const GAIN_LEAST_SPEED_MS = 10;
const RIGHT_THRESHOLD = 2;
const RIGHT_TIME_S = 5;
const RIGHT_ACCEPT_S = 7;
/** Distance that must be left on the other lane for a change of choice, as seconds of driving. */
const STAY_S = 20;
/** Share of the time left that is taken to be there, and least deceleration to fall behind, m/s². */
const URGENCY = 2;
const LEAST_FALL_BEHIND_MS2 = 7 / 3.6;
/** Room kept at a lane's end for those who come over, at most, m. */
const MOST_ROOM_M = 15;
/** Standing this long where a change is needed, a driver is let in, s. */
const ZIP_S = 20;
/** Period of decisions of one vehicle, s. */
const PERIOD_S = 1;

/** Takes all lane changes of a step, edge by edge, from front to back. */
export class LaneChanger {
  private readonly order: Int32Array;
  private readonly heads = new Int32Array(32);
  private readonly multi: Int32Array;
  private readonly incoming: Int32Array;
  private readonly incomingStart: Int32Array;
  private readonly period: number;
  private readonly w: World;
  private readonly model: Following;
  /** Leader and follower found by `look`, −1: none, and the gaps to them. */
  private lead = -1;
  private rear = -1;
  private leadGap = 0;
  private rearGap = 0;
  changes = 0;

  constructor(w: World, model: Following) {
    this.w = w;
    this.model = model;
    const { net } = w;
    this.order = new Int32Array(w.vehicles);
    this.multi = Int32Array.from(
      Array.from({ length: net.edges }, (_, e) => e).filter(
        (e) => net.edgeLanes[e]! > 1 && !net.laneInternal[net.edgeFirstLane[e]!],
      ),
    );
    this.incomingStart = new Int32Array(net.lanes + 1);
    for (let k = 0; k < net.links; k++) this.incomingStart[net.linkNext[k]! + 1]!++;
    for (let l = 0; l < net.lanes; l++) this.incomingStart[l + 1]! += this.incomingStart[l]!;
    const fill = this.incomingStart.slice();
    this.incoming = new Int32Array(net.links);
    for (let k = 0; k < net.links; k++) this.incoming[fill[net.linkNext[k]!]!++] = net.linkFrom[k]!;
    this.period = Math.max(1, Math.round(PERIOD_S / w.stepS));
  }

  changeAll(): void {
    const { w, order, heads, multi } = this;
    const { net, laneCount, list, pos } = w;
    const turn = w.step % this.period;
    for (let m = 0; m < multi.length; m++) {
      const e = multi[m]!;
      const first = net.edgeFirstLane[e]!;
      const lanes = net.edgeLanes[e]!;
      let total = 0;
      for (let k = 0; k < lanes; k++) {
        total += laneCount[first + k]!;
        heads[k] = 0;
      }
      if (total === 0) continue;
      for (let i = 0; i < total; i++) {
        let from = -1;
        let best = -Infinity;
        for (let k = 0; k < lanes; k++) {
          if (heads[k]! >= laneCount[first + k]!) continue;
          const p = pos[list[net.laneSlots[first + k]! + heads[k]!]!]!;
          if (p > best) {
            best = p;
            from = k;
          }
        }
        order[i] = list[net.laneSlots[first + from]! + heads[from]!]!;
        heads[from]!++;
      }
      for (let i = 0; i < total; i++) {
        const v = order[i]!;
        if (w.dwellS[v]! > 0) continue;
        // What is asked of others holds for one step: who stands and must change asks in every one.
        if (v % this.period === turn || (w.waitingS[v]! > 0 && this.isAside(v, first))) {
          this.decide(v, first, lanes);
        }
      }
    }
  }

  private decide(v: number, first: number, lanes: number): void {
    const { w } = this;
    const { net, routes } = w;
    const lane = w.lane[v]!;
    const index = lane - first;
    const row = this.rowOf(v);
    const offset = routes.rowOffset[row + index]!;
    const reach = routes.rowLength[row + index]!;
    const p = w.pos[v]!;
    const speed = w.speed[v]!;
    const memory = w.memorySpeed[v]!;
    w.memorySpeed[v] = speed > memory ? speed : MEMORY * memory + (1 - MEMORY) * speed;
    const body = w.length[v]! + w.minGap[v]!;
    const ahead = w.memorySpeed[v]! * LOOK_FORWARD_S;
    if (offset !== 0) {
      const side = offset > 0 ? 1 : -1;
      const bestReach = routes.rowLength[row + index + offset]!;
      const far = side > 0 ? ahead * LOOK_LEFT : ahead;
      const usable = reach - p - this.occupied(first + index + offset, p);
      if (
        bestReach - reach > 0.1 &&
        usable / Math.abs(offset) < far + 2 * body &&
        this.permitted(v, lane + side)
      ) {
        this.must(v, lane, lane + side, reach - p, offset);
        return;
      }
    }
    const top = Math.min(w.maxSpeed[v]!, net.laneSpeed[lane]! * w.speedFactor[v]!);
    let own = -1;
    if (index > 0 && this.permitted(v, lane - 1)) {
      own = this.reachable(v, lane, top);
      if (this.wishRight(v, lane - 1, row + index - 1, offset, own, top, ahead, body)) return;
    }
    if (index < lanes - 1 && this.permitted(v, lane + 1)) {
      if (own < 0) own = this.reachable(v, lane, top);
      this.wishLeft(v, lane + 1, row + index + 1, offset, own, top, ahead, body);
    }
  }

  private isAside(v: number, first: number): boolean {
    return this.w.routes.rowOffset[this.rowOf(v) + this.w.lane[v]! - first] !== 0;
  }

  private permitted(v: number, lane: number): boolean {
    return (this.w.net.lanePermits[lane]! & this.w.classBits[v]!) !== 0;
  }

  /** Lengths of the vehicles ahead of `p` on a lane, m. */
  private occupied(lane: number, p: number): number {
    const { w } = this;
    const at = w.net.laneSlots[lane]!;
    let sum = 0;
    for (let k = 0; k < w.laneCount[lane]!; k++) {
      const u = w.list[at + k]!;
      if (w.pos[u]! < p) break;
      sum += w.length[u]! + w.minGap[u]!;
    }
    return sum;
  }

  /** A change the route needs: done if the gaps allow, else room is asked for. */
  private must(v: number, lane: number, to: number, left: number, lanes: number): void {
    const { w, model } = this;
    this.look(v, to);
    const blockedAhead = this.lead >= 0 && this.leadGap < this.secureAhead(v);
    const blockedBehind = this.rear >= 0 && this.rearGap < this.secureBehind(v);
    if (!blockedAhead && !blockedBehind) {
      this.change(v, lane, to);
      return;
    }
    const { rear, rearGap } = this;
    this.leaveRoom(v, lane, to, left);
    const leftS = Math.max(
      w.stepS,
      left / Math.max(w.memorySpeed[v]!, 0.1) / Math.abs(lanes) / URGENCY,
    );
    let planned = Math.min(w.speed[v]!, model.stop(v, w.speed[v]!, left));
    if (blockedAhead) planned = this.fallBehind(v, planned, leftS);
    if (blockedBehind) this.askForRoom(v, rear, rearGap, planned, leftS);
  }

  /**
   * Who wants the other's lane at its end and is ahead needs room at the end of this one: the vehicle
   * behind stops short of it, or neither could ever change.
   */
  private leaveRoom(v: number, lane: number, to: number, left: number): void {
    const { w, model } = this;
    const at = w.net.laneSlots[to]!;
    let room = 0;
    for (let k = 0; k < w.laneCount[to]!; k++) {
      const u = w.list[at + k]!;
      if (w.pos[u]! < w.pos[v]! || (w.pos[u] === w.pos[v] && u > v)) break;
      const row = this.rowOf(u) + w.net.laneIndex[to]!;
      const wants = w.routes.rowOffset[row]!;
      if (wants === 0 || wants > 0 !== lane > to) continue;
      if (w.routes.rowLength[row]! - w.pos[u]! > left + 60) continue;
      room += w.length[u]! + w.minGap[u]!;
      if (room > MOST_ROOM_M) break;
    }
    if (room === 0) return;
    const x = model.stop(v, w.speed[v]!, Math.max(0, left - room - w.minGap[v]!));
    if (x < w.advice[v]!) w.advice[v] = x;
  }

  /** First row of the lane tables on the edge a vehicle is on. */
  private rowOf(v: number): number {
    const { routes, lanePlan, routePos } = this.w;
    return routes.laneRow[routes.routeStart[lanePlan[v]!]! + routePos[v]!]!;
  }

  /** The leader over there is in the way: overtake it if there is time, else slow down smoothly behind it. */
  private fallBehind(v: number, planned: number, leftS: number): number {
    const { w, model, lead, leadGap } = this;
    const speed = w.speed[v]!;
    const theirs = w.speed[lead]!;
    const dv = planned - theirs;
    const overtakeM =
      leadGap + 2 * w.minGap[v]! + w.length[lead]! + w.length[v]! + theirs * w.tau[v]!;
    if (dv > 0.1 && dv * leftS > overtakeM) return planned;
    const target = model.follow(v, speed, leadGap, theirs, w.decel[lead]!, w.accel[lead]!);
    if (target >= speed) {
      if (target < w.advice[v]!) w.advice[v] = target;
      return planned;
    }
    const b = Math.min(w.decel[v]!, Math.max(LEAST_FALL_BEHIND_MS2, (speed - target) / leftS));
    const asked = Math.max(0, Math.min(planned, speed - b * w.stepS));
    if (asked < w.advice[v]!) w.advice[v] = asked;
    return asked;
  }

  /** Asks the follower over there to let the vehicle in, where braking helps; else it passes. */
  private askForRoom(v: number, u: number, gap: number, planned: number, leftS: number): void {
    const { w, model } = this;
    if (!w.cooperates[u]) return;
    const theirs = w.speed[u]!;
    const b = w.decel[u]!;
    if (w.waitingS[v]! > ZIP_S && gap >= 0 && model.brakeGap(theirs, b, 0) <= gap) {
      // Like the teeth of a zip: nobody passes one who has stood at the end of a lane for long.
      const f = model.follow(u, theirs, gap, 0, w.decel[v]!, 0);
      if (f < w.advice[u]!) w.advice[u] = f;
      return;
    }
    const braked = Math.max(0, theirs - b);
    const dv = planned - braked;
    const later = gap + dv;
    const own = model.brakeGap(planned, Math.max(w.decel[v]!, b), 0);
    const secure = Math.max(0, model.brakeGap(braked, b, w.tau[u]!) - own);
    const next = Math.max(0, theirs - b * w.stepS);
    let asked = Infinity;
    if (later > 0 && later >= secure) {
      const f = model.follow(u, theirs, gap + planned * w.stepS, planned, w.decel[v]!, 0);
      asked = Math.max(next, f);
    } else if (dv > 0 && dv * leftS > secure - later) asked = next;
    if (asked < w.advice[u]!) w.advice[u] = asked;
  }

  private wishRight(
    v: number,
    to: number,
    row: number,
    offset: number,
    own: number,
    top: number,
    ahead: number,
    body: number,
  ): boolean {
    const { w } = this;
    const left = w.routes.rowLength[row]! - w.pos[v]!;
    const away = w.routes.rowOffset[row]!;
    const there = this.reachable(v, to, top);
    if (own - GAIN_THRESHOLD > there) {
      // Slower over there: the wish to the left grows, the one to the right fades.
      if (w.gainWish[v]! < 0) w.gainWish[v]! *= 0.5;
      w.rightWish[v] = Math.min(0, w.rightWish[v]! + 0.2);
      return false;
    }
    const gain = (there - own) / Math.max(there, GAIN_LEAST_SPEED_MS);
    if (gain > 0) w.gainWish[v]! -= gain * PERIOD_S;
    const free = Math.max(0, Math.min(left - ahead - 2 * body, this.freeAhead(v, to)));
    const drivable = Math.min(RIGHT_ACCEPT_S, free / Math.max(top, 0.1));
    w.rightWish[v]! -= (RIGHT_THRESHOLD * (drivable / RIGHT_ACCEPT_S) * PERIOD_S) / RIGHT_TIME_S;
    const fits =
      away === 0 ||
      (offset !== 0 && away > 0 && offset < 0) ||
      left > ahead + 2 * body + STAY_S * top;
    if (!fits) return false;
    const wants =
      w.rightWish[v]! < -RIGHT_THRESHOLD ||
      (w.gainWish[v]! < -GAIN_THRESHOLD * 2 && left / Math.max(0.1, w.speed[v]!) > STAY_S) ||
      (offset < 0 && away > offset);
    return wants && this.ifSafe(v, to);
  }

  private wishLeft(
    v: number,
    to: number,
    row: number,
    offset: number,
    own: number,
    top: number,
    ahead: number,
    body: number,
  ): boolean {
    const { w } = this;
    const left = w.routes.rowLength[row]! - w.pos[v]!;
    const away = w.routes.rowOffset[row]!;
    const there = this.reachable(v, to, top);
    if (own > there) {
      if (w.gainWish[v]! > 0) w.gainWish[v]! *= 0.5;
    } else {
      const gain = (there - own) / Math.max(there, GAIN_LEAST_SPEED_MS);
      w.gainWish[v]! += gain * PERIOD_S;
      if (gain > 0.05) w.rightWish[v] = 0;
    }
    const fits =
      away === 0 || left > LOOK_LEFT * ahead + 2 * body + STAY_S * Math.max(w.speed[v]!, 1);
    if (!fits) return false;
    const wants =
      (w.gainWish[v]! > GAIN_THRESHOLD * 2 && left / Math.max(0.1, w.speed[v]!) > STAY_S) ||
      (offset > 0 && away < offset && there >= own);
    return wants && this.ifSafe(v, to);
  }

  private ifSafe(v: number, to: number): boolean {
    this.look(v, to);
    if (this.lead >= 0 && this.leadGap < this.secureAhead(v)) return false;
    if (this.rear >= 0 && this.rearGap < this.secureBehind(v)) return false;
    this.change(v, this.w.lane[v]!, to);
    return true;
  }

  /** Speed the traffic ahead on a lane allows, m/s. */
  private reachable(v: number, lane: number, top: number): number {
    const { w } = this;
    const u = this.leaderOn(v, lane);
    const limit = Math.min(top, w.net.laneSpeed[lane]! * w.speedFactor[v]!);
    if (u < 0) return limit;
    const gap = w.pos[u]! - w.length[u]! - w.pos[v]! - w.minGap[v]!;
    if (gap < 0) return 0;
    // Speed at which the leader's is reached over the gap, seen a few seconds ahead.
    const x = w.speed[u]! + Math.max(0, gap - w.speed[u]! * w.tau[v]!) / (w.tau[v]! + 3);
    return x < limit ? x : limit;
  }

  private freeAhead(v: number, lane: number): number {
    const u = this.leaderOn(v, lane);
    if (u < 0) return Infinity;
    const { w } = this;
    const closing = w.desired[v]! - w.speed[u]!;
    if (closing <= 0.1) return Infinity;
    const gap = w.pos[u]! - w.length[u]! - w.pos[v]! - w.minGap[v]!;
    return Math.max(0, ((gap - w.desired[v]! * w.tau[v]!) / closing) * w.desired[v]!);
  }

  private leaderOn(v: number, lane: number): number {
    const { w } = this;
    const k = this.rankOn(v, lane);
    return k > 0 ? w.list[w.net.laneSlots[lane]! + k - 1]! : -1;
  }

  /** How many vehicles of a lane are ahead of v. */
  private rankOn(v: number, lane: number): number {
    const { list, laneCount, pos, net } = this.w;
    const at = net.laneSlots[lane]!;
    const p = pos[v]!;
    let low = 0;
    let high = laneCount[lane]!;
    while (low < high) {
      const mid = (low + high) >> 1;
      const u = list[at + mid]!;
      if (pos[u]! > p || (pos[u] === p && u < v)) low = mid + 1;
      else high = mid;
    }
    return low;
  }

  /** Finds who would be ahead and behind on another lane, also beyond its ends. */
  private look(v: number, lane: number): void {
    const { w } = this;
    const { net, list, laneCount, pos, length, minGap } = w;
    const at = net.laneSlots[lane]!;
    const k = this.rankOn(v, lane);
    const p = pos[v]!;
    this.lead = -1;
    this.rear = -1;
    if (k > 0) {
      this.lead = list[at + k - 1]!;
      this.leadGap = pos[this.lead]! - length[this.lead]! - p - minGap[v]!;
    } else if (w.tail[lane]! >= 0 && w.tail[lane] !== v) {
      this.lead = w.tail[lane]!;
      this.leadGap = w.tailPos[lane]! - p - minGap[v]!;
    }
    if (k < laneCount[lane]!) {
      const u = list[at + k]!;
      if (u !== v) {
        this.rear = u;
        this.rearGap = p - length[v]! - pos[u]! - minGap[u]!;
      }
      return;
    }
    const back = p - length[v]!;
    let nearest = Infinity;
    for (let i = this.incomingStart[lane]!; i < this.incomingStart[lane + 1]!; i++) {
      const from = this.incoming[i]!;
      if (laneCount[from] === 0) continue;
      const u = list[net.laneSlots[from]!]!;
      const gap = back + net.laneLength[from]! - pos[u]! - minGap[u]!;
      if (gap < nearest && u !== v) {
        nearest = gap;
        this.rear = u;
        this.rearGap = gap;
      }
    }
  }

  private secureAhead(v: number): number {
    const { w, model, lead } = this;
    const theirs = model.brakeGap(w.speed[lead]!, Math.max(w.decel[v]!, w.decel[lead]!), 0);
    return Math.max(0, model.brakeGap(w.speed[v]!, w.decel[v]!, w.tau[v]!) - theirs);
  }

  private secureBehind(v: number): number {
    const { w, model, rear } = this;
    const own = model.brakeGap(w.speed[v]!, Math.max(w.decel[v]!, w.decel[rear]!), 0);
    return Math.max(0, model.brakeGap(w.speed[rear]!, w.decel[rear]!, w.tau[rear]!) - own);
  }

  private change(v: number, from: number, to: number): void {
    const { w } = this;
    const at = w.net.laneSlots[from]!;
    const n = w.laneCount[from]!;
    let k = 0;
    while (k < n && w.list[at + k] !== v) k++;
    for (; k < n - 1; k++) w.list[at + k] = w.list[at + k + 1]!;
    w.laneCount[from] = n - 1;
    w.lane[v] = to;
    putOnLane(w, v);
    w.gainWish[v] = 0;
    w.rightWish[v] = 0;
    this.changes++;
  }
}
