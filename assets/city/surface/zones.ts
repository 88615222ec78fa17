import { noise2, smoothstep } from './noise';
import type { PlanSpace } from './planSpace';
import { randomStream, streamSeed } from './random';

/** What a part of the city is mainly for; decides the grain of its blocks and what is built there. */
export type Zone =
  'core' | 'mixed' | 'oldtown' | 'compound' | 'terrace' | 'villa' | 'industrial' | 'farm';

/** Target size of blocks between street centrelines: short and long side, m. */
export const ZONE_GRAIN: Readonly<Record<Zone, { readonly short: number; readonly long: number }>> =
  {
    core: { short: 88, long: 120 },
    mixed: { short: 86, long: 135 },
    oldtown: { short: 72, long: 105 },
    compound: { short: 118, long: 175 },
    terrace: { short: 82, long: 165 },
    villa: { short: 88, long: 180 },
    industrial: { short: 150, long: 230 },
    farm: { short: 260, long: 380 },
  };

/** Wooded hillsides keep only the streets that cross them. */
export const HILL_GRAIN = { short: 420, long: 520 };

export interface Zoning {
  /** Zone at a plan point. */
  at(u: number, v: number): Zone;
  /** 1 in the middle of the centre, falling to 0. */
  centrality(x: number, y: number): number;
  /** Middle of the city centre in the world. */
  readonly centre: readonly [number, number];
}

/** Distance between secondary centres in large cities, m. */
const SUBCENTRE_SPACING_M = 3400;
/** Cities larger than this have farmland at their fringe, km². */
const FARM_FROM_KM2 = 9;

export function makeZoning(seed: number, space: PlanSpace, railV: number, km2: number): Zoning {
  const rng = randomStream(seed, 'zones');
  const p = new Float64Array(2);
  const centreV = rng.range(280, 360);
  space.toWorld(rng.range(-60, 160), centreV, p);
  const centre: [number, number] = [p[0]!, p[1]!];
  const radius = 250 + 70 * Math.sqrt(km2);
  const mix = streamSeed(seed, 'zones', 1);
  const works = streamSeed(seed, 'zones', 2);
  const fringe = streamSeed(seed, 'zones', 3);
  const halfSide = Math.sqrt(km2 * 1e6) / 2;

  const centrality = (x: number, y: number): number => {
    const r = Math.sqrt((x - centre[0]) * (x - centre[0]) + (y - centre[1]) * (y - centre[1]));
    let best = 1 / (1 + (r / radius) * (r / radius));
    if (km2 <= FARM_FROM_KM2) return best;
    const cx = Math.floor((x - centre[0]) / SUBCENTRE_SPACING_M + 0.5);
    const cy = Math.floor((y - centre[1]) / SUBCENTRE_SPACING_M + 0.5);
    if (cx === 0 && cy === 0) return best;
    const local = randomStream(seed, 'subcentre', cx * 8191 + cy);
    const sx = centre[0] + (cx + local.range(-0.25, 0.25)) * SUBCENTRE_SPACING_M;
    const sy = centre[1] + (cy + local.range(-0.25, 0.25)) * SUBCENTRE_SPACING_M;
    const s = ((x - sx) * (x - sx) + (y - sy) * (y - sy)) / (430 * 430);
    best = Math.max(best, local.range(0.45, 0.8) / (1 + s));
    return best;
  };

  const at = (u: number, v: number): Zone => {
    space.toWorld(u, v, p);
    const [x, y] = [p[0]!, p[1]!];
    const c = centrality(x, y);
    const taste = noise2(x / 520, y / 520, mix);
    if (c > 0.66) return 'core';
    const railAway = Math.abs(v - railV);
    const worksHere = noise2(x / 700, y / 700, works) + 0.55 * (1 - smoothstep(60, 420, railAway));
    if (c > 0.48) return taste > -0.1 ? 'mixed' : 'oldtown';
    if (worksHere > 0.52 && railAway < 900) return 'industrial';
    if (km2 > FARM_FROM_KM2) {
      const r = Math.sqrt((x - centre[0]) * (x - centre[0]) + (y - centre[1]) * (y - centre[1]));
      if (0.9 - r / halfSide + 0.5 * noise2(x / 1900, y / 1900, fringe) + 1.2 * c < 0.12)
        return 'farm';
    }
    if (c > 0.3 && taste < -0.28) return 'oldtown';
    if (Math.abs(v) > 720 && taste > -0.05) return 'villa';
    if (taste > 0.1) return 'compound';
    return 'terrace';
  };
  return { at, centrality, centre };
}
