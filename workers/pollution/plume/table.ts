import type { Meteorology } from '../met/meteorology';
import { lidOf, verticalDensity } from './plume';
import { spreadAt, type SourceShape } from './spread';

/** Entries an octave and octaves of the kernel's plume table (see kernel/assembly/plume.ts). */
const STEPS = 16;
const OCTAVES = 17;

/** A plume of one kind of source, ready for the kernel. */
export interface PlumeTable {
  /** Per entry: crosswind integral (s/m²), 1/σy (1/m), each followed by its gain to the next entry. */
  readonly values: Float32Array;
  /** σ_y ≤ grow·x + start, m, from 1 m on. */
  readonly grow: number;
  readonly start: number;
}

/** Height of a plume's axis at a distance, for stacks whose plume is still rising. */
export type AxisHeight = (distanceM: number) => number;

/**
 * Tabulates a unit plume over downwind distance, 1 m to 131 km. In a calm the table is over radial
 * distance and the kernel is not used (see `calm.ts`).
 */
export function plumeTable(
  m: Meteorology,
  source: SourceShape,
  receptorM: number,
  axis?: AxisHeight,
): PlumeTable {
  const n = STEPS * OCTAVES;
  const vertical = new Float64Array(n + 1);
  const inverse = new Float64Array(n + 1);
  let grow = 0;
  for (let k = 0; k <= n; k++) {
    const x = entryDistance(k);
    const shape = axis ? { ...source, heightM: axis(x) } : source;
    const spread = spreadAt(m, shape, x);
    const lid = lidOf(m, shape, spread);
    vertical[k] = verticalDensity(spread, shape.heightM, receptorM, lid) / spread.windMs;
    inverse[k] = 1 / spread.sigmaYM;
    grow = Math.max(grow, (spread.sigmaYM - source.sigmaY0M) / x);
  }
  const values = new Float32Array(4 * n);
  for (let k = 0; k < n; k++) {
    values[4 * k] = vertical[k]!;
    values[4 * k + 1] = vertical[k + 1]! - vertical[k]!;
    values[4 * k + 2] = inverse[k]!;
    values[4 * k + 3] = inverse[k + 1]! - inverse[k]!;
  }
  return { values, grow, start: source.sigmaY0M };
}

/** Distance of entry k: octaves from 1 m, each in 16 equal steps. */
function entryDistance(k: number): number {
  const octave = Math.floor(k / STEPS);
  let x = 1;
  for (let i = 0; i < octave; i++) x *= 2;
  return x * (1 + (k % STEPS) / STEPS);
}
