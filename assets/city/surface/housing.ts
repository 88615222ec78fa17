import type { Polygon } from '../../../src/domain/city';
import type { Block } from './blocks';
import type { BuildingSite } from './buildingSite';
import { boxIn, footprintIn, type FootprintShape } from './footprints';
import { boundsOf, boxInside, localRing, orientedBox, placed, type Frame2 } from './frames';
import { subdivide, type Parcel } from './parcels';
import type { RandomStream } from './random';

const SLAB_DEPTH_M = 13;
/** Rows of slabs stand apart by this multiple of their height: sun at the winter solstice. */
const SUN_SPACING = 1.3;
const COMPOUND_SETBACK_M = 7;

/** A housing estate: rows of slabs or point blocks in a garden, square to the sunnier axis of the block. */
export function buildCompound(block: Block, site: BuildingSite, rng: RandomStream): void {
  const box = orientedBox(block.ring);
  const { ax, ay } = box.frame;
  // Slabs run along the axis nearer to east–west so that flats face south.
  const turned = Math.abs(ax) < Math.abs(ay);
  const frame: Frame2 = turned
    ? { ox: box.frame.ox, oy: box.frame.oy, ax: ay, ay: -ax }
    : { ox: box.frame.ox, oy: box.frame.oy, ax, ay };
  const local = localRing(frame, block.ring);
  const [a0, b0, a1, b1] = boundsOf(local);
  const towers = rng.chance(0.06 + 0.3 * block.centrality) && block.areaM2 > 6000;
  const storeys = towers ? rng.int(11, 18) : rng.pick([3, 3, 4, 4, 5]);
  const depth = towers ? rng.range(19, 23) : SLAB_DEPTH_M;
  const height = storeys * 2.95;
  const pitch = depth + (towers ? rng.range(30, 40) : Math.max(19, height * SUN_SPACING));
  const rows = Math.max(1, Math.floor((b1 - b0 - 2 * COMPOUND_SETBACK_M - depth) / pitch) + 1);
  const used = (rows - 1) * pitch + depth;
  const length = towers ? rng.range(22, 27) : rng.range(34, 56);
  const gap = towers ? rng.range(18, 28) : rng.range(9, 13);
  const start = b0 + (b1 - b0 - used) / 2;
  for (let r = 0; r < rows; r++) {
    const b = start + r * pitch;
    const offset = rng.range(0, towers ? 14 : 6);
    for (let a = a0 + COMPOUND_SETBACK_M + offset; a < a1 - 14;) {
      const wish = length * rng.range(0.85, 1.15);
      const end = fitEnd(local, a, b, wish, depth);
      if (end === null) {
        a += 4;
        continue;
      }
      const footprint: Polygon = {
        outer: towers
          ? notched(frame, a, b, end, b + depth)
          : placed(frame, [a, b, end, b, end, b + depth, a, b + depth]),
        holes: [],
      };
      site.add(
        {
          footprint,
          use: 'residential',
          storeys: Math.max(2, storeys + (towers ? rng.int(-2, 2) : 0)),
          roof: storeys <= 6 && rng.chance(0.45) ? 'gabled' : 'flat',
        },
        rng,
      );
      a = end + gap;
    }
  }
}

/** Longest end of a slab from `a` that keeps the setback inside the block, or null. */
function fitEnd(
  local: Float64Array,
  a: number,
  b: number,
  wish: number,
  depth: number,
): number | null {
  const s = COMPOUND_SETBACK_M - 1;
  for (let length = wish; length >= Math.min(18, wish); length -= 4)
    if (boxInside(local, a - s, b - s, a + length + s, b + depth + s)) return a + length;
  return null;
}

/** A point block with notched corners (a cross-shaped plan). */
function notched(frame: Frame2, a0: number, b0: number, a1: number, b1: number): Float64Array {
  const n = Math.min(a1 - a0, b1 - b0) * 0.2;
  return placed(frame, [
    a0 + n,
    b0,
    a1 - n,
    b0,
    a1 - n,
    b0 + n,
    a1,
    b0 + n,
    a1,
    b1 - n,
    a1 - n,
    b1 - n,
    a1 - n,
    b1,
    a0 + n,
    b1,
    a0 + n,
    b1 - n,
    a0,
    b1 - n,
    a0,
    b0 + n,
    a0 + n,
    b0 + n,
  ]);
}

