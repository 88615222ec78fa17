import type { Rgb } from '../shared/colourMaps';

/** Day of the pictures: the first of May, declination of the sun about 15°. */
export const SCENE_DAY = { year: 2025, month: 5, day: 1 } as const;
const DECLINATION_RAD = (15 * Math.PI) / 180;

/** Direction to the sun in local axes (east, north, up; unit length). */
export type SunDirection = readonly [number, number, number];

/** Light of the whole scene at an hour. Colours are factors, 1 = full daylight. */
export interface Daylight {
  /** Towards the light that casts shadows: the sun, or at night the moon. */
  readonly towards: SunDirection;
  readonly sunElevationRad: number;
  readonly sunColour: readonly [number, number, number];
  readonly skyColour: readonly [number, number, number];
  readonly groundColour: readonly [number, number, number];
  /** 0 by day, 1 in full night: windows are lit. */
  readonly night: number;
  /** Factor on painted ground, whose colours hold no light of their own. */
  readonly groundBrightness: number;
  readonly castsShadows: boolean;
}

/** Sun position by the hour angle: hour 12 is when it stands due south (north, in the south). */
export function sunDirection(latDeg: number, hour: number): SunDirection {
  const angle = ((hour - 12) * Math.PI) / 12;
  const lat = (latDeg * Math.PI) / 180;
  const sinD = Math.sin(DECLINATION_RAD);
  const cosD = Math.cos(DECLINATION_RAD);
  return [
    -cosD * Math.sin(angle),
    Math.cos(lat) * sinD - Math.sin(lat) * cosD * Math.cos(angle),
    Math.sin(lat) * sinD + Math.cos(lat) * cosD * Math.cos(angle),
  ];
}

/** A half moon high in the south-east keeps night shapes readable. */
const MOON: SunDirection = [0.45, -0.4, 0.8];

export function daylightAt(latDeg: number, hour: number): Daylight {
  const sun = sunDirection(latDeg, hour);
  const elevation = Math.asin(sun[2]);
  const deg = (elevation * 180) / Math.PI;
  const day = smooth(-2, 8, deg);
  const high = smooth(0, 28, deg);
  const twilight = smooth(-10, 10, deg);
  const low = 1 - high;
  const sunColour = blend([1, 0.58, 0.3], [1, 0.97, 0.91], high).map((c) => c * 0.6 * day);
  const moon = [0.14, 0.17, 0.25].map((c) => c * (1 - day));
  const sky = blend([0.17, 0.2, 0.29], [0.6, 0.62, 0.66], twilight);
  const warmth = day * low;
  return {
    towards: day > 0 ? sun : MOON,
    sunElevationRad: elevation,
    sunColour: [sunColour[0]! + moon[0]!, sunColour[1]! + moon[1]!, sunColour[2]! + moon[2]!],
    skyColour: [sky[0] + 0.06 * warmth, sky[1], sky[2] - 0.03 * warmth],
    groundColour: [sky[0] * 0.86, sky[1] * 0.83, sky[2] * 0.76],
    night: 1 - smooth(-7, 3, deg),
    groundBrightness:
      0.17 + 0.43 * twilight + 0.42 * day * Math.min(1, 0.45 + 0.75 * Math.max(0, sun[2])),
    castsShadows: deg > 3,
  };
}

/** A colour in the given daylight, for plain surfaces drawn by Cesium itself. */
export function litColour([r, g, b]: Rgb, light: Daylight): Rgb {
  const k = light.groundBrightness;
  return [r * k, g * k, b * k];
}

function blend(
  a: readonly [number, number, number],
  b: readonly [number, number, number],
  t: number,
): [number, number, number] {
  return [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t];
}

function smooth(from: number, to: number, x: number): number {
  const t = Math.min(1, Math.max(0, (x - from) / (to - from)));
  return t * t * (3 - 2 * t);
}
