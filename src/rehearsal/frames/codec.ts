import { deflateSync, inflateSync, strFromU8, strToU8 } from 'fflate';
import { DryrunError } from '../../domain/errors';
import type { Field, Frame, Series, Tracks } from '../../domain/frame';
import type { Grid } from '../../domain/grid';

/**
 * A frame as bytes. Fields are cut into square tiles, quantised (depth and speed to 1 mm and 1 mm/s,
 * times to 1 s), delta-coded along rows and deflated tile by tile, so that dry tiles cost two bytes
 * and a probe inflates one tile per frame instead of the whole field.
 *
 * Layout: magic `DRF1`, u32 length of the JSON header, header, then per field a u32 table of
 * tile ends (relative to the end of the table) and the tiles; then series and tracks as raw arrays.
 */
const MAGIC = 0x31465244; // "DRF1", little endian

/** Cells along a tile's side: 64 × 64 × 2 bytes inflates in tens of microseconds. */
const TILE = 64;

/** Quantum per unit; fields in other units are kept as float32. */
const QUANTUM: Readonly<Record<string, number>> = { m: 0.001, 'm/s': 0.001, 'm2/s': 0.001, s: 1 };

/** Code of "no value" (NaN) in quantised tiles. */
const NO_VALUE = -32768;
const MAX_CODE = 32767;

interface FieldHeader {
  readonly name: string;
  readonly unit: string;
  readonly grid: Grid;
  /** 0: float32 bytes; otherwise the size of one code step. */
  readonly quantum: number;
  readonly bytes: number;
}

interface Header {
  readonly engine: Frame['engine'];
  readonly timeS: number;
  readonly totals: Frame['totals'];
  readonly stateHash: string;
  readonly fields: readonly FieldHeader[];
  readonly series: readonly { name: string; unit: string; ids: readonly string[] }[];
  readonly tracks: readonly { name: string; count: number }[];
}

/** The frame as bytes. Values are rounded to the quantum of their unit; nothing else is lost. */
export function encodeFrame(frame: Frame): Uint8Array {
  const fields = frame.fields.map((f) => encodeField(f));
  const header: Header = {
    engine: frame.engine,
    timeS: frame.timeS,
    totals: frame.totals,
    stateHash: frame.stateHash,
    fields: fields.map((f) => f.header),
    series: frame.series.map(({ name, unit, ids }) => ({ name, unit, ids })),
    tracks: frame.tracks.map((t) => ({ name: t.name, count: t.ids.length })),
  };
  const head = strToU8(JSON.stringify(header));
  const parts = [
    new Uint8Array(new Uint32Array([MAGIC, head.length]).buffer),
    head,
    ...fields.flatMap((f) => f.parts),
    ...frame.series.map((s) => bytesOf(s.values)),
    ...frame.tracks.flatMap((t) => [
      bytesOf(t.ids),
      bytesOf(t.positions),
      bytesOf(t.headings),
      bytesOf(t.classes),
    ]),
  ];
  return concat(parts);
}

/** The frame back from its bytes. Throws `frame.corrupt` where they are not a whole frame. */
export function decodeFrame(bytes: Uint8Array): Frame {
  const { header, start } = readHeader(bytes);
  let at = start;
  const take = (length: number): Uint8Array => {
    if (at + length > bytes.length) throw corrupt(bytes.length, at + length);
    const part = bytes.slice(at, at + length);
    at += length;
    return part;
  };
  const fields = header.fields.map((f): Field => {
    const values = decodeField(f, take(f.bytes));
    return { name: f.name, unit: f.unit, grid: f.grid, values };
  });
  const series = header.series.map((s): Series => {
    const values = new Float32Array(take(4 * s.ids.length).buffer);
    return { name: s.name, unit: s.unit, ids: s.ids, values };
  });
  const tracks = header.tracks.map((t): Tracks => ({
    name: t.name,
    ids: new Uint32Array(take(4 * t.count).buffer),
    positions: new Float32Array(take(12 * t.count).buffer),
    headings: new Float32Array(take(4 * t.count).buffer),
    classes: take(t.count),
  }));
  const { engine, timeS, totals, stateHash } = header;
  return { engine, timeS, fields, series, tracks, totals, stateHash };
}

