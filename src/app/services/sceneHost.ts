import { DryrunError } from '../../domain/errors';
import { LAYER_IDS, type Pick, type ViewState } from '../../domain/view';
import type { Scene, SceneOptions, SceneStats, Shown } from '../../../scenes/shared/scene';
import type { AppPorts, SceneKind } from '../ports';
import { currentLanguage, onLanguage } from '../i18n/i18n';
import { drawStore } from '../stores/draw';
import { layersStore } from '../stores/layers';
import { selectionStore } from '../stores/selection';
import { viewStore, type SceneStatus } from '../stores/view';
import { currentTheme, onTheme } from '../theme';
import type { CityHandle } from './cityHandle';
import { problemOf } from './problems';
import { hasWebGl2 } from './webgl';

interface Stage {
  readonly scene: Scene;
  readonly container: HTMLElement;
  /** City the scene has been given. */
  city: CityHandle | null;
  readonly off: (() => void)[];
}

/** How often a scene is asked whether its first picture is whole, ms. */
const READY_POLL_MS = 250;

/**
 * Owns both scenes: creates each once on first use, hides the one that is not looked at, hands the
 * camera over, and keeps them in step with the stores outside React.
 */
export class SceneHost {
  readonly #ports: AppPorts;
  readonly #onPick: (pick: Pick | null) => void;
  readonly #onFailure: (kind: SceneKind, error: DryrunError) => void;
  readonly #stages = new Map<SceneKind, Stage>();
  readonly #pending = new Map<SceneKind, Promise<Stage | null>>();
  readonly #viewListeners = new Set<() => void>();
  readonly #showListeners = new Set<() => void>();
  readonly #off: (() => void)[];
  #root: HTMLElement | null = null;
  #rootReady!: (root: HTMLElement) => void;
  readonly #rootPromise = new Promise<HTMLElement>((resolve) => {
    this.#rootReady = resolve;
  });
  #city: CityHandle | null = null;
  #shown: Shown = {};

  constructor(
    ports: AppPorts,
    onPick: (pick: Pick | null) => void,
    onFailure: (kind: SceneKind, error: DryrunError) => void,
  ) {
    this.#ports = ports;
    this.#onPick = onPick;
    this.#onFailure = onFailure;
    this.#off = [
      layersStore.subscribe((now, before) => {
        for (const id of LAYER_IDS) {
          if (now[id] !== before[id]) this.#each((s) => s.setLayer(id, now[id]));
        }
      }),
      viewStore.subscribe((now, before) => {
        const { hour, groundOpacity, cutBox, depthMaxM, air } = now;
        if (
          hour !== before.hour ||
          groundOpacity !== before.groundOpacity ||
          cutBox !== before.cutBox ||
          depthMaxM !== before.depthMaxM ||
          air !== before.air
        ) {
          this.#each((s) => s.setOptions({ hour, groundOpacity, cutBox, depthMaxM, air }));
        }
      }),
      drawStore.subscribe((now, before) => {
        if (now.section !== before.section) {
          this.#each((s) => s.setOptions({ section: now.section }));
        }
      }),
      selectionStore.subscribe((now, before) => {
        if (now.pick !== before.pick) this.#each((s) => s.select(selectedIds()));
      }),
      onTheme((theme) => this.#each((s) => s.setOptions({ theme }))),
      onLanguage((language) => this.#each((s) => s.setOptions({ language }))),
    ];
  }

  /** The element both scenes live in. Called once, when the desk is on the page. */
  attach(root: HTMLElement): void {
    this.#root = root;
    this.#rootReady(root);
  }

  get root(): HTMLElement | null {
    return this.#root;
  }

  /** Makes the scene looked at, so that it stands when a City has been read. */
  prepare(): void {
    void this.#stage(viewStore.getState().scene);
  }

  /** Opens a City in the scene looked at (the other follows when it is first looked at). */
  async open(city: CityHandle): Promise<void> {
    this.#city = city;
    this.#shown = {};
    await this.#show(viewStore.getState().scene, city.homeView());
  }

  /** Looks at the other scene with the same camera. */
  async switchTo(kind: SceneKind): Promise<void> {
    const from = this.active();
    const camera = from?.view() ?? viewStore.getState().camera;
    viewStore.setState({ scene: kind });
    if (this.#city) await this.#show(kind, camera ?? this.#city.homeView());
  }

  /** Throws a scene away and makes it anew (after a lost WebGL context or a failure). */
  async restart(kind: SceneKind): Promise<void> {
    const stage = this.#stages.get(kind);
    const camera = viewStore.getState().camera;
    if (stage) this.#drop(kind, stage);
    if (this.#city) await this.#show(kind, camera ?? this.#city.homeView());
  }

  active(): Scene | null {
    return this.#stages.get(viewStore.getState().scene)?.scene ?? null;
  }

  stats(): SceneStats | null {
    return this.active()?.stats() ?? null;
  }

  apply(view: ViewState): void {
    this.active()?.apply(view);
    this.#moved(view);
  }

  show(shown: Shown): void {
    this.#shown = shown;
    this.active()?.show(shown);
    for (const listener of this.#showListeners) listener();
  }

  /** The moment on show. */
  shown(): Shown {
    return this.#shown;
  }

  /** Called when another moment is on show. */
  onShow(listener: () => void): () => void {
    this.#showListeners.add(listener);
    return () => this.#showListeners.delete(listener);
  }

  async pickAtCentre(): Promise<void> {
    const scene = this.active();
    if (!scene || !this.#root) return;
    this.#onPick(await scene.pick(this.#root.clientWidth / 2, this.#root.clientHeight / 2));
  }

  /** Pixel of a local point in the active scene, or null (behind the eye, or no scene). */
  project(x: number, y: number, z: number): readonly [number, number] | null {
    return this.active()?.project?.(x, y, z) ?? null;
  }

  /** Called after each change of the camera. */
  onMove(listener: () => void): () => void {
    this.#viewListeners.add(listener);
    return () => this.#viewListeners.delete(listener);
  }

  dispose(): void {
    for (const off of this.#off) off();
    for (const [kind, stage] of this.#stages) this.#drop(kind, stage);
  }

  #each(act: (scene: Scene) => void): void {
    for (const { scene } of this.#stages.values()) act(scene);
  }

  #moved(view: ViewState): void {
    viewStore.setState({ camera: view });
    for (const listener of this.#viewListeners) listener();
  }

  async #show(kind: SceneKind, camera: ViewState): Promise<void> {
    const stage = await this.#stage(kind);
    const city = this.#city;
    if (!stage || !city) return;
    if (stage.city !== city) {
      setStatus(kind, 'loading');
      stage.city = city;
      try {
        await stage.scene.open(city.city, city.assets);
      } catch (error) {
        stage.city = null;
        this.#fail(kind, error);
        return;
      }
      this.#awaitPicture(kind, stage);
    }
    // Another choice may have been made while this one was being opened.
    if (viewStore.getState().scene !== kind) return;
    for (const [other, s] of this.#stages) {
      s.container.hidden = other !== kind;
      s.scene.setVisible(other === kind);
    }
    stage.scene.apply(camera);
    stage.scene.show(this.#shown);
    this.#moved(camera);
  }

  /** Says `drawing` until the scene has its first full picture. */
  #awaitPicture(kind: SceneKind, stage: Stage): void {
    setStatus(kind, 'drawing');
    const look = (): void => {
      if (this.#stages.get(kind) !== stage) return;
      if (stage.scene.stats().ready) setStatus(kind, 'ready');
      else setTimeout(look, READY_POLL_MS);
    };
    look();
  }

  #stage(kind: SceneKind): Promise<Stage | null> {
    const stage = this.#stages.get(kind);
    if (stage) return Promise.resolve(stage);
    let pending = this.#pending.get(kind);
    if (!pending) {
      pending = this.#create(kind).finally(() => this.#pending.delete(kind));
      this.#pending.set(kind, pending);
    }
    return pending;
  }

  async #create(kind: SceneKind): Promise<Stage | null> {
    setStatus(kind, 'loading');
    const root = await this.#rootPromise;
    const container = document.createElement('div');
    container.className = `scene scene-${kind}`;
    root.prepend(container);
    try {
      if (!hasWebGl2()) throw noWebGl();
      const scene = await this.#ports.createScene(kind);
      await scene.mount(container);
      // One stop of the Tab key for the map: the stage around the canvas, which names itself.
      for (const canvas of container.querySelectorAll('canvas')) canvas.tabIndex = -1;
      const stage: Stage = { scene, container, city: null, off: [] };
      this.#stages.set(kind, stage);
      this.#connect(kind, stage);
      return stage;
    } catch (error) {
      container.remove();
      this.#fail(kind, error);
      return null;
    }
  }

  #connect(kind: SceneKind, stage: Stage): void {
    const { scene, container } = stage;
    scene.setOptions(sceneOptions());
    for (const id of LAYER_IDS) scene.setLayer(id, layersStore.getState()[id]);
    scene.select(selectedIds());
    const isActive = (): boolean => viewStore.getState().scene === kind;
    const lost = (): void =>
      this.#fail(
        kind,
        new DryrunError({
          code: 'scene.contextLost',
          what: 'The graphics card stopped answering, so the picture is gone.',
          mend: 'Draw the scene again; close other heavy tabs if it happens once more.',
        }),
      );
    container.addEventListener('webglcontextlost', lost, true);
    stage.off.push(
      scene.onView((view) => isActive() && this.#moved(view)),
      scene.onPick((pick) => isActive() && this.#onPick(pick)),
      () => container.removeEventListener('webglcontextlost', lost, true),
    );
  }

  #drop(kind: SceneKind, stage: Stage): void {
    for (const off of stage.off) off();
    stage.scene.dispose();
    stage.container.remove();
    this.#stages.delete(kind);
    setStatus(kind, 'none');
  }

  #fail(kind: SceneKind, error: unknown): void {
    setStatus(kind, 'failed');
    this.#onFailure(kind, new DryrunError(problemOf(error, 'scene.failed'), { cause: error }));
  }
}

function setStatus(kind: SceneKind, status: SceneStatus): void {
  viewStore.setState((s) => ({ status: { ...s.status, [kind]: status } }));
}

function sceneOptions(): SceneOptions {
  const { hour, groundOpacity, cutBox, depthMaxM, air } = viewStore.getState();
  const { section } = drawStore.getState();
  return {
    hour,
    groundOpacity,
    cutBox,
    depthMaxM,
    air,
    section,
    theme: currentTheme(),
    language: currentLanguage(),
  };
}

function selectedIds(): readonly string[] {
  const { pick } = selectionStore.getState();
  return pick && pick.kind !== 'ground' && pick.kind !== 'water' ? [pick.id] : [];
}

function noWebGl(): DryrunError {
  return new DryrunError({
    code: 'webgl.missing',
    what: 'This browser cannot draw in 3D: it gives no WebGL 2.',
    mend: 'Turn on hardware acceleration in the browser settings, or use a current Chrome, Edge, Firefox or Safari.',
  });
}
