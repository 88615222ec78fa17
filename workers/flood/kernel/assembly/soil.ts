import { sumError, sumLanes } from './cell';
import { positive } from './flux';
import * as P from './params';
import { activeAt } from './tiles';

// What the ground takes in. Soils change over minutes, so it is done once a second of simulated time
// (or once a step, where steps are longer) and at every event, in a pass of its own over active tiles.
// Parameters are per area of the cell: those of its pervious part times that part's share.

/** A: capacity, m/s. */
const CONSTANT: i32 = 0;
/** A: conductivity K, m/s; B: suction ψ·deficit Δθ, m; C: deficit; state: water taken in F, m. */
const GREEN_AMPT: i32 = 1;
/** A: final capacity, m/s; C: decay, 1/s; state: capacity above the final one, m/s. */
const HORTON: i32 = 2;
/** A: potential retention S, m; B: initial abstraction, m; state: rain so far, m. */
const CURVE_NUMBER: i32 = 3;

/** The ground takes in water of the time since it last did, in the tile rows ty0 … ty1−1. */
export function soakIn(ty0: i32, ty1: i32): void {
  const rows = P.i(P.ROWS);
  const tilesX = P.i(P.TILES_X);
  const model = P.i(P.SOIL_MODEL);
  for (let row = ty0 * P.TILE, end = min(ty1 * P.TILE, rows); row < end; row++) {
    const at = <usize>(row * P.i(P.PITCH));
    let taken: f64 = 0;
    for (let tx = 0; tx < tilesX; tx++) {
      if (!activeAt(row / P.TILE, tx)) continue;
      const from = at + ((tx * P.TILE) << 2);
      const to = from + (P.TILE << 2);
      if (model === GREEN_AMPT) for (let o = from; o < to; o += 16) taken += soakFour(o, GREEN_AMPT);
      else if (model === HORTON) for (let o = from; o < to; o += 16) taken += soakFour(o, HORTON);
      else if (model === CURVE_NUMBER) for (let o = from; o < to; o += 16) taken += soakFour(o, CURVE_NUMBER);
      else for (let o = from; o < to; o += 16) taken += soakFour(o, CONSTANT);
    }
    const sum = P.p(P.ROW_INFILTRATION) + (<usize>row << 3);
    store<f64>(sum, load<f64>(sum) + taken);
  }
}

/** Four cells; returns the sum of depths taken in, m. Water that goes takes its momentum along. */
@inline function soakFour(o: usize, model: i32): f64 {
  const h = v128.load(P.p(P.H) + o);
  const e = v128.load(P.p(P.E) + o);
  const there = positive(f32x4.add(h, e));
  // Under the curve number the rain counts, whether or not water stands.
  if (model !== CURVE_NUMBER && !v128.any_true(there)) return 0;
  const span = f32x4.splat(<f32>P.d(P.SOAK_SPAN));
  const a = v128.load(P.p(P.SOIL_A) + o);
  const stateAt = P.p(P.SOIL) + o;
  let most: v128;
  if (model === GREEN_AMPT) most = greenAmpt(o, a, v128.load(stateAt), there, span);
  else if (model === HORTON) most = horton(o, a, v128.load(stateAt), span);
  else if (model === CURVE_NUMBER) most = curveNumber(o, a, stateAt, span);
  else most = f32x4.mul(a, span);
  const take = f32x4.pmin(most, there);
  if (!v128.any_true(take)) return 0;
  if (model === GREEN_AMPT) v128.store(stateAt, f32x4.add(v128.load(stateAt), take));
  if (model === HORTON) v128.store(stateAt, hortonAfter(o, a, v128.load(stateAt), take));

  const film = f32x4.splat(<f32>P.d(P.FILM));
  const less = f32x4.sub(h, take);
  const rest = f32x4.add(e, sumError(h, f32x4.neg(take), less));
  const total = f32x4.add(less, rest);
  const over = sumError(less, rest, total);
  const moves = f32x4.ge(total, film);
  v128.store(P.p(P.H) + o, v128.and(total, moves));
  v128.store(P.p(P.E) + o, v128.bitselect(over, f32x4.add(total, over), moves));
  v128.store(P.p(P.U) + o, v128.and(v128.load(P.p(P.U) + o), moves));
  v128.store(P.p(P.V) + o, v128.and(v128.load(P.p(P.V) + o), moves));
  return sumLanes(take);
}

/**
 * Green & Ampt 1911 with the head of the water on top: dF/dt = K·(1 + (ψ + h)·Δθ/F). The mean rate of
 * the step is taken at F + dF/2 (Li, Stevens & Simons 1976), a quadratic for dF, solved without
 * cancellation.
 */
@inline function greenAmpt(o: usize, k: v128, f: v128, h: v128, span: v128): v128 {
  const head = f32x4.add(v128.load(P.p(P.SOIL_B) + o), f32x4.mul(v128.load(P.p(P.SOIL_C) + o), h));
  const kdt = f32x4.mul(k, span);
  const b = f32x4.sub(f, f32x4.mul(f32x4.splat(0.5), kdt));
  const c = f32x4.mul(f32x4.add(kdt, kdt), f32x4.add(f, head));
  const root = f32x4.sqrt(f32x4.add(f32x4.mul(b, b), c));
  return f32x4.div(c, f32x4.pmax(f32x4.add(b, root), f32x4.splat(1e-30)));
}

/** Horton 1940: the capacity f = fc + x falls with the water taken in, dx = −k·x·dF/f. */
@inline function horton(o: usize, fc: v128, x: v128, span: v128): v128 {
  const k = v128.load(P.p(P.SOIL_C) + o);
  const half = f32x4.mul(f32x4.mul(f32x4.splat(0.5), k), span);
  return f32x4.mul(f32x4.add(fc, f32x4.div(x, f32x4.add(f32x4.splat(1), half))), span);
}

@inline function hortonAfter(o: usize, fc: v128, x: v128, take: v128): v128 {
  const k = v128.load(P.p(P.SOIL_C) + o);
  const f = f32x4.pmax(f32x4.add(fc, x), f32x4.splat(1e-30));
  const half = f32x4.mul(f32x4.splat(0.5), f32x4.div(f32x4.mul(k, take), f));
  const one = f32x4.splat(1);
  return f32x4.div(f32x4.mul(x, positive(f32x4.sub(one, half))), f32x4.add(one, half));
}

/**
 * Curve number (USDA NRCS, National Engineering Handbook 630, chapter 10): of the rain P all is kept up
 * to the initial abstraction Ia, then F = S·(P − Ia)/(P − Ia + S); here its increment over the step.
 */
@inline function curveNumber(o: usize, retention: v128, stateAt: usize, span: v128): v128 {
  const p = f32x4.mul(v128.load(P.p(P.RAIN) + o), span);
  if (!(P.i(P.FLAGS) & P.FLAG_RAIN)) return f32x4.splat(0);
  const before = v128.load(stateAt);
  v128.store(stateAt, f32x4.add(before, p));
  const s = f32x4.pmax(retention, f32x4.splat(1e-12));
  const toGo = f32x4.sub(v128.load(P.p(P.SOIL_B) + o), before);
  const first = f32x4.pmin(positive(toGo), p);
  const over = f32x4.add(positive(f32x4.neg(toGo)), s);
  const more = f32x4.sub(p, first);
  const kept = f32x4.mul(f32x4.div(s, over), f32x4.div(s, f32x4.add(over, more)));
  return f32x4.add(first, f32x4.mul(more, kept));
}
