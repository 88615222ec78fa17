/** Which way a number is better; `neither`: it only describes. */
export type Better = 'less' | 'more' | 'neither';

export const INDICATOR_GROUPS = ['people', 'roads', 'hazard', 'sewers', 'money'] as const;
export type IndicatorGroup = (typeof INDICATOR_GROUPS)[number];

/** What an indicator is: its unit, how it is made and where that comes from. */
export interface IndicatorSpec {
  readonly group: IndicatorGroup;
  readonly unit: '1' | 'm2' | 'm' | 'km' | 'km·h' | 'h' | 'm3' | 'kWh' | 'money';
  readonly better: Better;
  /** The formula with its limits, in symbols that need no language. */
  readonly formula: string;
  /** Data it is made from: fields and series of the run, layers of the City. */
  readonly inputs: string;
  /** Publication the limits come from; absent where it is a plain count. */
  readonly source?: string;
}

/** Depth from which ground counts as flooded, m. */
export const FLOODED_M = 0.05;
/** Depths outside a building that part its classes, m; below the first (about a door sill) it is dry. */
export const BUILDING_DEPTHS_M = [0.1, 0.3, 0.5, 1] as const;
/** Depth around a critical site from which it is out of use itself, m. */
export const SITE_WET_M = 0.3;
/** Efficiency of a pump with its motor where nothing else is known. */
export const PUMP_EFFICIENCY = 0.7;

/** What stops vehicles: depth (m), depth · speed (m²/s) and speed (m/s) of the water, whichever comes first. */
export interface VehicleLimit {
  readonly depthM: number;
  readonly depthSpeedM2S: number;
  readonly speedMs: number;
}
export const VEHICLE_LIMITS = {
  cars: { depthM: 0.15, depthSpeedM2S: 0.3, speedMs: 3 },
  large: { depthM: 0.3, depthSpeedM2S: 0.6, speedMs: 3 },
} as const satisfies Readonly<Record<string, VehicleLimit>>;
export type VehicleClass = keyof typeof VEHICLE_LIMITS;

const ARR_VEHICLES =
  'Shand et al. 2011 (ARR project 10, stage 2), Australian Rainfall and Runoff 2019, book 6, chapter 7';
const ARR_HAZARD =
  'Australian Rainfall and Runoff 2019, book 6, table 6.7.4; AIDR Handbook 7, guideline 7-3 (2017)';
const AROUND = 'maxDepth beside the walls';

function buildings(from: number, to: number | null): IndicatorSpec {
  const upper = to === null ? '' : ` < ${to} m`;
  return {
    group: 'people',
    unit: '1',
    better: 'less',
    formula: `#{b : ${from} m ≤ h(b)${upper}}`,
    inputs: `buildings; ${AROUND}`,
  };
}

function hazard(formula: string, better: Better = 'less'): IndicatorSpec {
  return {
    group: 'hazard',
    unit: 'm2',
    better,
    formula,
    inputs: 'maxDepth, maxSpeed, maxHazard',
    source: ARR_HAZARD,
  };
}

function road(unit: 'km' | 'km·h' | 'h', formula: string): IndicatorSpec {
  return {
    group: 'roads',
    unit,
    better: 'less',
    formula,
    inputs: 'streets; depth, velocityX, velocityY',
    source: ARR_VEHICLES,
  };
}

const CARS = 'h ≥ 0.15 m ∨ h·v ≥ 0.3 m²/s ∨ v ≥ 3 m/s';
const LARGE = 'h ≥ 0.3 m ∨ h·v ≥ 0.6 m²/s ∨ v ≥ 3 m/s';

