import { noise1, noise2, rolling, smoothstep } from './noise';
import { randomStream, streamSeed } from './random';

/** Land before people came: the valley's levels as functions of the place. Levels in m above the datum. */
export interface Relief {
  /** Normal water level of the river. */
  waterLevelM(u: number): number;
  /** Half the width of the river at normal water level, m. */
  halfWidthM(u: number): number;
  /** Ground (or bed) level; `d` is the signed distance from the river, `x`, `y` the world position. */
  groundM(u: number, d: number, x: number, y: number): number;
  /** Crest level of the levee on the v > 0 side; it shows where the ground there is lower. */
  leveeCrestM(u: number): number;
}

/** Fall of the river and its valley along u. */
export const VALLEY_SLOPE = 0.0009;
/** Distance of the levee's crest line from the river's middle, m. */
export const LEVEE_DISTANCE_M = 62;
export const LEVEE_HALF_CREST_M = 2.5;
/** Levee height above the normal water level, m. */
const LEVEE_ABOVE_WATER_M = 4.6;
const LEVEE_SIDE_SLOPE = 1 / 2.5;
const BED_DEPTH_M = 3.4;
const BANK_TOP_ABOVE_WATER_M = 1.9;
/** Ground that the levee protects lies this much above the normal water level. */
const LOW_GROUND_ABOVE_WATER_M = 2.1;
/** Low ground this "wide" means that the terrace stands at the river, higher than the levee's crest. */
const NO_LOW_GROUND_M = -45;

export function makeRelief(seed: number, lengthM: number): Relief {
  const rng = randomStream(seed, 'relief');
  const lowSeed = streamSeed(seed, 'relief', 1);
  const widthSeed = streamSeed(seed, 'relief', 2);
  const hillSeed = streamSeed(seed, 'relief', 3);
  const regionSeed = streamSeed(seed, 'relief', 4);
  const detailSeed = streamSeed(seed, 'relief', 5);
  const scarpSeed = streamSeed(seed, 'relief', 6);
  const baseLevel = 14 + VALLEY_SLOPE * lengthM * 0.5 + rng.range(0, 6);
  const lowMiddle = rng.range(-220, 220);
  const hillHeight = rng.range(20, 30);

  const waterLevelM = (u: number): number => baseLevel - VALLEY_SLOPE * u;
  const halfWidthM = (u: number): number => 29 + 5 * noise1(u / 430, widthSeed);
  /** Width of the low ground behind the levee: wide at the centre, pinched out by the terrace elsewhere. */
  const lowWidthM = (u: number): number => {
    const wild = 150 + 290 * noise1(u / 1300, lowSeed);
    const core = 1 - smoothstep(420, 900, Math.abs(u - lowMiddle));
    return Math.min(Math.max(wild * (1 - core) + 340 * core, NO_LOW_GROUND_M), 400);
  };
  const leveeCrestM = (u: number): number => waterLevelM(u) + LEVEE_ABOVE_WATER_M;

  const riverM = (u: number, a: number, half: number): number => {
    // Flat bed, underwater bank 1:2.5, bank above water 1:3 up to the floodplain.
    const water = waterLevelM(u);
    const toe = half - BED_DEPTH_M * 2.2;
    if (a <= toe) return water - BED_DEPTH_M + 0.5 * (a / toe) * (a / toe);
    if (a <= half) return water + ((a - half) / (half - toe)) * (BED_DEPTH_M - 0.5);
    return water + Math.min((a - half) / 3, BANK_TOP_ABOVE_WATER_M);
  };

  const terraceM = (u: number, d: number, x: number, y: number, a: number): number => {
    const right = d > 0;
    const low = right ? lowWidthM(u) : 125 + 40 * noise1(u / 700, scarpSeed ^ 0x77);
    const lowGround = right ? LOW_GROUND_ABOVE_WATER_M : BANK_TOP_ABOVE_WATER_M;
    const wander = 70 * noise1(u / 620, right ? scarpSeed : scarpSeed ^ 0x1f);
    const second = (right ? 790 : 740) + 0.6 * wander;
    return (
      waterLevelM(u) +
      lowGround +
      0.0035 * Math.min(a, 420) +
      3.4 * smoothstep(low, low + 95, a) +
      0.004 * Math.min(Math.max(a - low - 95, 0), 700) +
      5.5 * smoothstep(second, second + 150, a) +
      0.03 * Math.min(Math.max(a - second - 100, 0), 800) +
      0.25 * noise2(x / 230, y / 230, detailSeed)
    );
  };

  const hillsM = (x: number, y: number, a: number): number => {
    const reach = smoothstep(740, 1400, a);
    if (reach === 0) return 0;
    const region = smoothstep(
      -0.45,
      0.35,
      noise2(x / 3600, y / 3600, regionSeed) + (a < 2500 ? 0.3 : 0),
    );
    return reach * region * hillHeight * (0.55 + rolling(x / 820, y / 820, hillSeed));
  };

  const groundM = (u: number, d: number, x: number, y: number): number => {
    const a = Math.abs(d);
    const half = halfWidthM(u);
    if (a < half + 3 * BANK_TOP_ABOVE_WATER_M) return riverM(u, a, half);
    let z = terraceM(u, d, x, y, a) + hillsM(x, y, a);
    const blend = smoothstep(half + 3 * BANK_TOP_ABOVE_WATER_M, half + 16, a);
    z = riverM(u, a, half) * (1 - blend) + z * blend;
    if (d <= 0) return z;
    const off = Math.max(Math.abs(a - LEVEE_DISTANCE_M) - LEVEE_HALF_CREST_M, 0);
    return Math.max(z, leveeCrestM(u) - off * LEVEE_SIDE_SLOPE);
  };

  return { waterLevelM, halfWidthM, groundM, leveeCrestM };
}
