import { pointAt, valueAt } from '../polyline';
import { gullyOffset } from '../crossSection';
import type { StormSystem } from './system';

/** A kerb gully and the level its lead starts at. */
export interface Gully {
  readonly station: number;
  readonly index: number;
  readonly x: number;
  readonly y: number;
  readonly groundM: number;
  readonly invertM: number;
  /** Level at which its lead enters the manhole, m. */
  readonly entryM: number;
}

/** Carriageway one gully drains, m² (GB 50014-2021 spaces them 25–50 m apart; RAS-Ew: about 250 m²). */
const ROAD_PER_GULLY_M2 = 250;
/** Depth of the lead below the grating, m, its slope and its bore. */
const LEAD_DEPTH_M = 0.9;
const LEAD_SLOPE = 0.02;
export const LEAD_BORE_M = 0.2;
/** Distance between twin gullies along the kerb, m. */
const TWIN_M = 1.2;
const MOST = 6;

/** Kerb gullies of every manhole between junctions, in pairs on both kerbs. */
export function placeGullies(storm: StormSystem): Gully[] {
  const { graph, stations, catchments, invertM } = storm;
  const served = new Set(catchments.map((c) => c.station));
  const out: Gully[] = [];
  for (let i = 0; i < stations.x.length; i++) {
    const k = stations.street[i]!;
    if (k < 0 || !served.has(i) || Number.isNaN(invertM[i]!)) continue;
    const { street, line, profileM, lengthM } = graph.streets[k]!;
    let road = 0;
    for (const l of stations.around[i]!) road += (stations.legs[l]!.lengthM / 2) * street.widthM;
    const pairs = Math.min(Math.max(Math.ceil(road / ROAD_PER_GULLY_M2 / 2), 1), MOST / 2);
    for (let j = 0; j < 2 * pairs; j++) {
      const side = j % 2 === 0 ? 1 : -1;
      const along = (Math.floor(j / 2) - (pairs - 1) / 2) * TWIN_M;
      const c = Math.min(Math.max(stations.chainage[i]! + along, 0), lengthM);
      const p = pointAt(line, c);
      const off = gullyOffset(street, side);
      const x = p.x - p.ty * off;
      const y = p.y + p.tx * off;
      const groundM = valueAt(line, profileM, c);
      const run = Math.hypot(x - storm.x[i]!, y - storm.y[i]!);
      const start = groundM - LEAD_DEPTH_M - LEAD_BORE_M;
      const entryM = Math.max(start - LEAD_SLOPE * run, invertM[i]!);
      out.push({ station: i, index: j, x, y, groundM, invertM: Math.max(start, entryM), entryM });
    }
  }
  return out;
}
