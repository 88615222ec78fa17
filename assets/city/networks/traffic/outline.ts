import { pointAt } from '../polyline';
import type { RoadJunction, RoadPlan } from './roads';

/** Outline of the area of a junction, x, y per vertex, clockwise: both kerbs of every arm. */
export function junctionOutline(roads: RoadPlan, junction: RoadJunction): Float64Array {
  const { graph, setbackM, edges } = roads;
  const corners: number[] = [];
  const corner = (street: number, s: number, sign: number, rightM: number, leftM: number) => {
    const p = pointAt(graph.streets[street]!.line, s);
    const [tx, ty] = [sign * p.tx, sign * p.ty];
    corners.push(p.x - ty * leftM, p.y + tx * leftM, p.x + ty * rightM, p.y - tx * rightM);
  };
  if (junction.node < 0) {
    const edge = edges[junction.outgoing[0]!]!;
    const half = edge.rightM[0]! + edge.laneWidthM / 2;
    corner(edge.street, edge.forward ? edge.a : edge.b, edge.forward ? 1 : -1, half, 0);
    return Float64Array.of(...corners, junction.x, junction.y);
  }
  const arms = graph.arms[junction.node]!;
  for (let i = arms.length - 1; i >= 0; i--) {
    const arm = arms[i]!;
    const { street, lengthM } = graph.streets[arm.street]!;
    const back = setbackM[arm.street]![arm.outward ? 0 : 1];
    const half = street.widthM / 2;
    corner(arm.street, arm.outward ? back : lengthM - back, arm.outward ? 1 : -1, half, half);
  }
  if (arms.length === 1) corners.push(junction.x, junction.y);
  return Float64Array.from(corners);
}
