import * as P from './params';

// Threads over shared memory. The thread that calls `run` leads; the others stand in `help` and meet
// it at a barrier before and after each run. Particles do not see each other and all sums are of
// integers, so the result is the same bits for any number of threads.

/** Looks at a barrier before a thread goes to sleep. */
const SPINS: i32 = 20_000;

/** Waits until all threads have come. */
export function meet(): void {
  const threads = P.i(P.THREADS);
  if (threads === 1) return;
  const arrived = P.I + P.BARRIER_ARRIVED;
  const round = P.I + P.BARRIER_ROUND;
  const mine = atomic.load<i32>(round);
  if (atomic.add<i32>(arrived, 1) === threads - 1) {
    atomic.store<i32>(arrived, 0);
    atomic.add<i32>(round, 1);
    atomic.notify(round, -1);
    return;
  }
  for (let k = 0; k < SPINS; k++) if (atomic.load<i32>(round) !== mine) return;
  while (atomic.load<i32>(round) === mine) atomic.wait<i32>(round, mine, -1);
}
