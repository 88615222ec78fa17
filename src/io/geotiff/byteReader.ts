/** Random access to a file of known name: what a raster is read through, wherever it lies. */
export interface ByteReader {
  /** As named in errors. */
  readonly name: string;
  /** Bytes in the file, or null where the place it lies does not say. */
  readonly size: number | null;
  /** Up to `length` bytes from `offset`; fewer only at the end of the file. */
  read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array>;
}

/** A file that is in memory already. */
export function memoryReader(name: string, bytes: Uint8Array): ByteReader {
  return {
    name,
    size: bytes.length,
    read: async (offset, length, signal) => {
      signal?.throwIfAborted();
      return bytes.subarray(offset, offset + length);
    },
  };
}

/** A `Blob` or `File`. */
export function blobReader(name: string, blob: Blob): ByteReader {
  return {
    name,
    size: blob.size,
    read: async (offset, length, signal) => {
      signal?.throwIfAborted();
      return new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer());
    },
  };
}
