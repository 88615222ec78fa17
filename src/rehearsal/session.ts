import type { ApplyResult, Engine, EngineInfo } from '../../workers/runtime/protocol';
import { FLOOD_VERSION, type FloodSetup } from '../../workers/flood/setup';
import { isAbort } from '../domain/errors';
import type { Measure, Scenario } from '../domain/scenario';
import { RunFrames, type FrameStoreAccess } from './frames/access';
import { runKeyOf } from './runKey';

/** What a session needs from the place it runs in (browser, Node, test). */
export interface SessionDeps {
  /** Digest of the City all runs are on. */
  readonly cityDigest: string;
  /** Builds the flood set-up of a scenario, off the main thread where there is one to keep free. */
  floodSetup(scenario: Scenario): Promise<FloodSetup>;
  /** A new flood engine (usually a client of a worker). The session disposes of it. */
  createFlood(): Engine<FloodSetup>;
  readonly store: FrameStoreAccess;
  /** Milliseconds since 1970: for progress and for the store's quota only, never for results. */
  now(): number;
}

export interface RunOptions {
  readonly threads?: number;
  readonly order?: 1 | 2;
  /** Compute even where the store has this run complete. */
  readonly force?: boolean;
}

export interface RunProgress {
  readonly simulatedS: number;
  readonly horizonS: number;
  /** Wall seconds spent computing (pauses left out). */
  readonly wallS: number;
  /** Totals of the last frame: volumes by source and sink, balance error. */
  readonly totals: Readonly<Record<string, number>>;
}

export interface RunSummary {
  readonly runKey: string;
  readonly scenarioId: string;
  readonly engine: EngineInfo | null;
  /** True where the frames came from the store and nothing was computed. */
  readonly fromStore: boolean;
  readonly wallS: number;
  readonly totals: Readonly<Record<string, number>>;
  /** Hash of the final state: equal for equal run keys. */
  readonly stateHash: string;
  /** Measures the engine refused, with the reason. */
  readonly refused: ApplyResult['refused'];
}

export type RunEvent =
  | { readonly type: 'prepared'; readonly info: EngineInfo }
  | { readonly type: 'frame'; readonly timeS: number }
  | { readonly type: 'progress'; readonly progress: RunProgress }
  | { readonly type: 'refused'; readonly refused: ApplyResult['refused'] };

/** A run under way. `done` rejects with a `DryrunError`, or with an `AbortError` after `cancel()`. */
export interface RunHandle {
  readonly runKey: string;
  readonly frames: RunFrames;
  readonly done: Promise<RunSummary>;
  /** Calls the listener for each event from now on. Returns the unsubscriber. */
  on(listener: (event: RunEvent) => void): () => void;
  pause(): void;
  resume(): void;
  cancel(): void;
}

export interface Session {
  run(scenario: Scenario, options?: RunOptions): RunHandle;
}

/** Drives runs of scenarios on one City: the same in the app, in `dryrun run` and in tests. */
export function createSession(deps: SessionDeps): Session {
  return { run: (scenario, options = {}) => startRun(deps, scenario, options) };
}

