import { DryrunError } from '../../src/domain/errors';
import type { FloodKernel } from './kernel/kernel';
import {
  FLAG_CRESTS,
  FLAG_INFILTRATION,
  INT,
  INT_BASE,
  PLANES,
  SOURCE_BYTES,
} from './kernel/layout';
import { BOUNDARY_BYTES, FACE_BYTES, STRUCTURE_BYTES } from './kernel/layout';
import type { PlaneName } from './kernel/layout';

const MAGIC = 0x31534644;
const HEADER_BYTES = 16;

/** What a snapshot says besides the kernel's memory. */
export interface SnapshotMeta {
  readonly version: string;
  readonly cols: number;
  readonly rows: number;
  readonly flags: number;
  readonly sourceCount: number;
  readonly engine: unknown;
}

/** Planes that change during a run; crests only where there are any. */
export function planesOf(flags: number): PlaneName[] {
  const skip = new Set<PlaneName>(['friction', 'soilA', 'soilB', 'soilC', 'rain']);
  if (!(flags & FLAG_INFILTRATION)) skip.add('soil');
  if (!(flags & FLAG_CRESTS)) skip.add('crestE').add('crestN');
  return PLANES.filter((p) => !skip.has(p));
}

function parts(kernel: FloodKernel, flags: number, sourceCount: number): Uint8Array[] {
  const { layout, memory } = kernel;
  const bytes = (at: number, length: number): Uint8Array =>
    new Uint8Array(memory.buffer, at, length);
  return [
    bytes(512, 256),
    bytes(INT_BASE + INT.step, 4),
    bytes(layout.faces, kernel.int('faceCount') * FACE_BYTES),
    bytes(layout.boundaries, kernel.int('boundaryCount') * BOUNDARY_BYTES),
    bytes(layout.sources, sourceCount * SOURCE_BYTES),
    bytes(layout.structures, kernel.int('structureCount') * STRUCTURE_BYTES),
    bytes(layout.rowInfiltration, layout.rows * 8),
    ...planesOf(flags).map((p) => kernel.planeBytes(p)),
  ];
}

/** Packs the state: header (magic, length of the JSON, of it all), JSON, then memory as it is. */
export function packSnapshot(kernel: FloodKernel, meta: SnapshotMeta): Uint8Array {
  const chunks = parts(kernel, meta.flags, meta.sourceCount);
  const body = new Uint8Array(chunks.reduce((n, c) => n + c.length, 0));
  let at = 0;
  for (const c of chunks) {
    body.set(c, at);
    at += c.length;
  }
  return joinSnapshot(meta, body);
}

/** A snapshot from what it says and the memory it holds. */
export function joinSnapshot(meta: SnapshotMeta, body: Uint8Array): Uint8Array {
  // Blanks at the end of the JSON keep the memory on a multiple of four bytes.
  const plain = JSON.stringify(meta);
  const json = new TextEncoder().encode(plain.padEnd(plain.length + 4));
  const length = json.length - (json.length % 4);
  const total = HEADER_BYTES + length + body.length;
  const out = new Uint8Array(total);
  const head = new DataView(out.buffer);
  head.setUint32(0, MAGIC, true);
  head.setUint32(4, length, true);
  head.setFloat64(8, total, true);
  out.set(json.subarray(0, length), HEADER_BYTES);
  out.set(body, HEADER_BYTES + length);
  return out;
}

/** What a snapshot says and the memory it holds. @throws DryrunError `flood.snapshot` */
export function openSnapshot(bytes: Uint8Array): {
  readonly meta: SnapshotMeta;
  readonly body: Uint8Array;
} {
  const head = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEADER_BYTES || head.getUint32(0, true) !== MAGIC) {
    bad('is no flood snapshot');
  }
  if (head.getFloat64(8, true) !== bytes.length) {
    bad(`has ${bytes.length} bytes of ${head.getFloat64(8, true)}`);
  }
  const from = HEADER_BYTES + head.getUint32(4, true);
  const json = new TextDecoder().decode(bytes.subarray(HEADER_BYTES, from));
  return { meta: JSON.parse(json) as SnapshotMeta, body: bytes.subarray(from) };
}

/** Reads and checks the head of a snapshot. @throws DryrunError `flood.snapshot` */
export function readMeta(bytes: Uint8Array, version: string, kernel: FloodKernel): SnapshotMeta {
  const { meta } = openSnapshot(bytes);
  const { cols, rows } = kernel.layout;
  if (meta.version !== version) bad(`is of engine version ${meta.version}, this is ${version}`);
  if (meta.cols !== cols || meta.rows !== rows) {
    bad(`has ${meta.cols} × ${meta.rows} cells, the run ${cols} × ${rows}`);
  }
  return meta;
}

/** Puts the memory back. Measures must stand as the meta says before this is called. */
export function unpackSnapshot(kernel: FloodKernel, meta: SnapshotMeta, bytes: Uint8Array): void {
  const head = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = HEADER_BYTES + head.getUint32(4, true);
  kernel.setInt('flags', meta.flags);
  for (const part of parts(kernel, meta.flags, meta.sourceCount)) {
    part.set(bytes.subarray(at, at + part.length));
    at += part.length;
  }
}

function bad(got: string): never {
  throw new DryrunError({
    code: 'flood.snapshot',
    what: `The snapshot ${got}.`,
    mend: 'Restore a snapshot taken from a run with the same set-up and engine version.',
  });
}
