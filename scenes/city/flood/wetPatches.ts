import type { Grid } from '../../../src/domain/grid';
import { WET_DEPTH_M } from '../../shared/legend';

/** Cells along each side of a patch of water surface. */
export const PATCH_CELLS = 64;

/** How many patches cover a grid. */
export function patchCounts(grid: Grid): { readonly cols: number; readonly rows: number } {
  return { cols: Math.ceil(grid.cols / PATCH_CELLS), rows: Math.ceil(grid.rows / PATCH_CELLS) };
}

/**
 * Marks patches in which any depth is worth drawing. A patch reaches to the first cells of its eastern
 * and northern neighbours, where its last vertices stand. `out` has one byte per patch, south-west first.
 */
export function markWet(depth: Float32Array, grid: Grid, out: Uint8Array): void {
  const patches = patchCounts(grid);
  out.fill(0);
  for (let r = 0; r < grid.rows; r++) {
    const patchRow = Math.floor(r / PATCH_CELLS) * patches.cols;
    const sharedWith = r % PATCH_CELLS === 0 && r > 0 ? patchRow - patches.cols : patchRow;
    for (let p = 0; p < patches.cols; p++) {
      if (out[patchRow + p] === 1 && out[sharedWith + p] === 1) continue;
      const from = p * PATCH_CELLS;
      const to = Math.min(from + PATCH_CELLS + 1, grid.cols);
      if (anyWet(depth, r * grid.cols + from, r * grid.cols + to)) {
        out[patchRow + p] = 1;
        out[sharedWith + p] = 1;
      }
    }
  }
}

function anyWet(depth: Float32Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (depth[i]! > WET_DEPTH_M) return true;
  return false;
}

/**
 * Row bands (of PATCH_CELLS rows) that must be sent again: those with water now or in what the texture
 * holds. Neighbouring bands are joined. Rows as [from, to).
 */
export function dirtyBands(before: Uint8Array, now: Uint8Array, grid: Grid): [number, number][] {
  const patches = patchCounts(grid);
  const bands: [number, number][] = [];
  for (let b = 0; b < patches.rows; b++) {
    let dirty = false;
    for (let p = 0; p < patches.cols && !dirty; p++) {
      dirty = before[b * patches.cols + p] === 1 || now[b * patches.cols + p] === 1;
    }
    if (!dirty) continue;
    const from = b * PATCH_CELLS;
    const to = Math.min(grid.rows, from + PATCH_CELLS);
    const last = bands.at(-1);
    if (last && last[1] === from) last[1] = to;
    else bands.push([from, to]);
  }
  return bands;
}
