import type { Meteorology } from '../met/meteorology';
import { windAxes } from '../plume/operator';
import { spreadAt, type SourceShape } from '../plume/spread';

const STEPS = 16;
const OCTAVES = 17;

/** How puffs of a source move and grow in one met hour, tabulated over distance travelled. */
export class Travel {
  /** Distances, m: 0, then sixteen an octave from 1 m on. */
  private readonly distance: Float64Array;
  /** Travel time, s, and spreads, m, at them. */
  private readonly time: Float64Array;
  private readonly sigmaY: Float64Array;
  private readonly sigmaZ: Float64Array;
  private readonly wind: Float64Array;
  /** Way the puff goes per metre of plume length; nought in a calm. */
  private readonly ux: number;
  private readonly uy: number;

  constructor(
    readonly met: Meteorology,
    shape: SourceShape,
  ) {
    const n = STEPS * OCTAVES + 2;
    this.distance = new Float64Array(n);
    this.time = new Float64Array(n);
    this.sigmaY = new Float64Array(n);
    this.sigmaZ = new Float64Array(n);
    this.wind = new Float64Array(n);
    for (let k = 1; k < n; k++) {
      const x = distanceOf(k - 1);
      const s = spreadAt(met, shape, x);
      const step = x - this.distance[k - 1]!;
      this.distance[k] = x;
      this.wind[k] = s.windMs;
      this.time[k] = this.time[k - 1]! + (2 * step) / (s.windMs + (this.wind[k - 1]! || s.windMs));
      this.sigmaY[k] = s.sigmaYM;
      this.sigmaZ[k] = s.sigmaZM;
    }
    this.wind[0] = this.wind[1]!;
    this.sigmaY[0] = shape.sigmaY0M;
    this.sigmaZ[0] = shape.sigmaZ0M;
    const axes = windAxes(met);
    this.ux = met.calm ? 0 : axes.ux;
    this.uy = met.calm ? 0 : axes.uy;
  }

  /** The puff after `dtS` seconds in this hour. Spreads never shrink. */
  moved(p: PuffState, dtS: number): PuffState {
    const from = inverse(this.sigmaZ, this.distance, p.sigmaZM);
    const across = inverse(this.sigmaY, this.distance, p.sigmaYM);
    const start = interpolate(this.distance, this.time, from);
    const to = interpolate(this.time, this.distance, start + dtS);
    const d = to - from;
    return {
      x: p.x + d * this.ux,
      y: p.y + d * this.uy,
      ux: this.ux,
      uy: this.uy,
      windMs: interpolate(this.distance, this.wind, to),
      sigmaYM: Math.max(p.sigmaYM, interpolate(this.distance, this.sigmaY, across + d)),
      sigmaZM: Math.max(p.sigmaZM, interpolate(this.distance, this.sigmaZ, to)),
    };
  }

  /** Lateral spread at a distance and time to get there. */
  at(distanceM: number): { sigmaYM: number; timeS: number } {
    return {
      sigmaYM: interpolate(this.distance, this.sigmaY, distanceM),
      timeS: interpolate(this.distance, this.time, distanceM),
    };
  }
}

/** Where a puff is and how wide. */
export interface PuffState {
  readonly x: number;
  readonly y: number;
  /** Unit vector of the wind, nought in a calm, and its speed, m/s. */
  readonly ux: number;
  readonly uy: number;
  readonly windMs: number;
  readonly sigmaYM: number;
  readonly sigmaZM: number;
}

function distanceOf(k: number): number {
  let x = 1;
  for (let i = 0; i < Math.floor(k / STEPS); i++) x *= 2;
  return x * (1 + (k % STEPS) / STEPS);
}

/** y at x on an increasing table, linear, held at the ends. */
function interpolate(xs: Float64Array, ys: Float64Array, x: number): number {
  const n = xs.length;
  if (x <= xs[0]!) return ys[0]!;
  if (x >= xs[n - 1]!) return ys[n - 1]!;
  let low = 0;
  let high = n - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (xs[middle]! <= x) low = middle;
    else high = middle;
  }
  return ys[low]! + ((x - xs[low]!) / (xs[high]! - xs[low]!)) * (ys[high]! - ys[low]!);
}

/** Distance at which a spread is reached (spreads grow with distance). */
function inverse(spreads: Float64Array, distances: Float64Array, spread: number): number {
  return interpolate(spreads, distances, spread);
}
