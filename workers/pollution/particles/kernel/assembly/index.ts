import * as P from './params';
import { keyOf, normals } from './random';
import { advanceRange } from './step';
import { meet } from './threads';

export { adjointStep, forwardStep } from './transport';

/** A thread's share of the particles. */
function work(thread: i32): void {
  const threads = P.i(P.THREADS);
  const count = <i64>P.i(P.COUNT);
  advanceRange(<i32>((count * thread) / threads), <i32>((count * (thread + 1)) / threads));
}

/** A helping thread: works along with every run until it is terminated. */
export function help(thread: i32): void {
  for (;;) {
    meet();
    work(thread);
    meet();
  }
}

/** Moves all particles over the ticks of the run. */
export function run(): void {
  meet();
  work(0);
  meet();
}

/** Gives fresh particles their first velocities: draws of the stationary distribution. */
export function start(from: i32, to: i32): void {
  for (let n = from; n < to; n++) {
    const at = (<usize>n) << 2;
    const e = normals(keyOf(P.i(P.SEED), load<u32>(P.p(P.ID) + at)), load<u32>(P.p(P.DRAWS) + at));
    store<f32>(P.p(P.OX) + at, f32x4.extract_lane(e, 0));
    store<f32>(P.p(P.OY) + at, f32x4.extract_lane(e, 1));
    store<f32>(P.p(P.OZ) + at, f32x4.extract_lane(e, 2));
    store<u32>(P.p(P.DRAWS) + at, load<u32>(P.p(P.DRAWS) + at) + 1);
  }
}
