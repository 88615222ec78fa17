import { DoubleSide } from 'three';
import { COMMON_FRAGMENT } from './common';
import { makeMaterial, type MaterialPair, type SharedUniforms } from './materials';

/** Flags in the alpha byte of an element's colour. */
export const FLAG = { visible: 1, glass: 2, selected: 4, hovered: 8 } as const;

/** Width of the element textures, texels. */
export const ELEMENT_TEXTURE_WIDTH = 1024;

const VERTEX = /* glsl */ `
  in float element;
  in vec4 meta;
  in float radius;
  uniform highp sampler2D uElementColour;
  uniform float uPixelM;
  flat out vec4 vColour;
  flat out int vPart;
  flat out int vElement;
  out float vOpen;
  out vec3 vNormal;
  out vec3 vWorld;
  void main() {
    int e = int(element + 0.5);
    vec4 state = texelFetch(uElementColour, ivec2(e % ${ELEMENT_TEXTURE_WIDTH}, e / ${ELEMENT_TEXTURE_WIDTH}), 0);
    int flags = int(state.a * 255.0 + 0.5);
    vPart = int(meta.x * 255.0 + 0.5);
    vElement = e;
    vOpen = meta.y;
    vColour = vec4(state.rgb, float(flags));
    vNormal = normal;
    vec4 world = modelMatrix * vec4(position, 1.0);
    if (radius > 0.0) {
      // Seen from afar a tube keeps a width of about two pixels, so that it neither breaks nor flickers.
      float least = uPixelM * distance(cameraPosition, world.xyz) * 1.1;
      float more = max(0.0, least - radius);
      // The crown stays at its level, so that a widened pipe does not break through the ground.
      world.xyz += normal * more - vec3(0.0, 0.0, more);
    }
    vWorld = world.xyz;
    gl_Position = projectionMatrix * viewMatrix * world;
    #ifdef FAR
    bool glassy = false;
    #else
    bool glassy = (flags & ${FLAG.glass}) != 0 && vPart <= 2;
    #endif
    bool drawn = (flags & ${FLAG.visible}) != 0;
    #ifndef PICK
    #ifdef GLASS
    drawn = drawn && glassy;
    #else
    drawn = drawn && !glassy;
    #endif
    #endif
    if (!drawn) gl_Position = vec4(0.0, 0.0, 2.0, 1.0);
  }
`;

const FRAGMENT = /* glsl */ `
  ${COMMON_FRAGMENT}
  uniform vec3 uSelectedColour;
  flat in vec4 vColour;
  flat in int vPart;
  flat in int vElement;
  in float vOpen;
  in vec3 vNormal;
  in vec3 vWorld;
  void main() {
    #ifdef PICK
    int id = vElement + 1;
    outColour = vec4(float(id & 255), float((id >> 8) & 255), float((id >> 16) & 255), 255.0) / 255.0;
    outDepth = vec4(packDepth(gl_FragCoord.z), 1.0);
    #else
    int flags = int(vColour.a + 0.5);
    vec3 own = toLinear(vColour.rgb);
    vec3 albedo = own;
    float gloss = 0.10;
    if (vPart == 1) { albedo = mix(own, vec3(0.34, 0.33, 0.31), 0.72); gloss = 0.02; }
    else if (vPart == 2) { albedo = mix(own, vec3(0.62, 0.60, 0.56), 0.55); gloss = 0.0; }
    else if (vPart == 3) { albedo = vec3(0.07, 0.075, 0.085); gloss = 0.35; }
    else if (vPart == 4) { albedo = vec3(0.36, 0.35, 0.32); gloss = 0.01; }
    else if (vPart == 5) { albedo = vec3(0.05, 0.052, 0.06); gloss = 0.30; }
    else if (vPart == 6) { albedo = mix(own, vec3(0.20, 0.23, 0.27), 0.45); gloss = 0.35; }
    else if (vPart == 7) { albedo = vec3(0.01); gloss = 0.0; }
    vec3 view = normalize(cameraPosition - vWorld);
    vec3 n = normalize(vNormal);
    if (dot(n, view) < 0.0) n = -n;
    vec3 c = shade(albedo, n, view, vOpen, gloss);
    // Utilities glow a little of their own, so that they are found at night and in the ground's shade.
    c += own * (0.05 + 0.10 * uNight) * (vPart == 0 || vPart == 8 ? 1.0 : 0.0);
    if ((flags & ${FLAG.selected}) != 0) c = mix(c, shade(uSelectedColour, n, view, 1.0, 0.2) + uSelectedColour * 0.25, 0.85);
    else if ((flags & ${FLAG.hovered}) != 0) c = mix(c, vec3(1.0), 0.28);
    float alpha = 1.0;
    #ifdef GLASS
    float rim = pow(1.0 - abs(dot(normalize(vNormal), view)), 2.0);
    alpha = vPart == 2 ? 0.92 : vPart == 1 ? 0.10 + 0.25 * rim : 0.13 + 0.62 * rim;
    if ((flags & ${FLAG.selected}) != 0) alpha = max(alpha, 0.5);
    #endif
    outColour = vec4(toSrgb(haze(c, distance(cameraPosition, vWorld))), alpha);
    #endif
  }
`;

/** Materials of pipes and chambers: solid and see-through parts seen near, and all that is seen from afar. */
export function elementMaterials(shared: SharedUniforms): {
  readonly solid: MaterialPair;
  readonly glass: MaterialPair;
  readonly far: MaterialPair;
} {
  return {
    far: makeMaterial(shared, {
      name: 'elements-far',
      vertex: VERTEX,
      fragment: FRAGMENT,
      uniforms: {},
      pickable: true,
      side: DoubleSide,
      defines: { FAR: '1' },
    }),
    solid: makeMaterial(shared, {
      name: 'elements',
      vertex: VERTEX,
      fragment: FRAGMENT,
      uniforms: {},
      pickable: true,
      side: DoubleSide,
    }),
    glass: makeMaterial(shared, {
      name: 'elements-glass',
      vertex: VERTEX,
      fragment: FRAGMENT,
      uniforms: {},
      side: DoubleSide,
      transparent: true,
      depthWrite: false,
      defines: { GLASS: '1' },
    }),
  };
}
