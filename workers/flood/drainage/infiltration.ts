import type { Subcatchment } from '../../../src/domain/drainage';
import { DryrunError } from '../../../src/domain/errors';
import { exp, log } from '../../../src/domain/exactMath';

/** Infiltration into the pervious part of a subcatchment. Keeps its own state in two numbers. */
export interface Infiltration {
  /** Mean rate over a step, m/s, for water arriving (m/s) on a ponded depth (m). */
  rate(dtS: number, arrivingMs: number, pondedM: number): number;
  readonly state: Float64Array;
}

const MM = 1e-3;
const HOUR_S = 3600;
const DAY_S = 86_400;
/** Part of the infiltration capacity that is back after the drying time. */
const DRIED = 0.98;
/** Water arriving slower than this is none, m/s. */
const NO_WATER_MS = 1e-10 * 0.3048;

/**
 * The infiltration law of a subcatchment (Rossman & Huber 2016, SWMM Reference Manual Vol. I,
 * chapter 4).
 * @throws DryrunError `drainage.infiltration` for a method that is not modelled.
 */
export function infiltrationOf(c: Subcatchment): Infiltration {
  const { method, params } = c.infiltration ?? { method: 'HORTON', params: [] };
  const [f0 = 0, fMin = 0, decay = 0, dryDays = 0, most = 0] = params;
  const horton = {
    f0: (f0 * MM) / HOUR_S,
    fMin: (fMin * MM) / HOUR_S,
    decay: decay / HOUR_S,
    regen: dryDays > 0 ? -log(1 - DRIED) / (dryDays * DAY_S) : 0,
    most: most * MM,
  };
  switch (method) {
    case 'HORTON':
      return new Horton(horton);
    case 'MODIFIED_HORTON':
      return new ModifiedHorton(horton);
    default:
      throw new DryrunError({
        code: 'drainage.infiltration',
        place: c.id,
        what: `The subcatchment "${c.id}" infiltrates by ${method}, which the runoff model does not have; it has HORTON and MODIFIED_HORTON.`,
        mend: 'Give Horton parameters, or let the surface grid take the rain.',
        params: { subcatchment: c.id, method },
      });
  }
}

interface HortonParameters {
  readonly f0: number;
  readonly fMin: number;
  readonly decay: number;
  readonly regen: number;
  readonly most: number;
}

/** Horton's curve f = f∞ + (f0 − f∞)·e^(−k·t), followed by equivalent time so that what could not infiltrate is not lost to the soil (Vol. I, eqs. 4-6 to 4-15). */
class Horton implements Infiltration {
  /** Equivalent time on the curve, s; infiltrated so far, m. */
  readonly state = new Float64Array(2);

  constructor(private readonly p: HortonParameters) {}

  rate(dtS: number, arrivingMs: number, pondedM: number): number {
    const { f0, fMin, decay, regen, most } = this.p;
    const span = f0 - fMin;
    const available = arrivingMs + pondedM / dtS;
    if (span < 0) return 0;
    if (span === 0 || decay === 0) return Math.max(0, Math.min(f0, available));
    const time = this.state[0]!;
    if (available <= NO_WATER_MS) {
      if (regen > 0) {
        const wet = exp(-regen * dtS) * (1 - exp(-decay * time));
        this.state[0] = -log(1 - wet) / decay;
        if (most > 0) this.state[1] = this.total(this.state[0]);
      }
      return 0;
    }
    const before = this.total(time);
    const capacity = Math.max((this.total(time + dtS) - before) / dtS, fMin);
    let rate = Math.min(capacity, available);
    if (time + dtS > 16 / decay || rate < available) this.state[0] = time + dtS;
    else this.state[0] = this.timeOf(before + rate * dtS, time + dtS / 2, dtS);
    if (most > 0) {
      rate = Math.max(0, Math.min(rate, (most - this.state[1]!) / dtS));
      this.state[1] = this.state[1]! + rate * dtS;
    }
    return rate;
  }

  /** Water that has infiltrated at capacity until a time on the curve, m. */
  private total(timeS: number): number {
    const { f0, fMin, decay } = this.p;
    return fMin * timeS + ((f0 - fMin) / decay) * (1 - exp(-decay * timeS));
  }

  /** Time on the curve at which `totalM` has infiltrated (Newton's method). */
  private timeOf(totalM: number, guessS: number, dtS: number): number {
    const { f0, fMin, decay } = this.p;
    let t = guessS;
    for (let k = 0; k < 20; k++) {
      const error = (this.total(t) - totalM) / (fMin + (f0 - fMin) * exp(-Math.min(60, decay * t)));
      t -= error;
      if (Math.abs(error) <= 1e-3 * dtS) break;
    }
    return t;
  }
}

/** Horton's capacity against the water infiltrated beyond the lowest rate (Akan 1992; Vol. I, section 4.3). */
class ModifiedHorton implements Infiltration {
  /** Infiltrated beyond the lowest rate, m; infiltrated in all, m. */
  readonly state = new Float64Array(2);

  constructor(private readonly p: HortonParameters) {}

  rate(dtS: number, arrivingMs: number, pondedM: number): number {
    const { f0, fMin, decay, regen, most } = this.p;
    const available = arrivingMs + pondedM / dtS;
    if (f0 < fMin) return 0;
    if (f0 === fMin || decay === 0) return Math.max(0, Math.min(f0, available));
    if (available <= NO_WATER_MS) {
      const kept = exp(-regen * dtS);
      this.state[0] = this.state[0]! * kept;
      this.state[1] = this.state[1]! * kept;
      return 0;
    }
    let rate = Math.min(available, Math.max(fMin, f0 - decay * this.state[0]!));
    if (most > 0) {
      rate = Math.max(0, Math.min(rate, (most - this.state[1]!) / dtS));
      this.state[1] = this.state[1]! + rate * dtS;
    }
    this.state[0] = this.state[0]! + Math.max(0, rate - fMin) * dtS;
    return rate;
  }
}
