import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ParticleCloud } from '../../../../workers/pollution/particles/cloud';
import { windField } from '../../../../workers/pollution/wind/field';
import type { UrbanGrid } from '../../../../workers/pollution/wind/grid';
import type { UrbanWind } from '../../../../workers/pollution/wind/setup';
import { atLeast, atMost, shown } from '../row';
import type { Case, Row } from '../row';
import { agreement } from './statistics';

const FOLDER = path.resolve(import.meta.dirname, '../../../../../shared/data/pollution/epa_7x11');
const NAME = 'Wind tunnel, 7 × 11 cubes';

/** Edge of the cubes and of the gaps between them, m; rows along the wind from x = 0. */
const H = 0.15;
const PITCH = 2 * H;
const ROWS = 7;
/** Wind at roof height that the data are made dimensionless with, m/s. */
const ROOF_MS = 3;
/** The source stands behind the first cube, m; its size is not in the data: a tenth of a cell. */
const SOURCE_X = 0.16;
const SOURCE_HALF = 0.0015;
/** Ten cells to a cube, as is usual for such models. */
const CELL_M = H / 10;
/** Depth of the tunnel's boundary layer, m (Lawson, Perry & Thompson 2000). */
const BOUNDARY_LAYER_M = 1.8;
/** The part of the array that is modelled: 3½ columns on both sides of the plume's axis. */
const HALF_WIDTH = 1.05;
const TOP = 0.51;
/** Points judged lie this far downwind, m, and have at least this χ. */
const FROM_X = 0.2;
const LEAST_CHI = 0.02;
/** Half the edge of the box a point's concentration is taken over, m. */
const HALF_BOX = 0.0125;

interface Point {
  readonly x: number;
  readonly y: number;
  readonly chi: number;
}

/** The measured case can be run where its data are. */
export function hasUrbanArray(): boolean {
  return existsSync(path.join(FOLDER, 'SurfConc.csv'));
}

/** All ports in the ground and in the roofs. */
function surfacePoints(): readonly Point[] {
  const lines = readFileSync(path.join(FOLDER, 'SurfConc.csv'), 'utf8').trim().split('\n').slice(1);
  return lines.map((line) => {
    const field = line.split(',').map(Number);
    return { x: field[1]! / 1000, y: field[2]! / 1000, chi: field[4]! };
  });
}

/** u* and z0 of the tunnel upwind of the array: least squares of U on ln z at x = −500 mm. */
export function approachFlow(): { readonly frictionMs: number; readonly roughnessM: number } {
  const sections = readFileSync(path.join(FOLDER, '3DU.txt'), 'latin1').split('****');
  const upwind = sections.find((s) => /X=-500,\s*Y=0/.test(s))!;
  const rows = upwind
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    // The probe is no judge of the two lowest: they lie between the roughness blocks.
    .filter((r) => r.length > 8 && r.every(Number.isFinite) && r[0]! >= 30);
  const n = rows.length;
  const x = rows.map((r) => Math.log(r[0]! / 1000));
  const y = rows.map((r) => r[1]!);
  const mx = x.reduce((a, b) => a + b, 0) / n;
  const my = y.reduce((a, b) => a + b, 0) / n;
  const slope =
    x.reduce((s, xi, k) => s + (xi - mx) * (y[k]! - my), 0) /
    x.reduce((s, xi) => s + (xi - mx) * (xi - mx), 0);
  return { frictionMs: 0.4 * slope, roughnessM: Math.exp(mx - my / slope) };
}

/** Number of the cube that stands on a place, or −1. */
function cubeAt(x: number, y: number): number {
  const row = Math.floor(x / PITCH + 1e-9);
  const column = Math.round(y / PITCH);
  const onCube = x - row * PITCH < H - 1e-9 && Math.abs(y - column * PITCH) < H / 2 - 1e-9;
  return row >= 0 && row < ROWS && onCube ? row * 100 + column + 50 : -1;
}

