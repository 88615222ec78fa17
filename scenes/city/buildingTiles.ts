import {
  Cartesian3,
  Cesium3DTileFeature,
  Cesium3DTileset,
  Cesium3DTileStyle,
  Color,
  CustomShader,
  LightingModel,
  ShadowMode,
  UniformType,
  VaryingType,
} from 'cesium';
import { DryrunError } from '../../src/domain/errors';
import { SELECTED_COLOUR } from '../shared/palette';
import { FACADE_GLSL } from './gl/shaderParts';
import type { Look } from './look';

/** Property of the tileset's metadata that holds the City's building id. */
const ID_PROPERTY = 'id';
/** Memory the tiles may keep, bytes; beyond it the least recently seen go. */
const CACHE_BYTES = 256 * 1024 * 1024;
const MAX_ERROR_PX = 12;

/**
 * The City's buildings from its 3D Tiles. They are lit by the same light and have the same windows as
 * the fallback blocks, through a custom shader.
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
      });
      tileset.customShader = shader;
      // Image-based light would be rendered anew for every tileset; the shader has its own.
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

/** glTF stands on y: the local axes are (x, −z, y). */
function buildingShader(): CustomShader {
  const zero = { type: UniformType.VEC3, value: new Cartesian3(1, 1, 1) };
  return new CustomShader({
    lightingModel: LightingModel.UNLIT,
    uniforms: {
      u_sunColour: { ...zero },
      u_skyColour: { ...zero },
      u_groundColour: { ...zero },
      u_night: { type: UniformType.FLOAT, value: 0 },
    },
    varyings: { v_placeM: VaryingType.VEC3, v_facingM: VaryingType.VEC3 },
    vertexShaderText: `
void vertexMain(VertexInput vsInput, inout czm_modelVertexOutput vsOutput) {
  vec3 p = vsInput.attributes.positionMC;
  vec3 n = vsInput.attributes.normalMC;
  v_placeM = vec3(p.x, -p.z, p.y);
  v_facingM = vec3(n.x, -n.z, n.y);
}`,
    fragmentShaderText: `
${FACADE_GLSL.replace('uniform float u_night;', '')}
void fragmentMain(FragmentInput fsInput, inout czm_modelMaterial material) {
  vec3 facing = normalize(v_facingM);
  vec3 normalEC = normalize(fsInput.attributes.normalEC);
  float pixelM = -fsInput.attributes.positionEC.z * czm_pixelRatio * 2.0 / (czm_projection[1][1] * czm_viewport.w);
  vec3 glow;
  vec3 albedo = facade(material.diffuse, v_placeM, facing, pixelM, glow);
  float sun = max(dot(normalEC, czm_lightDirectionEC), 0.0);
  vec3 light = mix(u_groundColour, u_skyColour, facing.z * 0.5 + 0.5) + u_sunColour * sun;
  material.diffuse = albedo * light + glow;
}`,
  });
}
