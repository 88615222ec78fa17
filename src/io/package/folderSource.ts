import { fileMissing, fileTooLarge, MAX_FILE_BYTES, type PackageSource } from './source';

/**
 * A package in files the person dropped or chose. Paths are those of `webkitRelativePath` (or the
 * file's name); the folder that holds `city.json` nearest to the top is the package.
 */
export function filesSource(files: Iterable<File>): PackageSource {
  const byPath = new Map<string, File>();
  for (const file of files) byPath.set(file.webkitRelativePath || file.name, file);
  const root = packageRoot([...byPath.keys()]) ?? '';
  const name = root === '' ? 'the dropped files' : root.slice(0, -1);
  return {
    ...fromFiles(name, async (href) => {
      const file = byPath.get(root + href);
      if (!file) throw fileMissing(name, href);
      return file;
    }),
    list: async () =>
      [...byPath.keys()].filter((p) => p.startsWith(root)).map((p) => p.slice(root.length)),
  };
}

/** Folder (with its slash, '' for the top) of the `city.json` nearest to the top; null without one. */
export function packageRoot(paths: readonly string[]): string | null {
  const manifests = paths
    .filter((p) => /(^|\/)city\.json$/.test(p) && !p.startsWith('__MACOSX/'))
    .sort((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1));
  return manifests[0]?.slice(0, -'city.json'.length) ?? null;
}

const depth = (path: string): number => path.split('/').length;

function fromFiles(name: string, find: (href: string) => Promise<File>): PackageSource {
  return {
    name,
    read: async (href, range, signal) => {
      signal?.throwIfAborted();
      const file = await find(href);
      const part = range ? file.slice(range.offset, range.offset + range.length) : file;
      if (part.size > MAX_FILE_BYTES) throw fileTooLarge(href, part.size, MAX_FILE_BYTES);
      const bytes = new Uint8Array(await part.arrayBuffer());
      signal?.throwIfAborted();
      return bytes;
    },
    size: async (href) => (await find(href)).size,
  };
}
