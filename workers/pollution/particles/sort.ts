import type { ParticleKernel } from './kernel/kernel';
import { PARTICLE } from './kernel/layout';

/**
 * Orders the first `count` particles by their cells, so that a run finds what it needs of the wind in
 * the cache, and drops those without mass. Results do not depend on it: neither random numbers nor sums
 * know a particle's place in memory. Returns how many are left.
 */
export function sortByCell(kernel: ParticleKernel, count: number): number {
  const { nx, ny, nz } = kernel.layout;
  const [x, y, z] = [kernel.floatsOf('x'), kernel.floatsOf('y'), kernel.floatsOf('z')];
  const mass = kernel.wordsOf('mass');
  const cellOf = new Uint32Array(count);
  const from = new Uint32Array(nx * ny * nz + 1);
  let kept = 0;
  for (let p = 0; p < count; p++) {
    if (mass[p] === 0) continue;
    const cell = (Math.floor(z[p]!) * ny + Math.floor(y[p]!)) * nx + Math.floor(x[p]!);
    cellOf[p] = cell;
    from[cell + 1]!++;
    kept++;
  }
  for (let c = 1; c < from.length; c++) from[c]! += from[c - 1]!;
  const order = new Uint32Array(kept);
  for (let p = 0; p < count; p++) {
    if (mass[p] !== 0) order[from[cellOf[p]!]!++] = p;
  }
  const old = new Uint32Array(count);
  for (const name of PARTICLE) {
    const words = kernel.wordsOf(name);
    old.set(words.subarray(0, count));
    for (let p = 0; p < kept; p++) words[p] = old[order[p]!]!;
  }
  return kept;
}
