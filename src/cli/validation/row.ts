/** One line of a validation table. */
export interface Row {
  readonly case: string;
  readonly metric: string;
  readonly value: number;
  /** What it is held against, as printed; empty: shown, not judged. */
  readonly limit: string;
  readonly pass: boolean;
}

/** A validation: some rows, from a run or two. `short` asks for the form that fits a test. */
export interface Case {
  readonly name: string;
  run(options: { readonly short: boolean }): Promise<readonly Row[]>;
}

export function atMost(name: string, metric: string, value: number, limit: number): Row {
  return { case: name, metric, value, limit: `≤ ${limit}`, pass: value <= limit };
}

export function atLeast(name: string, metric: string, value: number, limit: number): Row {
  return { case: name, metric, value, limit: `≥ ${limit}`, pass: value >= limit };
}

/** Held to a reference within a tolerance. */
export function near(name: string, metric: string, value: number, of: number, by: number): Row {
  const pass = Math.abs(value - of) <= by;
  return { case: name, metric, value, limit: `${round(of)} ± ${round(by)}`, pass };
}

export function shown(name: string, metric: string, value: number): Row {
  return { case: name, metric, value, limit: '', pass: Number.isFinite(value) };
}

/** Four significant digits, for people. */
export function round(x: number): string {
  return Number.isInteger(x) ? String(x) : String(Number(x.toPrecision(4)));
}
