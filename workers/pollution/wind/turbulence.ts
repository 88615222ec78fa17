import type { UrbanGrid } from './grid';
import { VON_KARMAN } from '../met/constants';
import { windAt } from '../met/profile';
import { log, sqrt } from '../math';
import type { WindKernel } from './kernel/kernel';
import type { WindMet } from './setup';
import { wallDistance } from './wallDistance';
import type { FirstGuess } from './zones';

/** Constants of the one-equation closure; νₜ = Cµ^¼ l √k, ε = Cµ^¾ k^{3/2} / l. */
export interface Closure {
  /** Cµ = (u*² / k)² of a neutral surface layer. */
  readonly cMu: number;
  /** Share of the variance 2k in each direction: along the wind, across, up. Sums to 1. */
  readonly share: readonly [number, number, number];
}

/** σ/u* = 2.39, 1.92, 1.25 over flat ground (Panofsky & Dutton 1984): k = 5.48 u*², Cµ = 0.033. */
const FLAT_SHARE: readonly [number, number, number] = [0.521, 0.336, 0.143];

/** Neutral surface layer of the atmosphere (Panofsky & Dutton 1984; Duynkerke 1988). */
export const ATMOSPHERE: Closure = { cMu: 0.033, share: FLAT_SHARE };

/** Prandtl number of k (Launder & Spalding 1974). */
const SIGMA_K = 1;
/** u'w' of a plane mixing layer is (0.1 ΔU)² (Wygnanski & Fiedler 1970; Bell & Mehta 1990). */
const MIXING_LAYER_STRESS = 0.1;
/** Largest length in units of the boundary layer's depth (Escudier 1966). */
const OUTER_LENGTH = 0.09;
const MOST_SWEEPS = 60;
const SETTLED = 0.01;

interface Input {
  readonly kernel: WindKernel;
  readonly grid: UrbanGrid;
  readonly solid: Uint8Array;
  readonly solidTop: Int32Array;
  readonly met: WindMet;
  readonly closure: Closure;
  readonly guess: FirstGuess;
}

/**
 * Turbulent energy and length scale on the corrected wind. l = κ × distance to the nearest wall or
 * ground, at most 0.09 × the mixing height, and in the zones of buildings at most 0.1 ΔU/|S|, so that a
 * shear layer, thinner or thicker on the grid, has the stress of a mixing layer. k then comes from its
 * transport equation: where production and dissipation balance, u* = l |S| as in mixing-length models;
 * elsewhere it is carried and spread from where it is made.
 */
export function turbulence(input: Input): {
  readonly energy: Float32Array;
  readonly lengthM: Float32Array;
} {
  const { kernel, grid: g, solid, closure } = input;
  const c4 = sqrt(sqrt(closure.cMu));
  const distance = wallDistance(g, input.solidTop);
  const shear = kernel.array('p').fill(0);
  const length = kernel.array('q').fill(1);
  shearSquared(input, shear);
  const cap = OUTER_LENGTH * input.met.mixingHeightM;
  const speed = dilated(g, solid, input.guess.zoneSpeed);
  const energy = kernel.array('lambda');
  background(input, energy, length, cap);
  for (let k = 0, cell = 0; k < g.nz; k++) {
    for (let j = 0; j < g.ny; j++) {
      for (let i = 0; i < g.nx; i++, cell++) {
        if (solid[cell]) continue;
        const at = kernel.index(i, j, k);
        const s = sqrt(shear[at]!);
        let l = Math.min(VON_KARMAN * distance[cell]!, cap);
        if (speed[cell]! > 0 && s > 0) l = Math.min(l, (MIXING_LAYER_STRESS * speed[cell]!) / s);
        length[at] = l;
        const friction = l * s;
        energy[at] = Math.max((friction * friction) / (c4 * c4), 1e-6);
      }
    }
  }
  for (let n = 0; n < MOST_SWEEPS; n++) {
    if (kernel.sweepEnergy(g, c4, SIGMA_K, n % 2 === 1) < SETTLED) break;
  }
  return { energy: inner(kernel, g, energy), lengthM: inner(kernel, g, length) };
}

/** The undisturbed profile in all ghosts (they are the boundary values): k = u*² / √Cµ. */
function background(input: Input, energy: Float32Array, length: Float32Array, cap: number): void {
  const { kernel, grid: g, met, closure } = input;
  const k0 = (met.frictionMs * met.frictionMs) / sqrt(closure.cMu);
  energy.fill(k0);
  for (let k = -1; k <= g.nz; k++) {
    const l = Math.min(VON_KARMAN * Math.max(k + 0.5, 0.5) * g.dzM, cap);
    const from = kernel.index(-1, -1, k);
    length.fill(l, from, from + kernel.fine.plane);
  }
}

