import type { FloodSetup } from '../../../../workers/flood/setup';
import { cellIndexAt, type Grid } from '../../../domain/grid';
import { cellsInPolygon } from '../../../domain/rasterize';
import { atLeast, shown } from '../row';
import type { Case, Row } from '../row';
import { referenceText } from './reference';
import { sampled, values } from './runs';
import { efficiency, rmse } from './scores';

// UK Environment Agency test 6A (Néelz & Pender 2013): dam break in a laboratory flume against a
// building. Measurements and drawing: Soares-Frazão & Zech 2007, J. Hydraul. Res. 45 (extra issue), 27–36.

const CELL_M = 0.05;
const X0 = -7.55;
const LENGTH_M = 35.8;
const HALF_WIDTH_M = 1.8;
/** Toes of the banks: 0.34 m from the walls they rise to 0.155 m. */
const BANK_M = 0.34;
const BANK_RISE_M = 0.155;
const GATE_HALF_M = 0.5;
const GATE_LONG_M = 0.8;
const RESERVOIR_M = 0.4;
const FLOOR_M = 0.02;
const MANNING = 0.01;
const END_S = 30;
const EVERY_S = 0.1;
const ALLOWED_RMSE_M = 0.02;
const GAUGES = [
  [2.65, 1.15],
  [2.65, -0.6],
  [4, 1.15],
  [4, -0.8],
  [5.2, 0.3],
  [-1.87, 1.1],
] as const;

/** Corners of the building: 0.8 × 0.4 m, its western corner at (3.44, −0.05), long side at 64°. */
function building(): Float64Array {
  const [x, y] = [3.44, -0.05];
  const a = (64 * Math.PI) / 180;
  const long = [0.8 * Math.cos(a), 0.8 * Math.sin(a)] as const;
  const short = [0.4 * Math.sin(a), -0.4 * Math.cos(a)] as const;
  return Float64Array.of(
    x,
    y,
    x + short[0],
    y + short[1],
    x + short[0] + long[0],
    y + short[1] + long[1],
    x + long[0],
    y + long[1],
  );
}

function flume(order: 1 | 2): FloodSetup {
  const grid: Grid = {
    x0: X0,
    y0: -HALF_WIDTH_M,
    cellSizeM: CELL_M,
    cols: Math.round(LENGTH_M / CELL_M),
    rows: Math.round((2 * HALF_WIDTH_M) / CELL_M),
  };
  const cells = grid.cols * grid.rows;
  const bedM = new Float32Array(cells);
  const depthM = new Float32Array(cells);
  const blocked = new Uint8Array(cells);
  for (let k = 0; k < cells; k++) {
    const x = X0 + ((k % grid.cols) + 0.5) * CELL_M;
    const y = Math.abs(-HALF_WIDTH_M + (Math.floor(k / grid.cols) + 0.5) * CELL_M);
    const inGate = x > -GATE_LONG_M && x < 0;
    if (inGate && y > GATE_HALF_M) blocked[k] = 1;
    const up = inGate ? 0 : Math.max(y - (HALF_WIDTH_M - BANK_M), 0);
    bedM[k] = (up / BANK_M) * BANK_RISE_M;
    depthM[k] = Math.max((x < 0 ? RESERVOIR_M : FLOOR_M) - bedM[k]!, 0);
  }
  cellsInPolygon(grid, { outer: building(), holes: [] }, (k) => {
    blocked[k] = 1;
  });
  return {
    grid,
    bedM,
    depthM,
    manningN: new Float32Array(cells).fill(MANNING),
    blocked,
    rain: [],
    boundaries: [],
    sources: [],
    rim: 'wall',
    horizonS: END_S,
    outputEveryS: EVERY_S,
    options: { order },
  };
}

/** Rows of a tab-separated table of measurements; NaN where a cell is empty. */
function measured(name: string): number[][] {
  return referenceText(name)
    .split('\n')
    .map((line) => line.split('\t').map((cell) => (cell.trim() === '' ? Number.NaN : Number(cell))))
    .filter((row) => row.length > 1 && Number.isFinite(row[0]));
}

async function judge(order: 1 | 2): Promise<Row[]> {
  const setup = flume(order);
  const { grid } = setup;
  const at = GAUGES.map(([x, y]) => cellIndexAt(grid, x, y));
  const series = await sampled(setup, (frame) =>
    ['depth', 'velocityX', 'velocityY'].map((name) => {
      const field = values(frame, name);
      return at.map((cell) => field[cell]!);
    }),
  );
  /** Ours at a time, of one of the three quantities at one gauge. */
  const ours = (quantity: number, gauge: number, t: number): number => {
    const x = Math.min(t / EVERY_S, series.length - 1.001);
    const k = Math.floor(x);
    const a = series[k]![quantity]![gauge]!;
    return a + (series[k + 1]![quantity]![gauge]! - a) * (x - k);
  };
  const pairs = (
    table: number[][],
    column: number,
    quantity: number,
    gauge: number,
  ): (readonly [number, number])[] =>
    table
      .filter((row) => row[0]! <= END_S && Number.isFinite(row[column]))
      .map((row) => [row[column]!, ours(quantity, gauge, row[0]!)] as const);
  const depths = measured('ea6a/building_gauges_h.txt');
  const speeds = measured('ea6a/building_gauges_uv.txt');
  const name = `EA 6A (dam break), order ${order}`;
  const rows: Row[] = [];
  let within = 0;
  GAUGES.forEach((_, g) => {
    const depth = pairs(depths, g + 1, 0, g);
    const error = rmse(depth);
    if (error <= ALLOWED_RMSE_M) within++;
    rows.push(
      shown(name, `gauge ${g + 1}, RMSE(h), m`, error),
      shown(name, `gauge ${g + 1}, NSE(h)`, efficiency(depth)),
    );
    if (g === 5) return;
    const u = pairs(speeds, 1 + 2 * g, 1, g);
    const v = pairs(speeds, 2 + 2 * g, 2, g);
    rows.push(
      shown(name, `gauge ${g + 1}, NSE(u)`, efficiency(u)),
      shown(name, `gauge ${g + 1}, NSE(v)`, efficiency(v)),
    );
  });
  return [...rows, atLeast(name, `gauges with RMSE(h) ≤ ${ALLOWED_RMSE_M} m`, within, 5)];
}

/** A dam breaks against a building: depths and velocities at six gauges. */
export const eaDamBreak: Case = {
  name: 'EA 6A',
  run: async ({ short }) => [...(await judge(1)), ...(short ? [] : await judge(2))],
};
