import * as P from './params';
import { buffer, firstOrderRow, GM, northFaces, SM } from './first';
import { applySources, balanceRim, setGhosts } from './forcing';
import { accumulate } from './outputs';

export { hashState, owedVolume, refresh, storedVolume } from './outputs';

/** Steps between two looks at maxima and arrivals. */
const ACCUMULATE_EVERY: i32 = 8;

/** Takes the present state into the maxima whatever the step count: at output times. */
export function accumulateNow(): void {
  chooseActive();
  accumulate(0, P.i(P.TILES_Y));
}

/** A tile is worked on if it or a neighbour is wet; in rain all are. */
function chooseActive(): void {
  const tilesX = P.i(P.TILES_X);
  const tilesY = P.i(P.TILES_Y);
  const active = P.p(P.ACTIVE);
  const wet = P.p(P.WET);
  if (P.i(P.FLAGS) & P.FLAG_RAIN) {
    memory.fill(active, 1, tilesX * tilesY);
    return;
  }
  for (let ty = 0; ty < tilesY; ty++) {
    const south = ty > 0 ? -tilesX : 0;
    const north = ty < tilesY - 1 ? tilesX : 0;
    for (let tx = 0; tx < tilesX; tx++) {
      const at = wet + ty * tilesX + tx;
      const west = tx > 0 ? -1 : 0;
      const east = tx < tilesX - 1 ? 1 : 0;
      const any =
        load<u8>(at) | load<u8>(at + west) | load<u8>(at + east) | load<u8>(at + south) | load<u8>(at + north);
      store<u8>(active + ty * tilesX + tx, any);
    }
  }
}

@inline function bandStart(thread: i32): i32 {
  return (P.i(P.TILES_Y) * thread) / P.i(P.THREADS);
}

@inline function activeAt(ty: i32, tx: i32): bool {
  return load<u8>(P.p(P.ACTIVE) + ty * P.i(P.TILES_X) + tx) !== 0;
}

/** South fluxes of a band's first row, while all rows still hold the old state. */
function bandPrelude(thread: i32, scale: f32): void {
  const ty = bandStart(thread);
  const tilesX = P.i(P.TILES_X);
  for (let tx = 0; tx < tilesX; tx++) {
    if (!activeAt(ty, tx) && (ty === 0 || !activeAt(ty - 1, tx))) continue;
    const c = tx * P.TILE;
    northFaces(thread, SM, ty * P.TILE - 1, c, c + P.TILE, scale);
  }
}

/** One step of a band; returns its largest wave speed. */
function bandStep(thread: i32, dt: f32, scale: f32): f32 {
  const first = bandStart(thread);
  const last = bandStart(thread + 1) - 1;
  const tilesX = P.i(P.TILES_X);
  const rows = P.i(P.ROWS);
  const pitch = P.p(P.PITCH);
  const handedOver = thread < P.i(P.THREADS) - 1 ? buffer(thread + 1, SM) : 0;
  const south = buffer(thread, SM);
  const g = buffer(thread, GM);
  let fastest: f32 = 0;
  for (let ty = first; ty <= last; ty++) {
    const row1 = min((ty + 1) * P.TILE, rows);
    for (let tx = 0; tx < tilesX; tx++) {
      if (!activeAt(ty, tx)) continue;
      store<u8>(P.p(P.WET) + ty * tilesX + tx, 0);
      const o = <usize>(tx * P.TILE) << 2;
      for (let k: usize = 0; k < 4; k++) {
        const to = g + k * pitch + o;
        if (ty === first) memory.copy(to, south + k * pitch + o, P.TILE << 2);
        else if (!activeAt(ty - 1, tx)) memory.fill(to, 0, P.TILE << 2);
      }
    }
    for (let row = ty * P.TILE; row < row1; row++) {
      const given = row === row1 - 1 && ty === last ? handedOver : 0;
      for (let tx = 0; tx < tilesX; tx++) {
        if (!activeAt(ty, tx)) continue;
        const from = tx;
        while (tx < tilesX && activeAt(ty, tx)) tx++;
        fastest = max(
          fastest,
          firstOrderRow(thread, row, from * P.TILE, tx * P.TILE, dt, scale, given),
        );
      }
    }
  }
  if (thread === 0) keepRimRow(south, 0);
  if (thread === P.i(P.THREADS) - 1) keepRimRow(g, P.i(P.COLS));
  return fastest;
}

/** Notes the mass through the south (0) or north (cols) rim for the balance. */
function keepRimRow(m: usize, at: i32): void {
  const cols = P.i(P.COLS);
  const rim = P.p(P.RIM) + (<usize>(2 * P.i(P.ROWS) + at) << 2);
  const ty = at === 0 ? 0 : P.i(P.TILES_Y) - 1;
  for (let tx = 0, n = P.i(P.TILES_X); tx < n; tx++) {
    if (!activeAt(ty, tx)) continue;
    const c = tx * P.TILE;
    const count = min(P.TILE, cols - c);
    memory.copy(rim + (<usize>c << 2), m + (<usize>c << 2), <usize>count << 2);
  }
}

/** Step by the CFL condition; stretched or cut so that it ends on `end`, never leaving a crumb. */
function chooseStep(time: f64, end: f64, wave: f64): f64 {
  const dx = P.d(P.CELL_SIZE);
  let dt = (P.d(P.CFL) * dx) / max(wave, P.WAVE_FLOOR);
  dt = max(dt, P.d(P.MIN_STEP));
  const left = end - time;
  if (dt >= left) return left;
  if (2 * dt > left) return 0.5 * left;
  return dt;
}

/**
 * Steps until `end` or for `maxSteps` steps, whichever comes first. Forcing tables are linear and
 * rain is constant until `end`. Returns the number of steps made.
 */
export function run(end: f64, maxSteps: i32): i32 {
  let steps = 0;
  while (steps < maxSteps && P.d(P.TIME) < end) {
    const time = P.d(P.TIME);
    const wave = max(P.d(P.MAX_WAVE), setGhosts(time));
    const dt = <f32>chooseStep(time, end, wave);
    const next = <f64>dt >= end - time - 1e-9 * max(1, end) ? end : time + <f64>dt;
    applySources(time, next - time);
    chooseActive();
    const scale = <f32>(<f64>dt / P.d(P.CELL_SIZE));
    bandPrelude(0, scale);
    const fastest = bandStep(0, dt, scale);
    balanceRim(time, next - time);
    store<f64>(P.D + P.MAX_WAVE, <f64>fastest);
    store<f64>(P.D + P.RAIN_VOLUME, P.d(P.RAIN_VOLUME) + P.d(P.RAIN_RATE) * <f64>dt);
    store<f64>(P.D + P.TIME, next);
    store<f64>(P.D + P.LAST_DT, <f64>dt);
    store<f64>(P.D + P.SMALLEST_DT, min(P.d(P.SMALLEST_DT), <f64>dt));
    const step = P.i(P.STEP) + 1;
    store<i32>(P.I + P.STEP, step);
    steps++;
    if (step % ACCUMULATE_EVERY === 0) accumulate(0, P.i(P.TILES_Y));
  }
  return steps;
}