/** All indicators of a flood run, in the order they are shown. */
export const INDICATORS = {
  buildingsWet: buildings(0.1, null),
  buildingsWet10: buildings(0.1, 0.3),
  buildingsWet30: buildings(0.3, 0.5),
  buildingsWet50: buildings(0.5, 1),
  buildingsWet100: buildings(1, null),
  peopleAffected: {
    group: 'people',
    unit: '1',
    better: 'less',
    formula: 'Σ population(b), h(b) ≥ 0.1 m',
    inputs: `buildings; ${AROUND}`,
  },
  sitesCutOff: {
    group: 'people',
    unit: '1',
    better: 'less',
    formula: `#{s : ∃t h(s,t) ≥ ${SITE_WET_M} m ∨ ∄ path(s → rim) : ¬(${LARGE})}`,
    inputs: 'facilities, streets; depth, velocityX, velocityY',
    source: ARR_VEHICLES,
  },
  siteHoursCutOff: {
    group: 'people',
    unit: 'h',
    better: 'less',
    formula: 'Σₛ Σₜ Δt, s cut off at t',
    inputs: 'facilities, streets; depth, velocityX, velocityY',
    source: ARR_VEHICLES,
  },
  roadClosedCars: road('km', `Σ ℓ, ∃t ${CARS}`),
  roadClosedLarge: road('km', `Σ ℓ, ∃t ${LARGE}`),
  roadHoursCars: road('km·h', `Σ ℓ·Δt, ${CARS}`),
  roadHoursLarge: road('km·h', `Σ ℓ·Δt, ${LARGE}`),
  longestClosureCars: road('h', `max Σ Δt, ${CARS}`),
  longestClosureLarge: road('h', `max Σ Δt, ${LARGE}`),
  floodedArea: {
    group: 'hazard',
    unit: 'm2',
    better: 'less',
    formula: `Σ A, max h ≥ ${FLOODED_M} m`,
    inputs: 'maxDepth; water bodies left out',
  },
  deepestWater: {
    group: 'hazard',
    unit: 'm',
    better: 'less',
    formula: 'max h',
    inputs: 'maxDepth; water bodies left out',
  },
  hazardH1: hazard('Σ A, h ≤ 0.3 m ∧ v ≤ 2 m/s ∧ h·v ≤ 0.3 m²/s', 'neither'),
  hazardH2: hazard('Σ A, ¬H1 ∧ h ≤ 0.5 m ∧ v ≤ 2 m/s ∧ h·v ≤ 0.6 m²/s'),
  hazardH3: hazard('Σ A, ¬H2 ∧ h ≤ 1.2 m ∧ v ≤ 2 m/s ∧ h·v ≤ 0.6 m²/s'),
  hazardH4: hazard('Σ A, ¬H3 ∧ h ≤ 2 m ∧ v ≤ 2 m/s ∧ h·v ≤ 1 m²/s'),
  hazardH5: hazard('Σ A, ¬H4 ∧ h ≤ 4 m ∧ v ≤ 4 m/s ∧ h·v ≤ 4 m²/s'),
  hazardH6: hazard('Σ A, h > 4 m ∨ v > 4 m/s ∨ h·v > 4 m²/s'),
  pipesSurcharged: {
    group: 'sewers',
    unit: 'km',
    better: 'less',
    formula: 'Σ L, ∃t z(from) ≥ crown(from) ∧ z(to) ≥ crown(to)',
    inputs: 'drainage model; nodeDepth',
    source: 'EN 752:2017 (surcharge: pressure head above the crown along the pipe)',
  },
  sewerSpill: {
    group: 'sewers',
    unit: 'm3',
    better: 'less',
    formula: 'Σ max(0, −Q_exchange)·Δt',
    inputs: 'nodeInflow',
  },
  pumpEnergy: {
    group: 'sewers',
    unit: 'kWh',
    better: 'less',
    formula: `Σ ρ·g·Q·(z_out − z_in)·Δt / η, η = ${PUMP_EFFICIENCY}`,
    inputs: 'drainage model; linkFlow, nodeDepth',
    source: 'hydraulic power; η assumed for pump and motor',
  },
  damage: {
    group: 'money',
    unit: 'money',
    better: 'less',
    formula: 'Σ A(b)·value·share(h(b))',
    inputs: `buildings; ${AROUND}; damage curve of the document`,
    source:
      'Huizinga, de Moel & Szewczyk 2017, JRC EUR 28552 EN (curve); value per m² is an assumption',
  },
  measuresCost: {
    group: 'money',
    unit: 'money',
    better: 'less',
    formula: 'Σ cost(m)',
    inputs: 'measures of the scenario',
  },
} as const satisfies Readonly<Record<string, IndicatorSpec>>;

export type IndicatorId = keyof typeof INDICATORS;
export const INDICATOR_IDS = Object.keys(INDICATORS) as readonly IndicatorId[];

/** The description of an indicator. */
export function specOf(id: IndicatorId): IndicatorSpec {
  return INDICATORS[id];
}

/** A number about a run. What has no meaning in this City (sewers where there are none) is left out. */
export interface Indicator {
  readonly id: IndicatorId;
  readonly value: number;
  readonly unit: IndicatorSpec['unit'];
}
