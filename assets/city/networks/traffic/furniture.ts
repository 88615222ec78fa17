import type { BusStop, TrafficDetector, TrafficLane } from '../../../../src/domain/traffic';
import type { RoadPlan } from './roads';

/** Distance of the loops from the stop line, m, and their length. */
const STOP_LOOP_M = 2;
const ADVANCE_LOOP_M = 40;
const LOOP_M = 2;
/** Shortest edge that holds a bus stop, m; its length, and its distance from the start of the edge. */
const BUS_EDGE_M = 70;
const BUS_BAY_M = 24;
const BUS_START_M = 15;
/** Every how many suitable edges along a street there is a stop. */
const BUS_EVERY = 3;

/** Induction loops on every approach to a signal: at the stop line and in advance. */
export function placeDetectors(roads: RoadPlan, lanes: readonly TrafficLane[]): TrafficDetector[] {
  const byId = new Map(lanes.map((l) => [l.id, l]));
  const out: TrafficDetector[] = [];
  const add = (laneId: string, name: string, fromEndM: number) => {
    const lane = byId.get(laneId)!;
    const posM = lane.lengthM - fromEndM;
    if (posM < LOOP_M) return;
    out.push({
      id: `loop-${laneId}-${name}`,
      laneId,
      posM,
      lengthM: LOOP_M,
      kind: 'induction_loop',
    });
  };
  for (const junction of roads.junctions) {
    if (!junction.signals) continue;
    for (const e of junction.incoming) {
      const edge = roads.edges[e]!;
      edge.rightM.forEach((_, i) => {
        add(`${edge.id}_${i}`, 'stop', STOP_LOOP_M);
        add(`${edge.id}_${i}`, 'advance', ADVANCE_LOOP_M);
      });
    }
  }
  return out;
}

/** Bus stops on the right lane of arterials and collectors, beyond the junction, at walking distances. */
export function placeBusStops(roads: RoadPlan, lanes: readonly TrafficLane[]): BusStop[] {
  const byId = new Map(lanes.map((l) => [l.id, l]));
  const out: BusStop[] = [];
  const counted = new Map<string, number>();
  for (const edge of roads.edges) {
    const { street } = roads.graph.streets[edge.street]!;
    if (street.class !== 'arterial' && street.class !== 'collector') continue;
    if (edge.leftPocket || edge.b - edge.a < BUS_EDGE_M) continue;
    const road = street.name?.en ?? street.id;
    const line = `${road}|${edge.forward}`;
    const k = counted.get(line) ?? 0;
    counted.set(line, k + 1);
    if (k % BUS_EVERY !== 0) continue;
    const lane = byId.get(`${edge.id}_0`)!;
    const startPosM = Math.min(BUS_START_M, lane.lengthM - BUS_BAY_M - 5);
    out.push({
      id: `bus-${edge.id}`,
      name: `${road} ${k / BUS_EVERY + 1}`,
      laneId: lane.id,
      startPosM,
      endPosM: startPosM + BUS_BAY_M,
      lines: [],
    });
  }
  return out;
}
