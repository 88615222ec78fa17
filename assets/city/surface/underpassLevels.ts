import { polylineLength, type StreetGraph } from './streetGraph';
import { cone, type LevelDemands, type VertexGraph } from './vertexGraph';

/** Rail to road surface below: 5.0 m clearance (trucks, with lighting) and 1.0 m of deck and ballast. */
const UNDERPASS_DROP_M = 6;
const UNDERPASS_LEAST_DROP_M = 4.4;
const UNDERPASS_GRADE = 0.07;
const UNDERPASS_MAX_GRADE = 0.08;
const UNDERPASS_CURVE_M = 14;

/** Lowers the streets at both ends of an underpass so that its ramps keep their grade. */
export function lowerToUnderpasses(
  g: VertexGraph,
  graph: StreetGraph,
  demands: LevelDemands,
  grade: number,
): void {
  const lowered = g.z.slice();
  for (const s of graph.streets) {
    if (s.level >= 0) continue;
    const run = polylineLength(s.points) / 2;
    const m = (s.points.length / 2) >> 1;
    const bottom = demands.rail(s.points[2 * m]!, s.points[2 * m + 1]!) - UNDERPASS_DROP_M;
    const top = bottom + rampRise(run);
    for (const end of [s.from, s.to]) lowered[end] = Math.min(lowered[end]!, top);
  }
  cone(g, lowered, grade, 1);
  g.z.set(lowered);
}

/** Rise of an underpass ramp above its bottom at a distance from the rail: a hyperbolic sag. */
function rampRise(away: number): number {
  return (
    UNDERPASS_GRADE *
    (Math.sqrt(away * away + UNDERPASS_CURVE_M * UNDERPASS_CURVE_M) - UNDERPASS_CURVE_M)
  );
}

/** Sinks the middle of an underpass below the rail, with ramps to both ends. */
export function dipUnderRail(
  z: Float64Array,
  s: Float64Array,
  points: Float64Array,
  demands: LevelDemands,
): void {
  const n = z.length;
  const total = s[n - 1]!;
  const middle = total / 2;
  const [za, zb] = [z[0]!, z[n - 1]!];
  const m = n >> 1;
  const rail = demands.rail(points[2 * m]!, points[2 * m + 1]!);
  // Where its ramps would be too steep the underpass is built lower, with a height limit.
  for (let drop = UNDERPASS_DROP_M; ; drop -= 0.2) {
    const bottom = rail - drop;
    const steeperA = Math.max(1, (za - bottom) / rampRise(middle));
    const steeperB = Math.max(1, (zb - bottom) / rampRise(middle));
    const steepest = UNDERPASS_GRADE * Math.max(steeperA, steeperB);
    if (steepest > UNDERPASS_MAX_GRADE && drop > UNDERPASS_LEAST_DROP_M) continue;
    for (let i = 1; i + 1 < n; i++) {
      const away = s[i]! - middle;
      const curve = bottom + rampRise(Math.abs(away)) * (away < 0 ? steeperA : steeperB);
      z[i] = Math.min(za + ((zb - za) * s[i]!) / total, curve);
    }
    return;
  }
}
