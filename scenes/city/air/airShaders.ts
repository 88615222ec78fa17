import { CUT_GLSL } from '../gl/shaderParts';

export const AIR_LOCATIONS = { cell: 0 } as const;

/** A film that follows the ground at a few metres, its heights and values looked up per cell. */
export const AIR_VS = `
in vec2 cell;
uniform highp sampler2D u_bed;
uniform vec2 u_size;
uniform vec3 u_gridM;
uniform vec3 u_originM;
uniform float u_heightM;
out vec2 v_cell;
out vec2 v_placeM;
void main() {
  vec2 at = min(cell, u_size - 1.0);
  v_cell = at;
  v_placeM = u_gridM.xy + (at + 0.5) * u_gridM.z;
  float z = texelFetch(u_bed, ivec2(at), 0).r + u_heightM;
  vec4 positionEC = czm_modelView * vec4(vec3(v_placeM, z) - u_originM, 1.0);
  gl_Position = czm_projection * positionEC;
  czm_vertexLogDepth();
}
`;

export const AIR_FS = `
in vec2 v_cell;
in vec2 v_placeM;
uniform highp sampler2D u_valueA;
uniform highp sampler2D u_valueB;
uniform sampler2D u_colours;
uniform float u_mix;
uniform vec2 u_size;
uniform float u_scaleMax;
uniform float u_opacity;
${CUT_GLSL}
float valueAt(vec2 cell) {
  ivec2 c = ivec2(clamp(cell, vec2(0.0), u_size - 1.0));
  float a = texelFetch(u_valueA, c, 0).r;
  float b = texelFetch(u_valueB, c, 0).r;
  // Cells without a value (inside buildings) count as clean.
  return mix(a > 0.0 ? a : 0.0, b > 0.0 ? b : 0.0, u_mix);
}
void main() {
  if (inCut(v_placeM)) discard;
  vec2 base = floor(v_cell);
  vec2 f = v_cell - base;
  float value = mix(
    mix(valueAt(base), valueAt(base + vec2(1.0, 0.0)), f.x),
    mix(valueAt(base + vec2(0.0, 1.0)), valueAt(base + vec2(1.0, 1.0)), f.x), f.y);
  float t = sqrt(clamp(value / u_scaleMax, 0.0, 1.0));
  float alpha = smoothstep(0.06, 0.35, t) * (0.35 + 0.4 * t);
  if (alpha < 0.01) discard;
  vec3 colour = texture(u_colours, vec2((t * 255.0 + 0.5) / 256.0, 0.5)).rgb;
  out_FragColor = vec4(colour, alpha * u_opacity);
}
`;
