import {
  DataTexture,
  DoubleSide,
  FloatType,
  Group,
  LinearFilter,
  Mesh,
  NearestFilter,
  RedFormat,
  RGBAFormat,
  Vector2,
  type BufferGeometry,
} from 'three';
import type { Field, Frame } from '../../../src/domain/frame';
import type { FrameMoment } from '../../../src/domain/networkState';
import { colourTable } from '../../shared/colourMaps';
import { WET_DEPTH_M } from '../../shared/legend';
import type { PatchFollower } from '../ground/ground';
import { SURFACE_INDICES } from '../ground/patchMesh';
import { COMMON_FRAGMENT, CUT, NOISE } from '../shaders/common';
import { makeMaterial, type MaterialPair, type SharedUniforms } from '../shaders/materials';

const DEPTH_LOOKUP = /* glsl */ `
  uniform highp sampler2D uDepthA;
  uniform highp sampler2D uDepthB;
  uniform float uMix;
  uniform vec2 uGridOrigin;
  uniform float uCellM;
  uniform vec2 uGridSize;
  float depthIn(highp sampler2D t, vec2 xy) {
    vec2 f = (xy - uGridOrigin) / uCellM;
    if (f.x < 0.0 || f.y < 0.0 || f.x > uGridSize.x || f.y > uGridSize.y) return 0.0;
    f = clamp(f - 0.5, vec2(0.0), uGridSize - 1.0);
    ivec2 i = ivec2(f);
    ivec2 last = ivec2(uGridSize) - 1;
    vec2 w = f - vec2(i);
    float a = texelFetch(t, i, 0).r;
    float b = texelFetch(t, min(i + ivec2(1, 0), last), 0).r;
    float c = texelFetch(t, min(i + ivec2(0, 1), last), 0).r;
    float d = texelFetch(t, min(i + ivec2(1, 1), last), 0).r;
    return mix(mix(a, b, w.x), mix(c, d, w.x), w.y);
  }
  float depthAt(vec2 xy) {
    float a = depthIn(uDepthA, xy);
    return uMix > 0.0 ? mix(a, depthIn(uDepthB, xy), uMix) : a;
  }
`;

const VERTEX = /* glsl */ `
  ${DEPTH_LOOKUP}
  out vec3 vWorld;
  void main() {
    vec4 world = modelMatrix * vec4(position, 1.0);
    world.z += depthAt(world.xy);
    vWorld = world.xyz;
    gl_Position = projectionMatrix * viewMatrix * world;
  }
`;

const FRAGMENT = /* glsl */ `
  ${COMMON_FRAGMENT}
  ${NOISE}
  ${CUT}
  ${DEPTH_LOOKUP}
  uniform sampler2D uColours;
  uniform highp sampler2D uVelocity;
  uniform bool uMoving;
  uniform float uDepthMaxM;
  uniform float uOpacity;
  uniform float uTimeS;
  in vec3 vWorld;
  void main() {
    if (isCut(vWorld.xy)) discard;
    float depth = depthAt(vWorld.xy);
    if (depth < ${WET_DEPTH_M.toFixed(3)}) discard;
    // The same position on the colour map as in the legend: the root of the share of the maximum.
    float t = sqrt(clamp(depth / uDepthMaxM, 0.0, 1.0));
    vec3 c = toLinear(texture(uColours, vec2(t, 0.5)).rgb);
    vec3 view = normalize(cameraPosition - vWorld);
    float d = distance(cameraPosition, vWorld);
    vec3 n = vec3(0.0, 0.0, 1.0);
    if (d < 400.0) {
      vec2 v = vec2(0.0);
      if (uMoving) {
        ivec2 i = ivec2(clamp((vWorld.xy - uGridOrigin) / uCellM, vec2(0.0), uGridSize - 1.0));
        v = texelFetch(uVelocity, i, 0).rg;
      }
      // Ripples drift with the flow; two phases hide the jump back.
      float p = fract(uTimeS * 0.35);
      vec2 a = vWorld.xy - v * p * 2.8;
      vec2 b = vWorld.xy - v * fract(p + 0.5) * 2.8 + 17.0;
      float w = abs(p * 2.0 - 1.0);
      vec2 e = vec2(0.08, 0.0);
      vec2 slope = mix(
        vec2(noise((a + e.xy) * 1.6) - noise((a - e.xy) * 1.6), noise((a + e.yx) * 1.6) - noise((a - e.yx) * 1.6)),
        vec2(noise((b + e.xy) * 1.6) - noise((b - e.xy) * 1.6), noise((b + e.yx) * 1.6) - noise((b - e.yx) * 1.6)), w);
      n = normalize(vec3(-slope * 0.35 * (1.0 - smoothstep(150.0, 400.0, d)), 1.0));
    }
    if (!gl_FrontFacing) n = -n;
    vec3 lit = shade(c, n, mix(view, n, 0.5), 1.0, 0.9);
    float mirror = pow(1.0 - max(dot(n, view), 0.0), 4.0);
    lit = mix(lit, uSkyLight * 0.8, 0.45 * mirror);
    float edge = smoothstep(${WET_DEPTH_M.toFixed(3)}, 0.06, depth);
    outColour = vec4(toSrgb(haze(lit, d)), uOpacity * mix(0.45, 0.88, edge));
  }
`;

