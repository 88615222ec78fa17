import { buffer, FLUX_GROUP, fluxesAt, FM } from './buffers';
import { above, allWet, dryFaces, wetFaces } from './flux';
import * as P from './params';

// First order: faces between the cells' own states.

/** Faces between the cells at these addresses and those `over` bytes on, dry ones among them. */
function dryAt(
  to: usize, h: usize, z: usize, un: usize, ut: usize, over: usize, crest: usize, crested: bool,
): void {
  const zl = v128.load(z);
  const zr = v128.load(z + over);
  let zf = f32x4.pmax(zl, zr);
  if (crested) zf = f32x4.pmax(zf, v128.load(crest));
  dryFaces(
    to,
    v128.load(h), zl, v128.load(un), v128.load(ut),
    v128.load(h + over), zr, v128.load(un + over), v128.load(ut + over),
    zf, crested,
  );
}

/** Fluxes through the west faces of columns c0 … c1 of a row. */
@inline function westLoop(thread: i32, row: i32, c0: i32, c1: i32, crested: bool): void {
  const at = (row * <i32>P.p(P.PITCH)) + (c0 << 2) - 4;
  let h = P.p(P.H) + at;
  let z = P.p(P.Z) + at;
  let u = P.p(P.U) + at;
  let v = P.p(P.V) + at;
  let crest = P.p(P.CREST_E) + at;
  let to = fluxesAt(buffer(thread, FM), c0);
  const end = fluxesAt(buffer(thread, FM), c1);
  const scale = P.q(P.Q_SCALE);
  const g = P.q(P.Q_GRAVITY);
  const halfG = P.q(P.Q_HALF_GRAVITY);
  const threeHalves = P.q(P.Q_THREE_HALVES);
  const threeQuarters = P.q(P.Q_THREE_QUARTERS);
  for (; to <= end; to += FLUX_GROUP) {
    const zl = v128.load(z);
    const zr = v128.load(z, 4);
    let zf = f32x4.pmax(zl, zr);
    if (crested) zf = f32x4.pmax(zf, v128.load(crest));
    const hL = above(v128.load(h), zl, zf);
    const hR = above(v128.load(h, 4), zr, zf);
    if (allWet(hL, hR)) {
      wetFaces(
        to, scale, g, halfG, threeHalves, threeQuarters,
        hL, v128.load(u), v128.load(v), hR, v128.load(u, 4), v128.load(v, 4),
      );
    } else dryAt(to, h, z, u, v, 4, crest, crested);
    h += 16;
    z += 16;
    u += 16;
    v += 16;
    if (crested) crest += 16;
  }
}

export function rowFaces(thread: i32, row: i32, c0: i32, c1: i32): void {
  if (P.i(P.FLAGS) & P.FLAG_CRESTS) westLoop(thread, row, c0, c1, true);
  else westLoop(thread, row, c0, c1, false);
}

@inline function northLoop(to: usize, end: usize, at: usize, crested: bool): void {
  const pitch = P.p(P.PITCH);
  let h = P.p(P.H) + at;
  let z = P.p(P.Z) + at;
  let u = P.p(P.U) + at;
  let v = P.p(P.V) + at;
  let crest = P.p(P.CREST_N) + at;
  const scale = P.q(P.Q_SCALE);
  const g = P.q(P.Q_GRAVITY);
  const halfG = P.q(P.Q_HALF_GRAVITY);
  const threeHalves = P.q(P.Q_THREE_HALVES);
  const threeQuarters = P.q(P.Q_THREE_QUARTERS);
  for (; to < end; to += FLUX_GROUP) {
    const zs = v128.load(z);
    const zn = v128.load(z + pitch);
    let zf = f32x4.pmax(zs, zn);
    if (crested) zf = f32x4.pmax(zf, v128.load(crest));
    const hS = above(v128.load(h), zs, zf);
    const hN = above(v128.load(h + pitch), zn, zf);
    if (allWet(hS, hN)) {
      wetFaces(
        to, scale, g, halfG, threeHalves, threeQuarters,
        hS, v128.load(v), v128.load(u), hN, v128.load(v + pitch), v128.load(u + pitch),
      );
    } else dryAt(to, h, z, v, u, pitch, crest, crested);
    h += 16;
    z += 16;
    u += 16;
    v += 16;
    if (crested) crest += 16;
  }
}

/** Fluxes through the north faces of columns c0 … c1−1 of a row into the buffer `to`. */
export function northFaces(to: usize, row: i32, c0: i32, c1: i32): void {
  const at = <usize>(row * <i32>P.p(P.PITCH) + (c0 << 2));
  if (P.i(P.FLAGS) & P.FLAG_CRESTS) northLoop(fluxesAt(to, c0), fluxesAt(to, c1), at, true);
  else northLoop(fluxesAt(to, c0), fluxesAt(to, c1), at, false);
}
