import type { Infiltration } from '../../../../workers/flood/setup';
import { atMost } from '../row';
import type { Case, Row } from '../row';
import { constant, framesAt, tank } from './runs';

const CELLS = 16;
const MM_PER_H = 1 / 3.6e6;
const plane = (value: number): Float32Array => new Float32Array(CELLS * CELLS).fill(value);

/** Depth a soil has taken in under a pond or rain, m, at the given times. */
async function takenIn(
  infiltration: Infiltration,
  timesS: readonly number[],
  pondM: number,
  rainMs: number,
): Promise<number[]> {
  const setup = tank(
    { cols: CELLS, rows: CELLS, cellSizeM: 5, bed: () => 0, depth: () => pondM, manning: 0.05 },
    { infiltration, rain: rainMs ? [{ intensityMs: constant(rainMs), zone: -1 }] : [] },
  );
  const frames = await framesAt(setup, timesS);
  return frames.map((f) => f.totals['infiltrationM3']! / (CELLS * CELLS * 25));
}

/** Green and Ampt's integral F − M·ln(1 + F/M) = K·t under a pond whose own head is left out. */
function greenAmpt(k: number, m: number, t: number): number {
  let f = k * t;
  for (let n = 0; n < 300; n++) f = k * t + m * Math.log(1 + f / m);
  return f;
}

function worst(got: readonly number[], exact: readonly number[]): number {
  return got.reduce((most, v, i) => Math.max(most, Math.abs(v / exact[i]! - 1)), 0);
}

/** The laws of infiltration against their integrals. */
export const infiltration: Case = {
  name: 'infiltration',
  run: async () => {
    const times = [600, 3600, 10_800];
    const [k, m] = [3.4 * MM_PER_H, 0.0889 * 0.217];
    const ampt = await takenIn(
      {
        law: 'green_ampt',
        conductivityMs: plane(k),
        suctionDeficitM: plane(m),
        deficit: plane(0),
      },
      times,
      0.5,
      0,
    );
    const [f0, fc, decay] = [76 * MM_PER_H, 5.7 * MM_PER_H, 0.00115];
    const horton = await takenIn(
      { law: 'horton', initialMs: plane(f0), finalMs: plane(fc), decayPerS: plane(decay) },
      times,
      0.5,
      0,
    );
    const s = 0.0254 * (1000 / 75 - 10);
    const rain = 60 * MM_PER_H;
    const number = await takenIn(
      { law: 'curve_number', retentionM: plane(s), initialAbstractionM: plane(0.2 * s) },
      times,
      0,
      rain,
    );
    const kept = (t: number): number => {
      const p = rain * t;
      return p <= 0.2 * s ? p : p - (p - 0.2 * s) ** 2 / (p + 0.8 * s);
    };
    const metric = 'worst error of the depth taken in, 10 min to 3 h';
    const rows: Row[] = [
      atMost(
        'Green-Ampt under a pond',
        metric,
        worst(
          ampt,
          times.map((t) => greenAmpt(k, m, t)),
        ),
        0.005,
      ),
      atMost(
        'Horton under a pond',
        metric,
        worst(
          horton,
          times.map((t) => fc * t + ((f0 - fc) / decay) * (1 - Math.exp(-decay * t))),
        ),
        0.005,
      ),
      atMost('curve number 75, 60 mm/h', metric, worst(number, times.map(kept)), 0.005),
    ];
    return rows;
  },
};
