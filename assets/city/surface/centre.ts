import type { Block } from './blocks';
import type { BuildingSite } from './buildingSite';
import { boxIn, footprintIn, type BuildBox } from './footprints';
import { placed } from './frames';
import { reversedRing } from './geometry';
import { subdivide, type Parcel } from './parcels';
import type { RandomStream } from './random';
import { shrink } from './inset';

const WING_M = 13.5;

/** Perimeter block: one ring of building round a courtyard. False where the block is too narrow for it. */
export function buildPerimeter(block: Block, site: BuildingSite, rng: RandomStream): boolean {
  const setback = rng.range(1.5, 3.5);
  const outer = shrink(block.ring, setback, 1400);
  const inner = shrink(block.ring, setback + WING_M, 260);
  if (!outer || !inner) return false;
  const use = rng.pick(['residential', 'residential', 'commercial', 'office'] as const);
  site.add(
    {
      footprint: { outer, holes: [reversedRing(inner)] },
      use,
      storeys: rng.int(3, 5),
    },
    rng,
  );
  return true;
}

/** Blocks round the centre: perimeter blocks, or bars and shops along the streets. */
export function buildMixed(block: Block, site: BuildingSite, rng: RandomStream): void {
  if (block.areaM2 < 8500 && rng.chance(0.55) && buildPerimeter(block, site, rng)) return;
  const parcels = subdivide(block, { widthM: rng.range(30, 44), depthM: rng.range(30, 38) }, rng);
  for (const parcel of parcels) {
    if (parcel.front < 0) continue;
    const box = boxIn(
      parcel,
      { front: rng.range(2, 4), side: 2.5, back: 3 },
      { width: 46, depth: rng.range(13, 24) },
      { width: 11, depth: 10 },
    );
    if (!box) continue;
    const use = rng.pick(['residential', 'residential', 'commercial', 'office'] as const);
    site.add(
      {
        footprint: footprintIn(box, rng.pick(['rect', 'L', 'L2', 'U', 'T'] as const), 11),
        use,
        storeys: use === 'commercial' ? rng.int(2, 4) : rng.int(3, 6),
        roof: rng.pick(['flat', 'flat', 'hipped', 'mansard']),
      },
      rng,
    );
  }
}

/** The centre: podiums with towers, department stores, office slabs. */
export function buildCore(block: Block, site: BuildingSite, rng: RandomStream): Parcel[] {
  const parcels = subdivide(block, { widthM: rng.range(46, 64), depthM: rng.range(42, 54) }, rng);
  for (const parcel of parcels) {
    const box = boxIn(
      parcel,
      { front: rng.range(4, 7), side: 3.5, back: 4 },
      { width: 62, depth: 50 },
      { width: 16, depth: 15 },
    );
    if (!box) continue;
    const w = box.a1 - box.a0;
    const d = box.b1 - box.b0;
    if (w > 34 && d > 32 && rng.chance(0.5)) podiumAndTower(box, site, rng);
    else
      site.add(
        {
          footprint: footprintIn(box, rng.pick(['rect', 'L', 'U', 'court'] as const), 15),
          use: rng.pick(['commercial', 'office', 'office', 'residential'] as const),
          storeys: rng.int(4, 10),
        },
        rng,
      );
  }
  return parcels;
}

/** A tower that rises through the roof of its podium: the podium's footprint has the tower's as a hole. */
function podiumAndTower(box: BuildBox, site: BuildingSite, rng: RandomStream): void {
  const { frame, a0, a1, b0, b1 } = box;
  const size = rng.range(21, 27);
  const ta = a0 + rng.range(4, Math.max(4.1, a1 - a0 - size - 4));
  const tb = b0 + rng.range(3.5, Math.max(3.6, b1 - b0 - size - 4));
  const tower = placed(frame, [ta, tb, ta + size, tb, ta + size, tb + size, ta, tb + size]);
  const gap = 0.03;
  const hole = placed(frame, [
    ta - gap,
    tb - gap,
    ta - gap,
    tb + size + gap,
    ta + size + gap,
    tb + size + gap,
    ta + size + gap,
    tb - gap,
  ]);
  site.add(
    {
      footprint: { outer: placed(frame, [a0, b0, a1, b0, a1, b1, a0, b1]), holes: [hole] },
      use: 'commercial',
      storeys: rng.int(2, 4),
    },
    rng,
  );
  site.add(
    {
      footprint: { outer: tower, holes: [] },
      use: rng.pick(['office', 'office', 'residential'] as const),
      storeys: rng.int(14, 26),
    },
    rng,
  );
}
