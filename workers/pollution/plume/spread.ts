import { cbrt, erf, exp, pow, sqrt } from '../math';
import { GRAVITY, VON_KARMAN } from '../met/constants';
import { lateralIntensity, meanWind, type Meteorology } from '../met/meteorology';

/** Where a plume starts: height and initial spreads, m. */
export interface SourceShape {
  /** Effective height of release above ground, m (stack plus plume rise). */
  readonly heightM: number;
  readonly sigmaY0M: number;
  readonly sigmaZ0M: number;
}

/** The plume at a distance: transport wind and spreads. */
export interface Spread {
  readonly windMs: number;
  readonly sigmaYM: number;
  readonly sigmaZM: number;
}

const ROOT_2 = Math.SQRT2;
const ROOT_2_OVER_PI = sqrt(2 / Math.PI);
/** Height of the Prairie Grass release, to which AERMOD's near-surface lateral growth is scaled, m. */
const SURFACE_RELEASE_M = 0.46;
/** Nearer than this, m, a plume is what it is at this distance (RLINE's XD_MIN). */
export const LEAST_DISTANCE_M = 1;
const MAX_ITERATIONS = 40;
const TOLERANCE = 1e-6;

/**
 * Spreads at a downwind distance, with the wind at the mean height of the plume (Venkatram et al. 2013),
 * found by iteration because the spread depends on that wind.
 */
export function spreadAt(m: Meteorology, source: SourceShape, distanceM: number): Spread {
  const x = Math.max(distanceM, LEAST_DISTANCE_M);
  let windMs = meanWind(m, source.heightM);
  let own = verticalSpread(m, source.heightM, x, windMs);
  for (let k = 0; k < MAX_ITERATIONS; k++) {
    windMs = meanWind(m, Math.max(meanHeight(source.heightM, own), source.heightM));
    const next = verticalSpread(m, source.heightM, x, windMs);
    const change = Math.abs(next - own);
    own = next;
    if (change < TOLERANCE * own) break;
  }
  const sigmaY = lateralSpread(m, source.heightM, x, windMs);
  return {
    windMs,
    sigmaYM: sqrt(sigmaY * sigmaY + source.sigmaY0M * source.sigmaY0M),
    sigmaZM: sqrt(own * own + source.sigmaZ0M * source.sigmaZ0M),
  };
}

/** Mean height of a reflected Gaussian plume, m. */
function meanHeight(hM: number, sigmaZ: number): number {
  const r = hM / sigmaZ;
  return ROOT_2_OVER_PI * sigmaZ * exp(-0.5 * r * r) + hM * erf(r / ROOT_2);
}

/**
 * σ_z without initial spread: near the ground by RLINE (Snyder et al. 2013; Venkatram et al. 2013), high
 * up from σ_w and travel time, between them in proportion to h/zi (AERMOD MFD, stable boundary layer).
 */
export function verticalSpread(m: Meteorology, hM: number, x: number, windMs: number): number {
  const share = Math.min(hM / m.mixingHeightM, 1);
  const low = share < 1 ? surfaceSpread(m, x, windMs) : 0;
  const high = share > 0 ? elevatedSpread(m, hM, x, windMs) : 0;
  return (1 - share) * low + share * high;
}

/** RLINE: 0.57 (u*x/U) / (1 + 3 (u*∕U)(x/L)^⅔) stable; 0.57 (u*x/U)(1 + 1.5 u*x/(U|L|)) unstable. */
function surfaceSpread(m: Meteorology, x: number, windMs: number): number {
  const r = m.frictionMs / windMs;
  const l = Math.abs(m.obukhovM);
  if (m.obukhovM > 0) {
    const q = cbrt(x / l);
    return (0.57 * r * x) / (1 + 3 * r * q * q);
  }
  return 0.57 * r * x * (1 + (1.5 * r * x) / l);
}

/**
 * Stable: σ_w t / √(1 + σ_w t (1/(0.72 h) + N/(0.54 σ_w))) (CTDMPLUS, in AERMOD); unstable: σ_w t
 * (Irwin 1983). σ_w as in AERMOD.
 */
