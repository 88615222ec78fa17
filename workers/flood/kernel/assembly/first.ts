import * as P from './params';
import { face } from './flux';
import { frictionFactor, horizontalMax, moving, soak, sumError, sumLanes, waveSpeed } from './cell';

// First order: one pass over the rows of a band, in place. A row's x fluxes go to a row buffer, its
// north fluxes replace its south fluxes in another; both stay in the first-level cache.

/** Row buffers of a thread, in multiples of the pitch from its scratch. */
export const FM: usize = 0;
export const FL: usize = 1;
export const FR: usize = 2;
export const FT: usize = 3;
export const GM: usize = 4;
export const GL: usize = 5;
export const GR: usize = 6;
export const GT: usize = 7;
/** South fluxes of the band's first row, kept for the thread of the band below (same four). */
export const SM: usize = 8;
export const SL: usize = 9;
export const SR: usize = 10;
export const ST: usize = 11;
/** Bytes before column 0 in a row buffer. */
export const LEAD: usize = 32;

@inline export function buffer(thread: i32, which: usize): usize {
  return P.p(P.SCRATCH) + <usize>thread * P.p(P.SCRATCH_BYTES) + which * P.p(P.PITCH) + LEAD;
}

/** Fluxes through the west faces of columns c0 … c1 of a row. */
@inline function rowFaces(thread: i32, row: i32, c0: i32, c1: i32, scale: v128, crested: bool): void {
  const at = row * <i32>P.p(P.PITCH);
  const h = P.p(P.H) + at;
  const z = P.p(P.Z) + at;
  const u = P.p(P.U) + at;
  const v = P.p(P.V) + at;
  const crest = P.p(P.CREST_E) + at;
  const m = buffer(thread, FM);
  const pitch = P.p(P.PITCH);
  const end = <usize>c1 << 2;
  for (let o: usize = <usize>c0 << 2; o <= end; o += 16) {
    const zl = v128.load(z + o - 4);
    const zr = v128.load(z + o);
    let zf = f32x4.pmax(zl, zr);
    if (crested) zf = f32x4.pmax(zf, v128.load(crest + o - 4));
    face(
      m + o, m + pitch + o, m + 2 * pitch + o, m + 3 * pitch + o, scale,
      v128.load(h + o - 4), zl, v128.load(u + o - 4), v128.load(v + o - 4),
      v128.load(h + o), zr, v128.load(u + o), v128.load(v + o),
      zf, crested,
    );
  }
}

/** Fluxes through the north face of four cells into the buffers at m, one pitch apart. */
@inline function northFace(m: usize, at: usize, o: usize, scale: v128, crested: bool): void {
  const pitch = P.p(P.PITCH);
  const a = at + o;
  const b = a + pitch;
  const z = P.p(P.Z);
  const zs = v128.load(z + a);
  const zn = v128.load(z + b);
  let zf = f32x4.pmax(zs, zn);
  if (crested) zf = f32x4.pmax(zf, v128.load(P.p(P.CREST_N) + a));
  face(
    m + o, m + pitch + o, m + 2 * pitch + o, m + 3 * pitch + o, scale,
    v128.load(P.p(P.H) + a), zs, v128.load(P.p(P.V) + a), v128.load(P.p(P.U) + a),
    v128.load(P.p(P.H) + b), zn, v128.load(P.p(P.V) + b), v128.load(P.p(P.U) + b),
    zf, crested,
  );
}

/** North fluxes of a whole stretch of a row into four buffers starting at `which`. */
export function northFaces(thread: i32, which: usize, row: i32, c0: i32, c1: i32, scale: f32): void {
  const m = buffer(thread, which);
  const at = <usize>(row * <i32>P.p(P.PITCH));
  const s = f32x4.splat(scale);
  const end = <usize>c1 << 2;
  if (P.i(P.FLAGS) & P.FLAG_CRESTS) {
    for (let o: usize = <usize>c0 << 2; o < end; o += 16) northFace(m, at, o, s, true);
  } else {
    for (let o: usize = <usize>c0 << 2; o < end; o += 16) northFace(m, at, o, s, false);
  }
}

/**
 * New state of columns c0 … c1−1 of a row. `given` ≠ 0: its north fluxes are there already (four
 * buffers one pitch apart), made by the thread of the band above. Returns the largest wave speed.
 */
