import { CommanderError } from 'commander';
import { DryrunError, isAbort, problemLine } from '../domain/errors';

/** 0 done, 1 a check failed, 2 bad input, 70 a defect of ours, 130 interrupted. */
export type ExitCode = 0 | 1 | 2 | 70 | 130;

/** Says in one line what stopped a verb, and gives the exit code it stands for. */
export function exitCodeOf(error: unknown, say: (line: string) => void): ExitCode {
  if (error instanceof DryrunError) {
    say(problemLine(error));
    return 2;
  }
  if (error instanceof CommanderError) {
    // Commander has said it already; help and version are no errors.
    return error.exitCode === 0 ? 0 : 2;
  }
  if (isAbort(error)) {
    say('Interrupted.');
    return 130;
  }
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return 70;
}
