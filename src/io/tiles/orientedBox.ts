import type { Ring } from '../../domain/city';

/** The smallest rectangle round a footprint: where ridges run and roofs fall to. */
export interface OrientedBox {
  readonly cx: number;
  readonly cy: number;
  /** Unit vector along the longer side. */
  readonly ux: number;
  readonly uy: number;
  /** Half the longer and half the shorter side, m. */
  readonly halfLength: number;
  readonly halfWidth: number;
}

/** The box of least area; one of its sides lies on an edge of the ring's hull, so edges are tried in turn. */
export function orientedBox(ring: Ring): OrientedBox {
  let best: OrientedBox | null = null;
  let bestArea = Number.POSITIVE_INFINITY;
  const n = ring.length;
  for (let i = 0; i < n; i += 2) {
    const j = (i + 2) % n;
    const length = Math.hypot(ring[j]! - ring[i]!, ring[j + 1]! - ring[i + 1]!);
    if (length < 1e-6) continue;
    const ux = (ring[j]! - ring[i]!) / length;
    const uy = (ring[j + 1]! - ring[i + 1]!) / length;
    let [minU, maxU, minV, maxV] = [Infinity, -Infinity, Infinity, -Infinity];
    for (let k = 0; k < n; k += 2) {
      const u = ring[k]! * ux + ring[k + 1]! * uy;
      const v = ring[k + 1]! * ux - ring[k]! * uy;
      minU = Math.min(minU, u);
      maxU = Math.max(maxU, u);
      minV = Math.min(minV, v);
      maxV = Math.max(maxV, v);
    }
    const area = (maxU - minU) * (maxV - minV);
    if (area >= bestArea - 1e-9) continue;
    bestArea = area;
    const [mu, mv] = [(minU + maxU) / 2, (minV + maxV) / 2];
    const long = maxU - minU >= maxV - minV;
    best = {
      cx: mu * ux - mv * uy,
      cy: mu * uy + mv * ux,
      ux: long ? ux : -uy,
      uy: long ? uy : ux,
      halfLength: Math.max(maxU - minU, maxV - minV) / 2,
      halfWidth: Math.min(maxU - minU, maxV - minV) / 2,
    };
  }
  return best ?? { cx: ring[0]!, cy: ring[1]!, ux: 1, uy: 0, halfLength: 0, halfWidth: 0 };
}
