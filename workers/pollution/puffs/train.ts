import type { Meteorology } from '../met/meteorology';
import { lidOf, verticalDensity } from '../plume/plume';
import type { SourceShape } from '../plume/spread';
import { hourAt } from '../tables';
import { Travel, type PuffState } from './travel';

/** A release as a train of puffs. */
export interface TrainSource {
  readonly x: number;
  readonly y: number;
  readonly shape: SourceShape;
  readonly amountKg: number;
  readonly startS: number;
  readonly durationS: number;
}

/** A puff at a time. */
export interface Puff extends PuffState {
  readonly massKg: number;
  /** Spread along the wind, m. */
  readonly sigmaXM: number;
}

/** The met hours, from the first one's start on. */
export interface Weather {
  readonly startsS: readonly number[];
  readonly met: readonly Meteorology[];
}

/** Nearer than this, m, single puffs of a train may be told apart. */
const SMOOTH_FROM_M = 50;
/** Puffs stand at most this many σ_y apart there, and this many metres. */
const SPACING = 0.5;
const SPACING_M = 3;
const MOST_PUFFS = 12_000;
/** Spread along the wind of a puff among its like, in distances between them: the sum is even to 1e-5. */
const OVERLAP = 0.8;
/**
 * A train shorter than 4 σ_y spreads along the wind as it does across; in one longer than 8 σ_y, what
 * goes forward and what stays behind cancel, and its puffs only fill the gaps between them. Wide puffs
 * there would smear the plume's own change with distance.
 */
const SHORT_TRAIN = 4;
const LONG_TRAIN = 8;

/** Follows the puffs of a release through changing weather. A pure function of time: nothing is kept. */
export class PuffTrain {
  readonly count: number;
  private readonly travel = new Map<number, Travel>();

  constructor(
    readonly source: TrainSource,
    private readonly weather: Weather,
  ) {
    const first = this.hour(hourAt(weather.startsS, source.startS));
    const { sigmaYM, timeS } = first.at(SMOOTH_FROM_M);
    const spacingS = (Math.min(SPACING * sigmaYM, SPACING_M) * timeS) / SMOOTH_FROM_M;
    this.count = Math.min(MOST_PUFFS, Math.max(1, Math.ceil(source.durationS / spacingS)));
  }

  /** The puffs that are out at a time. */
  at(timeS: number): Puff[] {
    const { source, count } = this;
    const found: Puff[] = [];
    for (let k = 0; k < count; k++) {
      const bornS = source.startS + ((k + 0.5) / count) * source.durationS;
      if (bornS > timeS) break;
      const state = this.follow(bornS, timeS);
      const sigmaXM = this.along(state);
      found.push({ ...state, sigmaXM, massKg: source.amountKg / count });
    }
    return found;
  }

  /** Weather at a time, for the lid and the ground. */
  metAt(timeS: number): Meteorology {
    return this.weather.met[hourAt(this.weather.startsS, timeS)]!;
  }

  private along(p: PuffState): number {
    const lengthM = p.windMs * this.source.durationS;
    const sy = Math.max(p.sigmaYM, LEAST_SPREAD_M);
    const calm = p.ux === 0 && p.uy === 0;
    if (calm || this.count === 1 || lengthM <= SHORT_TRAIN * sy) return sy;
    const gap = (OVERLAP * lengthM) / this.count;
    if (gap >= sy) return sy;
    const share = Math.min((lengthM / sy - SHORT_TRAIN) / (LONG_TRAIN - SHORT_TRAIN), 1);
    return sy + share * (gap - sy);
  }

  private follow(bornS: number, timeS: number): PuffState {
    const { startsS } = this.weather;
    const { shape, x, y } = this.source;
    let puff: PuffState = {
      x,
      y,
      ux: 0,
      uy: 0,
      windMs: 0,
      sigmaYM: shape.sigmaY0M,
      sigmaZM: shape.sigmaZ0M,
    };
    let now = bornS;
    while (now < timeS) {
      const hour = hourAt(startsS, now);
      const end = Math.min(timeS, startsS[hour + 1] ?? Infinity);
      puff = this.hour(hour).moved(puff, end - now);
      now = end;
    }
    return puff;
  }

  private hour(k: number): Travel {
    let t = this.travel.get(k);
    if (!t) {
      t = new Travel(this.weather.met[k]!, this.source.shape);
      this.travel.set(k, t);
    }
    return t;
  }
}

/** Least spread, m: a puff is never a point. */
const LEAST_SPREAD_M = 0.1;
/** Floats of a puff in the kernel. */
const WORDS = 6;

/**
 * Puffs for the kernel at receptors of one height: an ellipse along the wind, with the vertical density
 * at that height (ground and lid) in the amplitude.
 */
export function packPuffs(
  puffs: readonly Puff[],
  shape: SourceShape,
  met: Meteorology,
  receptorM: number,
  scale: number,
): Float32Array {
  const values = new Float32Array(WORDS * puffs.length);
  puffs.forEach((p, k) => {
    const sy = Math.max(p.sigmaYM, LEAST_SPREAD_M);
    const sx = Math.max(p.sigmaXM, LEAST_SPREAD_M);
    const spread = { windMs: 1, sigmaYM: sy, sigmaZM: Math.max(p.sigmaZM, LEAST_SPREAD_M) };
    const density = verticalDensity(spread, shape.heightM, receptorM, lidOf(met, shape, spread));
    const a = (-0.5 * Math.LOG2E) / (sx * sx);
    const c = (-0.5 * Math.LOG2E) / (sy * sy);
    const { ux, uy } = p;
    const calm = ux === 0 && uy === 0;
    values[WORDS * k] = p.x;
    values[WORDS * k + 1] = p.y;
    values[WORDS * k + 2] = calm ? c : a * ux * ux + c * uy * uy;
    values[WORDS * k + 3] = 2 * (a - c) * ux * uy;
    values[WORDS * k + 4] = calm ? c : a * uy * uy + c * ux * ux;
    values[WORDS * k + 5] = (scale * p.massKg * density) / (2 * Math.PI * sx * sy);
  });
  return values;
}
