import {
  Cartesian2,
  Cartesian3,
  Cesium3DTileFeature,
  Cesium3DTileset,
  Cesium3DTileStyle,
  Color,
  CustomShader,
  ImageBasedLighting,
  LightingModel,
  ShadowMode,
  UniformType,
} from 'cesium';
import { DryrunError } from '../../src/domain/errors';
import { SELECTED_COLOUR } from '../shared/palette';
import type { Look } from './look';

/** Property of the tileset's metadata that holds the City's building id. */
const ID_PROPERTY = 'id';
/** Memory the tiles may keep, bytes; beyond it the least recently seen go. */
const CACHE_BYTES = 256 * 1024 * 1024;
const MAX_ERROR_PX = 12;

/**
 * The City's buildings from its 3D Tiles. A custom shader lights them as the
 * rest of the scene.
 */
export class BuildingTiles {
  private readonly selected = new Set<string>();
  private opacity = 1;
  private readonly highlight = Color.fromCssColorString(SELECTED_COLOUR);

  private constructor(
    readonly tileset: Cesium3DTileset,
    private readonly shader: CustomShader,
    private readonly look: Look,
  ) {
    tileset.style = this.makeStyle();
  }

  /** Loads the tileset's root. Throws `scene.tileset` where it cannot be read. */
  static async load(url: string, look: Look): Promise<BuildingTiles> {
    const shader = buildingShader();
    try {
      const tileset = await Cesium3DTileset.fromUrl(url, {
        maximumScreenSpaceError: MAX_ERROR_PX,
        cacheBytes: CACHE_BYTES,
        maximumCacheOverflowBytes: CACHE_BYTES,
        shadows: ShadowMode.ENABLED,
        enableCollision: false,
        imageBasedLighting: new NoImageLight(),
      });
      tileset.customShader = shader;
      // A sky would be rendered for the image-based light of every tileset; the shader has its own.
      tileset.environmentMapManager.enabled = false;
      return new BuildingTiles(tileset, shader, look);
    } catch (cause) {
      shader.destroy();
      throw new DryrunError(
        {
          code: 'scene.tileset',
          file: url,
          what: `The 3D Tiles of the buildings cannot be read: ${cause instanceof Error ? cause.message : String(cause)}.`,
          mend: 'Import the city again, or take the buildings3d layer out of city.json to see plain blocks.',
        },
        { cause },
      );
    }
  }

  /** Id of the building behind what `Scene.pick` gave, or null. */
  static idOf(picked: unknown): string | null {
    if (!(picked instanceof Cesium3DTileFeature)) return null;
    const id: unknown = picked.getProperty(ID_PROPERTY);
    return typeof id === 'string' || typeof id === 'number' ? String(id) : null;
  }

  select(ids: Iterable<string>): void {
    const wanted = new Set(ids);
    if (wanted.size === this.selected.size && [...wanted].every((i) => this.selected.has(i)))
      return;
    this.selected.clear();
    for (const i of wanted) this.selected.add(i);
    this.tileset.style = this.makeStyle();
  }

  setOpacity(opacity: number): void {
    if (opacity === this.opacity) return;
    this.opacity = opacity;
    this.tileset.style = this.makeStyle();
  }

  /** Hands the light of the hour to the shader. */
  relight(): void {
    const { sunColour, skyColour, groundColour, night } = this.look.daylight;
    this.shader.setUniform('u_sunColour', Cartesian3.fromArray([...sunColour]));
    this.shader.setUniform('u_skyColour', Cartesian3.fromArray([...skyColour]));
    this.shader.setUniform('u_groundColour', Cartesian3.fromArray([...groundColour]));
    this.shader.setUniform('u_night', night);
  }

  /** Up in the eye's axes, once per frame. */
  turn(): void {
    this.shader.setUniform('u_upEC', this.look.upEC);
  }

  /** The custom shader is not the tileset's to destroy. */
  dispose(): void {
    this.shader.destroy();
  }

  /** A fresh style object makes Cesium colour all visible features again. */
  private makeStyle(): Cesium3DTileStyle {
    const style = new Cesium3DTileStyle();
    const { selected, opacity } = this;
    const plain = Color.WHITE.withAlpha(opacity);
    const chosen = this.highlight.withAlpha(opacity);
    const evaluateColor = (feature: Cesium3DTileFeature, result: Color): Color =>
      Color.clone(selected.has(String(feature.getProperty(ID_PROPERTY))) ? chosen : plain, result);
    (style as { color: unknown }).color = { evaluateColor };
    return style;
  }
}

/**
 * The custom shader lights buildings by itself. Cesium's image-based light would add its code to every
 * shader of the tiles and integrate a reflection table first: 1.7 s of a software rasteriser.
 */
class NoImageLight extends ImageBasedLighting {
  constructor() {
    super();
    this.imageBasedLightingFactor = new Cartesian2(0, 0);
  }

  /** Cesium asks each frame; the original makes the table here. */
  update(): void {}
}

/**
 * Light as in the scene's own shaders. Cesium hands albedo over in linear light and turns the result
 * into sRGB, so factors meant for sRGB are raised to the gamma. Dryrun's tiles count window bays and
 * storeys in their texture coordinates, by which windows are lit at night.
 */
function buildingShader(): CustomShader {
  const white = (): { type: UniformType; value: Cartesian3 } => ({
    type: UniformType.VEC3,
    value: new Cartesian3(1, 1, 1),
  });
  return new CustomShader({
    lightingModel: LightingModel.UNLIT,
    uniforms: {
      u_sunColour: white(),
      u_skyColour: white(),
      u_groundColour: white(),
      u_upEC: white(),
      u_night: { type: UniformType.FLOAT, value: 0 },
    },
    fragmentShaderText: `
void fragmentMain(FragmentInput fsInput, inout czm_modelMaterial material) {
  vec3 normalEC = normalize(fsInput.attributes.normalEC);
  float sun = max(dot(normalEC, czm_lightDirectionEC), 0.0);
  float up = dot(normalEC, u_upEC) * 0.5 + 0.5;
  vec3 light = mix(u_groundColour, u_skyColour, up) + u_sunColour * sun;
  vec3 glow = vec3(0.0);
#ifdef HAS_TEXCOORD_0
  vec2 bay = fsInput.attributes.texCoord_0;
  vec2 id = floor(bay);
  vec2 f = fract(bay);
  vec2 soft = max(fwidth(bay), vec2(0.03));
  float fine = 1.0 - smoothstep(0.4, 1.2, max(soft.x, soft.y));
  vec2 rise = smoothstep(vec2(0.27) - soft, vec2(0.27) + soft, f) * smoothstep(vec2(0.75) + soft, vec2(0.75) - soft, f);
  float seed = fract(sin(dot(id + floor(normalEC.xy * 3.0), vec2(12.9898, 78.233))) * 43758.5453);
  float window = bay.y > 0.0 && bay.x > 0.0 ? mix(0.24 * 0.4, rise.x * rise.y * step(0.6, seed), fine) : 0.0;
  glow = mix(vec3(1.0, 0.76, 0.42), vec3(0.82, 0.88, 1.0), step(0.9, seed)) * window * u_night * 0.85;
#endif
  material.diffuse = material.diffuse * pow(light, vec3(2.2)) + pow(glow, vec3(2.2));
}`,
  });
}
