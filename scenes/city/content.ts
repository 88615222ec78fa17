import { Cartesian3, Cesium3DTileset, type Scene as CesiumScene } from 'cesium';
import type { City } from '../../src/domain/city';
import { localProjection } from '../../src/domain/crs';
import { localToEcef } from '../../src/domain/ecef';
import type { Extent } from '../../src/domain/grid';
import type { LayerId, LayerState } from '../../src/domain/view';
import type { SceneAssets, SceneOptions, Shown } from '../shared/scene';
import { BuildingTiles } from './buildingTiles';
import { CityWorkerClient } from './cityWorkerClient';
import { cutGlobe, cutTileset } from './cutBox';
import type { ChunkLayer } from './gl/chunkLayer';
import { cityMiddle, fadeMargin, GroundLayers } from './groundLayers';
import { GroundThings } from './groundThings';
import { LocalAxes } from './localAxes';
import type { NamedPlace, NameLabels } from './nameLabels';
import type { Look } from './look';
import { RunLayers } from './runLayers';
import { Selection } from './selection';
import { bridgeLayer, buildingLayer, treeLayer, trenchLayer } from './solidLayers';
import { facilityEntries, sensorEntries, SymbolLayer } from './symbols';
import { HeightField } from './terrain/heightField';
import { UndergroundLayers } from './undergroundLayers';
import { waterLayer } from './waterLayer';

/** Everything in the scene that belongs to one open City. */
export class CityContent {
  readonly axes: LocalAxes;
  readonly ground: HeightField;
  /** Longitude and latitude of the middle, degrees. */
  readonly middle: readonly [number, number];
  things: GroundThings | null = null;
  /** True once everything has been handed to Cesium. */
  filled = false;
  private readonly groundLayers: GroundLayers;
  private readonly underground: UndergroundLayers;
  private readonly buildingSelection = new Selection();
  private tiles: BuildingTiles | null = null;
  private blocks: ChunkLayer | null = null;
  private trees: ChunkLayer | null = null;
  private bridges: ChunkLayer | null = null;
  private water: ChunkLayer | null = null;
  private trench: ChunkLayer | null = null;
  private facilities: SymbolLayer | null = null;
  private sensors: SymbolLayer | null = null;
  private places: Record<'facilities' | 'sensors', readonly NamedPlace[]> = {
    facilities: [],
    sensors: [],
  };
  private readonly run: RunLayers;
  private cutBox: Extent | null = null;
  private disposed = false;

  private constructor(
    readonly city: City,
    private readonly scene: CesiumScene,
    private readonly worker: CityWorkerClient,
    filled: Float32Array | null,
    private readonly look: Look,
    private readonly names: NameLabels,
    private readonly layers: ReadonlyMap<LayerId, LayerState>,
  ) {
    this.axes = new LocalAxes(localToEcef(localProjection(city.frame)));
    this.ground = new HeightField({
      grid: city.terrain.grid,
      values: filled ?? city.terrain.values,
    });
    this.middle = cityMiddle(city);
    const { minX, minY, maxX, maxY } = city.extent;
    const up = this.axes.direction([(minX + maxX) / 2, (minY + maxY) / 2, 0], [0, 0, 1]);
    Cartesian3.clone(up, look.up);
    this.groundLayers = new GroundLayers(scene.globe, city, worker, this.ground, () =>
      scene.requestRender(),
    );
    this.underground = new UndergroundLayers(city, scene, worker, this.axes, look);
    const { axes, ground } = this;
    this.run = new RunLayers({ city, scene, worker, axes, look, ground }, (id) => this.state(id));
  }

  /** Hands the City to a worker; the ground is drawn from then on, the rest by `fill`. */
  static async open(
    city: City,
    scene: CesiumScene,
    look: Look,
    names: NameLabels,
    layers: ReadonlyMap<LayerId, LayerState>,
  ): Promise<CityContent> {
    const { client, filled } = await CityWorkerClient.open(city, fadeMargin(city));
    return new CityContent(city, scene, client, filled, look, names, layers);
  }

  /** Brings buildings, trees, water and symbols in as the worker makes them. */
  async fill(assets: SceneAssets): Promise<void> {
    const { api } = this.worker;
    await Promise.all([
      this.fillBuildings(assets),
      this.worker.ask(api.water()).then((chunks) => {
        if (this.disposed) return;
        this.water = this.add(
          waterLayer(this.city, chunks, this.axes, this.look, () => this.run.timeS * 0.05),
        );
      }),
      this.worker.ask(api.bridges()).then((chunks) => {
        if (!this.disposed)
          this.bridges = this.add(bridgeLayer(this.city, chunks, this.axes, this.look));
      }),
      this.worker.ask(api.trees()).then((chunks) => {
        if (!this.disposed) this.trees = this.add(treeLayer(chunks, this.axes, this.look));
      }),
      GroundThings.of(this.city).then((things) => (this.things = things)),
    ]);
    if (this.disposed) return;
    const { primitives } = this.scene;
    const facilities = facilityEntries(this.city, this.ground);
    const sensors = sensorEntries(this.city, this.ground);
    this.facilities = new SymbolLayer(primitives, facilities, this.axes);
    this.sensors = new SymbolLayer(primitives, sensors, this.axes);
    this.places = { facilities, sensors };
    this.filled = true;
    this.applyLayers();
  }

