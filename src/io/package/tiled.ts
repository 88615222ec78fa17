import * as v from 'valibot';
import { DryrunError } from '../../domain/errors';
import type { Extent } from '../../domain/grid';
import { sha256Hex } from '../../domain/hash';
import { encodeCollection, parseJson, type GeoFeature } from '../geojson/collection';

/** Media type of a layer cut into tiles: `href` is an index of GeoJSON files. */
export const TILED_MEDIA_TYPE = 'application/vnd.dryrun.tiles+json';

/** Above so many features a vector layer is cut into tiles; a district of a few km² stays one file. */
export const TILED_FROM_FEATURES = 20_000;

/** Features a tile holds on average. */
const TILE_FEATURES = 2_000;

const finite = v.pipe(v.number(), v.finite());

const indexSchema = v.object({
  dryrunTiles: v.literal(1),
  tiles: v.array(
    v.object({
      /** Path inside the package. */
      href: v.pipe(
        v.string(),
        v.check((s) => !/^[a-z]+:|^\/|\\/i.test(s) && !s.split('/').includes('..')),
      ),
      /** What its features cover, local metres: minX, minY, maxX, maxY. */
      extent: v.tuple([finite, finite, finite, finite]),
      features: v.number(),
      bytes: v.number(),
      sha256: v.string(),
    }),
  ),
});

export type TileEntry = v.InferOutput<typeof indexSchema>['tiles'][number];

/** Writes a tile and says where it lies: its name may change where it is packed. */
export interface TileFileSink {
  write(href: string, bytes: Uint8Array): Promise<{ href: string; bytes: number }>;
}

/** A feature with the rectangle it covers. */
export interface PlacedFeature {
  readonly feature: GeoFeature;
  readonly extent: Extent;
}

/**
 * Writes a layer as tiles on a square raster of so many that each holds about `TILE_FEATURES`; a feature
 * goes where its middle lies. Gives the bytes of the index.
 */
export async function writeTiles(
  name: string,
  items: readonly PlacedFeature[],
  sink: TileFileSink,
): Promise<Uint8Array> {
  const all = unionOf(items.map((i) => i.extent));
  const side = Math.max(1, Math.ceil(Math.sqrt(items.length / TILE_FEATURES)));
  const tileOf = ({ extent: e }: PlacedFeature): number => {
    const col = Math.floor((((e.minX + e.maxX) / 2 - all.minX) / (all.maxX - all.minX)) * side);
    const row = Math.floor((((e.minY + e.maxY) / 2 - all.minY) / (all.maxY - all.minY)) * side);
    return Math.min(row, side - 1) * side + Math.min(col, side - 1);
  };
  const buckets: PlacedFeature[][] = Array.from({ length: side * side }, () => []);
  for (const item of items) buckets[tileOf(item)]!.push(item);
  const tiles: TileEntry[] = [];
  for (const [i, bucket] of buckets.entries()) {
    if (bucket.length === 0) continue;
    const href = `${name}/${Math.floor(i / side)}-${i % side}.geojson`;
    const bytes = encodeCollection(
      name,
      bucket.map((b) => b.feature),
    );
    const stored = await sink.write(href, bytes);
    const e = unionOf(bucket.map((b) => b.extent));
    tiles.push({
      href: stored.href,
      extent: [Math.floor(e.minX), Math.floor(e.minY), Math.ceil(e.maxX), Math.ceil(e.maxY)],
      features: bucket.length,
      bytes: stored.bytes,
      sha256: sha256Hex(bytes),
    });
  }
  return new TextEncoder().encode(`${JSON.stringify({ dryrunTiles: 1, tiles }, null, 1)}\n`);
}

/** The tiles of an index that touch an extent (absent: all). */
export function tilesOf(bytes: Uint8Array, file: string, extent?: Extent): TileEntry[] {
  const parsed = v.safeParse(indexSchema, parseJson(bytes, file));
  if (!parsed.success) {
    const issue = parsed.issues[0];
    throw new DryrunError({
      code: 'package.tile_index',
      file,
      place: `/${(issue.path ?? []).map((p) => String(p.key)).join('/')}`,
      what: `The index of tiles cannot be read: ${issue.message}.`,
      mend: 'Write the package again.',
    });
  }
  const { tiles } = parsed.output;
  if (!extent) return tiles;
  return tiles.filter(
    ({ extent: [minX, minY, maxX, maxY] }) =>
      minX <= extent.maxX && maxX >= extent.minX && minY <= extent.maxY && maxY >= extent.minY,
  );
}

/** The rectangle of coordinates at stride 2 or 3. */
export function extentOfPath(path: ArrayLike<number>, stride: 2 | 3): Extent {
  const e = { minX: Infinity, minY: Infinity, maxX: -Infinity, maxY: -Infinity };
  for (let i = 0; i + 1 < path.length; i += stride) {
    e.minX = Math.min(e.minX, path[i]!);
    e.maxX = Math.max(e.maxX, path[i]!);
    e.minY = Math.min(e.minY, path[i + 1]!);
    e.maxY = Math.max(e.maxY, path[i + 1]!);
  }
  return e;
}

function unionOf(extents: readonly Extent[]): Extent {
  const e = { minX: Infinity, minY: Infinity, maxX: -Infinity, maxY: -Infinity };
  for (const x of extents) {
    e.minX = Math.min(e.minX, x.minX);
    e.minY = Math.min(e.minY, x.minY);
    e.maxX = Math.max(e.maxX, x.maxX);
    e.maxY = Math.max(e.maxY, x.maxY);
  }
  return e;
}
