import {
  Cartesian2,
  Cartesian3,
  Color,
  DirectionalLight,
  JulianDate,
  SceneTransforms,
  ScreenSpaceEventHandler,
  ScreenSpaceEventType,
  type SkyBox,
} from 'cesium';
import type { City } from '../../src/domain/city';
import { DryrunError } from '../../src/domain/errors';
import type { LayerId, LayerState, Pick, ViewState } from '../../src/domain/view';
import type { Scene, SceneAssets, SceneOptions, SceneStats, Shown } from '../shared/scene';
import { BuildingTiles } from './buildingTiles';
import { CameraRig } from './cameraRig';
import { CityContent } from './content';
import { daylightAt, SCENE_DAY } from './daylight';
import { nightSky } from './globeScene';
import { groundTone } from './groundLayers';
import type { GpuCounts, GpuMeter } from './gpuMeter';
import { cameraKeys } from './keyboard';
import { Look } from './look';
import { NameLabels } from './nameLabels';
import type { DrawnThing } from './solidLayers';
import { Viewer } from './viewer';

/** What the city scene can do besides the contract. */
export interface CityScene extends Scene {
  project(x: number, y: number, z: number): readonly [number, number] | null;
  /** Called when the browser takes the WebGL context away; the scene draws nothing more. */
  onContextLost(listener: () => void): () => void;
  /** Textures and buffers this scene's WebGL context holds now, also after `dispose`. */
  gpuCounts(): GpuCounts;
}

export function createCityScene(): CityScene {
  return new CesiumCityScene();
}

const START: SceneOptions = {
  hour: 11,
  theme: 'light',
  language: 'en',
  groundOpacity: 1,
  cutBox: null,
  section: null,
  depthMaxM: 2,
  air: { field: null, scaleMax: 100 },
};

class CesiumCityScene implements CityScene {
  private options = START;
  private viewer: Viewer | null = null;
  private rig: CameraRig | null = null;
  private meter: GpuMeter | null = null;
  private content: CityContent | null = null;
  private clicks: ScreenSpaceEventHandler | null = null;
  private removeKeys: () => void = () => {};
  private names: NameLabels | null = null;
  private stars: SkyBox | null = null;
  private readonly look = new Look();
  private readonly layers = new Map<LayerId, LayerState>();
  private readonly pickListeners = new Set<(pick: Pick | null) => void>();
  private readonly viewListeners = new Set<(view: ViewState) => void>();
  private readonly lostListeners = new Set<() => void>();
  private wantedView: ViewState | null = null;
  private selected: readonly string[] = [];
  private shown: Shown = {};
  private opening = 0;

  async mount(container: HTMLElement): Promise<void> {
    const viewer = new Viewer(container);
    this.viewer = viewer;
    this.meter = viewer.meter;
    const rig = new CameraRig(viewer);
    this.rig = rig;
    rig.onView((v) => {
      for (const l of this.viewListeners) l(v);
    });
    viewer.onLost(() => {
      for (const l of this.lostListeners) l();
    });
    viewer.busy = () => !viewer.scene.globe.tilesLoaded || (this.content?.busy ?? true);
    const names = new NameLabels(container, {
      project: (x, y, z) => this.project(x, y, z),
      eyeDistance: (x, y, z) => this.eyeDistance(x, y, z),
    });
    this.names = names;
    viewer.scene.postRender.addEventListener(() => names.place());
    viewer.scene.preUpdate.addEventListener(() => this.content?.turn());
    this.removeKeys = cameraKeys(viewer.canvas, (change) => {
      if (this.content) rig.nudge(change);
    });
    this.clicks = new ScreenSpaceEventHandler(viewer.canvas);
    this.clicks.setInputAction(({ position }: { position: Cartesian2 }) => {
      void this.pick(position.x, position.y).then((p) => {
        for (const l of this.pickListeners) l(p);
      });
    }, ScreenSpaceEventType.LEFT_CLICK);
    this.relight();
    viewer.start();
  }

