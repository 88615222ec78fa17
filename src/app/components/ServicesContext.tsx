import { createContext, use, useCallback, useSyncExternalStore } from 'react';
import {
  commandOf,
  isEnabled,
  perform,
  type CommandArg,
  type CommandId,
} from '../commands/registry';
import type { Services } from '../services/services';
import { problemOf } from '../services/problems';
import { cityStore } from '../stores/city';
import { clockStore } from '../stores/clock';
import { compareStore } from '../stores/compare';
import { drawStore } from '../stores/draw';
import { runsStore } from '../stores/runs';
import { scenarioStore } from '../stores/scenario';
import { selectionStore } from '../stores/selection';
import { preferencesStore, showProblem, uiStore } from '../stores/ui';
import { viewStore } from '../stores/view';

export const ServicesContext = createContext<Services | null>(null);

export function useServices(): Services {
  const services = use(ServicesContext);
  if (!services) throw new Error('A component stands outside of ServicesContext.');
  return services;
}

/** Stores that predicates of commands look at. */
const WATCHED = [
  cityStore,
  clockStore,
  compareStore,
  drawStore,
  runsStore,
  scenarioStore,
  selectionStore,
  preferencesStore,
  uiStore,
  viewStore,
];

function subscribeAll(listener: () => void): () => void {
  const offs = WATCHED.map((store) => store.subscribe(listener));
  return () => offs.forEach((off) => off());
}

/** True while the command can be done. */
export function useEnabled(id: CommandId): boolean {
  const services = useServices();
  return useSyncExternalStore(subscribeAll, () => isEnabled(services, id));
}

/** True while a toggle is on; undefined for commands that are none. */
export function useIsOn(id: CommandId): boolean | undefined {
  return useSyncExternalStore(subscribeAll, () => commandOf(id).isOn?.());
}

/** Does any command; what goes wrong is shown. */
export function usePerform(): <K extends CommandId>(
  id: K,
  ...arg: CommandArg<K> extends void ? [] : [CommandArg<K>]
) => void {
  const services = useServices();
  return useCallback(
    (id, ...arg) => {
      perform(services, id, ...arg).catch((error: unknown) =>
        showProblem(problemOf(error, 'command.failed')),
      );
    },
    [services],
  );
}