/** The water above ground: the ground's own patches lifted by the depth field. */
export class FloodSurface implements PatchFollower {
  readonly root = new Group();
  readonly #pair: MaterialPair;
  readonly #meshes = new Map<BufferGeometry, Mesh>();
  readonly #textures = new Map<Field, DataTexture>();
  readonly #origin = { x: 0, y: 0 };
  readonly #colours: DataTexture;
  readonly #still: DataTexture;
  #velocity: DataTexture | null = null;
  #velocityFrame: Frame | null = null;
  #gridAt = { x: 0, y: 0 };
  #shown = false;
  #layer = true;
  readonly #uniforms = {
    uDepthA: { value: null as DataTexture | null },
    uDepthB: { value: null as DataTexture | null },
    uMix: { value: 0 },
    uGridOrigin: { value: new Vector2() },
    uCellM: { value: 1 },
    uGridSize: { value: new Vector2(1, 1) },
    uColours: { value: null as DataTexture | null },
    uVelocity: { value: null as DataTexture | null },
    uMoving: { value: false },
    uDepthMaxM: { value: 1 },
    uOpacity: { value: 1 },
  };

  constructor(shared: SharedUniforms) {
    this.#colours = new DataTexture(colourTable('depth') as Uint8Array<ArrayBuffer>, 256, 1);
    this.#colours.minFilter = LinearFilter;
    this.#colours.magFilter = LinearFilter;
    this.#colours.needsUpdate = true;
    this.#uniforms.uColours.value = this.#colours;
    this.#still = new DataTexture(new Uint8Array(4), 1, 1);
    this.#still.needsUpdate = true;
    this.#uniforms.uVelocity.value = this.#still;
    this.#pair = makeMaterial(shared, {
      name: 'flood',
      vertex: VERTEX,
      fragment: FRAGMENT,
      uniforms: this.#uniforms,
      transparent: true,
      depthWrite: false,
      side: DoubleSide,
    });
    this.root.visible = false;
  }

  /** True while moving water is shown: its ripples then want to move. */
  get flows(): boolean {
    return this.root.visible && this.#uniforms.uMoving.value;
  }

  setDepthMax(depthM: number): void {
    this.#uniforms.uDepthMaxM.value = Math.max(0.01, depthM);
  }

  setLayer(visible: boolean, opacity: number): void {
    this.#layer = visible;
    this.#uniforms.uOpacity.value = opacity;
    this.root.visible = this.#shown && visible;
  }

  place(originX: number, originY: number): void {
    this.#origin.x = originX;
    this.#origin.y = originY;
    this.#uniforms.uGridOrigin.value.set(this.#gridAt.x - originX, this.#gridAt.y - originY);
    for (const m of this.#meshes.values()) {
      const at = m.userData['corner'] as readonly [number, number];
      m.position.set(at[0] - originX, at[1] - originY, 0);
    }
  }

  patchShown(geometry: BufferGeometry, x: number, y: number, _size: number, shown: boolean): void {
    const known = this.#meshes.get(geometry);
    if (!shown) {
      if (known) this.root.remove(known);
      this.#meshes.delete(geometry);
      return;
    }
    const mesh = known ?? new Mesh(geometry, this.#pair.draw);
    mesh.onBeforeRender = () => geometry.setDrawRange(0, SURFACE_INDICES);
    mesh.userData['corner'] = [x, y];
    mesh.position.set(x - this.#origin.x, y - this.#origin.y, 0);
    mesh.renderOrder = 12;
    this.#meshes.set(geometry, mesh);
    this.root.add(mesh);
  }

  patchDropped(geometry: BufferGeometry): void {
    const mesh = this.#meshes.get(geometry);
    if (mesh) this.root.remove(mesh);
    this.#meshes.delete(geometry);
  }

  /** Takes the depth and velocity of a moment; null or a frame without depth: no water is drawn. */
  show(moment: FrameMoment | null): void {
    const now = moment ? depthOf(moment.frame) : undefined;
    this.#shown = now !== undefined;
    this.root.visible = this.#shown && this.#layer;
    if (!moment || !now) {
      this.#keepOnly([]);
      return;
    }
    const later = moment.next ? depthOf(moment.next) : undefined;
    const pair = later && later.values.length === now.values.length ? [now, later] : [now];
    this.#keepOnly(pair);
    const [a, b] = pair.map((f) => this.#textureOf(f));
    this.#uniforms.uDepthA.value = a!;
    this.#uniforms.uDepthB.value = b ?? a!;
    this.#uniforms.uMix.value = b ? moment.mix : 0;
    this.#gridAt = { x: now.grid.x0, y: now.grid.y0 };
    this.#uniforms.uGridOrigin.value.set(
      now.grid.x0 - this.#origin.x,
      now.grid.y0 - this.#origin.y,
    );
    this.#uniforms.uCellM.value = now.grid.cellSizeM;
    this.#uniforms.uGridSize.value.set(now.grid.cols, now.grid.rows);
    if (moment.frame !== this.#velocityFrame) this.#takeVelocity(moment.frame);
  }

  dispose(): void {
    this.#keepOnly([]);
    this.#velocity?.dispose();
    this.#colours.dispose();
    this.#still.dispose();
    this.#pair.draw.dispose();
    this.root.clear();
  }

  #keepOnly(fields: readonly Field[]): void {
    for (const [field, texture] of this.#textures) {
      if (fields.includes(field)) continue;
      texture.dispose();
      this.#textures.delete(field);
    }
  }

  #textureOf(field: Field): DataTexture {
    const known = this.#textures.get(field);
    if (known) return known;
    const { cols, rows } = field.grid;
    const t = new DataTexture(
      field.values as Float32Array<ArrayBuffer>,
      cols,
      rows,
      RedFormat,
      FloatType,
    );
    t.minFilter = NearestFilter;
    t.magFilter = NearestFilter;
    t.needsUpdate = true;
    this.#textures.set(field, t);
    return t;
  }

  #takeVelocity(frame: Frame): void {
    this.#velocityFrame = frame;
    this.#velocity?.dispose();
    this.#velocity = null;
    const [x, y] = ['velocityX', 'velocityY'].map((n) => frame.fields.find((f) => f.name === n));
    this.#uniforms.uMoving.value = x !== undefined && y !== undefined;
    this.#uniforms.uVelocity.value = this.#still;
    if (!x || !y) return;
    const packed = new Float32Array(x.values.length * 4);
    for (let i = 0; i < x.values.length; i++) {
      packed[i * 4] = x.values[i]!;
      packed[i * 4 + 1] = y.values[i]!;
    }
    const t = new DataTexture(packed, x.grid.cols, x.grid.rows, RGBAFormat, FloatType);
    t.minFilter = NearestFilter;
    t.magFilter = NearestFilter;
    t.needsUpdate = true;
    this.#velocity = t;
    this.#uniforms.uVelocity.value = t;
  }
}

function depthOf(frame: Frame): Field | undefined {
  return frame.fields.find((f) => f.name === 'depth');
}
