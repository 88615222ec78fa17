import { unzlibSync } from 'fflate';
import { PbfReader } from 'pbf';
import { DryrunError } from '../../domain/errors';
import type { ByteReader } from '../geotiff/byteReader';
import type { TextOptions } from '../import/text';
import type { OsmData } from './osmData';
import { readPrimitiveBlock } from './pbfBlock';

/** Limits of the format (OSM wiki, PBF Format): a header up to 64 KiB, a blob up to 32 MiB. */
const MAX_HEADER = 64 * 1024;
const MAX_BLOB = 32 * 1024 * 1024;

const SUPPORTED = new Set(['OsmSchema-V0.6', 'DenseNodes']);

/** Reads an OSM PBF into `data`, blob by blob: no more than one stands in memory. */
export async function readOsmPbf(
  reader: ByteReader,
  data: OsmData,
  options: TextOptions,
): Promise<void> {
  const { signal } = options;
  let offset = 0;
  const read = async (length: number): Promise<Uint8Array> => {
    signal?.throwIfAborted();
    const bytes = await reader.read(offset, length, signal);
    if (bytes.length < length) throw truncated(reader.name, offset + bytes.length);
    offset += length;
    return bytes;
  };
  for (;;) {
    const start = await reader.read(offset, 4, signal);
    if (start.length === 0) return;
    if (start.length < 4) throw truncated(reader.name, offset + start.length);
    offset += 4;
    const headerLength = new DataView(start.buffer, start.byteOffset).getUint32(0);
    if (headerLength > MAX_HEADER) throw damaged(reader.name, offset);
    const header = blobHeader(await read(headerLength));
    if (header.size > MAX_BLOB) throw damaged(reader.name, offset);
    const blobAt = offset;
    const bytes = unpack(reader.name, blobAt, await read(header.size));
    if (header.type === 'OSMHeader') checkFeatures(reader.name, bytes);
    else if (header.type === 'OSMData') {
      guarded(reader.name, blobAt, () => readPrimitiveBlock(bytes, data));
    }
    if (reader.size) options.onProgress?.(offset / reader.size);
  }
}

function blobHeader(bytes: Uint8Array): { type: string; size: number } {
  const pbf = new PbfReader(bytes);
  const out = { type: '', size: 0 };
  for (let field = pbf.nextField(); field !== 0; field = pbf.nextField()) {
    if (field === 1) out.type = pbf.readString();
    else if (field === 3) out.size = pbf.readVarint();
  }
  return out;
}

function unpack(file: string, at: number, blob: Uint8Array): Uint8Array {
  const pbf = new PbfReader(blob);
  for (let field = pbf.nextField(); field !== 0; field = pbf.nextField()) {
    if (field === 1) return pbf.readBytes();
    if (field === 3) return guarded(file, at, () => unzlibSync(pbf.readBytes()));
    if (field >= 4) {
      throw new DryrunError({
        code: 'osm.compression',
        file,
        place: `byte ${at}`,
        what: 'The extract is packed with LZMA, LZ4 or Zstandard; zlib is expected.',
        mend: 'Write it again with osmium cat -f pbf,pbf_compression=zlib.',
      });
    }
  }
  throw damaged(file, at);
}

function checkFeatures(file: string, bytes: Uint8Array): void {
  const pbf = new PbfReader(bytes);
  for (let field = pbf.nextField(); field !== 0; field = pbf.nextField()) {
    if (field !== 4) continue;
    const feature = pbf.readString();
    if (!SUPPORTED.has(feature)) {
      throw new DryrunError({
        code: 'osm.feature',
        file,
        what: `The extract needs "${feature}", which this reader does not know.`,
        mend: 'Write it again as plain OSM PBF (osmium cat).',
        params: { feature },
      });
    }
  }
}

function guarded<T>(file: string, at: number, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof DryrunError) throw cause;
    throw damaged(file, at, cause);
  }
}

function damaged(file: string, at: number, cause?: unknown): DryrunError {
  return new DryrunError(
    {
      code: 'osm.damaged',
      file,
      place: `byte ${at}`,
      what: 'The PBF is damaged.',
      mend: 'Get the extract again.',
      params: { at },
    },
    cause === undefined ? undefined : { cause },
  );
}

function truncated(file: string, at: number): DryrunError {
  return new DryrunError({
    code: 'osm.truncated',
    file,
    place: `byte ${at}`,
    what: 'The PBF ends in the middle of a block.',
    mend: 'Get the extract again.',
    params: { at },
  });
}
