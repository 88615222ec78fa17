import { DryrunError, type Problem } from '../../domain/errors';

/** Any thrown thing as a problem a person can be shown; what is not ours gets the code given. */
export function problemOf(error: unknown, code: string): Problem {
  if (error instanceof DryrunError) return error.toProblem();
  if (isProblem(error)) return error;
  const what = error instanceof Error ? error.message : String(error);
  return {
    code,
    what: `Something failed inside Dryrun: ${what}`,
    mend: 'Try again; if it stays, copy the details and report them.',
    params: { detail: what },
  };
}

function isProblem(value: unknown): value is Problem {
  return (
    typeof value === 'object' &&
    value !== null &&
    'code' in value &&
    'what' in value &&
    'mend' in value
  );
}
