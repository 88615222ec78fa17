import { Color, JulianDate, type PerspectiveFrustum, type Scene } from 'cesium';
import { FramePace } from './framePace';
import { makeScene, setQuality } from './globeScene';
import { GpuMeter } from './gpuMeter';
import { skyInView } from './skyInView';

/** Higher pixel densities cost more than the eye gains. */
const MAX_PIXEL_RATIO = 2;
const SETTLED_TICKS = 4;
/** How often ground tiles are taken in while a City is opened, ms. */
const TAKE_IN_EVERY_MS = 16;
/** How long tiles are made ready at a stretch while a City is opened, and between later frames, ms. */
const OPENING_SLICE_MS = 20;
const SLICE_MS = 5;

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
  /** From the opening of a City to its first whole picture. */
  private opening = false;
  private takeInTimer: ReturnType<typeof setInterval> | undefined;
  private readonly pace: FramePace;
  private readonly credits: HTMLElement;
  private readonly observer: ResizeObserver;
  private readonly lostListeners = new Set<() => void>();
  private handle = 0;
  private lost = false;
  private awake = false;
  private readonly tone = Color.clone(Color.BLACK);

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
    this.pace = new FramePace(this.scene.context._gl);
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

  /**
   * A City is being opened. Until its picture is whole, ground tiles are taken in between frames, and
   * frames are drawn only as fast as the GPU likes: each would show but a few tiles more.
   */
  open(): void {
    this.unsettle();
    this.awake = true;
    this.setOpening(true);
  }

  /** Draws nothing until the next `open`: there is no City to be drawn. */
  rest(): void {
    this.unsettle();
    this.awake = false;
    this.setOpening(false);
  }

  /** Colour of the ground before its tiles are there. Where nothing was drawn yet, it is shown at once. */
  set groundTone(tone: Color) {
    Color.clone(tone, this.tone);
    if (this.scene.frameState.frameNumber > 0) return;
    const gl = this.scene.context._gl;
    // Cesium remembers the clear colour it set last: give it back.
    const [r, g, b, a] = gl.getParameter(gl.COLOR_CLEAR_VALUE) as Float32Array;
    gl.clearColor(tone.red, tone.green, tone.blue, 1);
    gl.clear(gl.COLOR_BUFFER_BIT);
    gl.clearColor(r!, g!, b!, a!);
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
    clearInterval(this.takeInTimer);
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
    if (!this.awake || this.lost || this.canvas.width === 0 || this.canvas.height === 0) return;
    const { scene } = this;
    const before = scene.frameState.frameNumber;
    const start = performance.now();
    const wait = this.opening && !this.pace.due(this.groundWaiting());
    const wanted = scene._renderRequested;
    if (wait) scene._renderRequested = false;
    const sky = skyInView(scene.camera);
    scene.skyAtmosphere!.show = sky;
    Color.clone(sky && !this.opening ? Color.BLACK : this.tone, scene.backgroundColor);
    scene.initializeFrame();
    scene.render(this.time);
    if (wait) scene._renderRequested ||= wanted;
    const drawn = scene.frameState.frameNumber !== before;
    if (drawn) {
      this.frameMs = performance.now() - start;
      this.pace.drawn();
    }
    const quiet = !drawn && !scene._renderRequested && !this.pace.behind() && !this.busy();
    this.quietTicks = quiet ? this.quietTicks + 1 : 0;
    if (this.settled && this.opening) this.setOpening(false);
  }

  private setOpening(opening: boolean): void {
    this.opening = opening;
    this.scene.globe._surface._loadQueueTimeSlice = opening ? OPENING_SLICE_MS : SLICE_MS;
    clearInterval(this.takeInTimer);
    if (opening) this.takeInTimer = setInterval(this.takeIn, TAKE_IN_EVERY_MS);
  }

  private readonly takeIn = (): void => {
    const { frameState, globe } = this.scene;
    if (this.handle !== 0 && frameState.passes.render) globe.endFrame(frameState);
  };

  /** True while tiles of the ground chosen by the last frame are on their way. */
  private groundWaiting(): boolean {
    const { _tileLoadQueueHigh, _tileLoadQueueMedium, _tileLoadQueueLow } =
      this.scene.globe._surface;
    return [_tileLoadQueueHigh, _tileLoadQueueMedium, _tileLoadQueueLow].some((queue) =>
      queue.some((tile) => tile.needsLoading),
    );
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
