/**
 * `npm run city`: makes the city that ships with the app (`public/city/`) from the default recipe.
 * Skipped where neither the recipe nor what writes a package has changed since.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { generateCity } from '../../assets/city/generate';
import { writeCityPackage } from '../io/package/write';
import { nodeFolderSink } from './nodeSource';

const root = path.resolve(import.meta.dirname, '../..');
const target = path.join(root, 'public', 'city');
/** Says what sources the package was made of. */
const STAMP = 'made-of.json';
/** Everything that decides the bytes of the package. */
const SOURCES = ['assets/city', 'src/domain', 'src/io'];
const RECIPE = { km2: 4, seed: 1 };

/** A millimetre, as a power of two: a third of the bytes of unrounded heights. */
const TERRAIN_STEP_M = 1 / 1024;

export async function buildCity(): Promise<void> {
  const sources = digestOf(SOURCES.map((s) => path.join(root, s)));
  const stamp = path.join(target, STAMP);
  if (existsSync(stamp) && JSON.parse(readFileSync(stamp, 'utf8')).sources === sources) return;
  const started = performance.now();
  console.error(`city: generating ${RECIPE.km2} km², seed ${RECIPE.seed} …`);
  const city = generateCity(RECIPE);
  // Made beside it and moved over: whoever reads it meanwhile finds the old one or the new one whole.
  const fresh = `${target}.new`;
  rmSync(fresh, { recursive: true, force: true });
  const sink = nodeFolderSink(fresh);
  const { digest, bytes } = await writeCityPackage(city, sink, {
    gzip: true,
    terrainStepM: TERRAIN_STEP_M,
  });
  await sink.write(STAMP, new TextEncoder().encode(`${JSON.stringify({ sources, digest })}\n`));
  rmSync(target, { recursive: true, force: true });
  renameSync(fresh, target);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.error(`city: ${(bytes / 1e6).toFixed(1)} MB in ${seconds} s`);
}

/** SHA-256 over names and contents of all files below, in order of their names. */
function digestOf(folders: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify(RECIPE));
  const walk = (place: string): void => {
    if (statSync(place).isDirectory()) {
      for (const name of readdirSync(place).sort()) walk(path.join(place, name));
    } else if (place.endsWith('.ts')) {
      hash.update(path.relative(root, place).split(path.sep).join('/')).update(readFileSync(place));
    }
  };
  folders.forEach(walk);
  return hash.digest('hex');
}

if (process.argv[1] === import.meta.filename) await buildCity();
