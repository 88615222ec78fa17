import { DryrunError } from '../../../src/domain/errors';
import { cos, sin } from '../math';
import { districtWind } from './canopy';
import type { SpeedAt } from './canopy';
import { cellCount, checkGrid } from './grid';
import type { UrbanGrid } from './grid';
import { WindKernel } from './kernel/kernel';
import { obstaclesOf, solidLayers } from './obstacles';
import type { Heading } from './obstacles';
import type { UrbanWind, WindMet, WindSetup } from './setup';
import { ATMOSPHERE, turbulence } from './turbulence';
import { applyZones } from './zones';
import type { FirstGuess } from './zones';

/** Fall of the residual at which the correction ends, and the most iterations. */
const RESIDUAL_DROP = 1e-6;
const MOST_ITERATIONS = 60;

/**
 * Mass-consistent diagnostic wind around buildings. First guess: the similarity profile of the met
 * hour, changed in the zones around buildings (Röckle 1990 and successors, see `zones.ts`). Then the
 * least change that makes it free of divergence with nothing through walls (Sherman 1978): ∇·(a ∇λ) =
 * −∇·u₀, u = u₀ + a ∇λ, λ = 0 on the open sides and the top. Then the turbulent energy on it.
 *
 * @throws DryrunError `pollution.windGrid`, `pollution.windColumns`, `pollution.windCeiling`,
 *   `pollution.windMemory`; `pollution.windCalm` where the wind's direction means nothing
 */
export async function windField(setup: WindSetup): Promise<UrbanWind> {
  const { grid: g, buildings, met } = setup;
  checkGrid(g);
  refuseCalm(met);
  const solidTop = solidLayers(g, buildings);
  const towards = ((met.fromDeg + 180) * Math.PI) / 180;
  const heading: Heading = { x: sin(towards), y: cos(towards) };
  const speedAt = districtWind(g, buildings.heightM, met, heading, setup.order ?? 'staggered');
  const guess = firstGuess(g, heading, solidTop, speedAt);
  const input = { grid: g, heading, heightM: buildings.heightM, solid: solidTop, speedAt };
  applyZones(input, obstaclesOf(g, buildings, heading), guess);
  const solid = solidCells(g, solidTop);
  const kernel = await WindKernel.create(g);
  openFaces(kernel, g, solid, setup.verticalWeight ?? 1);
  const before = faceVelocities(kernel, g, guess);
  const iterations = kernel.solve(RESIDUAL_DROP, MOST_ITERATIONS);
  addGradient(kernel, g);
  const after = rms(kernel, g);
  const closure = setup.closure ?? ATMOSPHERE;
  const { energy, lengthM } = turbulence({ kernel, grid: g, solid, solidTop, met, closure, guess });
  return {
    grid: g,
    solid,
    ...facesOf(kernel, g),
    energy,
    lengthM,
    zone: Uint8Array.from(guess.zoneSpeed, (speed) => (speed > 0 ? 1 : 0)),
    closure,
    divergence: { before, after, iterations },
  };
}

function refuseCalm(met: WindMet): void {
  if (!met.calm && met.frictionMs > 0) return;
  throw new DryrunError({
    code: 'pollution.windCalm',
    what: 'The wind is calm: it has no direction to build a field around buildings from.',
    mend: 'Give an hour with wind, or take the calm treatment of the plume model for this hour.',
  });
}

function firstGuess(
  g: UrbanGrid,
  heading: Heading,
  solidTop: Int32Array,
  speedAt: SpeedAt,
): FirstGuess {
  const n = cellCount(g);
  const guess = {
    u: new Float32Array(n),
    v: new Float32Array(n),
    w: new Float32Array(n),
    zoneSpeed: new Float32Array(n),
  };
  const plane = g.nx * g.ny;
  for (let k = 0; k < g.nz; k++) {
    const z = (k + 0.5) * g.dzM;
    for (let c = 0; c < plane; c++) {
      if (k < solidTop[c]!) continue;
      const speed = speedAt(c, z);
      guess.u[k * plane + c] = speed * heading.x;
      guess.v[k * plane + c] = speed * heading.y;
    }
  }
  return guess;
}

function solidCells(g: UrbanGrid, solidTop: Int32Array): Uint8Array {
  const plane = g.nx * g.ny;
  const solid = new Uint8Array(cellCount(g));
  for (let c = 0; c < plane; c++) {
    for (let k = 0; k < solidTop[c]!; k++) solid[k * plane + c] = 1;
  }
  return solid;
}

