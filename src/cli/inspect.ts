import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import type { City } from '../domain/city';
import type { CityManifest } from '../domain/cityPackage';
import { DryrunError, type Notice } from '../domain/errors';
import { inLanguage } from '../domain/text';
import type { ByteReader } from '../io/geotiff/byteReader';
import { openGeoTiff } from '../io/geotiff/read';
import { ImportNotices } from '../io/import/notices';
import { readInputs, type ReadInputs } from '../io/import/readInputs';
import type { ImportRole } from '../io/import/inputs';
import { sniffFormat, type ImportFormat } from '../io/import/sniff';
import { MANIFEST, readManifest } from '../io/package/manifest';
import { openCityPackage } from '../io/package/open';
import { parseInp } from '../io/swmm/parseInp';
import { fileBytes, nodePackageSource } from './nodeSource';

/** What a file is and holds. */
interface Report {
  readonly file: string;
  readonly format: string;
  /** Name and value, as the person reads them. */
  readonly holds: Readonly<Record<string, string | number>>;
  readonly notices: readonly Notice[];
}

/** What each format is given to `dryrun import` as. */
const ROLE: Partial<Record<ImportFormat, ImportRole>> = {
  'esri-ascii': 'terrain',
  'spot-heights': 'terrain',
  geojson: 'buildings',
  json: 'sensors',
  'sumo-net': 'traffic',
  'osm-xml': 'osm',
  'osm-pbf': 'osm',
};

/** Adds `dryrun inspect`: what a file or package is and holds; exit 2 where it cannot be read. */
export function register(program: Command): void {
  program
    .command('inspect')
    .description('Say what a file or city package is, what is in it and what would be read')
    .argument('<file>', 'a file of any format, a package folder or its zip')
    .option('--json', 'print one JSON object on stdout')
    .action(async (file: string, flags: { json?: boolean }) => {
      const report = await inspect(file);
      console.log(flags.json ? JSON.stringify(report) : asText(report));
    });
}

async function inspect(file: string): Promise<Report> {
  const info = await stat(file).catch(() => null);
  const isPackage = !info || info.isDirectory() || path.basename(file) === MANIFEST;
  if (isPackage) return inspectPackage(file);
  const reader = await fileBytes(file);
  const format = await sniffFormat(reader);
  switch (format) {
    case 'zip':
      return inspectPackage(file);
    case 'geotiff':
      return inspectGeoTiff(reader);
    case 'swmm':
      return inspectSwmm(reader);
    case 'sumo-additional':
      return {
        file,
        format,
        holds: { reading: 'with its network: --traffic NET ADDITIONAL' },
        notices: [],
      };
    default:
      return inspectInput(reader, format);
  }
}

async function inspectPackage(file: string): Promise<Report> {
  const source = await nodePackageSource(file);
  const manifest = await readManifest(source);
  const city = await openCityPackage(source);
  return {
    file,
    format: `city package, version ${manifest.dryrun}`,
    holds: cityHolds(city, manifest),
    notices: city.notices,
  };
}

function cityHolds(city: City, manifest: CityManifest): Report['holds'] {
  const { cols, rows, cellSizeM } = city.terrain.grid;
  const { minX, minY, maxX, maxY } = city.extent;
  const bytes = manifest.layers.reduce((sum, l) => sum + (l.bytes ?? 0), 0);
  const sewers = city.drainage;
  return {
    name: `${city.name.en} / ${city.name.zh}`,
    id: city.id,
    digest: city.digest,
    crs: `EPSG:${city.frame.epsg}, heights above ${city.verticalDatum}`,
    extent: `${Math.round(maxX - minX)} × ${Math.round(maxY - minY)} m`,
    layers: manifest.layers.map((l) => l.utility ?? l.kind).join(', '),
    'layer bytes': bytes,
    terrain: `${cols} × ${rows} cells of ${cellSizeM} m`,
    'land-cover classes': city.landCover?.classes.length ?? 0,
    buildings: city.buildings.length,
    residents: Math.round(city.buildings.reduce((sum, b) => sum + b.population, 0)),
    streets: city.streets.length,
    'water bodies': city.waterBodies.length,
    ...Object.fromEntries(
      city.utilities.map((u) => [u.kind, `${u.nodes.length} nodes, ${u.links.length} links`]),
    ),
    drainage: sewers ? `${sewers.nodes.length} nodes, ${sewers.links.length} links` : 'none',
    traffic: city.traffic
      ? `${city.traffic.edges.length} edges, ${city.traffic.signals.length} signal programs`
      : 'none',
    facilities: city.facilities.length,
    sensors: city.sensors.length,
    trees: city.trees.length / 4,
    attribution: inLanguage(city.attribution, 'en'),
    licence: city.licence,
  };
}