  /** Before each frame. */
  turn(): void {
    this.look.turn(this.scene.camera);
    this.tiles?.turn();
  }

  get busy(): boolean {
    return this.worker.pending > 0 || (this.tiles !== null && !this.tiles.tileset.tilesLoaded);
  }

  /** Chunks and tiles of ours on the GPU now. */
  get liveChunks(): number {
    const own = [
      this.blocks,
      this.trees,
      this.bridges,
      this.water,
      this.trench,
      ...this.underground.layers,
    ];
    const tiles = this.tiles?.tileset.statistics.numberOfLoadedTilesTotal ?? 0;
    return own.reduce((n, l) => n + (l?.liveChunks ?? 0), tiles);
  }

  setOptions(o: SceneOptions): void {
    this.names.speak(o.language);
    this.names.setTheme(o.theme);
    this.groundLayers.setOptions({ theme: o.theme, streets: this.state('streets').visible });
    this.groundLayers.relight(this.look.daylight);
    this.tiles?.relight();
    this.run.setOptions(o);
    const translucency = this.scene.globe.translucency;
    translucency.enabled = o.groundOpacity < 1;
    translucency.frontFaceAlpha = o.groundOpacity;
    this.setCutBox(o.cutBox);
    this.underground.setOpen(o.groundOpacity < 1 || o.cutBox !== null);
    this.applyLayers();
  }

  applyLayers(): void {
    const see = (id: LayerId): boolean => this.state(id).visible && this.state(id).opacity > 0;
    this.scene.globe.show = see('terrain');
    this.groundLayers.setShown(see('imagery'), this.state('imagery').opacity);
    if (this.tiles) {
      this.tiles.tileset.show = see('buildings');
      this.tiles.setOpacity(this.state('buildings').opacity);
    }
    if (this.blocks) this.blocks.show = see('buildings');
    if (this.trees) this.trees.show = see('trees');
    if (this.bridges) this.bridges.show = see('streets');
    if (this.water) this.water.show = see('water');
    this.run.applyLayers();
    if (this.facilities) this.facilities.show = see('facilities');
    if (this.sensors) this.sensors.show = see('sensors');
    for (const id of ['facilities', 'sensors'] as const) {
      this.names.set(id, see(id) ? this.places[id] : []);
    }
    this.underground.applyLayers(see);
    this.scene.requestRender();
  }

  show(shown: Shown): void {
    this.run.show(shown);
  }

  select(ids: readonly string[]): void {
    const wanted = new Set(ids);
    this.tiles?.select(wanted);
    if (this.blocks) {
      const features: number[] = [];
      this.city.buildings.forEach((b, i) => wanted.has(b.id) && features.push(i));
      this.buildingSelection.set(features);
    }
    this.underground.select(wanted);
    this.facilities?.select(wanted);
    this.sensors?.select(wanted);
    this.names.select(wanted);
    this.scene.requestRender();
  }

  dispose(): void {
    this.disposed = true;
    this.groundLayers.dispose();
    this.run.dispose();
    this.underground.dispose();
    for (const p of [this.blocks, this.trees, this.bridges, this.water, this.trench]) {
      if (p) this.scene.primitives.remove(p);
    }
    if (this.tiles) {
      this.scene.primitives.remove(this.tiles.tileset);
      this.tiles.dispose();
    }
    this.facilities?.destroy();
    this.sensors?.destroy();
    this.names.set('facilities', []);
    this.names.set('sensors', []);
    this.worker.dispose();
  }

  private state(id: LayerId): LayerState {
    return this.layers.get(id) ?? { visible: true, opacity: 1 };
  }

  private add<T extends object>(primitive: T): T {
    this.scene.primitives.add(primitive);
    this.scene.requestRender();
    return primitive;
  }

  private async fillBuildings(assets: SceneAssets): Promise<void> {
    if (assets.buildings3dUrl !== null) {
      const tiles = await BuildingTiles.load(assets.buildings3dUrl, this.look);
      if (this.disposed) return tiles.dispose();
      this.tiles = tiles;
      this.add<Cesium3DTileset>(tiles.tileset);
      tiles.relight();
      cutTileset(tiles.tileset, this.cutBox, this.axes, this.ground.surroundM);
      return;
    }
    const chunks = await this.worker.ask(this.worker.api.buildings());
    if (this.disposed) return;
    this.blocks = this.add(
      buildingLayer(this.city, chunks, this.axes, this.look, this.buildingSelection),
    );
  }

  private setCutBox(box: Extent | null): void {
    if (sameBox(box, this.cutBox)) return;
    this.cutBox = box;
    this.look.setCut(box);
    cutGlobe(this.scene.globe, box, this.axes, this.ground.surroundM);
    if (this.tiles) cutTileset(this.tiles.tileset, box, this.axes, this.ground.surroundM);
    if (this.trench) this.scene.primitives.remove(this.trench);
    this.trench = null;
    if (!box) return;
    const floorM = this.underground.floorOf(box, this.ground);
    void this.worker.ask(this.worker.api.trench(box, floorM)).then((chunk) => {
      if (this.disposed || this.cutBox !== box) return;
      this.trench = this.add(trenchLayer(chunk, this.axes, this.look, new Selection()));
    });
  }
}

function sameBox(a: Extent | null, b: Extent | null): boolean {
  if (!a || !b) return a === b;
  return a.minX === b.minX && a.minY === b.minY && a.maxX === b.maxX && a.maxY === b.maxY;
}
