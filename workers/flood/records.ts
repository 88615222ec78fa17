import type { Notice } from '../../src/domain/errors';
import type { FloodKernel } from './kernel/kernel';
import { BOUNDARY_BYTES, FACE_BYTES, SOURCE_BYTES } from './kernel/layout';
import type { FloodBoundary, FloodSetup, TimeTable } from './setup';
import { linearAt, slopeAfter } from './tables';

/** Sources that pumps and other measures may add while the run goes on. */
export const SPARE_SOURCES = 256;

const BOUNDARY_KIND = { free_outflow: 0, normal_depth: 1, stage: 2, discharge: 3 } as const;
const SOURCE_KIND = { flow: 0, hold: 1, drop: 2, pump: 3 } as const;
export type SourceKind = keyof typeof SOURCE_KIND;

/** An open face of the rim: its cell, the ghost beyond it, the side (0 W, 1 E, 2 S, 3 N). */
export interface RimFace {
  readonly cell: number;
  readonly side: 0 | 1 | 2 | 3;
  /** Index in `Records.boundaries`. */
  readonly boundary: number;
}

export interface BoundaryRecord {
  readonly id: string;
  readonly kind: keyof typeof BOUNDARY_KIND;
  readonly shares: number;
  readonly table: TimeTable | null;
  readonly slope: number;
}

/** A record of the kernel's source list. Level tables are relative to the datum already. */
export interface SourceRecord {
  readonly id: string;
  readonly kind: SourceKind;
  readonly cell: number;
  readonly table: TimeTable | null;
  /** Part of the table's flow that enters here. */
  readonly share: number;
  /** Pump only: cell it delivers to (−1: out of the domain) and levels relative to the datum. */
  readonly target: number;
  readonly onM: number;
  readonly offM: number;
}

/** Everything that enters or leaves through single cells, ready to be written to the kernel. */
export interface Records {
  readonly faces: readonly RimFace[];
  readonly boundaries: readonly BoundaryRecord[];
  readonly sources: readonly SourceRecord[];
  readonly notices: readonly Notice[];
}

/** Sorts boundaries into open rim faces and sources inside, and puts sources on open ground. */
export function planRecords(
  setup: FloodSetup,
  open: Uint8Array,
  target: Int32Array,
  datumM: number,
): Records {
  const { cols, rows } = setup.grid;
  const faces: RimFace[] = [];
  const boundaries: BoundaryRecord[] = [];
  const sources: SourceRecord[] = [];
  const notices: Notice[] = [];
  const taken = new Set<number>();
  for (const b of setup.boundaries) {
    const cells = [...new Set(b.cells)].filter((c) => open[c]);
    for (const c of b.cells) taken.add(c);
    if (cells.length < new Set(b.cells).size) {
      notices.push({
        code: 'flood.boundary.closed_cells',
        place: b.id,
        what: `Boundary "${b.id}" leaves out cells on buildings or outside the domain.`,
        count: b.cells.length - cells.length,
      });
    }
    const index = boundaries.length;
    const table = b.table ? relative(b, datumM) : null;
    boundaries.push({ id: b.id, kind: b.kind, shares: cells.length, table, slope: b.slope ?? 0 });
    for (const cell of cells) {
      const sides = sidesOf(cell, b.cells, cols, rows);
      // One face is enough to bring a discharge in; through the others nothing is prescribed.
      const used = b.kind === 'discharge' ? sides.slice(0, 1) : sides;
      for (const side of used) faces.push({ cell, side, boundary: index });
      if (sides.length === 0) sources.push(innerSource(b, cell, cells.length, table));
    }
  }
  if (setup.rim === 'free_outflow') {
    const index = boundaries.length;
    boundaries.push({ id: 'rim', kind: 'free_outflow', shares: 1, table: null, slope: 0 });
    for (let cell = 0; cell < open.length; cell++) {
      if (!open[cell] || taken.has(cell)) continue;
      for (const side of rimSides(cell, cols, rows)) faces.push({ cell, side, boundary: index });
    }
  }
  for (const q of setup.sources) {
    const cell = target[q.cell]!;
    if (cell !== q.cell) {
      notices.push({
        code: 'flood.source.moved',
        place: q.id,
        what: `Source "${q.id}" stands on a building and was moved to the nearest open cell.`,
      });
    }
    if (cell >= 0) sources.push({ ...plainSource(q.id, 'flow', cell), table: q.flowCms });
  }
  return { faces, boundaries, sources, notices };
}

function innerSource(
  b: FloodBoundary,
  cell: number,
  shares: number,
  table: TimeTable | null,
): SourceRecord {
  const kind = b.kind === 'stage' ? 'hold' : b.kind === 'discharge' ? 'flow' : 'drop';
  const share = b.kind === 'discharge' ? 1 / shares : 1;
  return { ...plainSource(b.id, kind, cell), table, share };
}

export function plainSource(id: string, kind: SourceKind, cell: number): SourceRecord {
  return { id, kind, cell, table: null, share: 1, target: -1, onM: -Infinity, offM: -Infinity };
}

