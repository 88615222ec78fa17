import { DryrunError } from '../../domain/errors';
import { FeatureReader, type FeatureContext } from './featureReader';
import type { Position } from './geoCoordinates';

/** A feature as it is written. */
export interface GeoFeature {
  readonly type: 'Feature';
  readonly id: string;
  readonly geometry:
    | { readonly type: 'Point'; readonly coordinates: Position }
    | { readonly type: 'LineString'; readonly coordinates: readonly Position[] }
    | { readonly type: 'Polygon'; readonly coordinates: readonly (readonly Position[])[] };
  readonly properties: Readonly<Record<string, unknown>>;
}

const utf8 = new TextEncoder();

/** A FeatureCollection, one feature a line, so that two versions can be compared line by line. */
export function encodeCollection(name: string, features: readonly GeoFeature[]): Uint8Array {
  const lines = features.map((f) => JSON.stringify(f));
  return utf8.encode(
    `{"type":"FeatureCollection","name":${JSON.stringify(name)},"features":[\n${lines.join(',\n')}\n]}\n`,
  );
}

/**
 * The features of a GeoJSON file, each handed to `read`; what gives null is left out.
 *
 * @throws DryrunError `geojson.syntax` (no JSON), `geojson.shape` (no FeatureCollection),
 * `package.crs_mixed` (an old-style `crs` other than WGS84), or what the feature reader throws.
 */
export function decodeCollection<T>(
  bytes: Uint8Array,
  context: FeatureContext,
  read: (feature: FeatureReader) => T | null,
): T[] {
  const root = parseJson(bytes, context.file);
  const features = (root as { features?: unknown } | null)?.features;
  if (
    (root as { type?: unknown } | null)?.type !== 'FeatureCollection' ||
    !Array.isArray(features)
  ) {
    throw new DryrunError({
      code: 'geojson.shape',
      file: context.file,
      place: '/',
      what: 'The file is no GeoJSON FeatureCollection.',
      mend: 'Give {"type": "FeatureCollection", "features": […]}.',
    });
  }
  refuseOtherCrs(root, context.file);
  const out: T[] = [];
  features.forEach((feature, i) => {
    const item = read(new FeatureReader(context, feature, i));
    if (item !== null) out.push(item);
  });
  return out;
}

/** JSON from UTF-8 bytes; the error names file and character. */
export function parseJson(bytes: Uint8Array, file: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DryrunError(
      {
        code: 'geojson.syntax',
        file,
        what: `The file is no valid JSON: ${reason}.`,
        mend: 'Fetch or export it again; it may be cut off.',
      },
      { cause },
    );
  }
}

/** GeoJSON of 2008 could name a CRS; RFC 7946 knows WGS84 only. */
function refuseOtherCrs(root: unknown, file: string): void {
  const crs = (root as { crs?: { properties?: { name?: unknown } } }).crs?.properties?.name;
  if (crs === undefined || /CRS84|EPSG:+4326$/i.test(String(crs))) return;
  throw new DryrunError({
    code: 'package.crs_mixed',
    file,
    place: '/crs',
    what: `The file is in ${String(crs)}; GeoJSON in a package is in WGS84 longitude and latitude.`,
    mend: 'Reproject it, e.g. ogr2ogr -t_srs EPSG:4326, or bring it in with "dryrun import".',
    params: { crs: String(crs) },
  });
}
