import type { FloodSetup } from '../../../../workers/flood/setup';
import { atMost } from '../row';
import type { Case, Row } from '../row';
import { fastest, frameAfterSteps, seeded, tank, values } from './runs';

const CELLS = 80;
const LEVEL_M = 1.3;

/** A mound in the middle of a basin, its top at a height. */
function mound(topM: number): (x: number, y: number) => number {
  return (x, y) => topM * Math.exp(-((x - 40) ** 2 + (y - 40) ** 2) / 200);
}

function lake(bed: (x: number, y: number) => number, order: 1 | 2): FloodSetup {
  return tank({
    cols: CELLS,
    rows: CELLS,
    cellSizeM: 1,
    bed,
    depth: (x, y) => LEVEL_M - Math.fround(bed(x, y)),
    order,
  });
}

/** Random ground with buildings and thin walls, some of them under water. */
function rubble(order: 1 | 2): FloodSetup {
  const random = seeded(7);
  const heights = Float32Array.from({ length: CELLS * CELLS }, () => 3 * random() - 1);
  const setup = lake((x, y) => heights[Math.floor(y) * CELLS + Math.floor(x)]!, order);
  const east = new Float32Array(CELLS * CELLS).fill(-Infinity);
  const north = new Float32Array(CELLS * CELLS).fill(-Infinity);
  for (let k = 0; k < CELLS * CELLS; k++) {
    if (random() < 0.1) setup.blocked[k] = 1;
    if (random() < 0.1) east[k] = 3 * random() - 0.5;
    if (random() < 0.1) north[k] = 3 * random() - 0.5;
  }
  return { ...setup, crests: { east, north } };
}

async function judge(name: string, setup: FloodSetup, steps: number): Promise<Row[]> {
  const frame = await frameAfterSteps(setup, steps, 100);
  const depth = values(frame, 'depth');
  return [
    atMost(name, 'fastest speed, m/s', fastest(frame), 1e-6),
    atMost(name, 'lowest depth below 0, m', -depth.reduce((a, b) => (b < a ? b : a), 0), 0),
    atMost(name, 'balance error / volume', relativeBalance(frame.totals), 1e-6),
  ];
}

function relativeBalance(totals: Readonly<Record<string, number>>): number {
  return Math.abs(totals['balanceErrorM3']!) / totals['initialM3']!;
}

/** Water at rest stays at rest: over a mound, round an island, over rubble with walls. */
export const rest: Case = {
  name: 'at rest',
  run: async ({ short }) => {
    const steps = short ? 500 : 10_000;
    const rows: Row[] = [];
    for (const order of [1, 2] as const) {
      const tag = `order ${order}, ${steps} steps`;
      rows.push(
        ...(await judge(`rest over a mound, ${tag}`, lake(mound(0.8), order), steps)),
        ...(await judge(`rest round an island, ${tag}`, lake(mound(2.5), order), steps)),
        ...(await judge(`rest over rubble with walls, ${tag}`, rubble(order), steps)),
      );
    }
    return rows;
  },
};
