import { DataTexture, DoubleSide, FloatType, NearestFilter, RedFormat } from 'three';
import { halfWidthShare, SHAPE_ROWS } from '../geometry/sections';
import { COMMON_FRAGMENT } from '../shaders/common';
import { ELEMENT_TEXTURE_WIDTH, FLAG } from '../shaders/elements';
import { makeMaterial, type MaterialPair, type SharedUniforms } from '../shaders/materials';
import { FLOW_MARK_M } from '../elementState';

const TABLE_SIZE = 64;

const VERTEX = /* glsl */ `
  in vec2 side;
  in vec4 section;
  in vec4 dims;
  uniform highp sampler2D uElementColour;
  uniform highp sampler2D uElementWater;
  uniform highp sampler2D uHalfWidth;
  out vec3 vWorld;
  out vec2 vAlong;
  flat out float vFlow;
  flat out float vHalf;
  out float vDepth;
  float halfWidth(int row, float y) {
    float at = clamp(y, 0.0, 1.0) * ${(TABLE_SIZE - 1).toFixed(1)};
    int i = int(at);
    float a = texelFetch(uHalfWidth, ivec2(i, row), 0).r;
    float b = texelFetch(uHalfWidth, ivec2(min(i + 1, ${TABLE_SIZE - 1}), row), 0).r;
    return mix(a, b, at - float(i));
  }
  void main() {
    int e = int(dims.w + 0.5);
    ivec2 texel = ivec2(e % ${ELEMENT_TEXTURE_WIDTH}, e / ${ELEMENT_TEXTURE_WIDTH});
    vec4 water = texelFetch(uElementWater, texel, 0);
    int flags = int(texelFetch(uElementColour, texel, 0).a * 255.0 + 0.5);
    float t = section.z * 2.0;
    float level = t < 1.0 ? mix(water.x, water.y, t) : mix(water.y, water.z, t - 1.0);
    float h = clamp(level - position.z, 0.0, dims.y);
    float x = section.x;
    float y = section.y;
    int row = int(dims.z + 0.5);
    if (y > h) {
      y = h;
      if (dims.z >= 0.0) {
        float w = dims.x * halfWidth(row, h / dims.y);
        x = clamp(x, -w, w);
      }
    }
    if (dims.z >= 0.0) y = mix(0.5 * dims.y, y, 0.985);
    vec4 world = modelMatrix * vec4(position + vec3(side * x, y), 1.0);
    vWorld = world.xyz;
    vAlong = vec2(section.w, x);
    vFlow = dims.z < 0.0 ? 0.0 : water.w;
    vHalf = dims.x;
    vDepth = h;
    gl_Position = projectionMatrix * viewMatrix * world;
    if (h < 0.004 || (flags & ${FLAG.visible}) == 0) gl_Position = vec4(0.0, 0.0, 2.0, 1.0);
  }
`;

const FRAGMENT = /* glsl */ `
  ${COMMON_FRAGMENT}
  in vec3 vWorld;
  in vec2 vAlong;
  flat in float vFlow;
  flat in float vHalf;
  in float vDepth;
  void main() {
    vec3 view = normalize(cameraPosition - vWorld);
    vec3 n = normalize(cross(dFdx(vWorld), dFdy(vWorld)));
    if (dot(n, view) < 0.0) n = -n;
    vec3 deep = vec3(0.012, 0.11, 0.26);
    vec3 shallow = vec3(0.05, 0.34, 0.52);
    vec3 c = mix(shallow, deep, clamp(vDepth * 0.9, 0.0, 1.0));
    if (vFlow != 0.0) {
      // Chevrons that point with the flow and move at its speed.
      float s = sign(vFlow);
      float along = vAlong.x * s / ${FLOW_MARK_M.toFixed(2)} + 0.25 * abs(vAlong.y) / max(vHalf, 0.05);
      float mark = fract(along - (abs(vFlow) - 1.0));
      float width = 1.0 - smoothstep(0.75, 0.95, abs(vAlong.y) / max(vHalf, 0.05));
      float band = smoothstep(0.0, 0.06, mark) * (1.0 - smoothstep(0.20, 0.30, mark));
      c = mix(c, vec3(0.55, 0.85, 0.95), 0.75 * band * (n.z > 0.5 ? width : 0.45));
    }
    c = shade(c, n, view, 0.95, 0.7) + c * (0.18 + 0.25 * uNight);
    outColour = vec4(toSrgb(haze(c, distance(cameraPosition, vWorld))), 1.0);
  }
`;

/** Material of the water in pipes and chambers, and the table of inside widths it reads. */
export function pipeWaterMaterial(shared: SharedUniforms): {
  readonly material: MaterialPair;
  readonly table: DataTexture;
} {
  const values = new Float32Array(TABLE_SIZE * SHAPE_ROWS.length);
  SHAPE_ROWS.forEach((shape, row) => {
    for (let i = 0; i < TABLE_SIZE; i++) {
      values[row * TABLE_SIZE + i] = halfWidthShare(shape, i / (TABLE_SIZE - 1));
    }
  });
  const table = new DataTexture(values, TABLE_SIZE, SHAPE_ROWS.length, RedFormat, FloatType);
  table.minFilter = NearestFilter;
  table.magFilter = NearestFilter;
  table.needsUpdate = true;
  const material = makeMaterial(shared, {
    name: 'pipe-water',
    vertex: VERTEX,
    fragment: FRAGMENT,
    uniforms: { uHalfWidth: { value: table } },
    side: DoubleSide,
  });
  return { material, table };
}
