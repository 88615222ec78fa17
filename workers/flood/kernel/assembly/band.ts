import { buffer, GM, HANDOVER, levelTerms, SM, X_STATES, yStates } from './buffers';
import { northFaces } from './first';
import * as P from './params';
import { northFaces2, reconstruct } from './second';
import { bandStart } from './threads';
import { activeAt, neededAt } from './tiles';
import { firstOrderRow, secondOrderFaces, secondOrderRow } from './update';

// One step of the tile rows that belong to a thread.

/** Row buffers that are handed over: x and y states and level terms of a row. */
const HANDED: usize = 18;
const Y_IN_HANDOVER: usize = HANDOVER + 8;
const LEVEL_IN_HANDOVER: usize = HANDOVER + 16;

/** South fluxes of a band's first row, and what goes with them, while all rows hold the old state. */
export function bandPrelude(thread: i32, dt: f32, scale: f32): void {
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
      northFaces(thread, SM, row - 1, from, to, scale);
      continue;
    }
    reconstruct(thread, row - 1, from, to, HANDOVER, Y_IN_HANDOVER, LEVEL_IN_HANDOVER, dt, scale);
    reconstruct(thread, row, from, to, X_STATES, yStates(row), levelTerms(row), dt, scale);
    northFaces2(thread, SM, Y_IN_HANDOVER, yStates(row), row - 1, from, to, scale);
  }
}

/** Face states of a row into the thread's own buffers. */
function reconstructRow(thread: i32, row: i32, dt: f32, scale: f32): void {
  const tilesX = P.i(P.TILES_X);
  for (let tx = 0; tx < tilesX; tx++) {
    if (!neededAt(row, tx)) continue;
    const from = tx * P.TILE;
    while (tx < tilesX && neededAt(row, tx)) tx++;
    reconstruct(thread, row, from, tx * P.TILE, X_STATES, yStates(row), levelTerms(row), dt, scale);
  }
}

/** The same for the band's last row, made by the thread of the band above while its rows were old. */
function takeOver(thread: i32, row: i32): void {
  const pitch = P.p(P.PITCH);
  const from = buffer(thread + 1, HANDOVER);
  memory.copy(buffer(thread, X_STATES), from, 8 * pitch);
  memory.copy(buffer(thread, yStates(row)), from + 8 * pitch, 8 * pitch);
  memory.copy(buffer(thread, levelTerms(row)), from + 16 * pitch, (HANDED - 16) * pitch);
}

/** Clears what belongs to the active tiles of a tile row and lays their south fluxes. */
function startTileRow(thread: i32, ty: i32, first: bool): void {
  const tilesX = P.i(P.TILES_X);
  const pitch = P.p(P.PITCH);
  const south = buffer(thread, SM);
  const g = buffer(thread, GM);
  for (let tx = 0; tx < tilesX; tx++) {
    if (!activeAt(ty, tx)) continue;
    store<u8>(P.p(P.WET) + ty * tilesX + tx, 0);
    const o = (<usize>(tx * P.TILE)) << 2;
    for (let k: usize = 0; k < 4; k++) {
      const to = g + k * pitch + o;
      if (first) memory.copy(to, south + k * pitch + o, P.TILE << 2);
      else if (!activeAt(ty - 1, tx)) memory.fill(to, 0, P.TILE << 2);
    }
  }
}

/** One step of a band; returns its largest wave speed. */
export function bandStep(thread: i32, dt: f32, scale: f32): f32 {
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
        rowFacesOf(thread, ty, row, scale);
        if (!given) {
          if (handedOver && row + 1 === lastRow) takeOver(thread, lastRow);
          else reconstructRow(thread, row + 1, dt, scale);
        }
      }
      fastest = max(fastest, stepRow(thread, ty, row, dt, scale, given, second));
    }
  }
  if (thread === 0) keepRimRow(buffer(thread, SM), 0);
  if (thread === P.i(P.THREADS) - 1) keepRimRow(buffer(thread, GM), P.i(P.COLS));
  return fastest;
}

function rowFacesOf(thread: i32, ty: i32, row: i32, scale: f32): void {
  const tilesX = P.i(P.TILES_X);
  for (let tx = 0; tx < tilesX; tx++) {
    if (!activeAt(ty, tx)) continue;
    const from = tx * P.TILE;
    while (tx < tilesX && activeAt(ty, tx)) tx++;
    secondOrderFaces(thread, row, from, tx * P.TILE, scale);
  }
}

function stepRow(
  thread: i32,
  ty: i32,
  row: i32,
  dt: f32,
  scale: f32,
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
      ? secondOrderRow(thread, row, c0, c1, dt, scale, given)
      : firstOrderRow(thread, row, c0, c1, dt, scale, given);
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
    memory.copy(rim + ((<usize>c) << 2), m + ((<usize>c) << 2), (<usize>count) << 2);
  }
}
