// Advection and diffusion on a grid, explicit and conservative. Each face between cells a (low) and
// b (high) carries out·C_a − in·C_b with out = dt (max(u,0)/d + K/d²) and in = dt (max(−u,0)/d + K/d²):
// donor-cell transport and diffusion in one. Arrays have one ghost cell on each side (index
// (k·(ny+2) + j)·px + i, real cells from 1) and hold the coefficients of the face on the high side of
// each cell. `keep` is 1 − Σ of what leaves a cell (and what decays or deposits there). The state is
// f64, the coefficients are f32 in whole multiples of 2⁻²⁴, so that what stays and what leaves add up
// to exactly 1 and mass drifts by f64 rounding only.

/** Two cells' coefficients times two cells' contents. */
@inline function share(coefficient: usize, o: usize, c: usize, at: usize): v128 {
  return f64x2.mul(
    f64x2.promote_low_f32x4(v128.load64_zero(coefficient + (o << 2))),
    v128.load(c + (at << 3)),
  );
}

/** c' = keep·c + Σ what neighbours give. */
export function forwardStep(
  nx: i32,
  ny: i32,
  nz: i32,
  px: i32,
  c: usize,
  to: usize,
  keep: usize,
  outE: usize,
  inE: usize,
  outN: usize,
  inN: usize,
  outT: usize,
  inT: usize,
): void {
  const y = <usize>px;
  const z = <usize>(px * (ny + 2));
  for (let k = 1; k <= nz; k++) {
    for (let j = 1; j <= ny; j++) {
      const from = <usize>((k * (ny + 2) + j) * px + 1);
      const end = from + <usize>nx;
      for (let o = from; o < end; o += 2) {
        let s = share(keep, o, c, o);
        s = f64x2.add(s, share(inE, o, c, o + 1));
        s = f64x2.add(s, share(outE, o - 1, c, o - 1));
        s = f64x2.add(s, share(inN, o, c, o + y));
        s = f64x2.add(s, share(outN, o - y, c, o - y));
        s = f64x2.add(s, share(inT, o, c, o + z));
        s = f64x2.add(s, share(outT, o - z, c, o - z));
        v128.store(to + (o << 3), s);
      }
    }
  }
}

/** The transposed operator: c' = keep·c + Σ what this cell gives × the neighbour's c. */
export function adjointStep(
  nx: i32,
  ny: i32,
  nz: i32,
  px: i32,
  c: usize,
  to: usize,
  keep: usize,
  outE: usize,
  inE: usize,
  outN: usize,
  inN: usize,
  outT: usize,
  inT: usize,
): void {
  const y = <usize>px;
  const z = <usize>(px * (ny + 2));
  for (let k = 1; k <= nz; k++) {
    for (let j = 1; j <= ny; j++) {
      const from = <usize>((k * (ny + 2) + j) * px + 1);
      const end = from + <usize>nx;
      for (let o = from; o < end; o += 2) {
        let s = share(keep, o, c, o);
        s = f64x2.add(s, share(outE, o, c, o + 1));
        s = f64x2.add(s, share(inE, o - 1, c, o - 1));
        s = f64x2.add(s, share(outN, o, c, o + y));
        s = f64x2.add(s, share(inN, o - y, c, o - y));
        s = f64x2.add(s, share(outT, o, c, o + z));
        s = f64x2.add(s, share(inT, o - z, c, o - z));
        v128.store(to + (o << 3), s);
      }
    }
  }
}
