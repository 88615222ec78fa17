import { isAbort } from '../../domain/errors';
import type { EngineName } from '../../domain/frame';
import type { Scenario } from '../../domain/scenario';
import type { RunFrames } from '../../rehearsal/frames/access';
import type { RunEvent, RunHandle } from '../../rehearsal/session';
import type { AppPorts, RunSession } from '../ports';
import { clockStore } from '../stores/clock';
import { activeRun, runsStore, shownRun, updateRun, type RunState } from '../stores/runs';
import { scenarioStore } from '../stores/scenario';
import { announce, showProblem } from '../stores/ui';
import type { CityHandle } from './cityHandle';
import type { EngineInfo } from '../../../workers/runtime/protocol';
import { problemOf } from './problems';
import { i18n } from '../i18n/i18n';

/** Starts runs of the scenario, keeps their handles, and tells the stores how they fare. */
export class Runs {
  readonly #ports: AppPorts;
  readonly #live = new Map<number, RunHandle>();
  readonly #frameListeners = new Set<() => void>();
  #session: RunSession | null = null;
  #nextId = 1;

  constructor(ports: AppPorts) {
    this.#ports = ports;
  }

  /** Another City: its runs are over and gone. */
  open(city: CityHandle): void {
    this.close();
    this.#session = this.#ports.openSession(city.city);
  }

