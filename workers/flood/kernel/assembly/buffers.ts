import * as P from './params';

/** Row buffers of a thread, in multiples of the pitch from its scratch: x fluxes of a row, … */
export const FM: usize = 0;
/** … its south fluxes, replaced by its north fluxes as they are made, … */
export const GM: usize = 4;
/** … and the south fluxes of the band's first row, kept for the thread of the band below. */
export const SM: usize = 8;
/** Face states of a row in x (h, u, v, z on the west side, then on the east side) … */
export const X_STATES: usize = 12;
/** … in y for two rows in turn (south side, then north side), and level terms in x and y, likewise. */
export const Y_STATES: usize = 20;
export const LEVEL_TERMS: usize = 36;
/** The same of the row below the band, kept for the thread of the band below: x, y, level terms. */
export const HANDOVER: usize = 40;

/** Of four fluxes, one pitch apart: mass, momentum for the left and the right cell, transverse. */
export const L: usize = 1;
export const R: usize = 2;
export const T: usize = 3;

/** Bytes before column 0 in a row buffer. */
const LEAD: usize = 32;

@inline export function buffer(thread: i32, which: usize): usize {
  return P.p(P.SCRATCH) + <usize>thread * P.p(P.SCRATCH_BYTES) + which * P.p(P.PITCH) + LEAD;
}

/** Y states and level terms of even and odd rows. */
@inline export function yStates(row: i32): usize {
  return Y_STATES + (row & 1 ? 8 : 0);
}
@inline export function levelTerms(row: i32): usize {
  return LEVEL_TERMS + (row & 1 ? 2 : 0);
}
