/** One image of a TIFF: the full picture or an overview, its tiles compressed. */
export interface TiffImage {
  readonly width: number;
  readonly height: number;
  /** Row by row from the north-west. */
  readonly tiles: readonly Uint8Array[];
}

export interface TiffProfile {
  readonly tileSize: number;
  readonly sample: 'float32' | 'uint8';
  /** 1 none, 3 floating point. */
  readonly predictor: 1 | 3;
  readonly epsg: number;
  readonly cellSizeM: number;
  /** Projected metres of the north-west corner. */
  readonly westM: number;
  readonly northM: number;
  /** GDAL_NODATA, or null for none. */
  readonly noData: string | null;
  readonly description: string | null;
}

/**
 * GDAL's promise to readers that this is a COG: directories first, tiles in order, each led by its
 * size and trailed by its last four bytes (so a reader may fetch a tile without the index arrays).
 */
const GHOST =
  'GDAL_STRUCTURAL_METADATA_SIZE=000140 bytes\n' +
  'LAYOUT=IFDS_BEFORE_DATA\nBLOCK_ORDER=ROW_MAJOR\nBLOCK_LEADER=SIZE_AS_UINT4\n' +
  'BLOCK_TRAILER=LAST_4_BYTES_REPEATED\nKNOWN_INCOMPATIBLE_EDITION=NO\n ';

const ASCII = 2;
const SHORT = 3;
const LONG = 4;
const DOUBLE = 12;
const TYPE_BYTES = { [ASCII]: 1, [SHORT]: 2, [LONG]: 4, [DOUBLE]: 8 } as const;

interface Tag {
  readonly id: number;
  readonly type: keyof typeof TYPE_BYTES;
  readonly values: readonly number[];
}

/** Writes the file: header, GDAL's note, directories with their arrays, then the smallest overview first. */
export function layoutTiff(images: readonly TiffImage[], profile: TiffProfile): Uint8Array {
  // The size of a directory does not hang on the tile offsets' values: lay out once with zeros.
  const blank = images.map((image, i) =>
    tagsOf(
      image,
      i,
      profile,
      image.tiles.map(() => 0),
    ),
  );
  let end = evenUp(8 + GHOST.length);
  const starts = blank.map((tags) => {
    const start = end;
    end = evenUp(start + directoryBytes(tags));
    return start;
  });
  const offsets: number[][] = images.map(() => []);
  for (let i = images.length - 1; i >= 0; i--) {
    for (const tile of images[i]!.tiles) {
      offsets[i]!.push(end + 4);
      end += 4 + tile.length + 4;
    }
  }

  const out = new Uint8Array(end);
  const view = new DataView(out.buffer);
  view.setUint16(0, 0x4949, true); // little-endian
  view.setUint16(2, 42, true);
  view.setUint32(4, starts[0]!, true);
  writeAscii(out, 8, GHOST);
  images.forEach((image, i) => {
    const tags = tagsOf(image, i, profile, offsets[i]!);
    writeDirectory(view, starts[i]!, tags, starts[i + 1] ?? 0);
    image.tiles.forEach((tile, t) => {
      const at = offsets[i]![t]!;
      view.setUint32(at - 4, tile.length, true);
      out.set(tile, at);
      out.set(tile.subarray(tile.length - 4), at + tile.length);
    });
  });
  return out;
}

function tagsOf(image: TiffImage, index: number, p: TiffProfile, offsets: number[]): Tag[] {
  const float = p.sample === 'float32';
  const main = index === 0;
  const tags: Tag[] = [
    { id: 254, type: LONG, values: [main ? 0 : 1] }, // NewSubfileType: reduced resolution
    { id: 256, type: LONG, values: [image.width] },
    { id: 257, type: LONG, values: [image.height] },
    { id: 258, type: SHORT, values: [float ? 32 : 8] }, // BitsPerSample
    { id: 259, type: SHORT, values: [8] }, // Compression: deflate
    { id: 262, type: SHORT, values: [1] }, // Photometric: black is zero
    { id: 277, type: SHORT, values: [1] }, // SamplesPerPixel
    { id: 284, type: SHORT, values: [1] }, // PlanarConfiguration
    { id: 317, type: SHORT, values: [p.predictor] },
    { id: 322, type: LONG, values: [p.tileSize] },
    { id: 323, type: LONG, values: [p.tileSize] },
    { id: 324, type: LONG, values: offsets },
    { id: 325, type: LONG, values: image.tiles.map((t) => t.length) },
    { id: 339, type: SHORT, values: [float ? 3 : 1] }, // SampleFormat
  ];
  if (main) {
    tags.push(
      { id: 33550, type: DOUBLE, values: [p.cellSizeM, p.cellSizeM, 0] }, // ModelPixelScale
      { id: 33922, type: DOUBLE, values: [0, 0, 0, p.westM, p.northM, 0] }, // ModelTiepoint
      {
        id: 34735, // GeoKeyDirectory: projected, cells are areas, EPSG, metre
        type: SHORT,
        // prettier-ignore
        values: [1, 1, 0, 4, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, p.epsg, 3076, 0, 1, 9001],
      },
    );
  }
  if (main && p.description) tags.push(asciiTag(270, p.description));
  if (p.noData !== null) tags.push(asciiTag(42113, p.noData));
  return tags.sort((a, b) => a.id - b.id);
}

const asciiTag = (id: number, text: string): Tag => ({
  id,
  type: ASCII,
  values: [...text].map((c) => (c.codePointAt(0)! < 128 ? c.codePointAt(0)! : 63)).concat(0),
});

const evenUp = (n: number): number => n + (n & 1);

const valueBytes = (tag: Tag): number => TYPE_BYTES[tag.type] * tag.values.length;

function directoryBytes(tags: readonly Tag[]): number {
  const outside = tags.reduce((sum, t) => sum + (valueBytes(t) > 4 ? evenUp(valueBytes(t)) : 0), 0);
  return 2 + tags.length * 12 + 4 + outside;
}

function writeDirectory(view: DataView, at: number, tags: readonly Tag[], next: number): void {
  view.setUint16(at, tags.length, true);
  let entry = at + 2;
  let outside = at + 2 + tags.length * 12 + 4;
  for (const tag of tags) {
    view.setUint16(entry, tag.id, true);
    view.setUint16(entry + 2, tag.type, true);
    view.setUint32(entry + 4, tag.values.length, true);
    const bytes = valueBytes(tag);
    let to = entry + 8;
    if (bytes > 4) {
      view.setUint32(to, outside, true);
      to = outside;
      outside += evenUp(bytes);
    }
    for (const value of tag.values) {
      if (tag.type === ASCII) view.setUint8(to, value);
      else if (tag.type === SHORT) view.setUint16(to, value, true);
      else if (tag.type === LONG) view.setUint32(to, value, true);
      else view.setFloat64(to, value, true);
      to += TYPE_BYTES[tag.type];
    }
    entry += 12;
  }
  view.setUint32(entry, next, true);
}

function writeAscii(out: Uint8Array, at: number, text: string): void {
  for (let i = 0; i < text.length; i++) out[at + i] = text.codePointAt(i)!;
}
