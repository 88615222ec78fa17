/**
 * Light of the scene for shaders of our own: sun (or moon) by Lambert and a sky–ground hemisphere.
 * Uniforms come from `lightUniforms`.
 */
export const LIGHT_GLSL = `
uniform vec3 u_sunColour;
uniform vec3 u_skyColour;
uniform vec3 u_groundColour;
uniform vec3 u_upEC;
vec3 lit(vec3 albedo, vec3 normalEC) {
  float up = dot(normalEC, u_upEC) * 0.5 + 0.5;
  float sun = max(dot(normalEC, czm_lightDirectionEC), 0.0);
  return albedo * (mix(u_groundColour, u_skyColour, up) + u_sunColour * sun);
}
`;

/** Takes away what lies in the cut box. u_cut: min x, min y, max x, max y in local metres; empty when min > max. */
export const CUT_GLSL = `
uniform vec4 u_cut;
bool inCut(vec2 xy) {
  return xy.x > u_cut.x && xy.y > u_cut.y && xy.x < u_cut.z && xy.y < u_cut.w;
}
`;

/** Rows of windows on walls, lit at night: albedo and glow from a place on the wall. */
export const FACADE_GLSL = `
uniform float u_night;
float facadeHash(vec2 p) { return fract(sin(dot(p, vec2(12.9898, 78.233))) * 43758.5453); }
vec3 facade(vec3 wall, vec3 positionM, vec3 normalM, float pixelM, out vec3 glow) {
  glow = vec3(0.0);
  if (abs(normalM.z) > 0.3) return wall;
  vec2 along = normalize(vec2(-normalM.y, normalM.x));
  vec2 cell = vec2(dot(positionM.xy, along) / 2.6, positionM.z / 3.2);
  vec2 id = floor(cell);
  vec2 f = fract(cell);
  float soft = clamp(pixelM / 2.6, 0.02, 0.5);
  float fade = 1.0 - smoothstep(0.5, 1.6, pixelM);
  float window = smoothstep(0.24 - soft, 0.24 + soft, f.x) * smoothstep(0.76 + soft, 0.76 - soft, f.x)
    * smoothstep(0.28 - soft, 0.28 + soft, f.y) * smoothstep(0.80 + soft, 0.80 - soft, f.y);
  float seed = facadeHash(id + floor(normalM.xy * 7.0));
  vec3 glass = mix(vec3(0.34, 0.40, 0.46), vec3(0.46, 0.52, 0.57), seed);
  // Far away the windows melt into a mean tone instead of flickering.
  float share = mix(0.26, window, fade);
  float on = step(0.62, fract(seed * 7.31)) * u_night;
  glow = mix(vec3(1.0, 0.80, 0.48), vec3(0.86, 0.90, 1.0), step(0.8, seed)) * share * 0.85
    * mix(0.30 * u_night, on, fade);
  return mix(wall, glass, share * 0.75);
}
`;
