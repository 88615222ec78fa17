import { InvalidArgumentError, type Command } from 'commander';
import { generateCity } from '../../assets/city/generate';
import { writeCityPackage } from '../io/package/write';
import { nodeFolderSink } from './nodeSource';
import { ProgressLine } from './progressLine';

interface Flags {
  readonly km2: number;
  readonly seed: number;
  readonly cell?: number;
  readonly out: string;
  readonly gzip?: boolean;
  readonly json?: boolean;
}

/** Heights are rounded to about a millimetre. */
const TERRAIN_STEP_M = 1 / 1024;

/** Adds `dryrun generate`: a city of so many km² from a seed, as a package. */
export function register(program: Command): void {
  program
    .command('generate')
    .description('Make up a city: the same area and seed give the same city to the last bit')
    .option('--km2 <area>', 'area in km², 1 to 400', between(1, 400), 4)
    .option('--seed <number>', 'seed, a whole number from 0', wholeNumber, 1)
    .option('--cell <metres>', 'terrain cell in metres, 0.5 to 20', between(0.5, 20))
    .option('--gzip', 'pack the text layers')
    .option('--json', 'print one JSON object on stdout')
    .requiredOption('--out <folder>', 'folder of the package')
    .action(run);
}

async function run({ km2, seed, cell, out, gzip, json }: Flags): Promise<void> {
  const progress = new ProgressLine();
  const recipe = { km2, seed, ...(cell !== undefined && { cellSizeM: cell }) };
  const city = generateCity(recipe, (done, step) => progress.show(`Generating: ${step}`, done));
  const { digest, bytes } = await writeCityPackage(city, nodeFolderSink(out), {
    terrainStepM: TERRAIN_STEP_M,
    ...(gzip && { gzip }),
    onProgress: (done, layer) => progress.show(`Writing: ${layer ?? 'city.json'}`, done),
  });
  progress.end();
  if (json) console.log(JSON.stringify({ out, id: city.id, digest, bytes }));
  else console.error(`${out}: ${city.buildings.length} buildings, ${(bytes / 1e6).toFixed(1)} MB.`);
}

function between(min: number, max: number): (text: string) => number {
  return (text) => {
    const n = Number(text);
    if (!(n >= min && n <= max)) throw new InvalidArgumentError(`Expected ${min} to ${max}.`);
    return n;
  };
}

function wholeNumber(text: string): number {
  const n = Number(text);
  if (!Number.isSafeInteger(n) || n < 0) throw new InvalidArgumentError('Expected a whole number.');
  return n;
}
