import type { FloodBoundary } from '../../../../workers/flood/setup';
import { atMost } from '../row';
import type { Case, Row } from '../row';
import { G, columnCells, constant, framesAt, relativeL1, tank, values } from './runs';

const ROWS = 2;

/** A steady flow along a channel: profile, friction, rain and what holds at its ends. */
interface Channel {
  readonly name: string;
  readonly lengthM: number;
  readonly cells: number;
  readonly untilS: number;
  readonly manning: number;
  /** Unit discharge m²/s at the upstream end, and what rain (m/s) adds along the way. */
  readonly inflow: number;
  readonly rainMs: number;
  /** Level held downstream, m; absent: the flow leaves freely. */
  readonly levelOutM?: number;
  bed(x: number): number;
  depth(x: number): number;
  /** Place of a shock, m: the discharge is not judged within two cells of it. */
  readonly shockM?: number;
}

const SWASHES_L = 25;

/** Delestre et al. 2013, §3.1: a bump of 0.2 m in a frictionless channel. */
function bump(x: number): number {
  return Math.max(0, 0.2 - 0.05 * (x - 10) ** 2);
}

/** The root of h³ + (z − head)·h² + q²/2g = 0 on the branch asked for (Bernoulli's law). */
function bernoulli(head: number, z: number, q: number, branch: 'sub' | 'super'): number {
  const critical = Math.cbrt((q * q) / G);
  const f = (h: number): number => h + (q * q) / (2 * G * h * h) + z - head;
  let [near, far] = [critical, branch === 'sub' ? head - z + 1 : 1e-6];
  for (let k = 0; k < 200; k++) {
    const middle = (near + far) / 2;
    if (f(middle) < 0) near = middle;
    else far = middle;
  }
  return (near + far) / 2;
}

function subcritical(q: number, out: number): (x: number) => number {
  const head = out + (q * q) / (2 * G * out * out);
  return (x) => bernoulli(head, bump(x), q, 'sub');
}

/** Critical on the crest; downstream supercritical, up to a shock if there is one. */
function transcritical(q: number, shockM = Infinity, out = 0): (x: number) => number {
  const critical = Math.cbrt((q * q) / G);
  const head = 0.2 + 1.5 * critical;
  const below = out + (q * q) / (2 * G * out * out);
  return (x) => {
    if (x > shockM) return bernoulli(below, bump(x), q, 'sub');
    return bernoulli(head, bump(x), q, x < 10 ? 'sub' : 'super');
  };
}

const L = 1000;

/** MacDonald et al. 1997: the bed that makes a given depth the exact steady flow, level 0 at its end. */
function macDonaldBed(
  depth: (x: number) => number,
  q: (x: number) => number,
  n: number,
): (x: number) => number {
  const steps = 40_000;
  const dx = L / steps;
  const z = new Float64Array(steps + 1);
  const slope = (x: number): number => {
    const h = depth(x);
    const dh = (depth(x + 1e-3) - depth(x - 1e-3)) / 2e-3;
    const dq = (q(x + 1e-3) - q(x - 1e-3)) / 2e-3;
    const qx = q(x);
    const friction = (n * n * qx * Math.abs(qx)) / h ** (10 / 3);
    return ((qx * qx) / (G * h ** 3) - 1) * dh - friction - (2 * qx * dq) / (G * h * h);
  };
  for (let k = steps - 1; k >= 0; k--) z[k] = z[k + 1]! - slope((k + 0.5) * dx) * dx;
  return (x) => z[Math.min(Math.round(x / dx), steps)]!;
}

const calm = (x: number): number =>
  Math.cbrt(4 / G) * (1 + 0.5 * Math.exp(-16 * (x / L - 0.5) ** 2));
const swift = (x: number): number =>
  Math.cbrt(4 / G) * (1 - 0.2 * Math.exp(-36 * (x / L - 0.5) ** 2));

const bumpChannel = { lengthM: SWASHES_L, cells: 200, manning: 0, rainMs: 0, bed: bump };
const macDonald = { lengthM: L, cells: 200, rainMs: 0 };