/** Values of every field of a frame in one cell (index in that field's grid), without decoding the rest. */
export function decodeCell(
  bytes: Uint8Array,
  cellOf: (grid: Grid) => number,
): Record<string, number> {
  const { header, start } = readHeader(bytes);
  const out: Record<string, number> = {};
  let at = start;
  for (const f of header.fields) {
    const cell = cellOf(f.grid);
    if (cell >= 0) out[f.name] = cellValue(f, bytes.subarray(at, at + f.bytes), cell);
    at += f.bytes;
  }
  return out;
}

/** Values of the named series of a frame for one element id; NaN where the frame has none. */
export function decodeElement(bytes: Uint8Array, id: string): Record<string, number> {
  const { header, start } = readHeader(bytes);
  const out: Record<string, number> = {};
  let at = start + header.fields.reduce((sum, f) => sum + f.bytes, 0);
  for (const s of header.series) {
    const k = s.ids.indexOf(id);
    if (k >= 0) {
      out[s.name] = new DataView(bytes.buffer, bytes.byteOffset + at + 4 * k, 4).getFloat32(
        0,
        true,
      );
    }
    at += 4 * s.ids.length;
  }
  return out;
}

function readHeader(bytes: Uint8Array): { header: Header; start: number } {
  if (bytes.length < 8) throw corrupt(bytes.length, 8);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const length = view.getUint32(4, true);
  if (view.getUint32(0, true) !== MAGIC || 8 + length > bytes.length) {
    throw corrupt(bytes.length, 8 + length);
  }
  return {
    header: JSON.parse(strFromU8(bytes.subarray(8, 8 + length))) as Header,
    start: 8 + length,
  };
}

function corrupt(got: number, expected: number): DryrunError {
  return new DryrunError({
    code: 'frame.corrupt',
    what: `A stored frame is damaged: got ${got} bytes, expected at least ${expected}.`,
    mend: 'Delete the run from the store and run it again.',
  });
}

function encodeField(field: Field): { header: FieldHeader; parts: Uint8Array[] } {
  const { name, unit, grid, values } = field;
  const quantum = fits(values, QUANTUM[unit] ?? 0) ? QUANTUM[unit]! : 0;
  const tiles = tileCount(grid);
  const ends = new Uint32Array(tiles.x * tiles.y);
  const parts: Uint8Array[] = [];
  let end = 0;
  for (let t = 0; t < ends.length; t++) {
    const part = quantum ? encodeTile(field, t, quantum) : encodeRawTile(field, t);
    parts.push(part);
    end += part.length;
    ends[t] = end;
  }
  const header = { name, unit, grid, quantum, bytes: 4 * ends.length + end };
  return { header, parts: [bytesOf(ends), ...parts] };
}

function fits(values: Float32Array, quantum: number): boolean {
  if (!quantum) return false;
  const limit = MAX_CODE * quantum;
  for (const v of values) if (v > limit || v < -limit) return false;
  return true;
}

/** Deltas of the codes, low bytes then high bytes (so that runs of equal bytes deflate well); a constant tile is its one code. */
function encodeTile(field: Field, tile: number, quantum: number): Uint8Array {
  const { x0, x1, y0, y1 } = tileCells(field.grid, tile);
  const n = (x1 - x0) * (y1 - y0);
  const planes = new Uint8Array(2 * n);
  let previous = 0;
  let k = 0;
  let constant = true;
  let first = 0;
  for (let row = y0; row < y1; row++) {
    for (let col = x0; col < x1; col++) {
      const v = field.values[row * field.grid.cols + col]!;
      const code = v !== v ? NO_VALUE : Math.round(v / quantum);
      if (k === 0) first = code;
      else if (code !== first) constant = false;
      const delta = (code - previous) & 0xffff;
      planes[k] = delta & 0xff;
      planes[n + k] = delta >> 8;
      previous = code;
      k++;
    }
  }
  if (constant) return new Uint8Array([first & 0xff, (first >> 8) & 0xff]);
  return deflateSync(planes, { level: 3 });
}

