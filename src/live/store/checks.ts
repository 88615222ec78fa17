/**
 * Limits of the checks of one Datastream, in its unit. Each check is left out where its limit is
 * absent. Source: IOOS QARTOD manuals (Water Level v2.1 2021, tests 4 gross range, 6 spike, 7 rate of
 * change, 8 flat line); limits by property are start values for a city's own.
 */
export interface QualityChecks {
  /** Outside: the sensor cannot have measured it. Reading fails. */
  readonly possible?: readonly [low: number, high: number];
  /** Outside: unusual. Reading is suspect. */
  readonly usual?: readonly [low: number, high: number];
  /** A reading off the mean of its neighbours by more than [suspect, fail]. */
  readonly spike?: readonly [suspect: number, fail: number];
  /** Largest believable change, units per second. Beyond: suspect. */
  readonly ratePerS?: number;
  /** [suspect, fail] number of readings in a row that differ by no more than `flatBand`. */
  readonly flatCount?: readonly [suspect: number, fail: number];
  readonly flatBand?: number;
}

const LEVEL: QualityChecks = {
  possible: [-50, 9000],
  spike: [0.5, 2],
  ratePerS: 0.01,
  flatCount: [720, 2880],
  flatBand: 0.0005,
};
const PARTICLES: QualityChecks = {
  possible: [0, 2000],
  usual: [0, 500],
  spike: [150, 500],
  flatCount: [12, 36],
  flatBand: 1e-6,
};

const BY_PROPERTY: Readonly<Record<string, QualityChecks>> = {
  rainfall_intensity: { possible: [0, 500], usual: [0, 250], spike: [150, 400] },
  water_level: LEVEL,
  flow: { possible: [-1e4, 1e4] },
  cover_tilt: { possible: [-180, 180] },
  pump_state: { possible: [0, 1] },
  pm25: PARTICLES,
  pm10: PARTICLES,
  no2: { ...PARTICLES, usual: [0, 400] },
  wind_speed: { possible: [0, 75], usual: [0, 40], flatCount: [12, 36], flatBand: 1e-6 },
  wind_direction: { possible: [0, 360] },
  traffic_count: { possible: [0, 1e5] },
  temperature: { possible: [-60, 60], spike: [5, 15], flatCount: [36, 144], flatBand: 1e-6 },
};

const NO_CHECKS: QualityChecks = {};

/** Start values for an observed property; none where it isn't known. */
export function checksFor(observedProperty: string): QualityChecks {
  return BY_PROPERTY[observedProperty] ?? NO_CHECKS;
}