  async open(city: City, assets: SceneAssets): Promise<void> {
    const { viewer, rig, names } = this.mounted();
    const turn = ++this.opening;
    viewer.rest();
    this.content?.dispose();
    this.content = null;
    const content = await CityContent.open(city, viewer.scene, this.look, names, this.layers);
    // Another city was opened, or the scene disposed of, while this one was on its way.
    if (turn !== this.opening) return content.dispose();
    this.content = content;
    rig.open(content.axes, content.ground, city.extent);
    viewer.open();
    if (this.wantedView) rig.apply(this.wantedView);
    this.wantedView = null;
    this.relight();
    await content.fill(assets);
    if (turn !== this.opening) return;
    content.setOptions(this.options);
    content.select(this.selected);
    content.show(this.shown);
  }

  apply(view: ViewState): void {
    this.viewer?.unsettle();
    if (this.content) this.mounted().rig.apply(view);
    else this.wantedView = view;
  }

  view(): ViewState {
    if (!this.content && this.wantedView) return this.wantedView;
    return this.mounted().rig.view();
  }

  setOptions(options: Partial<SceneOptions>): void {
    this.viewer?.unsettle();
    this.options = { ...this.options, ...options };
    if (!this.viewer) return;
    this.rig?.setUnderground(this.options.groundOpacity < 1 || this.options.cutBox !== null);
    this.relight();
  }

  setLayer(id: LayerId, state: LayerState): void {
    this.viewer?.unsettle();
    this.layers.set(id, state);
    if (id === 'shadows') this.relight();
    else if (id === 'streets') this.content?.setOptions(this.options);
    else this.content?.applyLayers();
  }

  show(shown: Shown): void {
    this.viewer?.unsettle();
    this.shown = shown;
    this.content?.show(shown);
  }

  select(ids: readonly string[]): void {
    this.selected = ids;
    this.content?.select(ids);
  }

  async pick(canvasX: number, canvasY: number): Promise<Pick | null> {
    const { viewer, rig } = this.mounted();
    const { content } = this;
    if (!content) return null;
    const at = new Cartesian2(canvasX, canvasY);
    const ray = viewer.scene.camera.getPickRay(at);
    const ground = ray ? rig.groundHit(ray.direction) : null;
    const picked: unknown = viewer.scene.pick(at, 5, 5);
    const thing = drawnThing(picked);
    if (thing) {
      const hit = viewer.scene.pickPosition(at) as Cartesian3 | undefined;
      const point = hit ? content.axes.toLocal(hit) : ground;
      if (point) return { ...thing, point };
    }
    if (!ground) return null;
    const visible = (id: LayerId): boolean => this.layers.get(id)?.visible ?? true;
    const what = content.things?.at(ground[0], ground[1], {
      streets: visible('streets'),
      water: visible('water'),
    });
    return { ...(what ?? { kind: 'ground', id: '' }), point: ground };
  }

  project(x: number, y: number, z: number): readonly [number, number] | null {
    if (!this.viewer || !this.content) return null;
    const { scene } = this.viewer;
    const place = this.content.axes.point(x, y, z);
    const ahead = Cartesian3.subtract(place, scene.camera.positionWC, new Cartesian3());
    if (Cartesian3.dot(ahead, scene.camera.directionWC) <= 0) return null;
    const pixel = SceneTransforms.worldToWindowCoordinates(scene, place) as Cartesian2 | undefined;
    return pixel ? [pixel.x, pixel.y] : null;
  }

  /** Metres from the eye to a local point. */
  private eyeDistance(x: number, y: number, z: number): number {
    if (!this.viewer || !this.content) return Infinity;
    const eye = this.viewer.scene.camera.positionWC;
    return Cartesian3.distance(eye, this.content.axes.point(x, y, z));
  }

  onView(listener: (view: ViewState) => void): () => void {
    this.viewListeners.add(listener);
    return () => this.viewListeners.delete(listener);
  }

  onPick(listener: (pick: Pick | null) => void): () => void {
    this.pickListeners.add(listener);
    return () => this.pickListeners.delete(listener);
  }

  onContextLost(listener: () => void): () => void {
    this.lostListeners.add(listener);
    return () => this.lostListeners.delete(listener);
  }

