import { VEHICLE_CLASSES } from '../../../src/domain/vehicleClasses';
import { CUT_GLSL, LIGHT_GLSL } from '../gl/shaderParts';

/** Attributes of vehicles: a small mesh and one instance per vehicle. */
export const VEHICLE_LOCATIONS = { position: 0, place: 1, heading: 2, kind: 3 } as const;

/**
 * `position.w` is 1 on the glazed cabin. Far away a vehicle is drawn larger than it is, so that
 * traffic is still seen from above the city.
 */
export const VEHICLE_VS = `
in vec4 position;
in vec3 place;
in float heading;
in float kind;
uniform vec4 u_looks[${VEHICLE_CLASSES.length * 2}];
uniform vec2 u_middle;
out vec3 v_positionEC;
out vec3 v_normalEC;
out vec3 v_albedo;
out vec2 v_placeM;
out float v_lamp;
const float SHOWN_PX = 3.0;
void main() {
  int at = int(kind + 0.5) * 2;
  vec3 size = u_looks[at].xyz;
  vec4 centreEC = czm_modelView * vec4(place, 1.0);
  float pixelM = -centreEC.z * 2.0 / (czm_projection[1][1] * czm_viewport.w);
  float grow = max(1.0, SHOWN_PX * pixelM / size.y);
  vec3 p = position.xyz * size * grow;
  float c = cos(heading);
  float s = sin(heading);
  vec3 local = place + vec3(c * p.x - s * p.y, s * p.x + c * p.y, p.z);
  vec3 n = normalize(vec3(position.xy * vec2(1.0, 1.4), (position.z - 0.4) * 2.0));
  v_placeM = local.xy + u_middle;
  v_positionEC = (czm_modelView * vec4(local, 1.0)).xyz;
  v_normalEC = normalize(mat3(czm_modelView) * vec3(c * n.x - s * n.y, s * n.x + c * n.y, n.z));
  v_albedo = mix(u_looks[at + 1].rgb, vec3(0.13, 0.17, 0.21), position.w);
  v_lamp = position.x;
  gl_Position = czm_projection * vec4(v_positionEC, 1.0);
}
`;

export const VEHICLE_FS = `
in vec3 v_positionEC;
in vec3 v_normalEC;
in vec3 v_albedo;
in vec2 v_placeM;
in float v_lamp;
uniform float u_night;
${LIGHT_GLSL}${CUT_GLSL}
void main() {
  if (inCut(v_placeM)) discard;
  // White lamps ahead and red ones behind at night.
  vec3 lamp = v_lamp > 0.0 ? vec3(1.0, 0.95, 0.8) : vec3(1.0, 0.12, 0.08);
  float glow = u_night * smoothstep(0.38, 0.5, abs(v_lamp));
  out_FragColor = vec4(lit(v_albedo, normalize(v_normalEC)) + lamp * glow, 1.0);
}
`;
