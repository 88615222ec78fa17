import {
  buffer, FLUX_GROUP, fluxesAt, FM, levelsAt, levelTerms, LEVEL_GROUP, southFluxes, yStates,
} from './buffers';
import { differenceError, horizontalMax, powMinus13, sumError, waveSpeed } from './cell';
import { northFaces, rowFaces } from './first';
import { L_AT, M_AT, R_AT, T_AT } from './flux';
import * as P from './params';
import { northFaces2, rowFaces2 } from './second';

// A row from its fluxes to its new state, in place. A row's x fluxes stand in a row buffer, its south
// and north fluxes in two others that take turns; all stay in the first-level cache.

/** Of two neighbouring groups, the four columns from the second on. */
@inline function eastOf(group: usize, at: usize): v128 {
  return v128.shuffle<f32>(v128.load(group + at), v128.load(group + at + FLUX_GROUP), 1, 2, 3, 4);
}

// The new state is made in two loops, so that each is short enough for the processor to work on several
// groups of cells at once: first what the fluxes bring, then friction and velocity.

/** New depth and momentum (left in the velocity planes) of columns c0 … c1−1 of a row. */
@inline function balanceRow(
  thread: i32, row: i32, c0: i32, c1: i32, north: usize, rains: bool, second: bool,
): void {
  const at = <usize>(row * <i32>P.p(P.PITCH) + (c0 << 2));
  let h = P.p(P.H) + at;
  let u = P.p(P.U) + at;
  let v = P.p(P.V) + at;
  let e = P.p(P.E) + at;
  let rain = P.p(P.RAIN) + at;
  let f = fluxesAt(buffer(thread, FM), c0);
  let s = fluxesAt(southFluxes(thread, row), c0);
  let n = fluxesAt(north, c0);
  let level = levelsAt(buffer(thread, levelTerms(row)), c0);
  const step = P.q(P.Q_DT);
  const film = P.q(P.Q_FILM);
  const end = fluxesAt(buffer(thread, FM), c1);
  while (f < end) {
    // Mass: every rounding error of the sum goes to the cell's rest, so that none is lost.
    const h0 = v128.load(h);
    const w = v128.load(f, M_AT);
    const ea = eastOf(f, M_AT);
    const so = v128.load(s, M_AT);
    const no = v128.load(n, M_AT);
    const dx = f32x4.sub(w, ea);
    const dy = f32x4.sub(so, no);
    const dh = f32x4.add(dx, dy);
    const h1 = f32x4.add(h0, dh);
    let rest = f32x4.add(
      f32x4.add(v128.load(e), sumError(h0, dh, h1)),
      f32x4.add(
        sumError(dx, dy, dh), f32x4.add(differenceError(w, ea, dx), differenceError(so, no, dy)),
      ),
    );
    if (rains) {
      rest = f32x4.add(rest, f32x4.mul(v128.load(rain), step));
      rain += 16;
    }
    const total = f32x4.add(h1, rest);
    const moves = f32x4.ge(total, film);
    rest = sumError(h1, rest, total);
    // Where nothing moves all of it is rest; one of the two parts of this sum is nought.
    v128.store(e, f32x4.add(rest, v128.andnot(total, moves)));
    v128.store(h, v128.and(total, moves));

    let qx = f32x4.sub(
      f32x4.mul(h0, v128.load(u)),
      f32x4.add(
        f32x4.sub(eastOf(f, L_AT), v128.load(f, R_AT)),
        f32x4.sub(v128.load(n, T_AT), v128.load(s, T_AT)),
      ),
    );
    let qy = f32x4.sub(
      f32x4.mul(h0, v128.load(v)),
      f32x4.add(
        f32x4.sub(eastOf(f, T_AT), v128.load(f, T_AT)),
        f32x4.sub(v128.load(n, L_AT), v128.load(s, R_AT)),
      ),
    );
    if (second) {
      qx = f32x4.sub(qx, v128.load(level));
      qy = f32x4.sub(qy, v128.load(level, 16));
      level += LEVEL_GROUP;
    }
    v128.store(u, qx);
    v128.store(v, qy);
    h += 16;
    u += 16;
    v += 16;
    e += 16;
    f += FLUX_GROUP;
    s += FLUX_GROUP;
    n += FLUX_GROUP;
  }
}

/**
 * Velocity from momentum, with Manning friction over the step, fully implicit in the speed: the positive
 * root of u' = u − dt·g·n²·h^(−4/3)·|u'|·u' (Xia & Liang 2018), 2u / (1 + √(1 + 4·dt·g·n²·h^(−4/3)·|u|)).
 * Reaches the right normal flow in one step however thin the film. Marks wet tiles; returns the largest
 * wave speed.
 */
