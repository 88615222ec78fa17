import type { Block, BlockUse } from './blocks';
import { randomStream } from './random';

/** One kind of public use: how many people's area it serves and what land it wants. */
interface Need {
  readonly use: BlockUse;
  /** One for every so many square kilometres, at least one per city. */
  readonly perKm2: number;
  readonly minAreaM2: number;
  readonly maxAreaM2: number;
  /** Wished centrality, 0–1. */
  readonly centrality: number;
}

const NEEDS: readonly Need[] = [
  { use: 'town_hall', perKm2: 12, minAreaM2: 5000, maxAreaM2: 16000, centrality: 0.9 },
  { use: 'square', perKm2: 5, minAreaM2: 2500, maxAreaM2: 9000, centrality: 0.95 },
  { use: 'hospital', perKm2: 4, minAreaM2: 11000, maxAreaM2: 32000, centrality: 0.5 },
  { use: 'fire_station', perKm2: 2.2, minAreaM2: 2500, maxAreaM2: 12000, centrality: 0.35 },
  { use: 'police', perKm2: 3.5, minAreaM2: 1800, maxAreaM2: 9000, centrality: 0.55 },
  { use: 'school', perKm2: 0.75, minAreaM2: 11000, maxAreaM2: 30000, centrality: 0.35 },
  { use: 'substation', perKm2: 2, minAreaM2: 1500, maxAreaM2: 9000, centrality: 0.15 },
];

/** The city is served tile by tile, so that large cities have their share everywhere, m. */
const TILE_M = 2000;
/** Two of a kind stand at least this share of their mean spacing apart. */
const SPREAD = 0.45;

/** Gives blocks to parks' and people's needs: squares, schools, hospitals, fire stations … */
export function placeProgramme(seed: number, blocks: readonly Block[], sideM: number): void {
  const tiles = Math.max(1, Math.round(sideM / TILE_M));
  const tileOf = (at: number): number =>
    Math.min(tiles - 1, Math.max(0, Math.floor((at / sideM) * tiles)));
  const byTile: Block[][] = Array.from({ length: tiles * tiles }, () => []);
  for (const b of blocks) if (isFree(b)) byTile[tileOf(b.y) * tiles + tileOf(b.x)]!.push(b);
  const tileKm2 = ((sideM / tiles) * (sideM / tiles)) / 1e6;
  byTile.forEach((free, tile) => {
    const rng = randomStream(seed, 'programme', tile);
    for (const need of NEEDS) {
      const wanted = tileKm2 / need.perKm2;
      const count = Math.floor(wanted) + (rng.chance(wanted - Math.floor(wanted)) ? 1 : 0);
      const apart = SPREAD * Math.sqrt(need.perKm2 * 1e6);
      for (let k = 0; k < Math.max(count, tiles === 1 ? 1 : 0); k++) place(free, need, apart);
    }
  });
}

const isFree = (b: Block): boolean =>
  b.use !== 'riverside' && b.use !== 'wood' && b.use !== 'farm' && b.use !== 'verge';

function place(free: readonly Block[], need: Need, apart: number): void {
  let best: Block | null = null;
  let least = Infinity;
  for (const b of free) {
    if (!isFree(b) || NEEDS.some((n) => n.use === b.use)) continue;
    const tooSmall = Math.max(0, need.minAreaM2 - b.areaM2) / need.minAreaM2;
    const tooLarge = Math.max(0, b.areaM2 - need.maxAreaM2) / need.maxAreaM2;
    let near = Infinity;
    for (const o of free)
      if (o.use === need.use)
        near = Math.min(near, (o.x - b.x) * (o.x - b.x) + (o.y - b.y) * (o.y - b.y));
    const crowded = Math.max(0, 1 - Math.sqrt(near) / apart);
    const cost = 3 * tooSmall + tooLarge + Math.abs(b.centrality - need.centrality) + 3 * crowded;
    if (cost < least) [least, best] = [cost, b];
  }
  if (best) best.use = need.use;
}