  setVisible(visible: boolean): void {
    const { viewer, names } = this.mounted();
    names.visible = visible;
    viewer.canvas.style.visibility = visible ? 'visible' : 'hidden';
    if (visible) viewer.start();
    else viewer.stop();
  }

  gpuCounts(): GpuCounts {
    return this.meter?.counts() ?? { textures: 0, buffers: 0, bytes: 0 };
  }

  stats(): SceneStats {
    const { viewer, content } = this;
    if (!viewer)
      return { ready: false, drawCalls: 0, triangles: 0, frameMs: 0, gpuBytes: 0, tilesLoaded: 0 };
    const counts = viewer.meter.counts();
    return {
      ready: content !== null && content.filled && viewer.settled,
      drawCalls: viewer.meter.drawCalls,
      triangles: Math.round(viewer.meter.triangles),
      frameMs: viewer.frameMs,
      gpuBytes: counts.bytes,
      tilesLoaded: content?.liveChunks ?? 0,
    };
  }

  dispose(): void {
    this.opening++;
    this.removeKeys();
    this.clicks?.destroy();
    this.clicks = null;
    this.content?.dispose();
    this.content = null;
    this.viewer?.dispose();
    this.viewer = null;
    this.rig = null;
    this.names?.dispose();
    this.names = null;
    this.pickListeners.clear();
    this.viewListeners.clear();
    this.lostListeners.clear();
  }

  private mounted(): { viewer: Viewer; rig: CameraRig; names: NameLabels } {
    if (!this.viewer || !this.rig || !this.names) {
      throw new DryrunError({
        code: 'scene.notMounted',
        what: 'The city scene was used before it was mounted.',
        mend: 'Call mount() with a container first.',
      });
    }
    return { viewer: this.viewer, rig: this.rig, names: this.names };
  }

  /** Light, sky and ground for the hour, the theme and the shadow switch. */
  private relight(): void {
    const { viewer, content } = this;
    if (!viewer) return;
    const [lon, lat] = content?.middle ?? [0, 0];
    const light = daylightAt(lat, this.options.hour);
    this.look.setDaylight(light);
    const { scene } = viewer;
    viewer.time = clockAt(lon, this.options.hour);
    const towards = content
      ? content.axes.direction([0, 0, 0], light.towards)
      : Cartesian3.clone(Cartesian3.UNIT_X);
    scene.light = new DirectionalLight({
      direction: Cartesian3.negate(towards, new Cartesian3()),
      color: Color.WHITE,
    });
    viewer.groundTone = groundTone(this.options.theme, light);
    scene.shadowMap.enabled = light.castsShadows && (this.layers.get('shadows')?.visible ?? true);
    scene.shadowMap.darkness = 0.45;
    if (light.night > 0.5) this.stars ??= nightSky();
    scene.skyBox = (this.stars ?? undefined) as SkyBox;
    if (this.stars) this.stars.show = light.night > 0.5;
    content?.setOptions(this.options);
    scene.requestRender();
  }
}

/** Clock at which the sun stands at the local solar hour over a longitude. */
function clockAt(lonDeg: number, hour: number): JulianDate {
  const { year, month, day } = SCENE_DAY;
  const midnight = JulianDate.fromDate(new Date(Date.UTC(year, month - 1, day)));
  return JulianDate.addHours(midnight, hour - lonDeg / 15, new JulianDate());
}

/** What `Scene.pick` hit, in the City's words: a thing of ours, a symbol of one, or a 3D Tiles feature. */
function drawnThing(picked: unknown): DrawnThing | null {
  if (picked === null || typeof picked !== 'object') return null;
  const building = BuildingTiles.idOf(picked);
  if (building !== null) return { kind: 'building', id: building };
  const thing = 'primitive' in picked && 'id' in picked ? picked.id : picked;
  return isThing(thing) ? { kind: thing.kind, id: thing.id } : null;
}

function isThing(value: unknown): value is DrawnThing {
  return value !== null && typeof value === 'object' && 'kind' in value && 'id' in value;
}