/** Wind and particles of the array down to `toX`; dosage of one kilogram, kg s/m³, per cell. */
async function simulate(
  toX: number,
  particles: number,
): Promise<{
  readonly wind: UrbanWind;
  readonly dose: Float32Array;
  readonly heightM: Float32Array;
}> {
  const x0 = -0.6;
  const nx = Math.round((toX - x0) / CELL_M);
  // An odd number of cells: ports on the axis lie in the middle of one.
  const ny = 2 * Math.floor(HALF_WIDTH / CELL_M) + 1;
  const grid: UrbanGrid = {
    x0,
    y0: (-ny * CELL_M) / 2,
    dxM: CELL_M,
    dzM: CELL_M,
    nx,
    ny,
    nz: Math.round(TOP / CELL_M),
  };
  const heightM = new Float32Array(nx * ny);
  const building = new Int32Array(nx * ny).fill(-1);
  for (let c = 0; c < nx * ny; c++) {
    const x = x0 + ((c % nx) + 0.5) * CELL_M;
    const y = grid.y0 + (Math.floor(c / nx) + 0.5) * CELL_M;
    building[c] = cubeAt(x, y);
    if (building[c]! >= 0) heightM[c] = H;
  }
  const met = {
    fromDeg: 270,
    ...approachFlow(),
    obukhovM: Number.POSITIVE_INFINITY,
    mixingHeightM: BOUNDARY_LAYER_M,
    calm: false,
  };
  const wind = await windField({ grid, buildings: { heightM, building }, met, order: 'aligned' });
  const cloud = await ParticleCloud.create(wind, {
    capacity: particles,
    seed: 1,
    sampleToM: 2 * H,
  });
  cloud.release({
    x: SOURCE_X,
    y: 0,
    z: 0,
    halfM: [SOURCE_HALF, SOURCE_HALF, SOURCE_HALF],
    count: particles,
    massKg: 1,
  });
  // All of it passes: what one kilogram leaves behind is the steady plume of 1 kg/s.
  for (let s = 0; s < 60 && cloud.airborne > particles / 1000; s++) cloud.run(0.25);
  const dose = cloud.dosage();
  cloud.dispose();
  return { wind, dose, heightM };
}

/**
 * χ = C U_H H²/Q in the box around a port, on the ground or on a roof, and in its mirror image: source
 * and array are symmetric.
 */
function chiAt(
  field: { readonly wind: UrbanWind; readonly dose: Float32Array; readonly heightM: Float32Array },
  p: Point,
): number {
  const { grid: g } = field.wind;
  const onRoof = cubeAt(p.x, p.y) >= 0;
  const base = onRoof ? Math.round(H / g.dzM) : 0;
  let sum = 0;
  let count = 0;
  for (const y of [p.y, -p.y]) {
    const i0 = Math.floor((p.x - HALF_BOX - g.x0) / g.dxM + 1e-6);
    const i1 = Math.ceil((p.x + HALF_BOX - g.x0) / g.dxM - 1e-6);
    const j0 = Math.floor((y - HALF_BOX - g.y0) / g.dxM + 1e-6);
    const j1 = Math.ceil((y + HALF_BOX - g.y0) / g.dxM - 1e-6);
    for (let j = Math.max(j0, 0); j < Math.min(j1, g.ny); j++) {
      for (let i = Math.max(i0, 0); i < Math.min(i1, g.nx); i++) {
        if (field.heightM[j * g.nx + i]! > 0 !== onRoof) continue;
        sum += field.dose[(base * g.ny + j) * g.nx + i]!;
        count++;
      }
    }
  }
  return count > 0 ? (sum / count) * ROOF_MS * H * H : 0;
}

/**
 * Surface map of the 7 × 11 array (Lawson, Perry & Thompson 2000): ports with χ > 0.02 from 0.2 m
 * downwind, on the ground and on roofs, each reading by itself (1 034 of them).
 */
export const urbanArray: Case = {
  name: NAME,
  async run({ short }): Promise<readonly Row[]> {
    const field = await simulate(short ? 1.5 : 2.955, short ? 15_000 : 100_000);
    const toX = short ? 1.3 : Number.POSITIVE_INFINITY;
    const all = surfacePoints().filter((p) => p.x < toX);
    const judged = all.filter((p) => p.x > FROM_X && p.chi > LEAST_CHI);
    const scoreOf = (points: readonly Point[]): ReturnType<typeof agreement> =>
      agreement(
        points.map((p) => p.chi),
        points.map((p) => chiAt(field, p)),
      );
    const score = scoreOf(judged);
    const roofs = scoreOf(judged.filter((p) => cubeAt(p.x, p.y) >= 0));
    const far = scoreOf(judged.filter((p) => p.x > 0.6));
    const near = scoreOf(
      all.filter((p) => p.x > SOURCE_X && p.chi > 0.001 && cubeAt(p.x, p.y) < 0),
    );
    return [
      shown(NAME, 'points', score.count),
      atLeast(NAME, 'FAC2', score.fac2, 0.7),
      atMost(NAME, 'FB, absolute', Math.abs(score.fb), 0.25),
      atMost(NAME, 'NMSE', score.nmse, 1),
      atLeast(NAME, 'R', score.r, 0.85),
      shown(NAME, 'FAC2, roofs only', roofs.fac2),
      shown(NAME, 'FB, roofs only', roofs.fb),
      shown(NAME, 'FAC2, from x = 0.6 m', far.fac2),
      shown(NAME, 'FB, from x = 0.6 m', far.fb),
      shown(NAME, 'FAC2, all ground ports from 5 mm off the source, χ > 0.001', near.fac2),
      shown(
        NAME,
        'rms ∇·u after / before correction',
        field.wind.divergence.after / field.wind.divergence.before,
      ),
    ];
  },
};
