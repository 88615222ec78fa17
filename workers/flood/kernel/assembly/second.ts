import {
  buffer, FLUX_GROUP, fluxesAt, FM, LEVEL_GROUP, levelsAt, STATE_GROUP, statesAt, X_STATES,
} from './buffers';
import { frictionFactor, powMinus13 } from './cell';
import { above, allWet, dryFaces, positive, wetFaces } from './flux';
import * as P from './params';

// Second order in space and time: MUSCL–Hancock. Level, depth and velocities have limited slopes in
// a cell; the states at its faces are taken half a step ahead. Where a neighbour is shallow, closed
// or behind a crest, or the level falls by several depths across the cell, the slope in that
// direction is nought and the cell is as in first order.

/** States of four columns in one direction, bytes: depth, velocities, bed; west (south) side, then east (north). */
const H_AT: usize = 0;
const U_AT: usize = 16;
const V_AT: usize = 32;
const Z_AT: usize = 48;
const H_FAR: usize = 64;
const U_FAR: usize = 80;
const V_FAR: usize = 96;
const Z_FAR: usize = 112;

/** Half the monotonised central slope of b − a and c − b (van Leer 1977). */
@inline function limited(back: v128, ahead: v128, quarter: v128): v128 {
  const middle = f32x4.mul(quarter, f32x4.add(back, ahead));
  return f32x4.add(
    positive(f32x4.pmin(f32x4.pmin(back, ahead), middle)),
    f32x4.pmin(f32x4.pmax(f32x4.pmax(back, ahead), middle), f32x4.splat(0)),
  );
}

/** Ones where three cells in a line may share a slope. */
@inline function joined(
  hm: v128, zm: v128, h: v128, z: v128, hp: v128, zp: v128, crestM: usize, crestP: usize, crested: bool,
): v128 {
  let shallowest = f32x4.pmin(h, f32x4.pmin(hm, hp));
  const ok = f32x4.gt(shallowest, P.q(P.Q_SLOPE_DEPTH));
  if (!crested) return ok;
  const m = f32x4.le(v128.load(crestM), f32x4.pmax(zm, z));
  const p = f32x4.le(v128.load(crestP), f32x4.pmax(zp, z));
  return v128.and(ok, v128.and(m, p));
}

/** Writes the two states of one direction. */
@inline function putSides(
  to: usize, h: v128, u: v128, v: v128, z: v128,
  dh: v128, du: v128, dv: v128, dz: v128,
): void {
  v128.store(to, positive(f32x4.sub(h, dh)), H_AT);
  v128.store(to, f32x4.sub(u, du), U_AT);
  v128.store(to, f32x4.sub(v, dv), V_AT);
  v128.store(to, f32x4.sub(z, dz), Z_AT);
  v128.store(to, positive(f32x4.add(h, dh)), H_FAR);
  v128.store(to, f32x4.add(u, du), U_FAR);
  v128.store(to, f32x4.add(v, dv), V_FAR);
  v128.store(to, f32x4.add(z, dz), Z_FAR);
}

