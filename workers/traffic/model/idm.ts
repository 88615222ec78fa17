import type { World } from '../sim/world';
import type { Following } from './following';

/** Coolness: how far the driver trusts that the leader does not brake at once (Kesting et al. 2010). */
const COOLNESS = 0.99;
/** Least gap in the formulas, m. */
const LEAST_GAP_M = 0.05;
/** Gap at which a vehicle rests before a line (stop line, junction), m: there is nothing to hit. */
const LINE_GAP_M = 0.3;

/**
 * Intelligent Driver Model (Treiber, Hennecke & Helbing 2000) with the correction for adaptive cruise
 * control (Kesting, Treiber & Helbing 2010, "Enhanced intelligent driver model", eqs. 2–4): where the
 * IDM brakes harder than a constant-acceleration heuristic asks for, the driver is mostly content
 * with the latter. δ = 4. Ballistic update: a constant acceleration within the step. Steps of
 * 0.2–0.5 s.
 */
export function idmModel(w: World): Following {
  const { stepS: dt, maxAccel, decel, emergencyDecel, tau, minGap, maxSpeed, desired } = w;

  const brakeGap = (speed: number, b: number, reactionS: number): number =>
    (speed * speed) / (2 * b) + speed * reactionS;

  const follow = (
    v: number,
    speed: number,
    gap: number,
    leaderSpeed: number,
    _leaderDecel: number,
    leaderAccel: number,
  ): number => {
    const a = maxAccel[v]!;
    const b = decel[v]!;
    const dv = speed - leaderSpeed;
    const s0 = minGap[v]!;
    const s = gap + s0 > LEAST_GAP_M ? gap + s0 : LEAST_GAP_M;
    let wish = speed * tau[v]! + (speed * dv) / (2 * Math.sqrt(a * b));
    if (wish < 0) wish = 0;
    wish += s0;
    const r = speed / desired[v]!;
    const r2 = r * r;
    const idm = a * (1 - r2 * r2 - (wish * wish) / (s * s));
    const al = leaderAccel < a ? leaderAccel : a;
    let cah: number;
    if (leaderSpeed * dv <= -2 * s * al) {
      const d = leaderSpeed * leaderSpeed - 2 * s * al;
      cah = d > 1e-6 ? (speed * speed * al) / d : al;
    } else cah = dv > 0 ? al - (dv * dv) / (2 * s) : al;
    let acc = idm;
    if (idm < cah) acc = (1 - COOLNESS) * idm + COOLNESS * (cah + b * tanh((idm - cah) / b));
    // Close to the rest gap the heuristic would creep: the IDM's own brake holds there.
    if (s < s0 * 1.05 && idm < acc) acc = idm;
    return speed + acc * dt;
  };

  return {
    maxNext: (v, speed) => {
      const up = speed + maxAccel[v]! * dt;
      return up < maxSpeed[v]! ? up : maxSpeed[v]!;
    },
    follow,
    stop: (v, speed, gap) => {
      const a = maxAccel[v]!;
      const b = decel[v]!;
      const s = gap + LINE_GAP_M > LEAST_GAP_M ? gap + LINE_GAP_M : LEAST_GAP_M;
      // With the kinematic brake as its limit: no softer than needed, no harder than the formula.
      const wish = LINE_GAP_M + (speed * speed) / (2 * Math.sqrt(a * b)) + 0.3 * speed;
      let acc = a * (1 - (wish * wish) / (s * s));
      const needed = gap > LEAST_GAP_M ? (speed * speed) / (2 * gap) : speed / dt;
      if (needed > b && -acc < needed) acc = -needed;
      if (-acc > needed && -acc > b) acc = needed > b ? -needed : -b;
      const x = speed + acc * dt;
      // Never so fast that a comfortable brake would no longer do: else who decides at yellow to stop
      // finds a step later that it cannot.
      const room = gap - 0.5 * speed * dt;
      if (needed > b || room <= 0) return x;
      const safe = b * (Math.sqrt(0.25 * dt * dt + (2 * room) / b) - 0.5 * dt);
      return safe < x ? safe : x;
    },
    slowTo: (v, speed, distance, target) => {
      const b = decel[v]! * 0.6;
      const reach = Math.sqrt(target * target + 2 * b * Math.max(0, distance - speed * dt * 0.5));
      return reach > target ? reach : target;
    },
    free: (v, speed, desired) => {
      const a = maxAccel[v]!;
      if (speed > desired) {
        const slower = speed - decel[v]! * 0.5 * dt;
        return slower > desired ? slower : desired;
      }
      const r = speed / desired;
      const r2 = r * r;
      const up = speed + a * (1 - r2 * r2) * dt;
      return up < desired ? up : desired;
    },
    brakeGap,
    settle: (v, speed, safe, laneMax) => {
      const free = speed > laneMax ? Math.max(laneMax, speed - decel[v]! * 0.5 * dt) : laneMax;
      let x = safe < free ? safe : free;
      const hardest = speed - emergencyDecel[v]! * dt;
      if (x < hardest) x = hardest;
      return x;
    },
    advance: (speed, next) => {
      if (next >= 0) return 0.5 * (speed + next) * dt;
      return (speed * speed * dt) / (2 * (speed - next));
    },
  };
}

/** Hyperbolic tangent by a Padé approximant (error below 0.024): the same bits everywhere. */
function tanh(x: number): number {
  if (x >= 3) return 1;
  if (x <= -3) return -1;
  const x2 = x * x;
  return (x * (27 + x2)) / (27 + 9 * x2);
}