function rubRow(row: i32, c0: i32, c1: i32): f32 {
  const at = <usize>(row * <i32>P.p(P.PITCH) + (c0 << 2));
  let h = P.p(P.H) + at;
  let u = P.p(P.U) + at;
  let v = P.p(P.V) + at;
  let friction = P.p(P.FRICTION) + at;
  let wetTile = P.p(P.WET) + <usize>((row / P.TILE) * P.i(P.TILES_X)) + <usize>(c0 / P.TILE);
  const step = P.q(P.Q_DT);
  const film = P.q(P.Q_FILM);
  const one = P.q(P.Q_ONE);
  const two = P.q(P.Q_TWO);
  const g = P.q(P.Q_GRAVITY);
  const positive = P.q(P.Q_POSITIVE);
  const tiny = P.q(P.Q_TINY);
  const third = P.q(P.Q_THIRD);
  const fourThirds = P.q(P.Q_FOUR_THIRDS);
  const thirdOfBits = P.q(P.Q_THIRD_OF_BITS);
  const bitsToInt = P.q(P.Q_BITS_TO_INT);
  const seed = P.q(P.Q_SEED);
  let fastest = f32x4.splat(0);
  for (let c = c0; c < c1; c += P.TILE) {
    let deepest = f32x4.splat(0);
    const end = h + (P.TILE << 2);
    for (; h < end; h += 16) {
      const h1 = v128.load(h);
      const qx = v128.load(u);
      const qy = v128.load(v);
      deepest = f32x4.pmax(deepest, h1);
      const q2 = f32x4.add(f32x4.mul(qx, qx), f32x4.mul(qy, qy));
      const safe = f32x4.pmax(h1, film);
      const inv = f32x4.div(one, safe);
      const power = powMinus13(safe, third, fourThirds, thirdOfBits, bitsToInt, seed);
      const drag = f32x4.mul(
        f32x4.mul(f32x4.mul(v128.load(friction), step), f32x4.mul(inv, inv)), power,
      );
      const root = f32x4.sqrt(f32x4.add(one, f32x4.mul(drag, f32x4.sqrt(q2))));
      const moves = v128.and(f32x4.gt(q2, tiny), f32x4.eq(h1, safe));
      const factor = v128.and(f32x4.div(f32x4.mul(two, inv), f32x4.add(one, root)), moves);
      const u1 = f32x4.mul(qx, factor);
      const v1 = f32x4.mul(qy, factor);
      v128.store(u, u1);
      v128.store(v, v1);
      fastest = f32x4.pmax(fastest, waveSpeed(h1, u1, v1, g, positive));
      u += 16;
      v += 16;
      friction += 16;
    }
    if (v128.any_true(deepest)) store<u8>(wetTile, 1);
    wetTile++;
  }
  return horizontalMax(fastest);
}

/** New state of columns c0 … c1−1 of a row from its fluxes. Returns the largest wave speed. */
@inline function updateRow(
  thread: i32, row: i32, c0: i32, c1: i32, north: usize, second: bool,
): f32 {
  if (P.i(P.FLAGS) & P.FLAG_RAIN) balanceRow(thread, row, c0, c1, north, true, second);
  else balanceRow(thread, row, c0, c1, north, false, second);
  return rubRow(row, c0, c1);
}

/**
 * One row of a band between two columns, first order: x faces, rim fluxes, north faces, new state.
 * `given` ≠ 0: its north fluxes are there already, made by the thread of the band above.
 */
export function firstOrderRow(
  thread: i32, row: i32, c0: i32, c1: i32, given: usize,
): f32 {
  rowFaces(thread, row, c0, c1);
  keepRim(thread, row, c0, c1);
  const north = given ? given : southFluxes(thread, row + 1);
  if (!given) northFaces(north, row, c0, c1);
  return updateRow(thread, row, c0, c1, north, false);
}

/** X faces of a row from its face states, before these are overwritten by the next row's. */
export function secondOrderFaces(thread: i32, row: i32, c0: i32, c1: i32): void {
  rowFaces2(thread, row, c0, c1);
  keepRim(thread, row, c0, c1);
}

/** New state of a row, second order, once its x faces and the next row's face states are made. */
export function secondOrderRow(
  thread: i32, row: i32, c0: i32, c1: i32, given: usize,
): f32 {
  const north = given ? given : southFluxes(thread, row + 1);
  if (!given) {
    const here = buffer(thread, yStates(row));
    northFaces2(north, here, buffer(thread, yStates(row + 1)), row, c0, c1);
  }
  return updateRow(thread, row, c0, c1, north, true);
}

/** Notes the mass through the west and east rim of a row, for the balance. */
@inline function keepRim(thread: i32, row: i32, c0: i32, c1: i32): void {
  const cols = P.i(P.COLS);
  const rim = P.p(P.RIM) + (<usize>row << 2);
  const m = buffer(thread, FM);
  if (c0 === 0) store<f32>(rim, load<f32>(m));
  if (c1 >= cols) {
    const east = m + <usize>(cols >> 2) * FLUX_GROUP + <usize>((cols & 3) << 2);
    store<f32>(rim + (<usize>P.i(P.ROWS) << 2), load<f32>(east));
  }
}
