import { buffer, FM } from './buffers';
import { face } from './flux';
import * as P from './params';

// First order: faces between the cells' own states.

/** Fluxes through the west faces of columns c0 … c1 of a row. */
@inline export function rowFaces(thread: i32, row: i32, c0: i32, c1: i32, scale: v128, crested: bool): void {
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
@inline export function northFace(m: usize, at: usize, o: usize, scale: v128, crested: bool): void {
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
