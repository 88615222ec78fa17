import * as P from './params';

// Water of single cells given and taken: by sources, boundaries, pumps and structures.

@inline export function markWet(offset: i32): void {
  const cell = offset >> 2;
  const pitch = P.i(P.PITCH) >> 2;
  const row = cell / pitch;
  const col = cell - row * pitch;
  store<u8>(P.p(P.WET) + (row / P.TILE) * P.i(P.TILES_X) + col / P.TILE, 1);
}

/** Water of a cell, m, with its rest. */
@inline export function water(offset: i32): f64 {
  return <f64>load<f32>(P.p(P.H) + offset) + <f64>load<f32>(P.p(P.E) + offset);
}

/** Adds depth to a cell's rest; returns what f32 took of it. */
export function pour(offset: i32, depth: f64): f64 {
  const at = P.p(P.E) + offset;
  const before = load<f32>(at);
  const after = <f32>(<f64>before + depth);
  store<f32>(at, after);
  if (after !== before) markWet(offset);
  return <f64>after - <f64>before;
}

/** Takes depth from a cell, no more than it has; returns what was taken. Its velocity stays. */
export function draw(offset: i32, depth: f64): f64 {
  const have = water(offset);
  const take = min(depth, max(have, 0));
  if (take <= 0) return 0;
  const left = have - take;
  const h = left >= P.d(P.FILM) ? <f32>left : 0;
  const rest = <f32>(left - <f64>h);
  store<f32>(P.p(P.H) + offset, h);
  store<f32>(P.p(P.E) + offset, rest);
  if (h === 0) {
    store<f32>(P.p(P.U) + offset, 0);
    store<f32>(P.p(P.V) + offset, 0);
  }
  return have - (<f64>h + <f64>rest);
}
