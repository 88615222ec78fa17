/**
 * Coefficients of a rainstorm-intensity formula as Chinese cities publish it (GB 50014-2021, design
 * rainfall intensity):
 *
 *     q = 167·A₁·(1 + C·lg P) / (t + b)ⁿ
 *
 * q in L/(s·ha), duration t in min, return period P in years. 1 mm/min is 166.7 L/(s·ha), which the
 * standard rounds to 167: the mean intensity is i = A₁·(1 + C·lg P)/(t + b)ⁿ in mm/min.
 */
export interface IntensityFormula {
  readonly a1: number;
  readonly c: number;
  readonly b: number;
  readonly n: number;
}

/** Shanghai, DB31/T 1043-2017: q = 1600·(1 + 0.846·lg P)/(t + 7.0)^0.656. What an editor starts from. */
export const SHANGHAI_2017: IntensityFormula = { a1: 1600 / 167, c: 0.846, b: 7, n: 0.656 };

/** Unit design discharge q, L/(s·ha), of the greatest rain of a duration (min) and return period (years). */
export function designRainLSHa(
  f: IntensityFormula,
  durationMin: number,
  returnYears: number,
): number {
  return (167 * scaleOf(f, returnYears)) / (durationMin + f.b) ** f.n;
}

/** Greatest depth (mm) that falls in a duration (min) for a return period (years). */
export function designDepthMm(
  f: IntensityFormula,
  durationMin: number,
  returnYears: number,
): number {
  return (scaleOf(f, returnYears) * durationMin) / (durationMin + f.b) ** f.n;
}

function scaleOf(f: IntensityFormula, returnYears: number): number {
  return f.a1 * (1 + f.c * Math.log10(returnYears));
}
