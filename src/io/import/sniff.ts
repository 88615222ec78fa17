import { DryrunError } from '../../domain/errors';
import type { ByteReader } from '../geotiff/byteReader';
import { byteChunks, sniffEncoding } from './text';

export type ImportFormat =
  | 'geotiff'
  | 'esri-ascii'
  | 'spot-heights'
  | 'geojson'
  | 'json'
  | 'swmm'
  | 'sumo-net'
  | 'sumo-additional'
  | 'osm-xml'
  | 'osm-pbf'
  | 'zip';

const HEAD_CHARS = 4096;

/** What a file is, by its content; its name decides nothing. Throws `import.unknown-format`. */
export async function sniffFormat(reader: ByteReader, signal?: AbortSignal): Promise<ImportFormat> {
  const head = await headOf(reader, signal);
  const format = formatOf(head);
  if (format) return format;
  const empty = head.length === 0;
  throw new DryrunError({
    code: empty ? 'import.empty' : 'import.unknown-format',
    file: reader.name,
    what: empty ? 'The file is empty.' : 'The format of the file is none that can be read.',
    mend: empty
      ? 'Get it again.'
      : 'Give GeoTIFF, Esri ASCII, CSV heights, GeoJSON, OSM (XML or PBF), SWMM .inp, SUMO .net.xml or SensorThings JSON.',
  });
}

/** The first bytes, unpacked where the file is gzip. */
async function headOf(reader: ByteReader, signal?: AbortSignal): Promise<Uint8Array> {
  for await (const bytes of byteChunks(reader, signal)) {
    if (bytes.length > 0) return bytes.subarray(0, HEAD_CHARS);
  }
  return new Uint8Array();
}

function formatOf(head: Uint8Array): ImportFormat | undefined {
  const ascii = (from: number, to: number): string =>
    String.fromCharCode(...head.subarray(from, to));
  const magic = ascii(0, 4);
  if (magic === 'II*\0' || magic === 'MM\0*' || magic === 'II+\0' || magic === 'MM\0+') {
    return 'geotiff';
  }
  if (magic.startsWith('PK')) return 'zip';
  if (ascii(0, 64).includes('OSMHeader')) return 'osm-pbf';
  const text = new TextDecoder(sniffEncoding(head))
    .decode(head)
    .replace(/^\uFEFF/, '')
    .trimStart();
  if (text.startsWith('<')) return xmlFormat(text);
  if (/^(ncols|nrows)\s/i.test(text)) return 'esri-ascii';
  if (/^[{[]/.test(text)) {
    if (/^\[[A-Z_]+\]/i.test(text)) return 'swmm';
    return GEOJSON_MEMBER.test(rootMembers(text)) ? 'geojson' : 'json';
  }
  if (/^\s*\[[A-Z_]+\]/im.test(text)) return 'swmm';
  return looksLikeHeights(text) ? 'spot-heights' : undefined;
}

/** A GeoJSON object's own type, or the features of a collection that states its type behind them. */
const GEOJSON_MEMBER =
  /"features"\s*:|"type"\s*:\s*"(FeatureCollection|Feature|Point|Polygon|LineString|Multi\w+|GeometryCollection)"/;

/** The text of a JSON object's own members: what stands deeper (a Thing's Location …) is left out. */
function rootMembers(text: string): string {
  let depth = 0;
  let out = '';
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]]|[^"{}[\]]+/g)) {
    if (token === '{' || token === '[') depth++;
    else if (token === '}' || token === ']') depth--;
    else if (depth === 1) out += token;
  }
  return out;
}

function xmlFormat(text: string): ImportFormat | undefined {
  const body = text.replace(/<!--[\s\S]*?(-->|$)/g, '').replace(/<\?[\s\S]*?\?>/g, '');
  const root = /<([A-Za-z][\w.:-]*)/.exec(body)?.[1];
  switch (root) {
    case 'net':
      return 'sumo-net';
    case 'additional':
    case 'add':
      return 'sumo-additional';
    case 'osm':
    case 'osmChange':
      return 'osm-xml';
    case undefined:
      // netconvert's own configuration stands in a comment that may be longer than what is looked at.
      return /netconvert|netedit|sumo/i.test(text) ? 'sumo-net' : undefined;
    default:
      return undefined;
  }
}

/** Rows of at least three columns, separated alike, of which at least three are numbers from the second row on. */
function looksLikeHeights(text: string): boolean {
  const lines = text
    .split(/\r?\n/)
    .slice(0, 5)
    .filter((l) => l.trim() !== '');
  if (lines.length < 2) return false;
  const numbers = lines[1]!.split(/[,;\t ]+/).filter((t) => t !== '' && Number.isFinite(Number(t)));
  return numbers.length >= 3;
}
