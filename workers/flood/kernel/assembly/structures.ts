import * as P from './params';
import { draw, pour, water } from './water';
import { Barrel, bridgeFlow, sluiceFlow } from './structureLaws';

// Structures that carry water from cell to cell by a discharge law: gates and bridges (one record for
// each edge they stand on) and culverts. Evaluated at every step, implicitly in the two levels.

/** Record of a structure; `measures/structures.ts` writes it. */
const BYTES: usize = 192;
const KIND: usize = 0;
const CELL_A: usize = 4;
const CELL_B: usize = 8;
/** Absolute address of the crest of its edge; 0: none. */
const CREST: usize = 12;
/** 1: standing, 0: not there. */
const STANDING: usize = 16;
/** 1: water goes from A to B only. */
const FLAP: usize = 20;
/** 1: the deck of a bridge is in the water. */
const PRESSED: usize = 24;
const WIDTH: usize = 32;
/** Sill or the invert at A; invert at B. Relative to the datum. */
const SILL: usize = 40;
const INVERT_B: usize = 48;
/** Opening height at TABLE_TIME and its rate; soffit of a bridge over the sill. */
const OPENING: usize = 56;
const OPENING_RATE: usize = 64;
/** Crest of the edge when water is at the deck, and otherwise. */
const DECK: usize = 72;
const OPEN_CREST: usize = 80;
/** Barrel of a culvert: round, height, length, n, ke, form, K, M, c, Y; width and count of barrels. */
const BARRELS: usize = 88;
const HEIGHT: usize = 96;
const LENGTH: usize = 104;
const MANNING: usize = 112;
const ENTRANCE: usize = 120;
const FORM: usize = 28;
const CONST_K: usize = 128;
const CONST_M: usize = 136;
const CONST_C: usize = 144;
const CONST_Y: usize = 152;
/** State: flow and levels of the last step; volume A → B so far; what f32 did not take yet. */
const FLOW: usize = 160;
const LEVEL_A: usize = 168;
const LEVEL_B: usize = 176;
const VOLUME: usize = 184;

const KIND_SLUICE: i32 = 0;
const KIND_BRIDGE: i32 = 1;

/** A rise of the level by which the law's slope is measured, m. */
const NUDGE: f64 = 0.01;
/** Level falls so far below the soffit before a bridge runs free again, m. */
const RELEASE: f64 = 0.05;

/** Flow from A to B by a structure's law at two levels, m³/s. */
function flowBetween(s: usize, opening: f64, a: f64, b: f64): f64 {
  if (b > a) return load<i32>(s + FLAP) ? 0 : -oneWay(s, opening, b, a, true);
  return oneWay(s, opening, a, b, false);
}

function oneWay(s: usize, opening: f64, up: f64, down: f64, turned: bool): f64 {
  const kind = load<i32>(s + KIND);
  const sill = load<f64>(s + SILL);
  const width = load<f64>(s + WIDTH);
  if (kind === KIND_SLUICE) return sluiceFlow(width, opening, up - sill, down - sill);
  if (kind === KIND_BRIDGE) return bridgeFlow(width, opening, up - sill, down - sill);
  const other = load<f64>(s + INVERT_B);
  const inlet = turned ? other : sill;
  const outlet = turned ? sill : other;
  Barrel.round = load<f64>(s + WIDTH) === 0;
  Barrel.heightM = load<f64>(s + HEIGHT);
  Barrel.widthM = width;
  Barrel.lengthM = load<f64>(s + LENGTH);
  Barrel.slope = (inlet - outlet) / Barrel.lengthM;
  Barrel.manningN = load<f64>(s + MANNING);
  Barrel.entrance = load<f64>(s + ENTRANCE);
  Barrel.form = load<i32>(s + FORM);
  Barrel.k = load<f64>(s + CONST_K);
  Barrel.m = load<f64>(s + CONST_M);
  Barrel.c = load<f64>(s + CONST_C);
  Barrel.y = load<f64>(s + CONST_Y);
  return load<f64>(s + BARRELS) * Barrel.flow(up - inlet, max(down - outlet, 0));
}

/** The law alone, for tests and for ratings: flow at levels relative to the datum. */
export function structureFlow(index: i32, a: f64, b: f64): f64 {
  const s = P.p(P.STRUCTURES) + <usize>index * BYTES;
  return flowBetween(s, load<f64>(s + OPENING), a, b);
}

/** Whether a bridge's deck is in the water; its edge is open below and closed up to the deck above. */
function pressed(s: usize, soffit: f64, a: f64, b: f64): bool {
  const was = load<i32>(s + PRESSED);
  const now = max(a, b) > (was ? soffit - RELEASE : soffit) ? 1 : 0;
  store<i32>(s + PRESSED, now);
  store<f32>(<usize>load<u32>(s + CREST), <f32>load<f64>(s + (now ? DECK : OPEN_CREST)));
  return now !== 0;
}

/**
 * Moves the water of a step through all structures. The flow is that of the law at the levels the two
 * cells will have: they change by this flow and, as in the step before, by what else comes and goes.
 * So it settles on the law exactly and does not rock a small cell.
 */
export function applyStructures(time: f64, dt: f64): void {
  const dx = P.d(P.CELL_SIZE);
  const area = dx * dx;
  for (let k = 0, n = P.i(P.STRUCTURE_COUNT); k < n; k++) {
    const s = P.p(P.STRUCTURES) + <usize>k * BYTES;
    if (!load<i32>(s + STANDING)) continue;
    const cellA = load<i32>(s + CELL_A);
    const cellB = load<i32>(s + CELL_B);
    const a = water(cellA) + <f64>load<f32>(P.p(P.Z) + cellA);
    const b = water(cellB) + <f64>load<f32>(P.p(P.Z) + cellB);
    const since = time + 0.5 * dt - P.d(P.TABLE_TIME);
    const opening = max(load<f64>(s + OPENING) + load<f64>(s + OPENING_RATE) * since, 0);
    const last = load<f64>(s + FLOW);
    let q: f64 = 0;
    if (load<i32>(s + KIND) !== KIND_BRIDGE || pressed(s, load<f64>(s + SILL) + opening, a, b)) {
      const law = flowBetween(s, opening, a, b);
      const byA = (flowBetween(s, opening, a + NUDGE, b) - law) / NUDGE;
      const byB = (flowBetween(s, opening, a, b + NUDGE) - law) / NUDGE;
      const stiff = (dt / area) * max(byA - byB, 0);
      const trend = byA * (a - load<f64>(s + LEVEL_A)) + byB * (b - load<f64>(s + LEVEL_B));
      q = (law + stiff * last + trend) / (1 + stiff);
      // Never against the fall, never more than twice the law.
      q = law >= 0 ? min(max(q, 0), 2 * law) : max(min(q, 0), 2 * law);
    }
    const from = q >= 0 ? cellA : cellB;
    const to = q >= 0 ? cellB : cellA;
    // Half of the water there at most, so that structures that share a cell do not starve each other.
    const taken = draw(from, min((abs(q) * dt) / area, 0.5 * water(from)));
    const poured = pour(to, taken);
    // What f32 could not hold goes back, so that nothing hangs between the two.
    if (poured !== taken) pour(from, taken - poured);
    const moved = q >= 0 ? poured * area : -poured * area;
    store<f64>(s + FLOW, moved / dt);
    store<f64>(s + LEVEL_A, a);
    store<f64>(s + LEVEL_B, b);
    store<f64>(s + VOLUME, load<f64>(s + VOLUME) + moved);
  }
}
