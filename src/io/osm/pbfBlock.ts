import { PbfReader } from 'pbf';
import type { OsmData, OsmMember } from './osmData';
import type { Tags } from './tags';

/** Nanodegrees per degree: coordinates are offset + granularity · value in these. */
const NANO = 1e-9;
const NO_TAGS: Tags = Object.freeze({});
const MEMBER_TYPES = ['node', 'way', 'relation'] as const;

interface Block {
  readonly strings: string[];
  readonly groups: [start: number, end: number][];
  granularity: number;
  latOffset: number;
  lonOffset: number;
}

/** Reads one PrimitiveBlock (osmformat.proto) into `data`. */
export function readPrimitiveBlock(bytes: Uint8Array, data: OsmData): void {
  const pbf = new PbfReader(bytes);
  const block: Block = { strings: [], groups: [], granularity: 100, latOffset: 0, lonOffset: 0 };
  each(pbf, pbf.length, (field) => {
    if (field === 1) {
      const end = pbf.readVarint() + pbf.pos;
      each(pbf, end, (f) => {
        if (f === 1) block.strings.push(pbf.readString());
      });
    } else if (field === 2) {
      const end = pbf.readVarint() + pbf.pos;
      block.groups.push([pbf.pos, end]);
      pbf.pos = end;
    } else if (field === 17) block.granularity = pbf.readVarint();
    else if (field === 19) block.latOffset = pbf.readVarint(true);
    else if (field === 20) block.lonOffset = pbf.readVarint(true);
  });
  // Granularity may stand after the groups: they are read when all of it is known.
  for (const [start, end] of block.groups) {
    const group = new PbfReader(bytes.subarray(start, end));
    each(group, group.length, (field) => {
      if (field < 1 || field > 4) return;
      const stop = group.readVarint() + group.pos;
      if (field === 1) readNode(group, stop, block, data);
      else if (field === 2) readDense(group, stop, block, data);
      else if (field === 3) readWay(group, stop, block, data);
      else readRelation(group, stop, block, data);
    });
  }
}

/** Calls `read` at each field up to `end`; a field it does not read is skipped. */
function each(pbf: PbfReader, end: number, read: (field: number) => void): void {
  for (let field = pbf.nextField(end); field !== 0; field = pbf.nextField(end)) read(field);
}

const degrees = (offset: number, granularity: number, value: number): number =>
  NANO * (offset + granularity * value);

function tags(b: Block, keys: readonly number[], values: readonly number[]): Tags {
  if (keys.length === 0) return NO_TAGS;
  const out: Record<string, string> = {};
  for (let i = 0; i < keys.length; i++) out[b.strings[keys[i]!]!] = b.strings[values[i]!] ?? '';
  return out;
}

function readNode(pbf: PbfReader, end: number, b: Block, data: OsmData): void {
  let [id, lat, lon] = [0, 0, 0];
  const keys: number[] = [];
  const values: number[] = [];
  each(pbf, end, (f) => {
    if (f === 1) id = pbf.readSVarint();
    else if (f === 2) pbf.readPackedVarint(keys);
    else if (f === 3) pbf.readPackedVarint(values);
    else if (f === 8) lat = pbf.readSVarint();
    else if (f === 9) lon = pbf.readSVarint();
  });
  data.node(
    id,
    degrees(b.lonOffset, b.granularity, lon),
    degrees(b.latOffset, b.granularity, lat),
    tags(b, keys, values),
  );
}

function readDense(pbf: PbfReader, end: number, b: Block, data: OsmData): void {
  const ids: number[] = [];
  const lats: number[] = [];
  const lons: number[] = [];
  const keysValues: number[] = [];
  each(pbf, end, (f) => {
    if (f === 1) pbf.readPackedSVarint(ids);
    else if (f === 8) pbf.readPackedSVarint(lats);
    else if (f === 9) pbf.readPackedSVarint(lons);
    else if (f === 10) pbf.readPackedVarint(keysValues);
  });
  let [id, lat, lon, k] = [0, 0, 0, 0];
  for (let i = 0; i < ids.length; i++) {
    id += ids[i]!;
    lat += lats[i]!;
    lon += lons[i]!;
    let nodeTags = NO_TAGS;
    // Pairs of string numbers per node, each node's list closed by 0; no list at all where no node has tags.
    if (k < keysValues.length && keysValues[k] !== 0) {
      const out: Record<string, string> = {};
      while (k < keysValues.length && keysValues[k] !== 0) {
        out[b.strings[keysValues[k]!]!] = b.strings[keysValues[k + 1]!] ?? '';
        k += 2;
      }
      nodeTags = out;
    }
    k++;
    data.node(
      id,
      degrees(b.lonOffset, b.granularity, lon),
      degrees(b.latOffset, b.granularity, lat),
      nodeTags,
    );
  }
}

function readWay(pbf: PbfReader, end: number, b: Block, data: OsmData): void {
  let id = 0;
  const keys: number[] = [];
  const values: number[] = [];
  const refs: number[] = [];
  each(pbf, end, (f) => {
    if (f === 1) id = pbf.readVarint(true);
    else if (f === 2) pbf.readPackedVarint(keys);
    else if (f === 3) pbf.readPackedVarint(values);
    else if (f === 8) pbf.readPackedSVarint(refs);
  });
  accumulate(refs);
  data.way(id, refs, tags(b, keys, values));
}

function readRelation(pbf: PbfReader, end: number, b: Block, data: OsmData): void {
  let id = 0;
  const keys: number[] = [];
  const values: number[] = [];
  const roles: number[] = [];
  const refs: number[] = [];
  const types: number[] = [];
  each(pbf, end, (f) => {
    if (f === 1) id = pbf.readVarint(true);
    else if (f === 2) pbf.readPackedVarint(keys);
    else if (f === 3) pbf.readPackedVarint(values);
    else if (f === 8) pbf.readPackedVarint(roles);
    else if (f === 9) pbf.readPackedSVarint(refs);
    else if (f === 10) pbf.readPackedVarint(types);
  });
  accumulate(refs);
  const members = refs.map((ref, i): OsmMember => ({
    type: MEMBER_TYPES[types[i] ?? 0] ?? 'node',
    ref,
    role: b.strings[roles[i] ?? 0] ?? '',
  }));
  data.relation(id, members, tags(b, keys, values));
}

/** Deltas → values, in place. */
function accumulate(list: number[]): void {
  for (let i = 1; i < list.length; i++) list[i] = list[i]! + list[i - 1]!;
}
