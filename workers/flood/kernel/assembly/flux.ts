import * as P from './params';

// One face of the finite-volume scheme, four at a time. All fluxes come out multiplied by dt/dx.

/** Where the fluxes of four faces lie, bytes: mass, momentum for the left and the right cell, transverse. */
export const M_AT: usize = 0;
export const L_AT: usize = 16;
export const R_AT: usize = 32;
export const T_AT: usize = 48;

/** max(x, 0) in one instruction. */
@inline export function positive(x: v128): v128 {
  return f32x4.pmax(x, f32x4.splat(0));
}

/**
 * Excess over hydrostatic pressure on a wall that water of depth h meets at speed w (towards the
 * wall): the HLL flux against the mirrored state, h·w·(a + 1.5·max(w, 0)), never below vacuum.
 */
@inline function wallExcess(h: v128, w: v128): v128 {
  const a = f32x4.sqrt(f32x4.mul(P.q(P.Q_GRAVITY), h));
  const excess = f32x4.mul(
    f32x4.mul(h, w),
    f32x4.add(a, f32x4.mul(P.q(P.Q_THREE_HALVES), positive(w))),
  );
  const vacuum = f32x4.sub(f32x4.splat(0), f32x4.mul(P.q(P.Q_HALF_GRAVITY), f32x4.mul(h, h)));
  return f32x4.pmax(excess, vacuum);
}

/** Depth of a side above the bed of the face. */
@inline export function above(h: v128, z: v128, zf: v128): v128 {
  return positive(f32x4.add(h, f32x4.sub(z, zf)));
}

// HLLC flux with hydrostatic reconstruction (Audusse et al. 2004; wave speeds of Toro 2001 §10).
// The normal momentum is given as the difference to the hydrostatic pressure of the cell it is for:
// L = momentum − g·hL²/2 for the cell on the left, R = momentum − g·hR²/2 for the one on the right.
// Audusse's source term and the pressure of opposite faces then cancel by construction and water at
// rest stays at rest to the last bit.
//
// The bed at the face, `zf`, is the higher of the two cells, or a crest on the face. hL and hR are the
// depths above it. Most faces are wet on both sides: loops test for that and call `dryFaces` where it
// is not so, which reads its arguments again so that they need no registers in the common case.

/** Whether the four faces are wet on both sides. */
@inline export function allWet(hL: v128, hR: v128): bool {
  return i32x4.bitmask(f32x4.gt(f32x4.pmin(hL, hR), f32x4.splat(0))) === 15;
}

/** Four faces that are wet on both sides. */
@inline export function wetFaces(
  to: usize, scale: v128, g: v128, halfG: v128, threeHalves: v128, threeQuarters: v128,
  hL: v128, ul: v128, vl: v128, hR: v128, ur: v128, vr: v128,
): void {
  const zero = f32x4.splat(0);
  const aL = f32x4.sqrt(f32x4.mul(g, hL));
  const aR = f32x4.sqrt(f32x4.mul(g, hR));
  // u* − a* and u* + a* of the two-rarefaction estimate, as differences to uL − aL and uR + aR.
  const da = f32x4.mul(threeHalves, f32x4.sub(aL, aR));
  const du = f32x4.mul(threeQuarters, f32x4.sub(ur, ul));
  const sL = f32x4.pmin(
    f32x4.add(f32x4.sub(ul, aL), f32x4.pmin(f32x4.add(da, du), zero)), zero,
  );
  const sR = positive(f32x4.add(f32x4.add(ur, aR), positive(f32x4.sub(da, du))));
  const inv = f32x4.div(scale, f32x4.sub(sR, sL));
  const kR = f32x4.mul(sL, inv);
  const kL = f32x4.mul(sR, inv);
  const k = f32x4.mul(sL, kL);
  const qL = f32x4.mul(hL, ul);
  const qR = f32x4.mul(hR, ur);
  const mL = f32x4.mul(kL, qL);
  const mR = f32x4.mul(kR, qR);
  const dh = f32x4.sub(hR, hL);
  const mass = f32x4.add(f32x4.mul(k, dh), f32x4.sub(mL, mR));
  const common = f32x4.add(
    f32x4.mul(k, f32x4.sub(qR, qL)),
    f32x4.sub(f32x4.mul(mL, ul), f32x4.mul(mR, ur)),
  );
  const dp = f32x4.mul(halfG, f32x4.mul(dh, f32x4.add(hR, hL)));
  v128.store(to, mass, M_AT);
  v128.store(to, f32x4.sub(common, f32x4.mul(kR, dp)), L_AT);
  v128.store(to, f32x4.sub(common, f32x4.mul(kL, dp)), R_AT);
  v128.store(
    to,
    f32x4.add(f32x4.mul(positive(mass), vl), f32x4.mul(f32x4.pmin(mass, zero), vr)),
    T_AT,
  );
}

