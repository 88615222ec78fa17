import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import type { UtilityKind } from '../domain/city';
import { DryrunError } from '../domain/errors';
import { parseAttributeMap, type AttributeMap } from '../io/import/attributeMap';
import { importCity } from '../io/import/importCity';
import {
  IMPORT_ROLES,
  type ImportInput,
  type ImportOptions,
  type ImportRole,
} from '../io/import/inputs';
import { writeCityPackage } from '../io/package/write';
import { fileBytes, nodeFolderSink } from './nodeSource';
import { ProgressLine } from './progressLine';

const UTILITY_KINDS: readonly UtilityKind[] = [
  'storm',
  'sanitary',
  'water',
  'gas',
  'power',
  'telecom',
];

interface Flags extends Partial<Record<ImportRole, string[]>> {
  readonly out: string;
  readonly crs?: string;
  readonly crsOf?: string[];
  readonly map?: string[];
  readonly mapFile?: string;
  readonly id?: string;
  readonly name?: string;
  readonly nameZh?: string;
  readonly verticalDatum?: string;
  readonly attribution?: string;
  readonly licence?: string;
  readonly bbox?: string;
  readonly cell?: number;
  readonly maxHoles?: number;
  readonly json?: boolean;
}

/** Adds `dryrun import`: files of any of the formats in `io` → a city package. */
export function register(program: Command): void {
  program
    .command('import')
    .description('Make a city package from terrain, buildings, networks and sensors')
    .option('--terrain <files...>', 'GeoTIFF, Esri ASCII grid, or a table of heights (x, y, z)')
    .option('--buildings <files...>', 'GeoJSON footprints or OSM')
    .option('--roads <files...>', 'GeoJSON centrelines or OSM')
    .option('--water <files...>', 'GeoJSON or OSM')
    .option('--landuse <files...>', 'GeoJSON or OSM')
    .option('--facilities <files...>', 'GeoJSON points or OSM')
    .option('--osm <files...>', 'OSM extract (PBF or XML) for all of the above')
    .option('--drainage <files...>', 'SWMM .inp with coordinates')
    .option('--traffic <files...>', 'SUMO .net.xml and additional files')
    .option('--sensors <files...>', 'GeoJSON points or SensorThings JSON')
    .option(
      '--utilities <kind=file...>',
      `GeoJSON lines and points; kind: ${UTILITY_KINDS.join(', ')}`,
    )
    .option('--map <target=ATTRIBUTE...>', 'attribute mapping of pipes, e.g. height=DN*0.001')
    .option('--map-file <file>', 'the same as a JSON object')
    .option('--crs <crs>', 'projected CRS of the package (EPSG:… or PROJ string)')
    .option(
      '--crs-of <role=crs...>',
      'CRS of inputs that do not name theirs, e.g. drainage=EPSG:26917',
    )
    .option('--bbox <west,south,east,north>', 'cut the city to this box (degrees)')
    .option('--cell <metres>', 'terrain cell', Number)
    .option('--max-holes <share>', 'largest share of terrain cells to interpolate (0–1)', Number)
    .option('--vertical-datum <name>', 'vertical datum of the terrain')
    .option('--name <text>', 'name of the city')
    .option('--name-zh <text>', 'its Chinese name')
    .option('--id <id>', 'package id')
    .option('--attribution <text>', 'who made the data')
    .option('--licence <text>', 'licence of the data')
    .option('--json', 'print one JSON object on stdout')
    .requiredOption('--out <folder>', 'folder of the package')
    .action((flags: Flags) => run(flags));
}

async function run(flags: Flags): Promise<void> {
  const abort = new AbortController();
  const cancel = (): void => abort.abort();
  process.once('SIGINT', cancel);
  try {
    const inputs = await inputsOf(flags);
    const progress = new ProgressLine();
    const city = await importCity(inputs, optionsOf(flags), {
      signal: abort.signal,
      onProgress: (stage, done) => progress.show(stage, done),
    });
    const written = await writeCityPackage(city, nodeFolderSink(flags.out), {
      signal: abort.signal,
      onProgress: (done, layer) => progress.show(`Writing ${layer ?? 'city.json'}`, done),
    });
    progress.end();
    const counts = {
      buildings: city.buildings.length,
      streets: city.streets.length,
      waterBodies: city.waterBodies.length,
      drainageNodes: city.drainage?.nodes.length ?? 0,
      drainageLinks: city.drainage?.links.length ?? 0,
      utilities: Object.fromEntries(
        city.utilities.map((u) => [u.kind, { nodes: u.nodes.length, links: u.links.length }]),
      ),
      trafficEdges: city.traffic?.edges.length ?? 0,
      facilities: city.facilities.length,
      sensors: city.sensors.length,
      trees: city.trees.length / 4,
    };
    if (flags.json) {
      console.log(
        JSON.stringify({
          out: flags.out,
          digest: written.digest,
          bytes: written.bytes,
          crs: `EPSG:${city.frame.epsg}`,
          cells: [city.terrain.grid.cols, city.terrain.grid.rows, city.terrain.grid.cellSizeM],
          ...counts,
          notices: city.notices,
        }),
      );
      return;
    }
    for (const n of city.notices) console.error(`  ${n.file ? `${n.file}: ` : ''}${n.what}`);
    console.error(
      `${flags.out}: ${counts.buildings} buildings, ${counts.streets} streets, ${counts.drainageLinks} sewers, ${counts.trafficEdges} traffic edges, ${counts.sensors} sensors; ${(written.bytes / 1e6).toFixed(1)} MB.`,
    );
  } finally {
    process.removeListener('SIGINT', cancel);
  }
}

