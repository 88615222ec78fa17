import {
  BufferAttribute,
  Group,
  InstancedBufferAttribute,
  InstancedBufferGeometry,
  Mesh,
  Sphere,
  Vector3,
} from 'three';
import type { City } from '../../src/domain/city';
import { clampedHeight } from './ground/patchMesh';
import { COMMON_FRAGMENT, CUT } from './shaders/common';
import { makeMaterial, type MaterialPair, type SharedUniforms } from './shaders/materials';
import type { SliceQueue } from './slices';

const BLOCK_M = 256;
/** Trees are put on the ground this many at a time. */
const PER_STEP = 200;
const SIDES = 6;

const VERTEX = /* glsl */ `
  ${CUT}
  in vec4 tree;
  in vec2 size;
  out vec3 vWorld;
  out vec3 vNormal;
  out float vCrown;
  flat out float vTone;
  void main() {
    // position: a unit tree, radius 1 and height 1; crown radius and height come with the instance.
    bool crown = position.z > 0.25;
    vec3 p = vec3(position.xy * (crown ? size.y : 0.16 * size.y), position.z * size.x);
    vec4 world = modelMatrix * vec4(tree.xyz + p, 1.0);
    vWorld = world.xyz;
    vNormal = normal;
    vCrown = crown ? 1.0 : 0.0;
    vTone = tree.w;
    gl_Position = projectionMatrix * viewMatrix * world;
    // A tree that stands in a cut goes as a whole.
    if (isCut((modelMatrix * vec4(tree.xyz, 1.0)).xy)) gl_Position = vec4(0.0, 0.0, 2.0, 1.0);
  }
`;

const FRAGMENT = /* glsl */ `
  ${COMMON_FRAGMENT}
  uniform float uOpacity;
  in vec3 vWorld;
  in vec3 vNormal;
  in float vCrown;
  flat in float vTone;
  void main() {
    vec3 leaf = mix(vec3(0.075, 0.155, 0.045), vec3(0.14, 0.22, 0.06), vTone);
    vec3 c = mix(vec3(0.11, 0.075, 0.045), leaf, step(0.5, vCrown));
    vec3 n = normalize(vNormal);
    vec3 view = normalize(cameraPosition - vWorld);
    c = shade(c, n, mix(view, n, 0.6), mix(0.7, 1.0, n.z * 0.5 + 0.5), 0.0);
    outColour = vec4(toSrgb(haze(c, distance(cameraPosition, vWorld))), uOpacity);
  }
`;

/** Street and park trees as plain instanced crowns on trunks. */
export class Trees {
  readonly root = new Group();
  readonly #pair: MaterialPair;
  readonly #blocks: { mesh: Mesh; x: number; y: number }[] = [];
  readonly #opacity = { value: 1 };
  readonly #origin = { x: 0, y: 0 };

  constructor(city: City, shared: SharedUniforms, queue: SliceQueue) {
    this.#pair = makeMaterial(shared, {
      name: 'trees',
      vertex: VERTEX,
      fragment: FRAGMENT,
      uniforms: { uOpacity: this.#opacity },
    });
    const cells = new Map<string, number[]>();
    for (let i = 0; i + 3 < city.trees.length; i += 4) {
      const key = `${Math.floor(city.trees[i]! / BLOCK_M)},${Math.floor(city.trees[i + 1]! / BLOCK_M)}`;
      const list = cells.get(key);
      if (list) list.push(i);
      else cells.set(key, [i]);
    }
    for (const [key, list] of cells) {
      const [cx, cy] = key.split(',').map(Number);
      const steps = this.#plant(city, list, (cx! + 0.5) * BLOCK_M, (cy! + 0.5) * BLOCK_M);
      queue.add({ priority: () => 300, steps });
    }
  }

  setLayer(visible: boolean, opacity: number): void {
    this.root.visible = visible && opacity > 0.01;
    this.#opacity.value = opacity;
    this.#pair.draw.transparent = opacity < 0.995;
  }

  place(originX: number, originY: number): void {
    this.#origin.x = originX;
    this.#origin.y = originY;
    for (const b of this.#blocks) b.mesh.position.set(b.x - originX, b.y - originY, 0);
  }

  dispose(): void {
    for (const b of this.#blocks) b.mesh.geometry.dispose();
    this.#pair.draw.dispose();
    this.root.clear();
  }

  *#plant(city: City, list: readonly number[], x: number, y: number): Generator<void, void> {
    const places = new Float32Array(list.length * 4);
    const sizes = new Float32Array(list.length * 2);
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let k = 0; k < list.length; k++) {
      const i = list[k]!;
      const [tx, ty, height, radius] = city.trees.subarray(i, i + 4);
      const z = clampedHeight(city.terrain, tx!, ty!);
      const ground = Number.isFinite(z) ? z : 0;
      places.set([tx! - x, ty! - y, ground, (i * 0.618) % 1], k * 4);
      sizes.set([height!, radius!], k * 2);
      low = Math.min(low, ground);
      high = Math.max(high, ground + height!);
      if (k % PER_STEP === 0) yield;
    }
    const g = unitTree();
    g.setAttribute('tree', new InstancedBufferAttribute(places, 4));
    g.setAttribute('size', new InstancedBufferAttribute(sizes, 2));
    g.instanceCount = list.length;
    g.boundingSphere = new Sphere(new Vector3(0, 0, (low + high) / 2), BLOCK_M * 0.75 + high - low);
    const mesh = new Mesh(g, this.#pair.draw);
    mesh.position.set(x - this.#origin.x, y - this.#origin.y, 0);
    this.#blocks.push({ mesh, x, y });
    this.root.add(mesh);
  }
}

/** A tree of height 1 and crown radius 1: a trunk and an egg-shaped crown. */
function unitTree(): InstancedBufferGeometry {
  const profile = [
    [1, 0], [1, 0.24], [0.55, 0.26], [0.95, 0.45], [0.9, 0.65], [0.5, 0.9], [0, 1],
  ] as const; // prettier-ignore
  const positions: number[] = [];
  const normals: number[] = [];
  const index: number[] = [];
  profile.forEach(([r, z], k) => {
    for (let i = 0; i < SIDES; i++) {
      const a = (2 * Math.PI * i) / SIDES;
      positions.push(r * Math.cos(a), r * Math.sin(a), z);
      const up = k < 2 ? 0 : (z - 0.55) * 2.2;
      const n = Math.hypot(1, up);
      normals.push(Math.cos(a) / n, Math.sin(a) / n, up / n);
    }
  });
  for (let k = 0; k + 1 < profile.length; k++) {
    for (let i = 0; i < SIDES; i++) {
      const a = k * SIDES + i;
      const b = k * SIDES + ((i + 1) % SIDES);
      index.push(a, b, b + SIDES, a, b + SIDES, a + SIDES);
    }
  }
  const g = new InstancedBufferGeometry();
  g.setAttribute('position', new BufferAttribute(Float32Array.from(positions), 3));
  g.setAttribute('normal', new BufferAttribute(Float32Array.from(normals), 3));
  g.setIndex(index);
  return g;
}
