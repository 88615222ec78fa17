import { DryrunError, isAbort } from '../../src/domain/errors';
import type { Failure } from './messages';

/** An error as data, to cross a worker boundary. */
export function toFailure(error: unknown): Failure {
  if (isAbort(error)) return { kind: 'abort' };
  if (error instanceof DryrunError) return { kind: 'problem', problem: error.toProblem() };
  if (error instanceof Error) {
    return {
      kind: 'defect',
      message: `${error.name}: ${error.message}`,
      ...(error.stack !== undefined && { stack: error.stack }),
    };
  }
  return { kind: 'defect', message: String(error) };
}

/** The error again, of its own class: `DryrunError`, an `AbortError`, or `engine.defect` for a bug of ours. */
export function fromFailure(failure: Failure): Error {
  if (failure.kind === 'abort') return abortError();
  if (failure.kind === 'problem') return new DryrunError(failure.problem);
  return new DryrunError(
    {
      code: 'engine.defect',
      what: `The engine failed: ${failure.message}.`,
      mend: 'Report this with the scenario that caused it.',
      params: { message: failure.message },
    },
    { cause: failure.stack },
  );
}

export function abortError(): DOMException {
  return new DOMException('The operation was cancelled.', 'AbortError');
}
