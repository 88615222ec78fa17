import { Mesh, BufferAttribute, BufferGeometry, Vector3 } from 'three';
import { COMMON_FRAGMENT } from './shaders/common';
import { makeMaterial, type MaterialPair, type SharedUniforms } from './shaders/materials';

type Rgb = readonly [number, number, number];

/** Greatest height of the sun, radians. */
const NOON_HEIGHT = (58 * Math.PI) / 180;

/** Direction to the sun in east-north-up for an hour of the local solar day (below the horizon at night). */
export function sunDirection(hour: number): Vector3 {
  // East at 6, south at 12, west at 18; the height follows the same sine.
  const angle = ((hour - 6) / 12) * Math.PI;
  const height = Math.sin(angle) * NOON_HEIGHT;
  const azimuth = Math.PI / 2 + angle;
  return new Vector3(
    Math.sin(azimuth) * Math.cos(height),
    Math.cos(azimuth) * Math.cos(height),
    Math.sin(height),
  );
}

/** 0 by day, 1 at night, with dusk between. */
export function nightShare(hour: number): number {
  const height = Math.sin(((hour - 6) / 12) * Math.PI);
  return smooth(0.12, -0.16, height);
}

interface Tone {
  readonly zenith: Rgb;
  readonly horizon: Rgb;
  readonly below: Rgb;
  readonly depths: Rgb;
}

const LIGHT_DAY: Tone = {
  zenith: [0.24, 0.44, 0.74],
  horizon: [0.72, 0.8, 0.86],
  below: [0.44, 0.4, 0.34],
  depths: [0.2, 0.17, 0.14],
};
const DARK_DAY: Tone = {
  zenith: [0.07, 0.12, 0.2],
  horizon: [0.19, 0.24, 0.3],
  below: [0.07, 0.064, 0.056],
  depths: [0.024, 0.021, 0.018],
};
const NIGHT: Tone = {
  zenith: [0.006, 0.012, 0.032],
  horizon: [0.028, 0.042, 0.075],
  below: [0.02, 0.018, 0.018],
  depths: [0.006, 0.006, 0.007],
};

const SKY_VERTEX = /* glsl */ `
  out vec3 vRay;
  void main() {
    vec4 eye = inverse(projectionMatrix) * vec4(position.xy, 1.0, 1.0);
    vRay = transpose(mat3(viewMatrix)) * (eye.xyz / eye.w);
    gl_Position = vec4(position.xy, 0.9999999, 1.0);
  }
`;

const SKY_FRAGMENT = /* glsl */ `
  ${COMMON_FRAGMENT}
  uniform vec3 uZenith;
  uniform vec3 uHorizon;
  uniform vec3 uBelow;
  uniform vec3 uDepths;
  in vec3 vRay;
  void main() {
    vec3 ray = normalize(vRay);
    vec3 c = ray.z > 0.0
      ? mix(uHorizon, uZenith, pow(ray.z, 0.55))
      : mix(uBelow, uDepths, pow(min(1.0, -ray.z * 1.4), 0.6));
    c = mix(c, mix(uHorizon, uBelow, 0.5), 1.0 - smoothstep(0.0, 0.015, abs(ray.z)));
    float sun = max(dot(ray, uSunDirection), 0.0);
    c += uSunLight * (0.12 * pow(sun, 24.0) + 0.5 * smoothstep(0.9996, 0.9999, sun)) * step(0.0, ray.z);
    outColour = vec4(toSrgb(c), 1.0);
  }
`;

/** The sky above and the earth below as a background, and the light they give. */
export class SkyLight {
  readonly mesh: Mesh;
  readonly #shared: SharedUniforms;
  readonly #material: MaterialPair;
  readonly #tones = {
    uZenith: { value: new Vector3() },
    uHorizon: { value: new Vector3() },
    uBelow: { value: new Vector3() },
    uDepths: { value: new Vector3() },
  };

  constructor(shared: SharedUniforms) {
    this.#shared = shared;
    this.#material = makeMaterial(shared, {
      name: 'sky',
      vertex: SKY_VERTEX,
      fragment: SKY_FRAGMENT,
      uniforms: this.#tones,
      depthTest: false,
      depthWrite: false,
    });
    const g = new BufferGeometry();
    g.setAttribute(
      'position',
      new BufferAttribute(Float32Array.of(-1, -1, 0, 3, -1, 0, -1, 3, 0), 3),
    );
    this.mesh = new Mesh(g, this.#material.draw);
    this.mesh.frustumCulled = false;
    this.mesh.renderOrder = -100;
    this.set(12, 'light');
  }

  set(hour: number, theme: 'light' | 'dark'): void {
    const night = nightShare(hour);
    const day = theme === 'light' ? LIGHT_DAY : DARK_DAY;
    const tone = (key: keyof Tone): Rgb => mixRgb(day[key], NIGHT[key], night);
    this.#tones.uZenith.value.set(...tone('zenith'));
    this.#tones.uHorizon.value.set(...tone('horizon'));
    this.#tones.uBelow.value.set(...tone('below'));
    this.#tones.uDepths.value.set(...tone('depths'));
    const sun = sunDirection(hour);
    const s = this.#shared;
    // At night the moon stands where the sun stood at noon.
    s.uSunDirection.value.copy(sun.z > -0.05 ? sun : sunDirection(13.5)).normalize();
    const low = smooth(0.05, 0.5, sun.z);
    const dim = theme === 'light' ? 1 : 0.8;
    const sunColour = mixRgb([1.3, 0.72, 0.4], [1.02, 0.97, 0.88], low);
    const strength = smooth(-0.06, 0.12, sun.z) * dim;
    const moon: Rgb = [0.09, 0.12, 0.19];
    s.uSunLight.value.set(...mixRgb(moon, sunColour, strength));
    s.uSkyLight.value.set(...mixRgb([0.62 * dim, 0.68 * dim, 0.76 * dim], [0.1, 0.13, 0.2], night));
    s.uEarthLight.value.set(
      ...mixRgb([0.33 * dim, 0.3 * dim, 0.27 * dim], [0.08, 0.08, 0.09], night),
    );
    s.uHaze.value.set(...tone('horizon'));
    s.uNight.value = night;
  }

  dispose(): void {
    this.mesh.geometry.dispose();
    this.#material.draw.dispose();
  }
}

function smooth(from: number, to: number, x: number): number {
  const t = Math.min(1, Math.max(0, (x - from) / (to - from)));
  return t * t * (3 - 2 * t);
}

function mixRgb(a: Rgb, b: Rgb, t: number): Rgb {
  return [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t];
}