/**
 * Four faces of which one at least is dry on a side, or a wall. `crested`: the face's bed may stand
 * above both cells, and dry faces below such a crest act as walls.
 */
@inline export function dryFaces(
  to: usize,
  hl: v128, zl: v128, ul: v128, vl: v128,
  hr: v128, zr: v128, ur: v128, vr: v128,
  zf: v128, crested: bool,
): void {
  const zero = f32x4.splat(0);
  const scale = P.q(P.Q_SCALE);
  const g = P.q(P.Q_GRAVITY);
  const hL = above(hl, zl, zf);
  const hR = above(hr, zr, zf);
  const aL = f32x4.sqrt(f32x4.mul(g, hL));
  const aR = f32x4.sqrt(f32x4.mul(g, hR));
  const wetL = f32x4.gt(hL, zero);
  const wetR = f32x4.gt(hR, zero);
  // Water below the face has no say in how fast the other side runs off.
  const uL = v128.bitselect(ul, ur, wetL);
  const uR = v128.bitselect(ur, ul, wetR);
  const da = f32x4.mul(P.q(P.Q_THREE_HALVES), f32x4.sub(aL, aR));
  const du = f32x4.mul(P.q(P.Q_THREE_QUARTERS), f32x4.sub(uR, uL));
  let sL = f32x4.add(f32x4.sub(uL, aL), f32x4.pmin(f32x4.add(da, du), zero));
  let sR = f32x4.add(f32x4.add(uR, aR), positive(f32x4.sub(da, du)));
  // Dry bed on one side: the front runs at 2a. Dry on both: any width will do.
  sL = v128.bitselect(sL, f32x4.sub(uR, f32x4.add(aR, aR)), wetL);
  sR = v128.bitselect(sR, f32x4.add(uL, f32x4.add(aL, aL)), wetR);
  sL = f32x4.pmin(sL, zero);
  sR = f32x4.pmax(sR, f32x4.splat(1e-12));
  const inv = f32x4.div(scale, f32x4.sub(sR, sL));
  const kR = f32x4.mul(sL, inv);
  const kL = f32x4.mul(sR, inv);
  const k = f32x4.mul(sL, kL);
  const qL = f32x4.mul(hL, uL);
  const qR = f32x4.mul(hR, uR);
  const mL = f32x4.mul(kL, qL);
  const mR = f32x4.mul(kR, qR);
  const dh = f32x4.sub(hR, hL);
  let mass = f32x4.add(f32x4.mul(k, dh), f32x4.sub(mL, mR));
  const common = f32x4.add(
    f32x4.mul(k, f32x4.sub(qR, qL)),
    f32x4.sub(f32x4.mul(mL, uL), f32x4.mul(mR, uR)),
  );
  const dp = f32x4.mul(P.q(P.Q_HALF_GRAVITY), f32x4.mul(dh, f32x4.add(hR, hL)));
  let left = f32x4.sub(common, f32x4.mul(kR, dp));
  let right = f32x4.sub(common, f32x4.mul(kL, dp));
  // Towards dry ground the HLL flux is generous: a column that runs off on four sides would give
  // more than it has. A face takes a quarter of it at most, besides what flows there anyway.
  const quarter = P.q(P.Q_QUARTER);
  const most = f32x4.mul(hL, f32x4.add(quarter, f32x4.mul(scale, positive(uL))));
  const least = f32x4.mul(hR, f32x4.sub(f32x4.mul(scale, f32x4.pmin(uR, zero)), quarter));
  mass = f32x4.pmax(f32x4.pmin(mass, most), least);
  let wall = f32x4.gt(zf, f32x4.splat(P.WALL_TEST));
  if (crested) {
    const below = f32x4.gt(zf, f32x4.pmax(zl, zr));
    const dry = f32x4.eq(f32x4.pmax(hL, hR), zero);
    wall = v128.or(wall, v128.and(below, dry));
  }
  if (v128.any_true(wall)) {
    const pl = f32x4.mul(scale, wallExcess(hl, ul));
    const pr = f32x4.mul(scale, wallExcess(hr, f32x4.sub(zero, ur)));
    left = v128.bitselect(pl, left, wall);
    right = v128.bitselect(pr, right, wall);
  }
  v128.store(to, mass, M_AT);
  v128.store(to, left, L_AT);
  v128.store(to, right, R_AT);
  v128.store(
    to,
    f32x4.add(f32x4.mul(positive(mass), vl), f32x4.mul(f32x4.pmin(mass, zero), vr)),
    T_AT,
  );
}
