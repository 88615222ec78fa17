import { atLeast } from '../row';
import type { Case } from '../row';
import { framesAt, relativeL1, tank, values } from './runs';

const LENGTH_M = 100;
const TIME_S = 6;

/** A smooth swell on deep water over a smooth bed, before it steepens. */
async function depthAt(cells: number, order: 1 | 2): Promise<Float32Array> {
  const bed = (x: number): number => 0.2 * Math.cos((2 * Math.PI * x) / LENGTH_M);
  const setup = tank({
    cols: cells,
    rows: 1,
    cellSizeM: LENGTH_M / cells,
    bed,
    depth: (x) => 2 + 0.1 * Math.exp(-(((x - 50) / 10) ** 2)) - bed(x),
    order,
  });
  const [frame] = await framesAt(setup, [TIME_S]);
  return values(frame!, 'depth');
}

/** Means of neighbours: a fine grid on a coarser one. */
function coarsen(fine: Float32Array, by: number): Float32Array {
  return Float32Array.from({ length: fine.length / by }, (_, k) => {
    let sum = 0;
    for (let i = 0; i < by; i++) sum += fine[k * by + i]!;
    return sum / by;
  });
}

/** Measured order of convergence on a smooth problem, against a grid eight times finer. */
export const convergence: Case = {
  name: 'order',
  run: async () => {
    const rows = [];
    for (const order of [1, 2] as const) {
      const fine = await depthAt(3200, 2);
      const errors: number[] = [];
      for (const cells of [100, 200, 400]) {
        const exact = coarsen(fine, 3200 / cells);
        const still = 2;
        errors.push(
          relativeL1(
            (await depthAt(cells, order)).map((h) => h - still),
            (k) => exact[k]! - still,
          ),
        );
      }
      const measured = Math.log2(errors[0]! / errors[2]!) / 2;
      rows.push(
        atLeast(
          `swell, order ${order}`,
          'measured order, 100 to 400 cells',
          measured,
          order === 2 ? 1.7 : 0.8,
        ),
      );
    }
    return rows;
  },
};
