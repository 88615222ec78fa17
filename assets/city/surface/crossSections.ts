import type { StreetClass } from '../../../src/domain/city';

/** Cross-section and speed by street class. Widths in m, speed in m/s; lanes count both directions. */
export interface CrossSectionRule {
  readonly lanes: number;
  readonly widthM: number;
  readonly sidewalkM: number;
  readonly speedMs: number;
  /** Steepest grade, m/m. */
  readonly maxGrade: number;
  /** Higher wins where carriageways overlap. */
  readonly rank: number;
}

/**
 * Lane widths follow CJJ 37-2012 (Code for design of urban road engineering): 3.5 m on arterials,
 * 3.25–3.5 m on collectors plus a 1.75 m cycle strip each side, 3.5 m lanes on local streets.
 */
export const CROSS_SECTIONS: Readonly<Record<StreetClass, CrossSectionRule>> = {
  motorway: { lanes: 6, widthM: 24, sidewalkM: 0, speedMs: 22.2, maxGrade: 0.04, rank: 6 },
  arterial: { lanes: 4, widthM: 15, sidewalkM: 4.5, speedMs: 16.7, maxGrade: 0.055, rank: 5 },
  collector: { lanes: 2, widthM: 10.5, sidewalkM: 3.5, speedMs: 13.9, maxGrade: 0.065, rank: 4 },
  local: { lanes: 2, widthM: 7, sidewalkM: 2.5, speedMs: 8.3, maxGrade: 0.08, rank: 3 },
  service: { lanes: 2, widthM: 5.5, sidewalkM: 1.5, speedMs: 5.6, maxGrade: 0.08, rank: 2 },
  pedestrian: { lanes: 0, widthM: 4, sidewalkM: 0, speedMs: 1.4, maxGrade: 0.08, rank: 1 },
  rail: { lanes: 2, widthM: 11, sidewalkM: 0, speedMs: 33.3, maxGrade: 0.012, rank: 0 },
};

/** Crossfall of carriageways from the crown to the gutters, m/m. */
export const CROSSFALL = 0.018;
/** Kerb: sidewalk above gutter, m. */
export const KERB_M = 0.14;
/** Crossfall of sidewalks towards the kerb, m/m. */
export const SIDEWALK_FALL = 0.015;
