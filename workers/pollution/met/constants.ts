/** Constants of the surface layer. Sources: docs/physics/pollution.md. */

/** Von Kármán's constant (AERMOD Model Formulation, EPA-454/B-24-010). */
export const VON_KARMAN = 0.4;
export const GRAVITY = 9.80665;
/** Heat capacity of air at constant pressure, J/(kg K). */
export const AIR_HEAT_CAPACITY = 1004;
/** Gas constant of dry air, J/(kg K). */
const AIR_GAS_CONSTANT = 287.04;
const STANDARD_PRESSURE_PA = 101_325;

/** Below this wind, m/s, its direction means nothing: the hour is calm. */
export const CALM_MS = 0.5;
/** Least lateral turbulence, m/s, and least lateral intensity (AERMOD's SVMIN and SVUMIN). */
export const LEAST_SIGMA_V_MS = 0.2;
export const LEAST_LATERAL_INTENSITY = 0.05;
/** |L| beyond which the surface layer is neutral, m (AERMET's limit). */
export const NEUTRAL_OBUKHOV_M = 8888;
/** |L| below which similarity ends, m (AERMET's limit for the stable side). */
export const LEAST_OBUKHOV_M = 1;

/** Density of dry air at standard pressure, kg/m³. */
export function airDensity(temperatureK: number): number {
  return STANDARD_PRESSURE_PA / (AIR_GAS_CONSTANT * temperatureK);
}
