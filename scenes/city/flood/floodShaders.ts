import { CUT_GLSL } from '../gl/shaderParts';
import { NEARER_GLSL, WATER_GLSL } from '../waterLayer';

export const FLOOD_LOCATIONS = { cell: 0 } as const;

const FIELD_GLSL = `
uniform highp sampler2D u_depthA;
uniform highp sampler2D u_depthB;
uniform highp sampler2D u_bed;
uniform highp sampler2D u_level;
uniform float u_mix;
uniform vec2 u_size;
ivec2 clampCell(vec2 cell) { return ivec2(clamp(cell, vec2(0.0), u_size - 1.0)); }
float depthAt(ivec2 c) {
  float a = texelFetch(u_depthA, c, 0).r;
  float b = texelFetch(u_depthB, c, 0).r;
  // Cells without a value count as dry.
  a = a > 0.0 ? a : 0.0;
  b = b > 0.0 ? b : 0.0;
  return mix(a, b, u_mix);
}
`;

/**
 * One patch: grid vertices stand on cell centres. A dry vertex takes the mean water level of its wet
 * neighbours where that lies below its ground, so that the surface runs level into the slope and the
 * terrain itself draws the shore.
 */
export const FLOOD_VS = `
in vec2 cell;
uniform vec2 u_firstCell;
uniform vec3 u_originM;
uniform vec3 u_gridM;
out vec3 v_positionEC;
out vec2 v_cell;
out vec2 v_placeM;
${FIELD_GLSL}${NEARER_GLSL}
const float STANDING_M = 0.002;
void main() {
  vec2 at = min(u_firstCell + cell, u_size - 1.0);
  ivec2 c = clampCell(at);
  float depth = depthAt(c);
  float bed = texelFetch(u_bed, c, 0).r;
  float surface = bed + depth;
  if (depth < STANDING_M) {
    float sum = 0.0;
    float n = 0.0;
    for (int j = -1; j <= 1; j++) {
      for (int i = -1; i <= 1; i++) {
        ivec2 q = clampCell(at + vec2(i, j));
        float d = depthAt(q);
        if (d >= STANDING_M) {
          sum += texelFetch(u_bed, q, 0).r + d;
          n += 1.0;
        }
      }
    }
    surface = n > 0.0 ? min(sum / n, bed) : bed;
  }
  v_cell = at;
  v_placeM = u_gridM.xy + (at + 0.5) * u_gridM.z;
  vec3 local = vec3(v_placeM, surface + 0.02) - u_originM;
  v_positionEC = (czm_modelView * vec4(local, 1.0)).xyz;
  gl_Position = czm_projection * vec4(v_positionEC, 1.0);
  czm_vertexLogDepth(nearer(gl_Position));
}
`;

