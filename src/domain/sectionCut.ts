/** x, y per corner, local metres. */
export type SectionLine = readonly (readonly [number, number])[];

/** Pipes within this angle of the line may run along it. */
const ALONG_COS = Math.cos((25 * Math.PI) / 180);
/** A crossing at a slant is drawn at most this much wider than the pipe. */
const MAX_SLANT = 4;

/** A line in plan with its running length. */
export interface Plan {
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Distance along the line at each corner, m. */
  readonly at: Float64Array;
  readonly box: readonly [number, number, number, number];
}

/** An end of a piece of a path in a section. */
export interface CutEnd {
  /** Distance along the line, m. */
  readonly atM: number;
  /** Level of the path there, m. */
  readonly z: number;
  /** Share of the path's length in plan, 0–1. */
  readonly share: number;
}

/** A piece of a path that crosses a line (both ends the same) or runs along it. */
export interface PathCut {
  readonly relation: 'crossing' | 'along';
  readonly from: CutEnd;
  readonly to: CutEnd;
  /** How much wider than square the plane cuts it. */
  readonly widening: number;
}

/** Running lengths of a line; repeated corners are left out. */
export function planOf(line: SectionLine): Plan {
  const kept = line.filter(
    (p, i) => i === 0 || Math.hypot(p[0] - line[i - 1]![0], p[1] - line[i - 1]![1]) > 1e-6,
  );
  const x = Float64Array.from(kept, (p) => p[0]);
  const y = Float64Array.from(kept, (p) => p[1]);
  const at = new Float64Array(kept.length);
  for (let i = 1; i < at.length; i++) {
    at[i] = at[i - 1]! + Math.hypot(x[i]! - x[i - 1]!, y[i]! - y[i - 1]!);
  }
  return { x, y, at, box: [Math.min(...x), Math.min(...y), Math.max(...x), Math.max(...y)] };
}

/** Quick look whether a path can come near the line at all. */
export function nearPlan(path: Float64Array, plan: Plan, reach: number): boolean {
  const [x0, y0, x1, y1] = plan.box;
  let [a, b, c, d] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i + 2 < path.length; i += 3) {
    a = Math.min(a, path[i]!);
    b = Math.min(b, path[i + 1]!);
    c = Math.max(c, path[i]!);
    d = Math.max(d, path[i + 1]!);
  }
  return a <= x1 + reach && c >= x0 - reach && b <= y1 + reach && d >= y0 - reach;
}

/** Foot of a point on the line: distance along it, and from it (positive to the left), m. */
export function nearestOnPlan(
  plan: Plan,
  px: number,
  py: number,
): { atM: number; offsetM: number } {
  let best = { atM: 0, offsetM: Number.POSITIVE_INFINITY };
  for (let i = 0; i + 1 < plan.at.length; i++) {
    const length = plan.at[i + 1]! - plan.at[i]!;
    const ux = (plan.x[i + 1]! - plan.x[i]!) / length;
    const uy = (plan.y[i + 1]! - plan.y[i]!) / length;
    const [dx, dy] = [px - plan.x[i]!, py - plan.y[i]!];
    const t = Math.min(length, Math.max(0, dx * ux + dy * uy));
    const away = Math.hypot(dx - ux * t, dy - uy * t);
    if (away < Math.abs(best.offsetM)) {
      best = { atM: plan.at[i]! + t, offsetM: ux * dy - uy * dx >= 0 ? away : -away };
    }
  }
  return best;
}

/** What the line sees of a path (x, y, z per vertex), piece by piece. */
export function cutPath(p: Float64Array, plan: Plan, corridor: number): PathCut[] {
  const out: PathCut[] = [];
  const total = planLength(p);
  let done = 0;
  for (let i = 0; i + 5 < p.length; i += 3) {
    const [ax, ay, az] = [p[i]!, p[i + 1]!, p[i + 2]!];
    const [bx, by, bz] = [p[i + 3]!, p[i + 4]!, p[i + 5]!];
    const length = Math.hypot(bx - ax, by - ay);
    if (length < 1e-9) continue;
    for (let k = 0; k + 1 < plan.at.length; k++) {
      const lineLength = plan.at[k + 1]! - plan.at[k]!;
      const ux = (plan.x[k + 1]! - plan.x[k]!) / lineLength;
      const uy = (plan.y[k + 1]! - plan.y[k]!) / lineLength;
      // Along and across the line at both ends of the pipe's piece.
      const s0 = (ax - plan.x[k]!) * ux + (ay - plan.y[k]!) * uy;
      const s1 = (bx - plan.x[k]!) * ux + (by - plan.y[k]!) * uy;
      const w0 = (ay - plan.y[k]!) * ux - (ax - plan.x[k]!) * uy;
      const w1 = (by - plan.y[k]!) * ux - (bx - plan.x[k]!) * uy;
      const parallel = Math.abs(s1 - s0) / length >= ALONG_COS;
      const cut = parallel
        ? clipAlong(s0, s1, w0, w1, lineLength, corridor)
        : clipCrossing(s0, s1, w0, w1, lineLength, k + 2 === plan.at.length);
      if (!cut) continue;
      const [t0, t1] = cut;
      const base = plan.at[k]!;
      const cut0 = {
        atM: base + s0 + (s1 - s0) * t0,
        z: az + (bz - az) * t0,
        share: (done + length * t0) / total,
      };
      const cut1 = {
        atM: base + s0 + (s1 - s0) * t1,
        z: az + (bz - az) * t1,
        share: (done + length * t1) / total,
      };
      const slant = Math.min(MAX_SLANT, length / Math.max(1e-9, Math.abs(w1 - w0)));
      const [from, to] = cut0.atM <= cut1.atM ? [cut0, cut1] : [cut1, cut0];
      out.push({
        relation: parallel ? 'along' : 'crossing',
        from,
        to,
        widening: parallel ? 1 : slant,
      });
    }
    done += length;
  }
  return out;
}

/** Shares of the piece that lie beside the line and within the corridor, or null. */
function clipAlong(
  s0: number,
  s1: number,
  w0: number,
  w1: number,
  lineLength: number,
  corridor: number,
): [number, number] | null {
  let [lo, hi] = [0, 1];
  const clip = (from: number, to: number, least: number, most: number): void => {
    if (Math.abs(to - from) < 1e-12) {
      if (from < least || from > most) hi = -1;
      return;
    }
    const a = (least - from) / (to - from);
    const b = (most - from) / (to - from);
    lo = Math.max(lo, Math.min(a, b));
    hi = Math.min(hi, Math.max(a, b));
  };
  clip(s0, s1, 0, lineLength);
  clip(w0, w1, -corridor, corridor);
  return hi - lo > 1e-9 ? [lo, hi] : null;
}

/** The share at which the piece crosses the line, twice, or null. A corner belongs to the piece after it. */
function clipCrossing(
  s0: number,
  s1: number,
  w0: number,
  w1: number,
  lineLength: number,
  lastPiece: boolean,
): [number, number] | null {
  // Half open on the pipe too, so that a bend on the line counts once.
  if (w0 < 0 === w1 < 0) return null;
  const t = w0 / (w0 - w1);
  const s = s0 + (s1 - s0) * t;
  return s >= 0 && (s < lineLength || (lastPiece && s <= lineLength)) ? [t, t] : null;
}

/** Length of a path in plan, m. */
export function planLength(p: Float64Array): number {
  let length = 0;
  for (let i = 0; i + 5 < p.length; i += 3) {
    length += Math.hypot(p[i + 3]! - p[i]!, p[i + 4]! - p[i + 1]!);
  }
  return length;
}
