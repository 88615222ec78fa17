import { exp1, exp2v, log2v } from './exponential';
import { pointAt, seriesAt } from './plume';

// Likelihood of sensor readings given a source at a place, with what is not known summed out: wind
// direction, errors of σ_y and of the vertical spread that all sensors share, and the rate.

const INV_ROOT_2PI: f32 = 0.39894228;
const SENSORS_MOST: usize = 64;

/** Task: 16 words, see `finding/evaluate.ts`. */
const SENSORS: usize = 0;
const DIRECTIONS: usize = 4;
const TABLES: usize = 8;
const WIDTHS: usize = 12;
const RATES: usize = 16;
const SENSOR_AT: usize = 20;
const DIRECTION_AT: usize = 24;
const TABLE_AT: usize = 28;
const WIDTH_AT: usize = 32;
const RATE_AT: usize = 36;
const SCRATCH: usize = 40;
const EPSILON: usize = 44;
const PRECISION: usize = 48;
const READING_SUM: usize = 52;

@inline function at(task: usize, word: usize): usize {
  return <usize>load<u32>(task + word);
}

/** Log evidence, mean ln rate and its mean square for each of `count` places (x, y); out: 3 f32 a place. */
export function evidence(task: usize, places: usize, count: i32, out: usize): void {
  const n = load<i32>(task, SENSORS);
  const end = <usize>n << 2;
  const sx = at(task, SENSOR_AT);
  const sy = sx + end;
  const logs = sy + end;
  const weights = logs + end;
  const along = at(task, SCRATCH);
  const across = along + 4 * SENSORS_MOST;
  const axis = across + 4 * SENSORS_MOST;
  const turn = axis + 4 * SENSORS_MOST;
  const unit = turn + 4 * SENSORS_MOST;
  const epsilon = f32x4.splat(load<f32>(task, EPSILON));
  const precision = load<f32>(task, PRECISION);
  const readings = load<f32>(task, READING_SUM);
  for (let k = 0; k < count; k++) {
    const px = load<f32>(places + (<usize>k << 3));
    const py = load<f32>(places + (<usize>k << 3), 4);
    let top: f32 = -1e30;
    let mass: f64 = 0;
    let first: f64 = 0;
    let second: f64 = 0;
    for (let d = 0; d < load<i32>(task, DIRECTIONS); d++) {
      const direction = at(task, DIRECTION_AT) + <usize>d * 12;
      const ux = load<f32>(direction);
      const uy = load<f32>(direction, 4);
      for (let o: usize = 0; o < end; o += 4) {
        const dx = load<f32>(sx + o) - px;
        const dy = load<f32>(sy + o) - py;
        store<f32>(along + o, dx * ux + dy * uy);
        store<f32>(across + o, dy * ux - dx * uy);
      }
      for (let t = 0; t < load<i32>(task, TABLES); t++) {
        const table = at(task, TABLE_AT) + (<usize>t << 3);
        const values = <usize>load<u32>(table);
        for (let o: usize = 0; o < end; o += 4) seriesAt(values, load<f32>(along + o), load<f32>(across + o), axis + o, turn + o);
        for (let w = 0; w < load<i32>(task, WIDTHS); w++) {
          const width = at(task, WIDTH_AT) + (<usize>w << 3);
          const narrow = <f32>1.0 / load<f32>(width);
          const prior = load<f32>(direction, 8) + load<f32>(table, 4) + load<f32>(width, 4);
          const sum = unitAt(axis, turn, weights, unit, end, narrow);
          if (!(sum > <f32>1e-20)) continue;
          const q0 = readings / sum;
          const lnQ0 = NativeMathf.log(q0);
          for (let r = 0; r < load<i32>(task, RATES); r++) {
            const rate = at(task, RATE_AT) + (<usize>r << 3);
            const q = f32x4.splat(q0 * load<f32>(rate));
            let square = f32x4.splat(0);
            for (let o: usize = 0; o < end; o += 16) {
              const modelled = log2v(f32x4.add(f32x4.mul(q, v128.load(unit + o)), epsilon));
              const miss = f32x4.sub(modelled, v128.load(logs + o));
              square = f32x4.add(square, f32x4.mul(v128.load(weights + o), f32x4.mul(miss, miss)));
            }
            const l = prior - precision * lanes(square);
            const lnQ = <f64>(lnQ0 + load<f32>(rate, 4));
            if (l > top) {
              const scale = <f64>exp1(max<f32>(top - l, -60));
              mass *= scale;
              first *= scale;
              second *= scale;
              top = l;
            }
            const p = <f64>exp1(l - top);
            mass += p;
            first += p * lnQ;
            second += p * lnQ * lnQ;
          }
        }
      }
    }
    const to = out + <usize>k * 12;
    store<f32>(to, mass > 0 ? top + <f32>NativeMath.log(mass) : <f32>-1e30);
    store<f32>(to, mass > 0 ? <f32>(first / mass) : 0, 4);
    store<f32>(to, mass > 0 ? <f32>(second / mass) : 0, 8);
  }
}

