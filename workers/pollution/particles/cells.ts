import { sqrt } from '../math';
import type { UrbanWind } from '../wind/setup';
import { CELL, CELL_FLOATS, FLAG_FLOOR, FLAG_SOLID } from './kernel/layout';

/** Shares of 2k in separated flow, which is nearly isotropic (Bell & Mehta 1990; any k–ε model). */
const SEPARATED_SHARE: readonly [number, number, number] = [1 / 3, 1 / 3, 1 / 3];
/** Ticks that f32 still counts exactly, with room for a run's. */
const MOST_TICKS = 2 ** 20;
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
 * σᵢ² is the closure's share of 2k, a third of it in the separated flow of buildings; both horizontal
 * directions take the share across the wind. A face holds the mean of its two open cells, or the open
 * one's own.
 *
 * @param step a tick, s, and the longest step in units of the Lagrangian time and of a cell at the wind and two standard
 *   deviations more. It depends on the cell alone: a step chosen by a particle's own speed would keep
 *   the slow ones where they are.
 */
export function fillCells(
  wind: UrbanWind,
  floats: Float32Array,
  settlingMs: number,
  step: { readonly timeShare: number; readonly cellShare: number; readonly tickS: number },
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
  const low = [0, 0, 0];
  const high = [0, 0, 0];
  const speed = [0, 0, 0];
  /** Writes the low faces' values and what the high ones have more. */
  const put = (at: number): void => {
    for (let axis = 0; axis < 3; axis++) {
      floats[at + axis] = low[axis]!;
      floats[at + 4 + axis] = high[axis]! - low[axis]!;
    }
  };
  for (let k = 0, cell = 0; k < nz; k++) {
    for (let j = 0; j < ny; j++) {
      for (let i = 0; i < nx; i++, cell++) {
        const at = cell * CELL_FLOATS;
        if (solid[cell]) {
          floats[at + CELL.flags] = FLAG_SOLID;
          // No particle comes here; if one did, its time would have to pass.
          floats[at + CELL.longest] = 1;
          continue;
        }
        const u = (k * ny + j) * (nx + 1) + i;
        const v = (k * (ny + 1) + j) * nx + i;
        low[0] = wind.u[u]! * side;
        high[0] = wind.u[u + 1]! * side;
        low[1] = wind.v[v]! * side;
        high[1] = wind.v[v + nx]! * side;
        low[2] = (wind.w[cell]! - settlingMs) * rise;
        high[2] = (wind.w[cell + plane]! - settlingMs) * rise;
        put(at + CELL.wind);
        for (let axis = 0; axis < 3; axis++) {
          speed[axis] = Math.max(Math.abs(low[axis]!), Math.abs(high[axis]!));
        }
        low[0] = face(sigmaH, cell, cell - 1, i > 0);
        high[0] = face(sigmaH, cell, cell + 1, i < nx - 1);
        low[1] = face(sigmaH, cell, cell - nx, j > 0);
        high[1] = face(sigmaH, cell, cell + nx, j < ny - 1);
        low[2] = face(sigmaW, cell, cell - plane, k > 0);
        high[2] = face(sigmaW, cell, cell + plane, k < nz - 1);
        let fastest = 0;
        for (let axis = 0; axis < 3; axis++) {
          fastest = Math.max(fastest, speed[axis]! + 2 * Math.max(low[axis]!, high[axis]!));
        }
        // The two vectors of sigma lie as those of the wind do.
        put(at + CELL.sigma);
        const [, across, up] = sharesAt(wind, cell);
        const e = Math.max(energy[cell]!, 0.5 * LEAST_SIGMA * LEAST_SIGMA);
        // 1/T = C₀ ε / 2σ² with σ² = share · 2k.
        const rate = (STRUCTURE_CONSTANT * c34 * sqrt(e)) / (4 * lengthM[cell]!);
        floats[at + CELL.rateH] = rate / across;
        floats[at + CELL.rateW] = rate / up;
        const longestS = Math.min(
          (step.timeShare * Math.min(across, up)) / rate,
          step.cellShare / fastest,
        );
        floats[at + CELL.longest] = Math.max(
          1,
          Math.floor(Math.min(longestS / step.tickS, MOST_TICKS)),
        );
        floats[at + CELL.flags] = k === 0 || solid[cell - plane] ? FLAG_FLOOR : 0;
      }
    }
  }
}
