// The parameter block: plain numbers at fixed addresses, written by `kernel/layout.ts` (which holds
// the same table) before the first call. Pointers to planes point at cell (0, 0).

/** Start of the i32 part and of the f64 part. */
export const I: usize = 64;
export const D: usize = 512;

export const COLS: usize = 0;
export const ROWS: usize = 4;
/** Bytes from a cell to the cell north of it. */
export const PITCH: usize = 8;
export const TILES_X: usize = 12;
export const TILES_Y: usize = 16;
export const H: usize = 20;
export const U: usize = 24;
export const V: usize = 28;
/** Water of a cell that f32 depth cannot hold: rounding rests, films below MIN_DEPTH, small debts. */
export const E: usize = 32;
export const Z: usize = 36;
/** 4·g·n² per cell. */
export const FRICTION: usize = 40;
export const RAIN: usize = 44;
/** What the ground takes in: three parameters of its law (see soil.ts), its state below. */
export const SOIL_A: usize = 48;
export const CREST_E: usize = 52;
export const CREST_N: usize = 56;
export const FLAGS: usize = 60;
export const ACTIVE: usize = 64;
export const WET: usize = 68;
/** Mass through rim faces of this step: west rows, east rows, south cols, north cols. */
export const RIM: usize = 72;
export const FACES: usize = 76;
export const FACE_COUNT: usize = 80;
export const BOUNDARIES: usize = 84;
export const BOUNDARY_COUNT: usize = 88;
export const SOURCES: usize = 92;
export const SOURCE_COUNT: usize = 96;
export const ROW_INFILTRATION: usize = 100;
export const MAX_DEPTH: usize = 104;
export const ARRIVAL: usize = 108;
export const MAX_SPEED: usize = 112;
export const MAX_HAZARD: usize = 116;
export const SCRATCH: usize = 120;
/** Scratch bytes of one thread. */
export const SCRATCH_BYTES: usize = 124;
export const THREADS: usize = 128;
export const ORDER: usize = 132;
/** Steps since the start, modulo 2³². */
export const STEP: usize = 136;
export const HASH: usize = 140;
/** Threads that stand at the barrier, and how often it has opened. */
export const BARRIER_ARRIVED: usize = 144;
export const BARRIER_ROUND: usize = 148;
/** 1 when this step looks at maxima. */
export const LOOK: usize = 152;
/** Largest wave speed of each thread's band, f32; 64 of them. */
export const BAND_WAVES: usize = 156;
export const SOIL_B: usize = 412;
export const SOIL_C: usize = 416;
export const SOIL: usize = 420;
/** Law of infiltration, see soil.ts. */
export const SOIL_MODEL: usize = 424;
/** 1 when the ground takes in water at the end of this step. */
export const SOAK: usize = 428;
export const DURATION1: usize = 432;
export const DURATION2: usize = 436;
export const STRUCTURES: usize = 440;
export const STRUCTURE_COUNT: usize = 444;

export const TIME: usize = 0;
export const CELL_SIZE: usize = 8;
export const CFL: usize = 16;
/** Largest |u| + √(gh) in the present state. */
export const MAX_WAVE: usize = 24;
export const MIN_STEP: usize = 32;
/** Rain on the whole domain, m³/s, and its volume so far. */
export const RAIN_RATE: usize = 40;
export const RAIN_VOLUME: usize = 48;
/** Time at which the linear tables below have their stated value. */
export const TABLE_TIME: usize = 56;
export const LAST_DT: usize = 64;
export const SMALLEST_DT: usize = 72;
/** Depth above which a cell counts as reached. */
export const ARRIVAL_DEPTH: usize = 80;
/** Time at which the step at hand began. */
export const LAST_TIME: usize = 88;
/** Water below this depth, m, rests where it is (see MIN_DEPTH). */
export const FILM: usize = 96;
/** Time since the ground last took in water, s; with the step at hand where SOAK is set. */
export const SOAK_SPAN: usize = 104;
/** Time of the last look at maxima. */
export const LOOK_TIME: usize = 112;
/** Depths whose exceedance is timed, m. */
export const DURATION_DEPTH1: usize = 120;
export const DURATION_DEPTH2: usize = 128;

export const FLAG_RAIN: i32 = 1;
export const FLAG_INFILTRATION: i32 = 2;
export const FLAG_CRESTS: i32 = 4;

/** Edge of a tile, cells. */
export const TILE: i32 = 16;
/** Bed of what is no ground: outside, buildings, the rim. Nothing overtops it. */
export const WALL_BED: f32 = 1.0e6;
export const WALL_TEST: f32 = 5.0e5;
/** Least FILM, m: water below does not move, it waits in E. Keeps denormals out of the state. */
export const MIN_DEPTH: f32 = 1.0e-5;
/** Depth, m, that a cell and its neighbours must have for a slope (second order). */
export const SLOPE_DEPTH: f32 = 0.0002;
/** Fall of the level across a cell, in depths, from which on water falls rather than flows. */
export const STEEPEST: f32 = 4;
export const GRAVITY: f32 = 9.81;
/** Waves slower than this do not lengthen the step, m/s. */
export const WAVE_FLOOR: f64 = 0.3;

/**
 * Numbers four times over, 16 bytes each: read from here before a loop, they stay in registers; written
 * as constants they would be made anew, in three instructions, wherever they are used.
 */
export const Q: usize = 1024;
export const Q_SCALE: usize = Q;
export const Q_DT: usize = Q + 16;
export const Q_FILM: usize = Q + 32;
export const Q_GRAVITY: usize = Q + 48;
export const Q_HALF_GRAVITY: usize = Q + 64;
export const Q_THREE_HALVES: usize = Q + 80;
export const Q_THREE_QUARTERS: usize = Q + 96;
export const Q_ONE: usize = Q + 112;
export const Q_TWO: usize = Q + 128;
export const Q_THIRD: usize = Q + 144;
export const Q_FOUR_THIRDS: usize = Q + 160;
export const Q_THIRD_OF_BITS: usize = Q + 176;
export const Q_BITS_TO_INT: usize = Q + 192;
export const Q_SEED: usize = Q + 208;
export const Q_POSITIVE: usize = Q + 224;
export const Q_TINY: usize = Q + 240;
export const Q_QUARTER: usize = Q + 256;
export const Q_STEEPEST: usize = Q + 272;
export const Q_SLOPE_DEPTH: usize = Q + 288;
export const Q_AHEAD: usize = Q + 304;
export const Q_HALF_DT: usize = Q + 320;
export const Q_PUSH: usize = Q + 336;
export const Q_MIN_DEPTH: usize = Q + 352;

@inline export function q(at: usize): v128 {
  return v128.load(at);
}

@inline export function i(at: usize): i32 {
  return load<i32>(I + at);
}
@inline export function p(at: usize): usize {
  return load<u32>(I + at);
}
@inline export function d(at: usize): f64 {
  return load<f64>(D + at);
}
