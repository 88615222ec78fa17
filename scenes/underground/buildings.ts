import earcut from 'earcut';
import { Box3, BufferAttribute, BufferGeometry, DoubleSide, Group, Mesh, Vector3 } from 'three';
import type { Building, City } from '../../src/domain/city';
import { parseCssColour } from '../shared/colourMaps';
import { BUILDING_COLOURS } from '../shared/palette';
import { pickable } from './chunks';
import { COMMON_FRAGMENT, CUT, NOISE } from './shaders/common';
import { makeMaterial, type MaterialPair, type SharedUniforms } from './shaders/materials';
import type { SliceQueue } from './slices';

const BLOCK_M = 256;
/** Walls go this far into the ground, so that none floats on a slope, m. */
const FOOTING_M = 1.5;

const VERTEX = /* glsl */ `
  in vec4 facade;
  in vec3 tint;
  in float building;
  out vec3 vWorld;
  out vec3 vNormal;
  out vec3 vTint;
  out vec4 vFacade;
  flat out float vBuilding;
  void main() {
    vec4 world = modelMatrix * vec4(position, 1.0);
    vWorld = world.xyz;
    vNormal = normal;
    vTint = tint;
    vFacade = facade;
    vBuilding = building;
    gl_Position = projectionMatrix * viewMatrix * world;
  }
`;

/** facade: metres along the wall, metres above ground, storey height (0: roof), height of the eaves. */
const FRAGMENT = /* glsl */ `
  ${COMMON_FRAGMENT}
  ${NOISE}
  ${CUT}
  uniform float uOpacity;
  uniform float uBuildingBase;
  uniform float uSelected;
  uniform vec3 uSelectedColour;
  in vec3 vWorld;
  in vec3 vNormal;
  in vec3 vTint;
  in vec4 vFacade;
  flat in float vBuilding;
  void main() {
    if (isCut(vWorld.xy)) discard;
    #ifdef PICK
    int id = int(vBuilding + uBuildingBase + 0.5) + 1;
    outColour = vec4(float(id & 255), float((id >> 8) & 255), float((id >> 16) & 255), 255.0) / 255.0;
    outDepth = vec4(packDepth(gl_FragCoord.z), 1.0);
    #else
    vec3 view = normalize(cameraPosition - vWorld);
    float d = distance(cameraPosition, vWorld);
    vec3 n = normalize(vNormal);
    vec3 c = toLinear(vTint);
    vec3 glow = vec3(0.0);
    // Darker towards the ground, where the street takes the sky away.
    float open = mix(0.72, 1.0, smoothstep(0.0, 7.0, vFacade.y));
    if (!gl_FrontFacing) { c *= 0.4; n = -n; open = 0.75; }
    else if (vFacade.z > 0.0 && d < 700.0) {
      vec2 cell = vec2(vFacade.x / 2.6, (vFacade.y - 0.2) / vFacade.z);
      vec2 f = fract(cell);
      float inside = step(0.26, f.x) * step(f.x, 0.74) * step(0.28, f.y) * step(f.y, 0.78);
      inside *= step(0.0, cell.y) * step(floor(cell.y + 1.0) * vFacade.z, vFacade.w + 0.3);
      inside *= 1.0 - smoothstep(250.0, 700.0, d);
      vec3 pane = vec3(0.10, 0.14, 0.18);
      c = mix(c, pane, 0.75 * inside);
      float lit = step(0.55, hash21(floor(cell) + vBuilding * 3.7));
      glow = vec3(1.0, 0.72, 0.36) * 0.55 * inside * lit * uNight;
    }
    if (abs(vBuilding - uSelected) < 0.5) c = mix(c, uSelectedColour, 0.75);
    vec3 lit = shade(c, n, mix(view, n, 0.6), open, 0.03) + glow;
    outColour = vec4(toSrgb(haze(lit, d)), uOpacity);
    #endif
  }
`;

