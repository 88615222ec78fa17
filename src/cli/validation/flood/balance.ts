import type { FloodSetup } from '../../../../workers/flood/setup';
import { atMost } from '../row';
import type { Case, Row } from '../row';
import { constant, frameAfterSteps, seeded, tank, values } from './runs';

const CELLS = 48;

/** Hills with buildings, rain that falls faster and slower, soil, a spring, a drain, open rims. */
function everything(order: 1 | 2): FloodSetup {
  const random = seeded(3);
  const heights = Float32Array.from({ length: CELLS * CELLS }, () => 2 * random());
  const setup = tank({
    cols: CELLS,
    rows: CELLS,
    cellSizeM: 3,
    bed: (x, y) => 0.02 * x + heights[Math.floor(y / 3) * CELLS + Math.floor(x / 3)]!,
    manning: 0.03,
    order,
  });
  for (let k = 0; k < CELLS * CELLS; k++) if (random() < 0.05) setup.blocked[k] = 1;
  return {
    ...setup,
    rain: [{ intensityMs: constant(30 / 3.6e6), zone: -1 }],
    infiltration: {
      law: 'constant',
      capacityMs: new Float32Array(CELLS * CELLS).fill(8 / 3.6e6),
    },
    sources: [
      { id: 'spring', cell: 30 * CELLS + 30, flowCms: constant(0.2) },
      { id: 'drain', cell: 10 * CELLS + 12, flowCms: constant(-0.1) },
    ],
    rim: 'free_outflow',
  };
}

async function judge(order: 1 | 2, steps: number): Promise<Row[]> {
  const frame = await frameAfterSteps(everything(order), steps, 500);
  const t = frame.totals;
  const throughput = t['rainM3']! + t['inflowM3']!;
  const name = `rain, soil, spring and drain, order ${order}, ${t['steps']} steps`;
  const lowest = values(frame, 'depth').reduce((a, b) => (b < a ? b : a), 0);
  return [
    atMost(name, 'balance error / throughput', Math.abs(t['balanceErrorM3']!) / throughput, 1e-6),
    atMost(name, 'lowest depth below 0, m', -lowest, 0),
    atMost(name, 'water owed / throughput', t['owedM3']! / throughput, 1e-6),
  ];
}

/** Volume over many steps with everything that adds and takes water. */
export const balance: Case = {
  name: 'volume',
  run: async ({ short }) => {
    const steps = short ? 4000 : 100_000;
    return [...(await judge(1, steps)), ...(await judge(2, steps))];
  },
};
