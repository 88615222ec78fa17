import type { Measure } from '../../../src/domain/scenario';
import { pointInPolygon } from '../../../src/domain/rasterize';
import type { ApplyResult } from '../../runtime/protocol';
import type { EmissionPart } from '../setup';
import type { Piece } from './geometry';

/**
 * Share of the silt on a street that flushing with water takes away right after it: 69 % (Cowherd et al.
 * 1988, EPA-450/3-88-008, §2; it fades with traffic, which is not followed here).
 */
const WASHING_EFFECT = 0.69;
/** Share of dust that watering a construction site every 3 hours keeps down: 61 % (WRAP 2006, §3). */
const SPRINKLER_EFFECT = 0.61;

interface Control {
  readonly id: string;
  readonly startS: number;
  readonly endS: number;
  /** Ring the control works in; absent: it names one source. */
  readonly ring?: Float64Array;
  readonly target?: string;
  /** What is left, by part; absent: all of it. */
  readonly left: Partial<Record<EmissionPart, number>>;
}

const ALL: readonly EmissionPart[] = ['cars', 'trucks', 'road_dust', 'site', 'stack', 'other'];

/** Measures that change emissions, with their times. */
export class ControlBook {
  private readonly controls: Control[] = [];
  private readonly measures: { readonly measure: Measure; readonly atS: number }[] = [];

  constructor(private readonly sourceIds: ReadonlySet<string>) {}

  add(measures: readonly Measure[], atS: number): ApplyResult {
    const applied: string[] = [];
    const refused: { id: string; code: string; what: string }[] = [];
    for (const m of measures) {
      const made = this.controlOf(m, atS);
      if (typeof made === 'string') {
        refused.push({ id: m.id, code: 'pollution.measure', what: made });
        continue;
      }
      this.controls.push(made);
      this.measures.push({ measure: m, atS });
      applied.push(m.id);
    }
    return { applied, refused };
  }

  /** Measures taken so far, to be taken again on `restore`. */
  taken(): readonly { readonly measure: Measure; readonly atS: number }[] {
    return this.measures;
  }

  forget(): void {
    this.controls.length = 0;
    this.measures.length = 0;
  }

  /** What is left of the emission of a source's piece. Several controls multiply. */
  left(sourceId: string, piece: Piece, part: EmissionPart, timeS: number): number {
    let left = 1;
    for (const c of this.controls) {
      const share = c.left[part];
      if (share === undefined || timeS < c.startS || timeS >= c.endS) continue;
      if (c.target !== undefined ? c.target === sourceId : isInside(c.ring!, piece)) left *= share;
    }
    return left;
  }

  private controlOf(m: Measure, atS: number): Control | string {
    const startS = Math.max(atS, m.startS ?? atS);
    const base = { id: m.id, startS, endS: m.endS ?? Infinity };
    switch (m.kind) {
      case 'truck_ban':
        return { ...base, ring: ringOf(m.area), left: { trucks: 0 } };
      case 'low_emission_zone':
        return {
          ...base,
          ring: ringOf(m.area),
          left: { cars: m.carShare, trucks: m.truckShare },
        };
      case 'road_washing':
        return {
          ...base,
          ring: ringOf(m.area),
          left: { road_dust: 1 - (m.effect ?? WASHING_EFFECT) },
        };
      case 'sprinklers':
        return {
          ...base,
          ring: ringOf(m.area),
          left: { site: 1 - (m.effect ?? SPRINKLER_EFFECT) },
        };
      case 'source_off':
        if (!this.sourceIds.has(m.target)) return `There is no emission source "${m.target}".`;
        return {
          ...base,
          target: m.target,
          left: Object.fromEntries(ALL.map((part) => [part, 0])),
        };
      default:
        return `A measure of kind "${m.kind}" does not change emissions.`;
    }
  }
}

function ringOf(area: readonly (readonly [number, number])[]): Float64Array {
  return Float64Array.from(area.flat());
}

/** A piece counts as where its middle is. */
function isInside(ring: Float64Array, p: Piece): boolean {
  return pointInPolygon({ outer: ring, holes: [] }, 0.5 * (p.x0 + p.x1), 0.5 * (p.y0 + p.y1));
}
