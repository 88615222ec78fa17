import type { Command } from 'commander';
import { DryrunError } from '../domain/errors';
import type { Case, Row } from './validation/row';
import { round } from './validation/row';

interface Suite {
  readonly cases: readonly Case[];
  /** Cases whose reference data are not here. */
  readonly leftOut: readonly string[];
}

/** One line per engine that can be validated. */
const SUITES: Readonly<Record<string, () => Promise<Suite>>> = {
  flood: async () => (await import('./validation/flood/cases')).floodCases(),
  drainage: async () => (await import('./validation/drainage/swmm')).drainageCases(),
  pollution: async () => (await import('./validation/pollution/cases')).pollutionCases(),
  traffic: async () => (await import('./validation/traffic/cases')).trafficCases(),
};

export interface ValidateOptions {
  readonly json: boolean;
  /** The form that fits a test: fewer steps, first part of long runs. */
  readonly short?: boolean;
  /** Only cases whose name contains this. */
  readonly only?: string;
}

/** `dryrun validate [engine|all]`. */
export function register(program: Command): void {
  program
    .command('validate [engine]')
    .description(
      'run the published cases of an engine (flood, drainage, pollution, traffic, all) and print their error norms',
    )
    .option('--json', 'print one JSON object on standard output')
    .option('--short', 'the form that fits a test: fewer steps')
    .option('--only <text>', 'only cases whose name contains this')
    .action(async (engine: string | undefined, flags: Partial<ValidateOptions>) => {
      process.exitCode = await validate(engine ?? 'all', { json: false, ...flags });
    });
}

/**
 * `dryrun validate [flood|…|all]`: runs the published cases of an engine and prints a table of error
 * norms (one JSON object on stdout with `json`; progress goes to stderr).
 *
 * @returns exit code: 0 all hold, 1 one fails
 * @throws DryrunError `validate.unknown` for an engine that has no cases
 */
export async function validate(what: string, options: ValidateOptions): Promise<number> {
  const names = what === 'all' ? Object.keys(SUITES) : [what];
  const rows: (Row & { engine: string })[] = [];
  const leftOut: string[] = [];
  for (const name of names) {
    const load = SUITES[name];
    if (!load) {
      throw new DryrunError({
        code: 'validate.unknown',
        what: `There are no validation cases for "${name}".`,
        mend: `Name one of ${[...Object.keys(SUITES), 'all'].join(', ')}.`,
      });
    }
    const suite = await load();
    leftOut.push(...suite.leftOut);
    for (const c of suite.cases) {
      if (options.only && !c.name.toLowerCase().includes(options.only.toLowerCase())) continue;
      console.error(`${name}: ${c.name} …`);
      const got = await c.run({ short: options.short ?? false });
      for (const row of got) rows.push({ engine: name, ...row });
      if (!options.json) process.stdout.write(tableOf(got, rows.length === got.length));
    }
  }
  const failed = rows.filter((r) => !r.pass).length;
  if (options.json) console.log(JSON.stringify({ rows, leftOut, failed }));
  else console.log(`\n${rows.length} checks, ${failed} failed.`);
  if (leftOut.length > 0) {
    console.error(`Left out, their reference data are not here: ${leftOut.join(', ')}.`);
  }
  return failed > 0 ? 1 : 0;
}

/** Rows as Markdown, so that the table can stand in a document as it was printed. */
function tableOf(rows: readonly Row[], withHead: boolean): string {
  const head = withHead ? '| case | metric | value | limit | |\n|---|---|---:|---:|---|\n' : '';
  return head + rows.map(lineOf).join('');
}

function lineOf(r: Row): string {
  const verdict = r.limit === '' ? '' : r.pass ? 'holds' : 'FAILS';
  return `| ${r.case} | ${r.metric} | ${round(r.value)} | ${r.limit} | ${verdict} |\n`;
}
