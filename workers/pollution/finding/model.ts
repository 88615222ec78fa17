import { exp, log } from '../math';

/** A reading of one sensor over the averaging time of the meteorology. */
export interface Reading {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  /** kg/m³ above the background. */
  readonly kgM3: number;
}

/** What is not known, as standard deviations. Relative errors are of the logarithm. */
export interface ErrorModel {
  /** Wind direction, degrees. */
  readonly directionDeg: number;
  /** σ_y and the vertical spread of the plume: errors all sensors share. */
  readonly width: number;
  readonly vertical: number;
  /** What is left at each sensor. */
  readonly sensor: number;
  /** Least concentration a sensor tells from none, kg/m³. */
  readonly detectionKgM3: number;
}

/**
 * Lateral and vertical spreads of Gaussian plumes are good to some 25 % (Hanna, Briggs & Hosker 1982,
 * §4); the mean wind direction at a site to some 5°. Readings scatter about a plume by half in the
 * logarithm (Chang & Hanna 2004: random scatter within a factor of two).
 */
export const DEFAULT_ERRORS: ErrorModel = {
  directionDeg: 5,
  width: 0.25,
  vertical: 0.25,
  sensor: 0.4,
  detectionKgM3: 1e-9,
};

/** Readings below this share of the highest tell little more than that they are low. */
export const FLOOR_SHARE = 0.03;

/** A node of a sum over something unknown: its value and the log of its weight. */
export interface Node {
  readonly value: number;
  readonly logWeight: number;
}

/** Evenly spaced nodes of a normal distribution over ±2.4 standard deviations; weights add up to 1. */
export function normalNodes(sigma: number, count: number): readonly Node[] {
  const steps = Array.from({ length: count }, (_, k) => (k / (count - 1) - 0.5) * 4.8);
  const weights = steps.map((t) => exp(-0.5 * t * t));
  const sum = weights.reduce((s, w) => s + w, 0);
  return steps.map((t, k) => ({ value: t * sigma, logWeight: log(weights[k]! / sum) }));
}
