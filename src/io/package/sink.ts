import { Zip, ZipDeflate, ZipPassThrough } from 'fflate';

/** Where the files of a package are written to. Files come one after the other, `city.json` last. */
export interface PackageSink {
  write(href: string, bytes: Uint8Array): Promise<void>;
}

/** Keeps the files in memory (tests, and zips made in the page). */
export function memorySink(): PackageSink & { readonly files: Map<string, Uint8Array> } {
  const files = new Map<string, Uint8Array>();
  return {
    files,
    write: async (href, bytes) => {
      files.set(href, bytes);
    },
  };
}

/** Files that are compressed inside: packing them again costs time and takes away range reads. */
const STORED = /\.(tif|glb|png|bin|gz)$/;

/** Packs the files into a zip. `finish` gives it; the same files give the same bytes. */
export function zipSink(): PackageSink & { finish(): Blob } {
  const parts: BlobPart[] = [];
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    parts.push(chunk as Uint8Array<ArrayBuffer>);
  });
  return {
    write: async (href, bytes) => {
      const entry = STORED.test(href)
        ? new ZipPassThrough(href)
        : new ZipDeflate(href, { level: 6 });
      // No clock: the zip's own epoch, in local time as the format has it.
      entry.mtime = new Date(1980, 0, 1);
      zip.add(entry);
      entry.push(bytes, true);
    },
    finish: () => {
      zip.end();
      return new Blob(parts, { type: 'application/zip' });
    },
  };
}
