import { DoubleSide, type Texture } from 'three';
import { COMMON_FRAGMENT, CUT, NOISE } from '../shaders/common';
import { makeMaterial, type MaterialPair, type SharedUniforms } from '../shaders/materials';

const VERTEX = /* glsl */ `
  uniform float uPatchM;
  out vec3 vWorld;
  out vec3 vNormal;
  out vec2 vUv;
  out vec2 vLocal;
  void main() {
    vec4 world = modelMatrix * vec4(position, 1.0);
    vWorld = world.xyz;
    vNormal = normal;
    vUv = position.xy / uPatchM;
    vLocal = position.xy;
    gl_Position = projectionMatrix * viewMatrix * world;
  }
`;

const FRAGMENT = /* glsl */ `
  ${COMMON_FRAGMENT}
  ${NOISE}
  ${CUT}
  uniform sampler2D uPicture;
  uniform vec4 uCover;
  uniform float uOpacity;
  in vec3 vWorld;
  in vec3 vNormal;
  in vec2 vUv;
  in vec2 vLocal;
  void main() {
    if (vWorld.x < uCover.x || vWorld.y < uCover.y || vWorld.x > uCover.z || vWorld.y > uCover.w) discard;
    if (isCut(vWorld.xy)) discard;
    #ifdef PICK
    if (uOpacity < 0.6) discard;
    outColour = vec4(1.0);
    outDepth = vec4(packDepth(gl_FragCoord.z), 1.0);
    #else
    vec3 view = normalize(cameraPosition - vWorld);
    float d = distance(cameraPosition, vWorld);
    vec3 c;
    bool above = dot(vNormal, view) > 0.0;
    if (above) {
      vec3 picture = toLinear(texture(uPicture, vUv).rgb);
      float grain = d < 60.0 ? (noise(vLocal * 9.0) * 0.6 + noise(vLocal * 31.0) * 0.4 - 0.5) : 0.0;
      grain *= 1.0 - smoothstep(20.0, 60.0, d);
      c = shade(picture * (1.0 + 0.20 * grain), normalize(vNormal), mix(view, vec3(0, 0, 1), 0.75), 1.0, 0.0);
    } else {
      // The ground from below: earth.
      float clods = fbm(vLocal * 0.7) * 0.6 + fbm(vLocal * 4.0) * 0.4;
      c = shade(vec3(0.105, 0.075, 0.052) * (0.55 + clods), -normalize(vNormal), view, 0.9, 0.0);
    }
    // From below and at a grazing angle translucent ground stays as light as from above.
    outColour = vec4(toSrgb(haze(c, d)), above ? uOpacity : uOpacity * 0.75);
    #endif
  }
`;

/** Uniforms of the ground that change: the picture of the patch being drawn, and the opacity. */
export interface GroundUniforms {
  readonly uPicture: { value: Texture | null };
  readonly uPatchM: { value: number };
  /** Extent of the terrain relative to the origin: minX, minY, maxX, maxY. */
  readonly uCover: { value: { x: number; y: number; z: number; w: number } };
  readonly uOpacity: { value: number };
}

export function groundMaterial(
  shared: SharedUniforms,
  own: GroundUniforms,
): { readonly opaque: MaterialPair; readonly clear: MaterialPair } {
  const spec = { vertex: VERTEX, fragment: FRAGMENT, uniforms: { ...own }, side: DoubleSide };
  return {
    opaque: makeMaterial(shared, { ...spec, name: 'ground', pickable: true, offset: 1 }),
    clear: makeMaterial(shared, {
      ...spec,
      name: 'ground-clear',
      pickable: true,
      transparent: true,
      depthWrite: false,
    }),
  };
}
