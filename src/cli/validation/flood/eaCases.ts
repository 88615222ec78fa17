import { cellIndexAt } from '../../../domain/grid';
import type { Frame } from '../../../domain/frame';
import type { FloodSetup, TimeTable } from '../../../../workers/flood/setup';
import { atMost, near, shown } from '../row';
import type { Case, Row } from '../row';
import { referenceRaster, referenceRows } from './reference';
import type { ReferenceRaster } from './reference';
import { framesAt, values } from './runs';

// Cases in the spirit of the UK Environment Agency's benchmark tests 2, 4 and 5 (Néelz & Pender 2013),
// held against LISFLOOD-FP 8.1's first-order finite volume solver on the same grids.

type Point = readonly [number, number];

function setupOf(dem: ReferenceRaster, manning: number, more: Partial<FloodSetup>): FloodSetup {
  const cells = dem.values.length;
  return {
    grid: dem.grid,
    bedM: dem.values.slice(),
    manningN: new Float32Array(cells).fill(manning),
    blocked: new Uint8Array(cells),
    rain: [],
    boundaries: [],
    sources: [],
    rim: 'wall',
    horizonS: 1,
    outputEveryS: 1,
    ...more,
  };
}

function table(rows: readonly Point[], factor: number): TimeTable {
  return {
    timeS: Float64Array.from(rows, (r) => r[0]),
    value: Float64Array.from(rows, (r) => r[1] * factor),
  };
}

/** Cells of the western rim between two northings. */
function westCells(dem: ReferenceRaster, from: number, to: number): Uint32Array {
  const { cols, rows, cellSizeM, y0 } = dem.grid;
  const cells: number[] = [];
  for (let r = 0; r < rows; r++) {
    const y = y0 + (r + 0.5) * cellSizeM;
    if (y > from && y < to) cells.push(r * cols);
  }
  return Uint32Array.from(cells);
}

function at(frame: Frame, field: string, [x, y]: Point): number {
  const grid = frame.fields[0]!.grid;
  return values(frame, field)[cellIndexAt(grid, x, y)]!;
}

/** The reference is first order: held to it within 1 cm in first order, shown beside it in second. */
function against(order: 1 | 2, name: string, metric: string, ours: number, theirs: number): Row {
  return order === 1 ? near(name, metric, ours, theirs, 0.01) : shown(name, metric, ours);
}

/** Relative difference of an arrival time. */
function lateness(ours: number, theirs: number): number {
  return Math.abs(ours - theirs) / theirs;
}

const PIT_DEPTHS = [
  0.302, 0.302, 0.302, 0.218, 0.302, 0.302, 0.299, 0.204, 0, 0.031, 0.167, 0, 0, 0, 0, 0,
];

async function pits(order: 1 | 2): Promise<Row[]> {
  const dem = referenceRaster('ea2s/ea2s.dem');
  const inflow: Point[] = [
    [0, 0],
    [1500, 20],
    [3600, 20],
    [5100, 0],
  ];
  const cells = westCells(dem, 1900, 2000);
  const setup = setupOf(dem, 0.03, {
    boundaries: [{ id: 'in', kind: 'discharge', cells, table: table(inflow, 1) }],
    // The reference leaves 1 mm standing wherever water has been, a thirtieth of it all.
    options: { order, filmM: 0.001 },
  });
  const [frame] = await framesAt(setup, [172_800]);
  const points = referenceRows('ea2s/ea2s.stage') as unknown as Point[];
  const stages = referenceRows('reference_lisflood/ea2s-fv1.stage_depth.csv.gz');
  const name = `EA 2 (pits), order ${order}`;
  const rows: Row[] = [];
  PIT_DEPTHS.forEach((depth, i) => {
    const ours = at(frame!, 'depth', points[i]!);
    rows.push(against(order, name, `pit ${i + 1}, final depth, m`, ours, depth));
    const seen = stages.findIndex((row) => row[i + 1]! > 0.01);
    const arrival = at(frame!, 'arrivalTime', points[i]!);
    if (seen < 1 || Number.isNaN(arrival)) return;
    // The reference is sampled every five minutes: it arrived at some time since the sample before.
    const within = Math.min(Math.max(arrival, stages[seen - 1]![0]!), stages[seen]![0]!);
    const late = lateness(arrival, within);
    const metric = `pit ${i + 1}, arrival differs by`;
    rows.push(order === 1 ? atMost(name, metric, late, 0.05) : shown(name, metric, late));
  });
  const volume = frame!.totals['storedM3']!;
  return [...rows, near(name, 'volume, m³', volume, 72_000, 50)];
}

const PLAIN_1H = [0.31, 0.243, 0.172, 0.116, 0.049, 0.021];
const PLAIN_3H = [0.326, 0.27, 0.22, 0.191, 0.168, 0.163];
const PLAIN_ARRIVAL = [280, 600, 1401, 2260, 3200, 3500];