async function inputsOf(flags: Flags): Promise<ImportInput[]> {
  const crsOf = new Map((flags.crsOf ?? []).map((pair) => splitPair('--crs-of', pair)));
  const map = await mapOf(flags);
  const out: ImportInput[] = [];
  for (const role of IMPORT_ROLES) {
    for (const value of flags[role] ?? []) {
      const [kind, file] =
        role === 'utilities' ? splitPair('--utilities', value) : [undefined, value];
      if (!existsSync(file)) {
        throw new DryrunError({
          code: 'import.no-file',
          file,
          what: 'There is no such file.',
          mend: 'Check the path.',
        });
      }
      const crs = crsOf.get(role) ?? (await sidecarCrs(file));
      out.push({
        role,
        reader: await fileBytes(file),
        ...(kind !== undefined && { utility: utilityKind(kind, value) }),
        ...(crs !== undefined && { crs }),
        ...(role === 'utilities' && map && { map }),
      });
    }
  }
  return out;
}

function splitPair(flag: string, pair: string): [string, string] {
  const at = pair.indexOf('=');
  if (at > 0 && at < pair.length - 1) return [pair.slice(0, at), pair.slice(at + 1)];
  throw new DryrunError({
    code: 'import.flag',
    place: `${flag} ${pair}`,
    what: `"${pair}" is no pair.`,
    mend: `Write ${flag} name=value.`,
  });
}

function utilityKind(kind: string, value: string): UtilityKind {
  const found = UTILITY_KINDS.find((k) => k === kind);
  if (found) return found;
  throw new DryrunError({
    code: 'import.flag',
    place: `--utilities ${value}`,
    what: `"${kind}" is no kind of utility.`,
    mend: `Write one of ${UTILITY_KINDS.join(', ')}.`,
  });
}

async function mapOf(flags: Flags): Promise<AttributeMap | undefined> {
  const fromFile = flags.mapFile === undefined ? [] : await mapFilePairs(flags.mapFile);
  const pairs = [...fromFile, ...(flags.map ?? [])];
  return pairs.length === 0 ? undefined : parseAttributeMap(pairs);
}

async function mapFilePairs(file: string): Promise<string[]> {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw mapFileProblem(file, `it is no JSON (${cause instanceof Error ? cause.message : ''})`);
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw mapFileProblem(file, 'it is no JSON object');
  }
  return Object.entries(json).map(([target, expression]) => `${target}=${String(expression)}`);
}

function mapFileProblem(file: string, why: string): DryrunError {
  return new DryrunError({
    code: 'import.map',
    file,
    what: `The attribute mapping cannot be read: ${why}.`,
    mend: 'Write it as {"height": "DN*0.001", …}.',
  });
}

/** Esri grids have their CRS in a `.prj` beside them. */
async function sidecarCrs(file: string): Promise<string | undefined> {
  const { dir, name, ext } = path.parse(file.replace(/\.gz$/, ''));
  if (!/^\.(asc|dem|txt|grd)$/i.test(ext)) return undefined;
  const prj = path.join(dir, `${name}.prj`);
  return existsSync(prj) ? readFile(prj, 'utf8') : undefined;
}

function optionsOf(flags: Flags): ImportOptions {
  const { crs, id, verticalDatum, attribution, licence } = flags;
  return {
    ...(crs !== undefined && { crs }),
    ...(id !== undefined && { id }),
    ...(flags.name !== undefined && { name: { en: flags.name, zh: flags.nameZh ?? flags.name } }),
    ...(verticalDatum !== undefined && { verticalDatum }),
    ...(attribution !== undefined && { attribution }),
    ...(licence !== undefined && { licence }),
    ...(flags.bbox !== undefined && { bbox: bboxOf(flags.bbox) }),
    ...(flags.cell !== undefined && { cellSizeM: flags.cell }),
    ...(flags.maxHoles !== undefined && { maxHoleShare: flags.maxHoles }),
  };
}

function bboxOf(text: string): NonNullable<ImportOptions['bbox']> {
  const [west, south, east, north, ...more] = text.split(',').map(Number);
  if (more.length === 0 && west! < east! && south! < north!) {
    return [west!, south!, east!, north!];
  }
  throw new DryrunError({
    code: 'import.flag',
    place: `--bbox ${text}`,
    what: `"${text}" is no box.`,
    mend: 'Write west,south,east,north in degrees, for example 9.67,50.85,9.72,50.88.',
  });
}