interface Block {
  readonly x: number;
  readonly y: number;
  readonly buildings: number[];
  mesh: Mesh | null;
}

/** Buildings as plain blocks in their use's colour, for standing above the pipes. */
export class Buildings {
  readonly root = new Group();
  readonly #city: City;
  readonly #blocks: Block[] = [];
  readonly #solid: MaterialPair;
  readonly #clear: MaterialPair;
  readonly #uniforms = { uOpacity: { value: 1 }, uSelected: { value: -1 } };
  readonly #origin = { x: 0, y: 0 };

  constructor(city: City, shared: SharedUniforms, queue: SliceQueue) {
    this.#city = city;
    const spec = { vertex: VERTEX, fragment: FRAGMENT, uniforms: this.#uniforms, side: DoubleSide };
    this.#solid = makeMaterial(shared, { ...spec, name: 'buildings', pickable: true });
    this.#clear = makeMaterial(shared, { ...spec, name: 'buildings-clear', pickable: true, transparent: true }); // prettier-ignore
    const byKey = new Map<string, Block>();
    city.buildings.forEach((b, i) => {
      const ring = b.footprint.outer;
      if (ring.length < 6) return;
      const [cx, cy] = [Math.floor(ring[0]! / BLOCK_M), Math.floor(ring[1]! / BLOCK_M)];
      let block = byKey.get(`${cx},${cy}`);
      if (!block) {
        block = { x: (cx + 0.5) * BLOCK_M, y: (cy + 0.5) * BLOCK_M, buildings: [], mesh: null };
        byKey.set(`${cx},${cy}`, block);
        this.#blocks.push(block);
      }
      block.buildings.push(i);
    });
    for (const block of this.#blocks) {
      queue.add({ priority: () => 150, steps: this.#steps(block) });
    }
  }

  get loaded(): number {
    return this.#blocks.filter((b) => b.mesh).length;
  }

  setLayer(visible: boolean, opacity: number): void {
    this.root.visible = visible && opacity > 0.01;
    this.#uniforms.uOpacity.value = opacity;
    for (const b of this.#blocks) this.#dress(b);
  }

  /** Marks a building (index into the City's list, −1: none). */
  select(index: number): void {
    this.#uniforms.uSelected.value = index;
  }

  place(originX: number, originY: number): void {
    this.#origin.x = originX;
    this.#origin.y = originY;
    for (const b of this.#blocks) b.mesh?.position.set(b.x - originX, b.y - originY, 0);
  }

  dispose(): void {
    for (const b of this.#blocks) b.mesh?.geometry.dispose();
    for (const pair of [this.#solid, this.#clear]) {
      pair.draw.dispose();
      pair.pick?.dispose();
    }
    this.root.clear();
  }

  *#steps(block: Block): Generator<void, void> {
    const parts = new BlockBuilder(block.x, block.y);
    for (const i of block.buildings) {
      parts.add(this.#city.buildings[i]!, i);
      yield;
    }
    block.mesh = new Mesh(parts.build());
    block.mesh.position.set(block.x - this.#origin.x, block.y - this.#origin.y, 0);
    this.#dress(block);
    this.root.add(block.mesh);
  }

  #dress(block: Block): void {
    if (!block.mesh) return;
    const clear = this.#uniforms.uOpacity.value < 0.995;
    const pair = clear ? this.#clear : this.#solid;
    block.mesh.material = pair.draw;
    block.mesh.renderOrder = clear ? 14 : 0;
    pickable(block.mesh, pair.pick);
  }
}

/** Collects extruded footprints. */
class BlockBuilder {
  readonly #ox: number;
  readonly #oy: number;
  #positions: number[] = [];
  #normals: number[] = [];
  #tints: number[] = [];
  #facades: number[] = [];
  #ids: number[] = [];
  #index: number[] = [];

  constructor(ox: number, oy: number) {
    this.#ox = ox;
    this.#oy = oy;
  }

  add(b: Building, id: number): void {
    const tint = parseCssColour(BUILDING_COLOURS[b.use]);
    const top = b.groundM + b.heightM;
    const storey = b.heightM / Math.max(1, b.storeys || Math.round(b.heightM / 3.2));
    for (const ring of [b.footprint.outer, ...b.footprint.holes]) {
      this.#walls(b, ring, storey, tint, id);
    }
    const rings = [b.footprint.outer, ...b.footprint.holes];
    const flat = rings.flatMap((r) => [...r]);
    const holes: number[] = [];
    let count = 0;
    for (const r of rings) {
      if (count > 0) holes.push(count);
      count += r.length / 2;
    }
    const first = this.#ids.length;
    for (let i = 0; i < flat.length; i += 2) {
      this.#vertex(
        flat[i]!,
        flat[i + 1]!,
        top,
        0,
        0,
        1,
        [0, b.heightM, 0, b.heightM],
        tint,
        0.92,
        id,
      );
    }
    for (const i of earcut(flat, holes)) this.#index.push(first + i);
  }

  build(): BufferGeometry {
    const g = new BufferGeometry();
    g.setAttribute('position', new BufferAttribute(Float32Array.from(this.#positions), 3));
    g.setAttribute('normal', new BufferAttribute(Int8Array.from(this.#normals), 4, true));
    g.setAttribute('tint', new BufferAttribute(Uint8Array.from(this.#tints), 4, true));
    g.setAttribute('facade', new BufferAttribute(Float32Array.from(this.#facades), 4));
    g.setAttribute('building', new BufferAttribute(Float32Array.from(this.#ids), 1));
    g.setIndex(this.#index);
    g.boundingBox = new Box3().setFromArray(this.#positions);
    g.computeBoundingSphere();
    return g;
  }

  #walls(
    b: Building,
    ring: Float64Array,
    storey: number,
    tint: readonly number[],
    id: number,
  ): void {
    const n = ring.length / 2;
    let along = 0;
    for (let i = 0; i < n; i++) {
      const j = (i + 1) % n;
      const [ax, ay, bx, by] = [ring[i * 2]!, ring[i * 2 + 1]!, ring[j * 2]!, ring[j * 2 + 1]!];
      const length = Math.hypot(bx - ax, by - ay);
      if (length < 0.01) continue;
      const [nx, ny] = [(by - ay) / length, -(bx - ax) / length];
      const first = this.#ids.length;
      for (const [x, y, u] of [
        [ax, ay, along],
        [bx, by, along + length],
      ] as const) {
        // prettier-ignore
        for (const h of [-FOOTING_M, b.heightM]) {
          this.#vertex(x, y, b.groundM + h, nx, ny, 0, [u, h, storey, b.heightM], tint, 1, id);
        }
      }
      this.#index.push(first, first + 2, first + 3, first, first + 3, first + 1);
      along += length;
    }
  }

  #vertex(
    x: number,
    y: number,
    z: number,
    nx: number,
    ny: number,
    nz: number,
    facade: readonly number[],
    tint: readonly number[],
    shade: number,
    id: number,
  ): void {
    this.#positions.push(x - this.#ox, y - this.#oy, z);
    this.#normals.push(nx * 127, ny * 127, nz * 127, 0);
    this.#tints.push(tint[0]! * shade, tint[1]! * shade, tint[2]! * shade, 255);
    this.#facades.push(...facade);
    this.#ids.push(id);
  }
}

/** Middle of a building's footprint at mid height: where its label goes. */
export function buildingAnchor(b: Building): Vector3 {
  const ring = b.footprint.outer;
  const v = new Vector3(0, 0, b.groundM + b.heightM + b.roofHeightM);
  for (let i = 0; i < ring.length; i += 2) {
    v.x += (2 * ring[i]!) / ring.length;
    v.y += (2 * ring[i + 1]!) / ring.length;
  }
  return v;
}