async function plain(order: 1 | 2): Promise<Row[]> {
  const dem = referenceRaster('ea4s/ea4s.dem.gz');
  const inflow: Point[] = [
    [0, 0],
    [3600, 20],
    [14_400, 20],
    [21_600, 0],
  ];
  const cells = westCells(dem, 990, 1010);
  const setup = setupOf(dem, 0.05, {
    boundaries: [{ id: 'in', kind: 'discharge', cells, table: table(inflow, 1) }],
    options: { order },
  });
  const frames = await framesAt(setup, [3600, 10_800]);
  const points = referenceRows('ea4s/ea4s.stage') as unknown as Point[];
  const name = `EA 4 (plain), order ${order}`;
  const rows: Row[] = [];
  points.forEach((p, i) => {
    rows.push(
      against(order, name, `gauge ${i + 1}, 1 h, m`, at(frames[0]!, 'depth', p), PLAIN_1H[i]!),
    );
    rows.push(
      against(order, name, `gauge ${i + 1}, 3 h, m`, at(frames[1]!, 'depth', p), PLAIN_3H[i]!),
    );
    const late = lateness(at(frames[1]!, 'arrivalTime', p), PLAIN_ARRIVAL[i]!);
    rows.push(shown(name, `gauge ${i + 1}, arrival differs by`, late));
  });
  return rows;
}

const VALLEY_PEAK = [174.79, 166.27, 156.02, 152.32, 148.68, 173.84, 155.79];
const VALLEY_ARRIVAL = [1621, 2581, 3421, 5461, 11_940, 1860, 3662];

/** Discharge of the dam that breaks, m³/s. */
const VALLEY_INFLOW: readonly Point[] = [
  [0, 0],
  [300, 0],
  [600, 3000],
  [1200, 3000],
  [6000, 0],
];

/** The valley on one of its two grids, the inflow shared by the cells the line of points falls in. */
function valleySetup(dem: ReferenceRaster, points: readonly Point[], order: 1 | 2): FloodSetup {
  const cells = points
    .map(([x, y]) => cellIndexAt(dem.grid, x, y))
    .filter((c) => !Number.isNaN(dem.values[c]!));
  return setupOf(dem, 0.04, {
    sources: [...new Set(cells)].map((cell, i) => ({
      id: `in ${i}`,
      cell,
      flowCms: table(VALLEY_INFLOW, 1 / cells.length),
    })),
    options: { order },
  });
}

async function valley(order: 1 | 2): Promise<Row[]> {
  const dem = referenceRaster('ea5/ea5-50m.dem');
  const [frame] = await framesAt(valleySetup(dem, VALLEY_IN, order), [108_000]);
  const points = referenceRows('ea5/ea5.stage') as unknown as Point[];
  const name = `EA 5 (valley, 50 m), order ${order}`;
  const rows: Row[] = [shown(name, 'inflow, m³', frame!.totals['inflowM3']!)];
  points.forEach((p, i) => {
    const peak = at(frame!, 'maxDepth', p) + dem.values[cellIndexAt(dem.grid, ...p)]!;
    const arrival = at(frame!, 'arrivalTime', p);
    const gauge = `gauge ${i + 1}`;
    if (order === 2) {
      rows.push(
        shown(name, `${gauge}, peak level, m`, peak),
        shown(name, `${gauge}, arrival, s`, arrival),
      );
      return;
    }
    rows.push(
      near(name, `${gauge}, peak level, m`, peak, VALLEY_PEAK[i]!, 0.05),
      atMost(name, `${gauge}, arrival differs by`, lateness(arrival, VALLEY_ARRIVAL[i]!), 0.05),
    );
  });
  return rows;
}

/** Until the wave has filled the lowest gauge's pool, s. */
const FINE_UNTIL_S = 18_000;

/** Second order on the 10 m terrain as it is: shown beside the coarse runs. */
async function fineValley(): Promise<Row[]> {
  const dem = referenceRaster('ea5/ea5-10m.dem.gz');
  const inflow = Array.from({ length: FINE_POINTS }, (_, k): Point => [
    232_620 + 10 * k,
    830_505 - 10 * k,
  ]);
  const [frame] = await framesAt(valleySetup(dem, inflow, 2), [FINE_UNTIL_S]);
  const points = referenceRows('ea5/ea5.stage') as unknown as Point[];
  const name = `EA 5 (valley, 10 m), order 2, ${FINE_UNTIL_S / 3600} h`;
  return points.flatMap((p, i) => [
    shown(
      name,
      `gauge ${i + 1}, peak level, m`,
      at(frame!, 'maxDepth', p) + dem.values[cellIndexAt(dem.grid, ...p)]!,
    ),
    shown(name, `gauge ${i + 1}, arrival, s`, at(frame!, 'arrivalTime', p)),
  ]);
}

const VALLEY_IN: readonly Point[] = [
  [232_610, 830_500],
  [232_660, 830_450],
  [232_710, 830_400],
  [232_760, 830_350],
  [232_810, 830_300],
];

/** Points of the inflow line on the 10 m grid. */
const FINE_POINTS = 20;

export const eaPits: Case = {
  name: 'EA 2',
  run: async ({ short }) => [...(await pits(1)), ...(short ? [] : await pits(2))],
};
export const eaPlain: Case = {
  name: 'EA 4',
  run: async ({ short }) => [...(await plain(1)), ...(short ? [] : await plain(2))],
};
export const eaValley: Case = {
  name: 'EA 5',
  run: async ({ short }) => [
    ...(await valley(1)),
    ...(short ? [] : [...(await valley(2)), ...(await fineValley())]),
  ],
};
