/**
 * Primary flags of quality control of real-time data. Source: IOOS QARTOD, "Manual for Real-Time
 * Oceanographic Data Quality Control Flags" v1.2 (2020), table 2 (after UNESCO/IOC Manual 54, vol. 3).
 */
export const QUALITY = {
  pass: 1,
  notEvaluated: 2,
  suspect: 3,
  fail: 4,
  missing: 9,
} as const;
export type Quality = (typeof QUALITY)[keyof typeof QUALITY];

/** Why a reading is not simply good: bits that may stand together. */
export const DOUBT = {
  range: 1,
  spike: 2,
  rate: 4,
  /** Has not moved for long; `stuck` where it is certain. */
  flat: 8,
  stuck: 16,
  clock: 32,
} as const;

/** A timed reading of a Datastream. */
export interface Observation {
  /** Time the reading is about, ms since 1970. */
  readonly timeMs: number;
  /** As it came, in the Datastream's unit. */
  readonly raw: number;
  readonly quality: Quality;
  /** Bits of `DOUBT`. */
  readonly doubts: number;
}

/** The value to reckon with: the raw one, unless the checks failed it. */
export function cleaned({ raw, quality }: Observation): number {
  return quality === QUALITY.fail || quality === QUALITY.missing ? Number.NaN : raw;
}
