import { GRAVITY, WALL_TEST } from './params';

// One face of the finite-volume scheme, four at a time. All fluxes come out multiplied by dt/dx.

/** max(x, 0) in one instruction. */
@inline export function positive(x: v128): v128 {
  return f32x4.pmax(x, f32x4.splat(0));
}

/**
 * Excess over hydrostatic pressure on a wall that water of depth h meets at speed w (towards the
 * wall): the HLL flux against the mirrored state, h·w·(a + 1.5·max(w, 0)), never below vacuum.
 */
@inline function wallExcess(h: v128, w: v128): v128 {
  const a = f32x4.sqrt(f32x4.mul(f32x4.splat(GRAVITY), h));
  const excess = f32x4.mul(
    f32x4.mul(h, w),
    f32x4.add(a, f32x4.mul(f32x4.splat(1.5), positive(w))),
  );
  const vacuum = f32x4.mul(f32x4.splat(-0.5 * GRAVITY), f32x4.mul(h, h));
  return f32x4.pmax(excess, vacuum);
}

/**
 * HLLC flux with hydrostatic reconstruction (Audusse et al. 2004; wave speeds of Toro 2001 §10).
 * The normal momentum is given as the difference to the hydrostatic pressure of the cell it is for:
 * `l` = momentum − g·hL²/2 for the cell on the left, `r` = momentum − g·hR²/2 for the one on the
 * right. Audusse's source term and the pressure of opposite faces then cancel by construction and
 * water at rest stays at rest to the last bit.
 *
 * `zf` is the bed at the face: the higher of the two cells, or a crest on the face. `crested` says
 * that it may stand above both cells, and dry faces below such a crest act as walls.
 */
@inline export function face(
  m: usize, l: usize, r: usize, t: usize, scale: v128,
  hl: v128, zl: v128, ul: v128, vl: v128,
  hr: v128, zr: v128, ur: v128, vr: v128,
  zf: v128, crested: bool,
): void {
  const zero = f32x4.splat(0);
  const g = f32x4.splat(GRAVITY);
  const half = f32x4.splat(0.5);
  const hL = positive(f32x4.add(hl, f32x4.sub(zl, zf)));
  const hR = positive(f32x4.add(hr, f32x4.sub(zr, zf)));
  const aL = f32x4.sqrt(f32x4.mul(g, hL));
  const aR = f32x4.sqrt(f32x4.mul(g, hR));
  // Most faces are wet on both sides; what dry sides and walls need waits behind this one test.
  const wetL = f32x4.gt(hL, zero);
  const wetR = f32x4.gt(hR, zero);
  const someDry = !i32x4.all_true(v128.and(wetL, wetR));
  let uL = ul;
  let uR = ur;
  if (someDry) {
    // Water below the face has no say in how fast the other side runs off.
    uL = v128.bitselect(ul, ur, wetL);
    uR = v128.bitselect(ur, ul, wetR);
  }
  // Two-rarefaction estimate of the middle state.
  const uStar = f32x4.add(f32x4.mul(half, f32x4.add(uL, uR)), f32x4.sub(aL, aR));
  const aStar = f32x4.abs(
    f32x4.add(
      f32x4.mul(half, f32x4.add(aL, aR)),
      f32x4.mul(f32x4.splat(0.25), f32x4.sub(uL, uR)),
    ),
  );
  let sL = f32x4.pmin(f32x4.sub(uL, aL), f32x4.sub(uStar, aStar));
  let sR = f32x4.pmax(f32x4.add(uR, aR), f32x4.add(uStar, aStar));
  if (someDry) {
    // Dry bed on one side: the front runs at 2a. Dry on both: any width will do.
    sL = v128.bitselect(sL, f32x4.sub(uR, f32x4.add(aR, aR)), wetL);
    sR = v128.bitselect(sR, f32x4.add(uL, f32x4.add(aL, aL)), wetR);
    sR = f32x4.pmax(sR, f32x4.splat(1e-12));
  }
  sL = f32x4.pmin(sL, zero);
  sR = positive(sR);
  const inv = f32x4.div(scale, f32x4.sub(sR, sL));
  const ss = f32x4.mul(sL, sR);
  const qL = f32x4.mul(hL, uL);
  const qR = f32x4.mul(hR, uR);
  const dh = f32x4.sub(hR, hL);
  const wl = f32x4.mul(sR, qL);
  const wr = f32x4.mul(sL, qR);
  let mass = f32x4.mul(inv, f32x4.add(f32x4.mul(ss, dh), f32x4.sub(wl, wr)));
  const common = f32x4.add(
    f32x4.mul(ss, f32x4.sub(qR, qL)),
    f32x4.sub(f32x4.mul(wl, uL), f32x4.mul(wr, uR)),
  );
  const dp = f32x4.mul(f32x4.splat(0.5 * GRAVITY), f32x4.mul(dh, f32x4.add(hR, hL)));
  let left = f32x4.mul(inv, f32x4.sub(common, f32x4.mul(sL, dp)));
  let right = f32x4.mul(inv, f32x4.sub(common, f32x4.mul(sR, dp)));
  if (someDry) {
    // Towards dry ground the HLL flux is generous: a column that runs off on four sides would give
    // more than it has. A face takes a quarter of it at most, besides what flows there anyway.
    const quarter = f32x4.splat(0.25);
    const most = f32x4.mul(hL, f32x4.add(quarter, f32x4.mul(scale, positive(uL))));
    const least = f32x4.mul(hR, f32x4.sub(f32x4.mul(scale, f32x4.pmin(uR, zero)), quarter));
    mass = f32x4.pmax(f32x4.pmin(mass, most), least);
    let wall = f32x4.gt(zf, f32x4.splat(WALL_TEST));
    if (crested) {
      const below = f32x4.gt(zf, f32x4.pmax(zl, zr));
      const dry = f32x4.eq(f32x4.pmax(hL, hR), zero);
      wall = v128.or(wall, v128.and(below, dry));
    }
    if (v128.any_true(wall)) {
      const pl = f32x4.mul(scale, wallExcess(hl, ul));
      const pr = f32x4.mul(scale, wallExcess(hr, f32x4.neg(ur)));
      left = v128.bitselect(pl, left, wall);
      right = v128.bitselect(pr, right, wall);
    }
  }
  v128.store(m, mass);
  v128.store(l, left);
  v128.store(r, right);
  v128.store(t, f32x4.mul(mass, v128.bitselect(vl, vr, f32x4.gt(mass, zero))));
}
