import { atMost } from '../row';
import type { Case, Row } from '../row';
import { G, framesAt, relativeL1, tank, values } from './runs';

const LENGTH_M = 10;
const DAM_M = 5;
const LEFT_M = 0.005;
const TIME_S = 6;
const CELLS = 400;

/** Ritter 1892: dam break on a dry bed, depth at x after t. */
export function ritter(x: number, t: number): number {
  const a = Math.sqrt(G * LEFT_M);
  const xi = (x - DAM_M) / t;
  if (xi <= -a) return LEFT_M;
  return xi >= 2 * a ? 0 : (2 * a - xi) ** 2 / (9 * G);
}

/** Stoker 1957: dam break on a wet bed of depth `right`. */
export function stoker(x: number, t: number, right: number): number {
  const a = Math.sqrt(G * LEFT_M);
  const ar2 = G * right;
  let low = Math.sqrt(ar2);
  let high = a;
  for (let k = 0; k < 100; k++) {
    const c = (low + high) / 2;
    const f = -8 * ar2 * c * c * (a - c) ** 2 + (c * c - ar2) ** 2 * (c * c + ar2);
    if (f > 0) high = c;
    else low = c;
  }
  const c = (low + high) / 2;
  const xi = (x - DAM_M) / t;
  if (xi <= -a) return LEFT_M;
  if (xi < 2 * a - 3 * c) return (2 * a - xi) ** 2 / (9 * G);
  return xi < (2 * c * c * (a - c)) / (c * c - ar2) ? (c * c) / G : right;
}

async function error(order: 1 | 2, right: number): Promise<number> {
  const cellSizeM = LENGTH_M / CELLS;
  const setup = tank({
    cols: CELLS,
    rows: 2,
    cellSizeM,
    bed: () => 0,
    depth: (x) => (x < DAM_M ? LEFT_M : right),
    order,
  });
  const [frame] = await framesAt(setup, [TIME_S]);
  return relativeL1(values(frame!, 'depth'), (k) => {
    const x = ((k % CELLS) + 0.5) * cellSizeM;
    return right > 0 ? stoker(x, TIME_S, right) : ritter(x, TIME_S);
  });
}

/** Dam breaks against Ritter and Stoker, 400 cells, relative L1 of depth. */
export const damBreak: Case = {
  name: 'dam break',
  run: async () => {
    const rows: Row[] = [];
    rows.push(atMost('Ritter, 400 cells, order 1', 'L1(h)', await error(1, 0), 0.02));
    rows.push(atMost('Stoker, 400 cells, order 1', 'L1(h)', await error(1, 0.001), 0.02));
    rows.push(atMost('Ritter, 400 cells, order 2', 'L1(h)', await error(2, 0), 0.008));
    rows.push(atMost('Stoker, 400 cells, order 2', 'L1(h)', await error(2, 0.001), 0.003));
    return rows;
  },
};