  close(): void {
    for (const run of this.#live.values()) run.cancel();
    this.#live.clear();
    this.#session?.dispose();
    this.#session = null;
    runsStore.setState({ runs: [], shown: null });
    clockStore.setState({ timeS: 0, playing: false, following: false, availableS: 0 });
  }

  /**
   * Runs a scenario, the one looked at where none is given, as it stands now. One run at a time:
   * another asks for the first to end. Returns its number, null where it could not begin.
   */
  start(scenario: Scenario = scenarioStore.getState().scenario): number | null {
    if (!this.#session || activeRun(runsStore.getState())) return null;
    const run = this.#begin(this.#session, scenario);
    if (!run) return null;
    const id = this.#nextId++;
    const state: RunState = {
      id,
      runKey: null,
      scenario,
      status: 'preparing',
      simulatedS: 0,
      wallS: 0,
      frames: 0,
      totals: {},
      stateHash: null,
      fromStore: false,
      engine: null,
      cells: 0,
      cellSizeM: scenario.floodCellSizeM ?? 0,
      problem: null,
    };
    runsStore.setState((s) => ({ runs: [...s.runs, state], shown: id }));
    clockStore.setState({
      timeS: 0,
      playing: false,
      following: true,
      availableS: 0,
      horizonS: scenario.horizonS,
      stepS: scenario.outputEveryS,
    });
    announce(i18n.t('run.announce.started'));
    this.#live.set(id, run);
    this.#watch(id, run, scenario.horizonS);
    return id;
  }

  /** Runs a scenario once no other run is under way. Rejects with an `AbortError`, or where it cannot begin. */
  async next(scenario: Scenario, signal: AbortSignal): Promise<number> {
    await until(() => activeRun(runsStore.getState()) === null, signal);
    const id = this.start(scenario);
    // Why it could not begin has been told already.
    if (id === null) throw new DOMException('The run did not begin.', 'AbortError');
    return id;
  }

  /** Resolves when a run is done; rejects with an `AbortError` where it was cancelled or failed. */
  async ended(id: number, signal: AbortSignal): Promise<void> {
    const status = (): RunState['status'] | undefined =>
      runsStore.getState().runs.find((r) => r.id === id)?.status;
    await until(() => !ACTIVE.has(status()), signal);
    if (status() !== 'done') throw new DOMException('The run did not end.', 'AbortError');
  }

  /** Number of the newest run that is done or under way and of which the predicate holds. */
  find(predicate: (run: RunState) => boolean): number | null {
    const fits = (r: RunState): boolean => r.status === 'done' || ACTIVE.has(r.status);
    return runsStore.getState().runs.findLast((r) => fits(r) && predicate(r))?.id ?? null;
  }

  /** A run by its number. */
  handle(id: number): RunHandle | null {
    return this.#live.get(id) ?? null;
  }

  #begin(session: RunSession, scenario: Scenario): RunHandle | null {
    try {
      return session.run(scenario);
    } catch (error) {
      showProblem(problemOf(error, 'run.failed'));
      return null;
    }
  }

  cancel(): void {
    const run = activeRun(runsStore.getState());
    if (run) this.#live.get(run.id)?.cancel();
  }

  pause(): void {
    const run = activeRun(runsStore.getState());
    if (run?.status !== 'running') return;
    this.#live.get(run.id)?.pause();
    updateRun(run.id, { status: 'paused' });
  }

  resume(): void {
    const run = activeRun(runsStore.getState());
    if (run?.status !== 'paused') return;
    this.#live.get(run.id)?.resume();
    updateRun(run.id, { status: 'running' });
  }

  /** Puts a run's frames on show. */
  show(id: number): void {
    const run = runsStore.getState().runs.find((r) => r.id === id);
    if (!run) return;
    runsStore.setState({ shown: id });
    const { horizonS, outputEveryS } = run.scenario;
    clockStore.setState((s) => ({
      horizonS,
      stepS: outputEveryS,
      availableS: availableOf(this.#live.get(id)),
      timeS: Math.min(s.timeS, horizonS),
      following: false,
    }));
    this.#tellFrames();
  }

  /** Frames of an engine of the run on show; null where it did not run. */
  frames(engine: EngineName = 'flood'): RunFrames | null {
    const run = this.shown();
    return run?.engines.includes(engine) ? run.frames(engine) : null;
  }

  /** The run on show, or null. */
  shown(): RunHandle | null {
    const shown = shownRun(runsStore.getState());
    return shown ? (this.#live.get(shown.id) ?? null) : null;
  }

  /** Called when there are other frames to show than before. */
  onFrames(listener: () => void): () => void {
    this.#frameListeners.add(listener);
    return () => this.#frameListeners.delete(listener);
  }

  #tellFrames(): void {
    for (const listener of this.#frameListeners) listener();
  }

  #watch(id: number, run: RunHandle, horizonS: number): void {
    updateRun(id, { runKey: run.runKey });
    const off = run.on((event) => this.#event(id, run, event));
    run.done
      .then(({ fromStore, totals, stateHash, engines: [engine] }) => {
        updateRun(id, {
          status: 'done',
          simulatedS: horizonS,
          totals,
          stateHash,
          fromStore,
          ...(engine && engineState(engine)),
        });
        announce(i18n.t('run.announce.done'));
      })
      .catch((error: unknown) => {
        if (isAbort(error)) {
          updateRun(id, { status: 'cancelled' });
          announce(i18n.t('run.announce.cancelled'));
          return;
        }
        const problem = problemOf(error, 'run.failed');
        updateRun(id, { status: 'failed', problem });
        // Without the worker that holds the City there is nothing to run on: it is read again.
        showProblem(problem, [problem.code === 'city.workerDied' ? 'city.retry' : 'run.start']);
      })
      .finally(() => {
        off();
        clockStore.setState({ following: false });
      });
  }

  #event(id: number, run: RunHandle, event: RunEvent): void {
    // Late events of a City that was closed meanwhile belong to nothing.
    if (!this.#live.has(id)) return;
    switch (event.type) {
      case 'prepared':
        updateRun(id, { status: 'running', ...engineState(event.info) });
        return;
      case 'progress': {
        const { simulatedS, wallS, totals } = event.progress;
        updateRun(id, { simulatedS, wallS, totals });
        return;
      }
      case 'frame':
        this.#frame(id, run);
        return;
      case 'refused':
        for (const { id: measure, code, what } of event.refused) {
          showProblem({
            code,
            place: measure,
            what,
            mend: i18n.t('run.refusedMend'),
          });
        }
    }
  }

  #frame(id: number, run: RunHandle): void {
    updateRun(id, { frames: run.frames(run.engines[0]!).times().length });
    if (runsStore.getState().shown !== id) return;
    const availableS = availableOf(run);
    clockStore.setState((s) => ({ availableS, timeS: s.following ? availableS : s.timeS }));
    this.#tellFrames();
  }
}

const ACTIVE: ReadonlySet<RunState['status'] | undefined> = new Set([
  'preparing',
  'running',
  'paused',
]);

/** Resolves when something holds of the runs. */
function until(holds: () => boolean, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (act: () => void): void => {
      off();
      signal.removeEventListener('abort', abort);
      act();
    };
    const check = (): void => {
      if (holds()) end(resolve);
    };
    const abort = (): void => end(() => reject(signal.reason as Error));
    const off = runsStore.subscribe(check);
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    else check();
  });
}

/** Simulated time up to which every engine of a run has frames, s. */
function availableOf(run: RunHandle | undefined): number {
  if (!run) return 0;
  return Math.min(...run.engines.map((name) => run.frames(name).times().at(-1) ?? 0));
}

function engineState({
  version,
  backend,
  threads,
  grid,
}: EngineInfo): Pick<RunState, 'engine'> & Partial<RunState> {
  return {
    engine: { version, backend, threads },
    ...(grid && { cells: grid.cols * grid.rows, cellSizeM: grid.cellSizeM }),
  };
}
