import { mkdir, open, readdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DryrunError } from '../domain/errors';
import type { ByteReader } from '../io/geotiff/byteReader';
import { MANIFEST } from '../io/package/manifest';
import type { PackageSink } from '../io/package/sink';
import {
  fileMissing,
  fileTooLarge,
  MAX_FILE_BYTES,
  type PackageSource,
} from '../io/package/source';
import { zipSource } from '../io/package/zip/zipSource';

/** A file on disk as random-access bytes; opened for each read, so nothing is left to close. */
export async function fileBytes(file: string): Promise<ByteReader> {
  const { size } = await stat(file);
  return {
    name: path.basename(file),
    size,
    read: (offset, length, signal) =>
      readRange(file, offset, Math.min(length, size - offset), signal),
  };
}

/** A package in a folder on disk. */
export function nodeFolderSource(folder: string): PackageSource {
  const resolve = async (href: string): Promise<{ file: string; size: number }> => {
    const file = path.join(folder, href);
    const info = await stat(file).catch(() => null);
    if (!info?.isFile()) throw fileMissing(folder, href);
    return { file, size: info.size };
  };
  return {
    name: folder,
    read: async (href, range, signal) => {
      const { file, size } = await resolve(href);
      const offset = range?.offset ?? 0;
      const length = Math.max(0, Math.min(range?.length ?? size, size - offset));
      if (length > MAX_FILE_BYTES) throw fileTooLarge(href, length, MAX_FILE_BYTES);
      return readRange(file, offset, length, signal);
    },
    size: async (href) => (await resolve(href)).size,
    list: async () => {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      return entries
        .filter((e) => e.isFile())
        .map((e) =>
          path.relative(folder, path.join(e.parentPath, e.name)).split(path.sep).join('/'),
        );
    },
  };
}

/** A package by its path: the folder, its `city.json`, or a zip. */
export async function nodePackageSource(file: string): Promise<PackageSource> {
  const info = await stat(file).catch(() => null);
  if (!info) {
    throw new DryrunError({
      code: 'package.file_missing',
      file,
      what: 'There is no such file or folder.',
      mend: 'Check the path.',
    });
  }
  if (info.isDirectory()) return nodeFolderSource(file);
  if (path.basename(file) === MANIFEST) return nodeFolderSource(path.dirname(file));
  return zipSource(await fileBytes(file));
}

/** Writes a package into a folder on disk, made where it is missing. */
export function nodeFolderSink(folder: string): PackageSink {
  return {
    write: async (href, bytes) => {
      const file = path.join(folder, href);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, bytes);
    },
  };
}

async function readRange(
  file: string,
  offset: number,
  length: number,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  signal?.throwIfAborted();
  const bytes = new Uint8Array(Math.max(0, length));
  const handle = await open(file);
  try {
    let filled = 0;
    while (filled < bytes.length) {
      const { bytesRead } = await handle.read(
        bytes,
        filled,
        bytes.length - filled,
        offset + filled,
      );
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return bytes.subarray(0, filled);
  } finally {
    await handle.close();
  }
}
