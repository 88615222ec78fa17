import type { FloodSetup } from '../../../workers/flood/setup';

type Height = (xM: number, yM: number) => number;

/** A set-up from functions of place; walls all round, dry, frictionless unless told otherwise. */
export function makeSetup(
  cols: number,
  rows: number,
  cellSizeM: number,
  bed: Height,
  more: Partial<FloodSetup> & { depth?: Height; manning?: number } = {},
): FloodSetup {
  const { depth, manning = 0, ...rest } = more;
  const cells = cols * rows;
  const bedM = new Float32Array(cells);
  const depthM = new Float32Array(cells);
  for (let k = 0; k < cells; k++) {
    const x = ((k % cols) + 0.5) * cellSizeM;
    const y = (Math.floor(k / cols) + 0.5) * cellSizeM;
    bedM[k] = bed(x, y);
    depthM[k] = depth ? Math.max(depth(x, y), 0) : 0;
  }
  return {
    grid: { x0: 0, y0: 0, cellSizeM, cols, rows },
    bedM,
    depthM,
    manningN: new Float32Array(cells).fill(manning),
    blocked: new Uint8Array(cells),
    rain: [],
    boundaries: [],
    sources: [],
    rim: 'wall',
    horizonS: 3600,
    outputEveryS: 600,
    ...rest,
  };
}

/** Hills, a street grid of blocked blocks and a storm: something of everything, the same each time. */
export function smallTown(cols = 60, rows = 50): FloodSetup {
  const setup = makeSetup(
    cols,
    rows,
    4,
    (x, y) => 20 + 2 * Math.sin(x / 31) * Math.cos(y / 23) + 0.01 * x,
    { manning: 0.03, horizonS: 600, outputEveryS: 120, rim: 'free_outflow' },
  );
  for (let k = 0; k < cols * rows; k++) {
    const c = k % cols;
    const r = Math.floor(k / cols);
    if (c % 12 > 6 && r % 10 > 5) setup.blocked[k] = 1;
  }
  return {
    ...setup,
    rain: [
      {
        intensityMs: {
          timeS: Float64Array.of(0, 150, 400),
          value: Float64Array.of(60 / 3.6e6, 150 / 3.6e6, 0),
        },
        zone: -1,
      },
    ],
    sources: [
      {
        id: 'burst main',
        cell: 25 * cols + 4,
        flowCms: { timeS: Float64Array.of(0, 60, 500), value: Float64Array.of(0, 1.5, 0) },
      },
    ],
  };
}
