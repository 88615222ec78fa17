import {
  BufferAttribute,
  BufferGeometry,
  DoubleSide,
  FrontSide,
  Group,
  Mesh,
  type Vector2,
} from 'three';
import type { City } from '../../../src/domain/city';
import { COMMON_FRAGMENT, MAX_TRENCH_POINTS, NOISE, STONES } from '../shaders/common';
import { makeMaterial, type MaterialPair, type SharedUniforms } from '../shaders/materials';
import { pavedAt } from './groundPainter';
import { clampedHeight } from './patchMesh';

/** Spacing of columns along a trench wall, m. */
const COLUMN_M = 1;
const MAX_COLUMNS = 4000;
/** The floor lies this far under the lowest pipe inside. */
const BELOW_LOWEST_M = 0.8;
const LEAST_DEPTH_M = 2.5;
const MOST_DEPTH_M = 14;
/** Half the width of the trench along a section line, m. */
export const SECTION_HALF_M = 3;

/** A cut in the ground: its outline (counter-clockwise x, y) in city metres. */
export interface TrenchPlan {
  readonly outline: readonly (readonly [number, number])[];
}

const VERTEX = /* glsl */ `
  in vec3 wall;
  out vec3 vWall;
  out vec3 vWorld;
  out vec3 vNormal;
  out vec2 vLocal;
  void main() {
    vec4 world = modelMatrix * vec4(position, 1.0);
    vWorld = world.xyz;
    vWall = wall;
    vNormal = normal;
    vLocal = position.xy;
    gl_Position = projectionMatrix * viewMatrix * world;
  }
`;

/**
 * Soil layers by depth below ground, in metres: under a road asphalt on a stone base, elsewhere
 * topsoil; then fill with stones, then clay in bands. vWall: metres along, metres below ground, road share.
 */
const FRAGMENT = /* glsl */ `
  ${COMMON_FRAGMENT}
  ${NOISE}
  ${STONES}
  in vec3 vWall;
  in vec3 vWorld;
  in vec3 vNormal;
  in vec2 vLocal;
  vec3 gravel(vec2 p, vec3 dark, vec3 light) {
    vec2 s = stones(p);
    return mix(dark * 0.55, mix(dark, light, s.y), smoothstep(0.62, 0.36, s.x));
  }
  vec3 soil(vec2 p, float depth, float paved) {
    float wave = (fbm(vec2(p.x * 0.22, 3.1)) - 0.5) * 0.5;
    float fillTo = 1.55 + wave + 0.12 * noise(vec2(p.x * 1.3, 0.5));
    vec3 clay = mix(vec3(0.30, 0.165, 0.085), vec3(0.42, 0.26, 0.14), fbm(vec2(p.x * 0.25, (p.y + wave) * 2.6)));
    clay *= 0.85 + 0.3 * noise(p * vec2(3.0, 9.0));
    clay = mix(clay, vec3(0.34, 0.33, 0.31), 0.55 * smoothstep(4.0, 6.5, depth + wave));
    vec3 fill = mix(vec3(0.17, 0.115, 0.07), vec3(0.30, 0.215, 0.14), fbm(p * 1.7));
    vec2 cobble = stones(p * 2.6);
    fill = mix(fill, mix(vec3(0.30, 0.28, 0.25), vec3(0.44, 0.41, 0.36), cobble.y), step(0.78, cobble.y) * smoothstep(0.34, 0.27, cobble.x));
    vec3 base = gravel(p * 14.0, vec3(0.26, 0.25, 0.235), vec3(0.50, 0.48, 0.45));
    vec3 asphalt = gravel(p * 45.0, vec3(0.030, 0.031, 0.034), vec3(0.10, 0.10, 0.11));
    vec3 top = mix(vec3(0.065, 0.042, 0.025), vec3(0.12, 0.082, 0.048), fbm(p * 3.0));
    top = mix(top, vec3(0.16, 0.22, 0.07), smoothstep(0.10, 0.02, depth + 0.06 * noise(p * 12.0)));
    vec3 c = mix(fill, clay, smoothstep(fillTo - 0.06, fillTo + 0.10, depth));
    vec3 road = mix(base, c, smoothstep(0.50, 0.56, depth + 0.05 * noise(p * 3.0)));
    road = mix(asphalt, road, smoothstep(0.135, 0.15, depth));
    // The binder course is a shade lighter than the wearing course.
    road *= 1.0 + 0.5 * step(0.045, depth) * (1.0 - step(0.14, depth));
    vec3 green = mix(top, c, smoothstep(0.26, 0.38, depth + 0.10 * noise(p * 2.0)));
    return mix(green, road, step(0.5, paved));
  }
  void main() {
    vec3 view = normalize(cameraPosition - vWorld);
    float d = distance(cameraPosition, vWorld);
    vec3 c;
    float open = 1.0;
    if (vNormal.z > 0.5) {
      c = mix(vec3(0.26, 0.155, 0.085), vec3(0.37, 0.24, 0.14), fbm(vLocal * 0.8)) * (0.8 + 0.35 * noise(vLocal * 5.0));
      open = 0.7;
    } else {
      c = soil(vWall.xy, vWall.y, vWall.z);
      // Less sky the deeper in the trench.
      open = mix(1.0, 0.6, clamp(vWall.y / 5.0, 0.0, 1.0));
      // Marks of the digger's bucket.
      c *= 0.94 + 0.10 * noise(vec2(vWall.x * 1.1 + 0.3 * vWall.y, vWall.y * 0.15));
    }
    outColour = vec4(toSrgb(haze(shade(c, normalize(vNormal), view, open, 0.0), d)), 1.0);
  }
`;

