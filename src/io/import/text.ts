import { Gunzip } from 'fflate';
import { DryrunError, type Notice } from '../../domain/errors';
import type { ByteReader } from '../geotiff/byteReader';

/** Bytes asked for at a time. */
const CHUNK = 1 << 20;
/** Formats that must stand in memory whole are refused above this (unpacked) size. */
const MAX_WHOLE_BYTES = 256 * 1024 * 1024;
/** How much of a file is looked at to tell its encoding. */
const PROBE = 1 << 16;

/** A file's bytes in pieces, unpacked where it is gzip. */
export async function* byteChunks(
  reader: ByteReader,
  signal?: AbortSignal,
  onProgress?: (share: number) => void,
): AsyncGenerator<Uint8Array> {
  let gunzip: Gunzip | undefined;
  let unpacked: Uint8Array[] = [];
  for (let offset = 0; ;) {
    signal?.throwIfAborted();
    const bytes = await reader.read(offset, CHUNK, signal);
    const first = offset === 0;
    offset += bytes.length;
    const last = bytes.length < CHUNK;
    if (reader.size) onProgress?.(Math.min(1, offset / reader.size));
    if (first && bytes[0] === 0x1f && bytes[1] === 0x8b) {
      gunzip = new Gunzip((data) => unpacked.push(data));
    }
    if (gunzip) {
      push(reader.name, gunzip, bytes, last, offset);
      const ready = unpacked;
      unpacked = [];
      yield* ready;
    } else if (bytes.length > 0) yield bytes;
    if (last) return;
  }
}

function push(file: string, gunzip: Gunzip, bytes: Uint8Array, last: boolean, at: number): void {
  try {
    gunzip.push(bytes, last);
  } catch (cause) {
    throw new DryrunError(
      {
        code: 'import.gzip',
        file,
        place: `byte ${at}`,
        what: 'The packed file is damaged or ends early.',
        mend: 'Get it again.',
      },
      { cause },
    );
  }
}

/** The encoding of a text by its byte order mark, its XML declaration, or what its bytes allow. */
export function sniffEncoding(probe: Uint8Array): string {
  if (probe[0] === 0xef && probe[1] === 0xbb && probe[2] === 0xbf) return 'utf-8';
  if (probe[0] === 0xff && probe[1] === 0xfe) return 'utf-16le';
  if (probe[0] === 0xfe && probe[1] === 0xff) return 'utf-16be';
  const head = String.fromCharCode(...probe.subarray(0, 200));
  const declared = /^\s*<\?xml[^>]*encoding=["']([\w-]+)["']/.exec(head)?.[1];
  if (declared !== undefined) return knownEncoding(declared) ?? 'utf-8';
  if (isUtf8(probe)) return 'utf-8';
  return pairsOfHighBytes(probe) ? 'gb18030' : 'windows-1252';
}

function knownEncoding(label: string): string | undefined {
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return undefined;
  }
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    // A probe may end inside a character: `stream` lets it.
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** Chinese in GBK comes in pairs of bytes of which the first is high; western letters stand alone between ASCII. */
function pairsOfHighBytes(bytes: Uint8Array): boolean {
  let paired = 0;
  let single = 0;
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i]! < 0x80) continue;
    if ((bytes[i + 1] ?? 0) >= 0x80) {
      paired++;
      i++;
    } else single++;
  }
  return paired > 0 && single <= paired / 10;
}

export interface TextOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (share: number) => void;
  readonly onNotice?: (n: Notice) => void;
}

/** A file's text in pieces, in whatever encoding it is; anything but UTF-8 is said. */
export async function* textChunks(
  reader: ByteReader,
  options: TextOptions = {},
): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  for await (const bytes of byteChunks(reader, options.signal, options.onProgress)) {
    if (!decoder) {
      const encoding = sniffEncoding(bytes.subarray(0, PROBE));
      decoder = new TextDecoder(encoding);
      if (encoding !== 'utf-8') sayEncoding(reader.name, encoding, options.onNotice);
    }
    yield decoder.decode(bytes, { stream: true });
  }
  const rest = decoder?.decode();
  if (rest) yield rest;
}

function sayEncoding(file: string, encoding: string, onNotice?: (n: Notice) => void): void {
  onNotice?.({
    code: 'import.encoding',
    file,
    what: `The text is not UTF-8; it was read as ${encoding}.`,
  });
}

/** A file's whole text. Throws `import.too-large` above 256 MiB. */
export async function wholeText(reader: ByteReader, options: TextOptions = {}): Promise<string> {
  if (reader.size !== null && reader.size > MAX_WHOLE_BYTES) throw tooLarge(reader);
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const bytes of byteChunks(reader, options.signal, options.onProgress)) {
    size += bytes.length;
    if (size > MAX_WHOLE_BYTES) throw tooLarge(reader);
    parts.push(bytes);
  }
  const all = new Uint8Array(size);
  let at = 0;
  for (const p of parts) {
    all.set(p, at);
    at += p.length;
  }
  const encoding = sniffEncoding(all);
  if (encoding !== 'utf-8') sayEncoding(reader.name, encoding, options.onNotice);
  return new TextDecoder(encoding).decode(all);
}

function tooLarge(reader: ByteReader): DryrunError {
  const limit = MAX_WHOLE_BYTES / 1024 / 1024;
  const size = Math.round((reader.size ?? 0) / 1024 / 1024);
  return new DryrunError({
    code: 'import.too-large',
    file: reader.name,
    what: `The file holds ${size > 0 ? `${size} MiB` : 'too much'}; this format is read whole, up to ${limit} MiB.`,
    mend: 'Cut it to the district first (for example ogr2ogr -clipsrc), or give the data as OSM PBF or GeoTIFF, which are read in pieces.',
    params: { size, limit },
  });
}
