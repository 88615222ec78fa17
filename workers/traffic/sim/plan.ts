import type { Following } from '../model/following';
import { type Approaches, foresee, isOpen, speedAfter } from './approach';
import { isBlockedBehind, junctionSpeed } from './junction';
import { MAJOR, RED, RUNNING, type World, YELLOW } from './world';

/** Where a vehicle that will have priority stands before the line, m (as in SUMO). */
const LINE_M = 1;
/** Arrivals this far ahead are announced to those who must yield, s. */
const WATCH_S = 15;
/** Links looked at ahead at most. */
export const MOST_LINKS = 10;

/**
 * First half of a step: what every vehicle would drive at, given leaders, limits, halts, signals and
 * those inside junctions, as rows of `Approaches`. Reads the state of the last step only, so that the
 * order of vehicles does not matter. Speeds without a link ahead are written to `next`.
 */
export function planAll(w: World, a: Approaches, model: Following): void {
  const { laneCount, list } = w;
  const { laneSlots, lanes } = w.net;
  a.clear(w.running * (MOST_LINKS + 2));
  for (let lane = 0; lane < lanes; lane++) {
    const n = laneCount[lane]!;
    if (n === 0) continue;
    const at = laneSlots[lane]!;
    let before = 0;
    let leader = -1;
    for (let k = 0; k < n; k++) {
      const v = list[at + k]!;
      planOne(w, a, model, v, lane, leader, before);
      before += w.length[v]! + w.minGap[v]!;
      leader = v;
    }
  }
}

