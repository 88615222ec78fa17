import { type World, MAJOR, MINOR, RED, YELLOW } from './world';

/** Seconds a vehicle that goes first must be ahead of its foe (SUMO's look-ahead). */
const CLEAR_S = 1;
/** Waiting after which a driver takes any gap that others can brake for, s (SUMO's time to impatience). */
const IMPATIENT_S = 180;
/** A foe that could stop before the junction is taken to arrive this much later by the impatient, s. */
const BRAKED_LATER_S = 30;

/** What vehicles mean to do at the links ahead of them, one row each, made anew every step. */
export class Approaches {
  vehicle = new Int32Array(1 << 14);
  link = new Int32Array(1 << 14);
  /** Speeds of this step if the link is passed, and if the vehicle waits at it. */
  pass = new Float64Array(1 << 14);
  wait = new Float64Array(1 << 14);
  distance = new Float64Array(1 << 14);
  /** 1: it counts on passing. */
  request = new Uint8Array(1 << 14);
  /** 1: it must stop here, whatever foes do. */
  hold = new Uint8Array(1 << 14);
  /** 1: it can still stop before the line. */
  canStop = new Uint8Array(1 << 14);
  /** 1: only announced, too far away to decide. */
  far = new Uint8Array(1 << 14);
  arriveS = new Float64Array(1 << 14);
  arriveMs = new Float64Array(1 << 14);
  leaveS = new Float64Array(1 << 14);
  leaveMs = new Float64Array(1 << 14);
  brakedS = new Float64Array(1 << 14);
  brakedMs = new Float64Array(1 << 14);
  /** Next row at the same link. */
  private after = new Int32Array(1 << 14);
  private readonly head: Int32Array;
  private readonly touched: Int32Array;
  private touchedCount = 0;
  count = 0;

  constructor(links: number) {
    this.head = new Int32Array(links).fill(-1);
    this.touched = new Int32Array(links);
  }

  /** Empties the table and makes room for `rows` rows. */
  clear(rows: number): void {
    for (let i = 0; i < this.touchedCount; i++) this.head[this.touched[i]!] = -1;
    this.touchedCount = 0;
    this.count = 0;
    if (rows <= this.link.length) return;
    const size = rows * 2;
    this.vehicle = new Int32Array(size);
    this.link = new Int32Array(size);
    this.after = new Int32Array(size);
    this.request = new Uint8Array(size);
    this.hold = new Uint8Array(size);
    this.far = new Uint8Array(size);
    this.canStop = new Uint8Array(size);
    this.pass = new Float64Array(size);
    this.wait = new Float64Array(size);
    this.distance = new Float64Array(size);
    this.arriveS = new Float64Array(size);
    this.arriveMs = new Float64Array(size);
    this.leaveS = new Float64Array(size);
    this.leaveMs = new Float64Array(size);
    this.brakedS = new Float64Array(size);
    this.brakedMs = new Float64Array(size);
  }

  /** Lets the foes of the link see row `i`. */
  announce(i: number): void {
    const k = this.link[i]!;
    if (this.head[k]! < 0) this.touched[this.touchedCount++] = k;
    this.after[i] = this.head[k]!;
    this.head[k] = i;
  }

  /** First announced row at a link, −1 without; the following by `nextAt`. */
  firstAt(link: number): number {
    return this.head[link]!;
  }

  nextAt(row: number): number {
    return this.after[row]!;
  }
}

/**
 * Whether the vehicle of row `i` may pass its link before or after the foes that mean to pass too:
 * gap acceptance by times of arrival and leaving, as in SUMO's `MSLink`.
 */
