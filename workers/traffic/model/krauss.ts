import { uniform } from '../random';
import type { World } from '../sim/world';
import type { Following } from './following';

const EPS = 0.001;
/** Braking beyond the comfortable is asked for with this margin (as in SUMO). */
const EMERGENCY_MARGIN = 1.2;

/**
 * The model of Krauss (1998) in the form SUMO gives it: the highest speed from which the vehicle can
 * still stop behind a leader that brakes, in whole Euler steps, less a random dawdle.
 * Reference: S. Krauß, Microscopic Modeling of Traffic Flow, DLR-FB 98-08; SUMO's documentation of
 * "Krauss". Valid for steps up to tau.
 */
export function kraussModel(w: World): Following {
  const { stepS: dt, seed, maxAccel, decel, emergencyDecel, tau, sigma, maxSpeed } = w;

  const brakeGap = (speed: number, b: number, reactionS: number): number => {
    const steps = Math.floor(speed / (b * dt));
    return dt * (steps * speed - (b * dt * steps * (steps + 1)) / 2) + speed * reactionS;
  };

  /** Highest speed that allows a stop within `gap` in whole steps. */
  const stopSpeed = (gap: number, b: number, headwayS: number): number => {
    const g = gap - EPS;
    if (g < 0) return 0;
    const bs = b * dt;
    const s = dt;
    const t = headwayS;
    const n = Math.floor(
      0.5 - (t + Math.sqrt(s * s + 4 * (s * ((2 * g) / bs - t) + t * t)) * -0.5) / s,
    );
    const h = 0.5 * n * (n - 1) * bs * s + n * bs * t;
    return n * bs + (g - h) / (n * s + t);
  };

  const follow = (
    v: number,
    speed: number,
    gap: number,
    leaderSpeed: number,
    leaderDecel: number,
  ): number => {
    const b = decel[v]!;
    const lb = leaderDecel > b ? leaderDecel : b;
    let x = stopSpeed(gap + brakeGap(leaderSpeed, lb, 0), b, tau[v]!);
    const asked = (speed - x) / dt;
    if (asked > b + EPS && emergencyDecel[v]! !== b) {
      // What a continuous brake to the leader's standstill needs, with a margin.
      const room = gap + (leaderSpeed * leaderSpeed) / (2 * lb);
      const needed = room > 0 ? (speed * speed) / (2 * room) : emergencyDecel[v]!;
      let use = EMERGENCY_MARGIN * needed;
      if (use < b) use = b;
      if (use > asked) use = asked;
      x = speed - use * dt;
    }
    return x;
  };

  return {
    maxNext: (v, speed) => {
      const up = speed + maxAccel[v]! * dt;
      return up < maxSpeed[v]! ? up : maxSpeed[v]!;
    },
    follow,
    stop: (v, _speed, gap) => stopSpeed(gap, decel[v]!, tau[v]!),
    slowTo: (v, _speed, distance, target) => {
      const way = target * dt;
      if (distance < way) return target;
      const b = decel[v]! * dt * dt;
      const root = Math.sqrt((b + 2 * way) * (b + 2 * way) + 8 * b * distance);
      const y = Math.max(0, ((root - b) * 0.5 - way) / b);
      const full = Math.floor(y);
      const exact = (full * full + full) * 0.5 * b + full * way + (y > full ? way : 0);
      return Math.max(0, distance - exact) / ((full + 1) * dt) + full * decel[v]! * dt + target;
    },
    free: (_v, _speed, desired) => desired,
    brakeGap,
    settle: (v, speed, safe, laneMax) => {
      const hardest = speed - emergencyDecel[v]! * dt;
      const floor = Math.max(0, Math.min(speed - decel[v]! * dt, Math.max(safe, hardest)));
      const up = speed + maxAccel[v]! * dt;
      let top = up < laneMax ? up : laneMax;
      if (safe < top) top = safe;
      if (top < floor) top = floor;
      const r = uniform(seed, v, w.step);
      const a = maxAccel[v]! * dt;
      const dawdle = sigma[v]! * (top < a ? top : a) * r;
      const slow = top - dawdle;
      return slow > floor ? slow : floor;
    },
    advance: (_speed, next) => next * dt,
  };
}