function startRun(deps: SessionDeps, scenario: Scenario, options: RunOptions): RunHandle {
  const runKey = runKeyOf({
    cityDigest: deps.cityDigest,
    scenario,
    engines: [
      {
        name: 'flood',
        version: FLOOD_VERSION,
        backend: 'wasm',
        options: { order: options.order ?? 1 },
      },
    ],
  });
  const listeners = new Set<(event: RunEvent) => void>();
  const emit = (event: RunEvent): void => listeners.forEach((listener) => listener(event));
  const frames = new RunFrames(runKey, deps.store);
  const gate = new Gate();
  const done = drive({ deps, scenario, options, runKey, frames, gate, emit });
  done.catch(() => {}); // a handle whose `done` nobody awaits must not crash the process
  return {
    runKey,
    frames,
    done,
    on(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    pause: () => gate.pause(),
    resume: () => gate.resume(),
    cancel: () => gate.cancel(),
  };
}

interface Drive {
  readonly deps: SessionDeps;
  readonly scenario: Scenario;
  readonly options: RunOptions;
  readonly runKey: string;
  readonly frames: RunFrames;
  readonly gate: Gate;
  readonly emit: (event: RunEvent) => void;
}

async function drive(d: Drive): Promise<RunSummary> {
  const stored = await d.deps.store.record(d.runKey);
  if (stored?.complete && !d.options.force) return replay(d, stored.timesS);
  const engine = d.deps.createFlood();
  try {
    return await compute(d, engine);
  } finally {
    engine.dispose();
  }
}

/** The run is in the store: hand out its times, compute nothing. */
async function replay(d: Drive, timesS: readonly number[]): Promise<RunSummary> {
  for (const timeS of timesS) {
    d.frames.added(timeS);
    d.emit({ type: 'frame', timeS });
  }
  const last = await d.deps.store.get(d.runKey, timesS.at(-1) ?? 0);
  return {
    runKey: d.runKey,
    scenarioId: d.scenario.id,
    engine: null,
    fromStore: true,
    wallS: 0,
    totals: last?.totals ?? {},
    stateHash: last?.stateHash ?? '',
    refused: [],
  };
}

async function compute(d: Drive, engine: Engine<FloodSetup>): Promise<RunSummary> {
  const { deps, scenario, options, runKey, frames, gate, emit } = d;
  const planned = await deps.floodSetup(scenario);
  gate.throwIfCancelled();
  const info = await engine.prepare({
    ...planned,
    options: {
      ...planned.options,
      ...(options.threads !== undefined && { threads: options.threads }),
      order: options.order ?? 1,
    },
  });
  emit({ type: 'prepared', info });
  await deps.store.begin({
    runKey,
    engine: 'flood',
    scenarioId: scenario.id,
    outputEveryS: scenario.outputEveryS,
    usedAt: deps.now(),
  });
  const clock = new Stopwatch(deps.now);
  const writes: Promise<void>[] = [];
  let totals: Readonly<Record<string, number>> = {};
  let stateHash = '';
  const refused: ApplyResult['refused'][number][] = [];
  const onFrame = (frame: Parameters<Parameters<Engine<FloodSetup>['advance']>[2]>[0]): void => {
    const { timeS } = frame;
    totals = frame.totals;
    stateHash = frame.stateHash;
    writes.push(
      deps.store.put(runKey, frame).then(() => {
        frames.added(timeS);
        emit({ type: 'frame', timeS });
      }),
    );
    emit({
      type: 'progress',
      progress: { simulatedS: timeS, horizonS: scenario.horizonS, wallS: clock.seconds(), totals },
    });
  };
  for (const stop of schedule(scenario)) {
    clock.start();
    await gate.through((signal) => engine.advance(stop.timeS, signal, onFrame), clock);
    await Promise.all(writes.splice(0));
    if (stop.measures.length === 0) continue;
    const result = await engine.apply(stop.measures, stop.timeS);
    if (result.refused.length > 0) {
      refused.push(...result.refused);
      emit({ type: 'refused', refused: result.refused });
    }
  }
  clock.stop();
  await deps.store.finish(runKey, true);
  const wallS = clock.seconds();
  return {
    runKey,
    scenarioId: scenario.id,
    engine: info,
    fromStore: false,
    wallS,
    totals,
    stateHash,
    refused,
  };
}

interface Stop {
  readonly timeS: number;
  readonly measures: readonly Measure[];
}

/** Times at which the run stops to take measures, ending with the horizon. Measures that start before 0 are taken at 0. */
function schedule(scenario: Scenario): Stop[] {
  const starts = new Map<number, Measure[]>();
  for (const m of scenario.measures) {
    const at = Math.max(0, m.startS ?? 0);
    if (at > scenario.horizonS) continue;
    starts.set(at, [...(starts.get(at) ?? []), m]);
  }
  const stops = [...starts].map(([timeS, measures]): Stop => ({ timeS, measures }));
  stops.sort((a, b) => a.timeS - b.timeS);
  if (stops.at(-1)?.timeS !== scenario.horizonS) {
    stops.push({ timeS: scenario.horizonS, measures: [] });
  }
  return stops;
}

/** Pause and cancel over a call that can be aborted and called again. */
class Gate {
  private cancelled = false;
  private paused = false;
  private controller: AbortController | null = null;
  private wake: (() => void) | null = null;

  pause(): void {
    this.paused = true;
    this.controller?.abort();
  }

  resume(): void {
    this.paused = false;
    this.wake?.();
  }

  cancel(): void {
    this.cancelled = true;
    this.controller?.abort();
    this.wake?.();
  }

  throwIfCancelled(): void {
    if (this.cancelled) throw new DOMException('The run was cancelled.', 'AbortError');
  }

  /** Runs `work` to its end, across any number of pauses. */
  async through(work: (signal: AbortSignal) => Promise<void>, clock: Stopwatch): Promise<void> {
    for (;;) {
      this.throwIfCancelled();
      if (this.paused) {
        clock.stop();
        await new Promise<void>((wake) => (this.wake = wake));
        clock.start();
        continue;
      }
      this.controller = new AbortController();
      try {
        await work(this.controller.signal);
        this.throwIfCancelled();
        return;
      } catch (error) {
        if (!isAbort(error)) throw error;
      }
    }
  }
}

/** Counts the wall time of computing, pauses left out. */
class Stopwatch {
  private total = 0;
  private since: number | null = null;

  constructor(private readonly now: () => number) {}

  start(): void {
    this.since ??= this.now();
  }

  stop(): void {
    this.total += this.since === null ? 0 : this.now() - this.since;
    this.since = null;
  }

  seconds(): number {
    return (this.total + (this.since === null ? 0 : this.now() - this.since)) / 1000;
  }
}
