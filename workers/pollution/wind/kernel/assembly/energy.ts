import { Level } from './level';

// Steady turbulent kinetic energy k on the corrected wind (one-equation closure with a given length):
//   u·∇k = ∇·(νₜ/σₖ ∇k) + νₜ S² − Cµ^¾ k^{3/2}/l,   νₜ = Cµ^¼ l √k.
// One Gauss–Seidel sweep, upwind for transport; zero flux through walls; ghosts hold the boundary
// values. Sequential, therefore the same bits everywhere.

@inline function get(a: usize, o: usize): f32 {
  return load<f32>(a + o);
}

/** Least energy, m²/s²: keeps √k away from zero. */
const FLOOR: f32 = 1e-8;

/**
 * `u`, `v`, `w` are face velocities (of the face on the low side of the cell: west, south, bottom),
 * `shear` is S² (s⁻²), `length` l (m). `back` runs the sweep from the far corner. Returns the largest
 * change relative to the energy there.
 */
export function sweepEnergy(
  level: usize,
  energy: usize,
  u: usize,
  v: usize,
  w: usize,
  shear: usize,
  length: usize,
  dx: f32,
  dz: f32,
  c4: f32,
  sigma: f32,
  back: i32,
): f32 {
  const l = changetype<Level>(level);
  const y = (<usize>l.px) << 2;
  const z = (<usize>l.plane) << 2;
  const rx: f32 = 1 / dx;
  const rz: f32 = 1 / dz;
  const hx: f32 = (0.5 * rx * rx * c4) / sigma;
  const hz: f32 = (0.5 * rz * rz * c4) / sigma;
  const c34: f32 = c4 * c4 * c4;
  let most: f32 = 0;
  const total = l.nx * l.ny * l.nz;
  for (let n = 0; n < total; n++) {
    const m = back ? total - 1 - n : n;
    const i = (m % l.nx) + 1;
    const row = m / l.nx;
    const j = (row % l.ny) + 1;
    const k = row / l.ny + 1;
    const o = (<usize>(k * l.plane + j * l.px + i)) << 2;
    if (get(l.di, o) === 0) continue;
    const old = get(energy, o);
    const root = sqrt(max(old, FLOOR));
    const len = get(length, o);
    const mine = len * root;
    let sum: f32 = 0;
    let by: f32 = 0;
    if (get(l.ce, o) > 0) {
      const e = get(energy, o + 4);
      const a = hx * (mine + get(length, o + 4) * sqrt(e)) + rx * max(-get(u, o + 4), 0);
      sum += a;
      by += a * e;
    }
    if (get(l.ce, o - 4) > 0) {
      const e = get(energy, o - 4);
      const a = hx * (mine + get(length, o - 4) * sqrt(e)) + rx * max(get(u, o), 0);
      sum += a;
      by += a * e;
    }
    if (get(l.cn, o) > 0) {
      const e = get(energy, o + y);
      const a = hx * (mine + get(length, o + y) * sqrt(e)) + rx * max(-get(v, o + y), 0);
      sum += a;
      by += a * e;
    }
    if (get(l.cn, o - y) > 0) {
      const e = get(energy, o - y);
      const a = hx * (mine + get(length, o - y) * sqrt(e)) + rx * max(get(v, o), 0);
      sum += a;
      by += a * e;
    }
    if (get(l.ct, o) > 0) {
      const e = get(energy, o + z);
      const a = hz * (mine + get(length, o + z) * sqrt(e)) + rz * max(-get(w, o + z), 0);
      sum += a;
      by += a * e;
    }
    if (get(l.ct, o - z) > 0) {
      const e = get(energy, o - z);
      const a = hz * (mine + get(length, o - z) * sqrt(e)) + rz * max(get(w, o), 0);
      sum += a;
      by += a * e;
    }
    const decay = (c34 * root) / len;
    const made = c4 * mine * get(shear, o);
    const fresh = max((by + made) / (sum + decay), FLOOR);
    store<f32>(energy + o, fresh);
    most = max(most, abs(fresh - old) / fresh);
  }
  return most;
}
