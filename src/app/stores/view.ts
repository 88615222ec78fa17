import { createStore } from 'zustand/vanilla';
import type { ViewState } from '../../domain/view';
import type { SceneOptions } from '../../../scenes/shared/scene';
import type { SceneKind } from '../ports';

/** `drawing`: opened and to be seen, but not all of it is there yet. */
export type SceneStatus = 'none' | 'loading' | 'drawing' | 'ready' | 'failed';

/** Camera and the ways of looking that both scenes share. */
export interface ViewStoreState {
  readonly scene: SceneKind;
  readonly status: Readonly<Record<SceneKind, SceneStatus>>;
  /** Last camera either scene reported; null before the first one. */
  readonly camera: ViewState | null;
  /** Hour of the local solar day, 0–24. */
  readonly hour: number;
  readonly groundOpacity: number;
  readonly cutBox: SceneOptions['cutBox'];
  /** Depth at which the water colours saturate, m. */
  readonly depthMaxM: number;
  /** Which field of the air is shown and where its colours saturate. */
  readonly air: SceneOptions['air'];
}

export const viewStore = createStore<ViewStoreState>()(() => ({
  scene: 'city',
  status: { city: 'none', underground: 'none' },
  camera: null,
  hour: 10,
  groundOpacity: 1,
  cutBox: null,
  depthMaxM: 1,
  air: { field: null, scaleMax: 100 },
}));
