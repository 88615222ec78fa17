/** A cross-section of the catalogue with what the design needs of it. */
export interface Section {
  readonly shape: 'circular' | 'egg' | 'rect_closed';
  /** Inside height, m. */
  readonly heightM: number;
  /** Inside width, m. */
  readonly widthM: number;
  readonly areaM2: number;
  /** Hydraulic radius flowing full, m. */
  readonly radiusM: number;
  readonly wallM: number;
  /** A·R^(2/3), m^(8/3): full flow is this times √S / n. */
  readonly conveyance: number;
}

/** Manning's n of concrete sewers (ASCE MOP 60: 0.011–0.015). */
export const PIPE_N = 0.013;
/** Velocity flowing full that keeps a storm sewer clean, m/s (GB 50014-2021, 5.2.7: 0.75). */
export const SELF_CLEANSING_MS = 0.75;
/** Highest design velocity in concrete, m/s (GB 50014-2021, 5.2.6: 5 m/s for non-metal pipes). */
export const MAX_VELOCITY_MS = 5;

const CIRCULAR_MM = [
  300, 400, 500, 600, 700, 800, 900, 1000, 1200, 1400, 1500, 1600, 1800, 2000, 2200, 2400,
];
/** Widths and heights of box culverts beyond the largest pipe, m. */
const BOX_M: readonly (readonly [number, number])[] = [
  [3, 2.4],
  [3.6, 2.4],
  [4.2, 2.4],
  [5, 2.6],
  [6, 2.8],
  [8, 3],
  [10, 3.2],
  [12, 3.6],
  // Culverted streams: what a hinterland of many square kilometres gathers.
  [16, 4],
  [20, 4.5],
  [28, 5],
  [40, 5.5],
  [60, 6],
];
/** Heights of egg-shaped sewers, m (width 2/3 of the height). */
const EGG_M = [0.9, 1.2, 1.35, 1.5, 1.8];

/** Wall of a reinforced concrete pipe, m: about a tenth of the bore (ASTM C76 wall B: D/12 + 25 mm). */
function concreteWall(boreM: number): number {
  return boreM / 12 + 0.025;
}

function section(
  shape: Section['shape'],
  heightM: number,
  widthM: number,
  areaM2: number,
  radiusM: number,
): Section {
  const wallM = concreteWall(heightM);
  return {
    shape,
    heightM,
    widthM,
    areaM2,
    radiusM,
    wallM,
    conveyance: areaM2 * radiusM ** (2 / 3),
  };
}

/** A round pipe of the given bore. */
export function circular(boreM: number): Section {
  return section('circular', boreM, boreM, (Math.PI * boreM * boreM) / 4, boreM / 4);
}

/** An egg-shaped sewer: full area 0.5105·h², hydraulic radius 0.1931·h (SWMM 5 Reference Manual II, table 5-3). */
export function egg(heightM: number): Section {
  return section('egg', heightM, (2 / 3) * heightM, 0.5105 * heightM ** 2, 0.1931 * heightM);
}

function box(widthM: number, heightM: number): Section {
  const area = widthM * heightM;
  return section('rect_closed', heightM, widthM, area, area / (2 * (widthM + heightM)));
}

/** Sizes a modern storm sewer is built in, by rising capacity. */
export const MODERN: readonly Section[] = [
  ...CIRCULAR_MM.map((mm) => circular(mm / 1000)),
  ...BOX_M.map(([w, h]) => box(w, h)),
];

/** Sizes before the age of machine-made pipes: brick eggs in the middle range. */
export const HISTORIC: readonly Section[] = [
  ...CIRCULAR_MM.filter((mm) => mm < 700).map((mm) => circular(mm / 1000)),
  ...EGG_M.map(egg),
  ...MODERN.filter((s) => s.conveyance > egg(1.8).conveyance),
];

/** Full flow, m³/s: Manning, Q = A·R^(2/3)·√S / n. */
export function fullFlow(s: Section, slope: number): number {
  return (s.conveyance * Math.sqrt(slope)) / PIPE_N;
}

/** Velocity flowing full, m/s. */
export function fullVelocity(s: Section, slope: number): number {
  return (s.radiusM ** (2 / 3) * Math.sqrt(slope)) / PIPE_N;
}

/** Slope at which the full section runs at a velocity (m/s). */
export function slopeForVelocity(s: Section, velocityMs: number): number {
  return ((velocityMs * PIPE_N) / s.radiusM ** (2 / 3)) ** 2;
}

/** True where b may follow a downstream: neither area nor conveyance shrinks. */
export function follows(a: Section, b: Section): boolean {
  return b.areaM2 >= a.areaM2 - 1e-9 && b.conveyance >= a.conveyance - 1e-9;
}
