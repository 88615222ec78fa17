import { createStore } from 'zustand/vanilla';
import { LAYER_IDS, type LayerId, type LayerState } from '../../domain/view';

export type LayersState = Readonly<Record<LayerId, LayerState>>;

/** Layers off at the start: they lie below the ground and show in the underground scene or a cut. */
const HIDDEN_AT_START: ReadonlySet<LayerId> = new Set([]);

export const layersStore = createStore<LayersState>()(
  () =>
    Object.fromEntries(
      LAYER_IDS.map((id) => [id, { visible: !HIDDEN_AT_START.has(id), opacity: 1 }]),
    ) as Record<LayerId, LayerState>,
);

/** Changes one layer; what is not given stays. */
export function setLayer(id: LayerId, change: Partial<LayerState>): void {
  layersStore.setState((s) => ({ [id]: { ...s[id], ...change } }));
}
