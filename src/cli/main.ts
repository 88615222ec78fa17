/** `npm run dryrun -- <verb>`: one file a verb, loaded when it is asked for. */
import { Command } from 'commander';
import { exitCodeOf } from './exit';

type Verb = () => Promise<{ register(program: Command): void }>;

const VERBS: Readonly<Record<string, Verb>> = {
  import: () => import('./import'),
  inspect: () => import('./inspect'),
  generate: () => import('./generate'),
  run: () => import('./run'),
  validate: () => import('./validate'),
};

const program = new Command('dryrun')
  .description('A digital twin of a city, without a browser')
  .exitOverride();

try {
  const named = VERBS[process.argv[2] ?? ''];
  for (const load of named ? [named] : Object.values(VERBS)) (await load()).register(program);
  await program.parseAsync();
} catch (error) {
  process.exitCode = exitCodeOf(error, (line) => console.error(line));
}