/** Face states of four cells at x, y and level. */
@inline function reconstructFour(
  x: usize, y: usize, level: usize, a: usize, crested: bool,
): void {
  const pitch = P.p(P.PITCH);
  const hp = P.p(P.H) + a;
  const up = P.p(P.U) + a;
  const vp = P.p(P.V) + a;
  const zp = P.p(P.Z) + a;
  const h = v128.load(hp);
  const u = v128.load(up);
  const v = v128.load(vp);
  const z = v128.load(zp);
  const eta = f32x4.add(h, z);
  const quarter = P.q(P.Q_QUARTER);
  const positiveBits = P.q(P.Q_POSITIVE);

  let hm = v128.load(hp - 4);
  let zm = v128.load(zp - 4);
  let hn = v128.load(hp + 4);
  let zn = v128.load(zp + 4);
  let okX = joined(hm, zm, h, z, hn, zn, P.p(P.CREST_E) + a - 4, P.p(P.CREST_E) + a, crested);
  const steepest = f32x4.mul(P.q(P.Q_STEEPEST), h);
  let ex = limited(f32x4.sub(eta, f32x4.add(hm, zm)), f32x4.sub(f32x4.add(hn, zn), eta), quarter);
  okX = v128.and(okX, f32x4.le(v128.and(ex, positiveBits), steepest));
  ex = v128.and(ex, okX);
  const hx = v128.and(limited(f32x4.sub(h, hm), f32x4.sub(hn, h), quarter), okX);
  const ux = v128.and(limited(f32x4.sub(u, v128.load(up - 4)), f32x4.sub(v128.load(up + 4), u), quarter), okX);
  const vx = v128.and(limited(f32x4.sub(v, v128.load(vp - 4)), f32x4.sub(v128.load(vp + 4), v), quarter), okX);

  hm = v128.load(hp - pitch);
  zm = v128.load(zp - pitch);
  hn = v128.load(hp + pitch);
  zn = v128.load(zp + pitch);
  let okY = joined(hm, zm, h, z, hn, zn, P.p(P.CREST_N) + a - pitch, P.p(P.CREST_N) + a, crested);
  let ey = limited(f32x4.sub(eta, f32x4.add(hm, zm)), f32x4.sub(f32x4.add(hn, zn), eta), quarter);
  okY = v128.and(okY, f32x4.le(v128.and(ey, positiveBits), steepest));
  ey = v128.and(ey, okY);
  const hy = v128.and(limited(f32x4.sub(h, hm), f32x4.sub(hn, h), quarter), okY);
  const uy = v128.and(
    limited(f32x4.sub(u, v128.load(up - pitch)), f32x4.sub(v128.load(up + pitch), u), quarter), okY,
  );
  const vy = v128.and(
    limited(f32x4.sub(v, v128.load(vp - pitch)), f32x4.sub(v128.load(vp + pitch), v), quarter), okY,
  );

  // Half a step ahead by the equations in h, u, v; slopes are half the differences per cell.
  const ahead = P.q(P.Q_AHEAD);
  const g = P.q(P.Q_GRAVITY);
  const h1 = positive(
    f32x4.add(
      h,
      f32x4.mul(
        ahead,
        f32x4.add(
          f32x4.add(f32x4.mul(u, hx), f32x4.mul(v, hy)),
          f32x4.mul(h, f32x4.add(ux, vy)),
        ),
      ),
    ),
  );
  let u1 = f32x4.add(
    u,
    f32x4.mul(
      ahead,
      f32x4.add(f32x4.add(f32x4.mul(u, ux), f32x4.mul(v, uy)), f32x4.mul(g, ex)),
    ),
  );
  let v1 = f32x4.add(
    v,
    f32x4.mul(
      ahead,
      f32x4.add(f32x4.add(f32x4.mul(u, vx), f32x4.mul(v, vy)), f32x4.mul(g, ey)),
    ),
  );
  const any = v128.or(okX, okY);
  if (v128.any_true(any)) {
    const speed2 = f32x4.add(f32x4.mul(u1, u1), f32x4.mul(v1, v1));
    const y = powMinus13(
      f32x4.pmax(h, P.q(P.Q_MIN_DEPTH)), P.q(P.Q_THIRD), P.q(P.Q_FOUR_THIRDS),
      P.q(P.Q_THIRD_OF_BITS), P.q(P.Q_BITS_TO_INT), P.q(P.Q_SEED),
    );
    const y2 = f32x4.mul(y, y);
    const friction = f32x4.mul(v128.and(v128.load(P.p(P.FRICTION) + a), any), P.q(P.Q_HALF_DT));
    const drag = f32x4.mul(friction, f32x4.mul(y2, y2));
    const factor = frictionFactor(drag, speed2, P.q(P.Q_ONE), P.q(P.Q_TWO));
    u1 = f32x4.mul(u1, factor);
    v1 = f32x4.mul(v1, factor);
  }

  putSides(x, h1, u1, v1, z, hx, ux, vx, f32x4.sub(ex, hx));
  putSides(y, h1, u1, v1, z, hy, uy, vy, f32x4.sub(ey, hy));
  // Bed slope and pressure inside the cell, together: g·h·Δη.
  const gh = f32x4.mul(P.q(P.Q_PUSH), h1);
  v128.store(level, f32x4.mul(gh, ex));
  v128.store(level, f32x4.mul(gh, ey), 16);
}

/** Face states of columns c0−4 … c1+3 of a row into the thread's buffers named by their numbers. */
export function reconstruct(
  thread: i32, row: i32, c0: i32, c1: i32, x: usize, y: usize, level: usize,
): void {
  let xb = statesAt(buffer(thread, x), c0 - 4);
  let yb = statesAt(buffer(thread, y), c0 - 4);
  let lb = levelsAt(buffer(thread, level), c0 - 4);
  const at = row * <i32>P.p(P.PITCH);
  const crested = (P.i(P.FLAGS) & P.FLAG_CRESTS) !== 0;
  const end = at + ((c1 + 4) << 2);
  for (let a = at + ((c0 - 4) << 2); a < end; a += 16) {
    if (crested) reconstructFour(xb, yb, lb, a, true);
    else reconstructFour(xb, yb, lb, a, false);
    xb += STATE_GROUP;
    yb += STATE_GROUP;
    lb += LEVEL_GROUP;
  }
}

/** The state of the column before: last lane of one group, first three of the next. */
@inline function before(group: usize, at: usize): v128 {
  return v128.shuffle<f32>(v128.load(group + at - STATE_GROUP), v128.load(group + at), 3, 4, 5, 6);
}

