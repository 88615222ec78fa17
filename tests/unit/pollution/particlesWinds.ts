import { ATMOSPHERE } from '../../../workers/pollution/wind/turbulence';
import type { UrbanWind } from '../../../workers/pollution/wind/setup';

interface Recipe {
  readonly n: number;
  readonly cellM: number;
  /** Turbulent energy, m²/s², at a place in units of the box, 0…1. */
  readonly energy: (x: number, y: number, z: number) => number;
  readonly lengthM?: number;
  /** Uniform wind along x, m/s. */
  readonly windMs?: number;
  /** Solid cells all around but on the ground. */
  readonly closed?: boolean;
  /** Strength of an eddy in the x–z plane inside a closed box, m²/s. */
  readonly eddy?: number;
}

/** A wind made by hand in a cube of n³ cells. */
export function handmadeWind(r: Recipe): UrbanWind {
  const { n, cellM } = r;
  const at = (i: number, j: number, k: number): number => (k * n + j) * n + i;
  const solid = new Uint8Array(n ** 3);
  const energy = new Float32Array(n ** 3);
  const u = new Float32Array((n + 1) * n * n).fill(r.windMs ?? 0);
  const v = new Float32Array(n * (n + 1) * n);
  const w = new Float32Array(n * n * (n + 1));
  const wall = (i: number): boolean => r.closed === true && (i === 0 || i === n - 1);
  // Streamfunction on cell edges: whatever it is, its curl is free of divergence.
  const inside = n - 2;
  const psi = (i: number, k: number): number => {
    if (i <= 1 || i >= n - 1 || k <= 0 || k >= n - 1) return 0;
    return (
      (r.eddy ?? 0) * Math.sin((Math.PI * (i - 1)) / inside) * Math.sin((Math.PI * k) / (n - 1))
    );
  };
  for (let k = 0; k < n; k++) {
    for (let j = 0; j < n; j++) {
      for (let i = 0; i < n; i++) {
        const c = at(i, j, k);
        if (wall(i) || wall(j) || (r.closed && k === n - 1)) solid[c] = 1;
        else energy[c] = r.energy((i + 0.5) / n, (j + 0.5) / n, (k + 0.5) / n);
        if (r.eddy === undefined || wall(j)) continue;
        u[(k * n + j) * (n + 1) + i] = (psi(i, k + 1) - psi(i, k)) / cellM;
        w[c] = -(psi(i + 1, k) - psi(i, k)) / cellM;
      }
    }
  }
  return {
    grid: { x0: 0, y0: 0, dxM: cellM, dzM: cellM, nx: n, ny: n, nz: n },
    solid,
    u,
    v,
    w,
    energy,
    lengthM: new Float32Array(n ** 3).fill(r.lengthM ?? cellM),
    zone: new Uint8Array(n ** 3),
    closure: ATMOSPHERE,
    divergence: { before: 0, after: 0, iterations: 0 },
  };
}
