import { mkdir, readdir, readFile, rm, statfs, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { BlobStorage } from '../rehearsal/frames/storage';

/** A folder as the frame store's storage. */
export function nodeStorage(root: string): BlobStorage {
  const at = (p: string): string => path.join(root, ...p.split('/'));
  return {
    async write(p, bytes) {
      await mkdir(path.dirname(at(p)), { recursive: true });
      await writeFile(at(p), bytes);
    },
    // A plain copy: a Buffer's `slice` would give views of one shared pool.
    read: async (p) => {
      const bytes = await orElse(readFile(at(p)), null);
      return bytes && new Uint8Array(bytes);
    },
    list: (folder) => orElse(readdir(at(folder)), []),
    removeFolder: (folder) => rm(at(folder), { recursive: true, force: true }),
    async bytesFree() {
      await mkdir(root, { recursive: true });
      const { bavail, bsize } = await statfs(root);
      return bavail * bsize;
    },
  };
}

async function orElse<T, D>(promise: Promise<T>, missing: D): Promise<T | D> {
  try {
    return await promise;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return missing;
    throw error;
  }
}
