import { Level, rowOf } from './level';

/** Σ c·xₙ of four cells at byte offset o. */
@inline export function neighbours(l: Level, x: usize, o: usize): v128 {
  const y = (<usize>l.px) << 2;
  const z = (<usize>l.plane) << 2;
  let s = f32x4.mul(v128.load(l.ce + o), v128.load(x + o + 4));
  s = f32x4.add(s, f32x4.mul(v128.load(l.ce + o - 4), v128.load(x + o - 4)));
  s = f32x4.add(s, f32x4.mul(v128.load(l.cn + o), v128.load(x + o + y)));
  s = f32x4.add(s, f32x4.mul(v128.load(l.cn + o - y), v128.load(x + o - y)));
  s = f32x4.add(s, f32x4.mul(v128.load(l.ct + o), v128.load(x + o + z)));
  return f32x4.add(s, f32x4.mul(v128.load(l.ct + o - z), v128.load(x + o - z)));
}

/** Sum of the six conductances of four cells. */
@inline function diagonal(l: Level, o: usize): v128 {
  const y = (<usize>l.px) << 2;
  const z = (<usize>l.plane) << 2;
  let s = f32x4.add(v128.load(l.ce + o), v128.load(l.ce + o - 4));
  s = f32x4.add(s, f32x4.add(v128.load(l.cn + o), v128.load(l.cn + o - y)));
  return f32x4.add(s, f32x4.add(v128.load(l.ct + o), v128.load(l.ct + o - z)));
}

/** Ones where the four cells are open: ghosts and padding beyond a row's end take no part. */
@inline function open(l: Level, o: usize): v128 {
  return f32x4.gt(v128.load(l.di + o), f32x4.splat(0));
}

/** One colour of red-black Gauss–Seidel on A x = b. */
export function colour(l: Level, which: i32): void {
  for (let k = 1; k <= l.nz; k++) {
    for (let j = 1; j <= l.ny; j++) {
      const mask = (j + k + which) & 1 ? i32x4(-1, 0, -1, 0) : i32x4(0, -1, 0, -1);
      const from = rowOf(l, j, k);
      const to = from + ((<usize>l.nx) << 2);
      for (let o = from; o < to; o += 16) {
        const fresh = f32x4.mul(
          f32x4.add(v128.load(l.b + o), neighbours(l, l.x, o)),
          v128.load(l.di + o),
        );
        v128.store(l.x + o, v128.bitselect(fresh, v128.load(l.x + o), mask));
      }
    }
  }
}

/** r = b − A x. */
export function residual(l: Level): void {
  for (let k = 1; k <= l.nz; k++) {
    for (let j = 1; j <= l.ny; j++) {
      const from = rowOf(l, j, k);
      const to = from + ((<usize>l.nx) << 2);
      for (let o = from; o < to; o += 16) {
        const ax = f32x4.sub(
          f32x4.mul(diagonal(l, o), v128.load(l.x + o)),
          neighbours(l, l.x, o),
        );
        v128.store(l.r + o, v128.and(f32x4.sub(v128.load(l.b + o), ax), open(l, o)));
      }
    }
  }
}

/** q = A p; returns p·q, summed row by row. */
export function product(l: Level, p: usize, q: usize): f64 {
  let sum: f64 = 0;
  for (let k = 1; k <= l.nz; k++) {
    for (let j = 1; j <= l.ny; j++) {
      const from = rowOf(l, j, k);
      const to = from + ((<usize>l.nx) << 2);
      let row = f64x2.splat(0);
      for (let o = from; o < to; o += 16) {
        const pv = v128.load(p + o);
        const ap = v128.and(
          f32x4.sub(f32x4.mul(diagonal(l, o), pv), neighbours(l, p, o)),
          open(l, o),
        );
        v128.store(q + o, ap);
        row = f64x2.add(row, pairs(f32x4.mul(pv, ap)));
      }
      sum += f64x2.extract_lane(row, 0) + f64x2.extract_lane(row, 1);
    }
  }
  return sum;
}

/** Four products as two sums in f64. */
@inline export function pairs(v: v128): v128 {
  return f64x2.add(
    f64x2.promote_low_f32x4(v),
    f64x2.promote_low_f32x4(i8x16.shuffle(v, v, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15)),
  );
}
