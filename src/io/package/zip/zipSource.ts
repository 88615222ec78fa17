import { Inflate } from 'fflate';
import type { ByteReader } from '../../geotiff/byteReader';
import { packageRoot } from '../folderSource';
import { fileMissing, type PackageSource } from '../source';
import { crc32 } from './crc32';
import {
  readZipDirectory,
  tooLarge,
  unreadable,
  ZIP_LIMITS,
  type ZipEntry,
  type ZipLimits,
} from './directory';

const LOCAL_SIGNATURE = 0x04034b50;
const LOCAL_BYTES = 30;
/** Packed bytes handed to the inflater at a time. */
const CHUNK_BYTES = 1 << 20;

/**
 * A package in a zip, read where it lies: only the files asked for are unpacked, and ranges of stored
 * files are read without unpacking. The folder that holds `city.json` nearest to the top is the package.
 *
 * @throws DryrunError `zip.*` where the directory is damaged or unsafe, see `readZipDirectory`.
 */
export async function zipSource(
  zip: ByteReader,
  limits: ZipLimits = ZIP_LIMITS,
): Promise<PackageSource> {
  const { name } = zip;
  const entries = await readZipDirectory(zip, limits);
  const paths = [...entries.keys()];
  const root = packageRoot(paths) ?? '';
  /** The file unpacked last: rasters are read range by range. */
  let last: { entry: ZipEntry; bytes: Promise<Uint8Array> } | null = null;

  const find = (href: string): ZipEntry => {
    const entry = entries.get(root + href);
    if (!entry) throw fileMissing(name, href);
    return entry;
  };

  return {
    name,
    list: async () => paths.filter((p) => p.startsWith(root)).map((p) => p.slice(root.length)),
    size: async (href) => find(href).bytes,
    read: async (href, range, signal) => {
      signal?.throwIfAborted();
      const entry = find(href);
      if (entry.method === 0 && range) {
        const length = Math.max(0, Math.min(range.length, entry.bytes - range.offset));
        const from = (await dataOffset(zip, entry)) + range.offset;
        return zip.read(from, length, signal);
      }
      if (last?.entry !== entry) {
        last = { entry, bytes: unpack(zip, entry, signal) };
        last.bytes.catch(() => (last = null));
      }
      const bytes = await last.bytes;
      if (!range) {
        last = null; // whole files are read once
        return bytes;
      }
      return bytes.subarray(range.offset, range.offset + range.length);
    },
  };
}

/** Where the packed bytes begin: the local header has name and extra fields of its own lengths. */
async function dataOffset(zip: ByteReader, entry: ZipEntry): Promise<number> {
  const bytes = await zip.read(entry.offset, LOCAL_BYTES);
  const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (header.byteLength < LOCAL_BYTES || header.getUint32(0, true) !== LOCAL_SIGNATURE) {
    throw unreadable(zip.name, 'the file does not begin where the directory says', entry.path);
  }
  return entry.offset + LOCAL_BYTES + header.getUint16(26, true) + header.getUint16(28, true);
}

/** Unpacks a file, never more than it declares, and checks its CRC. */
async function unpack(zip: ByteReader, entry: ZipEntry, signal?: AbortSignal): Promise<Uint8Array> {
  const file = zip.name;
  const from = await dataOffset(zip, entry);
  if (from + entry.packedBytes > (zip.size ?? 0)) {
    throw unreadable(file, 'the zip ends in the middle of the file', entry.path);
  }
  const out = new Uint8Array(entry.bytes);
  let filled = 0;
  const take = (chunk: Uint8Array): void => {
    if (filled + chunk.length > entry.bytes) {
      throw tooLarge(file, entry.path, filled + chunk.length, entry.bytes);
    }
    out.set(chunk, filled);
    filled += chunk.length;
  };
  const inflate = entry.method === 8 ? new Inflate(take) : null;
  for (let at = 0; at < entry.packedBytes; at += CHUNK_BYTES) {
    signal?.throwIfAborted();
    const end = Math.min(at + CHUNK_BYTES, entry.packedBytes);
    const chunk = await zip.read(from + at, end - at, signal);
    if (inflate) inflateChunk(inflate, chunk, end === entry.packedBytes, file, entry);
    else take(chunk);
  }
  if (filled !== entry.bytes) {
    throw unreadable(file, `the file unpacks to ${filled} of ${entry.bytes} bytes`, entry.path);
  }
  if (crc32(out) !== entry.crc) throw unreadable(file, 'the file’s checksum is wrong', entry.path);
  return out;
}

function inflateChunk(
  inflate: Inflate,
  chunk: Uint8Array,
  final: boolean,
  file: string,
  entry: ZipEntry,
): void {
  try {
    inflate.push(chunk, final);
  } catch (cause) {
    // Our own refusal comes back through the inflater; what else it throws is damaged data.
    if (cause instanceof Error && cause.name === 'DryrunError') throw cause;
    throw unreadable(file, 'the file’s packed data is damaged', entry.path);
  }
}
