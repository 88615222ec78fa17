import * as P from './params';
import { draw, markWet, pour, water } from './water';

// What enters and leaves through single cells: rim ghosts before a step, sources, levels held inside
// the domain, pumps; and the balance of the rim after the step. Scalar: there are few of them.

/** Record of an open rim face. */
const FACE_BYTES: usize = 32;
const FACE_CELL: usize = 0;
const FACE_GHOST: usize = 4;
/** 0 west, 1 east, 2 south, 3 north. */
const FACE_SIDE: usize = 8;
const FACE_BOUNDARY: usize = 12;
/** Byte offset in the rim flux array. */
const FACE_RIM: usize = 16;
/** Depth still owed to the cell so that the discharge given is met exactly. */
const FACE_CARRY: usize = 24;

/** Record of a boundary: its table is linear from TABLE_TIME on. */
const BOUNDARY_BYTES: usize = 64;
const BOUNDARY_KIND: usize = 0;
const BOUNDARY_SHARES: usize = 4;
const BOUNDARY_VALUE: usize = 8;
const BOUNDARY_RATE: usize = 16;
const BOUNDARY_SQRT_SLOPE: usize = 24;
const BOUNDARY_IN: usize = 32;
const BOUNDARY_OUT: usize = 40;

const KIND_NORMAL_DEPTH: i32 = 1;
const KIND_STAGE: i32 = 2;
const KIND_DISCHARGE: i32 = 3;

/** Record of a source, a level held inside, an inner outflow or a pump. */
const SOURCE_BYTES: usize = 96;
const SOURCE_CELL: usize = 0;
const SOURCE_KIND: usize = 4;
/** Cell a pump delivers to; −1: out of the domain. */
const SOURCE_TARGET: usize = 8;
const SOURCE_RUNNING: usize = 12;
const SOURCE_VALUE: usize = 16;
const SOURCE_RATE: usize = 24;
const SOURCE_CARRY: usize = 32;
const SOURCE_IN: usize = 40;
const SOURCE_OUT: usize = 48;
const SOURCE_ON: usize = 56;
const SOURCE_OFF: usize = 64;
const SOURCE_TARGET_CARRY: usize = 72;

const SOURCE_FLOW: i32 = 0;
const SOURCE_HOLD: i32 = 1;
const SOURCE_DROP: i32 = 2;
const SOURCE_PUMP: i32 = 3;

/** Sets ghosts of the rim for the state and time at hand; returns the largest wave speed there. */
export function setGhosts(time: f64): f64 {
  let fastest: f64 = 0;
  const faces = P.p(P.FACES);
  const g = <f64>P.GRAVITY;
  const dx = P.d(P.CELL_SIZE);
  for (let k = 0, n = P.i(P.FACE_COUNT); k < n; k++) {
    const f = faces + <usize>k * FACE_BYTES;
    const cell = load<i32>(f + FACE_CELL);
    const ghost = load<i32>(f + FACE_GHOST);
    const side = load<i32>(f + FACE_SIDE);
    const b = P.p(P.BOUNDARIES) + <usize>load<i32>(f + FACE_BOUNDARY) * BOUNDARY_BYTES;
    const kind = load<i32>(b + BOUNDARY_KIND);
    const value = load<f64>(b + BOUNDARY_VALUE) + load<f64>(b + BOUNDARY_RATE) * (time - P.d(P.TABLE_TIME));
    store<f32>(P.p(P.RIM) + load<i32>(f + FACE_RIM), 0);

    const h = <f64>load<f32>(P.p(P.H) + cell);
    const u = <f64>load<f32>(P.p(P.U) + cell);
    const v = <f64>load<f32>(P.p(P.V) + cell);
    const z = load<f32>(P.p(P.Z) + cell);
    const outward: f64 = side === 1 || side === 3 ? 1 : -1;
    const alongX = side < 2;
    const un = outward * (alongX ? u : v);
    const ut = alongX ? v : u;
    const a = Math.sqrt(g * h);
    let hg = h;
    let ug = max(un, 0);
    if (kind === KIND_STAGE) {
      hg = max(value - <f64>z, 0);
      const ag = Math.sqrt(g * hg);
      // Outgoing Riemann invariant; an outflow faster than its waves is left alone.
      if (un > a && h > 0) {
        hg = h;
        ug = un;
      } else ug = min(max(un + 2 * (a - ag), -ag), max(a, ag));
      if (hg > 0) markWet(cell);
    } else if (kind === KIND_NORMAL_DEPTH) {
      const n = Math.sqrt(<f64>load<f32>(P.p(P.FRICTION) + cell) / (4 * g));
      ug = n > 0 ? (Math.cbrt(h * h) * load<f64>(b + BOUNDARY_SQRT_SLOPE)) / n : un;
    } else if (kind === KIND_DISCHARGE) {
      const q = value / (<f64>load<i32>(b + BOUNDARY_SHARES) * dx);
      if (q > 0) {
        hg = max(h, Math.cbrt((q * q) / g));
        ug = -q / hg;
        markWet(cell);
      } else {
        // Nothing to come in: a wall, drawn upon by the correction after the step.
        store<f32>(P.p(P.Z) + ghost, P.WALL_BED);
        store<f32>(P.p(P.H) + ghost, 0);
        continue;
      }
    }
    store<f32>(P.p(P.Z) + ghost, z);
    store<f32>(P.p(P.H) + ghost, <f32>hg);
    store<f32>(P.p(P.E) + ghost, 0);
    store<f32>((alongX ? P.p(P.U) : P.p(P.V)) + ghost, <f32>(outward * ug));
    store<f32>((alongX ? P.p(P.V) : P.p(P.U)) + ghost, <f32>ut);
    if (hg > 0) fastest = max(fastest, abs(ug) + Math.sqrt(g * hg));
  }
  return fastest;
}

