import type { Following } from '../model/following';
import { HALTING_MS, type World } from './world';

/** Half the width kept free around a crossing vehicle, m. */
const CROSSING_MARGIN_M = 1.5;

/**
 * Speed of vehicle `v` given those already inside the junction who cross or join its internal lane.
 * `ahead`: metres from its front to the beginning of that lane (negative when on it).
 */
export function junctionSpeed(
  w: World,
  model: Following,
  v: number,
  lane: number,
  ahead: number,
  limit: number,
): number {
  const { net, laneCount, list, pos, speed, length } = w;
  const { start, foeLane, ownM, foeM, merge } = net.conflicts;
  const inside = ahead <= 0 && w.lane[v] === lane;
  const gapM = w.minGap[v]!;
  let best = limit;
  for (let r = start[lane]!; r < start[lane + 1]!; r++) {
    const other = foeLane[r]!;
    const n = laneCount[other]!;
    const tail = w.tail[other]!;
    if (n === 0 && tail < 0) continue;
    const cross = ahead + ownM[r]!;
    if (cross < 0) continue;
    const at = net.laneSlots[other]!;
    if (merge[r]) {
      for (let k = 0; k < n; k++) {
        const f = list[at + k]!;
        if (f === v || (inside && !goesFirst(w, f, v))) continue;
        const gap = cross - (foeM[r]! - pos[f]!) - length[f]! - gapM;
        const x = model.follow(v, speed[v]!, gap, speed[f]!, w.decel[f]!, w.accel[f]!);
        if (x < best) best = x;
      }
      continue;
    }
    const place = foeM[r]!;
    for (let k = 0; k < n; k++) {
      const f = list[at + k]!;
      const rear = pos[f]! - length[f]!;
      if (f === v || rear > place + CROSSING_MARGIN_M) continue;
      if (inside && !goesFirst(w, f, v)) continue;
      const stand = model.stop(v, speed[v]!, cross - CROSSING_MARGIN_M - gapM * 0.5);
      const gap = cross - gapM - (place - rear) - CROSSING_MARGIN_M;
      const go = model.follow(v, speed[v]!, gap, speed[f]!, w.decel[f]!, w.accel[f]!);
      const x = go > stand ? go : stand;
      if (x < best) best = x;
    }
    if (tail >= 0 && tail !== v && w.tailPos[other]! < place + CROSSING_MARGIN_M) {
      if (!inside || goesFirst(w, tail, v)) {
        const x = model.stop(v, speed[v]!, cross - CROSSING_MARGIN_M - gapM * 0.5);
        if (x < best) best = x;
      }
    }
  }
  return best;
}

/** Of two inside a junction the earlier goes first; of two at once the one with the lower number. */
function goesFirst(w: World, f: number, v: number): boolean {
  const a = w.enteredAt[f]!;
  const b = w.enteredAt[v]!;
  return a < b || (a === b && f < v);
}

/**
 * True if a junction before `target` shall be kept clear because the vehicle would not find room
 * behind it. `before`: lengths with gaps of vehicles that will need room there first, m.
 */
export function isBlockedBehind(w: World, v: number, link: number, before: number): boolean {
  const { net, list, laneCount, speed, length, minGap } = w;
  const { laneSlots } = net;
  const need = length[v]! + minGap[v]!;
  let space = -before;
  const via = net.linkVia[link]!;
  space -= occupied(w, via, v);
  let k = net.linkOfLane[net.laneLinks[via]!];
  while (k !== undefined && net.linkVia[k]! >= 0) {
    const second = net.linkVia[k]!;
    space -= occupied(w, second, v);
    k = net.linkOfLane[net.laneLinks[second]!];
  }
  const lane = net.linkTo[link]!;
  const n = laneCount[lane]!;
  const at = laneSlots[lane]!;
  if (n === 0) {
    const t = w.tail[lane]!;
    return t >= 0 && t !== v && speed[t]! < HALTING_MS && space + w.tailPos[lane]! < need;
  }
  let moving = 0;
  for (let i = n - 1; i >= 0; i--) {
    const u = list[at + i]!;
    if (speed[u]! < HALTING_MS) {
      return space + w.pos[u]! - length[u]! - moving < need;
    }
    moving += length[u]! + minGap[u]!;
  }
  const front = list[at]!;
  const last = list[at + n - 1]!;
  const queued = w.mustWait[front] === 1 || w.mustWait[last] === 1;
  return queued && space + net.laneLength[lane]! - moving < need;
}

function occupied(w: World, lane: number, but: number): number {
  let sum = 0;
  const at = w.net.laneSlots[lane]!;
  for (let i = 0; i < w.laneCount[lane]!; i++) {
    const u = w.list[at + i]!;
    if (u !== but) sum += w.length[u]! + w.minGap[u]!;
  }
  return sum;
}