async function inspectGeoTiff(reader: ByteReader): Promise<Report> {
  const tiff = await openGeoTiff(reader);
  const grid = tiff.levels[0]!;
  const raster = await tiff.readFloat(tiff.levels.length - 1);
  let [min, max, gaps] = [Infinity, -Infinity, 0];
  for (const v of raster!.values) {
    if (Number.isNaN(v)) gaps++;
    else {
      min = Math.min(min, v);
      max = Math.max(max, v);
    }
  }
  const overviews = tiff.levels.slice(1).map((g) => `${g.cols} × ${g.rows}`);
  return {
    file: reader.name,
    format: 'GeoTIFF',
    holds: {
      cells: `${grid.cols} × ${grid.rows} of ${rounded(grid.cellSizeM)} ${tiff.geographic ? '°' : 'units'}`,
      sample: tiff.sample,
      bands: tiff.bands,
      crs: tiff.epsg === null ? 'not named' : `EPSG:${tiff.epsg}`,
      'lower left': `${rounded(grid.x0)}, ${rounded(grid.y0)}`,
      values: `${rounded(min)} to ${rounded(max)}${overviews.length > 0 ? ' (coarsest overview)' : ''}`,
      'cells without a value': `${((100 * gaps) / raster!.values.length).toFixed(1)} %`,
      overviews: overviews.join(', ') || 'none',
      reading: 'as --terrain',
    },
    notices: [],
  };
}

/** Nine digits: enough for degrees and projected metres alike. */
const rounded = (n: number): number => Number(n.toPrecision(9));

async function inspectSwmm(reader: ByteReader): Promise<Report> {
  const notices: Notice[] = [];
  const text = new TextDecoder().decode(await reader.read(0, reader.size ?? 0));
  const model = parseInp(text, { file: reader.name, onNotice: (n) => notices.push(n) });
  const count = <T extends { kind: string }>(items: readonly T[]): string => {
    const kinds = new Map<string, number>();
    for (const { kind } of items) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    return [...kinds].map(([kind, n]) => `${n} ${kind}`).join(', ') || 'none';
  };
  return {
    file: reader.name,
    format: 'SWMM 5 input',
    holds: {
      title: model.title.split('\n')[0] ?? '',
      nodes: count(model.nodes),
      links: count(model.links),
      'nodes without coordinates': model.nodes.filter((n) => Number.isNaN(n.x)).length,
      subcatchments: model.subcatchments.length,
      curves: model.curves.length,
      'time series': model.timeSeries.length,
      'control rules': model.controls.length,
      'sections kept as they are': Object.keys(model.raw).join(', ') || 'none',
      reading: 'as --drainage',
    },
    notices,
  };
}

async function inspectInput(reader: ByteReader, format: ImportFormat): Promise<Report> {
  const role = ROLE[format]!;
  const notices = new ImportNotices();
  const read = await readInputs([{ role, reader }], notices, {});
  return {
    file: reader.name,
    format,
    holds: { ...inputHolds(read), reading: `as --${role}` },
    notices: notices.list(),
  };
}

function inputHolds(read: ReadInputs): Report['holds'] {
  const holds: Record<string, string | number> = {};
  for (const { raster, crs } of read.dems) {
    const { cols, rows, cellSizeM } = raster.grid;
    holds['cells'] = `${cols} × ${rows} of ${cellSizeM}`;
    holds['crs'] = crs ? `EPSG:${crs.epsg}` : 'not named';
  }
  for (const { points } of read.spots) holds['heights'] = points.length / 3;
  for (const { input, set } of read.features) {
    const kinds = new Map<string, number>();
    for (const { geometry } of set.features) {
      kinds.set(geometry.type, (kinds.get(geometry.type) ?? 0) + 1);
    }
    const words = [...kinds].map(([kind, n]) => `${n} ${kind}s`).join(', ');
    holds[read.features.length > 1 ? input.role : 'features'] = words || 'none';
    holds['crs'] = `EPSG:${set.crs.epsg}`;
    const names = new Set(set.features.slice(0, 200).flatMap((f) => Object.keys(f.properties)));
    if (read.features.length === 1) holds['attributes'] = [...names].slice(0, 40).join(', ');
  }
  for (const { drafts } of read.sensors) {
    holds['sensors'] = drafts.length;
    holds['datastreams'] = drafts.reduce((sum, d) => sum + d.datastreams.length, 0);
  }
  if (read.net) {
    const { edges, lanes, junctions, signals, detectors } = read.net.net;
    Object.assign(holds, {
      edges: edges.length,
      lanes: lanes.length,
      junctions: junctions.length,
      'signal programs': signals.length,
      detectors: detectors.length,
      crs: read.net.crs ? `EPSG:${read.net.crs.epsg}` : 'not named',
    });
  }
  if (Object.keys(holds).length > 0) return holds;
  throw new DryrunError({
    code: 'inspect.nothing',
    what: 'Nothing in the file would be read.',
    mend: 'Check that it is the file you meant.',
  });
}

function asText(report: Report): string {
  const width = Math.max(...Object.keys(report.holds).map((k) => k.length));
  return [
    `${report.file}: ${report.format}`,
    ...Object.entries(report.holds).map(([k, v]) => `  ${k.padEnd(width)}  ${v}`),
    ...report.notices.map((n) => `  note: ${n.file ? `${n.file}: ` : ''}${n.what}`),
  ].join('\n');
}
