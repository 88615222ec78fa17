import type { ApplyResult } from '../../runtime/protocol';
import { cellIndexAt } from '../../../src/domain/grid';
import type { Grid } from '../../../src/domain/grid';
import type { Measure } from '../../../src/domain/scenario';
import type { Ground } from '../ground';
import type { FloodKernel } from '../kernel/kernel';
import { MOST_STRUCTURES, SOURCE_BYTES } from '../kernel/layout';
import { SPARE_SOURCES, addSource, plainSource } from '../records';
import type { SourceRecord } from '../records';
import type { EdgeCrests } from '../setup';
import { breachPlace } from './breach';
import type { BreachPlace } from './breach';
import { cellsWithin } from './cellsWithin';
import { GroundAndWalls } from './groundAndWalls';
import { snapLine } from './snapLine';
import type { SnappedLine } from './snapLine';
import { nextOpening, StructureRecords } from './structures';
import type { Edge, Structure } from './structures';

/** Crest of a gate that nothing passes over, m above the datum. */
const NEVER_OVERTOPPED_M = 1e5;
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
  /** Its records among the kernel's structures. */
  readonly structures: readonly number[];
  /** Of a breach: how far from its middle its edges and cells are. */
  readonly place?: BreachPlace;
  /** The corners its line was snapped to. */
  readonly polyline: SnappedLine['polyline'];
}

/** Measures of a run: which stand when, and what they make of ground and crests. */
export class MeasureBook {
  private readonly entries: Entry[] = [];
  private readonly structures: StructureRecords;
  private readonly walls: GroundAndWalls;

  constructor(
    private readonly kernel: FloodKernel,
    private readonly grid: Grid,
    private readonly ground: Ground,
    crests: EdgeCrests | undefined,
    /** Where rain of a cell goes: also where a pump on a building stands. */
    private readonly target: Int32Array,
    private readonly sources: SourceRecord[],
  ) {
    this.structures = new StructureRecords(kernel, grid, ground);
    this.walls = new GroundAndWalls(kernel, grid, ground, crests);
  }

  /** Volume through each gate, bridge and culvert so far, m³, from its first side (or end) to the other. */
  totals(): Record<string, number> {
    const out: Record<string, number> = {};
    for (const e of this.entries) {
      if (e.structures.length === 0) continue;
      out[`throughM3:${e.measure.id}`] = this.structures.volumeM3(e.structures);
    }
    return out;
  }

  /** Measures taken so far with the time each was taken at, for a snapshot. */
  taken(): readonly { readonly measure: Measure; readonly atS: number }[] {
    return this.entries.map((e) => ({ measure: e.measure, atS: e.startS }));
  }

  add(measures: readonly Measure[], nowS: number): ApplyResult {
    const applied: string[] = [];
    const refused: { id: string; code: string; what: string }[] = [];
    const snapped: { id: string; line: SnappedLine['polyline'] }[] = [];
    for (const m of measures) {
      const entry = this.entryOf(m, Math.max(nowS, m.startS ?? nowS));
      if (typeof entry === 'string') refused.push({ id: m.id, ...REFUSALS[entry] });
      else {
        this.entries.push(entry);
        applied.push(m.id);
        if (entry.polyline.length > 0) snapped.push({ id: m.id, line: entry.polyline });
      }
    }
    return { applied, refused, snapped };
  }

