import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { MetObservation } from '../../../../workers/pollution/met/meteorology';

/** Folder of the reference data, beside the repository; not everybody has it. */
const FOLDER = path.resolve(
  import.meta.dirname,
  '../../../../../shared/data/pollution/prairie_grass',
);

/** Project Prairie Grass (Barad 1958): z0 6 mm, release at 0.46 m, samplers at 1.5 m, wind at 2 m. */
export const ROUGHNESS_M = 0.006;
export const RELEASE_M = 0.46;
export const SAMPLER_M = 1.5;
const WIND_HEIGHT_M = 2;

/** A run with its meteorology and its samplers. */
export interface PrairieRun {
  readonly run: number;
  /** Release, g/s. */
  readonly releaseGs: number;
  readonly met: MetObservation & { readonly sigmaThetaDeg: number };
  /** Arc maxima: distance, m, and concentration, mg/m³. */
  readonly arcMaxima: readonly { readonly arcM: number; readonly mgM3: number }[];
}

export interface Sampler {
  readonly arcM: number;
  /** East and north of the release, m. */
  readonly x: number;
  readonly y: number;
  readonly mgM3: number;
}

export function hasPrairieGrass(): boolean {
  return existsSync(path.join(FOLDER, 'arcmax_summary.csv'));
}

/** The 53 runs that have meteorology, with their 265 arc maxima. */
export function prairieRuns(): readonly PrairieRun[] {
  const [head, ...lines] = text('arcmax_summary.csv').trim().split(/\r?\n/);
  const names = head!.split(',');
  const rows = lines.map((line) => {
    const cells = line.split(',');
    return (name: string): string => cells[names.indexOf(name)]!;
  });
  const runs = new Map<number, PrairieRun & { arcMaxima: { arcM: number; mgM3: number }[] }>();
  for (const cell of rows) {
    if (cell('L_m') === '') continue;
    const run = Number(cell('run'));
    const known = runs.get(run) ?? {
      run,
      releaseGs: Number(cell('Q_g_s')),
      met: meteorologyOf(cell),
      arcMaxima: [],
    };
    known.arcMaxima.push({ arcM: Number(cell('arc_m')), mgM3: Number(cell('cmax_mg_m3')) });
    runs.set(run, known);
  }
  return [...runs.values()];
}

function meteorologyOf(cell: (name: string) => string): PrairieRun['met'] {
  const obukhovM = Number(cell('L_m'));
  const zi = Number(cell('zi_m'));
  return {
    windMs: Number(cell('U_m_s')),
    windHeightM: WIND_HEIGHT_M,
    fromDeg: Number(cell('wd_deg')),
    roughnessM: ROUGHNESS_M,
    frictionMs: Number(cell('ustar_m_s')),
    obukhovM,
    sigmaThetaDeg: Number(cell('sigma_azimuth_deg')),
    // The mixing height of the soundings means something by day only.
    ...(obukhovM < 0 && zi > 0 && { mixingHeightM: zi }),
  };
}

/** Every sampler with a reading of every run, by run number. */
export function prairieSamplers(): ReadonlyMap<number, readonly Sampler[]> {
  const found = new Map<number, Sampler[]>();
  let run = 0;
  let arcM = 0;
  for (const line of text('PGARCS.txt').split(/\r?\n/)) {
    if (line.includes("'")) {
      const parts = line.split(',');
      run = Number(parts[0]);
      arcM = Number(parts.at(-1));
      continue;
    }
    const cells = line.trim().split(/\s+/);
    if (cells.length !== 4 || line.includes(',')) continue;
    const [azimuthDeg, , , mgM3] = cells.map(Number);
    if (!(mgM3! >= 0)) continue; // −9 marks a lost sample
    const a = (azimuthDeg! * Math.PI) / 180;
    const list = found.get(run) ?? [];
    list.push({ arcM, x: arcM * Math.sin(a), y: arcM * Math.cos(a), mgM3: mgM3! });
    found.set(run, list);
  }
  return found;
}

function text(name: string): string {
  return readFileSync(path.join(FOLDER, name), 'utf8');
}
