import { intersection } from 'polyclip-ts';
import type { Polygon, Ring, WaterBody } from '../../../src/domain/city';
import type { Extent } from '../../../src/domain/grid';
import type { LocalText } from '../../../src/domain/text';
import { reversedRing, signedArea } from './geometry';
import type { PlanSpace } from './planSpace';
import type { Relief } from './relief';

const BANK_STEP_M = 12;
/** Reaches of this length carry one normal water level each. */
const REACH_M = 400;

/** The river inside the extent as a chain of reaches, each with its own normal water level. */
export function riverReaches(
  space: PlanSpace,
  relief: Relief,
  extent: Extent,
  name: LocalText,
): WaterBody[] {
  const { minX, minY, maxX, maxY } = extent;
  const frame: [number, number][] = [
    [minX, minY],
    [maxX, minY],
    [maxX, maxY],
    [minX, maxY],
  ];
  const bodies: WaterBody[] = [];
  const p = new Float64Array(2);
  const bank = (u: number, side: number): [number, number] => {
    space.toWorld(u, (side * relief.halfWidthM(u)) / space.acrossScale(u), p);
    return [p[0]!, p[1]!];
  };
  for (let u0 = space.range.minX; u0 < space.range.maxX; u0 += REACH_M) {
    const ring: [number, number][] = [];
    const steps = Math.ceil(REACH_M / BANK_STEP_M);
    for (let k = 0; k <= steps; k++) ring.push(bank(u0 + (REACH_M * k) / steps, 1));
    for (let k = steps; k >= 0; k--) ring.push(bank(u0 + (REACH_M * k) / steps, -1));
    if (ring.every(([x, y]) => x < minX || x > maxX || y < minY || y > maxY)) continue;
    for (const polygon of intersection([ring], [frame])) {
      bodies.push({
        id: `river-${bodies.length + 1}`,
        kind: 'river',
        name,
        area: toPolygon(polygon),
        levelM: relief.waterLevelM(u0 + REACH_M / 2),
      });
    }
  }
  return bodies;
}

/** A clipped polygon (closed rings of pairs) as the domain has it. */
function toPolygon(rings: readonly (readonly [number, number][])[]): Polygon {
  const [outer, ...holes] = rings.map((ring, k) => {
    const out: Ring = new Float64Array((ring.length - 1) * 2);
    for (let i = 0; i + 1 < ring.length; i++) out.set(ring[i]!, 2 * i);
    const wanted = k === 0 ? 1 : -1;
    return signedArea(out) * wanted >= 0 ? out : reversedRing(out);
  });
  return { outer: outer!, holes };
}
