import { createStore } from 'zustand/vanilla';
import type { Problem } from '../../domain/errors';
import type { Scenario } from '../../domain/scenario';
import type { EngineInfo } from '../../../workers/runtime/protocol';

export type RunStatus = 'preparing' | 'running' | 'paused' | 'done' | 'cancelled' | 'failed';

/** A run as panels see it. Its frames are behind `services/runs.ts`, by `id`. */
export interface RunState {
  /** Number in this session, from 1: the handle. */
  readonly id: number;
  readonly runKey: string | null;
  readonly scenario: Scenario;
  readonly status: RunStatus;
  readonly simulatedS: number;
  readonly wallS: number;
  readonly frames: number;
  /** Volumes by source and sink of the newest frame, SI. */
  readonly totals: Readonly<Record<string, number>>;
  /** Hash of the state at the end: equal in the browser and on the command line. Null until then. */
  readonly stateHash: string | null;
  /** Frames came from the store: this run key had been computed before. */
  readonly fromStore: boolean;
  readonly engine: Pick<EngineInfo, 'version' | 'backend' | 'threads'> | null;
  readonly cells: number;
  readonly cellSizeM: number;
  readonly problem: Problem | null;
}

export interface RunsState {
  readonly runs: readonly RunState[];
  /** Run whose frames are on show. */
  readonly shown: number | null;
}

export const runsStore = createStore<RunsState>()(() => ({ runs: [], shown: null }));

/** Replaces some properties of a run. */
export function updateRun(id: number, change: Partial<RunState>): void {
  runsStore.setState((s) => ({ runs: s.runs.map((r) => (r.id === id ? { ...r, ...change } : r)) }));
}

export function shownRun(s: RunsState): RunState | null {
  return s.runs.find((r) => r.id === s.shown) ?? null;
}

/** The run that computes now, if any. */
export function activeRun(s: RunsState): RunState | null {
  return (
    s.runs.find(
      (r) => r.status === 'preparing' || r.status === 'running' || r.status === 'paused',
    ) ?? null
  );
}
