/**
 * Intensity–duration–frequency law of the form of GB 50014-2021: q = A₁(1 + C·lg P)/(t + b)^n in
 * L/(s·ha). The values are Shanghai's (DB31/T 1043-2017): 1600(1 + 0.846 lg P)/(t + 7.0)^0.656,
 * t = 5…180 min.
 */
const A1 = 1600;
const C = 0.846;
const B_MIN = 7;
const N = 0.656;

/** Return period the sewers are designed for, years (GB 50014-2021, table 4.1.3: 3–5 for a large city). */
export const DESIGN_RETURN_YEARS = 3;
/** Return period of the underpass drainage, years (GB 50014-2021, table 4.1.3: 20–30). */
export const UNDERPASS_RETURN_YEARS = 30;
/** Time from the roof to the gully, min (GB 50014-2021, 4.1.9: 5–15). */
export const INLET_TIME_MIN = 8;

/** Mean intensity over a duration, m/s. */
export function rainIntensityMs(durationMin: number, returnYears: number): number {
  const q = (A1 * (1 + C * Math.log10(returnYears))) / (durationMin + B_MIN) ** N;
  return q * 1e-7; // 1 L/(s·ha) = 1e-3 m³/s / 1e4 m²
}

/** Runoff coefficient of a surface: 0.9 on sealed, 0.15 on green ground (GB 50014-2021, table 4.1.8). */
export function runoffCoefficient(imperviousness: number): number {
  return 0.9 * imperviousness + 0.15 * (1 - imperviousness);
}

/** Design flow of the rational method, m³/s: Q = i·ΣCA, with ΣCA in m². */
export function rationalFlow(effectiveAreaM2: number, concentrationMin: number, years: number) {
  return effectiveAreaM2 * rainIntensityMs(Math.max(concentrationMin, 5), years);
}

/** A design storm as steps: start of each step (s) and intensity (mm/h), closed by a row of 0. */
export interface DesignStorm {
  readonly timeS: Float64Array;
  readonly mmH: Float64Array;
}

/**
 * Chicago storm (Keifer & Chu, J. Hydraul. Div. ASCE 83(HY4), 1957): every window around the peak
 * carries the depth of the IDF law. `peakShare` is the part of the duration before the peak. Steps
 * hold the mean of their interval, so that the volume is exact.
 */
export function chicagoStorm(
  durationMin: number,
  stepMin: number,
  returnYears: number,
  peakShare = 0.4,
): DesignStorm {
  // Depth (mm) that falls within τ minutes before or after the peak is that share of the IDF depth
  // of the whole window τ/share.
  const depth = (tauMin: number, share: number) => {
    const t = tauMin / share;
    return t <= 0 ? 0 : share * rainIntensityMs(t, returnYears) * t * 60 * 1000;
  };
  const peakMin = durationMin * peakShare;
  const fallen = (t: number) =>
    t <= peakMin
      ? depth(peakMin, peakShare) - depth(peakMin - t, peakShare)
      : depth(peakMin, peakShare) + depth(t - peakMin, 1 - peakShare);
  const steps = Math.round(durationMin / stepMin);
  const timeS = new Float64Array(steps + 1);
  const mmH = new Float64Array(steps + 1);
  for (let i = 0; i < steps; i++) {
    timeS[i] = i * stepMin * 60;
    mmH[i] = (fallen((i + 1) * stepMin) - fallen(i * stepMin)) / (stepMin / 60);
  }
  timeS[steps] = steps * stepMin * 60;
  return { timeS, mmH };
}