export const FLOOD_FS = `
in vec3 v_positionEC;
in vec2 v_cell;
in vec2 v_placeM;
uniform sampler2D u_colours;
uniform highp sampler2D u_speedX;
uniform highp sampler2D u_speedY;
uniform bool u_hasSpeed;
uniform highp sampler2D u_difference;
uniform sampler2D u_differenceColours;
uniform bool u_hasDifference;
uniform float u_sameM;
uniform float u_depthMaxM;
uniform float u_wetM;
uniform float u_timeS;
uniform float u_opacity;
uniform vec3 u_gridM;
uniform vec3 u_sunColour;
uniform vec3 u_skyColour;
uniform vec3 u_upEC;
${FIELD_GLSL}${CUT_GLSL}${WATER_GLSL}
float smoothDepth(vec2 cell) {
  vec2 base = floor(cell);
  vec2 f = cell - base;
  float s = mix(depthAt(clampCell(base)), depthAt(clampCell(base + vec2(1.0, 0.0))), f.x);
  float n = mix(depthAt(clampCell(base + vec2(0.0, 1.0))), depthAt(clampCell(base + vec2(1.0, 1.0))), f.x);
  return mix(s, n, f.y);
}
float smoothDifference(vec2 cell) {
  vec2 base = floor(cell);
  vec2 f = cell - base;
  float sw = texelFetch(u_difference, clampCell(base), 0).r;
  float se = texelFetch(u_difference, clampCell(base + vec2(1.0, 0.0)), 0).r;
  float nw = texelFetch(u_difference, clampCell(base + vec2(0.0, 1.0)), 0).r;
  float ne = texelFetch(u_difference, clampCell(base + vec2(1.0, 1.0)), 0).r;
  return mix(mix(sw, se, f.x), mix(nw, ne, f.x), f.y);
}
vec2 speedAt(vec2 cell) {
  ivec2 c = clampCell(floor(cell + 0.5));
  return vec2(texelFetch(u_speedX, c, 0).r, texelFetch(u_speedY, c, 0).r);
}
// Darts that lie along the flow and drift with it; size in pixels is kept by doubling their pitch.
float darts(vec2 place, float pixelM) {
  float pitch = max(4.0, exp2(ceil(log2(max(pixelM, 1e-3) * 26.0))));
  vec2 id = floor(place / pitch);
  vec2 centre = (id + 0.5) * pitch;
  vec2 cell = (centre - u_gridM.xy) / u_gridM.z - 0.5;
  vec2 v = speedAt(cell);
  float speed = length(v);
  if (!(speed > 0.03) || depthAt(clampCell(floor(cell + 0.5))) < u_wetM) return 0.0;
  vec2 d = v / speed;
  float phase = fract(u_timeS * 0.02 + waterHash(id));
  vec2 q = (place - centre) / pitch;
  q = vec2(dot(q, d), dot(q, vec2(-d.y, d.x)));
  q.x -= (phase - 0.5) * 0.3;
  float soft = pixelM / pitch;
  float head = smoothstep(soft, -soft, abs(q.y) - (0.30 - q.x) * 0.55) * smoothstep(-soft, soft, q.x - 0.04);
  float shaft = smoothstep(soft, -soft, abs(q.y) - 0.035) * smoothstep(-soft, soft, q.x + 0.26) * smoothstep(soft, -soft, q.x - 0.05);
  return max(head, shaft) * sin(phase * 3.14159265) * smoothstep(0.03, 0.25, speed);
}
void main() {
  if (inCut(v_placeM)) discard;
  float depth = smoothDepth(v_cell);
  if (depth < u_wetM) discard;
  if (u_hasDifference) {
    float difference = smoothDifference(v_cell);
    if (abs(difference) < u_sameM) discard;
    float at = 0.5 + 0.5 * clamp(difference / u_depthMaxM, -1.0, 1.0);
    vec3 tone = texture(u_differenceColours, vec2((at * 255.0 + 0.5) / 256.0, 0.5)).rgb;
    out_FragColor = vec4(tone, mix(0.3, 0.95, sqrt(abs(2.0 * at - 1.0))) * u_opacity);
    return;
  }
  ivec2 here = clampCell(floor(v_cell + 0.5));
  float level = texelFetch(u_level, here, 0).r;
  float shown = depth;
  if (level > -9000.0) {
    // In a river or lake what counts is how far it stands above its normal level.
    shown = texelFetch(u_bed, here, 0).r + depthAt(here) - level;
    if (shown < 0.02) discard;
  }
  float pixelM = -v_positionEC.z * 2.0 / (czm_projection[1][1] * czm_viewport.w);
  float t = sqrt(clamp(shown / u_depthMaxM, 0.0, 1.0));
  vec3 scale = texture(u_colours, vec2((t * 255.0 + 0.5) / 256.0, 0.5)).rgb;
  vec3 n = rippleNormal(v_placeM, u_timeS * 0.05, pixelM);
  vec3 normalEC = normalize(mat3(czm_modelView) * n);
  vec3 glossy = waterColour(scale, normalEC, v_positionEC, u_sunColour, u_skyColour, u_upEC);
  // The scale must stay readable against its legend, at night too: gloss is a touch, not a cover.
  vec3 colour = mix(scale, glossy, 0.35);
  float edge = smoothstep(u_wetM, u_wetM * 4.0, depth);
  float alpha = mix(0.5, 0.62 + 0.3 * t, edge);
  if (u_hasSpeed) {
    float dart = darts(v_placeM, pixelM);
    colour = mix(colour, vec3(1.0), dart * 0.85);
    alpha = max(alpha, dart * 0.9);
  }
  out_FragColor = vec4(colour, alpha * u_opacity);
}
`;
