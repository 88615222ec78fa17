import type { ApplyResult } from '../../runtime/protocol';
import { cellIndexAt } from '../../../src/domain/grid';
import type { Grid } from '../../../src/domain/grid';
import type { Measure } from '../../../src/domain/scenario';
import { snap } from '../ground';
import type { Ground } from '../ground';
import type { FloodKernel } from '../kernel/kernel';
import { FLAG_CRESTS, SOURCE_BYTES, WALL_BED } from '../kernel/layout';
import { SPARE_SOURCES, addSource, plainSource } from '../records';
import type { SourceRecord } from '../records';
import type { EdgeCrests } from '../setup';
import { cellsWithin } from './cellsWithin';
import { snapLine } from './snapLine';

/** Times a growing breach is redrawn while it grows. */
const BREACH_REDRAWS = 60;

/** A measure as the kernel can take it. */
interface Entry {
  readonly measure: Measure;
  readonly startS: number;
  readonly endS: number;
  /** Cells whose east / north edges it stands on. */
  readonly east: Uint32Array;
  readonly north: Uint32Array;
  readonly cells: Uint32Array;
  /** Index of its pump in the kernel's source list, −1: none. */
  readonly source: number;
}

/** Measures of a run: which stand when, and what they make of ground and crests. */
export class MeasureBook {
  private readonly entries: Entry[] = [];

  constructor(
    private readonly kernel: FloodKernel,
    private readonly grid: Grid,
    private readonly ground: Ground,
    private readonly crests: EdgeCrests | undefined,
    /** Where rain of a cell goes: also where a pump on a building stands. */
    private readonly target: Int32Array,
    private readonly sources: SourceRecord[],
  ) {
    if (crests) this.layCrests();
  }

  /** Measures taken so far with the time each was taken at, for a snapshot. */
  taken(): readonly { readonly measure: Measure; readonly atS: number }[] {
    return this.entries.map((e) => ({ measure: e.measure, atS: e.startS }));
  }

  add(measures: readonly Measure[], nowS: number): ApplyResult {
    const applied: string[] = [];
    const refused: { id: string; code: string; what: string }[] = [];
    for (const m of measures) {
      const entry = this.entryOf(m, Math.max(nowS, m.startS ?? nowS));
      if (typeof entry === 'string') refused.push({ id: m.id, ...REFUSALS[entry] });
      else {
        this.entries.push(entry);
        applied.push(m.id);
      }
    }
    return { applied, refused };
  }

  private entryOf(m: Measure, startS: number): Entry | keyof typeof REFUSALS {
    const none = new Uint32Array(0);
    const base = { measure: m, startS, endS: m.endS ?? Infinity, source: -1, cells: none };
    if (m.kind === 'barrier' || m.kind === 'breach') {
      const { east, north } = snapLine(this.grid, m.line);
      if (east.length + north.length === 0) return 'outside';
      if (m.kind === 'barrier') return { ...base, east, north };
      const opening = this.breachPlace(east, north, m.line, m.finalWidthM);
      return { ...base, ...opening };
    }
    if (m.kind === 'terrain') {
      const cells = cellsWithin(this.grid, m.area).filter((c) => this.ground.open[c]);
      return cells.length ? { ...base, east: none, north: none, cells } : 'outside';
    }
    if (m.kind === 'pump') {
      const from = this.openCellAt(m.from);
      const to = m.to ? this.openCellAt(m.to) : -1;
      if (from < 0 || (m.to && to < 0)) return 'outside';
      if (this.sources.length - this.firstPump() >= SPARE_SOURCES) return 'too_many';
      const { datumM } = this.ground;
      const onM = (m.onLevelM ?? -Infinity) - datumM;
      const offM = (m.offLevelM ?? m.onLevelM ?? -Infinity) - datumM;
      const record = { ...plainSource(m.id, 'pump', from), target: to, onM, offM };
      this.sources.push(record);
      const source = addSource(this.kernel, record);
      return { ...base, east: none, north: none, source };
    }
    return 'not_surface';
  }

  private firstPump(): number {
    const at = this.sources.findIndex((s) => s.kind === 'pump');
    return at < 0 ? this.sources.length : at;
  }

  private openCellAt(p: readonly number[]): number {
    const cell = cellIndexAt(this.grid, p[0]!, p[1]!);
    return cell < 0 ? -1 : this.target[cell]!;
  }

  /** Edges and cells within half the final width of the middle of the line. */
  private breachPlace(
    east: Uint32Array,
    north: Uint32Array,
    line: readonly (readonly number[])[],
    widthM: number,
  ): { east: Uint32Array; north: Uint32Array; cells: Uint32Array } {
    const a = line[0]!;
    const b = line.at(-1)!;
    const x = (a[0]! + b[0]!) / 2;
    const y = (a[1]! + b[1]!) / 2;
    const { cols, cellSizeM, x0, y0 } = this.grid;
    const near = (cell: number, stepE: number, stepN: number): boolean => {
      const cx = x0 + ((cell % cols) + 0.5 + 0.5 * stepE) * cellSizeM;
      const cy = y0 + (Math.floor(cell / cols) + 0.5 + 0.5 * stepN) * cellSizeM;
      return (
        Math.sqrt((cx - x) * (cx - x) + (cy - y) * (cy - y)) <= Math.max(widthM, cellSizeM) / 2
      );
    };
    const e = east.filter((cell) => near(cell, 1, 0));
    const n = north.filter((cell) => near(cell, 0, 1));
    const cells = new Set<number>();
    for (const cell of e) cells.add(cell).add(cell + 1);
    for (const cell of n) cells.add(cell).add(cell + cols);
    const open = Uint32Array.from(cells).filter((cell) => this.ground.open[cell]);
    return { east: e, north: n, cells: open };
  }