  private entryOf(m: Measure, startS: number): Entry | keyof typeof REFUSALS {
    const none = new Uint32Array(0);
    const base: Entry = {
      measure: m,
      startS,
      endS: m.endS ?? Infinity,
      east: none,
      north: none,
      cells: none,
      source: -1,
      structures: [],
      polyline: [],
    };
    if (m.kind === 'barrier' || m.kind === 'breach') {
      const snapped = snapLine(this.grid, m.line);
      if (snapped.east.length + snapped.north.length === 0) return 'outside';
      if (m.kind === 'barrier') return { ...base, ...snapped };
      const place = breachPlace(this.grid, this.ground.open, snapped, m);
      return { ...base, ...place, place, polyline: snapped.polyline };
    }
    if (m.kind === 'sluice' || m.kind === 'bridge') return this.edgeEntry(m, base);
    if (m.kind === 'culvert') {
      const from = this.openCellAt(m.from);
      const to = this.openCellAt(m.to);
      if (from < 0 || to < 0 || from === to) return 'outside';
      if (!this.structures.fits(1)) return 'too_many_structures';
      return { ...base, structures: [this.structures.addCulvert(m, from, to)] };
    }
    if (m.kind === 'terrain') {
      const cells = cellsWithin(this.grid, m.area).filter((c) => this.ground.open[c]);
      return cells.length ? { ...base, cells } : 'outside';
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
      return { ...base, source };
    }
    return 'not_surface';
  }

  /** A gate or bridge on the edges its line snaps to, where water can be on both sides. */
  private edgeEntry(
    m: Extract<Structure, { kind: 'sluice' | 'bridge' }>,
    base: Entry,
  ): Entry | keyof typeof REFUSALS {
    const { east, north, polyline } = snapLine(this.grid, m.line);
    const { open } = this.ground;
    const edges: Edge[] = [
      ...Array.from(east, (a) => ({ a, b: a + 1, plane: 'crestE' as const })),
      ...Array.from(north, (a) => ({ a, b: a + this.grid.cols, plane: 'crestN' as const })),
    ].filter(({ a, b }) => open[a] && open[b]);
    if (edges.length === 0) return 'outside';
    if (!this.structures.fits(edges.length)) return 'too_many_structures';
    const structures = this.structures.addEdges(m, edges, lengthOf(m.line));
    return { ...base, east, north, polyline, structures };
  }

  private firstPump(): number {
    const at = this.sources.findIndex((s) => s.kind === 'pump');
    return at < 0 ? this.sources.length : at;
  }

  private openCellAt(p: readonly number[]): number {
    const cell = cellIndexAt(this.grid, p[0]!, p[1]!);
    return cell < 0 ? -1 : this.target[cell]!;
  }

  /** The next time after `nowS` at which something here changes. */
  nextEvent(nowS: number): number {
    let next = Infinity;
    for (const e of this.entries) {
      if (e.startS > nowS) next = Math.min(next, e.startS);
      if (e.endS > nowS) next = Math.min(next, e.endS);
      next = Math.min(next, nextOpening(e.measure, nowS));
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
      this.walls.reset(e);
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
    if (m.kind === 'sluice' || m.kind === 'bridge' || m.kind === 'culvert') {
      this.structures.stand(e.structures, m, standing, nowS);
    }
    if (!standing) return;
    if (m.kind === 'bridge') this.walls.layCrests();
    else if (m.kind === 'sluice') {
      this.walls.raise(e, { crestM: m.crestM ?? NEVER_OVERTOPPED_M });
    } else if (m.kind === 'barrier') this.walls.raise(e, m);
    else if (m.kind === 'terrain') this.walls.grade(e.cells, m);
    else if (m.kind === 'breach') {
      this.walls.cut(m, e.place!, Math.min((nowS - e.startS) / m.growthS, 1));
    }
  }
}

/** Length of a polyline, m. */
function lengthOf(line: readonly (readonly number[])[]): number {
  let sum = 0;
  for (let k = 1; k < line.length; k++) {
    const dx = line[k]![0]! - line[k - 1]![0]!;
    const dy = line[k]![1]! - line[k - 1]![1]!;
    sum += Math.sqrt(dx * dx + dy * dy);
  }
  return sum;
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
  too_many_structures: {
    code: 'flood.measure.too_many',
    what: `A run takes at most ${MOST_STRUCTURES} edges of gates and bridges and culverts.`,
  },
  not_surface: {
    code: 'flood.measure.not_surface',
    what: 'The surface flood engine has nothing this measure acts on.',
  },
} as const;
