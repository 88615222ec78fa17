/** A way by its node ids. */
export interface WayPath {
  readonly id: number;
  readonly refs: Float64Array;
}

/**
 * Polygons of a multipolygon: member ways joined end to end into rings, each hole put into the
 * smallest outer ring that holds its first vertex. Null where the ways do not close.
 *
 * @param path coordinates (x, y per vertex) of node ids; shorter than the ids where nodes are missing.
 */
export function assembleRings(
  outer: readonly WayPath[],
  inner: readonly WayPath[],
  path: (refs: Float64Array) => Float64Array,
): Float64Array[][] | null {
  const outerRings = joinRings(outer);
  const innerRings = joinRings(inner);
  if (!outerRings || !innerRings || outerRings.length === 0) return null;
  const polygons = outerRings.map((refs) => [path(refs)]);
  const holes = innerRings.map((refs) => path(refs));
  if (polygons.some((p, i) => p[0]!.length < outerRings[i]!.length * 2)) return null;
  for (const hole of holes) {
    const holders = polygons.filter(([ring]) => contains(ring!, hole[0]!, hole[1]!));
    holders.sort((a, b) => Math.abs(area(a[0]!)) - Math.abs(area(b[0]!)));
    holders[0]?.push(hole);
  }
  return polygons;
}

/** Ways joined into closed rings of node ids; null where one stays open. */
function joinRings(ways: readonly WayPath[]): Float64Array[] | null {
  const open = ways.filter((w) => w.refs.length > 1).map((w) => Array.from(w.refs));
  const rings: Float64Array[] = [];
  while (open.length > 0) {
    const ring = open.pop()!;
    while (ring[0] !== ring.at(-1)) {
      const end = ring.at(-1)!;
      const next = open.findIndex((w) => w[0] === end || w.at(-1) === end);
      if (next < 0) return null;
      const [piece] = open.splice(next, 1);
      const forward = piece![0] === end ? piece! : piece!.toReversed();
      for (let k = 1; k < forward.length; k++) ring.push(forward[k]!);
    }
    if (ring.length > 3) rings.push(Float64Array.from(ring));
  }
  return rings;
}

function contains(ring: Float64Array, x: number, y: number): boolean {
  let inside = false;
  for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
    const [xi, yi, xj, yj] = [ring[i]!, ring[i + 1]!, ring[j]!, ring[j + 1]!];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}

function area(ring: Float64Array): number {
  let twice = 0;
  for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
    twice += (ring[j]! - ring[0]!) * (ring[i + 1]! - ring[1]!);
    twice -= (ring[i]! - ring[0]!) * (ring[j + 1]! - ring[1]!);
  }
  return twice / 2;
}
