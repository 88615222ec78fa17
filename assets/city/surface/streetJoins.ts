import { CROSSFALL, CROSS_SECTIONS } from './crossSections';
import type { StreetGraph } from './streetGraph';
import type { VertexGraph } from './vertexGraph';

/** Length over which a side street's crown meets the gutter of the street it joins, m. */
const MOUTH_M = 20;
/** Steepest grade out of a junction, m/m. */
const JOIN_GRADE = 0.075;

/** Distance along a polyline to each of its vertices, m. */
export function distances(points: Float64Array): Float64Array {
  const out = new Float64Array(points.length / 2);
  for (let i = 1; i < out.length; i++) {
    const dx = points[2 * i]! - points[2 * i - 2]!;
    const dy = points[2 * i + 1]! - points[2 * i - 1]!;
    out[i] = out[i - 1]! + Math.sqrt(dx * dx + dy * dy);
  }
  return out;
}

/**
 * Fits the end of a street to the wider streets it joins: inside their carriageway it has their
 * level, beyond it its crown rises from their gutter.
 */
export function joinWider(
  z: Float64Array,
  s: Float64Array,
  graph: StreetGraph,
  g: VertexGraph,
  street: number,
  end: number,
  wider: readonly number[],
): void {
  const atStart = graph.streets[street]!.from === end;
  const points = graph.streets[street]!.points;
  const total = s[s.length - 1]!;
  let half = 0;
  for (const a of wider) half = Math.max(half, CROSS_SECTIONS[graph.streets[a]!.class].widthM / 2);
  for (let i = 1; i + 1 < z.length; i++) {
    const away = atStart ? s[i]! : total - s[i]!;
    if (away > half + MOUTH_M) continue;
    const within = levelOnWider(points[2 * i]!, points[2 * i + 1]!, graph, g, end, wider);
    if (within === within) z[i] = within;
    else z[i] = z[i]! - CROSSFALL * half * Math.max(0, 1 - Math.max(away - half, 0) / MOUTH_M);
  }
  // From the mouth outwards the street climbs or falls no faster than streets may.
  const step = atStart ? 1 : -1;
  for (let k = 1; k + 1 < z.length; k++) {
    const i = atStart ? k : z.length - 1 - k;
    const rise = JOIN_GRADE * Math.abs(s[i]! - s[i - step]!);
    z[i] = Math.min(Math.max(z[i]!, z[i - step]! - rise), z[i - step]! + rise);
  }
}

/** Keeps every level reachable from both ends at `JOIN_GRADE`, so that no step is left at an end. */
export function keepReachable(z: Float64Array, s: Float64Array): void {
  const last = z.length - 1;
  for (let i = 1; i < last; i++) {
    const up = JOIN_GRADE * s[i]!;
    const down = JOIN_GRADE * (s[last]! - s[i]!);
    const high = Math.min(z[0]! + up, z[last]! + down);
    const low = Math.max(z[0]! - up, z[last]! - down);
    z[i] = Math.min(Math.max(z[i]!, low), high);
  }
}

/** Segments of a wider street looked at from the node it is joined at. */
const NEAR_SEGMENTS = 3;

/** Level of the wider streets' surface at a point on their carriageway near a node, else NaN. */
function levelOnWider(
  x: number,
  y: number,
  graph: StreetGraph,
  g: VertexGraph,
  node: number,
  wider: readonly number[],
): number {
  for (const k of wider) {
    const street = graph.streets[k]!;
    const half = CROSS_SECTIONS[street.class].widthM / 2;
    const ids = g.ofStreet[k]!;
    const last = ids.length - 1;
    for (let n = 0; n < Math.min(NEAR_SEGMENTS, last); n++) {
      const [a, b] =
        street.from === node ? [ids[n]!, ids[n + 1]!] : [ids[last - n]!, ids[last - n - 1]!];
      const [dx, dy] = [g.x[b]! - g.x[a]!, g.y[b]! - g.y[a]!];
      const t = ((x - g.x[a]!) * dx + (y - g.y[a]!) * dy) / (dx * dx + dy * dy);
      if (t < 0 || t > 1) continue;
      const [ex, ey] = [x - g.x[a]! - t * dx, y - g.y[a]! - t * dy];
      const away = Math.sqrt(ex * ex + ey * ey);
      if (away < half) return g.z[a]! + t * (g.z[b]! - g.z[a]!) - CROSSFALL * away;
    }
  }
  return Number.NaN;
}