/** S² = 2 SᵢⱼSᵢⱼ (s⁻²); next to walls the gradient along the normal is that of the law of the wall. */
function shearSquared(input: Input, to: Float32Array): void {
  const { kernel, grid: g, solid, solidTop, met } = input;
  const [u, v, w] = [kernel.array('u'), kernel.array('v'), kernel.array('w')];
  const { px, plane } = kernel.fine;
  const back = [1, px, plane] as const;
  const d = [g.dxM, g.dxM, g.dzM] as const;
  const faces = [u, v, w] as const;
  const centre = (axis: 0 | 1 | 2, at: number): number =>
    0.5 * (faces[axis][at]! + faces[axis][at + back[axis]]!);
  const opens = [kernel.array('ce'), kernel.array('cn'), kernel.array('ct')] as const;
  const wall = (dist: number): number => 1 / (dist * Math.max(log(dist / met.roughnessM), 1));
  // At the ground the met hour's own profile says how far a neutral one would be off.
  const first = 0.5 * g.dzM;
  const speed = windAt(first, met.frictionMs, met.roughnessM, met.obukhovM);
  const ground = speed > 0 ? met.frictionMs / (VON_KARMAN * first * speed) : wall(first);
  const gradient = [0, 0, 0, 0, 0, 0, 0, 0, 0];
  const place = [0, 0, 0];
  const last = [g.nx - 1, g.ny - 1, g.nz - 1];
  for (let k = 0, cell = 0; k < g.nz; k++) {
    for (let j = 0; j < g.ny; j++) {
      for (let i = 0; i < g.nx; i++, cell++) {
        if (solid[cell]) continue;
        const at = kernel.index(i, j, k);
        place[0] = i;
        place[1] = j;
        place[2] = k;
        for (let a = 0; a < 3; a++) {
          const axis = a as 0 | 1 | 2;
          const low = opens[axis][at - back[axis]]! > 0;
          const high = opens[axis][at]! > 0;
          const atRim = place[axis] === 0 && axis < 2;
          const atFar = place[axis] === last[axis];
          for (let c = 0; c < 3; c++) {
            const comp = c as 0 | 1 | 2;
            const slot = 3 * comp + axis;
            if (comp === axis) {
              gradient[slot] = (faces[axis][at + back[axis]]! - faces[axis][at]!) / d[axis];
            } else if (!low || !high) {
              const here = centre(comp, at);
              const half = axis === 2 && k === 0 ? ground : wall(0.5 * d[axis]);
              gradient[slot] = low === high ? 0 : here * half * (low ? -1 : 1);
            } else {
              const before = atRim ? at : at - back[axis];
              const after = atFar ? at : at + back[axis];
              const span =
                axis === 2 && !atFar
                  ? logSpan(k - solidTop[j * g.nx + i]!, g.dzM)
                  : d[axis] * ((atRim ? 0 : 1) + (atFar ? 0 : 1));
              gradient[slot] = (centre(comp, after) - centre(comp, before)) / span;
            }
          }
        }
        const xy = gradient[1]! + gradient[3]!;
        const xz = gradient[2]! + gradient[6]!;
        const yz = gradient[5]! + gradient[7]!;
        const [xx, yy, zz] = [gradient[0]!, gradient[4]!, gradient[8]!];
        to[at] = 2 * (xx * xx + yy * yy + zz * zz) + xy * xy + xz * xz + yz * yz;
      }
    }
  }
}

/** Height difference over which neighbours' values differ as a logarithmic profile's do, m. */
function logSpan(layersAbove: number, dzM: number): number {
  const z = layersAbove + 0.5;
  return z * dzM * log((z + 1) / (z - 1));
}

/** Zone speeds, and those of a neighbour for open cells at the edge of a zone, where its shear lies. */
function dilated(g: UrbanGrid, solid: Uint8Array, speed: Float32Array): Float32Array {
  const out = speed.slice();
  const plane = g.nx * g.ny;
  for (let k = 0, cell = 0; k < g.nz; k++) {
    for (let j = 0; j < g.ny; j++) {
      for (let i = 0; i < g.nx; i++, cell++) {
        if (solid[cell] || speed[cell]! > 0) continue;
        let most = 0;
        if (i > 0) most = Math.max(most, speed[cell - 1]!);
        if (i < g.nx - 1) most = Math.max(most, speed[cell + 1]!);
        if (j > 0) most = Math.max(most, speed[cell - g.nx]!);
        if (j < g.ny - 1) most = Math.max(most, speed[cell + g.nx]!);
        if (k > 0) most = Math.max(most, speed[cell - plane]!);
        out[cell] = most;
      }
    }
  }
  return out;
}

function inner(kernel: WindKernel, g: UrbanGrid, from: Float32Array): Float32Array {
  const out = new Float32Array(g.nx * g.ny * g.nz);
  for (let k = 0; k < g.nz; k++) {
    for (let j = 0; j < g.ny; j++) {
      const at = kernel.index(0, j, k);
      out.set(from.subarray(at, at + g.nx), (k * g.ny + j) * g.nx);
    }
  }
  return out;
}
