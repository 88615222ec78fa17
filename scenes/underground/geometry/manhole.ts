import { PART, type MeshBuilder } from './meshBuilder';
import { box, revolve, type ProfilePoint } from './solids';

/** The end of a pipe at a node, in the frame the node is built in. */
export interface PipeEnd {
  /** Direction from the node along the pipe, radians counter-clockwise from east. */
  readonly angle: number;
  readonly invertM: number;
  readonly widthM: number;
  readonly heightM: number;
  readonly wallM: number;
}

/** Where and how big a chamber is; levels in the frame it is built in, m. */
export interface Chamber {
  readonly x: number;
  readonly y: number;
  readonly coverM: number;
  readonly invertM: number;
  /** Inside diameter, m. */
  readonly diameterM: number;
}

export const CHAMBER_WALL_M = 0.12;
const BASE_SLAB_M = 0.2;
/** Clear opening of a cover, m (radius): EN 124 has 600 mm. */
const COVER_RADIUS_M = 0.3;
const FRAME_DEPTH_M = 0.1;
const MAX_CONE_M = 0.75;
const MAX_CHIMNEY_M = 0.3;
/** Slope of the benching towards the channel (1:12, EN 752 practice). */
const BENCHING_SLOPE = 1 / 12;
const RUNG_SPACING_M = 0.3;
const SIDES = 24;
const BENCH_RINGS = 7;

/** Radius a chamber is drawn with: nobody fits through less than 0.6 m. */
export function chamberRadius(c: { readonly diameterM: number }): number {
  return Math.max(COVER_RADIUS_M, c.diameterM / 2);
}

/**
 * A manhole as a hollow body: base slab, shaft, cone, chimney, benching with a channel for every pipe,
 * frame, cover and step irons. The body is one closed volume.
 */
export function manhole(mesh: MeshBuilder, c: Chamber, ends: readonly PipeEnd[]): void {
  const radius = chamberRadius(c);
  const depth = Math.max(0.3, c.coverM - c.invertM);
  const coned = radius > COVER_RADIUS_M + 0.02;
  const chimney = Math.min(MAX_CHIMNEY_M, 0.15 * depth);
  const cone = coned ? Math.min(MAX_CONE_M, 0.35 * depth) : 0;
  const top = c.coverM - FRAME_DEPTH_M;
  const neckZ = top - chimney;
  const coneZ = neckZ - cone;
  const outer = radius + CHAMBER_WALL_M;
  const neckOuter = COVER_RADIUS_M + CHAMBER_WALL_M;
  const base = c.invertM - BASE_SLAB_M;
  const shell = { part: PART.outer } as const;
  const profile: ProfilePoint[] = [
    { r: 0, z: base, part: PART.concrete, light: 0.6 },
    { r: outer, z: base, ...shell },
    { r: outer, z: coneZ, ...shell },
    { r: neckOuter, z: neckZ, ...shell },
    { r: neckOuter, z: top, part: PART.cutFace },
    { r: COVER_RADIUS_M, z: top, part: PART.inner, light: 0.9 },
    { r: COVER_RADIUS_M, z: neckZ, part: PART.inner, light: 0.85 },
    { r: radius, z: coneZ, part: PART.inner, light: 0.75 },
  ];
  revolve(mesh, c.x, c.y, profile, SIDES);
  bench(mesh, c, radius, coneZ, ends);
  stepIrons(mesh, c, radius, coneZ, ends);
  frameAndCover(mesh, c);
}

/** The iron frame with its cover; the cover's ring is in the colour of the utility. */
export function frameAndCover(
  mesh: MeshBuilder,
  c: { readonly x: number; readonly y: number; readonly coverM: number },
): void {
  const r = COVER_RADIUS_M;
  const z = c.coverM;
  revolve(
    mesh,
    c.x,
    c.y,
    [
      { r, z: z - FRAME_DEPTH_M, part: PART.iron, light: 0.7 },
      { r: r + 0.12, z: z - FRAME_DEPTH_M, part: PART.iron },
      { r: r + 0.08, z: z + 0.005, part: PART.iron },
      { r, z: z + 0.005, part: PART.iron },
      { r, z: z - FRAME_DEPTH_M },
    ],
    SIDES,
  );
  revolve(
    mesh,
    c.x,
    c.y,
    [
      { r: 0, z: z - 0.06, part: PART.iron, light: 0.6 },
      { r: r - 0.01, z: z - 0.06, part: PART.iron },
      { r: r - 0.01, z: z + 0.01, part: PART.iron },
      { r: r * 0.86, z: z + 0.01, part: PART.accent },
      { r: r * 0.66, z: z + 0.012, part: PART.iron },
      { r: r * 0.3, z: z + 0.01, part: PART.accent },
      { r: 0, z: z + 0.014 },
    ],
    SIDES,
  );
}

