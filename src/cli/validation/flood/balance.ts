import type { FloodSetup } from '../../../../workers/flood/setup';
import type { Measure } from '../../../domain/scenario';
import { parseInp } from '../../../io/swmm/parseInp';
import { atMost, shown } from '../row';
import type { Case, Row } from '../row';
import { constant, frameAfterSteps, seeded, tank, values } from './runs';

const CELLS = 48;

const MM_PER_H = 1 / 3.6e6;

/** Two inlets, a manhole whose cover lifts, and an outfall in the lowest corner. */
const SEWER = `
[OPTIONS]
FLOW_UNITS CMS
FLOW_ROUTING DYNWAVE
ROUTING_STEP 1
[JUNCTIONS]
A 1 3 0 0 0
B 0.6 3 0 0 0
C 0.3 3 0 0 0
[OUTFALLS]
OUT 0.1 FREE NO
[CONDUITS]
AB A B 40 0.013 0 0 0 0
BC B C 40 0.013 0 0 0 0
CO C OUT 30 0.013 0 0 0 0
[XSECTIONS]
AB CIRCULAR 0.3 0 0 0 1
BC CIRCULAR 0.4 0 0 0 1
CO CIRCULAR 0.4 0 0 0 1
`;

/** A pump between two hollows, one out of the town, switched by the level, and a wall between. */
const MEASURES: readonly Measure[] = [
  { kind: 'pump', id: 'lift', from: [40, 40], to: [100, 100], rateCms: 0.05 },
  { kind: 'pump', id: 'out', from: [70, 20], rateCms: 0.1, onLevelM: 2.2, offLevelM: 1.6 },
  {
    kind: 'barrier',
    id: 'wall',
    line: [
      [20, 70],
      [120, 80],
    ],
    heightM: 0.4,
  },
];

/** Hills with buildings, rain, soil, sewers, a spring, a drain, open rims. */
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
    rain: [{ intensityMs: constant(30 * MM_PER_H), zone: -1 }],
    infiltration: {
      law: 'green_ampt',
      conductivityMs: new Float32Array(CELLS * CELLS).fill(3.4 * MM_PER_H),
      suctionDeficitM: new Float32Array(CELLS * CELLS).fill(0.02),
      deficit: new Float32Array(CELLS * CELLS).fill(0.2),
    },
    drainage: {
      model: parseInp(SEWER),
      exchanges: [
        { node: 'A', cell: 20 * CELLS + 12, areaM2: 0.125, rimM: 2, takesIn: true },
        { node: 'B', cell: 20 * CELLS + 25, areaM2: 0.125, rimM: 2, takesIn: true },
        { node: 'C', cell: 20 * CELLS + 38, areaM2: 0.28, rimM: 1.9, takesIn: false },
      ],
      outfalls: [{ node: 'OUT', cell: 2 * CELLS + 2 }],
    },
    sources: [
      { id: 'spring', cell: 30 * CELLS + 30, flowCms: constant(0.2) },
      { id: 'drain', cell: 10 * CELLS + 12, flowCms: constant(-0.1) },
    ],
    rim: 'free_outflow',
  };
}

async function judge(order: 1 | 2, short: boolean): Promise<Row[]> {
  const steps = short ? 4000 : 100_000;
  const frame = await frameAfterSteps(everything(order), steps, 500, MEASURES);
  const t = frame.totals;
  const throughput = t['rainM3']! + t['inflowM3']!;
  const name = `rain, soil, sewers, pumps, spring and drain, order ${order}, ${t['steps']} steps`;
  const sewers = Math.abs(t['sewerErrorM3']!) / throughput;
  const lowest = values(frame, 'depth').reduce((a, b) => (b < a ? b : a), 0);
  return [
    atMost(name, 'balance error / throughput', Math.abs(t['balanceErrorM3']!) / throughput, 1e-6),
    // What the routing still owes is a few litres at any time: it does not grow, and counts in short runs only.
    short
      ? shown(name, 'error of the sewers’ balance / throughput', sewers)
      : atMost(name, 'error of the sewers’ balance / throughput', sewers, 1e-6),
    atMost(name, 'lowest depth below 0, m', -lowest, 0),
    atMost(name, 'water owed / throughput', t['owedM3']! / throughput, 1e-6),
  ];
}

/** Volume over many steps with everything that adds and takes water. */
export const balance: Case = {
  name: 'volume',
  run: async ({ short }) => {
    return [...(await judge(1, short)), ...(await judge(2, short))];
  },
};
