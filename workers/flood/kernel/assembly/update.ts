import { buffer, FM, GM, levelTerms, yStates } from './buffers';
import { frictionFactor, horizontalMax, sumError, waveSpeed } from './cell';
import { northFace, rowFaces } from './first';
import * as P from './params';
import { northFace2, rowFaces2 } from './second';

// A row from its fluxes to its new state, in place. A row's x fluxes stand in a row buffer, its north
// fluxes replace its south fluxes in another; both stay in the first-level cache.

/**
 * New state of columns c0 … c1−1 of a row. `given` ≠ 0: its north fluxes are there already (four
 * buffers one pitch apart), made by the thread of the band above. Returns the largest wave speed.
 */
@inline function updateRow(
  thread: i32, row: i32, c0: i32, c1: i32, dt: f32, scale: v128, given: usize,
  crested: bool, second: bool,
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
  const f = buffer(thread, FM);
  const g = buffer(thread, GM);
  const north = given ? given : g;
  const y0 = buffer(thread, yStates(row));
  const y1 = buffer(thread, yStates(row + 1));
  const level = buffer(thread, levelTerms(row));
  const wetTiles = P.p(P.WET) + <usize>((row / P.TILE) * P.i(P.TILES_X));
  const step = f32x4.splat(dt);
  const film = f32x4.splat(<f32>P.d(P.FILM));
  let fastest = f32x4.splat(0);
  for (let c = c0; c < c1; c += P.TILE) {
    let deepest = f32x4.splat(0);
    const end = <usize>(c + P.TILE) << 2;
    for (let o: usize = <usize>c << 2; o < end; o += 16) {
      const southM = v128.load(g + o);
      const southR = v128.load(g + 2 * pitch + o);
      const southT = v128.load(g + 3 * pitch + o);
      if (!given) {
        if (second) northFace2(g, y0, y1, at, o, scale, crested);
        else northFace(g, at, o, scale, crested);
      }

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
      const total = f32x4.add(h1, rest);
      rest = sumError(h1, rest, total);
      const moves = f32x4.ge(total, film);
      h1 = v128.and(total, moves);
      rest = v128.bitselect(rest, f32x4.add(total, rest), moves);
      v128.store(h + o, h1);
      v128.store(e + o, rest);
      deepest = f32x4.pmax(deepest, h1);

      // Momentum, then velocity with friction.
      const safe = f32x4.pmax(h1, film);
      const inv = v128.and(f32x4.div(f32x4.splat(1), safe), moves);
      let qx = f32x4.sub(
        f32x4.mul(h0, v128.load(u + o)),
        f32x4.add(
          f32x4.sub(v128.load(f + pitch + o + 4), v128.load(f + 2 * pitch + o)),
          f32x4.sub(v128.load(north + 3 * pitch + o), southT),
        ),
      );
      let qy = f32x4.sub(
        f32x4.mul(h0, v128.load(v + o)),
        f32x4.add(
          f32x4.sub(v128.load(f + 3 * pitch + o + 4), v128.load(f + 3 * pitch + o)),
          f32x4.sub(v128.load(north + pitch + o), southR),
        ),
      );
      if (second) {
        qx = f32x4.sub(qx, v128.load(level + o));
        qy = f32x4.sub(qy, v128.load(level + pitch + o));
      }
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
  return horizontalMax(fastest);
}

/** One row of a band between two columns, first order: x faces, rim fluxes, north faces, new state. */
export function firstOrderRow(
  thread: i32, row: i32, c0: i32, c1: i32, dt: f32, scale: f32, given: usize,
): f32 {
  const s = f32x4.splat(scale);
  if (P.i(P.FLAGS) & P.FLAG_CRESTS) {
    rowFaces(thread, row, c0, c1, s, true);
    keepRim(thread, row, c0, c1);
    return updateRow(thread, row, c0, c1, dt, s, given, true, false);
  }
  rowFaces(thread, row, c0, c1, s, false);
  keepRim(thread, row, c0, c1);
  return updateRow(thread, row, c0, c1, dt, s, given, false, false);
}

/** X faces of a row from its face states, before these are overwritten by the next row's. */
export function secondOrderFaces(thread: i32, row: i32, c0: i32, c1: i32, scale: f32): void {
  const s = f32x4.splat(scale);
  if (P.i(P.FLAGS) & P.FLAG_CRESTS) rowFaces2(thread, row, c0, c1, s, true);
  else rowFaces2(thread, row, c0, c1, s, false);
  keepRim(thread, row, c0, c1);
}

/** New state of a row, second order, once its x faces and the next row's face states are made. */
export function secondOrderRow(
  thread: i32, row: i32, c0: i32, c1: i32, dt: f32, scale: f32, given: usize,
): f32 {
  const s = f32x4.splat(scale);
  if (P.i(P.FLAGS) & P.FLAG_CRESTS) {
    return updateRow(thread, row, c0, c1, dt, s, given, true, true);
  }
  return updateRow(thread, row, c0, c1, dt, s, given, false, true);
}

/** Notes the mass through the west and east rim of a row, for the balance. */
@inline function keepRim(thread: i32, row: i32, c0: i32, c1: i32): void {
  const cols = P.i(P.COLS);
  const rim = P.p(P.RIM) + (<usize>row << 2);
  const m = buffer(thread, FM);
  if (c0 === 0) store<f32>(rim, load<f32>(m));
  if (c1 >= cols) store<f32>(rim + (<usize>P.i(P.ROWS) << 2), load<f32>(m + (<usize>cols << 2)));
}

