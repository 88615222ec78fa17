import type { StreetGraph } from '../streetGraph';
import { lowPoint, type StationGraph } from '../stations';
import { pointAt, valueAt } from '../polyline';
import { runoffCoefficient, rationalFlow, UNDERPASS_RETURN_YEARS } from './rainfall';
import type { Catchment } from './catchments';

/** The low area that cannot drain by gravity: the inside of one underpass. */
export interface LowArea {
  /** Street (index in the graph) of the underpass. */
  readonly street: number;
  /** Lowest station: its sewers end in the wet well. */
  readonly station: number;
  /** Junction station that receives the rising main. */
  readonly receiver: number;
  /** 1 for the stations of the low area. */
  readonly member: Uint8Array;
}

/** Wet well and pumps of the station that drains the low area. */
export interface PumpingStation {
  readonly low: LowArea;
  readonly x: number;
  readonly y: number;
  readonly groundM: number;
  readonly floorM: number;
  readonly areaM2: number;
  /** Depths above the floor, m: stop, start of the first and of the second pump, incoming invert. */
  readonly stopM: number;
  readonly startM: readonly [number, number];
  readonly inletM: number;
  /** Duty flow of each of the two pumps, m³/s, and its head, m. */
  readonly dutyCms: number;
  readonly dutyHeadM: number;
}

/** Wet well beside the carriageway: distance of its centre from the edge of the sidewalk, m. */
const WELL_CLEAR_M = 4;
/** Lowest depth that keeps a pump from drawing air, m. */
const STOP_DEPTH_M = 0.6;
/** Depth between stop and start, m. */
const BAND_M = 1.2;
/** Starts of a pump per hour at worst: V = Q·T/4 (EN 752, GB 50014-2021 6.3.1: not less than 5 min of one pump). */
const CYCLE_S = 1200;

/** The underpass of the city with the deepest dip, or null where no street dips below the ground. */
export function findLowArea(graph: StreetGraph, stations: StationGraph): LowArea | null {
  let best = -1;
  let depth = 0.5;
  graph.streets.forEach((s, k) => {
    if (s.street.level >= 0) return;
    const rim = Math.min(graph.nodes[s.from]!.z, graph.nodes[s.to]!.z);
    const dip = rim - valueAt(s.line, s.profileM, lowPoint(graph, k));
    if (dip > depth) {
      depth = dip;
      best = k;
    }
  });
  if (best < 0) return null;
  const member = new Uint8Array(stations.x.length);
  let station = -1;
  for (let i = 0; i < member.length; i++) {
    if (stations.street[i] !== best) continue;
    member[i] = 1;
    if (station < 0 || stations.groundM[i]! < stations.groundM[station]!) station = i;
  }
  const s = graph.streets[best]!;
  const lower = graph.nodes[s.from]!.z <= graph.nodes[s.to]!.z ? s.from : s.to;
  return { street: best, station, receiver: stations.node.indexOf(lower), member };
}

/** Flow the station must lift, m³/s: rational method for its own small catchment. */
export function lowAreaFlow(low: LowArea, areas: readonly Catchment[]): number {
  let effective = 0;
  for (const c of areas) {
    if (low.member[c.station]) effective += c.areaM2 * runoffCoefficient(c.imperviousness);
  }
  return rationalFlow(effective, 5, UNDERPASS_RETURN_YEARS);
}

/** Where the wet well stands: beside the lowest point of the underpass, on the storm sewer's side. */
export function wellSite(graph: StreetGraph, stations: StationGraph, low: LowArea) {
  const s = graph.streets[low.street]!;
  const p = pointAt(s.line, stations.chainage[low.station]!);
  const off = -(s.street.widthM / 2 + s.street.sidewalkM + WELL_CLEAR_M);
  return { x: p.x - p.ty * off, y: p.y + p.tx * off };
}

/** Sizes wet well and pumps for the flow and the level of the incoming sewer. */
export function designStation(
  low: LowArea,
  site: { readonly x: number; readonly y: number },
  groundM: number,
  incomingInvertM: number,
  flowCms: number,
  liftToM: number,
): PumpingStation {
  const dutyCms = Math.max(flowCms / 2, 0.02);
  const areaM2 = Math.max((dutyCms * CYCLE_S) / 4 / BAND_M, 12);
  const inletM = STOP_DEPTH_M + BAND_M + 0.6;
  const floorM = incomingInvertM - inletM;
  return {
    low,
    ...site,
    groundM,
    floorM,
    areaM2,
    stopM: STOP_DEPTH_M,
    startM: [STOP_DEPTH_M + BAND_M, STOP_DEPTH_M + BAND_M + 0.3],
    inletM,
    dutyCms,
    // Static lift from the middle of the band, and 2 m of losses in the main.
    dutyHeadM: liftToM - (floorM + STOP_DEPTH_M + BAND_M / 2) + 2,
  };
}

/**
 * Head–flow curve of one pump (SWMM type 3) through its duty point: H = H₀(1 − (Q/Qmax)²) with a
 * shut-off head of 4/3 of the duty head, sampled by rising head.
 */
export function pumpCurve(p: PumpingStation): { headM: Float64Array; flowCms: Float64Array } {
  const shutOff = (4 / 3) * p.dutyHeadM;
  const most = 2 * p.dutyCms;
  const n = 9;
  const headM = new Float64Array(n);
  const flowCms = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    headM[i] = (shutOff * i) / (n - 1);
    flowCms[i] = most * Math.sqrt(1 - headM[i]! / shutOff);
  }
  return { headM, flowCms };
}
