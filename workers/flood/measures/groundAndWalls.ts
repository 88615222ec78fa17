import type { Grid } from '../../../src/domain/grid';
import type { Measure } from '../../../src/domain/scenario';
import { snap } from '../ground';
import type { Ground } from '../ground';
import type { FloodKernel } from '../kernel/kernel';
import { FLAG_CRESTS, WALL_BED } from '../kernel/layout';
import type { EdgeCrests } from '../setup';
import { breachedTop } from './breach';
import type { Breach, BreachPlace } from './breach';

type CrestPlane = 'crestE' | 'crestN';

/** Cells, and cells whose east and north edges, a measure changes. */
export interface Footprint {
  readonly cells: Uint32Array;
  readonly east: Uint32Array;
  readonly north: Uint32Array;
}

/** Beds of cells and crests on their edges as measures change them in the kernel. */
export class GroundAndWalls {
  constructor(
    private readonly kernel: FloodKernel,
    private readonly grid: Grid,
    private readonly ground: Ground,
    private readonly crests: EdgeCrests | undefined,
  ) {
    if (crests) this.layCrests();
  }

  /** Gives a place back the bed and crests of the set-up. */
  reset({ cells, east, north }: Footprint): void {
    for (const cell of cells) this.setBed(cell, this.ground.bed[cell]!);
    for (const cell of east) this.setCrest('crestE', cell, this.baseCrest('east', cell));
    for (const cell of north) this.setCrest('crestN', cell, this.baseCrest('north', cell));
  }

  /** Stands a wall on edges, to a level or a height above the higher side; a higher one there stays. */
  raise(
    { east, north }: Footprint,
    m: { readonly crestM?: number | undefined; readonly heightM?: number | undefined },
  ): void {
    this.layCrests();
    const lift = (plane: CrestPlane, cell: number, beyond: number): void => {
      const beds = [this.bed(cell), this.bed(beyond)].filter((z) => z < WALL_BED / 2);
      const crest =
        m.crestM === undefined
          ? Math.max(...beds) + (m.heightM ?? 0)
          : m.crestM - this.ground.datumM;
      this.setCrest(plane, cell, Math.max(this.crest(plane, cell), crest));
    };
    for (const cell of east) lift('crestE', cell, cell + 1);
    for (const cell of north) lift('crestN', cell, cell + this.grid.cols);
  }

  /** Brings the ground of cells to a level, or up or down from where it is. */
  grade(cells: Uint32Array, m: Extract<Measure, { kind: 'terrain' }>): void {
    for (const cell of cells) {
      const level = m.levelM === undefined ? this.bed(cell) : m.levelM - this.ground.datumM;
      this.setBed(cell, level + (m.raiseM ?? 0));
    }
  }

  /** Brings a breach to the part of it that has grown, 0–1. */
  cut(m: Breach, place: BreachPlace, part: number): void {
    this.layCrests();
    const { datumM } = this.ground;
    const sink = (top: number, fromMiddleM: number): number =>
      breachedTop(m, part, fromMiddleM, top + datumM) - datumM;
    place.east.forEach((cell, k) =>
      this.setCrest('crestE', cell, sink(this.crest('crestE', cell), place.eastM[k]!)),
    );
    place.north.forEach((cell, k) =>
      this.setCrest('crestN', cell, sink(this.crest('crestN', cell), place.northM[k]!)),
    );
    place.cells.forEach((cell, k) => this.setBed(cell, sink(this.bed(cell), place.cellsM[k]!)));
  }

  /** Writes the set-up's crests (or none) to the kernel, once. */
  layCrests(): void {
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
  private crest(plane: CrestPlane, cell: number): number {
    return this.kernel.getCell(plane, this.kernel.offsetOf(cell));
  }
  private setCrest(plane: CrestPlane, cell: number, level: number): void {
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
