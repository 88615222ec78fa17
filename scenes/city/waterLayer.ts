import { Pass } from 'cesium';
import type { City } from '../../src/domain/city';
import { ChunkLayer } from './gl/chunkLayer';
import { twoSidedState } from './gl/renderStates';
import { CUT_GLSL } from './gl/shaderParts';
import type { LocalAxes } from './localAxes';
import { originUniform, type Look } from './look';
import type { MeshChunk } from './mesh/chunks';
import type { DrawnThing } from './solidLayers';

const LOCATIONS = { position: 0, pickColour: 1 } as const;

/**
 * Draws a little nearer than it is, by a share of the distance: far terrain is coarse and would stick
 * out of thin water. czm_vertexLogDepth takes the depth from the clip coordinate w.
 */
export const NEARER_GLSL = `
const float NEARER_SHARE = 0.003;
vec4 nearer(vec4 clip) {
  return vec4(clip.xyz, max(clip.w * (1.0 - NEARER_SHARE) - 0.02, 0.001));
}
`;

/** Ripples of a water surface and how it mirrors sky and sun. */
export const WATER_GLSL = `
float waterHash(vec2 p) { return fract(sin(dot(p, vec2(127.1, 311.7))) * 43758.5453); }
float waterNoise(vec2 p) {
  vec2 i = floor(p);
  vec2 f = fract(p);
  f = f * f * (3.0 - 2.0 * f);
  return mix(mix(waterHash(i), waterHash(i + vec2(1.0, 0.0)), f.x),
             mix(waterHash(i + vec2(0.0, 1.0)), waterHash(i + vec2(1.0, 1.0)), f.x), f.y);
}
vec3 rippleNormal(vec2 p, float timeS, float pixelM) {
  vec3 n = vec3(0.0, 0.0, 1.0);
  float size = 9.0;
  float tilt = 0.05;
  for (int i = 0; i < 3; i++) {
    vec2 q = p / size + timeS * vec2(0.05, 0.03) * float(i + 1);
    float keep = tilt * (1.0 - smoothstep(0.2, 1.0, pixelM / size));
    float h = waterNoise(q);
    n.xy -= keep * vec2(waterNoise(q + vec2(0.35, 0.0)) - h, waterNoise(q + vec2(0.0, 0.35)) - h) / 0.35;
    size *= 0.37;
  }
  return normalize(n);
}
vec3 waterColour(vec3 body, vec3 normalEC, vec3 positionEC, vec3 sunColour, vec3 skyColour, vec3 upEC) {
  vec3 eye = normalize(-positionEC);
  float facing = max(dot(eye, normalEC), 0.0);
  float mirror = 0.02 + 0.75 * pow(1.0 - facing, 4.0);
  vec3 back = reflect(-eye, normalEC);
  float height = clamp(dot(back, upEC), 0.0, 1.0);
  vec3 sky = mix(vec3(1.05, 1.12, 1.18), vec3(0.62, 0.86, 1.18), height) * skyColour * 1.35;
  float glint = pow(max(dot(back, czm_lightDirectionEC), 0.0), 180.0);
  return mix(body * (skyColour + sunColour * 0.45), sky, mirror) + sunColour * glint * 0.9;
}
`;

const VS = `
in vec3 position;
in vec4 pickColour;
out vec3 v_positionEC;
out vec2 v_placeM;
out vec4 v_pick;
${NEARER_GLSL}
void main() {
  v_placeM = position.xy;
  v_pick = pickColour;
  v_positionEC = (czm_modelView * vec4(position, 1.0)).xyz;
  gl_Position = czm_projection * vec4(v_positionEC, 1.0);
  czm_vertexLogDepth(nearer(gl_Position));
}
`;

const FS = `
in vec3 v_positionEC;
in vec2 v_placeM;
in vec4 v_pick;
uniform vec2 u_origin;
uniform float u_timeS;
uniform vec3 u_sunColour;
uniform vec3 u_skyColour;
uniform vec3 u_upEC;
${CUT_GLSL}${WATER_GLSL}
void main() {
  if (inCut(v_placeM + u_origin)) discard;
  float pixelM = -v_positionEC.z * 2.0 / (czm_projection[1][1] * czm_viewport.w);
  vec3 n = rippleNormal(v_placeM, u_timeS, pixelM);
  vec3 normalEC = normalize(mat3(czm_modelView) * n);
  vec3 body = vec3(0.20, 0.36, 0.42);
  out_FragColor = vec4(waterColour(body, normalEC, v_positionEC, u_sunColour, u_skyColour, u_upEC), 1.0);
}
`;

/** Rivers and lakes at their normal level. They move only when something else asks for a picture. */
export function waterLayer(
  city: City,
  chunks: readonly MeshChunk[],
  axes: LocalAxes,
  look: Look,
  timeS: () => number,
): ChunkLayer {
  const layer = new ChunkLayer({
    vertexShader: VS,
    fragmentShader: FS,
    locations: LOCATIONS,
    uniforms: { ...look.uniforms(), u_timeS: timeS },
    renderState: twoSidedState,
    pass: Pass.OPAQUE,
    receiveShadows: true,
    idOf: (f) => ({ kind: 'water', id: city.waterBodies[f]!.id }) satisfies DrawnThing,
  });
  for (const c of chunks) {
    layer.add({
      matrix: axes.matrix(c.origin),
      centre: axes.point(...c.origin),
      radiusM: c.radiusM,
      geometry: () => ({
        key: 'full',
        make: () => ({
          attributes: [{ location: LOCATIONS.position, data: c.positions, components: 3 }],
          indices: c.indices,
        }),
      }),
      uniforms: originUniform(c.origin),
      features: c.features,
    });
  }
  return layer;
}