/** Unit concentrations at the sensors for one width; returns their weighted sum. */
@inline function unitAt(axis: usize, turn: usize, weights: usize, unit: usize, end: usize, narrow: f32): f32 {
  let sum = f32x4.splat(0);
  // −½ log2 e: the bell in powers of two.
  const half = f32x4.splat(<f32>-0.72134752 * narrow * narrow);
  const scale = f32x4.splat(INV_ROOT_2PI * narrow);
  for (let o: usize = 0; o < end; o += 16) {
    const u = v128.load(turn + o);
    const c = f32x4.mul(f32x4.mul(v128.load(axis + o), scale), exp2v(f32x4.mul(f32x4.mul(u, u), half)));
    v128.store(unit + o, c);
    sum = f32x4.add(sum, f32x4.mul(c, v128.load(weights + o)));
  }
  return lanes(sum);
}

@inline function lanes(v: v128): f32 {
  return f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3));
}

/** Unit concentrations at n sensors (x, y planes) from `count` places along one direction: row by place. */
export function unitRows(table: usize, ux: f32, uy: f32, places: usize, count: i32, sx: usize, sy: usize, n: i32, out: usize): void {
  for (let k = 0; k < count; k++) {
    const px = load<f32>(places + (<usize>k << 3));
    const py = load<f32>(places + (<usize>k << 3), 4);
    for (let s = 0; s < n; s++) {
      const o = <usize>s << 2;
      const dx = load<f32>(sx + o) - px;
      const dy = load<f32>(sy + o) - py;
      store<f32>(out + (<usize>(k * n + s) << 2), pointAt(table, dx * ux + dy * uy, dy * ux - dx * uy));
    }
  }
}

/**
 * Log evidence of two sources at each pair of rows: shares of the first in the whole from `shares` (n),
 * rates as above. `rows` are unit concentrations (n a row, divisible by 4). Returns the log of the mean
 * likelihood over pairs; the best pair's indices, share and ln rate go to `out` (4 f32).
 */
export function pairs(task: usize, rows: usize, count: i32, shares: usize, shareCount: i32, out: usize): f32 {
  const n = load<i32>(task, SENSORS);
  const end = <usize>n << 2;
  const logs = at(task, SENSOR_AT) + 2 * end;
  const weights = logs + end;
  const unit = at(task, SCRATCH);
  const epsilon = f32x4.splat(load<f32>(task, EPSILON));
  const precision = load<f32>(task, PRECISION);
  const readings = load<f32>(task, READING_SUM);
  let top: f32 = -1e30;
  let mass: f64 = 0;
  let tried: f64 = 0;
  for (let a = 0; a < count; a++) {
    for (let b = a + 1; b < count; b++) {
      const ra = rows + <usize>a * end;
      const rb = rows + <usize>b * end;
      for (let s = 0; s < shareCount; s++) {
        const share = load<f32>(shares + (<usize>s << 2));
        const wa = f32x4.splat(share);
        const wb = f32x4.splat(<f32>1.0 - share);
        let sum = f32x4.splat(0);
        for (let o: usize = 0; o < end; o += 16) {
          const c = f32x4.add(f32x4.mul(wa, v128.load(ra + o)), f32x4.mul(wb, v128.load(rb + o)));
          v128.store(unit + o, c);
          sum = f32x4.add(sum, f32x4.mul(c, v128.load(weights + o)));
        }
        const whole = lanes(sum);
        for (let r = 0; r < load<i32>(task, RATES); r++) {
          tried += 1;
          if (!(whole > <f32>1e-20)) continue;
          const rate = at(task, RATE_AT) + (<usize>r << 3);
          const q = f32x4.splat((readings / whole) * load<f32>(rate));
          let square = f32x4.splat(0);
          for (let o: usize = 0; o < end; o += 16) {
            const miss = f32x4.sub(log2v(f32x4.add(f32x4.mul(q, v128.load(unit + o)), epsilon)), v128.load(logs + o));
            square = f32x4.add(square, f32x4.mul(v128.load(weights + o), f32x4.mul(miss, miss)));
          }
          const l = -precision * lanes(square);
          if (l > top) {
            mass *= <f64>exp1(max<f32>(top - l, -60));
            top = l;
            store<f32>(out, <f32>a);
            store<f32>(out, <f32>b, 4);
            store<f32>(out, share, 8);
            store<f32>(out, NativeMathf.log((readings / whole) * load<f32>(rate)), 12);
          }
          mass += <f64>exp1(l - top);
        }
      }
    }
  }
  return top + <f32>NativeMath.log(mass / tried);
}
