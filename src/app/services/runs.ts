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

  /** Runs the scenario as it stands now. One run at a time: another asks for the first to end. */
  start(): void {
    if (!this.#session || activeRun(runsStore.getState())) return;
    const { scenario } = scenarioStore.getState();
    const run = this.#begin(this.#session, scenario);
    if (!run) return;
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
