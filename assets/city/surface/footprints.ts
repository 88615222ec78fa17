import type { Polygon } from '../../../src/domain/city';
import { edgeFrame, localRing, placed, widestInside, type Frame2 } from './frames';
import type { Parcel } from './parcels';

/** Local box of land a building may take: a along the street, b away from it. */
export interface BuildBox {
  readonly frame: Frame2;
  readonly a0: number;
  readonly a1: number;
  readonly b0: number;
  readonly b1: number;
}

/**
 * Largest box in a parcel behind a front setback and between side setbacks, as deep as wished if the
 * plot allows it. Null where less than the least width or depth fits.
 */
export function boxIn(
  parcel: Parcel,
  setback: { readonly front: number; readonly side: number; readonly back: number },
  wish: { readonly width: number; readonly depth: number },
  least: { readonly width: number; readonly depth: number },
): BuildBox | null {
  const frame = edgeFrame(parcel.ring, Math.max(parcel.front, 0));
  const local = localRing(frame, parcel.ring);
  let deepest = 0;
  let frontEnd = 0;
  for (let i = 0; i < local.length; i += 2) deepest = Math.max(deepest, local[i + 1]!);
  const j = ((Math.max(parcel.front, 0) + 1) % (local.length / 2)) * 2;
  frontEnd = local[j]!;
  for (let depth = wish.depth; depth >= least.depth; depth -= 1.5) {
    const b0 = setback.front;
    const b1 = b0 + depth;
    if (b1 > deepest - setback.back) continue;
    const range = widestInside(
      local,
      b0,
      Math.min(b1 + setback.back, deepest - 1e-3),
      frontEnd / 2,
    );
    if (!range) continue;
    const [lo, hi] = [range[0] + setback.side, range[1] - setback.side];
    const width = Math.min(hi - lo, wish.width);
    if (width < least.width) continue;
    const middle = (lo + hi) / 2;
    return { frame, a0: middle - width / 2, a1: middle + width / 2, b0, b1 };
  }
  return null;
}

export type FootprintShape = 'rect' | 'L' | 'L2' | 'U' | 'T' | 'court';

/** A footprint of a shape that fills a box; wings are `wing` m deep. Small boxes fall back to a rectangle. */
export function footprintIn(box: BuildBox, shape: FootprintShape, wing: number): Polygon {
  const { frame, a0, a1, b0, b1 } = box;
  const w = a1 - a0;
  const d = b1 - b0;
  const rect = [a0, b0, a1, b0, a1, b1, a0, b1];
  const polygon = (local: readonly number[]): Polygon => ({
    outer: placed(frame, local),
    holes: [],
  });
  const roomy = w > 1.6 * wing && d > 1.5 * wing;
  if (shape === 'L' && roomy)
    return polygon([a0, b0, a1, b0, a1, b0 + wing, a0 + wing, b0 + wing, a0 + wing, b1, a0, b1]);
  if (shape === 'L2' && roomy)
    return polygon([a0, b0, a1, b0, a1, b1, a1 - wing, b1, a1 - wing, b0 + wing, a0, b0 + wing]);
  if (shape === 'U' && w > 2.7 * wing && d > 1.5 * wing)
    return polygon([
      a0,
      b0,
      a1,
      b0,
      a1,
      b1,
      a1 - wing,
      b1,
      a1 - wing,
      b0 + wing,
      a0 + wing,
      b0 + wing,
      a0 + wing,
      b1,
      a0,
      b1,
    ]);
  if (shape === 'T' && w > 2.2 * wing && d > 1.6 * wing) {
    const m = (a0 + a1) / 2;
    const h = wing / 2;
    return polygon([
      a0,
      b0,
      a1,
      b0,
      a1,
      b0 + wing,
      m + h,
      b0 + wing,
      m + h,
      b1,
      m - h,
      b1,
      m - h,
      b0 + wing,
      a0,
      b0 + wing,
    ]);
  }
  if (shape === 'court' && w > 2.7 * wing && d > 2.7 * wing)
    return {
      outer: placed(frame, rect),
      // Holes run clockwise.
      holes: [
        placed(frame, [
          a0 + wing,
          b0 + wing,
          a0 + wing,
          b1 - wing,
          a1 - wing,
          b1 - wing,
          a1 - wing,
          b0 + wing,
        ]),
      ],
    };
  return polygon(rect);
}
