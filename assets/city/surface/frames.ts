import type { Ring } from '../../../src/domain/city';
import { ringContains } from './geometry';

/** A right-handed local frame: origin, unit vector along (a) and unit vector to its left (b). */
export interface Frame2 {
  readonly ox: number;
  readonly oy: number;
  readonly ax: number;
  readonly ay: number;
}

/** Local (a, b) pairs placed in the world. Counter-clockwise stays counter-clockwise. */
export function placed(frame: Frame2, local: readonly number[]): Ring {
  const out = new Float64Array(local.length);
  for (let i = 0; i < local.length; i += 2) {
    const [a, b] = [local[i]!, local[i + 1]!];
    out[i] = frame.ox + frame.ax * a - frame.ay * b;
    out[i + 1] = frame.oy + frame.ay * a + frame.ax * b;
  }
  return out;
}

/** A ring in a frame's local coordinates. */
export function localRing(frame: Frame2, ring: Ring): Float64Array {
  const out = new Float64Array(ring.length);
  for (let i = 0; i < ring.length; i += 2) {
    const [dx, dy] = [ring[i]! - frame.ox, ring[i + 1]! - frame.oy];
    out[i] = dx * frame.ax + dy * frame.ay;
    out[i + 1] = -dx * frame.ay + dy * frame.ax;
  }
  return out;
}

/** Box of a ring of pairs: min a, min b, max a, max b. */
export function boundsOf(ring: Float64Array): [number, number, number, number] {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < ring.length; i += 2) {
    box[0] = Math.min(box[0], ring[i]!);
    box[1] = Math.min(box[1], ring[i + 1]!);
    box[2] = Math.max(box[2], ring[i]!);
    box[3] = Math.max(box[3], ring[i + 1]!);
  }
  return box;
}

/** Frame along the edge from vertex `index` of a ring; b points into a counter-clockwise ring. */
export function edgeFrame(ring: Ring, index: number): Frame2 {
  const i = index * 2;
  const j = (i + 2) % ring.length;
  const dx = ring[j]! - ring[i]!;
  const dy = ring[j + 1]! - ring[i + 1]!;
  const l = Math.sqrt(dx * dx + dy * dy);
  return { ox: ring[i]!, oy: ring[i + 1]!, ax: dx / l, ay: dy / l };
}

export interface OrientedBox {
  /** Origin in the corner; a runs along the long side. */
  readonly frame: Frame2;
  readonly long: number;
  readonly short: number;
}

/** Smallest box round a ring with a side along one of its edges. */
export function orientedBox(ring: Ring): OrientedBox {
  let best: OrientedBox | null = null;
  let least = Infinity;
  const n = ring.length;
  for (let i = 0; i < n; i += 2) {
    const j = (i + 2) % n;
    const dx = ring[j]! - ring[i]!;
    const dy = ring[j + 1]! - ring[i + 1]!;
    const l = Math.sqrt(dx * dx + dy * dy);
    if (l < 2) continue;
    const axis: Frame2 = { ox: ring[i]!, oy: ring[i + 1]!, ax: dx / l, ay: dy / l };
    const [a0, b0, a1, b1] = boundsOf(localRing(axis, ring));
    const [w, h] = [a1 - a0, b1 - b0];
    if (w * h >= least) continue;
    least = w * h;
    const corner = placed(axis, w >= h ? [a0, b0] : [a1, b0]);
    best = {
      frame: {
        ox: corner[0]!,
        oy: corner[1]!,
        ax: w >= h ? axis.ax : -axis.ay,
        ay: w >= h ? axis.ay : axis.ax,
      },
      long: Math.max(w, h),
      short: Math.min(w, h),
    };
  }
  if (best) return best;
  const [x0, y0, x1, y1] = boundsOf(ring);
  return { frame: { ox: x0, oy: y0, ax: 1, ay: 0 }, long: x1 - x0, short: y1 - y0 };
}

/**
 * Widest interval of `a` around `wish` such that the box [a0, a1] × [b0, b1] lies inside a ring given
 * in local coordinates. Null where the middle itself is outside.
 */
export function widestInside(
  ring: Float64Array,
  b0: number,
  b1: number,
  wish: number,
): [number, number] | null {
  let lo = -Infinity;
  let hi = Infinity;
  const levels = [b0 + 1e-6, b1 - 1e-6];
  for (let i = 1; i < ring.length; i += 2) {
    const b = ring[i]!;
    if (b > b0 && b < b1) levels.push(b - 1e-6, b + 1e-6);
  }
  for (const b of levels) {
    let left = -Infinity;
    let right = Infinity;
    let crossings = 0;
    for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
      const bi = ring[i + 1]!;
      const bj = ring[j + 1]!;
      if (bi > b === bj > b) continue;
      const a = ring[i]! + ((b - bi) / (bj - bi)) * (ring[j]! - ring[i]!);
      if (a <= wish) {
        left = Math.max(left, a);
        crossings++;
      } else right = Math.min(right, a);
    }
    if (crossings % 2 === 0) return null;
    lo = Math.max(lo, left);
    hi = Math.min(hi, right);
  }
  return hi > lo ? [lo, hi] : null;
}

/** True where a box (in the ring's coordinates) lies inside a ring. */
export function boxInside(
  ring: Float64Array,
  a0: number,
  b0: number,
  a1: number,
  b1: number,
): boolean {
  if (!ringContains(ring, (a0 + a1) / 2, (b0 + b1) / 2)) return false;
  const range = widestInside(ring, b0, b1, (a0 + a1) / 2);
  return range !== null && range[0] <= a0 && range[1] >= a1;
}
