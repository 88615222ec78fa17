import { parseJson } from '../geojson/collection';
import type { PackageSource } from '../package/source';

/** A tileset that can be fetched, wherever its files lie. */
export interface TilesetUrl {
  readonly url: string;
  /** Lets go of the memory behind it; the tileset can no longer be fetched. */
  dispose(): void;
}

interface Tile {
  content?: { uri: string };
  children?: Tile[];
}

/**
 * Gives the 3D Tiles of a package that has no address (a zip, a folder, memory) addresses of their own:
 * every tile becomes an object URL, and the tileset names those. They live as long as the thread that
 * made them. Where the source has addresses, the tileset's own is given.
 *
 * @throws what the source throws for a file that is missing or damaged.
 */
export async function tilesetUrl(
  source: PackageSource,
  href: string,
  signal?: AbortSignal,
): Promise<TilesetUrl> {
  if (source.url) return { url: source.url(href), dispose: () => undefined };
  const tileset = parseJson(await source.read(href, undefined, signal), href) as { root: Tile };
  const folder = href.slice(0, href.lastIndexOf('/') + 1);
  const made: string[] = [];
  const dispose = (): void => made.forEach((url) => URL.revokeObjectURL(url));
  const keep = (bytes: Uint8Array, type: string): string => {
    const url = URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>], { type }));
    made.push(url);
    return url;
  };
  const walk = async (tile: Tile): Promise<void> => {
    if (tile.content) {
      const bytes = await source.read(folder + tile.content.uri, undefined, signal);
      tile.content.uri = keep(bytes, 'model/gltf-binary');
    }
    for (const child of tile.children ?? []) await walk(child);
  };
  try {
    await walk(tileset.root);
    const json = new TextEncoder().encode(JSON.stringify(tileset));
    return { url: keep(json, 'application/json'), dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}
