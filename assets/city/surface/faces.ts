import type { Extent } from '../../../src/domain/grid';
import { CROSS_SECTIONS } from './crossSections';
import { reversedRing, signedArea } from './geometry';
import type { StreetGraph } from './streetGraph';

/** A face of the street network: the land between streets, from their centrelines. */
export interface Face {
  /** Corner-to-corner sides in counter-clockwise order. */
  readonly sides: readonly FaceSide[];
}

export interface FaceSide {
  /** x, y per vertex, running counter-clockwise round the face. */
  readonly points: Float64Array;
  /** Street the side follows, or −1 along the city's edge. */
  readonly street: number;
  /** Distance from the side to the back of its sidewalk, m. */
  readonly insetM: number;
}

/** Centrelines are straightened within this before they bound blocks, m. */
const SIMPLIFY_M = 0.35;

/**
 * Faces of the planar street graph closed by the city's edge, each traversed with the land on its
 * left. The unbounded face outside the city is left out.
 */
export function streetFaces(graph: StreetGraph, extent: Extent): Face[] {
  const sides = graph.streets.map((s, i) => ({
    from: s.from,
    to: s.to,
    points: simplified(s.points, SIMPLIFY_M),
    street: i,
    insetM: CROSS_SECTIONS[s.class].widthM / 2 + CROSS_SECTIONS[s.class].sidewalkM,
  }));
  const count = graph.nodes.length;
  const all = [...sides, ...rimSides(graph, extent)];
  // Half-edge 2k runs along side k, 2k + 1 against it.
  const outgoing: { half: number; angle: number }[][] = Array.from({ length: count + 4 }, () => []);
  all.forEach((s, k) => {
    const p = s.points;
    const n = p.length;
    outgoing[s.from]!.push({ half: 2 * k, angle: pseudoAngle(p[2]! - p[0]!, p[3]! - p[1]!) });
    outgoing[s.to]!.push({
      half: 2 * k + 1,
      angle: pseudoAngle(p[n - 4]! - p[n - 2]!, p[n - 3]! - p[n - 1]!),
    });
  });
  const next = new Int32Array(all.length * 2);
  for (const star of outgoing) {
    star.sort((a, b) => a.angle - b.angle || a.half - b.half);
    // Arriving against an outgoing half-edge, the face on the left continues with the next one clockwise.
    star.forEach(({ half }, i) => {
      next[half ^ 1] = star[(i + star.length - 1) % star.length]!.half;
    });
  }
  const seen = new Uint8Array(all.length * 2);
  const faces: Face[] = [];
  for (let h = 0; h < seen.length; h++) {
    if (seen[h]) continue;
    const loop: FaceSide[] = [];
    for (let at = h; !seen[at]; at = next[at]!) {
      seen[at] = 1;
      const side = all[at >> 1]!;
      loop.push({
        points: at & 1 ? reversedRing(side.points) : side.points,
        street: side.street,
        insetM: side.insetM,
      });
    }
    if (loopArea(loop) > 0) faces.push({ sides: loop });
  }
  return faces;
}

/** Pieces of the city's edge between gates and corners, counter-clockwise. Corners get the node numbers after the graph's. */
function rimSides(graph: StreetGraph, e: Extent): (FaceSide & { from: number; to: number })[] {
  const width = e.maxX - e.minX;
  const height = e.maxY - e.minY;
  const stops: { node: number; at: number; x: number; y: number }[] = [];
  graph.nodes.forEach((n, node) => {
    if (n.kind !== 'gate') return;
    const toSouth = n.y - e.minY;
    const toEast = e.maxX - n.x;
    const toNorth = e.maxY - n.y;
    const toWest = n.x - e.minX;
    const least = Math.min(toSouth, toEast, toNorth, toWest);
    let at = width + height + width + toNorth;
    if (least === toSouth) at = toWest;
    else if (least === toEast) at = width + toSouth;
    else if (least === toNorth) at = width + height + toEast;
    stops.push({ node, at, x: n.x, y: n.y });
  });
  const first = graph.nodes.length;
  stops.push(
    { node: first, at: 0, x: e.minX, y: e.minY },
    { node: first + 1, at: width, x: e.maxX, y: e.minY },
    { node: first + 2, at: width + height, x: e.maxX, y: e.maxY },
    { node: first + 3, at: 2 * width + height, x: e.minX, y: e.maxY },
  );
  stops.sort((a, b) => a.at - b.at || a.node - b.node);
  return stops.map((a, i) => {
    const b = stops[(i + 1) % stops.length]!;
    const points = Float64Array.of(a.x, a.y, b.x, b.y);
    return { from: a.node, to: b.node, points, street: -1, insetM: 0 };
  });
}

/** A number that grows with the direction's angle from −π to π, without trigonometry. */
function pseudoAngle(dx: number, dy: number): number {
  const p = dx / (Math.abs(dx) + Math.abs(dy));
  return dy < 0 ? p - 1 : 1 - p;
}

function loopArea(loop: readonly FaceSide[]): number {
  const ring: number[] = [];
  for (const s of loop) for (let i = 0; i + 2 < s.points.length; i++) ring.push(s.points[i]!);
  return signedArea(Float64Array.from(ring));
}

/** A polyline with vertices left out that lie within `tolerance` of the line without them (Douglas–Peucker). */
export function simplified(points: Float64Array, tolerance: number): Float64Array {
  const n = points.length / 2;
  const keep = new Uint8Array(n);
  keep[0] = keep[n - 1] = 1;
  const stack: [number, number][] = [[0, n - 1]];
  while (stack.length > 0) {
    const [a, b] = stack.pop()!;
    const dx = points[2 * b]! - points[2 * a]!;
    const dy = points[2 * b + 1]! - points[2 * a + 1]!;
    const length = Math.sqrt(dx * dx + dy * dy) || 1;
    let worst = tolerance;
    let at = -1;
    for (let i = a + 1; i < b; i++) {
      const away =
        Math.abs(
          (points[2 * i]! - points[2 * a]!) * dy - (points[2 * i + 1]! - points[2 * a + 1]!) * dx,
        ) / length;
      if (away > worst) [worst, at] = [away, i];
    }
    if (at < 0) continue;
    keep[at] = 1;
    stack.push([a, at], [at, b]);
  }
  const out: number[] = [];
  for (let i = 0; i < n; i++) if (keep[i]) out.push(points[2 * i]!, points[2 * i + 1]!);
  return Float64Array.from(out);
}
