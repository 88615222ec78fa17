import type { Grid } from '../../../src/domain/grid';
import type { Measure } from '../../../src/domain/scenario';
import type { Ground } from '../ground';
import type { FloodKernel } from '../kernel/kernel';
import { MOST_STRUCTURES, STRUCTURE_BYTES } from '../kernel/layout';
import type { TimeTable } from '../setup';
import { linearAt, nextRow, slopeAfter } from '../tables';
import { ENTRANCES } from './culvertEntrances';

export type Structure = Extract<Measure, { kind: 'sluice' | 'bridge' | 'culvert' }>;

const KIND = { sluice: 0, bridge: 1, culvert: 2 } as const;
/** Manning's n of a concrete barrel (HDS-5, table C.1). */
const CONCRETE_N = 0.012;

/** Offsets in a record of `kernel/assembly/structures.ts`, bytes. */
const AT = {
  kind: 0,
  cellA: 4,
  cellB: 8,
  crest: 12,
  standing: 16,
  flap: 20,
  form: 28,
  width: 32,
  sill: 40,
  invertB: 48,
  opening: 56,
  openingRate: 64,
  deck: 72,
  openCrest: 80,
  barrels: 88,
  height: 96,
  length: 104,
  manning: 112,
  entrance: 120,
  k: 128,
  m: 136,
  c: 144,
  y: 152,
  levelA: 168,
  levelB: 176,
  volume: 184,
} as const;

/** An edge between two cells, by its crest plane. */
export interface Edge {
  readonly a: number;
  readonly b: number;
  readonly plane: 'crestE' | 'crestN';
}

/** Keeps the kernel's records of structures. Levels go in above the City's datum, m. */
export class StructureRecords {
  constructor(
    private readonly kernel: FloodKernel,
    private readonly grid: Grid,
    private readonly ground: Ground,
  ) {}

  /** Room for so many more? */
  fits(count: number): boolean {
    return this.kernel.int('structureCount') + count <= MOST_STRUCTURES;
  }

  /** One record for each edge of a gate or bridge; together they are as wide as the line is long. */
  addEdges(
    m: Extract<Structure, { kind: 'sluice' | 'bridge' }>,
    edges: readonly Edge[],
    lengthM: number,
  ): number[] {
    const { datumM } = this.ground;
    const share = m.kind === 'bridge' ? 1 - (m.piersShare ?? 0) : 1;
    return edges.map((e) => {
      const index = this.add(m.kind, e.a, e.b);
      const ground = Math.max(this.bed(e.a), this.bed(e.b));
      const sill = m.sillM === undefined ? ground : Math.max(m.sillM - datumM, ground);
      this.double(index, 'width', (share * lengthM) / edges.length);
      this.double(index, 'sill', sill);
      if (m.kind === 'bridge') {
        this.int(index, 'crest', this.kernel.layout.origin[e.plane] + this.kernel.offsetOf(e.a));
        this.double(index, 'opening', Math.max(m.soffitM - datumM - sill, 0));
        this.double(index, 'deck', m.deckM - datumM);
        this.double(index, 'openCrest', m.sillM === undefined ? -Infinity : m.sillM - datumM);
      }
      return index;
    });
  }

  addCulvert(m: Extract<Structure, { kind: 'culvert' }>, from: number, to: number): number {
    const { datumM } = this.ground;
    const index = this.add(m.kind, from, to);
    const entrance =
      ENTRANCES[m.entrance ?? (m.widthM === undefined ? 'concrete_headwall' : 'box_flared')];
    const dx = m.to[0] - m.from[0];
    const dy = m.to[1] - m.from[1];
    // A width of 0 tells the kernel that the barrel is round.
    this.double(index, 'width', m.widthM ?? 0);
    this.double(index, 'height', m.heightM);
    this.double(index, 'barrels', m.barrels ?? 1);
    this.double(index, 'sill', m.inletM - datumM);
    this.double(index, 'invertB', m.outletM - datumM);
    this.double(
      index,
      'length',
      m.lengthM ?? Math.max(Math.sqrt(dx * dx + dy * dy), this.grid.cellSizeM),
    );
    this.double(index, 'manning', m.manningN ?? CONCRETE_N);
    this.double(index, 'entrance', entrance.loss);
    this.int(index, 'form', entrance.form);
    for (const name of ['k', 'm', 'c', 'y'] as const) this.double(index, name, entrance[name]);
    this.int(index, 'flap', m.flapGate ? 1 : 0);
    return index;
  }

  /** Puts structures of a measure in place or away, with the opening a gate has from a time on. */
  stand(indices: readonly number[], m: Structure, standing: boolean, nowS: number): void {
    for (const index of indices) {
      this.int(index, 'standing', standing ? 1 : 0);
      if (m.kind !== 'sluice') continue;
      const table = openingTable(m);
      this.double(index, 'opening', linearAt(table, nowS));
      this.double(index, 'openingRate', slopeAfter(table, nowS));
    }
  }

  /** Volume that has gone through since the start, from the first side to the second, m³. */
  volumeM3(indices: readonly number[]): number {
    return indices.reduce(
      (sum, index) => sum + this.kernel.doubles[(this.at(index) + AT.volume) >> 3]!,
      0,
    );
  }

  private add(kind: keyof typeof KIND, a: number, b: number): number {
    const { kernel } = this;
    const index = kernel.int('structureCount');
    kernel.setInt('structureCount', index + 1);
    const at = this.at(index);
    kernel.doubles.fill(0, at >> 3, (at + STRUCTURE_BYTES) >> 3);
    this.int(index, 'kind', KIND[kind]);
    this.int(index, 'cellA', kernel.offsetOf(a));
    this.int(index, 'cellB', kernel.offsetOf(b));
    this.double(index, 'levelA', this.bed(a));
    this.double(index, 'levelB', this.bed(b));
    return index;
  }

  private bed(cell: number): number {
    return this.ground.bed[cell]!;
  }
  private at(index: number): number {
    return this.kernel.layout.structures + index * STRUCTURE_BYTES;
  }
  private int(index: number, name: keyof typeof AT, value: number): void {
    this.kernel.ints[(this.at(index) + AT[name]) >> 2] = value;
  }
  private double(index: number, name: keyof typeof AT, value: number): void {
    this.kernel.doubles[(this.at(index) + AT[name]) >> 3] = value;
  }
}

/** The next time after `nowS` at which a gate's opening changes its pace. */
export function nextOpening(m: Measure, nowS: number): number {
  return m.kind === 'sluice' ? nextRow(openingTable(m), nowS) : Infinity;
}

function openingTable(m: Extract<Structure, { kind: 'sluice' }>): TimeTable {
  const rows: readonly (readonly [number, number])[] =
    typeof m.openingM === 'number' ? [[0, m.openingM]] : m.openingM;
  return {
    timeS: Float64Array.from(rows, (r) => r[0]),
    value: Float64Array.from(rows, (r) => r[1]),
  };
}
