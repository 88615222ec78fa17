import earcut from 'earcut';
import type { Building, Polygon } from '../../domain/city';
import { ringArea } from '../geojson/rings';
import { orientedBox, type OrientedBox } from './orientedBox';

/** z = a·x + b·y + c, m above the eaves, x and y in local metres from the box's centre. */
export interface RoofPlane {
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

/**
 * A roof as the lowest of a few planes over the footprint. Every shape Dryrun knows is one: flat one
 * plane, shed one sloping, gabled two, hipped and pyramidal one per side, mansard two per side. Walls
 * reach up to it, so that any footprint is closed.
 */
export interface Roof {
  readonly planes: readonly RoofPlane[];
  /** Origin of the planes' x and y. */
  readonly cx: number;
  readonly cy: number;
}

/** Footprints that fill less of their box than this get a flat roof: a ridge would make no sense. */
const MIN_FILL = 0.6;
/** Convex footprints with more edges take their roof from the box, not from each edge. */
const MAX_EDGE_PLANES = 10;
/** Part of the height a mansard gains in its steep part, and how far in that ends (share of the half width). */
const MANSARD_STEEP_HEIGHT = 0.75;
const MANSARD_STEEP_RUN = 0.25;

/** The roof of a building above its eaves. */
export function roofOf(b: Building): Roof {
  const box = orientedBox(b.footprint.outer);
  const { cx, cy } = box;
  const rise = b.roofHeightM;
  const flat: Roof = { planes: [{ a: 0, b: 0, c: 0 }], cx, cy };
  const fill = ringArea(b.footprint.outer) / (4 * box.halfLength * box.halfWidth);
  if (b.roofShape === 'flat' || !(rise > 0.05) || !(box.halfWidth > 0.5) || fill < MIN_FILL) {
    return flat;
  }
  switch (b.roofShape) {
    case 'shed': {
      const k = rise / (2 * box.halfWidth);
      return { planes: [{ a: -box.uy * k, b: box.ux * k, c: rise / 2 }], cx, cy };
    }
    case 'gabled':
      return {
        planes: [boxPlane(box, 'v', 1, rise, rise), boxPlane(box, 'v', -1, rise, rise)],
        cx,
        cy,
      };
    default:
      return { planes: sidePlanes(b, box), cx, cy };
  }
}

/** Height of the roof above the eaves at a point, m. */
export function roofHeightAt(roof: Roof, x: number, y: number): number {
  let z = Number.POSITIVE_INFINITY;
  for (const p of roof.planes) z = Math.min(z, p.a * (x - roof.cx) + p.b * (y - roof.cy) + p.c);
  return z;
}

/** Planes that fall to each side of a footprint: hipped, pyramidal and mansard roofs. */
function sidePlanes(b: Building, box: OrientedBox): RoofPlane[] {
  const rise = b.roofHeightM;
  const sides = footprintSides(b.footprint.outer, box);
  if (b.roofShape === 'pyramidal') {
    // Each side rises to the apex over the middle.
    return sides.map((s) => ({ a: (s.a / s.c) * rise, b: (s.b / s.c) * rise, c: rise }));
  }
  const slope = rise / box.halfWidth;
  if (b.roofShape === 'mansard') {
    const steep = (rise * MANSARD_STEEP_HEIGHT) / (box.halfWidth * MANSARD_STEEP_RUN);
    const shallow = (rise * (1 - MANSARD_STEEP_HEIGHT)) / (box.halfWidth * (1 - MANSARD_STEEP_RUN));
    const lift = box.halfWidth * MANSARD_STEEP_RUN * (steep - shallow);
    return [
      ...sides.map((s) => ({ a: s.a * steep, b: s.b * steep, c: s.c * steep })),
      ...sides.map((s) => ({ a: s.a * shallow, b: s.b * shallow, c: s.c * shallow + lift })),
      { a: 0, b: 0, c: rise },
    ];
  }
  return [
    ...sides.map((s) => ({ a: s.a * slope, b: s.b * slope, c: s.c * slope })),
    { a: 0, b: 0, c: rise },
  ];
}

/** Distance inward from each side as a plane (unit gradient): the edges of a convex footprint, else its box. */
function footprintSides(ring: Float64Array, box: OrientedBox): RoofPlane[] {
  const n = ring.length / 2;
  const sides: RoofPlane[] = [];
  for (let i = 0; i < n; i++) {
    const j = (i + 1) % n;
    const k = (i + 2) % n;
    const dx = ring[2 * j]! - ring[2 * i]!;
    const dy = ring[2 * j + 1]! - ring[2 * i + 1]!;
    const turn = dx * (ring[2 * k + 1]! - ring[2 * j + 1]!) - dy * (ring[2 * k]! - ring[2 * j]!);
    const length = Math.hypot(dx, dy);
    if (turn < -1e-6 || n > MAX_EDGE_PLANES || length < 1e-6) return boxSides(box);
    const [a, b] = [-dy / length, dx / length];
    const c = a * (box.cx - ring[2 * i]!) + b * (box.cy - ring[2 * i + 1]!);
    if (c < 0.1) return boxSides(box);
    // An edge that carries straight on adds no side.
    if (!sides.some((s) => Math.abs(s.a - a) + Math.abs(s.b - b) + Math.abs(s.c - c) < 1e-3)) {
      sides.push({ a, b, c });
    }
  }
  return sides;
}

const boxSides = (box: OrientedBox): RoofPlane[] => [
  boxPlane(box, 'v', 1, 1, box.halfWidth, true),
  boxPlane(box, 'v', -1, 1, box.halfWidth, true),
  boxPlane(box, 'u', 1, 1, box.halfLength, true),
  boxPlane(box, 'u', -1, 1, box.halfLength, true),
];

/** A plane that falls along ±u or ±v of the box: over its half width by `fall`, or with unit slope. */
function boxPlane(
  box: OrientedBox,
  axis: 'u' | 'v',
  sign: 1 | -1,
  fall: number,
  c: number,
  unit = false,
): RoofPlane {
  const k = (-sign * fall) / (unit ? 1 : box.halfWidth);
  return axis === 'u' ? { a: box.ux * k, b: box.uy * k, c } : { a: -box.uy * k, b: box.ux * k, c };
}

/** A piece of roof: a convex polygon (x, y per vertex, counter-clockwise from above) on one plane. */
export interface RoofFacet {
  readonly plane: RoofPlane;
  readonly points: readonly number[];
}

/** Cuts the footprint into pieces on which one plane is lowest. */
export function roofFacets(footprint: Polygon, roof: Roof): RoofFacet[] {
  const facets: RoofFacet[] = [];
  for (const triangle of triangles(footprint)) {
    for (const plane of roof.planes) {
      let piece: readonly number[] = triangle;
      for (const other of roof.planes) {
        if (other === plane || piece.length < 6) continue;
        piece = clip(piece, roof, plane, other);
      }
      if (piece.length >= 6) facets.push({ plane, points: piece });
    }
  }
  return facets;
}

/** The footprint as triangles, counter-clockwise: six numbers each. */
export function triangles(footprint: Polygon): number[][] {
  const flat: number[] = [...footprint.outer];
  const holes: number[] = [];
  for (const hole of footprint.holes) {
    holes.push(flat.length / 2);
    for (const v of hole) flat.push(v);
  }
  const indices = earcut(flat, holes, 2);
  const out: number[][] = [];
  for (let i = 0; i < indices.length; i += 3) {
    const [p, q, r] = [2 * indices[i]!, 2 * indices[i + 1]!, 2 * indices[i + 2]!];
    const t = [flat[p]!, flat[p + 1]!, flat[q]!, flat[q + 1]!, flat[r]!, flat[r + 1]!];
    const area = ringArea(t);
    if (Math.abs(area) < 1e-6) continue;
    out.push(area > 0 ? t : [t[0]!, t[1]!, t[4]!, t[5]!, t[2]!, t[3]!]);
  }
  return out;
}

/** The part of a convex polygon where `plane` is not above `other` (Sutherland–Hodgman). */
function clip(points: readonly number[], roof: Roof, plane: RoofPlane, other: RoofPlane): number[] {
  const [a, b, c] = [plane.a - other.a, plane.b - other.b, plane.c - other.c];
  const above = (x: number, y: number): number => a * (x - roof.cx) + b * (y - roof.cy) + c;
  const out: number[] = [];
  for (let i = 0; i < points.length; i += 2) {
    const j = (i + 2) % points.length;
    const [x0, y0, x1, y1] = [points[i]!, points[i + 1]!, points[j]!, points[j + 1]!];
    const [d0, d1] = [above(x0, y0), above(x1, y1)];
    if (d0 <= EDGE_M) out.push(x0, y0);
    if ((d0 < -EDGE_M && d1 > EDGE_M) || (d0 > EDGE_M && d1 < -EDGE_M)) {
      const t = d0 / (d0 - d1);
      out.push(x0 + t * (x1 - x0), y0 + t * (y1 - y0));
    }
  }
  return out.length >= 6 && ringArea(out) > 1e-6 ? out : [];
}

/** Heights closer than this are the same, m. */
const EDGE_M = 1e-7;

/** Shares (0–1) along an edge at which the roof above it bends, both ends included. */
export function bendsAlong(roof: Roof, x0: number, y0: number, x1: number, y1: number): number[] {
  const shares = [0, 1];
  const at = (p: RoofPlane, x: number, y: number): number =>
    p.a * (x - roof.cx) + p.b * (y - roof.cy) + p.c;
  for (let i = 0; i < roof.planes.length; i++) {
    for (let j = i + 1; j < roof.planes.length; j++) {
      const [p, q] = [roof.planes[i]!, roof.planes[j]!];
      const d0 = at(p, x0, y0) - at(q, x0, y0);
      const d1 = at(p, x1, y1) - at(q, x1, y1);
      if (d0 * d1 >= 0) continue;
      const t = d0 / (d0 - d1);
      const [x, y] = [x0 + t * (x1 - x0), y0 + t * (y1 - y0)];
      // Only where these two are the lowest does the roof bend.
      if (at(p, x, y) <= roofHeightAt(roof, x, y) + 1e-6 && t > 1e-4 && t < 1 - 1e-4)
        shares.push(t);
    }
  }
  return shares.sort((a, b) => a - b);
}