function elevatedSpread(m: Meteorology, hM: number, x: number, windMs: number): number {
  const sigmaW = verticalTurbulence(m, hM);
  const travel = sigmaW * (x / windMs);
  if (m.obukhovM < 0) return travel;
  const n = sqrt((GRAVITY / m.temperatureK) * temperatureGradient(m, hM));
  return travel / sqrt(1 + travel * (1 / (0.72 * hM) + n / (0.54 * sigmaW)));
}

/** σ_w, m/s: 1.3 u* √(1 − z/zi), and √1.6 w* (z/zi)^⅓ up to 0.1 zi, √0.35 w* above (AERMOD MFD). */
export function verticalTurbulence(m: Meteorology, zM: number): number {
  const s = zM / m.mixingHeightM;
  const mechanical = 1.69 * m.frictionMs * m.frictionMs * Math.max(1 - s, 0.1);
  if (m.convectiveMs === 0) return sqrt(mechanical);
  const c = cbrt(Math.min(s, 1));
  const w2 = m.convectiveMs * m.convectiveMs;
  const convective = s <= 0.1 ? 1.6 * c * c * w2 : 0.35 * w2;
  return sqrt(mechanical + convective);
}

/** dθ/dz in stable air, K/m: θ*∕(κz)(1 + 5 z/L), at 2 m and above, and not below AERMOD's 0.002 K/m. */
export function temperatureGradient(m: Meteorology, zM: number): number {
  if (m.obukhovM < 0) return 0;
  const z = Math.max(zM, 2);
  const scale =
    (m.temperatureK * m.frictionMs * m.frictionMs) / (VON_KARMAN * GRAVITY * m.obukhovM);
  const capped = Math.min(z, 100);
  const at = (scale / (VON_KARMAN * capped)) * (1 + (5 * capped) / m.obukhovM);
  return Math.max(
    z > 100 ? at * exp(-(z - 100) / (0.44 * Math.max(m.mixingHeightM, 100))) : at,
    0.002,
  );
}

/**
 * σ_y without initial spread. AERMOD (MFD, ambient lateral dispersion): stable i x / (1 + x/(2 U T))^0.3
 * with T = (zi/(156 σ_v)) max(h, 0.46)/0.46; unstable i x / (1 + β i x/zi)^0.3 with
 * β = max(78 · 0.46/max(h, 0.46), 0.7); i = σ_v/U. In stable air with an observed σθ, near the ground,
 * RLINE: 1.6 (σ_v/u*) σ_z (1 + 2.5 σ_z/L), which takes the measured σ_v as it is.
 */
export function lateralSpread(m: Meteorology, hM: number, x: number, windMs: number): number {
  if (m.obukhovM < 0) {
    const i = lateralIntensity(m, windMs);
    const beta = Math.max((78 * SURFACE_RELEASE_M) / Math.max(hM, SURFACE_RELEASE_M), 0.7);
    return (i * x) / pow(1 + (beta * i * x) / m.mixingHeightM, 0.3);
  }
  if (!m.sigmaObserved) return stableLateral(m, hM, x, windMs);
  const share = Math.min(hM / m.mixingHeightM, 1);
  const sz = surfaceSpread(m, x, windMs);
  const near = 1.6 * (m.sigmaVMs / m.frictionMs) * sz * (1 + (2.5 * sz) / m.obukhovM);
  return share > 0 ? (1 - share) * near + share * stableLateral(m, hM, x, windMs) : near;
}

function stableLateral(m: Meteorology, hM: number, x: number, windMs: number): number {
  const h = Math.max(hM, SURFACE_RELEASE_M);
  const t = (m.mixingHeightM / (156 * m.sigmaVMs)) * (h / SURFACE_RELEASE_M);
  return (lateralIntensity(m, windMs) * x) / pow(1 + x / (2 * windMs * t), 0.3);
}
