import earcut from 'earcut';
import { BUILDING_COLOURS, BUILDING_USES } from '../../shared/palette';
import { parseCssColour, type Rgb } from '../../shared/colourMaps';
import type { HeightField } from '../terrain/heightField';
import { ROOF_SHAPES, type PackedBuildings } from '../worker/packed';
import { ChunkMap, MeshBuilder, type MeshChunk } from './chunks';

/** Walls reach this far below the lowest ground under them, so that no building floats, m. */
const FOOTING_M = 0.6;
const WALL = 0;
const ROOF = 255;

const USE_RGB = BUILDING_USES.map((u) => parseCssColour(BUILDING_COLOURS[u]));
const PITCHED_ROOFS: readonly Rgb[] = [
  [168, 98, 76],
  [150, 86, 70],
  [122, 108, 100],
  [98, 104, 114],
];
const FLAT_ROOF: Rgb = [176, 173, 168];

/**
 * Buildings as blocks with roofs, for Cities without 3D Tiles: walls around every ring, and over
 * four-cornered footprints the roof shape that is stated; other footprints get a flat roof.
 */
export function buildingMesh(b: PackedBuildings, ground: HeightField): MeshChunk[] {
  const chunks = new ChunkMap(() => new MeshBuilder());
  const { polyStart, ringStart, coords } = b.polygons;
  for (let i = 0; i < b.groundM.length; i++) {
    const first = ringStart[polyStart[i]!]! * 2;
    const mesh = chunks.at(coords[first]!, coords[first + 1]!);
    addBuilding(mesh, b, i, ground);
  }
  return chunks.values().map((m) => m.finish());
}

function addBuilding(mesh: MeshBuilder, b: PackedBuildings, i: number, ground: HeightField): void {
  const { polyStart, ringStart, coords } = b.polygons;
  const eaves = b.groundM[i]! + b.heightM[i]!;
  const tone = 0.92 + 0.16 * hash01(i);
  const wall = USE_RGB[b.use[i]!]!.map((c) => Math.min(255, c * tone)) as [number, number, number];
  let base = b.groundM[i]!;
  for (let v = ringStart[polyStart[i]!]!; v < ringStart[polyStart[i + 1]!]!; v++) {
    base = Math.min(base, ground.at(coords[v * 2]!, coords[v * 2 + 1]!));
  }
  base -= FOOTING_M;
  const flat: number[] = [];
  const holes: number[] = [];
  for (let r = polyStart[i]!; r < polyStart[i + 1]!; r++) {
    if (r > polyStart[i]!) holes.push(flat.length / 2);
    const ring = coords.subarray(ringStart[r]! * 2, ringStart[r + 1]! * 2);
    addWalls(mesh, ring, base, eaves, wall, i);
    flat.push(...ring);
  }
  const roof = ROOF_SHAPES[b.roof[i]!]!;
  const rise = b.roofHeightM[i]!;
  if (roof !== 'flat' && rise > 0 && flat.length === 8) {
    const colour = PITCHED_ROOFS[Math.floor(hash01(i + 77) * PITCHED_ROOFS.length)]!;
    addRoof(mesh, flat, eaves, rise, roof, colour, wall, i);
    return;
  }
  const at: number[] = [];
  for (let v = 0; v < flat.length; v += 2) {
    at.push(mesh.vertex(flat[v]!, flat[v + 1]!, eaves, 0, 0, 1, scale(FLAT_ROOF, tone), ROOF, i));
  }
  const triangles = earcut(flat, holes);
  for (let t = 0; t < triangles.length; t += 3) {
    addUpward(mesh, at, flat, triangles[t]!, triangles[t + 1]!, triangles[t + 2]!);
  }
}

/** Keeps roof triangles counter-clockwise whatever way the ring ran. */
function addUpward(
  mesh: MeshBuilder,
  at: number[],
  xy: number[],
  a: number,
  b: number,
  c: number,
): void {
  const area =
    (xy[b * 2]! - xy[a * 2]!) * (xy[c * 2 + 1]! - xy[a * 2 + 1]!) -
    (xy[c * 2]! - xy[a * 2]!) * (xy[b * 2 + 1]! - xy[a * 2 + 1]!);
  if (area >= 0) mesh.triangle(at[a]!, at[b]!, at[c]!);
  else mesh.triangle(at[a]!, at[c]!, at[b]!);
}