/** Height of the benching above the invert: half-round channels for the pipes, sloping shoulders between. */
function benchHeight(x: number, y: number, c: Chamber, ends: readonly PipeEnd[]): number {
  let best = Number.POSITIVE_INFINITY;
  for (const e of ends) {
    const ux = Math.cos(e.angle);
    const uy = Math.sin(e.angle);
    const forward = Math.max(0, x * ux + y * uy);
    const off = Math.hypot(x - forward * ux, y - forward * uy);
    const half = Math.max(0.05, e.widthM / 2);
    const drop = Math.max(0, e.invertM - c.invertM);
    const inChannel = off < half ? half - Math.sqrt(half * half - off * off) : half;
    const shoulder = Math.max(0, off - half) * BENCHING_SLOPE;
    best = Math.min(best, Math.min(drop, 0.3) + inChannel + shoulder);
  }
  return Number.isFinite(best) ? best : 0.02 + Math.hypot(x, y) * BENCHING_SLOPE;
}

/** The benching as a polar height field and the inner wall from its rim up to the cone. */
function bench(
  mesh: MeshBuilder,
  c: Chamber,
  radius: number,
  wallTop: number,
  ends: readonly PipeEnd[],
): void {
  const limit = Math.max(0.02, wallTop - c.invertM - 0.02);
  const height = (x: number, y: number): number =>
    c.invertM + Math.min(limit, benchHeight(x, y, c, ends));
  const start = mesh.vertexCount;
  mesh.vertex(c.x, c.y, height(0, 0), 0, 0, 1, PART.concrete, 0.6);
  for (let ring = 1; ring <= BENCH_RINGS; ring++) {
    const r = (radius * ring) / BENCH_RINGS;
    for (let i = 0; i < SIDES; i++) {
      const x = r * Math.cos((2 * Math.PI * i) / SIDES);
      const y = r * Math.sin((2 * Math.PI * i) / SIDES);
      const e = 0.02;
      const gx = (height(x + e, y) - height(x - e, y)) / (2 * e);
      const gy = (height(x, y + e) - height(x, y - e)) / (2 * e);
      const n = Math.hypot(gx, gy, 1);
      const z = height(x, y);
      mesh.vertex(c.x + x, c.y + y, z, -gx / n, -gy / n, 1 / n, PART.concrete, 0.7);
    }
  }
  const at = (ring: number, i: number): number => start + 1 + (ring - 1) * SIDES + (i % SIDES);
  for (let i = 0; i < SIDES; i++) {
    mesh.triangle(start, at(1, i), at(1, i + 1));
    for (let ring = 1; ring < BENCH_RINGS; ring++) {
      mesh.quad(at(ring, i), at(ring + 1, i), at(ring + 1, i + 1), at(ring, i + 1));
    }
  }
  for (let i = 0; i < SIDES; i++) {
    const corners = [i, (i + 1) % SIDES].map((k) => {
      const cos = Math.cos((2 * Math.PI * k) / SIDES);
      const sin = Math.sin((2 * Math.PI * k) / SIDES);
      const [x, y] = [radius * cos, radius * sin];
      const n = [-cos, -sin, 0, PART.inner] as const;
      return [
        mesh.vertex(c.x + x, c.y + y, height(x, y), ...n, 0.6),
        mesh.vertex(c.x + x, c.y + y, wallTop, ...n, 0.75),
      ] as const;
    });
    mesh.quad(corners[1]![0], corners[0]![0], corners[0]![1], corners[1]![1]);
  }
}

/** Step irons on the side of the wall that is farthest from any pipe. */
function stepIrons(
  mesh: MeshBuilder,
  c: Chamber,
  radius: number,
  wallTop: number,
  ends: readonly PipeEnd[],
): void {
  if (c.coverM - c.invertM < 1) return;
  const angle = freestAngle(ends);
  const r = radius - 0.07;
  const crowns = ends.map((e) => e.invertM + e.heightM - c.invertM);
  for (let z = c.invertM + 0.3 + Math.max(0.2, ...crowns); z < wallTop; z += RUNG_SPACING_M) {
    const place = {
      x: c.x + r * Math.cos(angle),
      y: c.y + r * Math.sin(angle),
      angle: angle + Math.PI / 2,
      bottom: z,
      top: z + 0.025,
    };
    box(mesh, place, 0.3, 0.03, PART.iron);
  }
}

/** The middle of the widest gap between pipe directions, radians. */
export function freestAngle(ends: readonly PipeEnd[]): number {
  if (ends.length === 0) return 0;
  const angles = ends.map((e) => e.angle).toSorted((a, b) => a - b);
  let best = -1;
  let middle = 0;
  for (let i = 0; i < angles.length; i++) {
    const a = angles[i]!;
    const gap = i + 1 < angles.length ? angles[i + 1]! - a : angles[0]! + 2 * Math.PI - a;
    if (gap > best) {
      best = gap;
      middle = a + gap / 2;
    }
  }
  return middle;
}
