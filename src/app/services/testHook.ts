import { COMMAND_IDS, isEnabled, perform, type CommandId } from '../commands/registry';
import { cityStore } from '../stores/city';
import { clockStore } from '../stores/clock';
import { compareStore } from '../stores/compare';
import { drawStore } from '../stores/draw';
import { layersStore } from '../stores/layers';
import { runsStore } from '../stores/runs';
import { scenarioStore } from '../stores/scenario';
import { selectionStore } from '../stores/selection';
import { preferencesStore, uiStore } from '../stores/ui';
import { viewStore } from '../stores/view';
import type { Services } from './services';

/**
 * `window.__dryrun`: what browser tests and the screenshot script use. State is read only; everything
 * is done through commands, as a person does it.
 */
export interface TestHook {
  /** A copy of every store, and what the scene looked at says of itself. */
  state(): ReturnType<typeof snapshot>;
  /** Ids of all commands and whether each can be done now. */
  commands(): readonly { readonly id: CommandId; readonly enabled: boolean }[];
  /** Does a command; false where it can't be done now. */
  perform(id: CommandId, arg?: unknown): Promise<boolean>;
  /** Pixel of a local point in the scene looked at, from the top left of the map. */
  project(x: number, y: number, z: number): readonly [number, number] | null;
  /** Ground level of the open City at a local point. */
  groundAt(x: number, y: number): number | null;
}

declare global {
  interface Window {
    __dryrun?: TestHook;
  }
}

function snapshot(services: Services) {
  return {
    city: cityStore.getState(),
    view: viewStore.getState(),
    clock: clockStore.getState(),
    compare: compareStore.getState(),
    scenarios: scenarioStore.getState().rows,
    draw: drawStore.getState(),
    layers: layersStore.getState(),
    runs: runsStore.getState(),
    scenario: scenarioStore.getState().scenario,
    selection: selectionStore.getState(),
    ui: uiStore.getState(),
    preferences: preferencesStore.getState(),
    scene: services.host.stats(),
  };
}

export function installTestHook(services: Services): void {
  window.__dryrun = {
    state: () => structuredClone(snapshot(services)),
    commands: () => COMMAND_IDS.map((id) => ({ id, enabled: isEnabled(services, id) })),
    perform: (id, arg) =>
      (perform as (s: Services, id: CommandId, arg?: unknown) => Promise<boolean>)(
        services,
        id,
        arg,
      ),
    project: (x, y, z) => services.host.project(x, y, z),
    groundAt: (x, y) => services.cities.handle?.groundAt(x, y) ?? null,
  };
}
