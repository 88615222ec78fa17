import { createStore } from 'zustand/vanilla';
import type { Problem } from '../../domain/errors';
import type { DeltaRow } from '../../rehearsal/compare/deltas';

/** What the map shows of a comparison: B, A, or what B has more than A. */
export type CompareView = 'after' | 'before' | 'difference';

export interface CompareState {
  readonly isOpen: boolean;
  /** Ids of the scenarios compared: B against A. */
  readonly a: string | null;
  readonly b: string | null;
  readonly phase: 'idle' | 'running' | 'counting' | 'ready' | 'failed';
  readonly view: CompareView;
  readonly rows: readonly DeltaRow[];
  /** Runs behind the rows, by their numbers. */
  readonly runs: { readonly a: number; readonly b: number } | null;
  /** A scenario was changed since: the rows are those of what it was. */
  readonly isStale: boolean;
  readonly problem: Problem | null;
}

export const compareStore = createStore<CompareState>()(() => ({
  isOpen: false,
  a: null,
  b: null,
  phase: 'idle',
  view: 'after',
  rows: [],
  runs: null,
  isStale: false,
  problem: null,
}));
