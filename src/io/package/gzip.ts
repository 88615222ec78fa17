import { gzipSync } from 'fflate';
import { DryrunError, isAbort } from '../../domain/errors';
import { fileTooLarge, MAX_FILE_BYTES } from './source';

/** Packs a file; the same bytes every time (no name, no clock). */
export function gzip(bytes: Uint8Array): Uint8Array {
  return gzipSync(bytes, { level: 9, mtime: 0 });
}

/**
 * A file unpacked where it is gzip, else as it is. Told by its first bytes, not its name: some servers
 * unpack `.gz` on the way.
 *
 * @throws DryrunError `package.gzip` where it is damaged, `package.file_too_large` for a bomb.
 */
export async function unpacked(bytes: Uint8Array, file: string): Promise<Uint8Array> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const packed = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream();
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const part of packed.pipeThrough(new DecompressionStream('gzip'))) {
      size += part.length;
      if (size > MAX_FILE_BYTES) throw fileTooLarge(file, size, MAX_FILE_BYTES);
      parts.push(part);
    }
  } catch (cause) {
    if (isAbort(cause) || cause instanceof DryrunError) throw cause;
    throw new DryrunError(
      {
        code: 'package.gzip',
        file,
        what: 'The file is gzip, but damaged or cut off.',
        mend: 'Fetch it again.',
      },
      { cause },
    );
  }
  const out = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
