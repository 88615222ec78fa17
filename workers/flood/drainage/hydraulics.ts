import { exp, power } from '../../../src/domain/exactMath';
import { CROWN_CUTOFF_EXTRAN, CROWN_CUTOFF_SLOT } from './constants';
import type { Network } from './network';
import { TABLE_STEPS, type Section } from './sections';

/** Columns of a conduit's table, one row per 1/256 of its depth: flow area, surface width, hydraulic radius, width as lent to nodes. */
export const COLUMNS = 4;
export const WIDTH = 1;
export const RADIUS = 2;
export const HELD = 3;

/** Relative depths between which the slot narrows from the crown's cutoff to its least width (Sjöberg 1982). */
const SLOT_NARROW = 1.78;
const SLOT_STEPS = 1024;

/** The geometry of conduits in the shape the momentum equation reads it: one short row per depth. */
export class Hydraulics {
  /** By link; conduits of one section share one table. */
  readonly table: readonly Float64Array[];
  readonly slot: boolean;
  /** Slot width over greatest width, from the cutoff to `SLOT_NARROW`. */
  private readonly narrowing: Float64Array;
  private readonly cutoff: number;

  constructor(private readonly net: Network) {
    this.slot = net.options.surcharge === 'slot';
    this.cutoff = this.slot ? CROWN_CUTOFF_SLOT : CROWN_CUTOFF_EXTRAN;
    const known = new Map<Section, Float64Array>();
    this.table = net.section.map((s) => {
      if (!s) return new Float64Array(0);
      const table = known.get(s) ?? rows(s, this.cutoff);
      known.set(s, table);
      return table;
    });
    this.narrowing = Float64Array.from({ length: SLOT_STEPS + 1 }, (_, k) => {
      const rel = this.cutoff + ((SLOT_NARROW - this.cutoff) * k) / SLOT_STEPS;
      return 0.5423 * exp(-power(rel, 2.4));
    });
  }

  /** Width of the slot above a closed conduit, m; 0 below the cutoff. */
  slotWidth(link: number, depthM: number): number {
    const s = this.net.section[link]!;
    const rel = depthM / s.yFullM;
    if (rel < this.cutoff) return 0;
    if (rel > SLOT_NARROW) return 0.01 * s.widthMaxM;
    const f = ((rel - this.cutoff) / (SLOT_NARROW - this.cutoff)) * SLOT_STEPS;
    const k = Math.min(f | 0, SLOT_STEPS - 1);
    const low = this.narrowing[k]!;
    return s.widthMaxM * (low + (this.narrowing[k + 1]! - low) * (f - k));
  }
}

function rows(s: Section, cutoff: number): Float64Array {
  const table = new Float64Array(COLUMNS * (TABLE_STEPS + 1));
  const at = cutoff * TABLE_STEPS;
  const k = Math.floor(at);
  const held = s.width[k]! + (s.width[k + 1]! - s.width[k]!) * (at - k);
  for (let row = 0; row <= TABLE_STEPS; row++) {
    table[row * COLUMNS] = s.area[row]!;
    table[row * COLUMNS + WIDTH] = s.width[row]!;
    table[row * COLUMNS + RADIUS] = s.radius[row]!;
    table[row * COLUMNS + HELD] = !s.open && row > k ? held : s.width[row]!;
  }
  return table;
}
