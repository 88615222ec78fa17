import { DryrunError } from '../../../domain/errors';
import type { ByteReader } from '../../geotiff/byteReader';

/** A file in a zip, as its central directory has it. */
export interface ZipEntry {
  readonly path: string;
  /** 0 stored, 8 deflate. */
  readonly method: 0 | 8;
  readonly packedBytes: number;
  readonly bytes: number;
  readonly crc: number;
  /** Offset of the local header. */
  readonly offset: number;
}

/** What is accepted from a zip. A bomb is refused by what it declares, and again by what comes out. */
export interface ZipLimits {
  /** Most bytes one file may unpack to. Default 1 GiB. */
  readonly entryBytes: number;
  /** Most bytes all files may unpack to. Default 4 GiB. */
  readonly totalBytes: number;
  /** Most files. Default 100 000. */
  readonly entries: number;
}

export const ZIP_LIMITS: ZipLimits = {
  entryBytes: 2 ** 30,
  totalBytes: 2 ** 32,
  entries: 100_000,
};

const END_SIGNATURE = 0x06054b50;
const END64_LOCATOR_SIGNATURE = 0x07064b50;
const END64_SIGNATURE = 0x06064b50;
const ENTRY_SIGNATURE = 0x02014b50;
const END_BYTES = 22;
const ENTRY_BYTES = 46;
const UTF8_NAME = 1 << 11;
const ENCRYPTED = 1;
const MAX_DEFLATE_RATIO = 1032;
const SATURATED = 0xffff_ffff;

/**
 * Reads and checks the central directory of a zip: nothing is unpacked.
 *
 * @throws DryrunError `zip.unreadable`, `zip.unsafe_path`, `zip.duplicate`, `zip.encrypted`,
 * `zip.method`, `zip.too_large`, `zip.overlap`.
 */
export async function readZipDirectory(
  zip: ByteReader,
  limits: ZipLimits = ZIP_LIMITS,
): Promise<ReadonlyMap<string, ZipEntry>> {
  const file = zip.name;
  const zipBytes = zip.size ?? 0;
  const { offset, bytes, count } = await findDirectory(zip, zipBytes);
  if (count > limits.entries) {
    throw problem(file, 'zip.too_large', undefined, {
      what: `The zip holds ${count} files; at most ${limits.entries} are accepted.`,
      mend: 'Zip the city package only.',
    });
  }
  const view = await slice(zip, offset, bytes);
  const entries = new Map<string, ZipEntry>();
  let at = 0;
  let total = 0;
  let packed = 0;
  for (let i = 0; i < count; i++) {
    if (at + ENTRY_BYTES > view.byteLength || view.getUint32(at, true) !== ENTRY_SIGNATURE) {
      throw unreadable(file, `its directory ends after ${i} of ${count} files`);
    }
    const { entry, flags, method, next } = readEntry(view, at);
    at = next;
    if (entry.path.endsWith('/')) continue;
    refuseUnsafe(file, entry.path);
    if (entries.has(entry.path)) {
      throw problem(file, 'zip.duplicate', entry.path, {
        what: 'The zip holds this path twice.',
        mend: 'Make the zip anew.',
      });
    }
    if (flags & ENCRYPTED) {
      throw problem(file, 'zip.encrypted', entry.path, {
        what: 'The file is encrypted.',
        mend: 'Make the zip without a password.',
      });
    }
    if (method !== 0 && method !== 8) {
      throw problem(file, 'zip.method', entry.path, {
        what: `The file is packed by method ${method}; stored (0) and deflate (8) are read.`,
        mend: 'Make the zip with the usual compression.',
      });
    }
    // Deflate packs at most 1032 : 1; a file that claims more lies about its size.
    const most = method === 8 ? entry.packedBytes * MAX_DEFLATE_RATIO : entry.packedBytes;
    if (entry.bytes > Math.min(limits.entryBytes, most)) {
      throw tooLarge(file, entry.path, entry.bytes, Math.min(limits.entryBytes, most));
    }
    total += entry.bytes;
    packed += entry.packedBytes;
    entries.set(entry.path, entry);
  }
  if (total > limits.totalBytes) throw tooLarge(file, undefined, total, limits.totalBytes);
  // Files that share the same packed bytes are how small zips unpack to petabytes.
  if (packed > zipBytes) {
    throw problem(file, 'zip.overlap', undefined, {
      what: `Its files claim ${packed} packed bytes, more than the zip's ${zipBytes}.`,
      mend: 'Make the zip anew; this one is damaged or hostile.',
    });
  }
  return entries;
}

