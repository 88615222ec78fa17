import { exp2v } from './exponential';

// Sums of Gaussian puffs. A puff is 6 f32: x, y, z, −log2e/(2σ²) across, −log2e/(2σz²) up, amplitude.
// Receptors are planes of f32 with a count divisible by 4; puffs come in pairs (pad with amplitude 0).

const PUFF: usize = 24;

/** Concentration at receptors anywhere: every puff and its image below the ground, two exponentials a pair. */
export function puffsAt(puffs: usize, count: i32, x: usize, y: usize, z: usize, n: i32, out: usize): void {
  const end = <usize>n << 2;
  for (let p = 0; p < count; p += 2) {
    const a = puffs + <usize>p * PUFF;
    const ax = v128.load32_splat(a);
    const ay = v128.load32_splat(a, 4);
    const az = v128.load32_splat(a, 8);
    const ah = v128.load32_splat(a, 12);
    const av = v128.load32_splat(a, 16);
    const aq = v128.load32_splat(a, 20);
    const bx = v128.load32_splat(a, 24);
    const by = v128.load32_splat(a, 28);
    const bz = v128.load32_splat(a, 32);
    const bh = v128.load32_splat(a, 36);
    const bv = v128.load32_splat(a, 40);
    const bq = v128.load32_splat(a, 44);
    for (let o: usize = 0; o < end; o += 16) {
      const rx = v128.load(x + o);
      const ry = v128.load(y + o);
      const rz = v128.load(z + o);
      const sum = f32x4.add(
        v128.load(out + o),
        f32x4.add(one(rx, ry, rz, ax, ay, az, ah, av, aq), one(rx, ry, rz, bx, by, bz, bh, bv, bq)),
      );
      v128.store(out + o, sum);
    }
  }
}

@inline function one(rx: v128, ry: v128, rz: v128, px: v128, py: v128, pz: v128, h: v128, v: v128, q: v128): v128 {
  const dx = f32x4.sub(rx, px);
  const dy = f32x4.sub(ry, py);
  const zm = f32x4.sub(rz, pz);
  const zp = f32x4.add(rz, pz);
  const across = f32x4.mul(f32x4.add(f32x4.mul(dx, dx), f32x4.mul(dy, dy)), h);
  const direct = exp2v(f32x4.add(across, f32x4.mul(f32x4.mul(zm, zm), v)));
  const image = exp2v(f32x4.add(across, f32x4.mul(f32x4.mul(zp, zp), v)));
  return f32x4.mul(q, f32x4.add(direct, image));
}

/**
 * Puffs of elliptic shape at receptors of one height. A puff is 6 f32: x, y, factors of dx², dx·dy and dy²
 * in the power of two, amplitude with the vertical factor. One exponential a pair.
 */
export function puffsOnPlane(puffs: usize, count: i32, x: usize, y: usize, n: i32, out: usize): void {
  const end = <usize>n << 2;
  for (let p = 0; p < count; p++) {
    const a = puffs + <usize>p * PUFF;
    const px = v128.load32_splat(a);
    const py = v128.load32_splat(a, 4);
    const xx = v128.load32_splat(a, 8);
    const xy = v128.load32_splat(a, 12);
    const yy = v128.load32_splat(a, 16);
    const q = v128.load32_splat(a, 20);
    for (let o: usize = 0; o < end; o += 16) {
      const dx = f32x4.sub(v128.load(x + o), px);
      const dy = f32x4.sub(v128.load(y + o), py);
      const t = f32x4.add(
        f32x4.mul(dx, f32x4.add(f32x4.mul(dx, xx), f32x4.mul(dy, xy))),
        f32x4.mul(f32x4.mul(dy, dy), yy),
      );
      v128.store(out + o, f32x4.add(v128.load(out + o), f32x4.mul(q, exp2v(t))));
    }
  }
}

/**
 * Round puffs on a level grid, where e^(−r²) is a product of a row and a column factor: no exponential a
 * pair. Puffs (count divisible by 4) carry the vertical factor in their amplitude. `cols` is divisible
 * by 8 and `rows` by 2. `work` holds 4·cols f32 and 4·rows v128.
 */
export function puffsOnGrid(
  puffs: usize, count: i32, cols: i32, rows: i32, x0: f32, y0: f32, d: f32, out: usize, work: usize,
): void {
  const pitch = <usize>cols << 2;
  const north = work + 4 * pitch;
  for (let p = 0; p < count; p += 4) {
    for (let k = 0; k < 4; k++) {
      const a = puffs + <usize>(p + k) * PUFF;
      const h = v128.load32_splat(a, 12);
      factors(work + <usize>k * pitch, cols, x0, d, v128.load32_splat(a), h, v128.load32_splat(a, 20));
      const scratch = north + (<usize>rows << 6);
      factors(scratch, rows, y0, d, v128.load32_splat(a, 4), h, f32x4.splat(1.0));
      for (let j = 0; j < rows; j++) {
        v128.store(north + (<usize>j << 6) + (<usize>k << 4), v128.load32_splat(scratch + (<usize>j << 2)));
      }
    }
    for (let j = 0; j < rows; j += 2) products(out + <usize>j * pitch, pitch, work, north + (<usize>j << 6));
  }
}

/** exp(−(x − px)²/2σ²)·q at the cells of a row or a column (rounded up to a multiple of 4). */
@inline function factors(to: usize, n: i32, x0: f32, d: f32, px: v128, h: v128, q: v128): void {
  for (let i = 0; i < n; i += 4) {
    const at = f32x4.add(f32x4.splat(x0), f32x4.mul(f32x4.splat(d), f32x4(<f32>i, <f32>(i + 1), <f32>(i + 2), <f32>(i + 3))));
    const dx = f32x4.sub(at, px);
    v128.store(to + (<usize>i << 2), f32x4.mul(q, exp2v(f32x4.mul(f32x4.mul(dx, dx), h))));
  }
}

/** Two rows of cells, four puffs. */
@inline function products(row: usize, pitch: usize, ex: usize, ey: usize): void {
  const a0 = v128.load(ey);
  const a1 = v128.load(ey, 16);
  const a2 = v128.load(ey, 32);
  const a3 = v128.load(ey, 48);
  const b0 = v128.load(ey, 64);
  const b1 = v128.load(ey, 80);
  const b2 = v128.load(ey, 96);
  const b3 = v128.load(ey, 112);
  const second = row + pitch;
  const ex1 = ex + pitch;
  const ex2 = ex1 + pitch;
  const ex3 = ex2 + pitch;
  for (let o: usize = 0; o < pitch; o += 16) {
    const e0 = v128.load(ex + o);
    const e1 = v128.load(ex1 + o);
    const e2 = v128.load(ex2 + o);
    const e3 = v128.load(ex3 + o);
    const a = f32x4.add(f32x4.add(f32x4.mul(e0, a0), f32x4.mul(e1, a1)), f32x4.add(f32x4.mul(e2, a2), f32x4.mul(e3, a3)));
    const b = f32x4.add(f32x4.add(f32x4.mul(e0, b0), f32x4.mul(e1, b1)), f32x4.add(f32x4.mul(e2, b2), f32x4.mul(e3, b3)));
    v128.store(row + o, f32x4.add(v128.load(row + o), a));
    v128.store(second + o, f32x4.add(v128.load(second + o), b));
  }
}
