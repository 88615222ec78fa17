import * as P from './params';

// Row buffers of a thread. What belongs to four columns lies together, so that one pointer serves all
// of it: four fluxes of 16 bytes (see flux.ts), eight face states (see second.ts), two level terms.

/** In multiples of the pitch from a thread's scratch: x fluxes of a row, … */
export const FM: usize = 0;
/** … south fluxes of even and of odd rows (those of the next row are a row's north fluxes), … */
export const GM: usize = 4;
/** … and the south fluxes of the band's first row, kept for the thread of the band below. */
export const SM: usize = 12;
/** Face states of a row in x, … */
export const X_STATES: usize = 16;
/** … in y for two rows in turn, and level terms in x and y, likewise. */
export const Y_STATES: usize = 24;
export const LEVEL_TERMS: usize = 40;
/** The same of the row below the band, kept for the thread of the band below: x, y, level terms. */
export const HANDOVER: usize = 44;

/** Bytes of four columns: of fluxes, of the states of a direction, of level terms. */
export const FLUX_GROUP: usize = 64;
export const STATE_GROUP: usize = 128;
export const LEVEL_GROUP: usize = 32;

/** Bytes before column 0 in a row buffer; each has three groups to spare, of which one lies here. */
const LEAD: usize = 128;

@inline export function buffer(thread: i32, which: usize): usize {
  return P.p(P.SCRATCH) + <usize>thread * P.p(P.SCRATCH_BYTES) + which * P.p(P.PITCH) + LEAD;
}

/** South fluxes of a row. */
@inline export function southFluxes(thread: i32, row: i32): usize {
  return buffer(thread, GM + (row & 1 ? 4 : 0));
}

/** Y states and level terms of even and odd rows. */
@inline export function yStates(row: i32): usize {
  return Y_STATES + (row & 1 ? 8 : 0);
}
@inline export function levelTerms(row: i32): usize {
  return LEVEL_TERMS + (row & 1 ? 2 : 0);
}

/** Address of a column's fluxes, states or level terms; columns in fours. */
@inline export function fluxesAt(base: usize, column: i32): usize {
  return base + <usize>(column * 16);
}
@inline export function statesAt(base: usize, column: i32): usize {
  return base + <usize>(column * 32);
}
@inline export function levelsAt(base: usize, column: i32): usize {
  return base + <usize>(column * 8);
}
