/**
 * Units of a SWMM project by its FLOW_UNITS option: each factor multiplies a file value into SI.
 * What stays in file units in a `DrainageModel` (raw sections such as [TRANSECTS], text of control
 * rules, infiltration parameters of US files) is read with these.
 */
export interface DrainageUnits {
  readonly us: boolean;
  /** ft or m → m. */
  readonly lengthM: number;
  /** ft² or m² → m². */
  readonly areaM2: number;
  /** acre or hectare → m². */
  readonly landM2: number;
  /** in or mm → m. */
  readonly rainDepthM: number;
  /** in/h or mm/h → m/s. */
  readonly rainRateMs: number;
  /** in or mm → mm (infiltration parameters are kept in mm). */
  readonly rainDepthMm: number;
  /** File flow unit → m³/s. */
  readonly flowCms: number;
  /** ft³ or m³ → m³. */
  readonly volumeM3: number;
  /** Weir coefficients: ft^½/s or m^½/s → m^½/s (Q = C·L·h^1.5). */
  readonly weirCoeff: number;
}

const FOOT_M = 0.3048;
const INCH_M = 0.0254;
const US_GALLON_M3 = 0.003785411784;
const ACRE_FT2 = 43_560;

const FLOW_CMS: Readonly<Record<string, number>> = {
  CFS: FOOT_M * FOOT_M * FOOT_M,
  GPM: US_GALLON_M3 / 60,
  MGD: (US_GALLON_M3 * 1e6) / 86_400,
  CMS: 1,
  LPS: 1e-3,
  MLD: 1e3 / 86_400,
};

/** Flow unit names SWMM knows. */
export const FLOW_UNITS = Object.keys(FLOW_CMS);

const US_FLOWS = new Set(['CFS', 'GPM', 'MGD']);

/** Units of a FLOW_UNITS value; SWMM's default is CFS. Undefined for a name SWMM does not know. */
export function drainageUnits(flowUnits = 'CFS'): DrainageUnits | undefined {
  const name = flowUnits.toUpperCase();
  const flowCms = FLOW_CMS[name];
  if (flowCms === undefined) return undefined;
  const us = US_FLOWS.has(name);
  const lengthM = us ? FOOT_M : 1;
  const rainDepthM = us ? INCH_M : 1e-3;
  return {
    us,
    lengthM,
    areaM2: lengthM * lengthM,
    landM2: us ? ACRE_FT2 * FOOT_M * FOOT_M : 1e4,
    rainDepthM,
    rainRateMs: rainDepthM / 3600,
    rainDepthMm: us ? INCH_M * 1e3 : 1,
    flowCms,
    volumeM3: lengthM * lengthM * lengthM,
    weirCoeff: Math.sqrt(lengthM),
  };
}

/** Which of the four geometry parameters of a SWMM cross-section are lengths; others are ratios, slopes or codes. */
const SECTION_LENGTHS: Readonly<Record<string, readonly [boolean, boolean, boolean, boolean]>> = {
  CIRCULAR: [true, false, false, false],
  FORCE_MAIN: [true, false, false, false],
  FILLED_CIRCULAR: [true, true, false, false],
  TRAPEZOIDAL: [true, true, false, false],
  POWER: [true, true, false, false],
  RECT_TRIANGULAR: [true, true, true, false],
  RECT_ROUND: [true, true, true, false],
  MODBASKETHANDLE: [true, true, true, false],
};

const HEIGHT_AND_WIDTH = [true, true, false, false] as const;

/** Which geometry parameters of a shape are lengths (height and width where the table says nothing else). */
export function sectionLengths(shape: string): readonly [boolean, boolean, boolean, boolean] {
  return SECTION_LENGTHS[shape] ?? HEIGHT_AND_WIDTH;
}

/** Factors into SI of a curve's x and y columns by SWMM curve type (1 for ratios, hours and settings). */
export function curveFactors(type: string, u: DrainageUnits): readonly [number, number] {
  switch (type) {
    case 'STORAGE':
      return [u.lengthM, u.areaM2];
    case 'DIVERSION':
      return [u.flowCms, u.flowCms];
    case 'TIDAL':
      return [1, u.lengthM];
    case 'RATING':
    case 'PUMP2':
    case 'PUMP3':
    case 'PUMP4':
    case 'PUMP5':
      return [u.lengthM, u.flowCms];
    case 'PUMP1':
      return [u.volumeM3, u.flowCms];
    case 'WEIR':
      return [u.lengthM, u.weirCoeff];
    default:
      return [1, 1];
  }
}
