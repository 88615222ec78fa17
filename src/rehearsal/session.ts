import type { ApplyResult, EngineInfo } from '../../workers/runtime/protocol';
import type { EngineName } from '../domain/frame';
import { DryrunError } from '../domain/errors';
import type { Scenario } from '../domain/scenario';
import { runCoupled } from './coupling';
import type { EngineDriver, RunOptions } from './engineDriver';
import { RunFrames, type FrameStoreAccess } from './frames/access';
import { Gate, Stopwatch } from './gate';
import { runKeyOf } from './runKey';

/** What a session needs from the place it runs in (browser, Node, test). */
export interface SessionDeps {
  /** Digest of the City all runs are on. */
  readonly cityDigest: string;
  /** The engines there are, each after those it listens to. */
  readonly engines: readonly EngineDriver[];
  readonly store: FrameStoreAccess;
  /** Milliseconds since 1970: for progress and for the store's quota only, never for results. */
  now(): number;
}

export interface RunProgress {
  /** Simulated time that all engines have reached. */
  readonly simulatedS: number;
  readonly horizonS: number;
  /** Wall seconds spent computing (pauses left out). */
  readonly wallS: number;
  /** Totals of the last frames of all engines: volumes by source and sink, vehicles, balance errors. */
  readonly totals: Readonly<Record<string, number>>;
}

export interface RunSummary {
  readonly runKey: string;
  readonly scenarioId: string;
  /** The engines that computed, in the order of exchange; empty where the frames came from the store. */
  readonly engines: readonly EngineInfo[];
  /** True where the frames came from the store and nothing was computed. */
  readonly fromStore: boolean;
  readonly wallS: number;
  readonly totals: Readonly<Record<string, number>>;
  /** Hashes of the engines' final states, joined by `+`: equal for equal run keys. */
  readonly stateHash: string;
  /** Measures the engines refused, with the reason. */
  readonly refused: ApplyResult['refused'];
}

export type RunEvent =
  | { readonly type: 'prepared'; readonly info: EngineInfo }
  | { readonly type: 'frame'; readonly engine: EngineName; readonly timeS: number }
  | { readonly type: 'progress'; readonly progress: RunProgress }
  | { readonly type: 'refused'; readonly refused: ApplyResult['refused'] };

/** A run under way. `done` rejects with a `DryrunError`, or with an `AbortError` after `cancel()`. */
export interface RunHandle {
  readonly runKey: string;
  /** Names of the engines that run, in the order of exchange. */
  readonly engines: readonly EngineName[];
  /** Frames of an engine of this run. */
  frames(engine: EngineName): RunFrames;
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
  const drivers = driversOf(deps, scenario);
  const runKey = runKeyOf({
    cityDigest: deps.cityDigest,
    scenario,
    engines: drivers.map((d) => ({
      name: d.name,
      version: d.version,
      backend: d.backend,
      options: d.decisive(options),
    })),
  });
  const listeners = new Set<(event: RunEvent) => void>();
  const emit = (event: RunEvent): void => {
    for (const listener of listeners) {
      try {
        listener(event);
      } catch (error) {
        // A listener's fault is told where such faults are told; it must not end the run.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  };
  const frames = new Map(drivers.map((d) => [d.name, new RunFrames(runKey, d.name, deps.store)]));
  const clock = new Stopwatch(deps.now);
  const gate = new Gate((resting) => (resting ? clock.stop() : clock.start()));
  const run: Run = { deps, drivers, scenario, options, runKey, frames, gate, clock, emit };
  const done = drive(run);
  done.catch(() => {}); // a handle whose `done` nobody awaits must not crash the process
  return {
    runKey,
    engines: drivers.map((d) => d.name),
    frames: (engine) => frames.get(engine) ?? new RunFrames(runKey, engine, deps.store),
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

/**
 * The drivers of the engines a scenario asks for (the flood alone where it doesn't say).
 *
 * @throws DryrunError `engine.unknown`
 */
function driversOf(deps: SessionDeps, scenario: Scenario): readonly EngineDriver[] {
  const wanted = scenario.engines ?? ['flood'];
  const missing = wanted.find((name) => !deps.engines.some((d) => d.name === name));
  if (missing !== undefined || wanted.length === 0) {
    const names = deps.engines.map((d) => d.name).join(', ');
    throw new DryrunError({
      code: 'engine.unknown',
      place: 'engines',
      what: missing ? `There is no engine "${missing}" here.` : 'The scenario names no engine.',
      mend: `Use one or more of: ${names}.`,
      params: { name: missing ?? '' },
    });
  }
  return deps.engines.filter((d) => wanted.includes(d.name));
}

/** A run and all it works with. */
export interface Run {
  readonly deps: SessionDeps;
  readonly drivers: readonly EngineDriver[];
  readonly scenario: Scenario;
  readonly options: RunOptions;
  readonly runKey: string;
  readonly frames: ReadonlyMap<EngineName, RunFrames>;
  readonly gate: Gate;
  readonly clock: Stopwatch;
  readonly emit: (event: RunEvent) => void;
}

async function drive(run: Run): Promise<RunSummary> {
  const { deps, runKey, scenario, options } = run;
  const stored = await deps.store.record(runKey);
  if (stored?.complete && !options.force) return replay(run, stored.timesS);
  await deps.store.begin({
    runKey,
    scenarioId: scenario.id,
    outputEveryS: scenario.outputEveryS,
    usedAt: deps.now(),
  });
  const summary = await runCoupled(run);
  await deps.store.finish(runKey, true);
  return summary;
}

/** The run is in the store: hand out its times, compute nothing. */
async function replay(
  { deps, runKey, scenario, drivers, frames, emit }: Run,
  timesS: Readonly<Partial<Record<EngineName, readonly number[]>>>,
): Promise<RunSummary> {
  const totals: Record<string, number> = {};
  const hashes: string[] = [];
  for (const { name } of drivers) {
    const times = timesS[name] ?? [];
    for (const timeS of times) {
      frames.get(name)!.added(timeS);
      emit({ type: 'frame', engine: name, timeS });
    }
    const last = await deps.store.get(runKey, name, times.at(-1) ?? 0);
    Object.assign(totals, last?.totals);
    if (last) hashes.push(last.stateHash);
  }
  return {
    runKey,
    scenarioId: scenario.id,
    engines: [],
    fromStore: true,
    wallS: 0,
    totals,
    stateHash: hashes.join('+'),
    refused: [],
  };
}
