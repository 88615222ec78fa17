import {
  Ellipsoid,
  Globe,
  JulianDate,
  PerspectiveFrustum,
  RequestScheduler,
  Scene,
  ShadowMode,
  SkyAtmosphere,
  SkyBox,
} from 'cesium';
import { DryrunError } from '../../src/domain/errors';
import { GpuMeter } from './gpuMeter';

/** Higher pixel densities cost more than the eye gains. */
const MAX_PIXEL_RATIO = 2;
const SETTLED_TICKS = 4;
const FIELD_OF_VIEW_RAD = Math.PI / 3;
const SHADOW_MAP_PX = 2048;
const SHADOW_REACH_M = 2000;
/** Without a GPU every sample is paid for on the CPU. */
const SOFTWARE_SHADOW_MAP_PX = 1024;
const SOFTWARE_RENDERERS = /swiftshader|llvmpipe|software|basic render/i;

/**
 * A Cesium scene on a canvas of its own, drawn on demand. Stands in for CesiumWidget, whose data
 * sources would add 125 kB gzip of code that is never used here.
 */
export class Viewer {
  readonly canvas: HTMLCanvasElement;
  readonly scene: Scene;
  readonly meter: GpuMeter;
  /** Simulated clock of the sun. */
  time = JulianDate.now();
  frameMs = 0;
  /** Says whether something is still loading; asked at every tick. */
  busy: () => boolean = () => false;
  private quietTicks = 0;
  private readonly credits: HTMLElement;
  private readonly observer: ResizeObserver;
  private readonly lostListeners = new Set<() => void>();
  private handle = 0;
  private lost = false;

  constructor(container: HTMLElement) {
    this.canvas = document.createElement('canvas');
    this.canvas.tabIndex = 0;
    this.canvas.style.cssText =
      'position:absolute;inset:0;width:100%;height:100%;display:block;outline-offset:-2px;touch-action:none';
    this.canvas.addEventListener('contextmenu', (e) => e.preventDefault());
    this.canvas.addEventListener('webglcontextlost', this.onContextLost);
    this.credits = document.createElement('div');
    this.credits.hidden = true;
    container.append(this.canvas, this.credits);
    this.scene = makeScene(this.canvas, this.credits);
    this.meter = new GpuMeter(this.scene.context._gl);
    setQuality(this.scene);
    this.scene.preRender.addEventListener(() => this.meter.startFrame());
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(container);
    this.resize();
  }

  /** Starts looking for reasons to draw; draws only where there is one. */
  start(): void {
    if (this.handle !== 0) return;
    const tick = (): void => {
      this.handle = requestAnimationFrame(tick);
      this.frame();
    };
    this.handle = requestAnimationFrame(tick);
    this.scene.requestRender();
  }

  stop(): void {
    cancelAnimationFrame(this.handle);
    this.handle = 0;
  }

  /** True when nothing has been loading for some ticks: between two loads there is a short calm. */
  get settled(): boolean {
    return this.quietTicks >= SETTLED_TICKS;
  }

  unsettle(): void {
    this.quietTicks = 0;
  }

  /** Called once when the browser takes the WebGL context away; nothing more is drawn then. */
  onLost(listener: () => void): () => void {
    this.lostListeners.add(listener);
    return () => this.lostListeners.delete(listener);
  }

  dispose(): void {
    this.stop();
    this.observer.disconnect();
    this.canvas.removeEventListener('webglcontextlost', this.onContextLost);
    const gl = this.scene.context._gl;
    this.scene.destroy();
    // Cesium leaves loaded terrain tiles to the garbage collector; losing the context frees them now.
    gl.getExtension('WEBGL_lose_context')?.loseContext();
    this.meter.forget();
    this.canvas.remove();
    this.credits.remove();
  }

  private frame(): void {
    if (this.lost || this.canvas.width === 0 || this.canvas.height === 0) return;
    const before = this.scene.frameState.frameNumber;
    const start = performance.now();
    this.scene.initializeFrame();
    this.scene.render(this.time);
    const drawn = this.scene.frameState.frameNumber !== before;
    if (drawn) this.frameMs = performance.now() - start;
    this.quietTicks = drawn || this.busy() ? 0 : this.quietTicks + 1;
  }

  private readonly onContextLost = (event: Event): void => {
    event.preventDefault();
    this.lost = true;
    this.stop();
    for (const l of this.lostListeners) l();
  };

  private resize(): void {
    const ratio = Math.min(MAX_PIXEL_RATIO, window.devicePixelRatio);
    const width = Math.round(this.canvas.clientWidth * ratio);
    const height = Math.round(this.canvas.clientHeight * ratio);
    if (width === 0 || height === 0) return;
    if (this.canvas.width !== width || this.canvas.height !== height) {
      this.canvas.width = width;
      this.canvas.height = height;
    }
    this.scene.pixelRatio = ratio;
    (this.scene.camera.frustum as PerspectiveFrustum).aspectRatio = width / height;
    this.scene.requestRender();
  }
}

function makeScene(canvas: HTMLCanvasElement, creditContainer: HTMLElement): Scene {
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
function setQuality(scene: Scene): void {
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
