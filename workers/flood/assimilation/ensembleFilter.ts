import { DryrunError } from '../../../src/domain/errors';
import type { Grid } from '../../../src/domain/grid';

/** A gauge's reading of the water level. */
export interface LevelReading {
  readonly cell: number;
  /** m above the vertical datum. */
  readonly levelM: number;
  /** Standard deviation of its error, m: instrument and what a cell's mean level may differ from the gauge's. */
  readonly sigmaM: number;
}

/** One of several runs of the same moment. Changed in place by the filter. */
export interface MemberState {
  /** Depth per cell, m. */
  readonly depthM: Float32Array;
  /** Parameters that are corrected along with the water, e.g. the factor on the rain. */
  readonly parameters: Float64Array;
}

export interface FilterOptions {
  /** Distance at which a gauge has no say any more, m. */
  readonly reachM: number;
  /** Part of the spread of the parameters before that is given back to them after (RTPS, Whitaker & Hamill 2012). */
  readonly keepSpread?: number;
}

const DEFAULT_KEEP_SPREAD = 0.5;

/**
 * Brings an ensemble towards gauges: serial ensemble square-root filter (Whitaker & Hamill 2002, Mon.
 * Wea. Rev. 130, 1913–1924) with Gaspari & Cohn's 1999 localisation. Depths of all cells that are wet
 * in some member and the parameters are corrected by their covariance with the level at each gauge; a
 * depth that would go below 0 is set to 0. Readings are taken one after another in the given order.
 *
 * @returns Water added to each member, m³ (negative: taken): to be booked by whoever goes on with it.
 * @throws DryrunError `flood.assimilation` for fewer than two members or a gauge outside the grid
 */
export function correctTowards(
  grid: Grid,
  bedM: Float32Array,
  members: readonly MemberState[],
  readings: readonly LevelReading[],
  options: FilterOptions,
): number[] {
  check(grid, members, readings, options);
  const before = members.map((m) => sum(m.depthM));
  const spread = spreads(members);
  const wet = cellsWetAnywhere(members);
  for (const r of readings) {
    const prediction = perturbations(members.map((m) => bedM[r.cell]! + m.depthM[r.cell]!));
    const { variance, each } = prediction;
    const total = variance + r.sigmaM * r.sigmaM;
    if (variance === 0) continue;
    const innovation = r.levelM - prediction.mean;
    // Perturbations shrink by less than the mean moves, so that no readings need to be perturbed.
    const shrink = 1 / (1 + Math.sqrt((r.sigmaM * r.sigmaM) / total));
    const move = (values: number[], weight: number): void => {
      const { mean, each: own } = perturbations(values);
      let covariance = 0;
      for (let k = 0; k < own.length; k++) covariance += own[k]! * each[k]!;
      const gain = (weight * covariance) / ((own.length - 1) * total);
      for (let k = 0; k < own.length; k++) {
        values[k] = mean + own[k]! + gain * (innovation - shrink * each[k]!);
      }
    };
    const values = members.map(() => 0);
    for (const cell of wet) {
      const weight = gaspariCohn(distance(grid, cell, r.cell) / (options.reachM / 2));
      if (weight === 0) continue;
      for (let k = 0; k < values.length; k++) values[k] = members[k]!.depthM[cell]!;
      move(values, weight);
      for (let k = 0; k < values.length; k++) members[k]!.depthM[cell] = Math.max(values[k]!, 0);
    }
    for (let p = 0; p < members[0]!.parameters.length; p++) {
      for (let k = 0; k < values.length; k++) values[k] = members[k]!.parameters[p]!;
      move(values, 1);
      for (let k = 0; k < values.length; k++) members[k]!.parameters[p] = values[k]!;
    }
  }
  giveBackSpread(members, spread, options.keepSpread ?? DEFAULT_KEEP_SPREAD);
  const area = grid.cellSizeM * grid.cellSizeM;
  return members.map((m, k) => (sum(m.depthM) - before[k]!) * area);
}

/** Gaspari & Cohn 1999, eq. 4.10: like a Gaussian, 0 from 2 on. */
export function gaspariCohn(z: number): number {
  if (z >= 2) return 0;
  const z2 = z * z;
  if (z <= 1) return 1 + z2 * (-5 / 3 + z * (5 / 8 + z * (1 / 2 - z / 4)));
  return 4 - 5 * z + z2 * (5 / 3 + z * (5 / 8 + z * (-1 / 2 + z / 12))) - 2 / (3 * z);
}

function perturbations(values: readonly number[]): {
  readonly mean: number;
  readonly variance: number;
  readonly each: number[];
} {
  const mean = values.reduce((s, v) => s + v, 0) / values.length;
  const each = values.map((v) => v - mean);
  const variance = each.reduce((s, v) => s + v * v, 0) / (values.length - 1);
  return { mean, variance, each };
}

function spreads(members: readonly MemberState[]): number[] {
  return Array.from(members[0]!.parameters, (_, p) =>
    Math.sqrt(perturbations(members.map((m) => m.parameters[p]!)).variance),
  );
}

/** Relaxation to the prior spread: so that a parameter that drifts can still be followed. */
function giveBackSpread(
  members: readonly MemberState[],
  before: readonly number[],
  part: number,
): void {
  before.forEach((sigma, p) => {
    const { mean, variance, each } = perturbations(members.map((m) => m.parameters[p]!));
    if (variance === 0) return;
    const now = Math.sqrt(variance);
    const factor = 1 + (part * (sigma - now)) / now;
    each.forEach((v, k) => (members[k]!.parameters[p] = mean + factor * v));
  });
}

function cellsWetAnywhere(members: readonly MemberState[]): number[] {
  const cells: number[] = [];
  const n = members[0]!.depthM.length;
  for (let cell = 0; cell < n; cell++) {
    if (members.some((m) => m.depthM[cell]! > 0)) cells.push(cell);
  }
  return cells;
}

function distance({ cols, cellSizeM }: Grid, a: number, b: number): number {
  const dx = (a % cols) - (b % cols);
  const dy = Math.floor(a / cols) - Math.floor(b / cols);
  return cellSizeM * Math.sqrt(dx * dx + dy * dy);
}

function sum(values: Float32Array): number {
  let total = 0;
  for (const v of values) total += v;
  return total;
}

function check(
  grid: Grid,
  members: readonly MemberState[],
  readings: readonly LevelReading[],
  { reachM }: FilterOptions,
): void {
  const cells = grid.cols * grid.rows;
  const fail = (what: string, mend: string): never => {
    throw new DryrunError({ code: 'flood.assimilation', what, mend });
  };
  if (members.length < 2) {
    fail(
      `A correction towards gauges needs an ensemble, got ${members.length}.`,
      'Give two or more members.',
    );
  }
  for (const m of members) {
    if (m.depthM.length === cells) continue;
    fail(`A member has ${m.depthM.length} depths for ${cells} cells.`, 'Give one depth per cell.');
  }
  if (!(reachM > 0)) fail(`The reach of the gauges is ${reachM} m.`, 'Give one above 0 m.');
  for (const r of readings) {
    if (!(r.cell >= 0 && r.cell < cells)) {
      fail(`A reading lies at cell ${r.cell} of ${cells}.`, 'Leave out gauges outside the grid.');
    }
    if (Number.isFinite(r.levelM) && r.sigmaM > 0) continue;
    fail(
      `A reading of ${r.levelM} m with an error of ${r.sigmaM} m cannot be used.`,
      'Leave out readings without a level; give an error above 0 m.',
    );
  }
}
