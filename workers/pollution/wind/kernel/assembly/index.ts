import { Level, rowOf } from './level';
import { coarsen, invert, vCycle } from './multigrid';
import { pairs, product } from './smooth';

export { sweepEnergy } from './energy';

/** Builds the coarser levels from the conductances of the finest. */
export function build(first: usize, levels: i32): void {
  invert(changetype<Level>(first));
  for (let n = 1; n < levels; n++) coarsen(first, n);
}

/** a·b over the real cells, row by row. */
function dot(l: Level, a: usize, b: usize): f64 {
  let sum: f64 = 0;
  for (let k = 1; k <= l.nz; k++) {
    for (let j = 1; j <= l.ny; j++) {
      const from = rowOf(l, j, k);
      const to = from + ((<usize>l.nx) << 2);
      let row = f64x2.splat(0);
      for (let o = from; o < to; o += 16) {
        row = f64x2.add(row, pairs(f32x4.mul(v128.load(a + o), v128.load(b + o))));
      }
      sum += f64x2.extract_lane(row, 0) + f64x2.extract_lane(row, 1);
    }
  }
  return sum;
}

/** y = x·s + y, or with `swap` y = x + y·s. */
function combine(l: Level, x: usize, y: usize, s: f32, swap: bool): void {
  const c = f32x4.splat(s);
  const rows = (<usize>(l.plane * (l.nz + 2))) << 2;
  for (let o: usize = 0; o < rows; o += 16) {
    const xv = v128.load(x + o);
    const yv = v128.load(y + o);
    v128.store(y + o, swap ? f32x4.add(xv, f32x4.mul(yv, c)) : f32x4.add(yv, f32x4.mul(xv, c)));
  }
}

/**
 * Conjugate gradients on A λ = b, preconditioned by one V-cycle. `b` of the finest level holds the
 * right-hand side and afterwards the residual; λ starts at zero. Stops when the residual's norm has
 * fallen by `drop`. Returns the iterations made.
 */
export function solve(
  first: usize,
  levels: i32,
  lambda: usize,
  p: usize,
  q: usize,
  drop: f64,
  most: i32,
): i32 {
  const l = changetype<Level>(first);
  const goal = drop * drop * dot(l, l.b, l.b);
  if (goal === 0) return 0;
  let rz: f64 = 0;
  for (let it = 0; it < most; it++) {
    vCycle(first, 0, levels);
    const next = dot(l, l.b, l.x);
    combine(l, l.x, p, it === 0 ? 0 : <f32>(next / rz), true);
    rz = next;
    const step = <f32>(rz / product(l, p, q));
    combine(l, p, lambda, step, false);
    combine(l, q, l.b, -step, false);
    if (dot(l, l.b, l.b) <= goal) return it + 1;
  }
  return most;
}
