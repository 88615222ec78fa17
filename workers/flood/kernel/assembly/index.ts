import { bandPrelude, bandStep } from './band';
import { writeConstants, writeStep } from './cell';
import { applySources, balanceRim, setGhosts } from './forcing';
import { accumulate } from './outputs';
import * as P from './params';
import { soakIn } from './soil';
import { applyStructures } from './structures';
import { bandStart, meet } from './threads';
import { chooseActive } from './tiles';

export { hashState, owedVolume, refresh, storedVolume } from './outputs';
export { structureFlow } from './structures';

/** Steps between two looks at maxima and arrivals. */
const ACCUMULATE_EVERY: i32 = 8;
/** Seconds of simulated time between two times that the ground takes in water. */
const SOAK_EVERY_S: f64 = 1;

/** Takes the present state into the maxima whatever the step count: at output times. */
export function accumulateNow(): void {
  chooseActive();
  accumulate(0, P.i(P.TILES_Y));
  store<f64>(P.D + P.LOOK_TIME, P.d(P.TIME));
}

/** Step by the CFL condition; stretched or cut so that it ends on `end`, never leaving a crumb. */
function chooseStep(time: f64, end: f64, wave: f64): f64 {
  const dx = P.d(P.CELL_SIZE);
  let dt = (P.d(P.CFL) * dx) / max(wave, P.WAVE_FLOOR);
  dt = max(dt, P.d(P.MIN_STEP));
  const left = end - time;
  if (dt >= left) return left;
  if (2 * dt > left) return 0.5 * left;
  return dt;
}

/** Whether the ground takes in water at the end of this step, and of how long. */
function planSoak(dt: f64, last: bool): void {
  if (!(P.i(P.FLAGS) & P.FLAG_INFILTRATION)) return;
  const span = P.d(P.SOAK_SPAN) + dt;
  store<f64>(P.D + P.SOAK_SPAN, span);
  store<i32>(P.I + P.SOAK, last || span >= SOAK_EVERY_S ? 1 : 0);
}

/** A thread's part of a step, between the barriers. */
function work(thread: i32): void {
  bandPrelude(thread);
  meet();
  const wave = bandStep(thread);
  store<f32>(P.I + P.BAND_WAVES + ((<usize>thread) << 2), wave);
  if (P.i(P.SOAK)) soakIn(bandStart(thread), bandStart(thread + 1));
  if (P.i(P.LOOK)) accumulate(bandStart(thread), bandStart(thread + 1));
}

/** A helping thread: works along with every step until it is terminated. */
export function help(thread: i32): void {
  for (;;) {
    meet();
    work(thread);
    meet();
  }
}

/**
 * Books what a step has moved, by the numbers kept in memory: a thread that sleeps at a barrier has
 * been seen to go on with a local `dt` of 0 (Node 20, two threads, cold start): rain went uncounted.
 */
// @ts-ignore: decorator
@noinline
function settleStep(): void {
  const time = P.d(P.LAST_TIME);
  const next = P.d(P.TIME);
  const dt = P.d(P.LAST_DT);
  if (P.i(P.SOAK)) store<f64>(P.D + P.SOAK_SPAN, 0);
  if (P.i(P.LOOK)) store<f64>(P.D + P.LOOK_TIME, next);
  let fastest: f32 = 0;
  for (let t = 0; t < P.i(P.THREADS); t++) {
    fastest = max(fastest, load<f32>(P.I + P.BAND_WAVES + ((<usize>t) << 2)));
  }
  balanceRim(time, next - time);
  store<f64>(P.D + P.MAX_WAVE, <f64>fastest);
  store<f64>(P.D + P.RAIN_VOLUME, P.d(P.RAIN_VOLUME) + P.d(P.RAIN_RATE) * dt);
  store<f64>(P.D + P.SMALLEST_DT, min(P.d(P.SMALLEST_DT), dt));
}

/**
 * Steps until `end` or for `maxSteps` steps, whichever comes first. Forcing tables are linear and
 * rain is constant until `end`. Returns the number of steps made.
 */
export function run(end: f64, maxSteps: i32): i32 {
  let steps = 0;
  writeConstants();
  while (steps < maxSteps && P.d(P.TIME) < end) {
    const time = P.d(P.TIME);
    const wave = max(P.d(P.MAX_WAVE), setGhosts(time));
    const dt = <f32>chooseStep(time, end, wave);
    const next = <f64>dt >= end - time - 1e-9 * max(1, end) ? end : time + <f64>dt;
    const step = P.i(P.STEP) + 1;
    applySources(time, next - time);
    applyStructures(time, next - time);
    chooseActive();
    writeStep(dt, <f32>(<f64>dt / P.d(P.CELL_SIZE)));
    store<f64>(P.D + P.TIME, next);
    store<i32>(P.I + P.STEP, step);
    store<i32>(P.I + P.LOOK, step % ACCUMULATE_EVERY === 0 ? 1 : 0);
    store<f64>(P.D + P.LAST_TIME, time);
    store<f64>(P.D + P.LAST_DT, <f64>dt);
    planSoak(<f64>dt, next === end);
    meet();
    work(0);
    meet();
    settleStep();
    steps++;
  }
  return steps;
}