/** Terraces of row houses along the street, gardens behind. */
export function buildTerrace(block: Block, site: BuildingSite, rng: RandomStream): Parcel[] {
  const parcels = subdivide(block, { widthM: rng.range(28, 40), depthM: rng.range(26, 34) }, rng);
  const storeys = rng.int(2, 3);
  const setback = rng.range(3, 5);
  const depth = rng.range(9, 11);
  for (const parcel of parcels) {
    if (parcel.front < 0) continue;
    const box = boxIn(
      parcel,
      { front: setback, side: 1.2, back: 4 },
      { width: 60, depth },
      { width: 9, depth: 7.5 },
    );
    if (!box) continue;
    // One house every six metres or so; the row is one footprint per house.
    const houses = Math.max(1, Math.round((box.a1 - box.a0) / rng.range(6, 7.5)));
    const together = Math.min(houses, 6);
    const step = (box.a1 - box.a0) / together;
    const jog = rng.chance(0.4) ? rng.range(0.5, 1.2) : 0;
    for (let k = 0; k < together; k++) {
      const shift = k % 2 ? jog : 0;
      site.add(
        {
          footprint: footprintIn(
            {
              ...box,
              a0: box.a0 + k * step + 0.02,
              a1: box.a0 + (k + 1) * step - 0.02,
              b0: box.b0 + shift,
            },
            'rect',
            5,
          ),
          use: 'residential',
          storeys,
          roof: 'gabled',
        },
        rng,
      );
    }
  }
  return parcels;
}

/** Detached houses on plots of their own. */
export function buildVillas(block: Block, site: BuildingSite, rng: RandomStream): Parcel[] {
  const parcels = subdivide(block, { widthM: rng.range(18, 24), depthM: rng.range(28, 36) }, rng);
  for (const parcel of parcels) {
    if (parcel.front < 0 || rng.chance(0.06)) continue;
    const box = boxIn(
      parcel,
      { front: rng.range(4.5, 8), side: rng.range(2, 3.2), back: 4 },
      { width: rng.range(10, 15), depth: rng.range(9, 13) },
      { width: 8, depth: 7 },
    );
    if (!box) continue;
    const shape: FootprintShape = rng.pick(['rect', 'rect', 'L', 'L2', 'T']);
    site.add(
      {
        footprint: footprintIn(box, shape, rng.range(5, 6)),
        use: 'residential',
        storeys: rng.pick([1, 2, 2, 2, 3]),
        roof: rng.pick(['gabled', 'gabled', 'hipped', 'hipped', 'pyramidal']),
      },
      rng,
    );
  }
  return parcels;
}

/** The old town: narrow plots built to the street, courtyards behind, shops on the wider streets. */
export function buildOldTown(
  block: Block,
  site: BuildingSite,
  rng: RandomStream,
  isBusy: (street: number) => boolean,
): Parcel[] {
  const parcels = subdivide(block, { widthM: rng.range(12, 16), depthM: rng.range(20, 26) }, rng);
  for (const parcel of parcels) {
    if (rng.chance(0.05)) continue;
    const inner = parcel.front < 0;
    const box = boxIn(
      parcel,
      { front: inner ? 2.5 : 0.4, side: inner ? 2 : 0.35, back: 2 },
      { width: 19, depth: rng.range(11, 19) },
      { width: 6, depth: 6.5 },
    );
    if (!box) continue;
    const busy = !inner && isBusy(parcel.edgeStreet[parcel.front]!);
    site.add(
      {
        footprint: footprintIn(
          box,
          rng.pick(['rect', 'rect', 'L', 'L2', 'U', 'court'] as const),
          rng.range(5, 6.2),
        ),
        use: busy && rng.chance(0.7) ? 'commercial' : 'residential',
        storeys: busy ? rng.int(2, 4) : rng.int(1, 3),
        roof: rng.pick(['gabled', 'gabled', 'gabled', 'hipped', 'shed']),
      },
      rng,
    );
  }
  return parcels;
}
