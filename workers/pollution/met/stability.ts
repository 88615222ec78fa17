import { asin, cos, pow, sin } from '../math';
import { NEUTRAL_OBUKHOV_M } from './constants';

export type PasquillClass = 'A' | 'B' | 'C' | 'D' | 'E' | 'F';

const CLASSES = ['A', 'B', 'C', 'D', 'E', 'F', 'F'] as const;
const KNOT_MS = 0.514444;

/**
 * Turner's (1964) stability by wind (rows: knots below 2, 2–3, 4–5, 6, 7, 8–9, 10, 11, from 12) and net
 * radiation index (columns: 4, 3, 2, 1, 0, −1, −2), from A = 1 to G = 7 (here F). J. Appl. Meteorol. 3,
 * 83–91, table 1; EPA-454/R-99-005 table 6-7.
 */
const TURNER: readonly (readonly number[])[] = [
  [1, 1, 2, 3, 4, 6, 7],
  [1, 2, 2, 3, 4, 6, 7],
  [1, 2, 3, 4, 4, 5, 6],
  [2, 2, 3, 4, 4, 5, 6],
  [2, 2, 3, 4, 4, 4, 5],
  [2, 3, 3, 4, 4, 4, 5],
  [3, 3, 4, 4, 4, 4, 5],
  [3, 3, 4, 4, 4, 4, 4],
  [3, 4, 4, 4, 4, 4, 4],
];
const LAST_KNOTS = [1.5, 3.5, 5.5, 6.5, 7.5, 9.5, 10.5, 11.5];

const CEILING_LOW_M = 2134;
const CEILING_HIGH_M = 4877;

/** What an observer or an airport report says of the sky. */
export interface SkyObservation {
  /** Wind speed at 10 m, m/s. */
  readonly windMs: number;
  /** Elevation of the sun, radians; negative at night. */
  readonly solarElevation: number;
  /** Total cloud cover in tenths, 0–10. */
  readonly cloudTenths: number;
  /** Height of the cloud base, m; absent: no ceiling. */
  readonly ceilingM?: number;
}

/** Pasquill class from wind, sun and clouds by Turner's method. */
export function turnerClass(o: SkyObservation): PasquillClass {
  const index = netRadiationIndex(o);
  const knots = o.windMs / KNOT_MS;
  const found = LAST_KNOTS.findIndex((last) => knots <= last);
  const row = TURNER[found < 0 ? LAST_KNOTS.length : found]!;
  return CLASSES[row[4 - index]! - 1]!;
}

/** Turner's net radiation index, 4 (strong sun) to −2 (clear night). */
export function netRadiationIndex(o: SkyObservation): number {
  const ceiling = o.ceilingM ?? Infinity;
  if (o.cloudTenths >= 10 && ceiling < CEILING_LOW_M) return 0;
  if (o.solarElevation <= 0) return o.cloudTenths <= 4 ? -2 : -1;
  const degrees = (o.solarElevation * 180) / Math.PI;
  const insolation = degrees > 60 ? 4 : degrees > 35 ? 3 : degrees > 15 ? 2 : 1;
  if (o.cloudTenths <= 5) return insolation;
  let index = insolation;
  if (ceiling < CEILING_LOW_M) index -= 2;
  else if (ceiling < CEILING_HIGH_M) index -= 1;
  if (o.cloudTenths >= 10 && ceiling >= CEILING_LOW_M) index -= 1;
  return Math.max(1, index);
}

/**
 * Elevation of the sun, radians, from the day of the year (1–366), the hour UTC and the place in
 * degrees. Declination and equation of time by Spencer (1971), good to 0.5°.
 */
export function solarElevation(
  dayOfYear: number,
  hourUtc: number,
  latDeg: number,
  lonDeg: number,
): number {
  const g = (2 * Math.PI * (dayOfYear - 1 + (hourUtc - 12) / 24)) / 365;
  const declination =
    0.006918 -
    0.399912 * cos(g) +
    0.070257 * sin(g) -
    0.006758 * cos(2 * g) +
    0.000907 * sin(2 * g) -
    0.002697 * cos(3 * g) +
    0.00148 * sin(3 * g);
  const equationMin =
    229.18 *
    (0.000075 +
      0.001868 * cos(g) -
      0.032077 * sin(g) -
      0.014615 * cos(2 * g) -
      0.040849 * sin(2 * g));
  const solarHour = hourUtc + lonDeg / 15 + equationMin / 60;
  const hourAngle = ((solarHour - 12) * Math.PI) / 12;
  const lat = (latDeg * Math.PI) / 180;
  return asin(sin(lat) * sin(declination) + cos(lat) * cos(declination) * cos(hourAngle));
}

/** Coefficients of 1/L = a·z0^b per class: Golder (1972) as fitted by Liu et al. (1976). */
const GOLDER: Readonly<Record<PasquillClass, readonly [number, number]>> = {
  A: [-0.0875, -0.1029],
  B: [-0.03849, -0.1714],
  C: [-0.00807, -0.3049],
  D: [0, 0],
  E: [0.00807, -0.3049],
  F: [0.03849, -0.1714],
};

/** Obukhov length, m, of a Pasquill class over a roughness (m). Range of the source: z0 0.005–1 m. */
export function obukhovOfClass(c: PasquillClass, roughnessM: number): number {
  const [a, b] = GOLDER[c];
  if (a === 0) return NEUTRAL_OBUKHOV_M;
  return 1 / (a * pow(roughnessM, b));
}

/** The class whose Golder curve is nearest in 1/L: what the user is shown beside an Obukhov length. */
export function classOfObukhov(obukhovM: number, roughnessM: number): PasquillClass {
  const at = 1 / obukhovM;
  let best: PasquillClass = 'D';
  for (const c of ['A', 'B', 'C', 'D', 'E', 'F'] as const) {
    const d = Math.abs(1 / obukhovOfClass(c, roughnessM) - at);
    if (d < Math.abs(1 / obukhovOfClass(best, roughnessM) - at)) best = c;
  }
  return best;
}

/** Class from the standard deviation of the wind direction (EPA-454/R-99-005 table 6-8a, z0 = 0.15 m, 10 m). */
export function classOfSigmaTheta(sigmaThetaDeg: number, roughnessM: number): PasquillClass {
  // The table is scaled to other roughness by (z0 / 0.15 m)^0.2, as the guidance says.
  const s = sigmaThetaDeg / pow(roughnessM / 0.15, 0.2);
  const last = [3.8, 7.5, 12.5, 17.5, 22.5];
  const names = ['F', 'E', 'D', 'C', 'B'] as const;
  const k = last.findIndex((limit) => s < limit);
  return k < 0 ? 'A' : names[k]!;
}
