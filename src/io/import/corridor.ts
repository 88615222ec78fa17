import type { Polygon } from '../../domain/city';
import { cleanPolygon } from '../geojson/rings';

/** Mitres at sharp bends are cut at this multiple of the half width. */
const MITRE_LIMIT = 2;

/**
 * The strip of a given half width along a line, as polygons. A strip that crosses itself is united
 * into one outline.
 */
export function corridor(path: Float64Array, halfWidthM: number): Polygon[] {
  const n = path.length / 2;
  if (n < 2) return [];
  const left: number[] = [];
  const right: number[] = [];
  for (let i = 0; i < n; i++) {
    const [x, y] = [path[2 * i]!, path[2 * i + 1]!];
    const [ax, ay] = direction(path, Math.max(0, i - 1), n);
    const [bx, by] = direction(path, Math.min(n - 2, i), n);
    // Normal of the bisector, lengthened so that both sides keep their distance.
    let mx = -(ay + by);
    let my = ax + bx;
    const length = Math.hypot(mx, my);
    if (length < 1e-9) {
      mx = -by;
      my = bx;
    } else {
      const cos = length / 2;
      const stretch = Math.min(MITRE_LIMIT, 1 / Math.max(cos, 1e-3));
      mx = (mx / length) * stretch;
      my = (my / length) * stretch;
    }
    left.push(x + mx * halfWidthM, y + my * halfWidthM);
    right.unshift(x - mx * halfWidthM, y - my * halfWidthM);
  }
  const cleaned = cleanPolygon([Float64Array.from([...left, ...right])]);
  return cleaned ? [cleaned.polygon] : [];
}

/** Unit vector of the segment that begins at vertex `i`. */
function direction(path: Float64Array, i: number, n: number): readonly [number, number] {
  const k = Math.min(i, n - 2);
  const dx = path[2 * k + 2]! - path[2 * k]!;
  const dy = path[2 * k + 3]! - path[2 * k + 1]!;
  const length = Math.hypot(dx, dy) || 1;
  return [dx / length, dy / length];
}