/** Conductances of the faces: 0 at walls and ground, 1/d² elsewhere, the open rim included. */
function openFaces(kernel: WindKernel, g: UrbanGrid, solid: Uint8Array, weight: number): void {
  const ce = kernel.array('ce');
  const cn = kernel.array('cn');
  const ct = kernel.array('ct');
  const side = 1 / (g.dxM * g.dxM);
  const up = (weight * weight) / (g.dzM * g.dzM);
  const open = (i: number, j: number, k: number): boolean => {
    if (k < 0) return false;
    if (i < 0 || j < 0 || i >= g.nx || j >= g.ny || k >= g.nz) return true;
    return solid[(k * g.ny + j) * g.nx + i] === 0;
  };
  for (let k = -1; k < g.nz; k++) {
    for (let j = -1; j < g.ny; j++) {
      for (let i = -1; i < g.nx; i++) {
        const at = kernel.index(i, j, k);
        const here = open(i, j, k);
        if (j >= 0 && k >= 0 && here && open(i + 1, j, k)) ce[at] = side;
        if (i >= 0 && k >= 0 && here && open(i, j + 1, k)) cn[at] = side;
        if (i >= 0 && j >= 0 && here && open(i, j, k + 1)) ct[at] = up;
      }
    }
  }
}

/**
 * Face velocities from the cells' (mean of the two; the cell's own at the open rim; 0 at walls), and
 * the divergence as right-hand side. Returns its root mean square.
 */
function faceVelocities(kernel: WindKernel, g: UrbanGrid, guess: FirstGuess): number {
  const spread = (
    to: Float32Array,
    from: Float32Array,
    open: Float32Array,
    axis: 0 | 1 | 2,
  ): void => {
    const n = [g.nx, g.ny, g.nz];
    const step = [1, g.nx, g.nx * g.ny][axis]!;
    const back = [1, kernel.fine.px, kernel.fine.plane][axis]!;
    for (let k = 0; k < g.nz + (axis === 2 ? 1 : 0); k++) {
      for (let j = 0; j < g.ny + (axis === 1 ? 1 : 0); j++) {
        for (let i = 0; i < g.nx + (axis === 0 ? 1 : 0); i++) {
          const at = kernel.index(i, j, k);
          if (!(open[at - back]! > 0)) continue;
          const place = [i, j, k][axis]!;
          const cell = (k * g.ny + j) * g.nx + i;
          if (place === 0) to[at] = from[cell]!;
          else if (place === n[axis]) to[at] = from[cell - step]!;
          else to[at] = 0.5 * (from[cell]! + from[cell - step]!);
        }
      }
    }
  };
  spread(kernel.array('u'), guess.u, kernel.array('ce'), 0);
  spread(kernel.array('v'), guess.v, kernel.array('cn'), 1);
  spread(kernel.array('w'), guess.w, kernel.array('ct'), 2);
  return divergence(kernel, g, kernel.array('b'));
}

/** Divergence of every cell into `to` (s⁻¹); returns its root mean square. */
function divergence(kernel: WindKernel, g: UrbanGrid, to: Float32Array): number {
  const u = kernel.array('u');
  const v = kernel.array('v');
  const w = kernel.array('w');
  const { px, plane } = kernel.fine;
  let sum = 0;
  for (let k = 0; k < g.nz; k++) {
    for (let j = 0; j < g.ny; j++) {
      for (let i = 0; i < g.nx; i++) {
        const at = kernel.index(i, j, k);
        const d =
          (u[at + 1]! - u[at]! + v[at + px]! - v[at]!) / g.dxM + (w[at + plane]! - w[at]!) / g.dzM;
        to[at] = d;
        sum += d * d;
      }
    }
  }
  return Math.sqrt(sum / cellCount(g));
}

function rms(kernel: WindKernel, g: UrbanGrid): number {
  return divergence(kernel, g, kernel.array('q'));
}

/** u += a ∇λ on open faces: the conductance holds a/d², so times d once. */
function addGradient(kernel: WindKernel, g: UrbanGrid): void {
  const lambda = kernel.array('lambda');
  const { px, plane } = kernel.fine;
  for (const [name, open, back, d] of [
    ['u', 'ce', 1, g.dxM],
    ['v', 'cn', px, g.dxM],
    ['w', 'ct', plane, g.dzM],
  ] as const) {
    const to = kernel.array(name);
    const c = kernel.array(open);
    for (let at = back; at < to.length; at++) {
      if (c[at - back]! > 0) to[at]! += c[at - back]! * d * (lambda[at]! - lambda[at - back]!);
    }
  }
}

/** Copies of the faces' velocities without ghosts. */
function facesOf(kernel: WindKernel, g: UrbanGrid): Pick<UrbanWind, 'u' | 'v' | 'w'> {
  const copy = (name: 'u' | 'v' | 'w', nx: number, ny: number, nz: number): Float32Array => {
    const from = kernel.array(name);
    const out = new Float32Array(nx * ny * nz);
    for (let k = 0; k < nz; k++) {
      for (let j = 0; j < ny; j++) {
        const at = kernel.index(0, j, k);
        out.set(from.subarray(at, at + nx), (k * ny + j) * nx);
      }
    }
    return out;
  };
  return {
    u: copy('u', g.nx + 1, g.ny, g.nz),
    v: copy('v', g.nx, g.ny + 1, g.nz),
    w: copy('w', g.nx, g.ny, g.nz + 1),
  };
}
