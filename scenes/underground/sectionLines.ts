import { BufferAttribute, BufferGeometry, Group, Mesh, Vector3 } from 'three';
import type { City } from '../../src/domain/city';
import type { FrameMoment } from '../../src/domain/networkState';
import { sectionProfile } from '../../src/domain/section';
import type { SectionLine } from '../../src/domain/sectionCut';
import { MeshBuilder } from './geometry/meshBuilder';
import { sweepRod } from './geometry/sweep';
import { COMMON_FRAGMENT } from './shaders/common';
import { makeMaterial, type MaterialPair, type SharedUniforms } from './shaders/materials';
import { SECTION_HALF_M } from './ground/trench';

const VERTEX = /* glsl */ `
  in float radius;
  uniform float uPixelM;
  out vec3 vWorld;
  out vec3 vNormal;
  void main() {
    vec4 world = modelMatrix * vec4(position, 1.0);
    float least = uPixelM * distance(cameraPosition, world.xyz) * 1.2;
    world.xyz += normal * max(0.0, least - radius);
    vWorld = world.xyz;
    vNormal = normal;
    gl_Position = projectionMatrix * viewMatrix * world;
  }
`;

const FRAGMENT = /* glsl */ `
  ${COMMON_FRAGMENT}
  uniform vec3 uColour;
  in vec3 vWorld;
  in vec3 vNormal;
  void main() {
    vec3 view = normalize(cameraPosition - vWorld);
    outColour = vec4(toSrgb(uColour * (0.75 + 0.25 * dot(normalize(vNormal), view))), 1.0);
  }
`;

const LINE_RADIUS_M = 0.035;

/** Lines of the section in space: ground as it was, flood level, hydraulic grade line. */
const LINES = [
  { key: 'groundM', colour: [0.78, 0.6, 0.38] },
  { key: 'waterM', colour: [0.2, 0.75, 0.95] },
  { key: 'hglM', colour: [0.1, 0.35, 1.0] },
] as const;

/** Draws the profile along the section line where it stands, inside the trench. */
export class SectionLines {
  readonly root = new Group();
  readonly #city: City;
  readonly #materials: readonly MaterialPair[];
  readonly #origin = { x: 0, y: 0 };
  #corner: readonly [number, number] = [0, 0];

  constructor(city: City, shared: SharedUniforms) {
    this.#city = city;
    this.#materials = LINES.map(({ colour }) =>
      makeMaterial(shared, {
        name: 'section-line',
        vertex: VERTEX,
        fragment: FRAGMENT,
        uniforms: { uColour: { value: new Vector3(...colour) } },
      }),
    );
  }

  /** Draws anew for a line (null: none) and a moment of a run (null: none). */
  draw(line: SectionLine | null, moment: FrameMoment | null): void {
    this.#clear();
    if (!line || line.length < 2) return;
    const profile = sectionProfile(this.#city, moment?.frame ?? null, line, {
      next: moment?.next ?? null,
      mix: moment?.mix ?? 0,
      corridorM: SECTION_HALF_M,
    });
    this.#corner = line[0]!;
    const at = pointsAlong(line, profile.distanceM);
    LINES.forEach(({ key }, i) => {
      const mesh = new MeshBuilder();
      for (const path of runs(profile[key], at, this.#corner)) {
        sweepRod(mesh, path, LINE_RADIUS_M, 6, { keepVisible: true });
      }
      if (mesh.vertexCount === 0) return;
      const data = mesh.build();
      const g = new BufferGeometry();
      g.setAttribute('position', new BufferAttribute(data.positions, 3));
      g.setAttribute('normal', new BufferAttribute(data.normals, 4, true));
      g.setAttribute('radius', new BufferAttribute(data.radii, 1));
      g.setIndex(new BufferAttribute(data.indices, 1));
      g.computeBoundingSphere();
      this.root.add(new Mesh(g, this.#materials[i]!.draw));
    });
    this.place(this.#origin.x, this.#origin.y);
  }

  place(originX: number, originY: number): void {
    this.#origin.x = originX;
    this.#origin.y = originY;
    this.root.position.set(this.#corner[0] - originX, this.#corner[1] - originY, 0);
  }

  dispose(): void {
    this.#clear();
    for (const m of this.#materials) m.draw.dispose();
  }

  #clear(): void {
    for (const child of this.root.children) (child as Mesh).geometry.dispose();
    this.root.clear();
  }
}

/** x, y of points at distances along a line. */
function pointsAlong(line: SectionLine, distanceM: Float64Array): Float64Array {
  const out = new Float64Array(distanceM.length * 2);
  let k = 0;
  let start = 0;
  const length = (i: number): number =>
    Math.hypot(line[i + 1]![0] - line[i]![0], line[i + 1]![1] - line[i]![1]);
  for (let i = 0; i < distanceM.length; i++) {
    while (k + 2 < line.length && distanceM[i]! > start + length(k)) start += length(k++);
    const t = (distanceM[i]! - start) / (length(k) || 1);
    out[i * 2] = line[k]![0] + (line[k + 1]![0] - line[k]![0]) * t;
    out[i * 2 + 1] = line[k]![1] + (line[k + 1]![1] - line[k]![1]) * t;
  }
  return out;
}

/** Pieces of a line between gaps (NaN), as x, y, z relative to a corner. */
function runs(
  levels: Float64Array,
  at: Float64Array,
  corner: readonly [number, number],
): Float64Array[] {
  const out: Float64Array[] = [];
  let current: number[] = [];
  for (let i = 0; i <= levels.length; i++) {
    const z = i < levels.length ? levels[i]! : Number.NaN;
    if (Number.isFinite(z)) current.push(at[i * 2]! - corner[0], at[i * 2 + 1]! - corner[1], z);
    else {
      if (current.length >= 6) out.push(Float64Array.from(current));
      current = [];
    }
  }
  return out;
}
