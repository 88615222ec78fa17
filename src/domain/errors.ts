/**
 * What went wrong, as data: a typed code and its parameters. Words are made at the edge (app, CLI)
 * from the code, so that an error crosses a worker boundary and two languages unchanged.
 */
export interface Problem {
  /** Stable machine code, e.g. `dem.truncated`. The i18n key is `problem.<code>`. */
  readonly code: string;
  /** File or URL the problem stands in, if it came from one. */
  readonly file?: string;
  /** Place in that file: line, JSON pointer, feature id, byte offset. */
  readonly place?: string;
  /** One English sentence: what failed, what was got, what was expected. */
  readonly what: string;
  /** One English sentence: what to do about it. */
  readonly mend: string;
  /** Values for the translated sentence. */
  readonly params?: Readonly<Record<string, string | number>>;
}

/** The one error class that may reach a person. Anything else thrown is a defect of ours. */
export class DryrunError extends Error implements Problem {
  readonly code: string;
  readonly file?: string;
  readonly place?: string;
  readonly what: string;
  readonly mend: string;
  readonly params?: Readonly<Record<string, string | number>>;

  constructor(problem: Problem, options?: ErrorOptions) {
    super(problemLine(problem), options);
    this.name = 'DryrunError';
    this.code = problem.code;
    this.what = problem.what;
    this.mend = problem.mend;
    if (problem.file !== undefined) this.file = problem.file;
    if (problem.place !== undefined) this.place = problem.place;
    if (problem.params !== undefined) this.params = problem.params;
  }

  /** The plain data, safe for structured clone (error classes do not survive it). */
  toProblem(): Problem {
    const { code, file, place, what, mend, params } = this;
    return {
      code,
      what,
      mend,
      ...(file !== undefined && { file }),
      ...(place !== undefined && { place }),
      ...(params !== undefined && { params }),
    };
  }
}

/** `file: place: what. mend` on one line, as the CLI prints it. */
export function problemLine(p: Problem): string {
  return [p.file, p.place, `${p.what} ${p.mend}`].filter(Boolean).join(': ');
}

/** True for a cancelled operation (an aborted `AbortSignal`), which is never shown as an error. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

/**
 * Something that was repaired, derived or assumed on the way in. Not an error: the work went on,
 * and the person is told what was done.
 */
export interface Notice {
  readonly code: string;
  readonly file?: string;
  readonly place?: string;
  /** One English sentence saying what was done and to how many things. */
  readonly what: string;
  readonly count?: number;
}
