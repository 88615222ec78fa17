import { createStore } from 'zustand/vanilla';
import type { Pick } from '../../domain/view';

/** The thing picked last, and the ground point that is being probed. */
export interface SelectionState {
  readonly pick: Pick | null;
  /** Local metres; null: no probe. */
  readonly probe: readonly [number, number, number] | null;
}

export const selectionStore = createStore<SelectionState>()(() => ({ pick: null, probe: null }));
