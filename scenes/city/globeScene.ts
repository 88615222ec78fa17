import {
  Ellipsoid,
  Globe,
  PerspectiveFrustum,
  RequestScheduler,
  Scene,
  ShadowMode,
  SkyAtmosphere,
  SkyBox,
} from 'cesium';
import { DryrunError } from '../../src/domain/errors';

const FIELD_OF_VIEW_RAD = Math.PI / 3;
const SHADOW_MAP_PX = 2048;
const SHADOW_REACH_M = 2000;
/** Without a GPU every sample is paid for on the CPU. */
const SOFTWARE_SHADOW_MAP_PX = 1024;
const SOFTWARE_RENDERERS = /swiftshader|llvmpipe|software|basic render/i;

/** A Cesium scene as the City wants it: own globe, sky, shadows and haze; nothing from a server. */
export function makeScene(canvas: HTMLCanvasElement, creditContainer: HTMLElement): Scene {
  // All tiles come from our own worker: a queue made for HTTP servers would only hold them back.
  RequestScheduler.throttleRequests = false;
  let scene: Scene;
  try {
    scene = new Scene({
      canvas,
      creditContainer,
      scene3DOnly: true,
      requestRenderMode: true,
      maximumRenderTimeChange: Infinity,
      shadows: false,
      orderIndependentTranslucency: false,
      contextOptions: { webgl: { alpha: false, powerPreference: 'high-performance' } },
    });
  } catch (cause) {
    throw new DryrunError(
      {
        code: 'scene.webgl',
        what: 'The city cannot be drawn: the browser gives no WebGL 2 context.',
        mend: 'Switch on hardware acceleration in the browser settings, or use another browser.',
      },
      { cause },
    );
  }
  const globe = new Globe(Ellipsoid.WGS84);
  globe.depthTestAgainstTerrain = true;
  // Lets sky and haze follow the sun. The ground itself is lit by its layers' brightness: near the
  // ground Cesium's own day–night shading is faded out.
  globe.enableLighting = true;
  globe.dynamicAtmosphereLighting = true;
  globe.dynamicAtmosphereLightingFromSun = true;
  globe.shadows = ShadowMode.RECEIVE_ONLY;
  globe.tileCacheSize = 200;
  globe.showWaterEffect = false;
  globe.backFaceCulling = true;
  scene.globe = globe;
  scene.skyAtmosphere = new SkyAtmosphere(Ellipsoid.WGS84);
  scene.shadowMap.softShadows = true;
  scene.shadowMap.maximumDistance = SHADOW_REACH_M;
  // Cesium's own bias is made for scenes of metres; at the size of a town roofs would shade themselves.
  scene.shadowMap._primitiveBias.normalOffsetScale = 0.6;
  scene.shadowMap._primitiveBias.depthBias = 0.0003;
  // Haze strong enough that the plain around the City melts into the sky.
  scene.fog.enabled = true;
  scene.fog.visualDensityScalar = 0.5;
  scene.highDynamicRange = false;
  (scene.camera.frustum as PerspectiveFrustum).fov = FIELD_OF_VIEW_RAD;
  return scene;
}

/** Multisampling and sharp shadows where there is a GPU to draw them. */
export function setQuality(scene: Scene): void {
  const gl = scene.context._gl;
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  const renderer = String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
  const software = SOFTWARE_RENDERERS.test(renderer);
  scene.msaaSamples = software ? 1 : 4;
  scene.shadowMap.size = software ? SOFTWARE_SHADOW_MAP_PX : SHADOW_MAP_PX;
}

/** The stars, loaded from Cesium's own assets when night first falls. */
export function nightSky(): SkyBox {
  return SkyBox.createEarthSkyBox();
}
