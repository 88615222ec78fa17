import { DryrunError } from '../../domain/errors';
import type { ByteReader } from '../geotiff/byteReader';

/** Bytes `offset` up to, but without, `offset + length`. */
export interface ByteRange {
  readonly offset: number;
  readonly length: number;
}

/** Where the files of a package are read from: a server, a folder, a zip, memory. */
export interface PackageSource {
  /** As named in errors: URL, folder or zip name. */
  readonly name: string;
  /**
   * The bytes of a file, or of a range of it (fewer at its end).
   * @throws DryrunError `package.file_missing`, `package.unreachable`, `package.file_too_large`.
   */
  read(href: string, range?: ByteRange, signal?: AbortSignal): Promise<Uint8Array>;
  /** Size of a file in bytes; null where the place it lies does not say. */
  size(href: string, signal?: AbortSignal): Promise<number | null>;
  /** Paths of all files, where the place can tell. */
  list?(): Promise<readonly string[]>;
  /** Address of a file for code that fetches by itself (3D Tiles); absent where there is none. */
  url?(href: string): string;
}

/** No file of a package may be larger, bytes: one `ArrayBuffer` must hold it. */
export const MAX_FILE_BYTES = 2 ** 31 - 1;

export function fileMissing(source: string, href: string): DryrunError {
  return new DryrunError({
    code: 'package.file_missing',
    file: href,
    what: `The file is not in ${source}.`,
    mend: 'Copy the whole package, or take the layer out of city.json.',
    params: { source, href },
  });
}

export function fileTooLarge(href: string, bytes: number, limit: number): DryrunError {
  return new DryrunError({
    code: 'package.file_too_large',
    file: href,
    what: `The file holds ${bytes} bytes; at most ${limit} are read.`,
    mend: 'Split the city or use larger terrain cells.',
    params: { bytes, limit },
  });
}

/** One file of a source as random-access bytes. */
export async function fileReader(
  source: PackageSource,
  href: string,
  signal?: AbortSignal,
): Promise<ByteReader> {
  return {
    name: href,
    size: await source.size(href, signal),
    read: (offset, length, signal) => source.read(href, { offset, length }, signal),
  };
}

/** Files that are in memory: tests, and packages made in the page. */
export function memorySource(
  files: ReadonlyMap<string, Uint8Array>,
  name = 'memory',
): PackageSource {
  const get = (href: string): Uint8Array => {
    const bytes = files.get(href);
    if (!bytes) throw fileMissing(name, href);
    return bytes;
  };
  return {
    name,
    read: async (href, range, signal) => {
      signal?.throwIfAborted();
      const bytes = get(href);
      return range ? bytes.subarray(range.offset, range.offset + range.length) : bytes;
    },
    size: async (href) => get(href).length,
    list: async () => [...files.keys()],
  };
}
