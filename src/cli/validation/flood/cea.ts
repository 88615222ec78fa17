import type { FloodSetup } from '../../../../workers/flood/setup';
import { atLeast } from '../row';
import type { Case, Row } from '../row';
import { referenceRaster, referenceRows } from './reference';
import { framesAt, values } from './runs';
import { efficiency } from './scores';

const RAIN_MS = 317 / 3.6e6;
const RAIN_S = 45;
const END_S = 117;
/**
 * Manning's n of the basin's stainless steel (Cea, Puertas, Pena & Garrido 2008; Chow 1959, table 5-6,
 * has 0.009 for smooth metal). The 0.016 of Cea, Garrido & Puertas 2010 is that of another basin.
 */
const MANNING = 0.009;
/** The gutter behind the outlet lies half a metre lower and catches what runs out. */
const GUTTER_BED_M = -0.4;
/** Higher than this stand the basin's two dams; more still is outside. */
const DAM_BED_M = 0.09;
const OUTSIDE_BED_M = 900;

async function hydrograph(order: 1 | 2): Promise<Float64Array> {
  const dem = referenceRaster('cea2008_rain/topo.asc');
  const cells = dem.values.length;
  const bedM = dem.values.map((z) => (z > OUTSIDE_BED_M ? Number.NaN : z));
  const gutter = bedM.map((z) => (z < GUTTER_BED_M ? 1 : 0));
  const setup: FloodSetup = {
    grid: dem.grid,
    bedM,
    manningN: new Float32Array(cells).fill(MANNING),
    blocked: Uint8Array.from(bedM, (z) => (z > DAM_BED_M ? 1 : 0)),
    rain: [
      {
        intensityMs: { timeS: Float64Array.of(0, RAIN_S), value: Float64Array.of(RAIN_MS, 0) },
        zone: 0,
      },
    ],
    // It rains on the basin, not into the gutter.
    rainZone: Uint8Array.from(gutter),
    boundaries: [],
    sources: [],
    rim: 'wall',
    horizonS: 1,
    outputEveryS: 1,
    options: { order },
  };
  const times = Array.from({ length: END_S + 1 }, (_, t) => t);
  const caught = (await framesAt(setup, times)).map((frame) => {
    const depth = values(frame, 'depth');
    let volume = 0;
    for (let k = 0; k < cells; k++) if (gutter[k]) volume += depth[k]!;
    return volume * dem.grid.cellSizeM ** 2;
  });
  return Float64Array.from({ length: END_S }, (_, t) => caught[t + 1]! - caught[t]!);
}

/** Rain on a laboratory basin with two dams: what runs out of it, against the measured hydrograph. */
export const cea: Case = {
  name: 'Cea 2008',
  run: async ({ short }) => {
    const measured = referenceRows('cea2008_rain/CEA_C1-C3_datasets.csv')
      .map((row) => [row[0]!, row[1]!] as const)
      .filter(([t]) => t < END_S - 1);
    const rows: Row[] = [];
    for (const order of short ? ([1] as const) : ([1, 2] as const)) {
      const flow = await hydrograph(order);
      // flow[k] is the mean from second k to k + 1.
      const at = (t: number): number => {
        const x = Math.min(Math.max(t - 0.5, 0), flow.length - 1.001);
        const k = Math.floor(x);
        return flow[k]! + (flow[k + 1]! - flow[k]!) * (x - k);
      };
      const nse = efficiency(measured.map(([t, q]) => [q, at(t)] as const));
      rows.push(atLeast(`Cea 2008 C1, order ${order}`, 'NSE of outflow', nse, 0.95));
    }
    return rows;
  },
};