function addWalls(
  mesh: MeshBuilder,
  ring: Float64Array,
  base: number,
  top: number,
  colour: Rgb,
  feature: number,
): void {
  const n = ring.length / 2;
  for (let k = 0; k < n; k++) {
    const ax = ring[k * 2]!;
    const ay = ring[k * 2 + 1]!;
    const bx = ring[((k + 1) % n) * 2]!;
    const by = ring[((k + 1) % n) * 2 + 1]!;
    const length = Math.hypot(bx - ax, by - ay);
    if (length < 1e-6) continue;
    // Outer rings run counter-clockwise and holes clockwise: outside is to the right in both.
    const nx = (by - ay) / length;
    const ny = -(bx - ax) / length;
    const a = mesh.vertex(ax, ay, base, nx, ny, 0, colour, WALL, feature);
    const b = mesh.vertex(bx, by, base, nx, ny, 0, colour, WALL, feature);
    const c = mesh.vertex(bx, by, top, nx, ny, 0, colour, WALL, feature);
    const d = mesh.vertex(ax, ay, top, nx, ny, 0, colour, WALL, feature);
    mesh.triangle(a, b, c);
    mesh.triangle(a, c, d);
  }
}

type Point = readonly [number, number, number];

/** Roofs over a quadrangle. The ridge runs along the longer side, between the mid-points of the shorter ones. */
function addRoof(
  mesh: MeshBuilder,
  xy: readonly number[],
  eaves: number,
  rise: number,
  shape: string,
  roof: Rgb,
  wall: Rgb,
  feature: number,
): void {
  const long = side(xy, 0) + side(xy, 2) >= side(xy, 1) + side(xy, 3) ? 0 : 1;
  const p = (k: number, z = eaves): Point => {
    const v = ((k + long) % 4) * 2;
    return [xy[v]!, xy[v + 1]!, z];
  };
  const mid = (a: Point, b: Point, t: number, z: number): Point => [
    a[0] + (b[0] - a[0]) * t,
    a[1] + (b[1] - a[1]) * t,
    z,
  ];
  const top = eaves + rise;
  const face = (colour: Rgb, ...points: Point[]): void => addFace(mesh, points, colour, feature);
  // Corners 0–1 and 2–3 are the long sides.
  const [a, b, c, d] = [p(0), p(1), p(2), p(3)];
  if (shape === 'shed') {
    const [ct, dt] = [p(2, top), p(3, top)];
    face(roof, a, b, ct, dt);
    face(wall, b, c, ct);
    face(wall, d, a, dt);
    face(wall, c, d, dt, ct);
    return;
  }
  const inset = shape === 'gabled' ? 0 : shape === 'pyramidal' ? 0.5 : insetFor(xy, long);
  const east = mid(b, c, 0.5, top);
  const west = mid(a, d, 0.5, top);
  const ridgeWest = mid(west, east, inset, top);
  const ridgeEast = mid(east, west, inset, top);
  const ends = inset === 0 ? wall : roof;
  face(roof, a, b, ridgeEast, ridgeWest);
  face(roof, c, d, ridgeWest, ridgeEast);
  face(ends, b, c, ridgeEast);
  face(ends, d, a, ridgeWest);
}

/** Hips at 45° in plan: half the short side as a share of the long one. */
function insetFor(xy: readonly number[], long: number): number {
  return Math.min(0.5, (0.5 * side(xy, 1 + long)) / side(xy, long));
}

function side(xy: readonly number[], k: number): number {
  const a = (k % 4) * 2;
  const b = ((k + 1) % 4) * 2;
  return Math.hypot(xy[b]! - xy[a]!, xy[b + 1]! - xy[a + 1]!);
}

/** A flat face of 3 or 4 points, its normal from the points (Newell's method); degenerate ones are left out. */
function addFace(mesh: MeshBuilder, points: readonly Point[], colour: Rgb, feature: number): void {
  let nx = 0;
  let ny = 0;
  let nz = 0;
  points.forEach((p, k) => {
    const q = points[(k + 1) % points.length]!;
    nx += (p[1] - q[1]) * (p[2] + q[2]);
    ny += (p[2] - q[2]) * (p[0] + q[0]);
    nz += (p[0] - q[0]) * (p[1] + q[1]);
  });
  const length = Math.hypot(nx, ny, nz);
  if (length < 1e-9) return;
  const at = points.map((p) =>
    mesh.vertex(p[0], p[1], p[2], nx / length, ny / length, nz / length, colour, ROOF, feature),
  );
  for (let k = 2; k < at.length; k++) mesh.triangle(at[0]!, at[k - 1]!, at[k]!);
}

function scale([r, g, b]: Rgb, k: number): Rgb {
  return [Math.min(255, r * k), Math.min(255, g * k), Math.min(255, b * k)];
}

/** A number in 0–1 from an index, the same every time. */
function hash01(i: number): number {
  const h = Math.imul(i ^ 0x9e3779b9, 0x85ebca6b);
  return ((h ^ (h >>> 15)) >>> 0) / 4294967296;
}