export function tooLarge(
  file: string,
  place: string | undefined,
  bytes: number,
  limit: number,
): DryrunError {
  return problem(file, 'zip.too_large', place, {
    what: `It unpacks to ${bytes} bytes; at most ${limit} are accepted.`,
    mend: 'Open the unpacked folder, or use a smaller city.',
  });
}

export function unreadable(file: string, why: string, place?: string): DryrunError {
  return problem(file, 'zip.unreadable', place, {
    what: `The zip cannot be read: ${why}.`,
    mend: 'Fetch or make it again.',
  });
}

function problem(
  file: string,
  code: string,
  place: string | undefined,
  words: { what: string; mend: string },
): DryrunError {
  return new DryrunError({ code, file, ...(place !== undefined && { place }), ...words });
}

function refuseUnsafe(file: string, path: string): void {
  const parts = path.split('/');
  const bad =
    path.includes('\\') ||
    path.includes('\0') ||
    path.startsWith('/') ||
    /^[a-z]:/i.test(path) ||
    parts.some((p) => p === '..' || p === '.' || p === '');
  if (!bad) return;
  throw problem(file, 'zip.unsafe_path', path, {
    what: 'The path leads out of the zip or is not plain (no "..", no leading "/", no "\\").',
    mend: 'Make the zip anew from the package folder; do not trust this one.',
  });
}

function readEntry(
  view: DataView,
  at: number,
): { entry: ZipEntry; flags: number; method: number; next: number } {
  const flags = view.getUint16(at + 8, true);
  const method = view.getUint16(at + 10, true);
  const nameLength = view.getUint16(at + 28, true);
  const extraLength = view.getUint16(at + 30, true);
  const commentLength = view.getUint16(at + 32, true);
  const name = new Uint8Array(view.buffer, view.byteOffset + at + ENTRY_BYTES, nameLength);
  // Names without the flag are CP437 by the book, but UTF-8 or ASCII in practice.
  const path = new TextDecoder(flags & UTF8_NAME ? 'utf-8' : undefined).decode(name);
  let [packedBytes, bytes, offset] = [20, 24, 42].map((o) => view.getUint32(at + o, true)) as [
    number,
    number,
    number,
  ];
  // Zip64: saturated values stand in the extra field with id 1, in this order.
  const extraEnd = at + ENTRY_BYTES + nameLength + extraLength;
  for (let e = at + ENTRY_BYTES + nameLength; e + 4 <= extraEnd;) {
    const size = view.getUint16(e + 2, true);
    if (view.getUint16(e, true) === 1) {
      let from = e + 4;
      const wide = (value: number): number => {
        if (value !== SATURATED || from + 8 > e + 4 + size) return value;
        from += 8;
        return Number(view.getBigUint64(from - 8, true));
      };
      bytes = wide(bytes);
      packedBytes = wide(packedBytes);
      offset = wide(offset);
    }
    e += 4 + size;
  }
  const crc = view.getUint32(at + 16, true);
  const entry = { path, method: method === 0 ? 0 : 8, packedBytes, bytes, crc, offset } as const;
  return { entry, flags, method, next: extraEnd + commentLength };
}

async function findDirectory(
  zip: ByteReader,
  zipBytes: number,
): Promise<{ offset: number; bytes: number; count: number }> {
  // The end record is last but for a comment of at most 65 535 bytes.
  const tailBytes = Math.min(zipBytes, END_BYTES + 0xffff);
  const tail = await slice(zip, zipBytes - tailBytes, tailBytes);
  let at = tailBytes - END_BYTES;
  while (at >= 0 && tail.getUint32(at, true) !== END_SIGNATURE) at--;
  if (at < 0) throw unreadable(zip.name, 'it has no end record; it is cut off or no zip');
  let count = tail.getUint16(at + 10, true);
  let bytes = tail.getUint32(at + 12, true);
  let offset = tail.getUint32(at + 16, true);
  const locator = at - 20;
  if (locator >= 0 && tail.getUint32(locator, true) === END64_LOCATOR_SIGNATURE) {
    const end64 = await slice(zip, Number(tail.getBigUint64(locator + 8, true)), 56);
    if (end64.byteLength < 56 || end64.getUint32(0, true) !== END64_SIGNATURE) {
      throw unreadable(zip.name, 'its zip64 end record is not where it says');
    }
    count = Number(end64.getBigUint64(32, true));
    bytes = Number(end64.getBigUint64(40, true));
    offset = Number(end64.getBigUint64(48, true));
  }
  if (offset + bytes > zipBytes) throw unreadable(zip.name, 'its directory lies past its end');
  return { offset, bytes, count };
}

async function slice(zip: ByteReader, offset: number, length: number): Promise<DataView> {
  const bytes = await zip.read(offset, length);
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
