/** Where two link paths come into each other's way. */
export interface Conflict {
  /** Distance along each path to the place, m. */
  readonly alongA: number;
  readonly alongB: number;
}

/** Paths closer than this cannot be driven side by side, m: a car's width and a hand's breadth. */
const BODY_M = 1.9;

/**
 * Where two link paths (stride-3 lines) cross or run into each other, or null. `sameOrigin`: both
 * leave the same edge, so that nearness counts only where they cross or end in the same place.
 */
export function conflictOf(a: Float64Array, b: Float64Array, sameOrigin: boolean): Conflict | null {
  const la = a.length - 3;
  const lb = b.length - 3;
  let alongA = 0;
  for (let i = 0; i < la; i += 3) {
    const stepA = Math.hypot(a[i + 3]! - a[i]!, a[i + 4]! - a[i + 1]!);
    let alongB = 0;
    for (let j = 0; j < lb; j += 3) {
      const stepB = Math.hypot(b[j + 3]! - b[j]!, b[j + 4]! - b[j + 1]!);
      const hit = crossing(a, i, b, j);
      if (hit) return { alongA: alongA + hit[0] * stepA, alongB: alongB + hit[1] * stepB };
      alongB += stepB;
    }
    alongA += stepA;
  }
  if (Math.hypot(a[la]! - b[lb]!, a[la + 1]! - b[lb + 1]!) < 0.05) {
    return { alongA, alongB: pathLength(b) };
  }
  return sameOrigin ? null : nearest(a, b);
}

function pathLength(a: Float64Array): number {
  let sum = 0;
  for (let i = 3; i < a.length; i += 3) sum += Math.hypot(a[i]! - a[i - 3]!, a[i + 1]! - a[i - 2]!);
  return sum;
}

/** Parameters along both segments where they cross, or null. */
function crossing(a: Float64Array, i: number, b: Float64Array, j: number): [number, number] | null {
  const ax = a[i]!;
  const ay = a[i + 1]!;
  const dx = a[i + 3]! - ax;
  const dy = a[i + 4]! - ay;
  const ex = b[j + 3]! - b[j]!;
  const ey = b[j + 4]! - b[j + 1]!;
  const det = dx * ey - dy * ex;
  if (Math.abs(det) < 1e-9) return null;
  const t = ((b[j]! - ax) * ey - (b[j + 1]! - ay) * ex) / det;
  const u = ((b[j]! - ax) * dy - (b[j + 1]! - ay) * dx) / det;
  return t >= 0 && t <= 1 && u >= 0 && u <= 1 ? [t, u] : null;
}

/** The closest approach of vertices of one path to segments of the other, where that is too close. */
function nearest(a: Float64Array, b: Float64Array): Conflict | null {
  let best = BODY_M;
  let found: Conflict | null = null;
  const look = (p: Float64Array, q: Float64Array, swap: boolean) => {
    let alongP = 0;
    for (let i = 0; i < p.length; i += 3) {
      if (i > 0) alongP += Math.hypot(p[i]! - p[i - 3]!, p[i + 1]! - p[i - 2]!);
      let alongQ = 0;
      for (let j = 0; j + 3 < q.length; j += 3) {
        const dx = q[j + 3]! - q[j]!;
        const dy = q[j + 4]! - q[j + 1]!;
        const len = Math.hypot(dx, dy);
        const t = Math.min(
          Math.max(((p[i]! - q[j]!) * dx + (p[i + 1]! - q[j + 1]!) * dy) / (len * len || 1), 0),
          1,
        );
        const d = Math.hypot(q[j]! + t * dx - p[i]!, q[j + 1]! + t * dy - p[i + 1]!);
        if (d < best) {
          best = d;
          const at = alongQ + t * len;
          found = swap ? { alongA: at, alongB: alongP } : { alongA: alongP, alongB: at };
        }
        alongQ += len;
      }
    }
  };
  look(a, b, false);
  look(b, a, true);
  return found;
}
