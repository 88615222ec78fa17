import type { ParseKeys } from 'i18next';
import type { Services } from '../services/services';

export const COMMAND_GROUPS = ['city', 'scenario', 'run', 'time', 'map', 'view', 'help'] as const;
export type CommandGroup = (typeof COMMAND_GROUPS)[number];

/**
 * Something a person can do. Menus, toolbar, keyboard, palette, tests and the page's test hook all go
 * through these records and nothing else.
 */
export interface Command<A = void> {
  /** Key of its name in the locales. */
  readonly title: ParseKeys;
  readonly group: CommandGroup;
  /** Key bindings as tinykeys writes them (`$mod+k`, `Shift+?`, `p`); the first is shown. */
  readonly keys?: readonly string[];
  /** False: it can't be done now and is shown greyed. */
  readonly when?: (services: Services) => boolean;
  /** False where it needs an argument the palette can't ask for. */
  readonly palette?: boolean;
  /** True where it is on now (toggles); shown as a tick. */
  readonly isOn?: () => boolean;
  /** May return a promise; what else it returns is ignored. */
  perform(services: Services, arg: A): unknown;
}

/** Keeps the argument's type while the record is checked. */
export function command<A = void>(record: Command<A>): Command<A> {
  return record;
}
