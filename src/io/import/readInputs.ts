import { DryrunError } from '../../domain/errors';
import type { TrafficNetwork } from '../../domain/traffic';
import type { DemSource } from '../dem/demSource';
import { readEsriAscii } from '../dem/esriAscii';
import { readGeoTiffDem } from '../dem/geotiffDem';
import { readSpotHeights, type SpotHeights } from '../dem/spotHeights';
import { readOsm } from '../osm/readOsm';
import { selectOsm } from '../osm/selectOsm';
import { readSensorFeatures } from '../sensors/sensorFeatures';
import type { SensorDraft } from '../sensors/sensorDrafts';
import { isObservations, isSensorThings, readSensorThings } from '../sensors/sensorThings';
import { mergeAdditional } from '../sumo/additional';
import { parseNetStream } from '../sumo/parseNet';
import { crsInInp } from './drainage';
import { parseCrs, WGS84, type Crs } from './epsg';
import type { FeatureSet } from './feature';
import { readGeoJson } from './geojsonFeatures';
import type { ImportInput, ImportRole, ImportRun } from './inputs';
import type { ImportNotices } from './notices';
import { sniffFormat, type ImportFormat } from './sniff';
import { textChunks, wholeText, type TextOptions } from './text';
import { crsOfNet } from './traffic';

/** Everything the inputs hold, still in their own coordinates. */
export interface ReadInputs {
  readonly dems: DemSource[];
  readonly spots: SpotHeights[];
  readonly features: { readonly input: ImportInput; readonly set: FeatureSet }[];
  readonly sensors: { readonly drafts: SensorDraft[]; readonly crs: Crs; readonly file: string }[];
  inp?: { readonly text: string; readonly file: string; readonly crs: Crs | undefined };
  net?: { net: TrafficNetwork; readonly file: string; readonly crs: Crs | undefined };
}

/** Roles each format can serve. */
const SERVES: Readonly<Record<ImportFormat, readonly ImportRole[]>> = {
  geotiff: ['terrain'],
  'esri-ascii': ['terrain'],
  'spot-heights': ['terrain'],
  geojson: ['buildings', 'roads', 'water', 'landuse', 'facilities', 'sensors', 'utilities', 'osm'],
  json: ['sensors'],
  swmm: ['drainage'],
  'sumo-net': ['traffic'],
  'sumo-additional': ['traffic'],
  'osm-xml': ['osm', 'buildings', 'roads', 'water', 'landuse', 'facilities'],
  'osm-pbf': ['osm', 'buildings', 'roads', 'water', 'landuse', 'facilities'],
  zip: [],
};

/** Reads all inputs, one after the other. Additional files of SUMO are merged into the net, whatever the order given. */
export async function readInputs(
  inputs: readonly ImportInput[],
  notices: ImportNotices,
  run: ImportRun,
): Promise<ReadInputs> {
  const out: ReadInputs = { dems: [], spots: [], features: [], sensors: [] };
  const additional: ImportInput[] = [];
  for (let i = 0; i < inputs.length; i++) {
    run.signal?.throwIfAborted();
    const input = inputs[i]!;
    const { name } = input.reader;
    const options: TextOptions = {
      ...(run.signal && { signal: run.signal }),
      onProgress: (share) => run.onProgress?.(`Reading ${name}`, (i + share) / inputs.length),
      onNotice: (n) => notices.say(n),
    };
    const format = await sniffFormat(input.reader, run.signal);
    if (!SERVES[format].includes(input.role)) throw wrongRole(input, format);
    if (format === 'sumo-additional') additional.push(input);
    else await readOne(input, format, options, out, notices);
  }
  for (const input of additional) await readAdditional(input, out, notices, run);
  return out;
}

