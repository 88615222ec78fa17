import { Level, LEVEL_BYTES } from './level';
import { colour, residual } from './smooth';

/** Red-black sweeps before and after each visit of the coarser grid, and on the coarsest. */
const SWEEPS: i32 = 2;
const COARSEST_SWEEPS: i32 = 24;

@inline function levelAt(first: usize, n: i32): Level {
  return changetype<Level>(first + <usize>n * LEVEL_BYTES);
}

@inline function at(l: Level, array: usize, i: i32, j: i32, k: i32): usize {
  return array + ((<usize>(k * l.plane + j * l.px + i)) << 2);
}

/**
 * Conductances of a coarser grid: a coarse face gathers its four fine faces over twice the distance.
 * Symmetric, so that the V-cycle may precondition conjugate gradients.
 */
export function coarsen(first: usize, n: i32): void {
  const f = levelAt(first, n - 1);
  const c = levelAt(first, n);
  for (let k = 0; k <= c.nz; k++) {
    for (let j = 0; j <= c.ny; j++) {
      for (let i = 0; i <= c.nx; i++) {
        const fi = min(2 * i, f.nx);
        const fj = min(2 * j, f.ny);
        const fk = min(2 * k, f.nz);
        let e: f32 = 0;
        let no: f32 = 0;
        let t: f32 = 0;
        for (let m = 0; m < 2; m++) {
          for (let h = 0; h < 2; h++) {
            if (j > 0 && k > 0) e += load<f32>(at(f, f.ce, fi, 2 * j - m, 2 * k - h));
            if (i > 0 && k > 0) no += load<f32>(at(f, f.cn, 2 * i - m, fj, 2 * k - h));
            if (i > 0 && j > 0) t += load<f32>(at(f, f.ct, 2 * i - m, 2 * j - h, fk));
          }
        }
        store<f32>(at(c, c.ce, i, j, k), 0.5 * e);
        store<f32>(at(c, c.cn, i, j, k), 0.5 * no);
        store<f32>(at(c, c.ct, i, j, k), 0.5 * t);
      }
    }
  }
  invert(c);
}

/** di = 1/diagonal of every real cell that has a face. */
export function invert(l: Level): void {
  for (let k = 1; k <= l.nz; k++) {
    for (let j = 1; j <= l.ny; j++) {
      for (let i = 1; i <= l.nx; i++) {
        const d =
          load<f32>(at(l, l.ce, i, j, k)) +
          load<f32>(at(l, l.ce, i - 1, j, k)) +
          load<f32>(at(l, l.cn, i, j, k)) +
          load<f32>(at(l, l.cn, i, j - 1, k)) +
          load<f32>(at(l, l.ct, i, j, k)) +
          load<f32>(at(l, l.ct, i, j, k - 1));
        store<f32>(at(l, l.di, i, j, k), d > 0 ? 1 / d : 0);
      }
    }
  }
}

/** Right-hand side of the coarser grid: sums of the residual over eight cells. */
function restrict(f: Level, c: Level): void {
  for (let k = 1; k <= c.nz; k++) {
    for (let j = 1; j <= c.ny; j++) {
      for (let i = 1; i <= c.nx; i++) {
        let s: f32 = 0;
        for (let m = 0; m < 2; m++) {
          for (let h = 0; h < 2; h++) {
            const row = at(f, f.r, 2 * i, 2 * j - m, 2 * k - h);
            s += load<f32>(row) + load<f32>(row - 4);
          }
        }
        store<f32>(at(c, c.b, i, j, k), load<f32>(at(c, c.di, i, j, k)) > 0 ? s : 0);
      }
    }
  }
}

/** Adds the coarse correction to the fine grid's open cells. */
function prolong(c: Level, f: Level): void {
  for (let k = 1; k <= f.nz; k++) {
    for (let j = 1; j <= f.ny; j++) {
      const coarse = at(c, c.x, 0, (j + 1) >> 1, (k + 1) >> 1);
      const row = at(f, 0, 0, j, k);
      for (let i = 1; i <= f.nx; i++) {
        const o = row + ((<usize>i) << 2);
        if (load<f32>(f.di + o) > 0) {
          const add = load<f32>(coarse + ((<usize>((i + 1) >> 1)) << 2));
          store<f32>(f.x + o, load<f32>(f.x + o) + add);
        }
      }
    }
  }
}

/** x of level n from zero by one V-cycle on its right-hand side. */
export function vCycle(first: usize, n: i32, levels: i32): void {
  const l = levelAt(first, n);
  const rows = (<usize>(l.plane * (l.nz + 2))) << 2;
  memory.fill(l.x, 0, rows);
  if (n === levels - 1) {
    for (let s = 0; s < COARSEST_SWEEPS; s++) {
      colour(l, 0);
      colour(l, 1);
    }
    for (let s = 0; s < COARSEST_SWEEPS; s++) {
      colour(l, 1);
      colour(l, 0);
    }
    return;
  }
  for (let s = 0; s < SWEEPS; s++) {
    colour(l, 0);
    colour(l, 1);
  }
  residual(l);
  restrict(l, levelAt(first, n + 1));
  vCycle(first, n + 1, levels);
  prolong(levelAt(first, n + 1), l);
  for (let s = 0; s < SWEEPS; s++) {
    colour(l, 1);
    colour(l, 0);
  }
}
