import { cbrt, pow, tan } from '../math';
import {
  AIR_HEAT_CAPACITY,
  airDensity,
  CALM_MS,
  GRAVITY,
  LEAST_LATERAL_INTENSITY,
  LEAST_OBUKHOV_M,
  LEAST_SIGMA_V_MS,
  NEUTRAL_OBUKHOV_M,
  VON_KARMAN,
} from './constants';
import { profileFactor, windAt } from './profile';
import { classOfObukhov, obukhovOfClass, type PasquillClass } from './stability';

/** One met hour as observed, measured or forecast. What is known best is used; the rest is derived. */
export interface MetObservation {
  /** Wind speed, m/s, and the height it is measured at, m. */
  readonly windMs: number;
  readonly windHeightM: number;
  /** Degrees the wind comes from, clockwise from north. */
  readonly fromDeg: number;
  /** Roughness length, m. */
  readonly roughnessM: number;
  /** Standard deviation of the wind direction over the averaging time, degrees. */
  readonly sigmaThetaDeg?: number;
  readonly frictionMs?: number;
  /** Obukhov length, m; positive: stable. */
  readonly obukhovM?: number;
  /** Sensible heat flux, W/m², upwards. */
  readonly heatFluxWm2?: number;
  readonly pasquill?: PasquillClass;
  readonly mixingHeightM?: number;
  readonly temperatureK?: number;
  readonly rainMmH?: number;
  /** Global radiation, W/m², for photolysis. */
  readonly radiationWm2?: number;
}

/** A met hour ready for dispersion. */
export interface Meteorology {
  readonly fromDeg: number;
  readonly frictionMs: number;
  readonly obukhovM: number;
  readonly roughnessM: number;
  readonly mixingHeightM: number;
  /** Convective velocity scale, m/s; 0 when not unstable. */
  readonly convectiveMs: number;
  /** Standard deviation of the lateral wind, m/s. */
  readonly sigmaVMs: number;
  /** True where σ_v comes from an observed σθ. */
  readonly sigmaObserved: boolean;
  readonly temperatureK: number;
  readonly rainMmH: number;
  readonly radiationWm2: number;
  readonly pasquill: PasquillClass;
  /** Wind below the calm limit: its direction means nothing. */
  readonly calm: boolean;
  /** Wind speed observed, m/s, and its height, m. */
  readonly windMs: number;
  readonly windHeightM: number;
}

/** An observed σ_v is taken as it is; only nought would divide. */
const LEAST_OBSERVED_MS = 0.01;
const DEFAULT_TEMPERATURE_K = 288.15;
/** Convective mixing height where none is given, m: a round number of fair-weather days, said as an assumption. */
export const ASSUMED_CONVECTIVE_HEIGHT_M = 1000;

/**
 * Derives what dispersion needs. Obukhov length: as given, else from heat flux (iterated with u*),
 * else from the Pasquill class (Golder 1972), else neutral. u*: as given, else from the wind by
 * similarity. σ_v: U·tan σθ where σθ is observed, else √((1.9 u*)² + (0.6 w*)²) (RLINE; Snyder et al.
 * 2013), then never below AERMOD's 0.2 m/s.
 */
export function deriveMeteorology(o: MetObservation): Meteorology {
  const calm = !(o.windMs >= CALM_MS);
  const windMs = calm ? CALM_MS : o.windMs;
  const temperatureK = o.temperatureK ?? DEFAULT_TEMPERATURE_K;
  const { frictionMs, obukhovM } = surfaceLayer(o, windMs, temperatureK);
  const mixingHeightM = o.mixingHeightM ?? mixingHeight(frictionMs, obukhovM);
  const convectiveMs =
    obukhovM < 0
      ? cbrt((frictionMs * frictionMs * frictionMs * mixingHeightM) / (VON_KARMAN * -obukhovM))
      : 0;
  const observed = o.sigmaThetaDeg !== undefined;
  const sigmaV = observed
    ? windMs * tan((o.sigmaThetaDeg! * Math.PI) / 180)
    : Math.sqrt(3.61 * frictionMs * frictionMs + 0.36 * convectiveMs * convectiveMs);
  return {
    fromDeg: o.fromDeg,
    frictionMs,
    obukhovM,
    roughnessM: o.roughnessM,
    mixingHeightM,
    convectiveMs,
    sigmaVMs:
      observed && !calm ? Math.max(sigmaV, LEAST_OBSERVED_MS) : Math.max(sigmaV, LEAST_SIGMA_V_MS),
    sigmaObserved: observed,
    temperatureK,
    rainMmH: o.rainMmH ?? 0,
    radiationWm2: o.radiationWm2 ?? 0,
    pasquill: o.pasquill ?? classOfObukhov(obukhovM, o.roughnessM),
    calm,
    windMs,
    windHeightM: o.windHeightM,
  };
}

