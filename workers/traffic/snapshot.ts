import { DryrunError } from '../../src/domain/errors';
import type { Measure } from '../../src/domain/scenario';
import { TRAFFIC_VERSION } from './setup';
import type { EdgeCounts } from './counts';
import type { Simulation } from './sim/simulation';
import type { World } from './sim/world';

/** What changes in a run besides its arrays. */
interface Head {
  readonly version: string;
  readonly vehicles: number;
  readonly lanes: number;
  readonly step: number;
  readonly counters: Readonly<Record<Counter, number>>;
  readonly rerouted: number;
  readonly cutShort: number;
  readonly swapped: number;
  readonly changes: number;
  readonly upcoming: number;
  readonly waiting: readonly number[];
  /** Routes in order of their numbers. */
  readonly routes: readonly string[];
  readonly measures: readonly { readonly measure: Measure; readonly atS: number }[];
  readonly lastCountS: number;
  /** Null: the horizon is reached. */
  readonly nextOutputS: number | null;
}

const COUNTERS = ['running', 'inserted', 'arrived', 'collisions', 'redPassed', 'updates'] as const;
type Counter = (typeof COUNTERS)[number];

/** Arrays of the world that a step changes. */
function arraysOf(w: World, counts: EdgeCounts): (Float64Array | Int32Array | Uint8Array)[] {
  return [
    ...[w.pos, w.speed, w.accel, w.next, w.desired, w.waitingS, w.arrivalPos, w.memorySpeed],
    ...[w.gainWish, w.rightWish, w.advice, w.dwellS, w.departS, w.arriveS, w.lossS, w.haltS],
    ...[w.distanceM, w.tailPos, w.edgeSeconds, w.edgeMetres, counts.seconds, counts.metres],
    ...[w.list, w.laneCount, w.tail, w.lane, w.route, w.routePos, w.lanePlan, w.behind, w.behind2],
    ...[w.enteredAt, w.nextStop, w.halts, w.edgeEntered, w.edgeLeft, w.edgeDeparted],
    ...[w.edgeArrived, w.linkPassed, w.status, w.mustWait],
  ];
}

/** The whole state: length of the head, the head as JSON, the arrays one after another. */
export function packState(
  sim: Simulation,
  counts: EdgeCounts,
  measures: Head['measures'],
  nextOutputS: number,
): Uint8Array {
  const { world: w, inserter, rerouter, changer } = sim;
  const counters = Object.fromEntries(COUNTERS.map((c) => [c, w[c]])) as Record<Counter, number>;
  const head: Head = {
    version: TRAFFIC_VERSION,
    vehicles: w.vehicles,
    lanes: w.net.lanes,
    step: w.step,
    counters,
    rerouted: rerouter.rerouted,
    cutShort: rerouter.cutShort,
    swapped: rerouter.swapped,
    changes: changer.changes,
    upcoming: inserter.upcoming,
    waiting: [...inserter.queues()],
    routes: w.routes.keys,
    measures,
    lastCountS: counts.lastS,
    nextOutputS: Number.isFinite(nextOutputS) ? nextOutputS : null,
  };
  const text = new TextEncoder().encode(JSON.stringify(head));
  const arrays = arraysOf(w, counts);
  const out = new Uint8Array(4 + text.length + arrays.reduce((n, a) => n + a.byteLength, 0));
  new DataView(out.buffer).setUint32(0, text.length, true);
  out.set(text, 4);
  let at = 4 + text.length;
  for (const a of arrays) {
    out.set(new Uint8Array(a.buffer, a.byteOffset, a.byteLength), at);
    at += a.byteLength;
  }
  return out;
}

/**
 * Puts a state back; permissions of the time must be set anew by whoever keeps the closures.
 *
 * @throws DryrunError `engine.snapshot` for bytes of another engine, version or set-up
 */
export function unpackState(sim: Simulation, counts: EdgeCounts, bytes: Uint8Array): Head {
  const { world: w, inserter, rerouter, changer } = sim;
  const head = readHead(bytes);
  const arrays = arraysOf(w, counts);
  const size = 4 + textLength(bytes) + arrays.reduce((n, a) => n + a.byteLength, 0);
  if (
    head?.version !== TRAFFIC_VERSION ||
    head.vehicles !== w.vehicles ||
    head.lanes !== w.net.lanes ||
    bytes.length !== size
  ) {
    throw new DryrunError({
      code: 'engine.snapshot',
      what: `The snapshot is none of the traffic engine ${TRAFFIC_VERSION} with this set-up.`,
      mend: 'Restore it with the version and set-up that made it, or run again from the start.',
    });
  }
  let at = 4 + textLength(bytes);
  for (const a of arrays) {
    new Uint8Array(a.buffer, a.byteOffset, a.byteLength).set(bytes.subarray(at, at + a.byteLength));
    at += a.byteLength;
  }
  w.step = head.step;
  for (const c of COUNTERS) w[c] = head.counters[c];
  rerouter.rerouted = head.rerouted;
  rerouter.cutShort = head.cutShort;
  rerouter.swapped = head.swapped;
  changer.changes = head.changes;
  w.routes.setKeys(head.routes);
  inserter.restoreQueues(Int32Array.from(head.waiting), head.upcoming);
  counts.lastS = head.lastCountS;
  sim.signals.stand();
  return head;
}

function textLength(bytes: Uint8Array): number {
  return bytes.length < 4 ? 0 : new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
}

function readHead(bytes: Uint8Array): Head | null {
  try {
    const text = new TextDecoder().decode(bytes.subarray(4, 4 + textLength(bytes)));
    return JSON.parse(text) as Head | null;
  } catch {
    return null;
  }
}
