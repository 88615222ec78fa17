import { atan, cos, exp, log, sin, sqrt } from '../math';

/** A street between walls, its wind and its traffic, as OSPM sees it. */
export interface Canyon {
  readonly heightM: number;
  readonly widthM: number;
  /** Direction of the street's axis, degrees clockwise from north. */
  readonly axisDeg: number;
  /** Length of street on either side of the receptor, m. */
  readonly reachM: number;
  /** Wind above the roofs, m/s, and where it comes from, degrees. */
  readonly roofWindMs: number;
  readonly fromDeg: number;
  /** Turbulence made by the traffic, m/s: see `trafficTurbulence`. */
  readonly trafficMs: number;
  readonly receptorM: number;
}

/** Height over which exhaust is mixed at once, roughness within a street, m (OSPM). */
const INITIAL_M = 2;
const ROUGHNESS_M = 0.6;
/** Turbulence per wind speed (OSPM). */
const ALPHA = 0.1;
/** Half sector over which the direction wanders, rad, from 1 m/s on; below 1 m/s it is 0.5/u. */
const SECTOR = 0.5;
const SECTOR_STEPS = 40;
/** Traffic turbulence: drag 0.3, frontal areas 2 and 16 m² (OSPM). */
const DRAG = 0.3;
const CAR_M2 = 2;
const TRUCK_M2 = 16;

/** σ_w0 = b √(Σ N V S² ∕ W), m/s: vehicles per second times speed times area. Berkowicz (2000). */
export function trafficTurbulence(
  carsH: number,
  trucksH: number,
  speedMs: number,
  widthM: number,
): number {
  // Vehicles on a metre of street (flow over speed) times V² S: flow · V · S, in m²/s² once over W.
  const work = ((carsH * CAR_M2 + trucksH * TRUCK_M2) / 3600) * speedMs;
  return DRAG * sqrt(work / widthM);
}

/**
 * Concentration per emission (kg/m³ per kg/(m s) = s/m²) at the foot of the leeward and of the windward
 * wall, on top of the background: direct plume plus recirculation in a trapezium (Hertel & Berkowicz
 * 1989; Berkowicz 2000), averaged over the wandering of the wind. Leeward is the side the wind comes
 * from; with wind along the street both are the same.
 */
export function canyonConcentration(c: Canyon): { leeward: number; windward: number } {
  const u = Math.max(c.roofWindMs, 0.01);
  const half = Math.min(u < 1 ? SECTOR / u : SECTOR, Math.PI);
  const turn = ((c.fromDeg - c.axisDeg) * Math.PI) / 180;
  const side = Math.sign(sin(turn)) || 1;
  let leeward = 0;
  let windward = 0;
  for (let k = 0; k < SECTOR_STEPS; k++) {
    const a = turn + half * ((2 * (k + 0.5)) / SECTOR_STEPS - 1);
    const across = sin(a);
    const flow = streetFlow(c, u, Math.abs(across), Math.abs(cos(a)));
    const lee = leewardOf(c, flow);
    const wind = windwardOf(c, flow);
    const same = across * side >= 0;
    leeward += same ? lee : wind;
    windward += same ? wind : lee;
  }
  return { leeward: leeward / SECTOR_STEPS, windward: windward / SECTOR_STEPS };
}

/** Speeds and lengths of the flow at one wind direction. */
interface StreetFlow {
  readonly across: number;
  /** Wind at street level, turbulence there and at the top, m/s. */
  readonly streetMs: number;
  readonly turbulence: number;
  readonly topTurbulence: number;
  readonly roofMs: number;
  readonly trafficMs: number;
  /** Length of the vortex along the wind, and how strong it is (1 from 2 m/s on). */
  readonly vortexM: number;
  readonly strength: number;
  /** Path of the wind across the street, and the longest path of a plume in it. */
  readonly crossingM: number;
  readonly pathM: number;
  /** Path after which the plume reaches the roofs. */
  readonly liftM: number;
  readonly angleCos: number;
}

