/** Where a frame store keeps its bytes: OPFS in the browser, files on Node, memory in tests. Paths use `/`. */
export interface BlobStorage {
  write(path: string, bytes: Uint8Array): Promise<void>;
  /** The bytes, or null where there is no such path. */
  read(path: string): Promise<Uint8Array | null>;
  /** Names directly under a folder; empty where there is no such folder. */
  list(folder: string): Promise<string[]>;
  /** Removes a folder with all in it; no error where there is none. */
  removeFolder(folder: string): Promise<void>;
  /** Bytes that may still be written, as far as is known. */
  bytesFree(): Promise<number>;
}

/** A storage that lives as long as the process. */
export function memoryStorage(limitBytes = Number.POSITIVE_INFINITY): BlobStorage {
  const files = new Map<string, Uint8Array>();
  const used = (): number => [...files.values()].reduce((sum, b) => sum + b.length, 0);
  return {
    async write(path, bytes) {
      files.set(path, bytes);
    },
    async read(path) {
      return files.get(path) ?? null;
    },
    async list(folder) {
      const names = new Set<string>();
      for (const path of files.keys()) {
        if (path.startsWith(`${folder}/`)) names.add(path.slice(folder.length + 1).split('/')[0]!);
      }
      return [...names];
    },
    async removeFolder(folder) {
      for (const path of files.keys()) if (path.startsWith(`${folder}/`)) files.delete(path);
    },
    async bytesFree() {
      return limitBytes - used();
    },
  };
}

/** Synchronous access exists in workers only; the DOM library's types leave it out. */
interface SyncFileHandle extends FileSystemFileHandle {
  createSyncAccessHandle(): Promise<{
    truncate(size: number): void;
    write(bytes: Uint8Array): number;
    close(): void;
  }>;
}

/**
 * The browser's origin-private file system. Only in a worker: it writes through synchronous access
 * handles, the fastest way there is.
 */
export async function opfsStorage(): Promise<BlobStorage> {
  const root = await navigator.storage.getDirectory();
  const folderOf = async (
    parts: readonly string[],
    create: boolean,
  ): Promise<FileSystemDirectoryHandle | null> => {
    let dir = root;
    try {
      for (const part of parts) dir = await dir.getDirectoryHandle(part, { create });
    } catch (error) {
      if (isNotFound(error)) return null;
      throw error;
    }
    return dir;
  };
  return {
    async write(path, bytes) {
      const [folders, name] = split(path);
      const dir = (await folderOf(folders, true))!;
      const file = (await dir.getFileHandle(name, { create: true })) as SyncFileHandle;
      const handle = await file.createSyncAccessHandle();
      try {
        handle.truncate(0);
        handle.write(bytes);
      } finally {
        handle.close();
      }
    },
    async read(path) {
      const [folders, name] = split(path);
      try {
        const dir = await folderOf(folders, false);
        if (!dir) return null;
        const file = await (await dir.getFileHandle(name)).getFile();
        return new Uint8Array(await file.arrayBuffer());
      } catch (error) {
        if (isNotFound(error)) return null;
        throw error;
      }
    },
    async list(folder) {
      const dir = await folderOf(folder.split('/'), false);
      const names: string[] = [];
      if (dir) for await (const name of dir.keys()) names.push(name);
      return names;
    },
    async removeFolder(folder) {
      const [folders, name] = split(folder);
      const dir = await folderOf(folders, false);
      await dir?.removeEntry(name, { recursive: true }).catch((error: unknown) => {
        if (!isNotFound(error)) throw error;
      });
    },
    async bytesFree() {
      const { quota = 0, usage = 0 } = await navigator.storage.estimate();
      return quota - usage;
    },
  };
}

function split(path: string): [folders: string[], name: string] {
  const parts = path.split('/');
  return [parts.slice(0, -1), parts.at(-1)!];
}

function isNotFound(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'NotFoundError';
}
