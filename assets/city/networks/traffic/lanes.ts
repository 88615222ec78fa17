import { offsetPart, pointAt, valueAt, type Chained } from '../polyline';
import type { RoadEdge, RoadPlan } from './roads';

/** Middle line of a lane in driving direction: x, y, z per vertex (stride 3). */
export function laneShape(roads: RoadPlan, edge: RoadEdge, lane: number): Float64Array {
  const s = roads.graph.streets[edge.street]!;
  const right = edge.rightM[lane]!;
  const plane = offsetPart(s.line, edge.a, edge.b, edge.forward ? -right : right);
  const n = plane.length / 2;
  const out = new Float64Array(3 * n);
  const stations = [edge.a, ...inner(s.line, edge.a, edge.b), edge.b];
  for (let i = 0; i < n; i++) {
    const k = edge.forward ? i : n - 1 - i;
    out[3 * i] = plane[2 * k]!;
    out[3 * i + 1] = plane[2 * k + 1]!;
    out[3 * i + 2] = valueAt(s.line, s.profileM, stations[k]!);
  }
  return out;
}

function inner(line: Chained, a: number, b: number): number[] {
  return Array.from(line.s).filter((s) => s > a + 0.05 && s < b - 0.05);
}

/** Length in plan of a stride-3 line, m. */
export function planLength(shape: Float64Array): number {
  let sum = 0;
  for (let i = 3; i < shape.length; i += 3) {
    sum += Math.hypot(shape[i]! - shape[i - 3]!, shape[i + 1]! - shape[i - 2]!);
  }
  return sum;
}

/** Heading of an edge at its start and end, radians counter-clockwise from east. */
export function edgeHeadings(roads: RoadPlan, edge: RoadEdge): { start: number; end: number } {
  const { line } = roads.graph.streets[edge.street]!;
  const p = pointAt(line, edge.a + 0.01);
  const q = pointAt(line, edge.b - 0.01);
  const at = (t: { tx: number; ty: number }, sign: number) => Math.atan2(sign * t.ty, sign * t.tx);
  return edge.forward ? { start: at(p, 1), end: at(q, 1) } : { start: at(q, -1), end: at(p, -1) };
}

/** Points per internal lane that turns. */
const TURN_POINTS = 9;

/**
 * Path of a link over a junction, from the end of one lane to the start of another: a straight line
 * where both point the same way, else a cubic Bézier with handles of a circular arc (0.39 of the
 * chord for a quarter turn, 2/3 for a half turn).
 */
export function linkShape(
  from: Float64Array,
  to: Float64Array,
  headingIn: number,
  headingOut: number,
): Float64Array {
  const i = from.length - 3;
  const [x0, y0, z0] = [from[i]!, from[i + 1]!, from[i + 2]!];
  const [x3, y3, z3] = [to[0]!, to[1]!, to[2]!];
  const chord = Math.hypot(x3 - x0, y3 - y0);
  const turn = Math.abs(
    Math.atan2(Math.sin(headingOut - headingIn), Math.cos(headingOut - headingIn)),
  );
  const lateral = Math.abs((x3 - x0) * -Math.sin(headingIn) + (y3 - y0) * Math.cos(headingIn));
  if (turn < 0.05 && lateral < 0.1) return Float64Array.of(x0, y0, z0, x3, y3, z3);
  // Handles of an arc through angle t: (4/3)·tan(t/4)·R with R = chord / (2·sin(t/2)).
  const t = Math.max(turn, 0.3);
  const handle = ((2 / 3) * Math.tan(t / 4) * chord) / Math.sin(t / 2);
  const x1 = x0 + handle * Math.cos(headingIn);
  const y1 = y0 + handle * Math.sin(headingIn);
  const x2 = x3 - handle * Math.cos(headingOut);
  const y2 = y3 - handle * Math.sin(headingOut);
  const out = new Float64Array(3 * TURN_POINTS);
  for (let k = 0; k < TURN_POINTS; k++) {
    const u = k / (TURN_POINTS - 1);
    const w = 1 - u;
    const b0 = w * w * w;
    const b1 = 3 * w * w * u;
    const b2 = 3 * w * u * u;
    const b3 = u * u * u;
    out[3 * k] = b0 * x0 + b1 * x1 + b2 * x2 + b3 * x3;
    out[3 * k + 1] = b0 * y0 + b1 * y1 + b2 * y2 + b3 * y3;
    out[3 * k + 2] = w * z0 + u * z3;
  }
  return out;
}