function planOne(
  w: World,
  a: Approaches,
  model: Following,
  v: number,
  lane: number,
  leader: number,
  before: number,
): void {
  const { net, pos, speed, length, accel, decel, linkState } = w;
  const { laneLength, laneSpeed, laneInternal, laneLinks, linkOfLane } = net;
  const now = speed[v]!;
  const p = pos[v]!;
  const gapM = w.minGap[v]!;
  const factor = w.speedFactor[v]!;
  const top = w.maxSpeed[v]!;
  const b = decel[v]!;
  const acc = w.maxAccel[v]!;
  w.mustWait[v] = 0;
  if (w.dwellS[v]! > 0) {
    w.next[v] = 0;
    return;
  }
  let limit = laneSpeed[lane]! * factor;
  if (top < limit) limit = top;
  w.desired[v] = limit;
  const fastest = model.maxNext(v, now);
  let x = model.free(v, now, limit);
  if (fastest < x) x = fastest;
  if (leader >= 0) {
    const gap = pos[leader]! - length[leader]! - p - gapM;
    const f = model.follow(v, now, gap, speed[leader]!, decel[leader]!, accel[leader]!);
    if (f < x) x = f;
  } else {
    const t = w.tail[lane]!;
    if (t >= 0 && t !== v) {
      const f = model.follow(v, now, w.tailPos[lane]! - p - gapM, speed[t]!, decel[t]!, accel[t]!);
      if (f < x) x = f;
    }
  }
  x = haltSpeed(w, model, v, lane, x);
  let seen = laneLength[lane]! - p;
  const reach = fastest * w.stepS + model.brakeGap(fastest, b, 0) + 1;
  if (seen > reach) {
    w.next[v] = x;
    if (seen < fastest * WATCH_S) announceFar(w, a, v, lane, x, seen, limit);
    return;
  }
  if (laneInternal[lane]) x = junctionSpeed(w, model, v, lane, -p, x);
  const { routeStart, routeLength, laneRow, rowLink } = w.routes;
  const plan = w.lanePlan[v]!;
  const last = routeLength[plan]! - 1;
  const start = routeStart[plan]!;
  const brake = model.brakeGap(now, b, 0);
  let rp = w.routePos[v]!;
  let at = lane;
  let slowed = false;
  let held = false;
  for (let hops = 0; hops < MOST_LINKS; hops++) {
    let k: number;
    const inside = laneInternal[at]!;
    if (inside) {
      k = laneLinks[at]! < laneLinks[at + 1]! ? linkOfLane[laneLinks[at]!]! : -1;
    } else if (rp >= last) {
      break;
    } else k = rowLink[laneRow[start + rp]! + net.laneIndex[at]!]!;
    if (k < 0) {
      const s = model.stop(v, now, seen);
      if (s < x) x = s;
      break;
    }
    const via = net.linkVia[k]!;
    const state = linkState[k]!;
    if (!inside || via >= 0) {
      const closing = state === RED || state === YELLOW;
      const line = inside ? 0 : closing || state === MAJOR ? LINE_M : 0;
      const stopAt = seen > line ? seen - line : 0;
      const s = model.stop(v, now, stopAt);
      const wait = s < x ? s : x;
      const i = a.count++;
      a.vehicle[i] = v;
      a.link[i] = k;
      a.pass[i] = x;
      a.wait[i] = wait;
      a.distance[i] = seen;
      a.request[i] = 0;
      a.hold[i] = 0;
      a.far[i] = 0;
      a.canStop[i] = brake <= stopAt + 0.01 ? 1 : 0;
      if (closing && (state === RED || a.canStop[i])) {
        a.hold[i] = 1;
        held = true;
        break;
      }
      if (via >= 0 && !inside) {
        x = junctionSpeed(w, model, v, via, seen, x);
        a.pass[i] = x;
        if (x < a.wait[i]!) a.wait[i] = x;
      } else if (via >= 0) x = junctionSpeed(w, model, v, via, seen, x);
      a.pass[i] = x;
      const nextLane = net.linkNext[k]!;
      let vNext = laneSpeed[nextLane]! * factor;
      if (top < vNext) vNext = top;
      let arrive = speedAfter(seen, x > 0 ? x : 0, acc);
      if (vNext < arrive) arrive = vNext;
      if (state !== MAJOR && !inside && !net.linkCont[k] && brake < seen) {
        const view = net.linkVisibility[k]!;
        if (seen > view) {
          const slow = speedAfter(view, Math.sqrt(2 * b * view), acc);
          if (slow < arrive) arrive = slow;
        }
      }
      if (
        !inside &&
        net.linkKeepClear[k] &&
        a.canStop[i] &&
        isBlockedBehind(w, v, k, hops === 0 ? before : 0)
      ) {
        a.hold[i] = 1;
        held = true;
        break;
      }
      if (!slowed && x > 0.1 * w.stepS) {
        a.request[i] = 1;
        foresee(w, a, i, x, arrive, vNext, via >= 0 ? laneLength[via]! : 0);
        a.announce(i);
      } else foresee(w, a, i, x > 0 ? x : 0, arrive, vNext, via >= 0 ? laneLength[via]! : 0);
      if (state !== MAJOR && !inside && !net.linkCont[k]) slowed = true;
    }
    if (seen > reach) break;
    at = net.linkNext[k]!;
    limit = laneSpeed[at]! * factor;
    if (top < limit) limit = top;
    const slow = model.slowTo(v, now, seen, limit);
    const floor = now - b * w.stepS;
    const bound = slow > floor ? slow : floor;
    if (bound < x) x = bound;
    const n = w.laneCount[at]!;
    if (n > 0) {
      const u = w.list[net.laneSlots[at]! + n - 1]!;
      if (u !== v) {
        const gap = seen + pos[u]! - length[u]! - gapM;
        const f = model.follow(v, now, gap, speed[u]!, decel[u]!, accel[u]!);
        if (f < x) x = f;
      }
    } else {
      const t = w.tail[at]!;
      if (t >= 0 && t !== v) {
        const gap = seen + w.tailPos[at]! - gapM;
        const f = model.follow(v, now, gap, speed[t]!, decel[t]!, accel[t]!);
        if (f < x) x = f;
      }
    }
    seen += laneLength[at]!;
    if (!laneInternal[at]) rp++;
  }
  if (held) return;
  if (a.count > 0 && a.vehicle[a.count - 1] === v) {
    const i = a.count++;
    a.vehicle[i] = v;
    a.link[i] = -1;
    a.pass[i] = x;
    a.wait[i] = x;
    a.distance[i] = seen;
    a.request[i] = 0;
    a.hold[i] = 0;
    a.far[i] = 0;
    return;
  }
  w.next[v] = x;
}

