import { PerspectiveCamera, Scene as ThreeScene, Vector3, type WebGLRenderer } from 'three';
import type { City } from '../../src/domain/city';
import { DryrunError, type Problem } from '../../src/domain/errors';
import type { LayerId, LayerState, Pick, ViewState } from '../../src/domain/view';
import { fitFields } from '../shared/fitFields';
import type { Scene, SceneAssets, SceneOptions, SceneStats, Shown } from '../shared/scene';
import { Content } from './content';
import { elementTable } from './elements';
import { FrameLoop } from './frameLoop';
import { gpuBytes } from './gpuBytes';
import { CameraControl } from './interaction/cameraControl';
import { Labels } from './interaction/labels';
import { Picker } from './interaction/picker';
import { Pointer } from './interaction/pointer';
import { SkyLight } from './light';
import { makeRenderer, nextTurn, warmUp } from './renderer';
import { sharedUniforms } from './shaders/materials';
import { SliceQueue } from './slices';
import type { PipeColouring } from './stateColours';
import { aimCamera, eyeOf, FIELD_OF_VIEW_DEG } from './viewCamera';

/** The floating origin follows the target in steps of this size, m: float32 then stays exact to well under 1 mm. */
const REBASE_M = 1500;
const MAX_PIXEL_RATIO = 2;
/** Side of textures that every WebGL 2 device takes, px. */
const LEAST_TEXTURE_PX = 2048;

export const DEFAULT_OPTIONS: SceneOptions = {
  hour: 13,
  theme: 'light',
  language: 'en',
  groundOpacity: 1,
  cutBox: null,
  section: null,
  depthMaxM: 1,
  air: { field: null, scaleMax: 100 },
};

/** The scene contract and what only the underground scene can do. */
export interface UndergroundScene extends Scene {
  /** What the colour of a pipe tells. */
  setColouring(by: PipeColouring): void;
  project(x: number, y: number, z: number): readonly [number, number] | null;
  /** Counts of three's own book-keeping, for the test that nothing is left on the GPU; null before mount. */
  readonly rendererMemory: { readonly geometries: number; readonly textures: number } | null;
  /** Told when the graphics context is lost (a problem) and when it is back (null). Returns the unsubscriber. */
  onProblem(listener: (problem: Problem | null) => void): () => void;
}

/** An engineering scene of what lies below the streets, in local metres, drawn by Three.js. */
export function createUndergroundScene(): UndergroundScene {
  return new Underground();
}

