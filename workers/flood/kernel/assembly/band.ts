import {
  buffer, FLUX_GROUP, HANDOVER, LEVEL_GROUP, levelTerms, SM, southFluxes, STATE_GROUP, X_STATES, yStates,
} from './buffers';
import { northFaces } from './first';
import * as P from './params';
import { northFaces2, reconstruct } from './second';
import { bandStart } from './threads';
import { activeAt, neededAt } from './tiles';
import { firstOrderRow, secondOrderFaces, secondOrderRow } from './update';

// One step of the tile rows that belong to a thread.

const Y_IN_HANDOVER: usize = HANDOVER + 8;
const LEVEL_IN_HANDOVER: usize = HANDOVER + 16;

/** South fluxes of a band's first row, and what goes with them, while all rows hold the old state. */
export function bandPrelude(thread: i32): void {
  const ty = bandStart(thread);
  const row = ty * P.TILE;
  const tilesX = P.i(P.TILES_X);
  const second = P.i(P.ORDER) === 2;
  for (let tx = 0; tx < tilesX; tx++) {
    if (!neededAt(row, tx)) continue;
    const from = tx * P.TILE;
    while (tx < tilesX && neededAt(row, tx)) tx++;
    const to = tx * P.TILE;
    if (!second) {
      northFaces(buffer(thread, SM), row - 1, from, to);
      continue;
    }
    reconstruct(thread, row - 1, from, to, HANDOVER, Y_IN_HANDOVER, LEVEL_IN_HANDOVER);
    reconstruct(thread, row, from, to, X_STATES, yStates(row), levelTerms(row));
    const south = buffer(thread, Y_IN_HANDOVER);
    northFaces2(buffer(thread, SM), south, buffer(thread, yStates(row)), row - 1, from, to);
  }
}

/** Face states of a row into the thread's own buffers. */
function reconstructRow(thread: i32, row: i32): void {
  const tilesX = P.i(P.TILES_X);
  for (let tx = 0; tx < tilesX; tx++) {
    if (!neededAt(row, tx)) continue;
    const from = tx * P.TILE;
    while (tx < tilesX && neededAt(row, tx)) tx++;
    reconstruct(thread, row, from, tx * P.TILE, X_STATES, yStates(row), levelTerms(row));
  }
}

/** The same for the band's last row, made by the thread of the band above while its rows were old. */
function takeOver(thread: i32, row: i32): void {
  const groups = <usize>(P.i(P.TILES_X) * (P.TILE >> 2) + 2);
  const from = thread + 1;
  const states = groups * STATE_GROUP;
  memory.copy(buffer(thread, X_STATES) - STATE_GROUP, buffer(from, HANDOVER) - STATE_GROUP, states);
  memory.copy(
    buffer(thread, yStates(row)) - STATE_GROUP, buffer(from, Y_IN_HANDOVER) - STATE_GROUP, states,
  );
  memory.copy(
    buffer(thread, levelTerms(row)) - LEVEL_GROUP, buffer(from, LEVEL_IN_HANDOVER) - LEVEL_GROUP,
    groups * LEVEL_GROUP,
  );
}

/** Clears what belongs to the active tiles of a tile row and lays their south fluxes. */
function startTileRow(thread: i32, ty: i32, first: bool): void {
  const tilesX = P.i(P.TILES_X);
  const south = buffer(thread, SM);
  const g = southFluxes(thread, ty * P.TILE);
  const bytes = <usize>(P.TILE >> 2) * FLUX_GROUP;
  for (let tx = 0; tx < tilesX; tx++) {
    if (!activeAt(ty, tx)) continue;
    store<u8>(P.p(P.WET) + ty * tilesX + tx, 0);
    const o = <usize>tx * bytes;
    if (first) memory.copy(g + o, south + o, bytes);
    else if (!activeAt(ty - 1, tx)) memory.fill(g + o, 0, bytes);
  }
}

/** One step of a band; returns its largest wave speed. */
export function bandStep(thread: i32): f32 {
  const first = bandStart(thread);
  const last = bandStart(thread + 1) - 1;
  const rows = P.i(P.ROWS);
  const second = P.i(P.ORDER) === 2;
  const handedOver = thread < P.i(P.THREADS) - 1 ? buffer(thread + 1, SM) : 0;
  const lastRow = min((last + 1) * P.TILE, rows) - 1;
  let fastest: f32 = 0;
  for (let ty = first; ty <= last; ty++) {
    startTileRow(thread, ty, ty === first);
    const row1 = min((ty + 1) * P.TILE, rows);
    for (let row = ty * P.TILE; row < row1; row++) {
      const given = row === lastRow ? handedOver : 0;
      if (second) {
        rowFacesOf(thread, ty, row);
        if (!given) {
          if (handedOver && row + 1 === lastRow) takeOver(thread, lastRow);
          else reconstructRow(thread, row + 1);
        }
      }
      fastest = max(fastest, stepRow(thread, ty, row, given, second));
    }
  }
  if (thread === 0) keepRimRow(buffer(thread, SM), 0);
  if (thread === P.i(P.THREADS) - 1) keepRimRow(southFluxes(thread, rows), P.i(P.COLS));
  return fastest;
}

function rowFacesOf(thread: i32, ty: i32, row: i32): void {
  const tilesX = P.i(P.TILES_X);
  for (let tx = 0; tx < tilesX; tx++) {
    if (!activeAt(ty, tx)) continue;
    const from = tx * P.TILE;
    while (tx < tilesX && activeAt(ty, tx)) tx++;
    secondOrderFaces(thread, row, from, tx * P.TILE);
  }
}

function stepRow(
  thread: i32,
  ty: i32,
  row: i32,
  given: usize,
  second: bool,
): f32 {
  const tilesX = P.i(P.TILES_X);
  let fastest: f32 = 0;
  for (let tx = 0; tx < tilesX; tx++) {
    if (!activeAt(ty, tx)) continue;
    const c0 = tx * P.TILE;
    while (tx < tilesX && activeAt(ty, tx)) tx++;
    const c1 = tx * P.TILE;
    const wave = second
      ? secondOrderRow(thread, row, c0, c1, given)
      : firstOrderRow(thread, row, c0, c1, given);
    fastest = max(fastest, wave);
  }
  return fastest;
}

/** Notes the mass through the south (0) or north (cols) rim for the balance. */
function keepRimRow(m: usize, at: i32): void {
  const cols = P.i(P.COLS);
  const rim = P.p(P.RIM) + ((<usize>(2 * P.i(P.ROWS) + at)) << 2);
  const ty = at === 0 ? 0 : P.i(P.TILES_Y) - 1;
  for (let tx = 0, n = P.i(P.TILES_X); tx < n; tx++) {
    if (!activeAt(ty, tx)) continue;
    const c = tx * P.TILE;
    const count = min(P.TILE, cols - c);
    for (let k = 0; k < count; k++) {
      const from = m + <usize>((c + k) >> 2) * FLUX_GROUP + <usize>((k & 3) << 2);
      store<f32>(rim + (<usize>(c + k) << 2), load<f32>(from));
    }
  }
}