/** Tells those who must yield of a vehicle that is still far from its link. */
function announceFar(
  w: World,
  a: Approaches,
  v: number,
  lane: number,
  x: number,
  seen: number,
  limit: number,
): void {
  const { net, routes } = w;
  if (net.laneInternal[lane] || x < 1) return;
  const plan = w.lanePlan[v]!;
  const rp = w.routePos[v]!;
  if (rp >= routes.routeLength[plan]! - 1) return;
  const k = routes.rowLink[routes.laneRow[routes.routeStart[plan]! + rp]! + net.laneIndex[lane]!]!;
  if (k < 0 || net.linkWatched[k] === 0 || w.linkState[k] === RED) return;
  const i = a.count++;
  a.vehicle[i] = v;
  a.link[i] = k;
  a.distance[i] = seen;
  a.far[i] = 1;
  a.pass[i] = x;
  const via = net.linkVia[k]!;
  let top = net.laneSpeed[net.linkNext[k]!]! * w.speedFactor[v]!;
  if (limit < top) top = limit;
  const arrive = speedAfter(seen, x, w.maxAccel[v]!);
  foresee(w, a, i, x, arrive < top ? arrive : top, top, via >= 0 ? net.laneLength[via]! : 0);
  a.announce(i);
}

/** A halt on this lane: the speed that stands at its place. */
function haltSpeed(w: World, model: Following, v: number, lane: number, x: number): number {
  const s = w.nextStop[v]!;
  if (s >= w.stopStart[v + 1]! || w.stopLane[s] !== lane || w.stopRoutePos[s] !== w.routePos[v]) {
    return x;
  }
  const to = w.stopPos[s]! - w.pos[v]!;
  if (to < -1) return x;
  const y = model.stop(v, w.speed[v]!, to > 0 ? to : 0);
  return y < x ? y : x;
}

/** Second half: who passes which link, and the speed of the step. */
export function decideAll(w: World, a: Approaches, model: Following): void {
  const { net, next, linkState } = w;
  let i = 0;
  while (i < a.count) {
    const v = a.vehicle[i]!;
    if (a.far[i]) {
      i++;
      continue;
    }
    let safe = a.pass[i]!;
    let done = false;
    for (; i < a.count && a.vehicle[i] === v; i++) {
      if (done) continue;
      const k = a.link[i]!;
      if (k < 0) {
        safe = a.pass[i]!;
        continue;
      }
      if (a.hold[i] || (linkState[k] !== YELLOW && !isOpen(w, a, i))) {
        safe = a.wait[i]!;
        w.mustWait[v] = 1;
        done = true;
        continue;
      }
      const minor = linkState[k] !== MAJOR && linkState[k] !== YELLOW && !net.linkCont[k];
      if (
        minor &&
        a.canStop[i] &&
        !net.laneInternal[net.linkFrom[k]!] &&
        a.distance[i]! > net.linkVisibility[k]!
      ) {
        safe = a.wait[i]!;
        w.mustWait[v] = 1;
        done = true;
        continue;
      }
      safe = a.pass[i]!;
    }
    next[v] = safe;
  }
  settleAll(w, model);
}

/** Bounds, dawdling and what lane changing asks for. */
function settleAll(w: World, model: Following): void {
  const { laneCount, list, next, speed, advice, desired } = w;
  const { lanes, laneSlots } = w.net;
  for (let lane = 0; lane < lanes; lane++) {
    const n = laneCount[lane]!;
    if (n === 0) continue;
    const at = laneSlots[lane]!;
    for (let k = 0; k < n; k++) {
      const v = list[at + k]!;
      if (w.status[v] !== RUNNING) continue;
      const now = speed[v]!;
      let x = w.dwellS[v]! > 0 ? 0 : model.settle(v, now, next[v]!, desired[v]!);
      const asked = advice[v]!;
      if (asked < x) {
        const floor = Math.max(0, now - w.decel[v]! * w.stepS);
        x = Math.min(x, Math.max(asked, floor));
      }
      advice[v] = Infinity;
      next[v] = x;
    }
  }
}
