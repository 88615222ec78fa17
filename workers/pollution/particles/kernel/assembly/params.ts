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
/** Settling, cells/s. */
export const SETTLING: usize = 16;
/** Longest step in units of the Lagrangian time, and in cells. */
export const TIME_SHARE: usize = 20;
export const CELL_SHARE: usize = 24;

/** Offsets in a cell record; velocities and sigmas in cells/s, on the low and high face. */
export const CELL_U: usize = 0;
export const CELL_V: usize = 8;
export const CELL_W: usize = 16;
export const CELL_SX: usize = 24;
export const CELL_SY: usize = 32;
export const CELL_SZ: usize = 40;
/** 1/T of horizontal and vertical turbulence, s⁻¹. */
export const CELL_RATE_H: usize = 48;
export const CELL_RATE_W: usize = 52;
/** i32: 1 solid, 2 solid or ground below. */
export const CELL_FLAGS: usize = 56;

@inline export function i(at: usize): i32 {
  return load<i32>(I + at);
}
@inline export function p(at: usize): usize {
  return load<u32>(I + at);
}
@inline export function f(at: usize): f32 {
  return load<f32>(F + at);
}
