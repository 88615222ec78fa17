import * as v from 'valibot';
import {
  CITY_PACKAGE_VERSION,
  cityManifestSchema,
  LAYER_KINDS,
  type CityLayer,
  type CityManifest,
} from '../../domain/cityPackage';
import { localProjection, type LocalFrame } from '../../domain/crs';
import { DryrunError } from '../../domain/errors';
import { canonicalJson, sha256Hex } from '../../domain/hash';
import type { Extent } from '../../domain/grid';
import { parseJson } from '../geojson/collection';
import type { PackageSource } from './source';

export const MANIFEST = 'city.json';

/**
 * Reads and checks `city.json`.
 *
 * @throws DryrunError `package.not_a_package`, `package.newer_version`, `package.manifest` (with the
 * JSON pointer), `package.layer_twice`, `crs.unknown`, and what the source throws.
 */
export async function readManifest(
  source: PackageSource,
  signal?: AbortSignal,
): Promise<CityManifest> {
  return checkManifest(parseJson(await source.read(MANIFEST, undefined, signal), MANIFEST));
}

/** Checks a manifest that is JSON already. Throws as `readManifest`. */
export function checkManifest(json: unknown): CityManifest {
  const version: unknown = (json as { dryrun?: unknown } | null)?.dryrun;
  if (typeof version !== 'number') {
    throw new DryrunError({
      code: 'package.not_a_package',
      file: MANIFEST,
      place: '/dryrun',
      what: `The file is no city package: its "dryrun" version is ${JSON.stringify(version) ?? 'missing'}.`,
      mend: 'Make a package with "dryrun import" or "dryrun generate".',
    });
  }
  if (version > CITY_PACKAGE_VERSION) {
    throw new DryrunError({
      code: 'package.newer_version',
      file: MANIFEST,
      place: '/dryrun',
      what: `The package has version ${version}; this Dryrun reads up to ${CITY_PACKAGE_VERSION}.`,
      mend: 'Update Dryrun.',
      params: { version, known: CITY_PACKAGE_VERSION },
    });
  }
  refuseUnknownLayers(json);
  const parsed = v.safeParse(cityManifestSchema, json);
  if (!parsed.success) {
    const issue = parsed.issues[0];
    const pointer = `/${(issue.path ?? []).map((p) => String(p.key)).join('/')}`;
    throw manifestError(
      pointer,
      `${issue.message}.`,
      'Correct city.json; its schema is in docs/schema.',
    );
  }
  checkPlace(parsed.output);
  checkLayers(parsed.output.layers);
  return parsed.output;
}

export const frameOf = (m: CityManifest): LocalFrame => ({
  epsg: m.crs.epsg,
  proj: m.crs.proj,
  originEasting: m.origin[0],
  originNorthing: m.origin[1],
});

export const extentOf = (m: CityManifest): Extent => ({
  minX: m.extent[0],
  minY: m.extent[1],
  maxX: m.extent[2],
  maxY: m.extent[3],
});

/** Path of the 3D Tiles tileset of a package, or null where it has none. */
export const buildings3dHref = (m: CityManifest): string | null =>
  m.layers.find((l) => l.kind === 'buildings3d')?.href ?? null;

/**
 * SHA-256 over what decides results: place, datum, and the content of every layer that engines or
 * indicators read. Names, attribution, colours and drawings are left out: mending them keeps runs valid.
 *
 * @param hashes SHA-256 of each layer's file, in the order of `manifest.layers`.
 */
export function cityDigest(manifest: CityManifest, hashes: readonly string[]): string {
  const layers = manifest.layers
    .map((layer, i) => ({
      kind: layer.kind,
      utility: layer.utility,
      classes: layer.classes?.map((c) => [c.value, c.key, c.manningN, c.imperviousness]),
      sha256: hashes[i],
    }))
    .filter((l) => l.kind !== 'buildings3d' && l.kind !== 'boundary');
  const { crs, verticalDatum, origin, extent, dryrun } = manifest;
  return sha256Hex(canonicalJson({ dryrun, crs, verticalDatum, origin, extent, layers }));
}

function manifestError(place: string, what: string, mend: string): DryrunError {
  return new DryrunError({ code: 'package.manifest', file: MANIFEST, place, what, mend });
}

/** A layer of a kind nobody knows gets an error of its own: the package may be of another make. */
function refuseUnknownLayers(json: unknown): void {
  const layers: unknown = (json as { layers?: unknown }).layers;
  if (!Array.isArray(layers)) return;
  layers.forEach((layer: { kind?: unknown } | null, i) => {
    const kind = layer?.kind;
    if (typeof kind !== 'string' || LAYER_KINDS.some((k) => k === kind)) return;
    throw new DryrunError({
      code: 'package.layer_unknown',
      file: MANIFEST,
      place: `/layers/${i}/kind`,
      what: `A layer of kind "${kind}" is not known; expected one of ${LAYER_KINDS.join(', ')}.`,
      mend: 'Correct the kind or take the layer out.',
      params: { kind },
    });
  });
}

function checkPlace(m: CityManifest): void {
  const [minX, minY, maxX, maxY] = m.extent;
  if (!(minX < maxX && minY < maxY)) {
    throw manifestError(
      '/extent',
      'The extent is empty.',
      'Give minX, minY, maxX, maxY in metres.',
    );
  }
  if (/\+proj=(longlat|latlong)/.test(m.crs.proj)) {
    throw manifestError(
      '/crs/proj',
      'The CRS is in degrees; a projected one in metres is expected.',
      'Use a UTM zone or the national grid.',
    );
  }
  const [lon, lat] = localProjection(frameOf(m)).toLonLat((minX + maxX) / 2, (minY + maxY) / 2);
  if (!(Math.abs(lon) <= 180 && Math.abs(lat) <= 90)) {
    throw manifestError(
      '/origin',
      'The middle of the extent is nowhere on the globe in this CRS.',
      'Check CRS, origin and extent against each other.',
    );
  }
}

function checkLayers(layers: readonly CityLayer[]): void {
  const seen = new Map<string, number>();
  layers.forEach((layer, i) => {
    if (layer.kind === 'utility' && layer.utility === undefined) {
      throw manifestError(
        `/layers/${i}/utility`,
        'The layer names no utility.',
        'Say which it is.',
      );
    }
    if (layer.kind === 'landcover' && !layer.classes?.length) {
      throw manifestError(
        `/layers/${i}/classes`,
        'The land-cover layer has no classes.',
        'Give value, key, name, manningN, imperviousness and colour of each.',
      );
    }
    for (const key of [`href ${layer.href}`, `kind ${layer.kind} ${layer.utility ?? ''}`]) {
      const before = seen.get(key);
      if (before !== undefined) {
        throw new DryrunError({
          code: 'package.layer_twice',
          file: MANIFEST,
          place: `/layers/${i}`,
          what: `The layer repeats /layers/${before}: ${key.trim()}.`,
          mend: 'Keep one of the two.',
        });
      }
      seen.set(key, i);
    }
  });
  if (!layers.some((l) => l.kind === 'terrain')) {
    throw manifestError(
      '/layers',
      'The package has no terrain layer.',
      'Add one; it is the ground of all.',
    );
  }
}
