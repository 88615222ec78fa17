import {
  DoubleSide,
  FrontSide,
  GLSL3,
  ShaderMaterial,
  Vector2,
  Vector3,
  Vector4,
  type Side,
  type Texture,
} from 'three';
import { parseCssColour } from '../../shared/colourMaps';
import { SELECTED_COLOUR } from '../../shared/palette';
import { MAX_TRENCH_POINTS } from './common';

type Uniform<T> = { value: T };

/** Uniforms all materials of a scene share by reference: change one here and every material sees it. */
export interface SharedUniforms {
  /** Every material made with these uniforms, for compiling them ahead. */
  readonly made: MaterialPair[];
  readonly uSunDirection: Uniform<Vector3>;
  readonly uSunLight: Uniform<Vector3>;
  readonly uSkyLight: Uniform<Vector3>;
  readonly uEarthLight: Uniform<Vector3>;
  readonly uHaze: Uniform<Vector3>;
  readonly uHazeDensity: Uniform<number>;
  readonly uNight: Uniform<number>;
  readonly uExposure: Uniform<number>;
  readonly uCutBox: Uniform<Vector4>;
  readonly uCutOn: Uniform<boolean>;
  readonly uTrenchLeft: Uniform<Vector2[]>;
  readonly uTrenchRight: Uniform<Vector2[]>;
  readonly uTrenchCount: Uniform<number>;
  /** Colour and flags of every element (RGBA8), and its water (RGBA32F). */
  readonly uElementColour: Uniform<Texture | null>;
  readonly uElementWater: Uniform<Texture | null>;
  readonly uSelectedColour: Uniform<Vector3>;
  /** Metres per pixel at one metre from the eye. */
  readonly uPixelM: Uniform<number>;
  readonly uTimeS: Uniform<number>;
  /** Id of the first building in the pick buffer. */
  readonly uBuildingBase: Uniform<number>;
}

/** Linear light of an sRGB byte (IEC 61966-2-1). */
function linear(c: number): number {
  return c <= 10.3 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4;
}

/** Linear light of a colour of the palette. */
function linearOf(hex: string): Vector3 {
  const [r, g, b] = parseCssColour(hex);
  return new Vector3(linear(r), linear(g), linear(b));
}

function corners(): Vector2[] {
  return Array.from({ length: MAX_TRENCH_POINTS }, () => new Vector2());
}

export function sharedUniforms(): SharedUniforms {
  return {
    made: [],
    uSunDirection: { value: new Vector3(0, 0, 1) },
    uSunLight: { value: new Vector3(1, 1, 1) },
    uSkyLight: { value: new Vector3(1, 1, 1) },
    uEarthLight: { value: new Vector3(0.4, 0.4, 0.4) },
    uHaze: { value: new Vector3(0.7, 0.75, 0.8) },
    uHazeDensity: { value: 0.0001 },
    uNight: { value: 0 },
    uExposure: { value: 0.72 },
    uCutBox: { value: new Vector4() },
    uCutOn: { value: false },
    uTrenchLeft: { value: corners() },
    uTrenchRight: { value: corners() },
    uTrenchCount: { value: 0 },
    uElementColour: { value: null },
    uElementWater: { value: null },
    uSelectedColour: { value: linearOf(SELECTED_COLOUR) },
    uPixelM: { value: 0.001 },
    uTimeS: { value: 0 },
    uBuildingBase: { value: 0 },
  };
}

/** A material and its twin that writes ids instead of colours. */
export interface MaterialPair {
  readonly draw: ShaderMaterial;
  readonly pick: ShaderMaterial | null;
}

export interface MaterialSpec {
  readonly name: string;
  readonly vertex: string;
  readonly fragment: string;
  readonly uniforms: Readonly<Record<string, Uniform<unknown>>>;
  readonly pickable?: boolean;
  readonly side?: Side;
  readonly transparent?: boolean;
  readonly depthWrite?: boolean;
  readonly depthTest?: boolean;
  readonly defines?: Readonly<Record<string, string>>;
  /** Pushes the surface away from the eye in the depth test, in depth units. */
  readonly offset?: number;
}

/** Builds a material and, where wanted, its pick twin; both share their uniforms. */
export function makeMaterial(shared: SharedUniforms, spec: MaterialSpec): MaterialPair {
  const { made: _made, ...common } = shared;
  const uniforms = { ...common, ...spec.uniforms };
  const make = (pick: boolean): ShaderMaterial => {
    const material = new ShaderMaterial({
      name: pick ? `${spec.name}-pick` : spec.name,
      glslVersion: GLSL3,
      vertexShader: spec.vertex,
      fragmentShader: spec.fragment,
      side: spec.side ?? FrontSide,
      transparent: !pick && (spec.transparent ?? false),
      depthWrite: pick || (spec.depthWrite ?? true),
      depthTest: spec.depthTest ?? true,
      defines: { ...spec.defines, ...(pick && { PICK: '1' }) },
    });
    if (pick && spec.transparent) material.side = DoubleSide;
    if (spec.offset) {
      material.polygonOffset = true;
      // No factor: at a grazing angle it would reach metres, and let shallow pipes through the ground.
      material.polygonOffsetUnits = spec.offset;
    }
    material.uniforms = uniforms as ShaderMaterial['uniforms'];
    return material;
  };
  const pair = { draw: make(false), pick: spec.pickable ? make(true) : null };
  shared.made.push(pair);
  return pair;
}