/** West faces of four columns from their face states, dry ones among them. */
function dryWest2(to: usize, s: usize, crest: usize, crested: bool): void {
  const zl = before(s, Z_FAR);
  const zr = v128.load(s, Z_AT);
  let zf = f32x4.pmax(zl, zr);
  if (crested) zf = f32x4.pmax(zf, v128.load(crest));
  dryFaces(
    to,
    before(s, H_FAR), zl, before(s, U_FAR), before(s, V_FAR),
    v128.load(s, H_AT), zr, v128.load(s, U_AT), v128.load(s, V_AT),
    zf, crested,
  );
}

/** North faces likewise, from the states of two rows. */
function dryNorth2(to: usize, s: usize, n: usize, crest: usize, crested: bool): void {
  const zs = v128.load(s, Z_FAR);
  const zn = v128.load(n, Z_AT);
  let zf = f32x4.pmax(zs, zn);
  if (crested) zf = f32x4.pmax(zf, v128.load(crest));
  dryFaces(
    to,
    v128.load(s, H_FAR), zs, v128.load(s, V_FAR), v128.load(s, U_FAR),
    v128.load(n, H_AT), zn, v128.load(n, V_AT), v128.load(n, U_AT),
    zf, crested,
  );
}

@inline function westLoop2(thread: i32, row: i32, c0: i32, c1: i32, crested: bool): void {
  let crest = P.p(P.CREST_E) + row * <i32>P.p(P.PITCH) + (c0 << 2) - 4;
  let to = fluxesAt(buffer(thread, FM), c0);
  let s = statesAt(buffer(thread, X_STATES), c0);
  const end = fluxesAt(buffer(thread, FM), c1);
  const scale = P.q(P.Q_SCALE);
  const g = P.q(P.Q_GRAVITY);
  const halfG = P.q(P.Q_HALF_GRAVITY);
  const threeHalves = P.q(P.Q_THREE_HALVES);
  const threeQuarters = P.q(P.Q_THREE_QUARTERS);
  for (; to <= end; to += FLUX_GROUP) {
    const zl = before(s, Z_FAR);
    const zr = v128.load(s, Z_AT);
    let zf = f32x4.pmax(zl, zr);
    if (crested) zf = f32x4.pmax(zf, v128.load(crest));
    const hL = above(before(s, H_FAR), zl, zf);
    const hR = above(v128.load(s, H_AT), zr, zf);
    if (allWet(hL, hR)) {
      wetFaces(
        to, scale, g, halfG, threeHalves, threeQuarters,
        hL, before(s, U_FAR), before(s, V_FAR), hR, v128.load(s, U_AT), v128.load(s, V_AT),
      );
    } else dryWest2(to, s, crest, crested);
    s += STATE_GROUP;
    if (crested) crest += 16;
  }
}

/** Fluxes through the west faces of columns c0 … c1 of a row, from its face states. */
export function rowFaces2(thread: i32, row: i32, c0: i32, c1: i32): void {
  if (P.i(P.FLAGS) & P.FLAG_CRESTS) westLoop2(thread, row, c0, c1, true);
  else westLoop2(thread, row, c0, c1, false);
}

@inline function northLoop2(
  to: usize, end: usize, s: usize, n: usize, crest: usize, crested: bool,
): void {
  const scale = P.q(P.Q_SCALE);
  const g = P.q(P.Q_GRAVITY);
  const halfG = P.q(P.Q_HALF_GRAVITY);
  const threeHalves = P.q(P.Q_THREE_HALVES);
  const threeQuarters = P.q(P.Q_THREE_QUARTERS);
  for (; to < end; to += FLUX_GROUP) {
    const zs = v128.load(s, Z_FAR);
    const zn = v128.load(n, Z_AT);
    let zf = f32x4.pmax(zs, zn);
    if (crested) zf = f32x4.pmax(zf, v128.load(crest));
    const hS = above(v128.load(s, H_FAR), zs, zf);
    const hN = above(v128.load(n, H_AT), zn, zf);
    if (allWet(hS, hN)) {
      wetFaces(
        to, scale, g, halfG, threeHalves, threeQuarters,
        hS, v128.load(s, V_FAR), v128.load(s, U_FAR), hN, v128.load(n, V_AT), v128.load(n, U_AT),
      );
    } else dryNorth2(to, s, n, crest, crested);
    s += STATE_GROUP;
    n += STATE_GROUP;
    if (crested) crest += 16;
  }
}

/** Fluxes through the north faces of columns c0 … c1−1 of a row into `to`, from its y states and the next row's. */
export function northFaces2(
  to: usize, south: usize, north: usize, row: i32, c0: i32, c1: i32,
): void {
  const s = statesAt(south, c0);
  const n = statesAt(north, c0);
  const crest = P.p(P.CREST_N) + row * <i32>P.p(P.PITCH) + (c0 << 2);
  const end = fluxesAt(to, c1);
  if (P.i(P.FLAGS) & P.FLAG_CRESTS) northLoop2(fluxesAt(to, c0), end, s, n, crest, true);
  else northLoop2(fluxesAt(to, c0), end, s, n, crest, false);
}
