/** A plane polyline with chainage: x and y per vertex and the distance from its start, m. */
export interface Chained {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly s: Float64Array;
}

/** A point of a polyline with the unit direction there. */
export interface PointAt {
  x: number;
  y: number;
  /** Unit tangent. The left normal is (−ty, tx). */
  tx: number;
  ty: number;
}

/** Chainage of an interleaved x, y line. Vertices nearer than 1 mm to their predecessor are dropped. */
export function chain(line: ArrayLike<number>): Chained {
  const x: number[] = [];
  const y: number[] = [];
  const s: number[] = [];
  for (let i = 0; i + 1 < line.length; i += 2) {
    const px = line[i]!;
    const py = line[i + 1]!;
    const n = x.length;
    const step = n === 0 ? 0 : Math.hypot(px - x[n - 1]!, py - y[n - 1]!);
    if (n > 0 && step < 1e-3) continue;
    x.push(px);
    y.push(py);
    s.push(n === 0 ? 0 : s[n - 1]! + step);
  }
  return { x: Float64Array.from(x), y: Float64Array.from(y), s: Float64Array.from(s) };
}

/** Length of a chained line, m. */
export function lengthOf(c: Chained): number {
  return c.s.length === 0 ? 0 : c.s[c.s.length - 1]!;
}

/** Index i of the segment [i, i+1] that holds chainage s (clamped to the line). */
export function segmentAt(c: Chained, s: number): number {
  let lo = 0;
  let hi = c.s.length - 2;
  while (lo < hi) {
    const mid = (lo + hi + 1) >> 1;
    if (c.s[mid]! <= s) lo = mid;
    else hi = mid - 1;
  }
  return lo;
}

/** Point and direction at chainage s (clamped to the line). */
export function pointAt(c: Chained, s: number): PointAt {
  const i = segmentAt(c, s);
  const dx = c.x[i + 1]! - c.x[i]!;
  const dy = c.y[i + 1]! - c.y[i]!;
  const len = Math.hypot(dx, dy);
  const t = Math.min(Math.max((s - c.s[i]!) / len, 0), 1);
  return { x: c.x[i]! + t * dx, y: c.y[i]! + t * dy, tx: dx / len, ty: dy / len };
}

/** Value of a per-vertex quantity at chainage s, linear between vertices. */
export function valueAt(c: Chained, values: ArrayLike<number>, s: number): number {
  const i = segmentAt(c, s);
  const t = Math.min(Math.max((s - c.s[i]!) / (c.s[i + 1]! - c.s[i]!), 0), 1);
  return values[i]! * (1 - t) + values[i + 1]! * t;
}

/** Chainages strictly between a and b at which the line has a vertex, ascending. */
export function vertexChainages(c: Chained, a: number, b: number): number[] {
  const out: number[] = [];
  for (const s of c.s) if (s > a + 0.05 && s < b - 0.05) out.push(s);
  return out;
}

/**
 * The part of a line between chainages a < b, moved sideways (positive: to the left), as interleaved
 * x, y. Inner vertices move along the bisector (mitre limited to twice the offset).
 */
export function offsetPart(c: Chained, a: number, b: number, leftM: number): Float64Array {
  const stations = [a, ...vertexChainages(c, a, b), b];
  const out = new Float64Array(stations.length * 2);
  stations.forEach((s, k) => {
    const before = pointAt(c, Math.max(s - 0.02, a));
    const after = pointAt(c, Math.min(s + 0.02, b));
    const nx = -(before.ty + after.ty);
    const ny = before.tx + after.tx;
    const len = Math.hypot(nx, ny) || 1;
    const cosHalf = Math.max(len / 2, 0.5);
    const p = pointAt(c, s);
    out[2 * k] = p.x + ((nx / len) * leftM) / cosHalf;
    out[2 * k + 1] = p.y + ((ny / len) * leftM) / cosHalf;
  });
  return out;
}

/**
 * Chainages of the vertices kept by Douglas–Peucker (Cartographica 10(2), 1973) at a tolerance in
 * metres, both ends included.
 */
export function bends(c: Chained, toleranceM: number): number[] {
  const keep = new Uint8Array(c.s.length);
  keep[0] = 1;
  keep[c.s.length - 1] = 1;
  const stack: [number, number][] = [[0, c.s.length - 1]];
  for (let top = stack.pop(); top; top = stack.pop()) {
    const [a, b] = top;
    const dx = c.x[b]! - c.x[a]!;
    const dy = c.y[b]! - c.y[a]!;
    const len = Math.hypot(dx, dy) || 1;
    let far = -1;
    let dist = toleranceM;
    for (let i = a + 1; i < b; i++) {
      const d = Math.abs((c.x[i]! - c.x[a]!) * dy - (c.y[i]! - c.y[a]!) * dx) / len;
      if (d > dist) {
        dist = d;
        far = i;
      }
    }
    if (far < 0) continue;
    keep[far] = 1;
    stack.push([a, far], [far, b]);
  }
  return Array.from(c.s).filter((_, i) => keep[i] === 1);
}
