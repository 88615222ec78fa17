import type { CityLayer } from '../../domain/cityPackage';
import { sha256Hex } from '../../domain/hash';
import { memoryReader, type ByteReader } from '../geotiff/byteReader';
import { unpacked } from './gzip';
import type { NoticeBook } from './noticeBook';
import { fileReader, type PackageSource } from './source';

/** Fetches the files of layers, one ahead, and knows the hash of each. */
export class LayerFiles {
  private readonly source: PackageSource;
  private readonly wholeRasterBytes: number;
  private readonly notices: NoticeBook;
  private readonly signal: AbortSignal | undefined;
  private readonly ahead = new Map<string, Promise<Uint8Array>>();
  private readonly hashes = new Map<string, string>();

  constructor(
    source: PackageSource,
    wholeRasterBytes: number,
    notices: NoticeBook,
    signal: AbortSignal | undefined,
  ) {
    this.source = source;
    this.wholeRasterBytes = wholeRasterBytes;
    this.notices = notices;
    this.signal = signal;
  }

  /** Starts fetching a layer's file while the one before is being parsed. */
  prefetch(layer: CityLayer): void {
    if (layer.kind === 'buildings3d' || layer.kind === 'boundary') return;
    if (isRaster(layer) && !(layer.bytes !== undefined && layer.bytes <= this.wholeRasterBytes)) {
      return;
    }
    const fetched = this.source.read(layer.href, undefined, this.signal);
    fetched.catch(() => undefined); // whoever asks for it gets the error
    this.ahead.set(layer.href, fetched);
  }

  /** The whole file, unpacked. An edited one is told of, and hashed as it is. */
  async bytes(layer: CityLayer): Promise<Uint8Array> {
    const fetched =
      this.ahead.get(layer.href) ?? this.source.read(layer.href, undefined, this.signal);
    this.ahead.delete(layer.href);
    const bytes = await unpacked(await fetched, layer.href);
    const hash = await sha256(bytes);
    if (layer.sha256 !== undefined && hash !== layer.sha256) {
      this.notices.add('package.edited', layer.href);
    }
    this.hashes.set(layer.href, hash);
    return bytes;
  }

  /** Random access to a raster: in memory where it is small, else by ranges (undefined: as the source has it). */
  async rasterReader(layer: CityLayer): Promise<ByteReader> {
    const reader = this.ahead.has(layer.href)
      ? null
      : await fileReader(this.source, layer.href, this.signal);
    const size = reader?.size ?? layer.bytes ?? null;
    if (reader && (size === null || size > this.wholeRasterBytes)) {
      // Too large to hash: what city.json says, or its size, stands for the content.
      this.hashes.set(layer.href, layer.sha256 ?? `bytes:${size}`);
      return reader;
    }
    return memoryReader(layer.href, await this.bytes(layer));
  }

  /** SHA-256 of a layer's file: as read, else as declared, else by reading it now. */
  async hash(layer: CityLayer): Promise<string> {
    const known = this.hashes.get(layer.href) ?? layer.sha256;
    if (known !== undefined) return known;
    if (layer.kind === 'buildings3d' || layer.kind === 'boundary') return '';
    await this.bytes(layer);
    return this.hashes.get(layer.href)!;
  }
}

const isRaster = (layer: CityLayer): boolean =>
  layer.kind === 'terrain' || layer.kind === 'landcover';

/** The platform's SHA-256 where the page is a secure context (10 times faster), else ours. */
async function sha256(bytes: Uint8Array): Promise<string> {
  const subtle = globalThis.crypto?.subtle;
  if (!subtle) return sha256Hex(bytes);
  const digest = new Uint8Array(await subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>));
  return Array.from(digest, (b) => b.toString(16).padStart(2, '0')).join('');
}