@inline function updateRow(
  thread: i32, row: i32, c0: i32, c1: i32, dt: f32, scale: v128, given: usize, crested: bool,
): f32 {
  const pitch = P.p(P.PITCH);
  const at = <usize>(row * <i32>pitch);
  const flags = P.i(P.FLAGS);
  const h = P.p(P.H) + at;
  const u = P.p(P.U) + at;
  const v = P.p(P.V) + at;
  const e = P.p(P.E) + at;
  const friction = P.p(P.FRICTION) + at;
  const rain = P.p(P.RAIN) + at;
  const infiltration = P.p(P.INFILTRATION) + at;
  const f = buffer(thread, FM);
  const g = buffer(thread, GM);
  const north = given ? given : g;
  const wetTiles = P.p(P.WET) + <usize>((row / P.TILE) * P.i(P.TILES_X));
  const step = f32x4.splat(dt);
  const least = f32x4.splat(P.MIN_DEPTH);
  let fastest = f32x4.splat(0);
  let soaked: f64 = 0;
  for (let c = c0; c < c1; c += P.TILE) {
    let deepest = f32x4.splat(0);
    const end = <usize>(c + P.TILE) << 2;
    for (let o: usize = <usize>c << 2; o < end; o += 16) {
      const southM = v128.load(g + o);
      const southR = v128.load(g + 2 * pitch + o);
      const southT = v128.load(g + 3 * pitch + o);
      if (!given) northFace(g, at, o, scale, crested);

      // Mass: every rounding error of the sum goes to the cell's rest, so that none is lost.
      const h0 = v128.load(h + o);
      const w = v128.load(f + o);
      const ea = v128.load(f + o + 4);
      const n = v128.load(north + o);
      const dx = f32x4.sub(w, ea);
      const dy = f32x4.sub(southM, n);
      const dh = f32x4.add(dx, dy);
      let h1 = f32x4.add(h0, dh);
      let rest = f32x4.add(
        f32x4.add(v128.load(e + o), sumError(h0, dh, h1)),
        f32x4.add(
          sumError(dx, dy, dh),
          f32x4.add(sumError(w, f32x4.neg(ea), dx), sumError(southM, f32x4.neg(n), dy)),
        ),
      );
      if (flags & P.FLAG_RAIN) rest = f32x4.add(rest, f32x4.mul(v128.load(rain + o), step));
      let lost = f32x4.splat(0);
      if (flags & P.FLAG_INFILTRATION) {
        lost = soak(f32x4.mul(v128.load(infiltration + o), step), f32x4.add(h1, rest));
        rest = f32x4.sub(rest, lost);
        soaked += sumLanes(lost);
      }
      const total = f32x4.add(h1, rest);
      rest = sumError(h1, rest, total);
      const moves = moving(total);
      h1 = v128.and(total, moves);
      rest = v128.bitselect(rest, f32x4.add(total, rest), moves);
      v128.store(h + o, h1);
      v128.store(e + o, rest);
      deepest = f32x4.pmax(deepest, h1);

      // Momentum, then velocity with friction. Water that soaks away takes its momentum along.
      const safe = f32x4.pmax(h1, least);
      const inv = v128.and(f32x4.div(f32x4.splat(1), f32x4.add(safe, lost)), moves);
      const qx = f32x4.sub(
        f32x4.mul(h0, v128.load(u + o)),
        f32x4.add(
          f32x4.sub(v128.load(f + pitch + o + 4), v128.load(f + 2 * pitch + o)),
          f32x4.sub(v128.load(north + 3 * pitch + o), southT),
        ),
      );
      const qy = f32x4.sub(
        f32x4.mul(h0, v128.load(v + o)),
        f32x4.add(
          f32x4.sub(v128.load(f + 3 * pitch + o + 4), v128.load(f + 3 * pitch + o)),
          f32x4.sub(v128.load(north + pitch + o), southR),
        ),
      );
      let u1 = f32x4.mul(qx, inv);
      let v1 = f32x4.mul(qy, inv);
      const speed2 = f32x4.add(f32x4.mul(u1, u1), f32x4.mul(v1, v1));
      const factor = v128.and(
        frictionFactor(safe, speed2, v128.load(friction + o), step),
        f32x4.gt(speed2, f32x4.splat(1e-30)),
      );
      u1 = f32x4.mul(u1, factor);
      v1 = f32x4.mul(v1, factor);
      v128.store(u + o, u1);
      v128.store(v + o, v1);
      fastest = f32x4.pmax(fastest, waveSpeed(h1, u1, v1));
    }
    if (v128.any_true(deepest)) store<u8>(wetTiles + <usize>(c / P.TILE), 1);
  }
  if (flags & P.FLAG_INFILTRATION) {
    const sum = P.p(P.ROW_INFILTRATION) + (<usize>row << 3);
    store<f64>(sum, load<f64>(sum) + soaked);
  }
  return horizontalMax(fastest);
}

/** One row of a band between two columns: x faces, rim fluxes, north faces, new state. */
export function firstOrderRow(
  thread: i32, row: i32, c0: i32, c1: i32, dt: f32, scale: f32, given: usize,
): f32 {
  const s = f32x4.splat(scale);
  if (P.i(P.FLAGS) & P.FLAG_CRESTS) {
    rowFaces(thread, row, c0, c1, s, true);
    keepRim(thread, row, c0, c1);
    return updateRow(thread, row, c0, c1, dt, s, given, true);
  }
  rowFaces(thread, row, c0, c1, s, false);
  keepRim(thread, row, c0, c1);
  return updateRow(thread, row, c0, c1, dt, s, given, false);
}

/** Notes the mass through the west and east rim of a row, for the balance. */
@inline export function keepRim(thread: i32, row: i32, c0: i32, c1: i32): void {
  const cols = P.i(P.COLS);
  const rim = P.p(P.RIM) + (<usize>row << 2);
  const m = buffer(thread, FM);
  if (c0 === 0) store<f32>(rim, load<f32>(m));
  if (c1 >= cols) store<f32>(rim + (<usize>P.i(P.ROWS) << 2), load<f32>(m + (<usize>cols << 2)));
}