function streetFlow(c: Canyon, u: number, across: number, along: number): StreetFlow {
  const top = Math.max(c.heightM, INITIAL_M * 1.01);
  const beta = log(INITIAL_M / ROUGHNESS_M) / log(top / ROUGHNESS_M);
  const streetMs = beta * u * (1 - 0.2 * across * across);
  const t2 = c.trafficMs * c.trafficMs;
  const turbulence = sqrt(ALPHA * ALPHA * streetMs * streetMs + t2);
  const strength = u > 2 ? 1 : sqrt(0.5 * u);
  const s = Math.max(across, 1e-9);
  const crossingM = c.widthM / s;
  return {
    across: s,
    streetMs,
    turbulence,
    topTurbulence: sqrt(ALPHA * ALPHA * u * u + 0.4 * t2),
    roofMs: u,
    trafficMs: c.trafficMs,
    vortexM: 2 * c.heightM * strength,
    strength,
    crossingM,
    pathM: along > 1e-9 ? Math.min(crossingM, c.reachM / along) : crossingM,
    liftM: (streetMs * (top - INITIAL_M)) / turbulence,
    angleCos: along,
  };
}

/** Plume along a path of the street: grows linearly until it reaches the roofs, then leaks away. */
function directPart(c: Canyon, f: StreetFlow, nearM: number, leakM: number): number {
  const top = Math.max(c.heightM, INITIAL_M);
  const growth = f.turbulence / f.streetMs;
  const start = Math.min(INITIAL_M + growth * nearM, Math.max(INITIAL_M, c.receptorM));
  const rise = log((INITIAL_M + growth * nearM) / start);
  const leak = leakM > 0 ? 1 - exp((-f.topTurbulence * leakM) / (f.streetMs * top)) : 0;
  return (
    (sqrt(2 / Math.PI) / (c.widthM * f.turbulence)) *
    (rise + (f.turbulence / f.topTurbulence) * leak)
  );
}

function leewardOf(c: Canyon, f: StreetFlow): number {
  const inside = Math.min(f.pathM, f.vortexM);
  const near = Math.min(inside, f.liftM);
  const leak = Math.max(inside - f.liftM, 0);
  let direct = directPart(c, f, near, leak);
  // Emissions beyond the vortex reach the leeward side only when the wind is nearly along the street.
  const angle = 2 * f.strength * angleToAxis(f);
  const weight = Math.max(cos(Math.min(angle, Math.PI)), 0);
  if (weight > 0 && f.vortexM < f.pathM) {
    const whole = directPart(c, f, Math.min(f.pathM, f.liftM), Math.max(f.pathM - f.liftM, 0));
    direct += weight * Math.max(whole - direct, 0);
  }
  return direct + recirculation(c, f);
}

/** Angle of the wind to the axis, rad, 0 … π/2, from its sine and cosine. */
function angleToAxis(f: StreetFlow): number {
  return 2 * atan(f.across / (1 + f.angleCos));
}

function windwardOf(c: Canyon, f: StreetFlow): number {
  let direct = 0;
  if (f.vortexM < f.crossingM) {
    const free = Math.min(f.pathM, f.crossingM - f.vortexM);
    direct = directPart(c, f, Math.min(free, f.liftM), Math.max(free - f.liftM, 0));
  }
  return direct + recirculation(c, f);
}

/** Well-mixed trapezium of the vortex: emission into it over ventilation through its top and hypotenuse. */
function recirculation(c: Canyon, f: StreetFlow): number {
  if (f.vortexM <= 0 || c.receptorM > c.heightM) return 0;
  const base = Math.min(f.crossingM, f.vortexM);
  const topSide = Math.min(f.crossingM, 0.5 * f.vortexM);
  const longest = sqrt(c.heightM * c.heightM + 0.25 * f.vortexM * f.vortexM);
  const cut = Math.min((2 * c.heightM * (f.vortexM - base)) / f.vortexM, c.heightM);
  const slant = Math.max(0, (longest * (c.heightM - cut)) / c.heightM);
  const streetMs = sqrt(f.streetMs * f.streetMs + f.trafficMs * f.trafficMs);
  const through = (slant * streetMs + longest * f.roofMs) / (slant + longest);
  return (base * f.across) / c.widthM / (f.topTurbulence * topSide + through * slant);
}
