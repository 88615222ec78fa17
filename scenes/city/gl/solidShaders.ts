import { CUT_GLSL, FACADE_GLSL, LIGHT_GLSL } from './shaderParts';

/** Attributes of meshes (buildings, trench). */
export const MESH_LOCATIONS = { position: 0, normal: 1, colour: 2, pickColour: 3 } as const;

export const MESH_VS = `
in vec3 position;
in vec3 normal;
in vec4 colour;
in vec4 pickColour;
out vec3 v_positionEC;
out vec3 v_normalEC;
out vec3 v_positionM;
out vec3 v_normalM;
out vec4 v_colour;
out vec4 v_pick;
void main() {
  v_positionM = position;
  v_normalM = normal;
  v_positionEC = (czm_modelView * vec4(position, 1.0)).xyz;
  v_normalEC = mat3(czm_modelView) * normal;
  v_colour = colour;
  v_pick = pickColour;
  gl_Position = czm_projection * vec4(v_positionEC, 1.0);
}
`;

export const MESH_FS = `
in vec3 v_positionEC;
in vec3 v_normalEC;
in vec3 v_positionM;
in vec3 v_normalM;
in vec4 v_colour;
in vec4 v_pick;
uniform vec2 u_origin;
uniform vec4 u_selected[8];
uniform vec3 u_selectedColour;
uniform bool u_cutApplies;
${LIGHT_GLSL}${CUT_GLSL}${FACADE_GLSL}
void main() {
  if (u_cutApplies && inCut(v_positionM.xy + u_origin)) discard;
  vec3 normalEC = normalize(v_normalEC);
  vec3 albedo = v_colour.rgb;
  vec3 glow = vec3(0.0);
  float pixelM = -v_positionEC.z * czm_pixelRatio * 2.0 / (czm_projection[1][1] * czm_viewport.w);
  if (v_colour.a < 0.5) albedo = facade(albedo, v_positionM, normalize(v_normalM), pixelM, glow);
  float chosen = 0.0;
  for (int i = 0; i < 8; i++) chosen = max(chosen, 1.0 - step(0.002, distance(u_selected[i], v_pick)));
  albedo = mix(albedo, u_selectedColour, 0.75 * chosen);
  out_FragColor = vec4(lit(albedo, normalEC) + glow + u_selectedColour * 0.15 * chosen, 1.0);
}
`;

/** Attributes of trees: a small mesh and one instance per tree. */
export const TREE_LOCATIONS = { position: 0, foot: 1, size: 2 } as const;

export const TREE_VS = `
in vec4 position;
in vec3 foot;
in vec2 size;
out vec3 v_positionEC;
out vec3 v_normalEC;
out vec3 v_albedo;
out vec2 v_placeM;
void main() {
  bool trunk = position.w < 0.5;
  float crownFoot = 0.28 * size.x;
  vec3 p = trunk
    ? vec3(position.xy * 0.035 * size.x, position.z * (crownFoot + 0.1 * size.x))
    : vec3(position.xy * size.y, crownFoot + (position.z * 0.5 + 0.5) * (size.x - crownFoot));
  float seed = fract(sin(dot(foot.xy, vec2(12.9898, 78.233))) * 43758.5453);
  float turn = seed * 6.2831853;
  mat2 spin = mat2(cos(turn), sin(turn), -sin(turn), cos(turn));
  p.xy = spin * p.xy;
  vec3 n = trunk ? vec3(spin * position.xy, 0.0) : vec3(spin * position.xy, position.z * 0.8 + 0.15);
  vec3 local = foot + p;
  v_placeM = local.xy;
  v_positionEC = (czm_modelView * vec4(local, 1.0)).xyz;
  v_normalEC = normalize(mat3(czm_modelView) * n);
  vec3 leaf = mix(vec3(0.30, 0.42, 0.20), vec3(0.44, 0.53, 0.26), seed) * (0.82 + 0.18 * position.z);
  v_albedo = trunk ? vec3(0.36, 0.29, 0.23) : leaf;
  gl_Position = czm_projection * vec4(v_positionEC, 1.0);
}
`;

export const TREE_FS = `
in vec3 v_positionEC;
in vec3 v_normalEC;
in vec3 v_albedo;
in vec2 v_placeM;
uniform vec2 u_origin;
${LIGHT_GLSL}${CUT_GLSL}
void main() {
  if (inCut(v_placeM + u_origin)) discard;
  out_FragColor = vec4(lit(v_albedo, normalize(v_normalEC)), 1.0);
}
`;

/** Attributes of tubes: a unit tube and one instance per pipe segment or chamber. */
export const TUBE_LOCATIONS = { position: 0, from: 1, to: 2, radii: 3, pickColour: 4 } as const;

export const TUBE_VS = `
in vec4 position;
in vec3 from;
in vec3 to;
in vec2 radii;
in vec4 pickColour;
out vec3 v_positionEC;
out vec3 v_normalEC;
out vec4 v_pick;
void main() {
  vec3 axis = to - from;
  vec3 dir = normalize(axis);
  vec3 side = abs(dir.z) > 0.95 ? vec3(1.0, 0.0, 0.0) : normalize(cross(dir, vec3(0.0, 0.0, 1.0)));
  vec3 up = cross(side, dir);
  // A negative half height asks for a box section: the ring is pushed out to a square.
  vec2 ring = radii.y < 0.0 ? clamp(position.xy * 1.6, -1.0, 1.0) : position.xy;
  vec3 offset = side * ring.x * radii.x + up * ring.y * abs(radii.y);
  vec3 local = from + axis * position.z + offset * abs(position.w);
  vec3 normal = position.w > 0.5 ? side * position.x + up * position.y : dir * (position.z * 2.0 - 1.0);
  v_positionEC = (czm_modelView * vec4(local, 1.0)).xyz;
  v_normalEC = normalize(mat3(czm_modelView) * normal);
  v_pick = pickColour;
  gl_Position = czm_projection * vec4(v_positionEC, 1.0);
}
`;

export const TUBE_FS = `
in vec3 v_positionEC;
in vec3 v_normalEC;
in vec4 v_pick;
uniform vec3 u_colour;
uniform vec4 u_selected[8];
uniform vec3 u_selectedColour;
${LIGHT_GLSL}
void main() {
  vec3 n = normalize(v_normalEC);
  float chosen = 0.0;
  for (int i = 0; i < 8; i++) chosen = max(chosen, 1.0 - step(0.002, distance(u_selected[i], v_pick)));
  vec3 albedo = mix(u_colour, u_selectedColour, chosen);
  // Below ground there is no sky: an even light with some modelling towards the eye, day and night.
  float facing = max(dot(n, normalize(-v_positionEC)), 0.0);
  out_FragColor = vec4(albedo * (0.45 + 0.6 * facing), 1.0);
}
`;
