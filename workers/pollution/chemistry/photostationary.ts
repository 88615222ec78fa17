import { exp, sqrt } from '../math';

/** Molar masses, g/mol, for µg/m³ ↔ ppb at 20 °C, one atmosphere (molar volume 24.06 l). */
const MOLAR_VOLUME_L = 24.06;
const NO2_UG_PER_PPB = 46.0055 / MOLAR_VOLUME_L;
const O3_UG_PER_PPB = 47.9982 / MOLAR_VOLUME_L;
const NO_UG_PER_PPB = 30.0061 / MOLAR_VOLUME_L;

/** Photolysis of NO2, 1/s, from global radiation, W/m²: 0.8e-3 e^(−10/Q) + 7.4e-6 Q (OSPM; Berkowicz & Hertel 1989). */
export function photolysisRate(radiationWm2: number): number {
  return radiationWm2 > 1 ? 0.8e-3 * exp(-10 / radiationWm2) + 7.4e-6 * radiationWm2 : 0;
}

/** NO + O3 → NO2, 1/(ppb s): 5.38e-2 e^(−1430/T) (as in OSPM). */
export function oxidationRate(temperatureK: number): number {
  return 5.38e-2 * exp(-1430 / temperatureK);
}

/** What the air of a place is mixed from. */
export interface NitrogenMix {
  /** NOx from sources, µg/m³ as NO2, and the share of it emitted as NO2. */
  readonly sourceNoxUgM3: number;
  readonly primaryNo2UgM3: number;
  /** Background, µg/m³: NOx as NO2, NO2, O3. */
  readonly backgroundNoxUgM3: number;
  readonly backgroundNo2UgM3: number;
  readonly backgroundO3UgM3: number;
}

/**
 * NO2, NO and O3 (µg/m³) after NO + O3 ⇌ NO2 + O2 has gone on for a residence time (s; Infinity: to the
 * photostationary state). Stirred air with inflow, solved for its steady state (Berkowicz & Hertel 1989;
 * Palmgren et al. 1996): NOx and Ox = NO2 + O3 are conserved.
 */
export function nitrogenBalance(
  mix: NitrogenMix,
  radiationWm2: number,
  temperatureK: number,
  residenceS: number,
): { no2: number; no: number; o3: number } {
  const nox = (mix.sourceNoxUgM3 + mix.backgroundNoxUgM3) / NO2_UG_PER_PPB;
  const mixedNo2 = Math.min((mix.primaryNo2UgM3 + mix.backgroundNo2UgM3) / NO2_UG_PER_PPB, nox);
  const ox = mixedNo2 + mix.backgroundO3UgM3 / O3_UG_PER_PPB;
  const k = oxidationRate(temperatureK);
  const back = photolysisRate(radiationWm2) / k;
  const renewal = Number.isFinite(residenceS) ? 1 / (residenceS * k) : 0;
  const sum = nox + ox + back + renewal;
  // The smaller root, in the form that does not cancel: 2c / (b + √(b² − 4c)).
  const product = nox * ox + mixedNo2 * renewal;
  const no2 = sum > 0 ? (2 * product) / (sum + sqrt(Math.max(sum * sum - 4 * product, 0))) : 0;
  return {
    no2: no2 * NO2_UG_PER_PPB,
    no: Math.max(nox - no2, 0) * NO_UG_PER_PPB,
    o3: Math.max(ox - no2, 0) * O3_UG_PER_PPB,
  };
}
