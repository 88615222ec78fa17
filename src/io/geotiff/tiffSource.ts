import type { ByteReader } from './byteReader';

interface Slice {
  readonly offset: number;
  readonly length: number;
}

interface Waiting extends Slice {
  readonly resolve: (data: ArrayBuffer) => void;
  readonly reject: (reason: unknown) => void;
}

/** Directories lie at the front of a COG: one read of this size usually brings them all. */
const FRONT_BYTES = 128 * 1024;
/** Slices closer together than this are fetched in one go: a request costs more than the gap. */
const GAP_BYTES = 64 * 1024;
/** No single request grows beyond this. */
const MAX_REQUEST_BYTES = 8 * 1024 * 1024;

/**
 * The source geotiff.js reads from. It asks for every tile by itself; here the slices of one turn of
 * the event loop are gathered, sorted and fetched in as few requests as sensible.
 */
export class TiffSource {
  private readonly reader: ByteReader;
  private readonly signal: AbortSignal | undefined;
  private front: Promise<Uint8Array> | null = null;
  private waiting: Waiting[] = [];

  constructor(reader: ByteReader, signal?: AbortSignal) {
    this.reader = reader;
    this.signal = signal;
  }

  get fileSize(): number | null {
    return this.reader.size;
  }

  async fetch(slices: readonly Slice[]): Promise<ArrayBuffer[]> {
    return Promise.all(slices.map((slice) => this.slice(slice)));
  }

  async fetchSlice(slice: Slice): Promise<Slice & { data: ArrayBuffer }> {
    return { ...slice, data: await this.slice(slice) };
  }

  async close(): Promise<void> {
    // The reader belongs to whoever made it.
  }

  private async slice({ offset, length }: Slice): Promise<ArrayBuffer> {
    this.front ??= this.reader.read(0, FRONT_BYTES, this.signal);
    const front = await this.front;
    if (offset + length <= front.length || front.length < FRONT_BYTES) {
      return front.slice(offset, offset + length).buffer;
    }
    return new Promise((resolve, reject) => {
      if (this.waiting.length === 0) setTimeout(() => void this.flush(), 0);
      this.waiting.push({ offset, length, resolve, reject });
    });
  }

  private async flush(): Promise<void> {
    const batch = this.waiting.sort((a, b) => a.offset - b.offset);
    this.waiting = [];
    const groups: Waiting[][] = [];
    let end = Number.NEGATIVE_INFINITY;
    for (const item of batch) {
      const group = groups.at(-1);
      const grown = group ? item.offset + item.length - group[0]!.offset : 0;
      if (group && item.offset - end <= GAP_BYTES && grown <= MAX_REQUEST_BYTES) group.push(item);
      else groups.push([item]);
      end = Math.max(end, item.offset + item.length);
    }
    await Promise.all(groups.map((group) => this.fetchGroup(group)));
  }

  private async fetchGroup(group: readonly Waiting[]): Promise<void> {
    const start = group[0]!.offset;
    const end = group.reduce((max, item) => Math.max(max, item.offset + item.length), start);
    try {
      const bytes = await this.reader.read(start, end - start, this.signal);
      for (const { offset, length, resolve } of group) {
        resolve(bytes.slice(offset - start, offset - start + length).buffer as ArrayBuffer);
      }
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }
}