export function isOpen(w: World, a: Approaches, i: number): boolean {
  const { net, linkState } = w;
  const k = a.link[i]!;
  const state = linkState[k]!;
  if (state === RED || state === YELLOW) return false;
  if (state === MAJOR || net.linkCont[k]) return true;
  const v = a.vehicle[i]!;
  if (state === MINOR && net.linkStop[k] && w.waitingS[v] === 0) return false;
  const arrive = a.arriveS[i]!;
  const leave = a.leaveS[i]!;
  const impatience = w.waitingS[v]! < IMPATIENT_S ? w.waitingS[v]! / IMPATIENT_S : 1;
  for (let f = net.linkFoes[k]!; f < net.linkFoes[k + 1]!; f++) {
    const foe = net.foeLinks[f]!;
    for (let j = a.firstAt(foe); j >= 0; j = a.nextAt(j)) {
      const u = a.vehicle[j]!;
      if (u === v) continue;
      const merge = net.linkTo[foe] === net.linkTo[k];
      if (a.leaveS[j]! < arrive) {
        // It goes first.
        if (!merge) continue;
        if (arrive - a.leaveS[j]! < CLEAR_S) return false;
        if (closesUp(a.leaveMs[j]!, w.decel[u]!, a.arriveMs[i]!, w.decel[v]!)) return false;
        continue;
      }
      const due = (1 - impatience) * a.arriveS[j]! + impatience * a.brakedS[j]!;
      if (due > leave + CLEAR_S) {
        // The own vehicle goes first.
        if (!merge) continue;
        if (closesUp(a.leaveMs[i]!, w.decel[v]!, a.brakedMs[j]!, w.decel[u]!)) return false;
        continue;
      }
      return false;
    }
  }
  return true;
}

/** True if a follower would need more room to stop than its leader. */
function closesUp(leader: number, leaderB: number, follower: number, followerB: number): boolean {
  return (leader * leader) / leaderB < (follower * follower) / followerB;
}

/** Seconds over `distance` from one speed to another, as fast as may be. */
export function travelTime(
  distance: number,
  from: number,
  to: number,
  a: number,
  b: number,
): number {
  const acc = to >= from ? a : -b;
  const time = (to - from) / acc;
  const way = time * (to + from) * 0.5;
  if (distance >= way) {
    const top = to > from ? to : from;
    return (distance - way) / (top > 0.1 ? top : 0.1) + time;
  }
  const root = from * from + 2 * acc * distance;
  return (Math.sqrt(root > 0 ? root : 0) - from) / acc;
}

/** Speed after a distance of full acceleration. */
export function speedAfter(distance: number, speed: number, accel: number): number {
  return Math.sqrt(speed * speed + 2 * accel * (distance > 0 ? distance : 0));
}

/** Times and speeds of row `i`, for those who must yield to it and for its own check. */
export function foresee(
  w: World,
  a: Approaches,
  i: number,
  speedNow: number,
  arriveMs: number,
  topOnJunction: number,
  junctionM: number,
): void {
  const v = a.vehicle[i]!;
  const distance = a.distance[i]!;
  const acc = w.maxAccel[v]!;
  const dec = w.decel[v]!;
  const now = (w.step - 1) * w.stepS;
  a.arriveMs[i] = arriveMs;
  a.arriveS[i] = now + travelTime(distance, speedNow, arriveMs, acc, dec);
  const out = speedAfter(junctionM, arriveMs, acc);
  const leaveMs = out < topOnJunction ? out : topOnJunction;
  a.leaveMs[i] = leaveMs;
  const mean = 0.5 * (arriveMs + leaveMs);
  a.leaveS[i] = a.arriveS[i]! + (junctionM + w.length[v]!) / (mean > 0.001 ? mean : 0.001);
  const rest = speedNow * speedNow - 2 * dec * distance;
  if (rest > 0) {
    const braked = Math.sqrt(rest);
    a.brakedMs[i] = braked;
    a.brakedS[i] = now + travelTime(distance, speedNow, braked, acc, dec);
  } else {
    a.brakedMs[i] = 0;
    a.brakedS[i] = a.arriveS[i]! + BRAKED_LATER_S;
  }
}