  /** The next time after `nowS` at which something here changes. */
  nextEvent(nowS: number): number {
    let next = Infinity;
    for (const e of this.entries) {
      if (e.startS > nowS) next = Math.min(next, e.startS);
      if (e.endS > nowS) next = Math.min(next, e.endS);
      if (e.measure.kind !== 'breach' || nowS < e.startS) continue;
      const grown = e.startS + e.measure.growthS;
      if (nowS < grown) {
        next = Math.min(next, Math.min(grown, nowS + e.measure.growthS / BREACH_REDRAWS));
      }
    }
    return next;
  }

  /** Brings ground, crests and pumps to what stands at a time. */
  stand(nowS: number): void {
    if (this.entries.length === 0) return;
    for (const e of this.entries) {
      for (const cell of e.cells) this.setBed(cell, this.ground.bed[cell]!);
      for (const cell of e.east) this.setCrest('crestE', cell, this.baseCrest('east', cell));
      for (const cell of e.north) this.setCrest('crestN', cell, this.baseCrest('north', cell));
    }
    for (const e of this.entries) {
      this.raise(e, nowS >= e.startS && nowS < e.endS, nowS);
    }
  }

  private raise(e: Entry, standing: boolean, nowS: number): void {
    const m = e.measure;
    if (m.kind === 'pump') {
      const at = this.kernel.layout.sources + e.source * SOURCE_BYTES + 16;
      this.kernel.doubles[at >> 3] = standing ? m.rateCms : 0;
    }
    if (!standing) return;
    if (m.kind === 'barrier') {
      this.layCrests();
      for (const cell of e.east) this.raiseCrest('crestE', cell, cell + 1, m);
      for (const cell of e.north) this.raiseCrest('crestN', cell, cell + this.grid.cols, m);
    } else if (m.kind === 'terrain') {
      for (const cell of e.cells) {
        const bed = this.bed(cell);
        const level = m.levelM === undefined ? bed : m.levelM - this.ground.datumM;
        this.setBed(cell, level + (m.raiseM ?? 0));
      }
    } else if (m.kind === 'breach') {
      this.layCrests();
      this.cut(e, m, Math.min((nowS - e.startS) / m.growthS, 1));
    }
  }

  /** Lowers a breach from its top towards its bottom by the part that has grown. */
  private cut(e: Entry, m: Extract<Measure, { kind: 'breach' }>, grown: number): void {
    const bottom = m.bottomM - this.ground.datumM;
    const sink = (top: number): number =>
      top > bottom && Number.isFinite(top) ? top + (bottom - top) * grown : top;
    for (const cell of e.east) this.setCrest('crestE', cell, sink(this.crest('crestE', cell)));
    for (const cell of e.north) this.setCrest('crestN', cell, sink(this.crest('crestN', cell)));
    for (const cell of e.cells) this.setBed(cell, sink(this.bed(cell)));
  }

  private raiseCrest(
    plane: 'crestE' | 'crestN',
    cell: number,
    beyond: number,
    m: Extract<Measure, { kind: 'barrier' }>,
  ): void {
    const ground = [this.bed(cell), this.bed(beyond)].filter((z) => z < WALL_BED / 2);
    const crest =
      m.crestM === undefined
        ? Math.max(...ground) + (m.heightM ?? 0)
        : m.crestM - this.ground.datumM;
    this.setCrest(plane, cell, Math.max(this.crest(plane, cell), crest));
  }

  /** Writes the set-up's crests (or none) to the kernel, once. */
  private layCrests(): void {
    const flags = this.kernel.int('flags');
    if (flags & FLAG_CRESTS) return;
    this.kernel.setInt('flags', flags | FLAG_CRESTS);
    for (const [plane, side] of [
      ['crestE', 'east'],
      ['crestN', 'north'],
    ] as const) {
      this.kernel.fillPlane(plane, -Infinity);
      if (!this.crests) continue;
      const { datumM, quantumM } = this.ground;
      this.kernel.writePlane(
        plane,
        this.crests[side].map((z) => snap(z - datumM, quantumM)),
      );
    }
  }

  private baseCrest(side: 'east' | 'north', cell: number): number {
    return this.crests ? this.crests[side][cell]! - this.ground.datumM : -Infinity;
  }
  private crest(plane: 'crestE' | 'crestN', cell: number): number {
    return this.kernel.getCell(plane, this.kernel.offsetOf(cell));
  }
  private setCrest(plane: 'crestE' | 'crestN', cell: number, level: number): void {
    if (this.kernel.int('flags') & FLAG_CRESTS) {
      // On the quantum of the beds, so that pools against a wall are at rest to the bit as well.
      const crest = snap(level, this.ground.quantumM);
      this.kernel.setCell(plane, this.kernel.offsetOf(cell), crest);
    }
  }
  private bed(cell: number): number {
    return this.kernel.getCell('z', this.kernel.offsetOf(cell));
  }
  private setBed(cell: number, level: number): void {
    this.kernel.setCell('z', this.kernel.offsetOf(cell), snap(level, this.ground.quantumM));
  }
}

const REFUSALS = {
  outside: {
    code: 'flood.measure.outside',
    what: 'It lies outside the flood grid, or nowhere that water can be.',
  },
  too_many: {
    code: 'flood.measure.too_many',
    what: `A run takes at most ${SPARE_SOURCES} pumps.`,
  },
  not_surface: {
    code: 'flood.measure.not_surface',
    what: 'The surface flood engine has nothing this measure acts on.',
  },
} as const;
