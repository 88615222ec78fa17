import { sqrt } from '../math';
import type { UrbanWind } from '../wind/setup';
import { CELL, CELL_FLOATS, FLAG_FLOOR, FLAG_SOLID } from './kernel/layout';

/** Shares of 2k in separated flow, which is nearly isotropic (Bell & Mehta 1990; any k–ε model). */
const SEPARATED_SHARE: readonly [number, number, number] = [1 / 3, 1 / 3, 1 / 3];
/** Least turbulence, m/s: keeps a particle from standing still for ever in dead air. */
const LEAST_SIGMA = 1e-3;

/**
 * Kolmogorov's constant of the Lagrangian structure function in Tᵢ = 2σᵢ²/(C₀ ε): Rodean (1996) for the
 * neutral surface layer, as in QUIC-PLUME and QES-Plume; others give 3 ± 0.5 (Du 1997) to 5.7.
 */
export const STRUCTURE_CONSTANT = 5.7;

/** Shares of the variance 2k along the wind, across and up in a cell. */
export function sharesAt(wind: UrbanWind, cell: number): readonly [number, number, number] {
  return wind.zone[cell] ? SEPARATED_SHARE : wind.closure.share;
}

/**
 * Fills the kernel's cell records: velocities and sigmas on faces in cells per second, 1/T, flags.
 * σᵢ² is the closure's share of 2k, a third
 * of it in the separated flow of buildings; both horizontal directions take the share across the wind. A face
 * holds the mean of its two open cells, or the open one's own.
 */
export function fillCells(
  wind: UrbanWind,
  floats: Float32Array,
  words: Int32Array,
  structure: number = STRUCTURE_CONSTANT,
): void {
  const { grid: g, solid, energy, lengthM, closure } = wind;
  const c34 = closure.cMu / sqrt(sqrt(closure.cMu));
  const { nx, ny, nz } = g;
  const plane = nx * ny;
  const side = 1 / g.dxM;
  const rise = 1 / g.dzM;
  const sigmaOf = (direction: 1 | 2, scale: number): Float32Array =>
    Float32Array.from(energy, (e, c) =>
      solid[c] ? 0 : Math.max(sqrt(2 * e * sharesAt(wind, c)[direction]), LEAST_SIGMA) * scale,
    );
  const sigmaH = sigmaOf(1, side);
  const sigmaW = sigmaOf(2, rise);
  const face = (sigma: Float32Array, cell: number, other: number, inside: boolean): number =>
    inside && !solid[other] ? 0.5 * (sigma[cell]! + sigma[other]!) : sigma[cell]!;
  for (let k = 0, cell = 0; k < nz; k++) {
    for (let j = 0; j < ny; j++) {
      for (let i = 0; i < nx; i++, cell++) {
        const at = cell * CELL_FLOATS;
        const [, across, up] = sharesAt(wind, cell);
        if (solid[cell]) {
          words[at + CELL.flags] = FLAG_SOLID;
          continue;
        }
        const u = (k * ny + j) * (nx + 1) + i;
        const v = (k * (ny + 1) + j) * nx + i;
        floats[at + CELL.u] = wind.u[u]! * side;
        floats[at + CELL.u + 1] = wind.u[u + 1]! * side;
        floats[at + CELL.v] = wind.v[v]! * side;
        floats[at + CELL.v + 1] = wind.v[v + nx]! * side;
        floats[at + CELL.w] = wind.w[cell]! * rise;
        floats[at + CELL.w + 1] = wind.w[cell + plane]! * rise;
        floats[at + CELL.sx] = face(sigmaH, cell, cell - 1, i > 0);
        floats[at + CELL.sx + 1] = face(sigmaH, cell, cell + 1, i < nx - 1);
        floats[at + CELL.sy] = face(sigmaH, cell, cell - nx, j > 0);
        floats[at + CELL.sy + 1] = face(sigmaH, cell, cell + nx, j < ny - 1);
        floats[at + CELL.sz] = face(sigmaW, cell, cell - plane, k > 0);
        floats[at + CELL.sz + 1] = face(sigmaW, cell, cell + plane, k < nz - 1);
        const e = Math.max(energy[cell]!, 0.5 * LEAST_SIGMA * LEAST_SIGMA);
        // 1/T = C₀ ε / 2σ² with σ² = share·2k.
        const rate = (structure * c34 * e * sqrt(e)) / (lengthM[cell]! * 4 * e);
        floats[at + CELL.rateH] = rate / across;
        floats[at + CELL.rateW] = rate / up;
        words[at + CELL.flags] = k === 0 || solid[cell - plane] ? FLAG_FLOOR : 0;
      }
    }
  }
}