function encodeRawTile(field: Field, tile: number): Uint8Array {
  const { x0, x1, y0, y1 } = tileCells(field.grid, tile);
  const out = new Float32Array((x1 - x0) * (y1 - y0));
  let k = 0;
  for (let row = y0; row < y1; row++) {
    for (let col = x0; col < x1; col++) out[k++] = field.values[row * field.grid.cols + col]!;
  }
  return deflateSync(bytesOf(out), { level: 1 });
}

function decodeField(f: FieldHeader, bytes: Uint8Array): Float32Array {
  const values = new Float32Array(f.grid.cols * f.grid.rows);
  const tiles = tileCount(f.grid);
  for (let t = 0; t < tiles.x * tiles.y; t++) {
    const { x0, x1, y0, y1 } = tileCells(f.grid, t);
    const tile = decodeTile(f, bytes, t, (x1 - x0) * (y1 - y0));
    let k = 0;
    for (let row = y0; row < y1; row++) {
      for (let col = x0; col < x1; col++) values[row * f.grid.cols + col] = tile[k++]!;
    }
  }
  return values;
}

function cellValue(f: FieldHeader, bytes: Uint8Array, cell: number): number {
  const col = cell % f.grid.cols;
  const row = (cell - col) / f.grid.cols;
  const t = Math.floor(row / TILE) * tileCount(f.grid).x + Math.floor(col / TILE);
  const { x0, x1, y0, y1 } = tileCells(f.grid, t);
  const tile = decodeTile(f, bytes, t, (x1 - x0) * (y1 - y0));
  return tile[(row - y0) * (x1 - x0) + (col - x0)]!;
}

function decodeTile(f: FieldHeader, bytes: Uint8Array, t: number, n: number): Float32Array {
  const tiles = tileCount(f.grid);
  const table = 4 * tiles.x * tiles.y;
  const view = new DataView(bytes.buffer, bytes.byteOffset, table);
  const from = t === 0 ? 0 : view.getUint32(4 * (t - 1), true);
  const packed = bytes.subarray(table + from, table + view.getUint32(4 * t, true));
  if (f.quantum === 0) return new Float32Array(inflateSync(packed).slice().buffer);
  const values = new Float32Array(n);
  if (packed.length === 2) {
    return values.fill(valueOf(((packed[0]! | (packed[1]! << 8)) << 16) >> 16, f.quantum));
  }
  const planes = inflateSync(packed);
  let code = 0;
  for (let k = 0; k < n; k++) {
    code = ((code + (planes[k]! | (planes[n + k]! << 8))) << 16) >> 16;
    values[k] = valueOf(code, f.quantum);
  }
  return values;
}

function valueOf(code: number, quantum: number): number {
  return code === NO_VALUE ? Number.NaN : code * quantum;
}

function tileCount(g: Grid): { x: number; y: number } {
  return { x: Math.ceil(g.cols / TILE), y: Math.ceil(g.rows / TILE) };
}

function tileCells(g: Grid, t: number): { x0: number; x1: number; y0: number; y1: number } {
  const across = tileCount(g).x;
  const x0 = (t % across) * TILE;
  const y0 = Math.floor(t / across) * TILE;
  return { x0, y0, x1: Math.min(x0 + TILE, g.cols), y1: Math.min(y0 + TILE, g.rows) };
}

function bytesOf(a: Float32Array | Uint32Array | Uint8Array): Uint8Array {
  return new Uint8Array(a.buffer, a.byteOffset, a.byteLength);
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, p) => sum + p.length, 0));
  let at = 0;
  for (const p of parts) {
    out.set(p, at);
    at += p.length;
  }
  return out;
}
