import type { Trees } from '../../../src/domain/city';
import type { Grid } from '../../../src/domain/grid';
import { cellIndexAt } from '../../../src/domain/grid';
import type { Block, BlockUse } from './blocks';
import { CROSS_SECTIONS } from './crossSections';
import { boundsOf } from './frames';
import { ringContains } from './geometry';
import { COVER } from './landCoverClasses';
import { distances } from './streetJoins';
import { randomStream, type RandomStream } from './random';
import type { StreetDraft } from './streetGraph';

/** Trees per 1000 m² of open ground by use of the block. */
const DENSITY: Partial<Record<BlockUse, number>> = {
  park: 5,
  wood: 9,
  riverside: 1.6,
  villa: 2.6,
  terrace: 1.7,
  compound: 2.6,
  oldtown: 0.8,
  verge: 3,
  school: 1.2,
  hospital: 2.2,
  town_hall: 1,
  square: 1.2,
  mixed: 0.6,
  industrial: 0.25,
  farm: 0.12,
};

const STREET_TREE_SPACING_M = 11;
/** No street tree stands nearer to a junction than this. */
const JUNCTION_CLEAR_M = 16;
/** Stem to kerb, m. */
const KERB_CLEAR_M = 1.1;

/** Trees along streets and on open ground: x, y, height, crown radius. None on carriageways, roofs, rails or in water. */
export function plantTrees(
  seed: number,
  grid: Grid,
  cover: Uint8Array,
  streets: readonly StreetDraft[],
  blocks: readonly Block[],
): Trees {
  const out: number[] = [];
  const plant = (
    x: number,
    y: number,
    onSidewalk: boolean,
    rng: RandomStream,
    size: number,
  ): void => {
    const cell = cellIndexAt(grid, x, y);
    if (cell < 0 || !takesTree(cover[cell]!, onSidewalk)) return;
    const height = size * rng.range(0.75, 1.25);
    out.push(x, y, height, height * rng.range(0.26, 0.36));
  };
  streets.forEach((s, k) => {
    const rule = CROSS_SECTIONS[s.class];
    if (s.level !== 0 || rule.sidewalkM < 2) return;
    const rng = randomStream(seed, 'street-trees', k);
    // Every wider street is an avenue; of the local streets about half are planted.
    if (s.class === 'local' && rng.chance(0.45)) return;
    const along = distances(s.points);
    const total = along[along.length - 1]!;
    const away = rule.widthM / 2 + KERB_CLEAR_M;
    let i = 0;
    for (let at = JUNCTION_CLEAR_M; at < total - JUNCTION_CLEAR_M; at += STREET_TREE_SPACING_M) {
      while (along[i + 1]! < at) i++;
      const [dx, dy] = [
        s.points[2 * i + 2]! - s.points[2 * i]!,
        s.points[2 * i + 3]! - s.points[2 * i + 1]!,
      ];
      const l = Math.sqrt(dx * dx + dy * dy);
      const t = (at - along[i]!) / l;
      const [x, y] = [s.points[2 * i]! + dx * t, s.points[2 * i + 1]! + dy * t];
      for (const side of [1, -1])
        if (rng.chance(0.9))
          plant(x - (side * away * dy) / l, y + (side * away * dx) / l, true, rng, 8.5);
    }
  });
  for (const block of blocks) {
    const density = DENSITY[block.use];
    if (density === undefined) continue;
    const rng = randomStream(seed, 'block-trees', block.id);
    const [x0, y0, x1, y1] = boundsOf(block.ring);
    const tries = Math.round(((x1 - x0) * (y1 - y0) * density) / 1000);
    for (let k = 0; k < tries; k++) {
      const x = rng.range(x0, x1);
      const y = rng.range(y0, y1);
      if (ringContains(block.ring, x, y)) plant(x, y, false, rng, block.use === 'wood' ? 13 : 7.5);
    }
  }
  return Float32Array.from(out);
}

function takesTree(cover: number, onSidewalk: boolean): boolean {
  switch (cover) {
    case COVER.sidewalk:
      return onSidewalk;
    case COVER.carriageway:
    case COVER.roof:
    case COVER.water:
    case COVER.rail:
    case COVER.levee_grass:
      return false;
    default:
      return true;
  }
}
