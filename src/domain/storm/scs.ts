import { stepsOf, type Hyetograph } from './hyetograph';

export const SCS_TYPES = ['I', 'IA', 'II', 'III'] as const;
export type ScsType = (typeof SCS_TYPES)[number];

/**
 * Share of a 24-hour rain fallen by an hour, types I, IA, II, III (US Soil Conservation Service,
 * TP-149 and TR-55; the table of Chow, Maidment & Mays 1988, Applied Hydrology, table 14.3.1).
 * Straight lines between the rows.
 */
const TABLE: readonly (readonly [number, number, number, number, number])[] = [
  [0, 0, 0, 0, 0],
  [2, 0.035, 0.05, 0.022, 0.02],
  [4, 0.076, 0.116, 0.048, 0.043],
  [6, 0.125, 0.206, 0.08, 0.072],
  [7, 0.156, 0.268, 0.098, 0.089],
  [8, 0.194, 0.425, 0.12, 0.115],
  [8.5, 0.219, 0.48, 0.133, 0.13],
  [9, 0.254, 0.52, 0.147, 0.148],
  [9.5, 0.303, 0.55, 0.163, 0.167],
  [9.75, 0.362, 0.564, 0.172, 0.178],
  [10, 0.515, 0.577, 0.181, 0.189],
  [10.5, 0.583, 0.601, 0.204, 0.216],
  [11, 0.624, 0.624, 0.235, 0.25],
  [11.5, 0.654, 0.645, 0.283, 0.298],
  [11.75, 0.669, 0.655, 0.357, 0.339],
  [12, 0.682, 0.664, 0.663, 0.5],
  [12.5, 0.706, 0.683, 0.735, 0.702],
  [13, 0.727, 0.701, 0.772, 0.751],
  [13.5, 0.748, 0.719, 0.799, 0.785],
  [14, 0.767, 0.736, 0.82, 0.811],
  [16, 0.83, 0.8, 0.88, 0.886],
  [20, 0.926, 0.906, 0.952, 0.957],
  [24, 1, 1, 1, 1],
];
const TABLE_HOURS = 24;
const HOUR_S = 3600;

/** Share of the rain fallen by an hour of the day, 0–1. */
export function scsShare(type: ScsType, hour: number): number {
  const column = SCS_TYPES.indexOf(type) + 1;
  const h = Math.min(TABLE_HOURS, Math.max(0, hour));
  let i = 1;
  while (i + 1 < TABLE.length && TABLE[i]![0] < h) i++;
  const [a, b] = [TABLE[i - 1]!, TABLE[i]!];
  return a[column]! + ((b[column]! - a[column]!) * (h - a[0])) / (b[0] - a[0]);
}

/**
 * SCS storm. The types are defined over 24 hours; for a shorter duration its most intense part is cut
 * out of the middle (the window of that length with most rain) and scaled to the depth, as TR-55 allows
 * for shorter storms that are contained in the 24-hour one.
 */
export function scsStorm(
  type: ScsType,
  depthMm: number,
  durationS: number,
  stepS: number,
): Hyetograph {
  const hours = Math.min(TABLE_HOURS, durationS / HOUR_S);
  const start = wettestStart(type, hours);
  const base = scsShare(type, start);
  const share = scsShare(type, start + hours) - base;
  return stepsOf(
    (t) => (depthMm * (scsShare(type, start + t / HOUR_S) - base)) / share,
    hours * HOUR_S,
    stepS,
  );
}

/** Hour at which the wettest window of a length starts, to a tenth of an hour. */
function wettestStart(type: ScsType, hours: number): number {
  let [best, most] = [0, -1];
  for (let tenth = 0; tenth <= Math.round((TABLE_HOURS - hours) * 10); tenth++) {
    const share = scsShare(type, tenth / 10 + hours) - scsShare(type, tenth / 10);
    if (share > most + 1e-12) [best, most] = [tenth / 10, share];
  }
  return best;
}