/** Walls and floor of the cut box and of the section trench. */
export class Trench {
  readonly root = new Group();
  readonly #city: City;
  readonly #walls: MaterialPair;
  readonly #floor: MaterialPair;

  constructor(city: City, shared: SharedUniforms) {
    this.#city = city;
    const spec = { vertex: VERTEX, fragment: FRAGMENT, uniforms: {} };
    // Walls show their inside only: the one nearest to the eye does not stand in the way.
    this.#walls = makeMaterial(shared, { ...spec, name: 'trench-walls', side: FrontSide });
    this.#floor = makeMaterial(shared, { ...spec, name: 'trench-floor', side: DoubleSide });
  }

  /** Digs anew. Returns the level of the floor, NaN where nothing is dug. */
  dig(plans: readonly TrenchPlan[], originX: number, originY: number): void {
    this.#fill();
    for (const plan of plans) this.#digOne(plan);
    this.place(originX, originY);
  }

  place(originX: number, originY: number): void {
    for (const child of this.root.children) {
      const at = child.userData['at'] as readonly [number, number];
      child.position.set(at[0] - originX, at[1] - originY, 0);
    }
  }

  dispose(): void {
    this.#fill();
    this.#walls.draw.dispose();
    this.#floor.draw.dispose();
  }

  #fill(): void {
    for (const child of this.root.children) (child as Mesh).geometry.dispose();
    this.root.clear();
  }

  #digOne({ outline }: TrenchPlan): void {
    const n = outline.length;
    const ground: number[] = [];
    for (const [x, y] of outline) ground.push(clampedHeight(this.#city.terrain, x, y));
    const known = ground.filter((z) => Number.isFinite(z));
    if (n < 3 || known.length === 0) return;
    const [ox, oy] = outline[0]!;
    const around = Math.min(...known);
    const lowest = lowestInvert(this.#city, outline);
    const depth = Math.min(
      MOST_DEPTH_M,
      Math.max(LEAST_DEPTH_M, around - lowest + BELOW_LOWEST_M || 0),
    );
    const floorZ = around - depth;
    const positions: number[] = [];
    const normals: number[] = [];
    const wall: number[] = [];
    const index: number[] = [];
    const perimeter = outline.reduce((sum, p, i) => sum + distance(p, outline[(i + 1) % n]!), 0);
    const spacing = Math.max(COLUMN_M, perimeter / MAX_COLUMNS);
    let along = 0;
    for (let i = 0; i < n; i++) {
      const [a, b] = [outline[i]!, outline[(i + 1) % n]!];
      const length = distance(a, b);
      const columns = Math.max(1, Math.ceil(length / spacing));
      // The outline runs counter-clockwise: inside is to the left of each edge.
      const nx = -(b[1] - a[1]) / (length || 1);
      const ny = (b[0] - a[0]) / (length || 1);
      for (let k = 0; k <= columns; k++) {
        const x = a[0] + ((b[0] - a[0]) * k) / columns;
        const y = a[1] + ((b[1] - a[1]) * k) / columns;
        const top = clampedHeight(this.#city.terrain, x, y);
        const z = Number.isFinite(top) ? top : around;
        const u = along + (length * k) / columns;
        const paved = pavedAt(this.#city, x, y) ? 1 : 0;
        const first = positions.length / 3;
        positions.push(x - ox, y - oy, z + 0.01, x - ox, y - oy, floorZ);
        normals.push(nx, ny, 0, nx, ny, 0);
        wall.push(u, 0, paved, u, z - floorZ, paved);
        if (k < columns) index.push(first, first + 2, first + 3, first, first + 3, first + 1);
      }
      along += length;
    }
    this.#add(this.#walls, positions, normals, wall, index, ox, oy);
    this.#addFloor(outline, floorZ);
  }

  #addFloor(outline: TrenchPlan['outline'], z: number): void {
    const [ox, oy] = outline[0]!;
    const n = outline.length;
    const positions = outline.flatMap(([x, y]) => [x - ox, y - oy, z]);
    const normals = outline.flatMap(() => [0, 0, 1]);
    const wall = outline.flatMap(() => [0, 0, 0]);
    const index: number[] = [];
    // Outlines are strips (right side out, left side back): quads across join opposite corners.
    for (let i = 0; i + 1 < n / 2; i++) {
      const [a, b, c, d] = [i, i + 1, n - 2 - i, n - 1 - i];
      index.push(a, b, c, a, c, d);
    }
    this.#add(this.#floor, positions, normals, wall, index, ox, oy);
  }

  #add(
    pair: MaterialPair,
    positions: number[],
    normals: number[],
    wall: number[],
    index: number[],
    x: number,
    y: number,
  ): void {
    const g = new BufferGeometry();
    g.setAttribute('position', new BufferAttribute(Float32Array.from(positions), 3));
    g.setAttribute('normal', new BufferAttribute(Float32Array.from(normals), 3));
    g.setAttribute('wall', new BufferAttribute(Float32Array.from(wall), 3));
    g.setIndex(index);
    g.computeBoundingSphere();
    const mesh = new Mesh(g, pair.draw);
    mesh.userData['at'] = [x, y];
    this.root.add(mesh);
  }
}

/** Outline of a rectangle. */
export function boxPlan(b: { minX: number; minY: number; maxX: number; maxY: number }): TrenchPlan {
  return {
    outline: [
      [b.minX, b.minY],
      [b.maxX, b.minY],
      [b.maxX, b.maxY],
      [b.minX, b.maxY],
    ],
  };
}

/**
 * Both sides of a strip along a line, mitred at its corners; `null` for a line without length. Lines
 * with more corners than the shaders take are cut there.
 */
export function stripSides(
  line: readonly (readonly [number, number])[],
  half: number,
): { left: [number, number][]; right: [number, number][] } | null {
  const pts = line
    .filter((p, i) => i === 0 || distance(p, line[i - 1]!) > 0.01)
    .slice(0, MAX_TRENCH_POINTS);
  if (pts.length < 2) return null;
  const left: [number, number][] = [];
  const right: [number, number][] = [];
  for (let i = 0; i < pts.length; i++) {
    const p = pts[i]!;
    const before = i > 0 ? unit(pts[i - 1]!, p) : unit(p, pts[1]!);
    const after = i + 1 < pts.length ? unit(p, pts[i + 1]!) : before;
    const length = Math.hypot(before[0] + after[0], before[1] + after[1]);
    const t =
      length > 1e-6
        ? ([(before[0] + after[0]) / length, (before[1] + after[1]) / length] as const)
        : before;
    const reach = half / Math.max(0.3, t[0] * before[0] + t[1] * before[1]);
    left.push([p[0] - t[1] * reach, p[1] + t[0] * reach]);
    right.push([p[0] + t[1] * reach, p[1] - t[0] * reach]);
  }
  return { left, right };
}

/** Writes strip sides into the shader's corner arrays, relative to the origin. */
export function writeCorners(
  into: readonly Vector2[],
  points: readonly (readonly [number, number])[],
  originX: number,
  originY: number,
): void {
  points.forEach(([x, y], i) => into[i]?.set(x - originX, y - originY));
}

/** Lowest invert of pipes and chambers with a vertex inside the outline's bounding box; Infinity where there is none. */
function lowestInvert(city: City, outline: TrenchPlan['outline']): number {
  const xs = outline.map((p) => p[0]);
  const ys = outline.map((p) => p[1]);
  const [x0, x1, y0, y1] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  let lowest = Number.POSITIVE_INFINITY;
  for (const u of city.utilities) {
    for (const n of u.nodes) {
      if (n.x >= x0 && n.x <= x1 && n.y >= y0 && n.y <= y1) lowest = Math.min(lowest, n.invertM);
    }
    for (const { path } of u.links) {
      for (let i = 0; i + 5 < path.length; i += 3) {
        const outside =
          Math.max(path[i]!, path[i + 3]!) < x0 ||
          Math.min(path[i]!, path[i + 3]!) > x1 ||
          Math.max(path[i + 1]!, path[i + 4]!) < y0 ||
          Math.min(path[i + 1]!, path[i + 4]!) > y1;
        if (!outside) lowest = Math.min(lowest, (path[i + 2]! + path[i + 5]!) / 2);
      }
    }
  }
  return lowest;
}

function distance(a: readonly [number, number], b: readonly [number, number]): number {
  return Math.hypot(b[0] - a[0], b[1] - a[1]);
}

function unit(a: readonly [number, number], b: readonly [number, number]): [number, number] {
  const d = distance(a, b);
  return [(b[0] - a[0]) / d, (b[1] - a[1]) / d];
}
