import type { Scene as CesiumScene } from 'cesium';
import type { City, UtilityKind } from '../../src/domain/city';
import type { Extent } from '../../src/domain/grid';
import type { LayerId } from '../../src/domain/view';
import type { CityWorkerClient } from './cityWorkerClient';
import type { ChunkLayer } from './gl/chunkLayer';
import type { LocalAxes } from './localAxes';
import type { Look } from './look';
import { Selection } from './selection';
import { utilityLayer, type DrawnThing } from './solidLayers';
import type { HeightField } from './terrain/heightField';
import { UTILITY_KINDS } from './worker/packed';

/** Layer that switches each utility. */
const LAYER_OF: Readonly<Record<UtilityKind, LayerId>> = {
  storm: 'storm',
  sanitary: 'sanitary',
  water: 'waterMains',
  gas: 'gas',
  power: 'power',
  telecom: 'telecom',
};

const FLOOR_BELOW_PIPES_M = 0.8;
const LEAST_DEPTH_M = 3;

interface UtilityPart {
  readonly layerId: LayerId;
  readonly layer: ChunkLayer;
  readonly selection: Selection;
}

/** Pipes and chambers: made when the ground is first opened, drawn only while it is open. */
export class UndergroundLayers {
  private parts: readonly UtilityPart[] = [];
  private making: Promise<void> | null = null;
  private open = false;
  private see: (id: LayerId) => boolean = () => true;
  private selected: ReadonlySet<string> = new Set();
  private disposed = false;
  private readonly links: readonly DrawnThing[];
  private readonly nodes: readonly DrawnThing[];

  constructor(
    private readonly city: City,
    private readonly scene: CesiumScene,
    private readonly worker: CityWorkerClient,
    private readonly axes: LocalAxes,
    private readonly look: Look,
  ) {
    this.links = city.utilities.flatMap((n) =>
      n.links.map((l) => ({ kind: 'link' as const, id: l.id })),
    );
    this.nodes = city.utilities.flatMap((n) =>
      n.nodes.map((d) => ({ kind: 'node' as const, id: d.id })),
    );
  }

  get layers(): ChunkLayer[] {
    return this.parts.map((p) => p.layer);
  }

  setOpen(open: boolean): void {
    this.open = open;
    if (open) this.making ??= this.make();
    this.applyLayers(this.see);
  }

  applyLayers(see: (id: LayerId) => boolean): void {
    this.see = see;
    for (const p of this.parts) p.layer.show = this.open && see(p.layerId);
  }

  select(ids: ReadonlySet<string>): void {
    this.selected = ids;
    if (this.parts.length === 0) return;
    const features: number[] = [];
    this.links.forEach((l, i) => ids.has(l.id) && features.push(i));
    this.nodes.forEach((n, i) => ids.has(n.id) && features.push(this.links.length + i));
    for (const p of this.parts) p.selection.set(features);
  }

  /** Level of the floor of a cut box: below the deepest thing in it, m. */
  floorOf(box: Extent, ground: HeightField): number {
    let floor = ground.at((box.minX + box.maxX) / 2, (box.minY + box.maxY) / 2) - LEAST_DEPTH_M;
    const inside = (x: number, y: number): boolean =>
      x >= box.minX && x <= box.maxX && y >= box.minY && y <= box.maxY;
    for (const network of this.city.utilities) {
      for (const n of network.nodes) if (inside(n.x, n.y)) floor = Math.min(floor, n.invertM);
      for (const l of network.links) {
        for (let k = 0; k < l.path.length; k += 3) {
          if (inside(l.path[k]!, l.path[k + 1]!)) floor = Math.min(floor, l.path[k + 2]!);
        }
      }
    }
    return floor - FLOOR_BELOW_PIPES_M;
  }

  dispose(): void {
    this.disposed = true;
    for (const p of this.parts) this.scene.primitives.remove(p.layer);
    this.parts = [];
  }

  private async make(): Promise<void> {
    const chunks = await this.worker.ask(this.worker.api.utilities());
    if (this.disposed) return;
    this.parts = UTILITY_KINDS.flatMap((kind, utility) => {
      const own = chunks.filter((c) => c.utility === utility);
      if (own.length === 0) return [];
      const selection = new Selection();
      const things = { links: this.links, nodes: this.nodes };
      const layer = utilityLayer(utility, own, things, this.axes, this.look, selection);
      this.scene.primitives.add(layer);
      return [{ layerId: LAYER_OF[kind], layer, selection }];
    });
    this.select(this.selected);
    this.applyLayers(this.see);
    this.scene.requestRender();
  }
}