const CHANNELS: readonly Channel[] = [
  {
    ...bumpChannel,
    name: 'bump, subcritical',
    untilS: 600,
    inflow: 4.42,
    levelOutM: 2,
    depth: subcritical(4.42, 2),
  },
  {
    ...bumpChannel,
    name: 'bump, transcritical',
    untilS: 400,
    inflow: 1.53,
    depth: transcritical(1.53),
  },
  {
    ...bumpChannel,
    name: 'bump, with shock',
    untilS: 600,
    inflow: 0.18,
    levelOutM: 0.33,
    shockM: 11.665504281554291,
    depth: transcritical(0.18, 11.665504281554291, 0.33),
  },
  {
    ...macDonald,
    name: 'MacDonald subcritical',
    untilS: 4000,
    manning: 0.033,
    inflow: 2,
    levelOutM: calm(L),
    depth: calm,
    bed: macDonaldBed(calm, () => 2, 0.033),
  },
  {
    ...macDonald,
    name: 'MacDonald supercritical',
    untilS: 3000,
    manning: 0.04,
    inflow: 2.5,
    depth: swift,
    bed: macDonaldBed(swift, () => 2.5, 0.04),
  },
  {
    ...macDonald,
    name: 'MacDonald with rain',
    untilS: 6000,
    manning: 0.033,
    inflow: 1,
    rainMs: 0.001,
    levelOutM: calm(L),
    depth: calm,
    bed: macDonaldBed(calm, (x) => 1 + 0.001 * x, 0.033),
  },
];

/** Mean of the bed over a cell: what a finite volume stands for. */
function cellMean(f: (x: number) => number, x: number, dx: number): number {
  return (f(x - 0.375 * dx) + f(x - 0.125 * dx) + f(x + 0.125 * dx) + f(x + 0.375 * dx)) / 4;
}

async function judge(c: Channel, order: 1 | 2): Promise<Row[]> {
  const cellSizeM = c.lengthM / c.cells;
  const last = c.lengthM - cellSizeM / 2;
  const boundaries: FloodBoundary[] = [
    {
      id: 'in',
      kind: 'discharge',
      cells: columnCells(c.cells, ROWS, 0),
      table: constant(c.inflow * ROWS * cellSizeM),
    },
    c.levelOutM === undefined
      ? { id: 'out', kind: 'free_outflow', cells: columnCells(c.cells, ROWS, c.cells - 1) }
      : {
          id: 'out',
          kind: 'stage',
          cells: columnCells(c.cells, ROWS, c.cells - 1),
          table: constant(c.depth(last) + c.bed(last)),
        },
  ];
  const setup = tank(
    {
      cols: c.cells,
      rows: ROWS,
      cellSizeM,
      bed: (x) => cellMean(c.bed, x, cellSizeM),
      depth: c.depth,
      manning: c.manning,
      order,
    },
    { boundaries, rain: c.rainMs ? [{ intensityMs: constant(c.rainMs), zone: -1 }] : [] },
  );
  const bedM = setup.bedM.slice();
  const [frame] = await framesAt(setup, [c.untilS]);
  const depth = values(frame!, 'depth');
  const u = values(frame!, 'velocityX');
  const at = (k: number): number => ((k % c.cells) + 0.5) * cellSizeM;
  const nearShock = (x: number): boolean =>
    c.shockM !== undefined && Math.abs(x - c.shockM) < 2 * cellSizeM;
  const discharge = depth.map((h, k) => h * u[k]!);
  const given = (k: number): number => c.inflow + c.rainMs * at(k);
  const name = `${c.name}, order ${order}`;
  const rows = [
    atMost(
      name,
      'L1(h)',
      relativeL1(depth, (k) => c.depth(at(k))),
      order === 2 ? 0.01 : 0.05,
    ),
  ];
  if (c.bed !== bump) {
    return [
      ...rows,
      atMost(name, 'L1(q)', relativeL1(discharge, given), order === 2 ? 0.01 : 0.02),
    ];
  }
  let worst = 0;
  for (let k = 0; k < c.cells; k++) {
    if (nearShock(at(k))) continue;
    worst = Math.max(worst, Math.abs(discharge[k]! / given(k) - 1));
  }
  const level = depth.map((h, k) => h + bedM[k]!);
  const error = relativeL1(level, (k) => c.depth(at(k)) + cellMean(c.bed, at(k), cellSizeM));
  return [
    ...rows,
    atMost(name, 'L1(level)', error, order === 2 ? 0.01 : 0.05),
    atMost(name, 'worst error of discharge', worst, order === 2 ? 0.01 : 0.05),
  ];
}

/** Steady flows over a bump (Bernoulli) and MacDonald's channels. */
export const channel: Case = {
  name: 'channels',
  run: async () => {
    const rows: Row[] = [];
    for (const c of CHANNELS)
      for (const order of [1, 2] as const) rows.push(...(await judge(c, order)));
    return rows;
  },
};
