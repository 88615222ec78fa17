import type { Services } from '../services/services';
import { cityCommands } from './city';
import type { Command } from './command';
import { compareCommands } from './compare';
import { documentCommands } from './document';
import { helpCommands } from './help';
import { mapCommands } from './map';
import { runCommands } from './run';
import { scenarioCommands } from './scenario';
import { timeCommands } from './time';
import { viewCommands } from './view';

/** All there is to do in the app. */
export const COMMANDS = {
  ...cityCommands,
  ...scenarioCommands,
  ...documentCommands,
  ...runCommands,
  ...compareCommands,
  ...timeCommands,
  ...mapCommands,
  ...viewCommands,
  ...helpCommands,
};

export type CommandId = keyof typeof COMMANDS;

/** Argument of a command: none, or one of its own type. */
export type CommandArg<K extends CommandId> =
  (typeof COMMANDS)[K] extends Command<infer A> ? A : never;

/** Commands that take no argument: these can stand on a button, a key or in the palette. */
export type PlainCommandId = {
  [K in CommandId]: CommandArg<K> extends void ? K : never;
}[CommandId];

export const COMMAND_IDS = Object.keys(COMMANDS) as CommandId[];

export function commandOf(id: CommandId): Command<never> {
  return COMMANDS[id] as Command<never>;
}

export function isCommandId(id: string): id is CommandId {
  return id in COMMANDS;
}

export function isEnabled(services: Services, id: CommandId): boolean {
  return commandOf(id).when?.(services) ?? true;
}

/** Does a command, if it can be done now. Says whether it was done. */
export async function perform<K extends CommandId>(
  services: Services,
  id: K,
  ...arg: CommandArg<K> extends void ? [] : [CommandArg<K>]
): Promise<boolean> {
  if (!isEnabled(services, id)) return false;
  await (COMMANDS[id] as Command<unknown>).perform(services, arg[0]);
  return true;
}