/** Books the mass that went through the rim; a discharge is made exact by what its faces fell short of. */
export function balanceRim(time: f64, dt: f64): void {
  const faces = P.p(P.FACES);
  const dx = P.d(P.CELL_SIZE);
  const area = dx * dx;
  for (let k = 0, n = P.i(P.FACE_COUNT); k < n; k++) {
    const f = faces + <usize>k * FACE_BYTES;
    const side = load<i32>(f + FACE_SIDE);
    const b = P.p(P.BOUNDARIES) + <usize>load<i32>(f + FACE_BOUNDARY) * BOUNDARY_BYTES;
    const flux = <f64>load<f32>(P.p(P.RIM) + load<i32>(f + FACE_RIM));
    let into = side === 1 || side === 3 ? -flux : flux;
    if (load<i32>(b + BOUNDARY_KIND) === KIND_DISCHARGE) {
      const middle = time + 0.5 * dt - P.d(P.TABLE_TIME);
      const value = load<f64>(b + BOUNDARY_VALUE) + load<f64>(b + BOUNDARY_RATE) * middle;
      const wanted = (value * dt) / (<f64>load<i32>(b + BOUNDARY_SHARES) * area);
      const carry = load<f64>(f + FACE_CARRY) + wanted - into;
      const cell = load<i32>(f + FACE_CELL);
      const moved = carry >= 0 ? pour(cell, carry) : -draw(cell, -carry);
      store<f64>(f + FACE_CARRY, value > 0 ? carry - moved : 0);
      into += moved;
    }
    if (into >= 0) store<f64>(b + BOUNDARY_IN, load<f64>(b + BOUNDARY_IN) + into * area);
    else store<f64>(b + BOUNDARY_OUT, load<f64>(b + BOUNDARY_OUT) - into * area);
  }
}

/** Sources, abstractions, held levels, inner outflows and pumps over a step. */
export function applySources(time: f64, dt: f64): void {
  const dx = P.d(P.CELL_SIZE);
  const area = dx * dx;
  const sources = P.p(P.SOURCES);
  for (let k = 0, n = P.i(P.SOURCE_COUNT); k < n; k++) {
    const s = sources + <usize>k * SOURCE_BYTES;
    const cell = load<i32>(s + SOURCE_CELL);
    const kind = load<i32>(s + SOURCE_KIND);
    const since = time + 0.5 * dt - P.d(P.TABLE_TIME);
    const value = load<f64>(s + SOURCE_VALUE) + load<f64>(s + SOURCE_RATE) * since;
    let into: f64 = 0;
    if (kind === SOURCE_HOLD) {
      const depth = max(value - <f64>load<f32>(P.p(P.Z) + cell), 0);
      const difference = depth - water(cell);
      into = difference > 0 ? pour(cell, difference) : -draw(cell, -difference);
    } else if (kind === SOURCE_DROP) {
      // Critical depth at a free drop: q = h·√(gh) per metre of the cell's edge.
      const h = <f64>load<f32>(P.p(P.H) + cell);
      into = -draw(cell, (h * Math.sqrt(<f64>P.GRAVITY * h) * dt) / dx);
    } else if (kind === SOURCE_PUMP) {
      const level = water(cell) + <f64>load<f32>(P.p(P.Z) + cell);
      if (level >= load<f64>(s + SOURCE_ON)) store<i32>(s + SOURCE_RUNNING, 1);
      if (level <= load<f64>(s + SOURCE_OFF)) store<i32>(s + SOURCE_RUNNING, 0);
      if (!load<i32>(s + SOURCE_RUNNING)) continue;
      const taken = draw(cell, (value * dt) / area);
      const target = load<i32>(s + SOURCE_TARGET);
      if (target >= 0) {
        const carry = load<f64>(s + SOURCE_TARGET_CARRY) + taken;
        store<f64>(s + SOURCE_TARGET_CARRY, carry - pour(target, carry));
        continue;
      }
      into = -taken;
    } else {
      const carry = load<f64>(s + SOURCE_CARRY) + (value * dt) / area;
      into = carry >= 0 ? pour(cell, carry) : -draw(cell, -carry);
      // What a dry cell could not give is not owed later.
      store<f64>(s + SOURCE_CARRY, value < 0 ? 0 : carry - into);
    }
    if (into >= 0) store<f64>(s + SOURCE_IN, load<f64>(s + SOURCE_IN) + into * area);
    else store<f64>(s + SOURCE_OUT, load<f64>(s + SOURCE_OUT) - into * area);
  }
}
