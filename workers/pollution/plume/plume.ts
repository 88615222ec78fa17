import { exp, sqrt } from '../math';
import type { Meteorology } from '../met/meteorology';
import { LEAST_DISTANCE_M, spreadAt, type SourceShape, type Spread } from './spread';

const ROOT_2_PI = sqrt(2 * Math.PI);
/** σ_z/zi beyond which the plume fills the mixed layer evenly (the rest of the series is 3e-6). */
const MIXED = 1.6;
/** A receptor this little upwind, m, stands on the source, as in the kernel. */
const ON_SOURCE_M = -0.01;

/**
 * Vertical density of a plume, 1/m: Gaussian with reflections at the ground and at the lid. A source
 * above the lid is not reflected by it and does not reach below.
 */
export function verticalDensity(
  spread: Spread,
  sourceM: number,
  receptorM: number,
  lidM: number,
): number {
  const s = spread.sigmaZM;
  const image = (dz: number): number => {
    const r = dz / s;
    return exp(-0.5 * r * r);
  };
  const scale = 1 / (ROOT_2_PI * s);
  if (sourceM >= lidM || !Number.isFinite(lidM)) {
    return scale * (image(receptorM - sourceM) + image(receptorM + sourceM));
  }
  if (receptorM > lidM) return 0;
  if (s > MIXED * lidM) return 1 / lidM;
  let sum = image(receptorM - sourceM) + image(receptorM + sourceM);
  const last = Math.ceil((4 * s) / lidM) + 1;
  for (let n = 1; n <= last; n++) {
    const d = 2 * n * lidM;
    sum +=
      image(receptorM - sourceM - d) +
      image(receptorM - sourceM + d) +
      image(receptorM + sourceM - d) +
      image(receptorM + sourceM + d);
  }
  return scale * sum;
}

/** Crosswind-integrated concentration of a unit source at a distance, s/m². */
export function crosswindIntegral(
  m: Meteorology,
  source: SourceShape,
  distanceM: number,
  receptorM: number,
): number {
  if (!(distanceM > 0)) return 0;
  const spread = spreadAt(m, source, distanceM);
  const lid = lidOf(m, source, spread);
  return verticalDensity(spread, source.heightM, receptorM, lid) / spread.windMs;
}

/**
 * The lid that reflects: the mixing height by day; in stable air, where no inversion caps the layer,
 * at least 2.15 σ_z above the source (AERMOD).
 */
export function lidOf(m: Meteorology, source: SourceShape, spread: Spread): number {
  if (m.obukhovM < 0) return m.mixingHeightM;
  return Math.max(m.mixingHeightM, source.heightM + 2.15 * spread.sigmaZM);
}

/**
 * Concentration per emission rate of a point source, s/m³, at a place downwind x, crosswind y (m) and
 * height (m). Nothing upwind; in a calm, equally in all directions (the meander of Venkatram et al.).
 * Nearer than 1 m, the value at 1 m.
 */
export function pointPlume(
  m: Meteorology,
  source: SourceShape,
  x: number,
  y: number,
  receptorM: number,
): number {
  if (m.calm) {
    const r = Math.max(sqrt(x * x + y * y), LEAST_DISTANCE_M);
    return crosswindIntegral(m, source, r, receptorM) / (2 * Math.PI * r);
  }
  if (!(x >= ON_SOURCE_M)) return 0;
  const spread = spreadAt(m, source, x);
  const lid = lidOf(m, source, spread);
  const vertical = verticalDensity(spread, source.heightM, receptorM, lid) / spread.windMs;
  const t = y / spread.sigmaYM;
  return (vertical * exp(-0.5 * t * t)) / (ROOT_2_PI * spread.sigmaYM);
}
