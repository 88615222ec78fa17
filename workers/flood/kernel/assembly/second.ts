import { buffer, FM, X_STATES } from './buffers';
import { frictionFactor } from './cell';
import { face, positive } from './flux';
import * as P from './params';

// Second order in space and time: MUSCL–Hancock. Level, depth and velocities have limited slopes in
// a cell; the states at its faces are taken half a step ahead. Where a neighbour is shallow, closed
// or behind a crest, or the level falls by several depths across the cell, the slope in that
// direction is nought and the cell is as in first order.

/** Depth, m, that a cell and its neighbours must have for a slope. */
const SLOPE_DEPTH: f32 = 0.0002;
/** Fall of the level across a cell, in depths, from which on water falls rather than flows. */
const STEEPEST: f32 = 4;

/** Of the four states of one side, one pitch apart: depth, velocities, bed. */
const U_AT: usize = 1;
const V_AT: usize = 2;
const Z_AT: usize = 3;
/** From the states of the west (south) side to those of the east (north) side. */
const OTHER_SIDE: usize = 4;

/** Monotonised central slope of b − a and c − b (van Leer 1977). */
@inline function limited(back: v128, ahead: v128): v128 {
  const zero = f32x4.splat(0);
  const low = f32x4.pmin(back, ahead);
  const high = f32x4.pmax(back, ahead);
  const middle = f32x4.mul(f32x4.splat(0.5), f32x4.add(back, ahead));
  return f32x4.add(
    positive(f32x4.pmin(f32x4.add(low, low), middle)),
    f32x4.pmin(f32x4.pmax(f32x4.add(high, high), middle), zero),
  );
}

/** Ones where three cells in a line may share a slope. */
@inline function joined(
  hm: v128, zm: v128, h: v128, z: v128, hp: v128, zp: v128, crestM: usize, crestP: usize, crested: bool,
): v128 {
  let shallowest = f32x4.pmin(h, f32x4.pmin(hm, hp));
  const ok = f32x4.gt(shallowest, f32x4.splat(SLOPE_DEPTH));
  if (!crested) return ok;
  const m = f32x4.le(v128.load(crestM), f32x4.pmax(zm, z));
  const p = f32x4.le(v128.load(crestP), f32x4.pmax(zp, z));
  return v128.and(ok, v128.and(m, p));
}

/** Writes the two states of one direction, one pitch apart from each other's parts. */
@inline function putSides(
  to: usize, pitch: usize, h: v128, u: v128, v: v128, z: v128,
  dh: v128, du: v128, dv: v128, dz: v128,
): void {
  const east = to + OTHER_SIDE * pitch;
  v128.store(to, positive(f32x4.sub(h, dh)));
  v128.store(to + U_AT * pitch, f32x4.sub(u, du));
  v128.store(to + V_AT * pitch, f32x4.sub(v, dv));
  v128.store(to + Z_AT * pitch, f32x4.sub(z, dz));
  v128.store(east, positive(f32x4.add(h, dh)));
  v128.store(east + U_AT * pitch, f32x4.add(u, du));
  v128.store(east + V_AT * pitch, f32x4.add(v, dv));
  v128.store(east + Z_AT * pitch, f32x4.add(z, dz));
}

/** Face states of four cells into the row buffers x, y (8 each) and level terms. */
@inline function reconstructFour(
  x: usize, y: usize, level: usize, a: usize, dt: f32, scale: f32, crested: bool,
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
  const half = f32x4.splat(0.5);

  let hm = v128.load(hp - 4);
  let zm = v128.load(zp - 4);
  let hn = v128.load(hp + 4);
  let zn = v128.load(zp + 4);
  let okX = joined(hm, zm, h, z, hn, zn, P.p(P.CREST_E) + a - 4, P.p(P.CREST_E) + a, crested);
  const steepest = f32x4.mul(f32x4.splat(STEEPEST), h);
  let ex = limited(f32x4.sub(eta, f32x4.add(hm, zm)), f32x4.sub(f32x4.add(hn, zn), eta));
  okX = v128.and(okX, f32x4.le(f32x4.abs(ex), steepest));
  ex = v128.and(ex, okX);
  const hx = v128.and(limited(f32x4.sub(h, hm), f32x4.sub(hn, h)), okX);
  const ux = v128.and(limited(f32x4.sub(u, v128.load(up - 4)), f32x4.sub(v128.load(up + 4), u)), okX);
  const vx = v128.and(limited(f32x4.sub(v, v128.load(vp - 4)), f32x4.sub(v128.load(vp + 4), v)), okX);

  hm = v128.load(hp - pitch);
  zm = v128.load(zp - pitch);
  hn = v128.load(hp + pitch);
  zn = v128.load(zp + pitch);
  let okY = joined(hm, zm, h, z, hn, zn, P.p(P.CREST_N) + a - pitch, P.p(P.CREST_N) + a, crested);
  let ey = limited(f32x4.sub(eta, f32x4.add(hm, zm)), f32x4.sub(f32x4.add(hn, zn), eta));
  okY = v128.and(okY, f32x4.le(f32x4.abs(ey), steepest));
  ey = v128.and(ey, okY);
  const hy = v128.and(limited(f32x4.sub(h, hm), f32x4.sub(hn, h)), okY);
  const uy = v128.and(
    limited(f32x4.sub(u, v128.load(up - pitch)), f32x4.sub(v128.load(up + pitch), u)), okY,
  );
  const vy = v128.and(
    limited(f32x4.sub(v, v128.load(vp - pitch)), f32x4.sub(v128.load(vp + pitch), v)), okY,
  );

  // Half a step ahead by the equations in h, u, v; slopes are differences per cell.
  const ahead = f32x4.splat(-0.5 * scale);
  const g = f32x4.splat(P.GRAVITY);
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
    const factor = frictionFactor(
      f32x4.pmax(h, f32x4.splat(P.MIN_DEPTH)), speed2,
      v128.and(v128.load(P.p(P.FRICTION) + a), any), f32x4.splat(0.5 * dt),
    );
    u1 = f32x4.mul(u1, factor);
    v1 = f32x4.mul(v1, factor);
  }

  const dhx = f32x4.mul(half, hx);
  const dhy = f32x4.mul(half, hy);
  putSides(
    x, pitch, h1, u1, v1, z, dhx, f32x4.mul(half, ux), f32x4.mul(half, vx),
    f32x4.sub(f32x4.mul(half, ex), dhx),
  );
  putSides(
    y, pitch, h1, u1, v1, z, dhy, f32x4.mul(half, uy), f32x4.mul(half, vy),
    f32x4.sub(f32x4.mul(half, ey), dhy),
  );
  // Bed slope and pressure inside the cell, together: g·h·Δη.
  const gh = f32x4.mul(f32x4.splat(P.GRAVITY * scale), h1);
  v128.store(level, f32x4.mul(gh, ex));
  v128.store(level + pitch, f32x4.mul(gh, ey));
}

