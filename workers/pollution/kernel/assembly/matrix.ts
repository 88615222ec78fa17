import { lineAt, ON_SOURCE, pointAt, REACH } from './plume';

// Source–receptor rows: concentration at every receptor per unit emission of one source. A source is 8
// words: x, y of its start in the wind's axes (x downwind), x and y to its end, address of its table,
// bounds a and b of its half width (σ_y ≤ a·x + b).

const SOURCE: usize = 32;

/** Fills `rows` rows of `pitch` bytes from the source at `sources` on. */
export function fillRows(sources: usize, rows: i32, x: usize, y: usize, n: i32, out: usize, pitch: usize): void {
  for (let k = 0; k < rows; k++) row(sources + <usize>k * SOURCE, x, y, n, out + <usize>k * pitch);
}

function row(source: usize, xs: usize, ys: usize, n: i32, out: usize): void {
  const x0 = load<f32>(source);
  const y0 = load<f32>(source, 4);
  const dx = load<f32>(source, 8);
  const dy = load<f32>(source, 12);
  const table = <usize>load<u32>(source, 16);
  const point = dx == 0 && dy == 0;
  const vx0 = f32x4.splat(x0);
  const vy0 = f32x4.splat(y0);
  const vdx = f32x4.splat(dx);
  const vdy = f32x4.splat(dy);
  const grow = f32x4.splat(REACH * load<f32>(source, 20));
  const start = f32x4.splat(REACH * load<f32>(source, 24));
  const zero = f32x4.splat(0);
  const end = <usize>n << 2;
  for (let o: usize = 0; o < end; o += 16) {
    const xa = f32x4.sub(v128.load(xs + o), vx0);
    const ya = f32x4.sub(v128.load(ys + o), vy0);
    const far = f32x4.pmax(xa, f32x4.sub(xa, vdx));
    const yb = f32x4.sub(ya, vdy);
    const reach = f32x4.add(f32x4.mul(grow, f32x4.pmax(far, f32x4.splat(1.0))), start);
    // Within reach where neither both ends lie left of the plume nor both right of it, and one upwind.
    const low = f32x4.pmin(ya, yb);
    const high = f32x4.pmax(ya, yb);
    const near = v128.and(f32x4.le(low, reach), f32x4.ge(f32x4.add(high, reach), zero));
    const hit = v128.and(near, f32x4.ge(far, f32x4.splat(ON_SOURCE)));
    v128.store(out + o, zero);
    if (!v128.any_true(hit)) continue;
    const mask = i32x4.bitmask(hit);
    for (let lane: usize = 0; lane < 4; lane++) {
      if (!((mask >> <i32>lane) & 1)) continue;
      const at = o + (lane << 2);
      const px = load<f32>(xs + at) - x0;
      const py = load<f32>(ys + at) - y0;
      store<f32>(out + at, point ? pointAt(table, px, py) : lineAt(table, px, py, px - dx, py - dy));
    }
  }
}

/** out += Σ rate·row over `rows` rows; rates are f32. Rows of rate 0 cost nothing. */
export function addRows(matrix: usize, pitch: usize, rows: i32, rates: usize, n: i32, out: usize): void {
  const end = <usize>n << 2;
  for (let k = 0; k < rows; k++) {
    const q = load<f32>(rates + (<usize>k << 2));
    if (q == 0) continue;
    const rate = f32x4.splat(q);
    const row = matrix + <usize>k * pitch;
    for (let o: usize = 0; o < end; o += 16) {
      v128.store(out + o, f32x4.add(v128.load(out + o), f32x4.mul(rate, v128.load(row + o))));
    }
  }
}

/**
 * The adjoint, from places to sources: out[k] = Σ over receptors of weight · (receptor per unit of source
 * k), receptors outermost, each source summed in f64.
 */
export function adjoint(sources: usize, count: i32, x: usize, y: usize, weights: usize, n: i32, out: usize): void {
  for (let k = 0; k < count; k++) store<f64>(out + (<usize>k << 3), 0);
  for (let r = 0; r < n; r++) {
    const w = <f64>load<f32>(weights + (<usize>r << 2));
    if (w == 0) continue;
    const rx = load<f32>(x + (<usize>r << 2));
    const ry = load<f32>(y + (<usize>r << 2));
    for (let k = 0; k < count; k++) {
      const s = sources + <usize>k * SOURCE;
      const px = rx - load<f32>(s);
      const py = ry - load<f32>(s, 4);
      const dx = load<f32>(s, 8);
      const dy = load<f32>(s, 12);
      const table = <usize>load<u32>(s, 16);
      const c = dx == 0 && dy == 0 ? pointAt(table, px, py) : lineAt(table, px, py, px - dx, py - dy);
      if (c != 0) store<f64>(out + (<usize>k << 3), load<f64>(out + (<usize>k << 3)) + w * <f64>c);
    }
  }
}
