import { pow } from '../math';

/** Sizes of particles the factors of AP-42 are given for. */
export type ParticleSize = 'PM2.5' | 'PM10' | 'TSP';

/** Particle size multiplier k, g per vehicle kilometre (AP-42 §13.2.1, January 2011, table 13.2.1-1). */
const PAVED_ROAD_K: Readonly<Record<ParticleSize, number>> = {
  'PM2.5': 0.15,
  PM10: 0.62,
  TSP: 3.23,
};

/**
 * Dust a vehicle raises from a paved road, g/km: k (sL)^0.91 W^1.02 (AP-42 §13.2.1, equation 1). Ranges
 * of the source: silt loading sL 0.03–400 g/m², mean vehicle weight W 1.8–38 Mg, 1–55 mph.
 */
export function pavedRoadGKm(size: ParticleSize, siltGM2: number, meanWeightMg: number): number {
  return PAVED_ROAD_K[size] * pow(siltGM2, 0.91) * pow(meanWeightMg, 1.02);
}

/** The same on average over hours of which a share is wet: ×(1 − 1.2 P/N) hourly (equation 3). */
export function wetHoursFactor(wetHours: number, hours: number): number {
  return Math.max(0, 1 - (1.2 * wetHours) / hours);
}

/** Silt loading, g/m², of public paved roads by daily traffic (table 13.2.1-2, baseline). */
export function defaultSiltGM2(vehiclesPerDay: number): number {
  if (vehiclesPerDay < 500) return 0.6;
  if (vehiclesPerDay < 5000) return 0.2;
  return vehiclesPerDay < 10_000 ? 0.06 : 0.03;
}

const SECONDS_PER_MONTH = 30 * 86_400;
const M2_PER_HECTARE = 10_000;

/**
 * Dust of heavy construction, kg/(m² s) of total suspended particles while work goes on: 2.69 Mg per
 * hectare and month of activity (AP-42 §13.2.3.3, January 1995). The source gives no finer split.
 */
export const CONSTRUCTION_TSP_KG_M2_S = 2690 / M2_PER_HECTARE / SECONDS_PER_MONTH;

/** Particle size multipliers of wind erosion (AP-42 §13.2.5). */
const EROSION_K: Readonly<Record<ParticleSize, number>> = { 'PM2.5': 0.075, PM10: 0.5, TSP: 1 };

/**
 * What one gust takes from bare ground, kg/m²: k (58 (u* − u*t)² + 25 (u* − u*t)) g/m² above the threshold
 * friction velocity, nothing below (AP-42 §13.2.5, November 2006, equation 3).
 */
export function windErosionKgM2(
  size: ParticleSize,
  frictionMs: number,
  thresholdMs: number,
): number {
  const over = frictionMs - thresholdMs;
  return over > 0 ? (EROSION_K[size] * (58 * over * over + 25 * over)) / 1000 : 0;
}

/** Threshold friction velocities, m/s (AP-42 table 13.2.5-2). */
export const EROSION_THRESHOLD_MS = {
  overburden: 1.02,
  scoria: 1.33,
  ground_coal: 0.55,
  uncrusted_coal: 1.12,
  fine_coal_dust: 0.54,
} as const;
