import * as P from './params';
import { horizontalMax, sumLanes, waveSpeed } from './cell';

// What is read out of the state: maxima, sums, hash. In fixed order, so that sums are the same bits
// however many threads ran the steps.

/** Depth, m, below which speed is left out of the maxima: films run fast and mean nothing. */
const SPEED_DEPTH: f32 = 0.001;

/** Takes the present state into maximum depth, arrival time, speed and hazard, in active tiles. */
export function accumulate(ty0: i32, ty1: i32): void {
  const tilesX = P.i(P.TILES_X);
  const rows = P.i(P.ROWS);
  const pitch = P.i(P.PITCH);
  const now = f32x4.splat(<f32>P.d(P.TIME));
  const reached = f32x4.splat(<f32>P.d(P.ARRIVAL_DEPTH));
  const active = P.p(P.ACTIVE);
  const since = f32x4.splat(<f32>(P.d(P.TIME) - P.d(P.LOOK_TIME)));
  const over1 = f32x4.splat(<f32>P.d(P.DURATION_DEPTH1));
  const over2 = f32x4.splat(<f32>P.d(P.DURATION_DEPTH2));
  for (let ty = ty0; ty < ty1; ty++) {
    const end = min((ty + 1) * P.TILE, rows);
    for (let row = ty * P.TILE; row < end; row++) {
      for (let tx = 0; tx < tilesX; tx++) {
        if (!load<u8>(active + ty * tilesX + tx)) continue;
        const from = row * pitch + ((tx * P.TILE) << 2);
        for (let o = from; o < from + (P.TILE << 2); o += 16) {
          accumulateFour(o, now, reached);
          lengthen(P.p(P.DURATION1) + o, o, over1, since);
          lengthen(P.p(P.DURATION2) + o, o, over2, since);
        }
      }
    }
  }
}

@inline function accumulateFour(o: usize, now: v128, reached: v128): void {
  const h = v128.load(P.p(P.H) + o);
  const u = v128.load(P.p(P.U) + o);
  const v = v128.load(P.p(P.V) + o);
  const speed = v128.and(
    f32x4.sqrt(f32x4.add(f32x4.mul(u, u), f32x4.mul(v, v))),
    f32x4.gt(h, f32x4.splat(SPEED_DEPTH)),
  );
  let at = P.p(P.MAX_DEPTH) + o;
  v128.store(at, f32x4.pmax(v128.load(at), h));
  at = P.p(P.MAX_SPEED) + o;
  v128.store(at, f32x4.pmax(v128.load(at), speed));
  at = P.p(P.MAX_HAZARD) + o;
  v128.store(at, f32x4.pmax(v128.load(at), f32x4.mul(h, speed)));
  at = P.p(P.ARRIVAL) + o;
  const before = v128.load(at);
  v128.store(at, v128.bitselect(f32x4.pmin(before, now), before, f32x4.gt(h, reached)));
}

/** Adds the time since the last look to a duration where the water is deeper than a depth. */
@inline function lengthen(at: usize, o: usize, depth: v128, since: v128): void {
  const deeper = f32x4.gt(v128.load(P.p(P.H) + o), depth);
  if (!v128.any_true(deeper)) return;
  v128.store(at, f32x4.add(v128.load(at), v128.and(since, deeper)));
}

/** Water of all cells, m³, by rows. */
export function storedVolume(): f64 {
  const rows = P.i(P.ROWS);
  const cols = P.i(P.COLS);
  const pitch = P.i(P.PITCH);
  let total: f64 = 0;
  for (let row = 0; row < rows; row++) {
    const h = P.p(P.H) + row * pitch;
    const e = P.p(P.E) + row * pitch;
    let sum: f64 = 0;
    let rest: f64 = 0;
    let c = 0;
    for (; c + 4 <= cols; c += 4) {
      sum += sumLanes(v128.load(h + (c << 2)));
      rest += sumLanes(v128.load(e + (c << 2)));
    }
    for (; c < cols; c++) {
      sum += <f64>load<f32>(h + (c << 2));
      rest += <f64>load<f32>(e + (c << 2));
    }
    total += sum + rest;
  }
  const dx = P.d(P.CELL_SIZE);
  return total * dx * dx;
}

/** Water owed by cells that gave more than they had, m³: part of the sum above, with a minus. */
export function owedVolume(): f64 {
  const rows = P.i(P.ROWS);
  const cols = P.i(P.COLS);
  const pitch = P.i(P.PITCH);
  let total: f64 = 0;
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < cols; c++) {
      const o = row * pitch + (c << 2);
      if (load<f32>(P.p(P.H) + o) === 0) total += <f64>max(-load<f32>(P.p(P.E) + o), 0);
    }
  }
  const dx = P.d(P.CELL_SIZE);
  return total * dx * dx;
}

/** Largest wave speed and wet tiles from the state alone: after anything but a step changed it. */
export function refresh(): void {
  const rows = P.i(P.ROWS);
  const tilesX = P.i(P.TILES_X);
  const pitch = P.i(P.PITCH);
  let fastest = f32x4.splat(0);
  for (let row = 0; row < rows; row++) {
    for (let tx = 0; tx < tilesX; tx++) {
      const tile = P.p(P.WET) + (row / P.TILE) * tilesX + tx;
      if (row % P.TILE === 0) store<u8>(tile, 0);
      const from = row * pitch + ((tx * P.TILE) << 2);
      let any = f32x4.splat(0);
      for (let o = from; o < from + (P.TILE << 2); o += 16) {
        const h = v128.load(P.p(P.H) + o);
        const wave = waveSpeed(
          h, v128.load(P.p(P.U) + o), v128.load(P.p(P.V) + o),
          f32x4.splat(P.GRAVITY), i32x4.splat(0x7fffffff),
        );
        fastest = f32x4.pmax(fastest, wave);
        any = v128.or(any, h);
        any = v128.or(any, v128.load(P.p(P.E) + o));
      }
      if (v128.any_true(any)) store<u8>(tile, 1);
    }
  }
  store<f64>(P.D + P.MAX_WAVE, <f64>horizontalMax(fastest));
}

/** 128 bits that change with any bit of depth, velocity or rest of any cell, written to HASH. */
export function hashState(): void {
  const rows = P.i(P.ROWS);
  const cols = P.i(P.COLS);
  const pitch = P.i(P.PITCH);
  let acc = i32x4(0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344);
  const prime = i32x4.splat(0x9e3779b1);
  for (let row = 0; row < rows; row++) {
    const at = row * pitch;
    for (let c = 0; c < cols; c += 4) {
      const o = at + (c << 2);
      acc = mix(acc, v128.load(P.p(P.H) + o), prime);
      acc = mix(acc, v128.load(P.p(P.U) + o), prime);
      acc = mix(acc, v128.load(P.p(P.V) + o), prime);
      acc = mix(acc, v128.load(P.p(P.E) + o), prime);
      if (P.i(P.FLAGS) & P.FLAG_INFILTRATION) acc = mix(acc, v128.load(P.p(P.SOIL) + o), prime);
    }
  }
  for (let k = 0; k < 4; k++) acc = mix(acc, v128.shuffle<i32>(acc, acc, 1, 2, 3, 4), prime);
  v128.store(P.p(P.HASH), acc);
}

@inline function mix(acc: v128, x: v128, prime: v128): v128 {
  const y = i32x4.mul(v128.xor(acc, x), prime);
  return v128.or(i32x4.shl(y, 13), i32x4.shr_u(y, 19));
}
