// One grid of the multigrid hierarchy, as a record of numbers in memory (written by `../kernel.ts`,
// which holds the same order). Arrays are f32 with one ghost cell on every side:
// index (k·(ny+2) + j)·px + i, real cells 1…nx, 1…ny, 1…nz. Conductances stand with the cell on
// their low side; those of faces of solid cells are 0. `di` is 1/diagonal, 0 in solids and ghosts.

@unmanaged
export class Level {
  nx: i32;
  ny: i32;
  nz: i32;
  /** Floats from a cell to its neighbour in y, and in z. */
  px: i32;
  plane: i32;
  x: usize;
  b: usize;
  r: usize;
  ce: usize;
  cn: usize;
  ct: usize;
  di: usize;
}

/** Bytes of a level record. */
export const LEVEL_BYTES: usize = 48;

@inline export function rowOf(l: Level, j: i32, k: i32): usize {
  return (<usize>(k * l.plane + j * l.px + 1)) << 2;
}
