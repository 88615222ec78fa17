/** How many corners a section trench may have; longer lines are drawn to here. */
export const MAX_TRENCH_POINTS = 24;

/**
 * GLSL shared by all materials: light, haze, colour encoding, and the holes that cut box and section
 * trench make. World positions are metres relative to the floating origin; z is the true level.
 */
export const COMMON_FRAGMENT = /* glsl */ `
  precision highp float;
  layout(location = 0) out vec4 outColour;
  #ifdef PICK
  layout(location = 1) out vec4 outDepth;
  #endif
  uniform vec3 uSunDirection;
  uniform vec3 uSunLight;
  uniform vec3 uSkyLight;
  uniform vec3 uEarthLight;
  uniform vec3 uHaze;
  uniform float uHazeDensity;
  uniform float uNight;
  uniform float uExposure;

  vec3 toSrgb(vec3 c) {
    c = clamp(c * uExposure, 0.0, 8.0);
    // Filmic shoulder: highlights roll off instead of clipping.
    c = c * (1.0 + c * 0.12) / (1.0 + c * 0.32);
    return mix(12.92 * c, 1.055 * pow(c, vec3(1.0 / 2.4)) - 0.055, step(0.0031308, c));
  }
  vec3 toLinear(vec3 c) {
    return mix(c / 12.92, pow((c + 0.055) / 1.055, vec3(2.4)), step(0.04045, c));
  }
  /** Hemisphere light, sun, a rim that draws edges darker, and a gloss. */
  vec3 shade(vec3 albedo, vec3 n, vec3 view, float open, float gloss) {
    float up = n.z * 0.5 + 0.5;
    vec3 light = mix(uEarthLight, uSkyLight, up) * open;
    light += uSunLight * max(dot(n, uSunDirection), 0.0) * open;
    // A weak lamp at the eye keeps things in trenches and pipes readable at any hour.
    float facing = max(dot(n, view), 0.0);
    light += vec3(0.20) * facing;
    vec3 c = albedo * light * (0.55 + 0.45 * smoothstep(0.0, 0.55, facing));
    vec3 h = normalize(view + uSunDirection);
    return c + uSunLight * gloss * pow(max(dot(n, h), 0.0), 48.0);
  }
  vec3 haze(vec3 c, float distance) {
    return mix(uHaze, c, exp(-distance * uHazeDensity));
  }
  vec3 packDepth(float d) {
    vec3 v = fract(d * vec3(1.0, 255.0, 65025.0));
    return v - vec3(v.yz / 255.0, 0.0);
  }
`;

/** Noise in metres for soil, ground and water. */
export const NOISE = /* glsl */ `
  float hash21(vec2 p) {
    vec3 q = fract(vec3(p.xyx) * 0.1031);
    q += dot(q, q.yzx + 33.33);
    return fract((q.x + q.y) * q.z);
  }
  float noise(vec2 p) {
    vec2 i = floor(p);
    vec2 f = fract(p);
    f = f * f * (3.0 - 2.0 * f);
    return mix(
      mix(hash21(i), hash21(i + vec2(1, 0)), f.x),
      mix(hash21(i + vec2(0, 1)), hash21(i + vec2(1, 1)), f.x), f.y);
  }
  float fbm(vec2 p) {
    return 0.5 * noise(p) + 0.25 * noise(p * 2.03 + 7.1) + 0.125 * noise(p * 4.1 + 3.7) + 0.0625;
  }
`;

/** Cells of stones: x is the distance to the nearest stone's middle, y a random number of that stone. */
export const STONES = /* glsl */ `
  vec2 stones(vec2 p) {
    vec2 i = floor(p);
    vec2 f = fract(p);
    vec2 best = vec2(8.0, 0.0);
    for (int y = -1; y <= 1; y++) for (int x = -1; x <= 1; x++) {
      vec2 g = vec2(x, y);
      vec2 o = vec2(hash21(i + g), hash21(i + g + 19.7));
      float d = length(g + o - f);
      if (d < best.x) best = vec2(d, hash21(i + g + 5.3));
    }
    return best;
  }
`;

/** True inside the cut box or the section trench. `xy` relative to the floating origin. */
export const CUT = /* glsl */ `
  uniform vec4 uCutBox;
  uniform bool uCutOn;
  uniform vec2 uTrenchLeft[${MAX_TRENCH_POINTS}];
  uniform vec2 uTrenchRight[${MAX_TRENCH_POINTS}];
  uniform int uTrenchCount;
  float turn(vec2 a, vec2 b, vec2 p) {
    return (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x);
  }
  bool isCut(vec2 xy) {
    if (uCutOn && xy.x > uCutBox.x && xy.y > uCutBox.y && xy.x < uCutBox.z && xy.y < uCutBox.w) return true;
    for (int i = 0; i + 1 < uTrenchCount; i++) {
      vec2 a = uTrenchRight[i];
      vec2 b = uTrenchRight[i + 1];
      vec2 c = uTrenchLeft[i + 1];
      vec2 d = uTrenchLeft[i];
      if (turn(a, b, xy) > 0.0 && turn(b, c, xy) > 0.0 && turn(c, d, xy) > 0.0 && turn(d, a, xy) > 0.0) return true;
    }
    return false;
  }
`;