function relative(b: FloodBoundary, datumM: number): TimeTable {
  if (b.kind !== 'stage') return b.table!;
  return { timeS: b.table!.timeS, value: b.table!.value.map((v) => v - datumM) };
}

/**
 * The rim faces a cell opens for a boundary: in a corner those of the rim the boundary's line runs
 * along, or a level along the east rim would draw water through the south one too.
 */
function sidesOf(
  cell: number,
  line: Uint32Array,
  cols: number,
  rows: number,
): readonly (0 | 1 | 2 | 3)[] {
  const sides = rimSides(cell, cols, rows);
  if (sides.length < 2) return sides;
  const along = sides.filter((side) => {
    const next = side < 2 ? cell + (cell < cols ? cols : -cols) : cell + (cell % cols ? -1 : 1);
    return line.includes(next);
  });
  return along.length > 0 ? along : sides;
}

function rimSides(cell: number, cols: number, rows: number): (0 | 1 | 2 | 3)[] {
  const col = cell % cols;
  const row = (cell - col) / cols;
  const sides: (0 | 1 | 2 | 3)[] = [];
  if (col === 0) sides.push(0);
  if (col === cols - 1) sides.push(1);
  if (row === 0) sides.push(2);
  if (row === rows - 1) sides.push(3);
  return sides;
}

/** Writes all records; volumes start at 0. */
export function writeRecords(kernel: FloodKernel, r: Records): void {
  const { layout, ints, doubles } = kernel;
  const { cols, rows, pitch } = layout;
  r.faces.forEach((f, k) => {
    const at = layout.faces + k * FACE_BYTES;
    const cell = kernel.offsetOf(f.cell);
    const col = f.cell % cols;
    const row = (f.cell - col) / cols;
    const ghost = cell + [-4, 4, -pitch, pitch][f.side]!;
    const rim = [row, rows + row, 2 * rows + col, 2 * rows + cols + col][f.side]!;
    ints.set([cell, ghost, f.side, f.boundary, rim * 4], at >> 2);
  });
  r.boundaries.forEach((b, k) => {
    const at = layout.boundaries + k * BOUNDARY_BYTES;
    ints.set([BOUNDARY_KIND[b.kind], b.shares], at >> 2);
    doubles[(at + 24) >> 3] = Math.sqrt(b.slope);
  });
  kernel.setInt('faceCount', r.faces.length);
  kernel.setInt('boundaryCount', r.boundaries.length);
  kernel.setInt('sourceCount', 0);
  for (const s of r.sources) addSource(kernel, s);
}

/** Appends a source; returns its index. */
export function addSource(kernel: FloodKernel, s: SourceRecord): number {
  const index = kernel.int('sourceCount');
  const at = kernel.layout.sources + index * SOURCE_BYTES;
  kernel.ints.set(
    [
      kernel.offsetOf(s.cell),
      SOURCE_KIND[s.kind],
      s.target < 0 ? -1 : kernel.offsetOf(s.target),
      0,
    ],
    at >> 2,
  );
  kernel.doubles.fill(0, (at + 16) >> 3, (at + SOURCE_BYTES) >> 3);
  kernel.doubles[(at + 56) >> 3] = s.onM;
  kernel.doubles[(at + 64) >> 3] = s.offM;
  kernel.setInt('sourceCount', index + 1);
  return index;
}

/** Sets every table to the line it follows from a time on; the kernel evaluates it at each step. */
export function setTables(kernel: FloodKernel, r: Records, timeS: number): void {
  const { layout, doubles } = kernel;
  kernel.setDouble('tableTime', timeS);
  const put = (at: number, table: TimeTable | null, share: number): void => {
    if (!table) return;
    doubles[(at + 0) >> 3] = linearAt(table, timeS) * share;
    doubles[(at + 8) >> 3] = slopeAfter(table, timeS) * share;
  };
  r.boundaries.forEach((b, k) => put(layout.boundaries + k * BOUNDARY_BYTES + 8, b.table, 1));
  r.sources.forEach((s, k) => put(layout.sources + k * SOURCE_BYTES + 16, s.table, s.share));
}

/** Volumes in and out so far, m³, by id. */
export function volumesById(
  kernel: FloodKernel,
  r: Records,
): Map<string, { inM3: number; outM3: number }> {
  const { layout, doubles } = kernel;
  const out = new Map<string, { inM3: number; outM3: number }>();
  const add = (id: string, at: number): void => {
    const v = out.get(id) ?? { inM3: 0, outM3: 0 };
    v.inM3 += doubles[at >> 3]!;
    v.outM3 += doubles[(at + 8) >> 3]!;
    out.set(id, v);
  };
  r.boundaries.forEach((b, k) => add(b.id, layout.boundaries + k * BOUNDARY_BYTES + 32));
  r.sources.forEach((s, k) => add(s.id, layout.sources + k * SOURCE_BYTES + 40));
  return out;
}