async function readOne(
  input: ImportInput,
  format: ImportFormat,
  options: TextOptions,
  out: ReadInputs,
  notices: ImportNotices,
): Promise<void> {
  const { reader, role } = input;
  const file = reader.name;
  const crs = input.crs === undefined ? undefined : parseCrs(input.crs, file);
  const { onNotice, signal } = options;
  switch (format) {
    case 'geotiff':
      out.dems.push(
        await readGeoTiffDem(reader, {
          ...(crs && { crs }),
          ...(signal && { signal }),
          ...(onNotice && { onNotice }),
        }),
      );
      break;
    case 'esri-ascii': {
      const dem = await readEsriAscii(textChunks(reader, options), file);
      out.dems.push({ ...dem, crs: crs ?? null });
      break;
    }
    case 'spot-heights': {
      const spots = await readSpotHeights(textChunks(reader, options), file);
      out.spots.push({ ...spots, crs: crs ?? spots.crs });
      break;
    }
    case 'swmm': {
      if (out.inp) throw twice(input, out.inp.file);
      const text = await wholeText(reader, options);
      out.inp = { text, file, crs: crs ?? crsInInp(text, file) };
      break;
    }
    case 'sumo-net': {
      if (out.net) throw twice(input, out.net.file);
      const net = await parseNetStream(textChunks(reader, options), {
        file,
        ...(signal && { signal }),
      });
      out.net = { net, file, crs: crs ?? crsOfNet(net, file) };
      break;
    }
    case 'osm-xml':
    case 'osm-pbf': {
      const set = await readOsm(reader, format, options);
      const roles = role === 'osm' ? OSM_ROLES : [role];
      for (const r of roles) {
        out.features.push({ input: { ...input, role: r }, set: selectOsm(set, r) });
      }
      break;
    }
    case 'geojson':
    case 'json':
      readJson(input, await wholeText(reader, options), crs, out, notices);
      break;
    case 'sumo-additional':
    case 'zip':
      break;
  }
}

const OSM_ROLES = ['buildings', 'roads', 'water', 'landuse', 'facilities'] as const;

function readJson(
  input: ImportInput,
  text: string,
  crs: Crs | undefined,
  out: ReadInputs,
  notices: ImportNotices,
): void {
  const file = input.reader.name;
  if (input.role === 'sensors') {
    const json = parseLoose(text);
    if (isSensorThings(json)) {
      const drafts = readSensorThings(json, file, (n) => notices.say(n));
      out.sensors.push({ drafts, crs: crs ?? WGS84, file });
      return;
    }
    if (isObservations(json)) throw readingsOnly(file);
  }
  const set = readGeoJson(text, file, {
    ...(crs && { crs }),
    onEmpty: (count) =>
      notices.say({
        code: 'import.no-geometry',
        file,
        what: `${count} features have no geometry and were left out.`,
        count,
      }),
  });
  if (input.role === 'sensors') {
    out.sensors.push({ drafts: readSensorFeatures(set), crs: set.crs, file });
  } else if (input.role === 'osm') {
    for (const role of OSM_ROLES) {
      out.features.push({ input: { ...input, role }, set: selectOsm(set, role) });
    }
  } else out.features.push({ input, set });
}

function readingsOnly(file: string): DryrunError {
  return new DryrunError({
    code: 'sensors.readings-only',
    file,
    place: '/',
    what: 'These are SensorThings Observations: readings without the Thing and the Datastream they belong to.',
    mend: 'Give the answer of Things?$expand=Locations,Datastreams($expand=ObservedProperty) for the sensors.',
  });
}

/** Undefined where the text is no JSON: the GeoJSON reader then says what is wrong with it. */
function parseLoose(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function readAdditional(
  input: ImportInput,
  out: ReadInputs,
  notices: ImportNotices,
  run: ImportRun,
): Promise<void> {
  const file = input.reader.name;
  if (!out.net) {
    throw new DryrunError({
      code: 'import.additional-alone',
      file,
      what: 'A SUMO additional file needs the network it belongs to.',
      mend: 'Give the .net.xml with --traffic as well.',
    });
  }
  const text = await wholeText(input.reader, {
    ...(run.signal && { signal: run.signal }),
    onNotice: (n) => notices.say(n),
  });
  out.net.net = mergeAdditional(out.net.net, text, { file, onNotice: (n) => notices.say(n) });
}

function wrongRole(input: ImportInput, format: ImportFormat): DryrunError {
  const roles = SERVES[format];
  return new DryrunError({
    code: 'import.wrong-role',
    file: input.reader.name,
    what: `The file is ${format}, which cannot be read as ${input.role}.`,
    mend:
      roles.length > 0 ? `Give it as ${roles.join(', ')}.` : 'Unpack it and give the files in it.',
    params: { format, role: input.role },
  });
}

function twice(input: ImportInput, first: string): DryrunError {
  return new DryrunError({
    code: 'import.twice',
    file: input.reader.name,
    what: `A second ${input.role} file was given beside ${first}; a city has one.`,
    mend: 'Give one of them, or join them first.',
    params: { first },
  });
}
