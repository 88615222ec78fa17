// The parameter block: plain numbers at fixed addresses, written by `../layout.ts` (which holds the
// same table) before the first call.

export const I: usize = 64;
export const F: usize = 256;

export const NX: usize = 0;
export const NY: usize = 4;
export const NZ: usize = 8;
/** Layers that are sampled, from the ground. */
export const SAMPLED: usize = 12;
export const COUNT: usize = 16;
/** Particle arrays: place in cells, velocity in units of sigma, mass in quanta, number, draws made. */
export const X: usize = 20;
export const Y: usize = 24;
export const Z: usize = 28;
export const OX: usize = 32;
export const OY: usize = 36;
export const OZ: usize = 40;
export const MASS: usize = 44;
export const ID: usize = 48;
export const DRAWS: usize = 52;
/** Cell records, 64 bytes each: see `CELL_…`. */
export const CELLS: usize = 56;
/** Quanta × ticks per sampled cell, and deposited quanta per column, i64. */
export const SAMPLE: usize = 60;
export const GROUND: usize = 64;
/** i64: quanta that decayed, left by the rim or the top, were washed out. */
export const DECAYED: usize = 68;
export const LEFT: usize = 72;
export const WASHED: usize = 76;
export const SEED: usize = 80;
/** Ticks of this run, all of them for every particle. */
export const TICKS: usize = 84;
export const THREADS: usize = 88;
export const BARRIER_ARRIVED: usize = 92;
export const BARRIER_ROUND: usize = 96;
/** Sub-steps made, i64. */
export const SUBSTEPS: usize = 104;

/** Seconds of a tick. */
export const TICK_S: usize = 0;
/** Loss rates, s⁻¹: dry deposition next to an upward surface, decay, washout. */
export const DRY: usize = 4;
export const DECAY: usize = 8;
export const WET: usize = 12;

/** A cell record is four vectors of 16 bytes, x y z and one more; velocities in cells/s. */
/** Wind on the low faces, less settling; 1/T of horizontal turbulence, s⁻¹. */
export const CELL_WIND: usize = 0;
/** Wind on the high faces less that; 1/T of vertical turbulence. */
export const CELL_WIND_RISE: usize = 16;
/** Sigma on the low faces; flags as a number: 1 solid, 2 solid or ground below. */
export const CELL_SIGMA: usize = 32;
export const CELL_FLAGS: usize = 44;
/** Sigma on the high faces less that; longest step here, ticks (whole). */
export const CELL_SIGMA_RISE: usize = 48;
export const CELL_LONGEST: usize = 60;

@inline export function i(at: usize): i32 {
  return load<i32>(I + at);
}
@inline export function p(at: usize): usize {
  return load<u32>(I + at);
}
@inline export function f(at: usize): f32 {
  return load<f32>(F + at);
}
