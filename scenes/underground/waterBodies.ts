import earcut from 'earcut';
import { BufferAttribute, BufferGeometry, DoubleSide, Group, Mesh } from 'three';
import type { City } from '../../src/domain/city';
import { COMMON_FRAGMENT, CUT, NOISE } from './shaders/common';
import { makeMaterial, type MaterialPair, type SharedUniforms } from './shaders/materials';

const VERTEX = /* glsl */ `
  out vec3 vWorld;
  out vec2 vLocal;
  void main() {
    vec4 world = modelMatrix * vec4(position, 1.0);
    vWorld = world.xyz;
    vLocal = position.xy;
    gl_Position = projectionMatrix * viewMatrix * world;
  }
`;

const FRAGMENT = /* glsl */ `
  ${COMMON_FRAGMENT}
  ${NOISE}
  ${CUT}
  uniform float uOpacity;
  in vec3 vWorld;
  in vec2 vLocal;
  void main() {
    if (isCut(vWorld.xy)) discard;
    vec3 view = normalize(cameraPosition - vWorld);
    float d = distance(cameraPosition, vWorld);
    vec2 e = vec2(0.3, 0.0);
    vec2 slope = vec2(
      noise((vLocal + e.xy) * 0.7) - noise((vLocal - e.xy) * 0.7),
      noise((vLocal + e.yx) * 0.7) - noise((vLocal - e.yx) * 0.7));
    vec3 n = normalize(vec3(-slope * 0.2 * (1.0 - smoothstep(60.0, 500.0, d)), 1.0));
    vec3 c = shade(vec3(0.045, 0.14, 0.22), n, mix(view, n, 0.5), 1.0, 0.6);
    c = mix(c, uSkyLight * 0.8, 0.35 * pow(1.0 - max(dot(n, view), 0.0), 3.0));
    outColour = vec4(toSrgb(haze(c, d)), 0.86 * uOpacity);
  }
`;

/** Rivers, lakes and ponds as flat surfaces at their normal level. */
export class WaterBodies {
  readonly root = new Group();
  readonly #city: City;
  readonly #pair: MaterialPair;
  readonly #opacity = { value: 1 };

  constructor(city: City, shared: SharedUniforms) {
    this.#city = city;
    this.#pair = makeMaterial(shared, {
      name: 'water-bodies',
      vertex: VERTEX,
      fragment: FRAGMENT,
      uniforms: { uOpacity: this.#opacity },
      transparent: true,
      depthWrite: false,
      side: DoubleSide,
    });
    for (const body of city.waterBodies) {
      const rings = [body.area.outer, ...body.area.holes];
      if (body.area.outer.length < 6) continue;
      const [ox, oy] = [body.area.outer[0]!, body.area.outer[1]!];
      const flat = rings.flatMap((r) => [...r]);
      const holes: number[] = [];
      let count = 0;
      for (const r of rings) {
        if (count > 0) holes.push(count);
        count += r.length / 2;
      }
      const positions = new Float32Array(count * 3);
      for (let i = 0; i < count; i++) {
        positions.set([flat[i * 2]! - ox, flat[i * 2 + 1]! - oy, body.levelM], i * 3);
      }
      const g = new BufferGeometry();
      g.setAttribute('position', new BufferAttribute(positions, 3));
      g.setIndex(earcut(flat, holes));
      g.computeBoundingSphere();
      const mesh = new Mesh(g, this.#pair.draw);
      mesh.renderOrder = 11;
      this.root.add(mesh);
    }
  }

  setLayer(visible: boolean, opacity: number): void {
    this.root.visible = visible;
    this.#opacity.value = opacity;
  }

  place(originX: number, originY: number): void {
    const bodies = this.#city.waterBodies.filter((b) => b.area.outer.length >= 6);
    this.root.children.forEach((mesh, i) => {
      const { outer } = bodies[i]!.area;
      mesh.position.set(outer[0]! - originX, outer[1]! - originY, 0);
    });
  }

  dispose(): void {
    for (const mesh of this.root.children) (mesh as Mesh).geometry.dispose();
    this.#pair.draw.dispose();
    this.root.clear();
  }
}
