import type { Block } from './blocks';
import type { BuildingSite } from './buildingSite';
import { boxIn, footprintIn } from './footprints';
import { subdivide, type Parcel } from './parcels';
import type { RandomStream } from './random';

/** Works and warehouses: halls on large paved plots, an office house towards the street. */
export function buildWorks(block: Block, site: BuildingSite, rng: RandomStream): Parcel[] {
  const parcels = subdivide(block, { widthM: rng.range(62, 90), depthM: rng.range(55, 85) }, rng);
  for (const parcel of parcels) {
    if (rng.chance(0.07)) continue;
    const office = rng.chance(0.5) && parcel.front >= 0;
    const officeBox = office
      ? boxIn(
          parcel,
          { front: 6, side: 5, back: 3 },
          { width: rng.range(18, 30), depth: 11 },
          { width: 12, depth: 9 },
        )
      : null;
    if (officeBox)
      site.add(
        {
          footprint: footprintIn(officeBox, 'rect', 9),
          use: 'office',
          storeys: rng.int(2, 4),
          roof: 'flat',
        },
        rng,
      );
    const hall = boxIn(
      parcel,
      { front: officeBox ? 26 : 9, side: 6, back: 5 },
      { width: rng.range(36, 74), depth: rng.range(26, 52) },
      { width: 14, depth: 12 },
    );
    if (!hall) continue;
    site.add(
      {
        footprint: footprintIn(hall, rng.chance(0.25) ? 'L' : 'rect', 20),
        use: rng.chance(0.08) ? 'garage' : 'industrial',
        storeys: rng.chance(0.75) ? 1 : 2,
        roof: rng.pick(['flat', 'flat', 'gabled', 'shed']),
      },
      rng,
    );
  }
  return parcels;
}

/** A farm's land: now and then a farmstead by the road. */
export function buildFarm(block: Block, site: BuildingSite, rng: RandomStream): Parcel[] {
  const parcels = subdivide(block, { widthM: 120, depthM: 110 }, rng);
  for (const parcel of parcels) {
    if (parcel.front < 0 || !rng.chance(0.22)) continue;
    const box = boxIn(
      parcel,
      { front: rng.range(8, 16), side: 6, back: 10 },
      { width: rng.range(18, 28), depth: rng.range(14, 22) },
      { width: 10, depth: 8 },
    );
    if (!box) continue;
    site.add(
      {
        footprint: footprintIn(box, rng.pick(['L', 'U', 'rect'] as const), 7),
        use: 'residential',
        storeys: rng.int(1, 2),
        roof: 'gabled',
      },
      rng,
    );
  }
  return parcels;
}