function surfaceLayer(
  o: MetObservation,
  windMs: number,
  temperatureK: number,
): { frictionMs: number; obukhovM: number } {
  const friction = (l: number): number =>
    o.frictionMs ?? (VON_KARMAN * windMs) / profileFactor(o.windHeightM, o.roughnessM, l);
  if (o.obukhovM !== undefined) {
    const obukhovM = limited(o.obukhovM);
    return { frictionMs: friction(obukhovM), obukhovM };
  }
  if (o.heatFluxWm2 !== undefined) {
    return fromHeatFlux(o.heatFluxWm2, temperatureK, friction);
  }
  const obukhovM = o.pasquill
    ? limited(obukhovOfClass(o.pasquill, o.roughnessM))
    : NEUTRAL_OBUKHOV_M;
  return { frictionMs: friction(obukhovM), obukhovM };
}

/** u* and L = −ρ c_p T u*³ / (κ g H) by iteration, from neutral. Damped: the stable branch may have no exact root. */
function fromHeatFlux(
  heatFluxWm2: number,
  temperatureK: number,
  friction: (l: number) => number,
): { frictionMs: number; obukhovM: number } {
  let obukhovM = NEUTRAL_OBUKHOV_M;
  let frictionMs = friction(obukhovM);
  if (Math.abs(heatFluxWm2) < 1e-6) return { frictionMs, obukhovM };
  const scale =
    (-airDensity(temperatureK) * AIR_HEAT_CAPACITY * temperatureK) /
    (VON_KARMAN * GRAVITY * heatFluxWm2);
  for (let k = 0; k < 60; k++) {
    obukhovM = limited(scale * frictionMs * frictionMs * frictionMs);
    const next = 0.5 * (frictionMs + friction(obukhovM));
    if (Math.abs(next - frictionMs) < 1e-9 * frictionMs) break;
    frictionMs = next;
  }
  return { frictionMs, obukhovM };
}

function limited(l: number): number {
  if (!Number.isFinite(l) || Math.abs(l) > NEUTRAL_OBUKHOV_M) {
    return l < 0 ? -NEUTRAL_OBUKHOV_M : NEUTRAL_OBUKHOV_M;
  }
  if (Math.abs(l) < LEAST_OBUKHOV_M) return l < 0 ? -LEAST_OBUKHOV_M : LEAST_OBUKHOV_M;
  return l;
}

/** Stable and neutral: 2300 u*^1.5 (Venkatram 1980), at most 4000 m as in AERMET; convective: assumed. */
export function mixingHeight(frictionMs: number, obukhovM: number): number {
  const mechanical = Math.min(2300 * pow(frictionMs, 1.5), 4000);
  return obukhovM < 0 ? Math.max(mechanical, ASSUMED_CONVECTIVE_HEIGHT_M) : Math.max(mechanical, 1);
}

/** Mean wind at a height, m/s, from similarity; in a calm never below √2·σ_v (the speed of the meander). */
export function meanWind(m: Meteorology, zM: number): number {
  const u = windAt(Math.max(zM, 2 * m.roughnessM), m.frictionMs, m.roughnessM, m.obukhovM);
  return m.calm ? Math.max(u, Math.SQRT2 * m.sigmaVMs) : u;
}

/** Lateral intensity σ_v/U with AERMOD's lower limit. */
export function lateralIntensity(m: Meteorology, windMs: number): number {
  return Math.max(m.sigmaVMs / windMs, LEAST_LATERAL_INTENSITY);
}