class Underground implements UndergroundScene {
  #renderer: WebGLRenderer | null = null;
  #container: HTMLElement | null = null;
  #content: Content | null = null;
  #control: CameraControl | null = null;
  #labels: Labels | null = null;
  #picker: Picker | null = null;
  #sky: SkyLight | null = null;
  #resize: ResizeObserver | null = null;
  readonly #scene = new ThreeScene();
  readonly #camera = new PerspectiveCamera(FIELD_OF_VIEW_DEG, 1, 0.1, 10_000);
  readonly #shared = sharedUniforms();
  readonly #abort = new AbortController();
  readonly #origin = { x: 0, y: 0 };
  readonly #viewListeners = new Set<(view: ViewState) => void>();
  readonly #problemListeners = new Set<(problem: Problem | null) => void>();
  readonly #queue = new SliceQueue(() => this.#built());
  readonly #loop = new FrameLoop({
    render: (seconds) => this.#render(seconds),
    // While shaders compile a frame would wait for them.
    mayDraw: () => this.#visible && !this.#lost && !this.#compiling && this.#renderer !== null,
    moves: () => this.#content !== null && (this.#content.state.flows || this.#content.flood.flows),
  });
  readonly #pointer = new Pointer(
    (x, y) => this.pick(x, y),
    (pick) => this.#hovered(pick),
  );
  readonly #layers = new Map<LayerId, LayerState>();
  #waiting: (() => void)[] = [];
  #options: SceneOptions = DEFAULT_OPTIONS;
  #colouring: PipeColouring = 'utility';
  #view: ViewState = { target: [0, 0, 0], headingRad: 0, pitchRad: -0.6, rangeM: 400 };
  #viewSet = false;
  #selected: readonly string[] = [];
  #shown: Shown = {};
  #visible = true;
  #lost = false;
  #opening = 0;
  #compiling = false;
  #drawn = { drawCalls: 0, triangles: 0 };

  async mount(container: HTMLElement): Promise<void> {
    const renderer = makeRenderer();
    this.#renderer = renderer;
    this.#container = container;
    if (getComputedStyle(container).position === 'static') container.style.position = 'relative';
    const canvas = renderer.domElement;
    canvas.style.cssText =
      'position:absolute;inset:0;width:100%;height:100%;outline:none;touch-action:none';
    canvas.tabIndex = 0;
    container.append(canvas);
    this.#labels = new Labels(container);
    this.#picker = new Picker();
    this.#sky = new SkyLight(this.#shared);
    this.#scene.add(this.#sky.mesh);
    this.#scene.matrixAutoUpdate = false;
    this.#control = new CameraControl(canvas, {
      view: () => this.#view,
      change: (view) => this.#moveTo(view, true),
      click: (x, y) => void this.#pointer.click(x, y),
      move: (x, y) => void this.#pointer.hover(x, y),
    });
    const { signal } = this.#abort;
    canvas.addEventListener('webglcontextlost', (e) => this.#contextLost(e), { signal });
    canvas.addEventListener('webglcontextrestored', () => this.#contextBack(), { signal });
    this.#resize = new ResizeObserver(() => this.#fit());
    this.#resize.observe(container);
    this.#fit();
    this.#applyOptions();
  }

  async open(city: City, _assets: SceneAssets): Promise<void> {
    this.#requireRenderer();
    this.#close();
    const turn = ++this.#opening;
    const table = await elementTable(city);
    // Another city was opened, or the scene disposed of, while this one was on its way.
    if (turn !== this.#opening) return;
    const content = new Content(city, table, this.#shared, this.#queue, DEFAULT_OPTIONS);
    this.#content = content;
    await nextTurn();
    if (this.#content !== content) return;
    this.#scene.add(content.root);
    if (!this.#viewSet) this.#view = content.homeView();
    this.#rebase(true);
    content.setOptions(this.#options);
    content.setColouring(this.#colouring);
    for (const [id, layer] of this.#layers) content.setLayer(id, layer);
    content.show(this.#shown.flood ?? null);
    this.#labels?.set(content.select(this.#selected));
    content.update(eyeOf(this.#view));
    await this.#compile();
    if (this.#content !== content) return;
    this.#draw();
    await new Promise<void>((resolve) => {
      if (this.#queue.idle) resolve();
      else this.#waiting.push(resolve);
    });
  }

  apply(view: ViewState): void {
    this.#viewSet = true;
    this.#moveTo(view, false);
  }

  view(): ViewState {
    return this.#view;
  }

  setOptions(options: Partial<SceneOptions>): void {
    this.#options = { ...this.#options, ...options };
    this.#applyOptions();
  }

  setColouring(by: PipeColouring): void {
    this.#colouring = by;
    this.#content?.setColouring(by);
    this.#draw();
  }

  setLayer(id: LayerId, state: LayerState): void {
    this.#layers.set(id, state);
    this.#content?.setLayer(id, state);
    this.#draw();
  }

  show(shown: Shown): void {
    this.#shown = fitFields(shown, this.#renderer?.capabilities.maxTextureSize ?? LEAST_TEXTURE_PX);
    this.#content?.show(this.#shown.flood ?? null);
    if (this.#content && this.#selected.length > 0) {
      this.#labels?.set(this.#content.select(this.#selected));
    }
    this.#draw();
  }

  select(ids: readonly string[]): void {
    this.#selected = ids;
    if (this.#content) this.#labels?.set(this.#content.select(ids));
    this.#draw();
  }

  async pick(canvasX: number, canvasY: number): Promise<Pick | null> {
    const { content, renderer } = { content: this.#content, renderer: this.#renderer };
    if (!content || !renderer || !this.#picker || this.#lost) return null;
    const { clientWidth: w, clientHeight: h } = renderer.domElement;
    if (canvasX < 0 || canvasY < 0 || canvasX >= w || canvasY >= h) return null;
    const origin = { ...this.#origin };
    aimCamera(this.#camera, this.#view, origin.x, origin.y);
    const hit = await this.#picker.pick(
      renderer,
      this.#scene,
      this.#camera,
      canvasX,
      canvasY,
      w,
      h,
    );
    if (!hit) return null;
    const [x, y, z] = hit.point;
    return content.pickOf(hit.number, [x + origin.x, y + origin.y, z]);
  }

  project(x: number, y: number, z: number): readonly [number, number] | null {
    const canvas = this.#renderer?.domElement;
    if (!canvas) return null;
    aimCamera(this.#camera, this.#view, this.#origin.x, this.#origin.y);
    const p = new Vector3(x - this.#origin.x, y - this.#origin.y, z);
    p.applyMatrix4(this.#camera.matrixWorldInverse);
    if (p.z > -this.#camera.near) return null;
    p.applyMatrix4(this.#camera.projectionMatrix);
    return [((p.x + 1) / 2) * canvas.clientWidth, ((1 - p.y) / 2) * canvas.clientHeight];
  }

  onView(listener: (view: ViewState) => void): () => void {
    this.#viewListeners.add(listener);
    return () => this.#viewListeners.delete(listener);
  }

  onPick(listener: (pick: Pick | null) => void): () => void {
    return this.#pointer.onPick(listener);
  }

  onProblem(listener: (problem: Problem | null) => void): () => void {
    this.#problemListeners.add(listener);
    return () => this.#problemListeners.delete(listener);
  }

  setVisible(visible: boolean): void {
    this.#visible = visible;
    if (this.#container) this.#container.style.visibility = visible ? '' : 'hidden';
    if (visible) this.#fit();
  }

  stats(): SceneStats {
    return {
      ready:
        this.#content !== null &&
        this.#queue.idle &&
        !this.#compiling &&
        !(this.#loop.stale && this.#visible) &&
        !this.#lost,
      ...this.#drawn,
      frameMs: this.#loop.frameMs,
      gpuBytes: gpuBytes(this.#scene, this.#content?.state),
      tilesLoaded: this.#content?.tilesLoaded ?? 0,
    };
  }

  dispose(): void {
    this.#opening++;
    this.#loop.dispose();
    this.#close();
    this.#queue.dispose();
    this.#abort.abort();
    this.#resize?.disconnect();
    this.#control?.dispose();
    this.#labels?.dispose();
    this.#picker?.dispose();
    this.#sky?.dispose();
    this.#scene.clear();
    this.#renderer?.dispose();
    this.#renderer?.domElement.remove();
    this.#renderer = null;
    this.#viewListeners.clear();
    this.#pointer.clear();
    this.#problemListeners.clear();
  }

  get rendererMemory(): { readonly geometries: number; readonly textures: number } | null {
    return this.#renderer?.info.memory ?? null;
  }

  async #compile(): Promise<void> {
    const renderer = this.#requireRenderer();
    this.#compiling = true;
    try {
      const wanted = (): boolean => this.#renderer === renderer;
      await warmUp(renderer, this.#camera, this.#shared.made, wanted);
    } finally {
      this.#compiling = false;
    }
  }

  #close(): void {
    this.#shared.made.length = 0;
    this.#queue.clear();
    for (const done of this.#waiting.splice(0)) done();
    if (!this.#content) return;
    this.#scene.remove(this.#content.root);
    this.#content.dispose();
    this.#content = null;
    this.#labels?.set([]);
  }

  #requireRenderer(): WebGLRenderer {
    if (this.#renderer) return this.#renderer;
    throw new DryrunError({
      code: 'scene.not_mounted',
      what: 'The underground scene was asked to open a city before it was mounted.',
      mend: 'Call mount(container) first.',
    });
  }

  #applyOptions(): void {
    this.#sky?.set(this.#options.hour, this.#options.theme);
    this.#content?.setOptions(this.#options);
    this.#draw();
  }

  #moveTo(view: ViewState, byHand: boolean): void {
    this.#view = view;
    this.#rebase(false);
    this.#draw();
    if (byHand) for (const listener of this.#viewListeners) listener(view);
  }

  /** Keeps the floating origin near the target. */
  #rebase(always: boolean): void {
    const [x, y] = this.#view.target;
    if (!always && Math.hypot(x - this.#origin.x, y - this.#origin.y) < REBASE_M) return;
    this.#origin.x = Math.round(x);
    this.#origin.y = Math.round(y);
    this.#content?.place(this.#origin.x, this.#origin.y);
  }

  #built(): void {
    this.#loop.stale = true;
    this.#loop.request();
    if (!this.#queue.idle) return;
    // The next frame may ask for finer patches: the city is open when nothing more is wanted.
    this.#content?.update(eyeOf(this.#view));
    if (this.#queue.idle) for (const done of this.#waiting.splice(0)) done();
  }

  #fit(): void {
    const { renderer, container } = { renderer: this.#renderer, container: this.#container };
    if (!renderer || !container) return;
    const [w, h] = [Math.max(1, container.clientWidth), Math.max(1, container.clientHeight)];
    renderer.setPixelRatio(Math.min(MAX_PIXEL_RATIO, globalThis.devicePixelRatio || 1));
    renderer.setSize(w, h, false);
    this.#camera.aspect = w / h;
    const tan = Math.tan((FIELD_OF_VIEW_DEG * Math.PI) / 360);
    this.#shared.uPixelM.value = (2 * tan) / (h * renderer.getPixelRatio());
    this.#draw();
  }

  #draw(): void {
    this.#loop.happened();
  }

  #render(seconds: number): void {
    const renderer = this.#renderer;
    if (!renderer) return;
    if (seconds > 0) {
      this.#shared.uTimeS.value += seconds;
      this.#content?.state.advance(seconds);
    }
    this.#content?.update(eyeOf(this.#view));
    aimCamera(this.#camera, this.#view, this.#origin.x, this.#origin.y);
    this.#shared.uHazeDensity.value = 0.35 / Math.max(2500, this.#view.rangeM * 4);
    renderer.render(this.#scene, this.#camera);
    this.#labels?.place((x, y, z) => this.project(x, y, z));
    const { calls, triangles } = renderer.info.render;
    this.#drawn = { drawCalls: calls, triangles };
  }

  /** Marks what lies under the pointer. */
  #hovered(pick: Pick | null): void {
    const content = this.#content;
    const element = content?.elementOf(pick) ?? -1;
    if (content?.state.hover(element)) this.#loop.request();
    if (this.#renderer) this.#renderer.domElement.style.cursor = element >= 0 ? 'pointer' : '';
  }

  #contextLost(e: Event): void {
    e.preventDefault();
    this.#lost = true;
    const problem: Problem = {
      code: 'scene.context_lost',
      what: 'The graphics system took the 3D view away.',
      mend: 'It usually comes back by itself; if not, reload the page.',
    };
    for (const listener of this.#problemListeners) listener(problem);
  }

  #contextBack(): void {
    this.#lost = false;
    for (const listener of this.#problemListeners) listener(null);
    this.#draw();
  }
}