/** Face states of columns c0−4 … c1+3 of a row into the thread's buffers named by their numbers. */
export function reconstruct(
  thread: i32, row: i32, c0: i32, c1: i32, x: usize, y: usize, level: usize, dt: f32, scale: f32,
): void {
  const at = <usize>(row * <i32>P.p(P.PITCH));
  const xb = buffer(thread, x);
  const yb = buffer(thread, y);
  const lb = buffer(thread, level);
  const end = (c1 + 4) << 2;
  if (P.i(P.FLAGS) & P.FLAG_CRESTS) {
    for (let o = (c0 - 4) << 2; o < end; o += 16) {
      reconstructFour(xb + o, yb + o, lb + o, at + o, dt, scale, true);
    }
  } else {
    for (let o = (c0 - 4) << 2; o < end; o += 16) {
      reconstructFour(xb + o, yb + o, lb + o, at + o, dt, scale, false);
    }
  }
}

/** Fluxes through the west faces of columns c0 … c1 of a row, from its face states. */
@inline export function rowFaces2(
  thread: i32, row: i32, c0: i32, c1: i32, scale: v128, crested: bool,
): void {
  const pitch = P.p(P.PITCH);
  const crest = P.p(P.CREST_E) + row * <i32>pitch;
  const m = buffer(thread, FM);
  const west = buffer(thread, X_STATES);
  const east = west + OTHER_SIDE * pitch;
  const end = <usize>c1 << 2;
  for (let o: usize = <usize>c0 << 2; o <= end; o += 16) {
    const l = east + o - 4;
    const r = west + o;
    const zl = v128.load(l + Z_AT * pitch);
    const zr = v128.load(r + Z_AT * pitch);
    let zf = f32x4.pmax(zl, zr);
    if (crested) zf = f32x4.pmax(zf, v128.load(crest + o - 4));
    face(
      m + o, m + pitch + o, m + 2 * pitch + o, m + 3 * pitch + o, scale,
      v128.load(l), zl, v128.load(l + U_AT * pitch), v128.load(l + V_AT * pitch),
      v128.load(r), zr, v128.load(r + U_AT * pitch), v128.load(r + V_AT * pitch),
      zf, crested,
    );
  }
}

/** Fluxes through the north face of four cells, from their y states (y0) and the next row's (y1). */
@inline export function northFace2(
  m: usize, y0: usize, y1: usize, at: usize, o: usize, scale: v128, crested: bool,
): void {
  const pitch = P.p(P.PITCH);
  const s = y0 + OTHER_SIDE * pitch + o;
  const n = y1 + o;
  const zs = v128.load(s + Z_AT * pitch);
  const zn = v128.load(n + Z_AT * pitch);
  let zf = f32x4.pmax(zs, zn);
  if (crested) zf = f32x4.pmax(zf, v128.load(P.p(P.CREST_N) + at + o));
  face(
    m + o, m + pitch + o, m + 2 * pitch + o, m + 3 * pitch + o, scale,
    v128.load(s), zs, v128.load(s + V_AT * pitch), v128.load(s + U_AT * pitch),
    v128.load(n), zn, v128.load(n + V_AT * pitch), v128.load(n + U_AT * pitch),
    zf, crested,
  );
}

/** North fluxes of a stretch of a row into four buffers starting at `which`, from given y states. */
export function northFaces2(
  thread: i32, which: usize, south: usize, north: usize, row: i32, c0: i32, c1: i32, scale: f32,
): void {
  const m = buffer(thread, which);
  const y0 = buffer(thread, south);
  const y1 = buffer(thread, north);
  const at = <usize>(row * <i32>P.p(P.PITCH));
  const s = f32x4.splat(scale);
  const end = <usize>c1 << 2;
  if (P.i(P.FLAGS) & P.FLAG_CRESTS) {
    for (let o: usize = <usize>c0 << 2; o < end; o += 16) northFace2(m, y0, y1, at, o, s, true);
  } else {
    for (let o: usize = <usize>c0 << 2; o < end; o += 16) northFace2(m, y0, y1, at, o, s, false);
  }
}
