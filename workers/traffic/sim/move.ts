import type { Following } from '../model/following';
import { ARRIVED, HALTING_MS, RED, type World } from './world';

/** Rear and front may touch by this much before it counts as a collision, m. */
const TOUCH_M = 0.01;
/** Where a lane of the route's last edge ends for an arriving vehicle at the latest, m before its end. */
const ARRIVE_EPS_M = 0.1;

/** Scratch of the move: vehicles that come to another lane in this step. */
export class Movers {
  readonly vehicle: Int32Array;
  count = 0;

  constructor(vehicles: number) {
    this.vehicle = new Int32Array(vehicles);
  }
}

/** Drives every vehicle by its speed of the step, over lanes and links, and keeps the records. */
export function moveAll(w: World, model: Following, movers: Movers): void {
  const { laneCount, list } = w;
  const { lanes, laneSlots } = w.net;
  movers.count = 0;
  for (let lane = 0; lane < lanes; lane++) {
    const n = laneCount[lane]!;
    if (n === 0) continue;
    const at = laneSlots[lane]!;
    let kept = 0;
    for (let k = 0; k < n; k++) {
      const v = list[at + k]!;
      if (moveOne(w, model, v, lane)) list[at + kept++] = v;
      else if (w.status[v] !== ARRIVED) movers.vehicle[movers.count++] = v;
    }
    laneCount[lane] = kept;
  }
  for (let i = 0; i < movers.count; i++) putOnLane(w, movers.vehicle[i]!);
  markTails(w);
}

/** Puts a vehicle into the list of its lane, by position. */
export function putOnLane(w: World, v: number): void {
  const { list, laneCount, pos } = w;
  const lane = w.lane[v]!;
  const at = w.net.laneSlots[lane]!;
  let k = at + laneCount[lane]!++;
  const p = pos[v]!;
  while (k > at && pos[list[k - 1]!]! < p) {
    list[k] = list[k - 1]!;
    k--;
  }
  list[k] = v;
}

/** False if it left the lane (for another, or having arrived). */
function moveOne(w: World, model: Following, v: number, lane: number): boolean {
  const { net, speed, next, pos, stepS: dt } = w;
  const old = speed[v]!;
  const raw = next[v]!;
  const way = model.advance(old, raw);
  const now = raw > 0 ? raw : 0;
  w.accel[v] = (now - old) / dt;
  speed[v] = now;
  w.updates++;
  const p = pos[v]! + way;
  const edge = net.laneEdge[lane]!;
  w.edgeSeconds[edge]! += dt;
  w.edgeMetres[edge]! += way;
  w.distanceM[v]! += way;
  const dwelling = w.dwellS[v]! > 0;
  if (!dwelling) {
    const top = w.desired[v]!;
    if (now < top) w.lossS[v]! += (dt * (top - now)) / top;
  }
  if (now < HALTING_MS && !dwelling) {
    if (w.waitingS[v] === 0) w.halts[v]!++;
    w.waitingS[v]! += dt;
    w.haltS[v]! += dt;
  } else w.waitingS[v] = 0;
  pos[v] = p;
  if (w.nextStop[v]! < w.stopStart[v + 1]!) halt(w, v, lane, p);
  const length = net.laneLength[lane]!;
  const route = w.lanePlan[v]!;
  if (
    w.routePos[v]! === w.routes.routeLength[route]! - 1 &&
    net.laneInternal[lane] === 0 &&
    p >= Math.min(w.arrivalPos[v]!, length) - ARRIVE_EPS_M
  ) {
    arrive(w, v, edge);
    return false;
  }
  if (p <= length) return true;
  return !leave(w, v, lane, p);
}

