import { ContextLimits, type Scene as CesiumScene } from 'cesium';
import type { City } from '../../src/domain/city';
import type { Field } from '../../src/domain/frame';
import type { Grid } from '../../src/domain/grid';
import type { LayerId, LayerState } from '../../src/domain/view';
import { fitFields } from '../shared/fitFields';
import type { SceneOptions, Shown, ShownFrame } from '../shared/scene';
import { AirSurface } from './air/airSurface';
import type { CityWorkerClient } from './cityWorkerClient';
import { FloodSurface, fieldOf } from './flood/floodSurface';
import type { LocalAxes } from './localAxes';
import type { Look } from './look';
import type { HeightField } from './terrain/heightField';
import { VehicleLayer } from './vehicles/vehicleLayer';

/** What the layers of a run stand in. */
export interface RunPlace {
  readonly city: City;
  readonly scene: CesiumScene;
  readonly worker: CityWorkerClient;
  readonly axes: LocalAxes;
  readonly look: Look;
  readonly ground: HeightField;
}

/** Everything in the scene that comes from a run: water, vehicles and the air. Made when first needed. */
export class RunLayers {
  private shown: Shown = {};
  private flood: FloodSurface | null = null;
  private air: AirSurface | null = null;
  private vehicles: VehicleLayer | null = null;
  private readonly making = new Set<'flood' | 'air'>();
  private options: Pick<SceneOptions, 'depthMaxM' | 'air'> = {
    depthMaxM: 2,
    air: { field: null, scaleMax: 100 },
  };
  private disposed = false;

  constructor(
    private readonly place: RunPlace,
    private readonly state: (id: LayerId) => LayerState,
  ) {}

  /** Simulated time of the water on show, s; 0 where there is none. */
  get timeS(): number {
    return this.shown.flood?.frame.timeS ?? 0;
  }

  show(whole: Shown): void {
    const shown = fitFields(whole, ContextLimits.maximumTextureSize);
    this.shown = shown;
    this.showFlood(shown.flood);
    this.showAir(shown.pollution);
    this.showVehicles(shown.traffic);
    this.applyLayers();
  }

  setOptions(options: SceneOptions): void {
    this.options = options;
    if (this.flood) this.flood.depthMaxM = options.depthMaxM;
    if (this.air) this.air.scaleMax = options.air.scaleMax;
    this.showAir(this.shown.pollution);
  }

  applyLayers(): void {
    const { shown } = this;
    this.apply(this.flood, 'flood', shown.flood !== undefined);
    this.apply(this.air, 'air', shown.pollution !== undefined);
    this.apply(this.vehicles, 'vehicles', shown.traffic !== undefined);
    this.place.scene.requestRender();
  }

  dispose(): void {
    this.disposed = true;
    for (const p of [this.flood, this.air, this.vehicles]) {
      if (p) this.place.scene.primitives.remove(p);
    }
  }

  private apply(
    layer: { show: boolean; opacity?: number } | null,
    id: LayerId,
    has: boolean,
  ): void {
    if (!layer) return;
    const { visible, opacity } = this.state(id);
    layer.show = has && visible && opacity > 0;
    if (layer.opacity !== undefined) layer.opacity = opacity;
  }

  private showFlood(shown: ShownFrame | undefined): void {
    const depth = shown && fieldOf(shown.frame, 'depth');
    if (!shown || !depth) return;
    if (this.flood && sameGrid(this.flood.grid, depth.grid)) this.flood.set(shown);
    else this.make('flood', () => this.makeFlood());
  }

  private showAir(shown: ShownFrame | undefined): void {
    const field = this.airField(shown);
    if (!shown || !field) return;
    if (this.air && sameGrid(this.air.grid, field.grid)) this.air.set(shown, field.name);
    else this.make('air', () => this.makeAir());
  }

  /** The species asked for, or the first there is. */
  private airField(shown: ShownFrame | undefined): Field | undefined {
    const name = this.options.air.field;
    return (name !== null && shown && fieldOf(shown.frame, name)) || shown?.frame.fields[0];
  }

  private showVehicles(shown: ShownFrame | undefined): void {
    if (!shown) return;
    const { scene, city, ground, axes, look } = this.place;
    this.vehicles ??= this.add(new VehicleLayer(scene.context, city, ground, axes, look));
    this.vehicles.set(shown);
  }

  /** Makes a layer once at a time; frames that come meanwhile wait in `shown`. */
  private make(what: 'flood' | 'air', how: () => Promise<void>): void {
    if (this.making.has(what)) return;
    this.making.add(what);
    void how()
      .then(() => {
        this.making.delete(what);
        if (!this.disposed) this.show(this.shown);
      })
      .catch((error: unknown) => {
        this.making.delete(what);
        throw error;
      });
  }

  private async makeFlood(): Promise<void> {
    const depth = this.shown.flood && fieldOf(this.shown.flood.frame, 'depth');
    if (!depth) return;
    const { scene, worker, axes, look } = this.place;
    const base = await worker.ask(worker.api.floodBase(depth.grid));
    if (this.disposed) return;
    if (this.flood) scene.primitives.remove(this.flood);
    const withSpeed = fieldOf(this.shown.flood!.frame, 'velocityX') !== undefined;
    this.flood = new FloodSurface(scene.context, depth.grid, base, axes, look, withSpeed);
    this.flood.depthMaxM = this.options.depthMaxM;
    this.add(this.flood);
  }

  private async makeAir(): Promise<void> {
    const field = this.airField(this.shown.pollution);
    if (!field) return;
    const { scene, worker, axes, look } = this.place;
    const { bed } = await worker.ask(worker.api.floodBase(field.grid));
    if (this.disposed) return;
    if (this.air) scene.primitives.remove(this.air);
    const { scaleMax } = this.options.air;
    this.air = this.add(new AirSurface(scene.context, field.grid, bed, scaleMax, axes, look));
  }

  private add<T extends object>(primitive: T): T {
    this.place.scene.primitives.add(primitive);
    return primitive;
  }
}

function sameGrid(a: Grid, b: Grid): boolean {
  return (
    a.cols === b.cols &&
    a.rows === b.rows &&
    a.cellSizeM === b.cellSizeM &&
    a.x0 === b.x0 &&
    a.y0 === b.y0
  );
}