/** Carries a vehicle over the end of its lane; false if there is no way on (it stands at the end). */
function leave(w: World, v: number, from: number, p: number): boolean {
  const { net, routes } = w;
  let lane = from;
  let over = p;
  while (over > net.laneLength[lane]!) {
    let k = -1;
    if (net.laneInternal[lane]) {
      if (net.laneLinks[lane]! < net.laneLinks[lane + 1]!)
        k = net.linkOfLane[net.laneLinks[lane]!]!;
    } else {
      const plan = w.lanePlan[v]!;
      const rp = w.routePos[v]!;
      if (rp < routes.routeLength[plan]! - 1) {
        k = routes.rowLink[routes.laneRow[routes.routeStart[plan]! + rp]! + net.laneIndex[lane]!]!;
      }
    }
    if (k < 0) {
      over = net.laneLength[lane]!;
      break;
    }
    if (w.linkState[k] === RED && !net.laneInternal[lane]) w.redPassed++;
    w.linkPassed[k]!++;
    over -= net.laneLength[lane]!;
    w.behind2[v] = w.behind[v]!;
    w.behind[v] = lane;
    const to = net.linkNext[k]!;
    w.edgeLeft[net.laneEdge[lane]!]!++;
    w.edgeEntered[net.laneEdge[to]!]!++;
    if (!net.laneInternal[lane] || net.linkVia[k]! >= 0) w.enteredAt[v] = w.step;
    if (!net.laneInternal[to]) {
      w.routePos[v]!++;
      if (w.nextStop[v]! < w.stopStart[v + 1]!) w.lanePlan[v] = w.haltRoute[v]!;
      w.gainWish[v] = 0;
      w.rightWish[v] = 0;
    }
    lane = to;
    const end = w.routePos[v]! === routes.routeLength[w.lanePlan[v]!]! - 1;
    if (end && !net.laneInternal[lane]) {
      if (over >= Math.min(w.arrivalPos[v]!, net.laneLength[lane]!) - ARRIVE_EPS_M) {
        w.lane[v] = lane;
        arrive(w, v, net.laneEdge[lane]!);
        return true;
      }
    }
  }
  w.pos[v] = over;
  w.lane[v] = lane;
  return lane !== from;
}

function arrive(w: World, v: number, edge: number): void {
  w.status[v] = ARRIVED;
  w.arriveS[v] = (w.step + 1) * w.stepS;
  w.edgeArrived[edge]!++;
  w.running--;
  w.arrived++;
}

/** Begins a halt when the vehicle stands at its place, and counts it down. */
function halt(w: World, v: number, lane: number, p: number): void {
  const s = w.nextStop[v]!;
  const now = (w.step + 1) * w.stepS;
  if (w.dwellS[v]! > 0) {
    w.dwellS[v] = Math.max(0, w.dwellS[v]! - w.stepS);
    if (w.dwellS[v]! === 0) nextHalt(w, v);
    return;
  }
  const missed =
    w.routePos[v]! > w.stopRoutePos[s]! ||
    (w.routePos[v] === w.stopRoutePos[s] &&
      p > w.stopPos[s]! + 2 &&
      w.net.laneInternal[lane] === 0);
  if (missed) {
    nextHalt(w, v);
    return;
  }
  if (w.stopLane[s] !== lane || w.routePos[v] !== w.stopRoutePos[s]) return;
  if (w.speed[v]! > HALTING_MS || p < w.stopFrom[s]!) return;
  w.dwellS[v] = Math.max(w.stopDurationS[s]!, w.stopUntilS[s]! - now, w.stepS);
}

/** Goes on to the next halt; on the present edge lanes are told apart without it. */
function nextHalt(w: World, v: number): void {
  const s = ++w.nextStop[v]!;
  const more = s < w.stopStart[v + 1]!;
  const here = more && w.stopRoutePos[s] === w.routePos[v];
  w.lanePlan[v] = more && here ? w.haltRoute[v]! : w.route[v]!;
}

/** Where the rears of vehicles stand that have left a lane with their fronts only. */
function markTails(w: World): void {
  const { net, laneCount, list, pos, length, tail, tailPos } = w;
  tail.fill(-1);
  for (let lane = 0; lane < net.lanes; lane++) {
    const n = laneCount[lane]!;
    if (n === 0) continue;
    const at = net.laneSlots[lane]!;
    for (let k = n - 1; k >= 0; k--) {
      const v = list[at + k]!;
      let rear = pos[v]! - length[v]!;
      if (k < n - 1) {
        const u = list[at + k + 1]!;
        if (rear - pos[u]! < -TOUCH_M) w.collisions++;
      }
      if (rear >= 0) continue;
      const b = w.behind[v]!;
      if (b < 0) continue;
      rear += net.laneLength[b]!;
      mark(tail, tailPos, b, v, rear);
      const b2 = w.behind2[v]!;
      if (rear < 0 && b2 >= 0) mark(tail, tailPos, b2, v, rear + net.laneLength[b2]!);
    }
  }
}

function mark(tail: Int32Array, tailPos: Float64Array, lane: number, v: number, at: number): void {
  if (tail[lane]! >= 0 && tailPos[lane]! <= at) return;
  tail[lane] = v;
  tailPos[lane] = at > 0 ? at : 0;
}
