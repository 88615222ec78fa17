import { Group, type DataTexture, type Object3D } from 'three';
import type { City } from '../../src/domain/city';
import type { FrameMoment } from '../../src/domain/networkState';
import type { LayerId, LayerState, Pick, ViewState } from '../../src/domain/view';
import type { SceneOptions } from '../shared/scene';
import { Buildings, buildingAnchor } from './buildings';
import { PipeChunks } from './chunks';
import { ElementState } from './elementState';
import type { ElementTable } from './elements';
import { Ground } from './ground/ground';
import { clampedHeight } from './ground/patchMesh';
import {
  boxPlan,
  SECTION_HALF_M,
  stripSides,
  Trench,
  writeCorners,
  type TrenchPlan,
} from './ground/trench';
import { elementLabel, type Label } from './interaction/labels';
import { elementMaterials } from './shaders/elements';
import type { MaterialPair, SharedUniforms } from './shaders/materials';
import type { PipeColouring } from './stateColours';
import type { SliceQueue } from './slices';
import { SectionLines } from './sectionLines';
import { Trees } from './trees';
import { FloodSurface } from './water/floodSurface';
import { pipeWaterMaterial } from './water/pipeWaterMaterial';
import { WaterBodies } from './waterBodies';

/** Everything drawn of one City. */
export class Content {
  readonly root = new Group();
  readonly city: City;
  readonly state: ElementState;
  readonly flood: FloodSurface;
  readonly #shared: SharedUniforms;
  readonly #table: ElementTable;
  readonly #chunks: PipeChunks;
  readonly #ground: Ground;
  readonly #buildings: Buildings;
  readonly #trench: Trench;
  readonly #waters: WaterBodies;
  readonly #trees: Trees;
  readonly #lines: SectionLines;
  readonly #pairs: readonly MaterialPair[];
  readonly #widths: DataTexture;
  readonly #origin = { x: 0, y: 0 };
  #options: SceneOptions;
  #moment: FrameMoment | null = null;
  #layers = new Map<LayerId, LayerState>();

  constructor(
    city: City,
    table: ElementTable,
    shared: SharedUniforms,
    queue: SliceQueue,
    options: SceneOptions,
  ) {
    this.city = city;
    this.#shared = shared;
    this.#options = options;
    this.#table = table;
    this.state = new ElementState(this.#table);
    shared.uElementColour.value = this.state.colour;
    shared.uElementWater.value = this.state.water;
    shared.uBuildingBase.value = this.#table.elements.length;
    const { solid, glass, far } = elementMaterials(shared);
    const water = pipeWaterMaterial(shared);
    this.#widths = water.table;
    this.#pairs = [solid, glass, far, water.material];
    this.#chunks = new PipeChunks(this.#table, { solid, glass, far, water: water.material }, queue);
    this.flood = new FloodSurface(shared);
    this.#ground = new Ground(city, shared, queue, this.flood);
    this.#buildings = new Buildings(city, shared, queue);
    this.#trench = new Trench(city, shared);
    this.#waters = new WaterBodies(city, shared);
    this.#trees = new Trees(city, shared, queue);
    this.#lines = new SectionLines(city, shared);
    const parts: Object3D[] = [
      this.#chunks.root,
      this.#ground.root,
      this.#buildings.root,
      this.#trench.root,
      this.#waters.root,
      this.#trees.root,
      this.#lines.root,
      this.flood.root,
    ];
    this.root.add(...parts);
    this.#applyGround();
  }

  get tilesLoaded(): number {
    return this.#chunks.loaded + this.#ground.loaded + this.#buildings.loaded;
  }

  /** A view that shows the whole of the pipes, or of the ground where there are none. */
  homeView(): ViewState {
    const nodes = this.city.utilities.flatMap((u) => u.nodes).filter((n) => Number.isFinite(n.x));
    const e = this.city.extent;
    const [x, y] =
      nodes.length > 0
        ? [median(nodes.map((n) => n.x)), median(nodes.map((n) => n.y))]
        : [(e.minX + e.maxX) / 2, (e.minY + e.maxY) / 2];
    const z = clampedHeight(this.city.terrain, x, y);
    return {
      target: [x, y, Number.isFinite(z) ? z : 0],
      headingRad: 0.5,
      pitchRad: -0.62,
      rangeM: Math.min(600, Math.max(80, 0.5 * Math.max(e.maxX - e.minX, e.maxY - e.minY))),
    };
  }

  /** Moves everything to a new floating origin. */
  place(originX: number, originY: number): void {
    this.#origin.x = originX;
    this.#origin.y = originY;
    this.#chunks.place(originX, originY);
    this.#ground.place(originX, originY);
    this.#buildings.place(originX, originY);
    this.#trench.place(originX, originY);
    this.#waters.place(originX, originY);
    this.#trees.place(originX, originY);
    this.#lines.place(originX, originY);
    this.flood.place(originX, originY);
    this.#writeCuts();
  }

  /** Chooses levels of detail for an eye. */
  update(eye: readonly [number, number, number]): void {
    this.#chunks.update(...eye);
    this.#ground.update(...eye);
  }

  setOptions(options: SceneOptions): void {
    const before = this.#options;
    this.#options = options;
    this.flood.setDepthMax(options.depthMaxM);
    if (before.groundOpacity !== options.groundOpacity) this.#applyGround();
    if (before.cutBox !== options.cutBox || before.section !== options.section) this.#dig();
  }

  setLayer(id: LayerId, layer: LayerState): void {
    this.#layers.set(id, layer);
    switch (id) {
      case 'terrain':
        this.#applyGround();
        break;
      case 'imagery':
        this.#ground.setLook({ imagery: layer.visible });
        break;
      case 'streets':
        this.#ground.setLook({ streets: layer.visible });
        break;
      case 'buildings':
        this.#buildings.setLayer(layer.visible, layer.opacity);
        break;
      case 'water':
        this.#waters.setLayer(layer.visible, layer.opacity);
        break;
      case 'trees':
        this.#trees.setLayer(layer.visible, layer.opacity);
        break;
      case 'flood':
        this.flood.setLayer(layer.visible, layer.opacity);
        break;
      default:
        this.state.setLayer(id, layer.visible);
    }
  }

  setColouring(by: PipeColouring): void {
    this.state.setColouring(by);
  }

  show(moment: FrameMoment | null): void {
    this.#moment = moment;
    this.state.show(moment);
    this.#chunks.showWater(this.state.hasWater);
    this.flood.show(moment);
    this.#lines.draw(this.#options.section, moment);
  }

  /** Marks things by id and gives their labels. */
  select(ids: readonly string[]): Label[] {
    const numbers = ids.flatMap((id) => this.#table.byId.get(id) ?? []);
    this.state.select(numbers);
    const building = this.city.buildings.findIndex((b) => ids.includes(b.id));
    this.#buildings.select(building);
    const labels = numbers
      .slice(0, 12)
      .map((n) =>
        elementLabel(this.#table.elements[n]!, this.state.nodeDepthM(n), this.state.linkFlowCms(n)),
      );
    const b = this.city.buildings[building];
    if (b) {
      const at = buildingAnchor(b);
      labels.push({
        point: [at.x, at.y, at.z],
        lines: [b.id, `↕ ${b.heightM.toFixed(1)} m   ▼ ${b.groundM.toFixed(2)} m`],
      });
    }
    return labels;
  }

  /** Element number under a pick, −1 for anything else. */
  elementOf(pick: Pick | null): number {
    return pick && (pick.kind === 'node' || pick.kind === 'link')
      ? (this.#table.byId.get(pick.id) ?? -1)
      : -1;
  }

  /** Turns a number of the pick buffer into what it stands for. */
  pickOf(number: number, point: readonly [number, number, number]): Pick | null {
    if (number < 0) return { kind: 'ground', id: 'ground', point };
    const e = this.#table.elements[number];
    if (e) return { kind: e.kind, id: e.kind === 'link' ? e.link.id : e.node.id, point };
    const b = this.city.buildings[number - this.#table.elements.length];
    return b ? { kind: 'building', id: b.id, point } : null;
  }

  dispose(): void {
    this.#chunks.dispose();
    this.#ground.dispose();
    this.#buildings.dispose();
    this.#trench.dispose();
    this.#waters.dispose();
    this.#trees.dispose();
    this.#lines.dispose();
    this.flood.dispose();
    this.state.dispose();
    this.#widths.dispose();
    for (const pair of this.#pairs) {
      pair.draw.dispose();
      pair.pick?.dispose();
    }
    this.#shared.uElementColour.value = null;
    this.#shared.uElementWater.value = null;
  }

  #applyGround(): void {
    const layer = this.#layers.get('terrain') ?? { visible: true, opacity: 1 };
    this.#ground.setOpacity(this.#options.groundOpacity * layer.opacity, layer.visible);
  }

  #dig(): void {
    const { cutBox, section } = this.#options;
    const plans: TrenchPlan[] = [];
    if (cutBox) plans.push(boxPlan(cutBox));
    const sides = section ? stripSides(section, SECTION_HALF_M) : null;
    if (sides) plans.push({ outline: [...sides.right, ...sides.left.toReversed()] });
    this.#trench.dig(plans, this.#origin.x, this.#origin.y);
    this.#lines.draw(section, this.#moment);
    this.#writeCuts();
  }

  #writeCuts(): void {
    const { cutBox, section } = this.#options;
    const { x, y } = this.#origin;
    const s = this.#shared;
    s.uCutOn.value = cutBox !== null;
    if (cutBox) {
      s.uCutBox.value.set(cutBox.minX - x, cutBox.minY - y, cutBox.maxX - x, cutBox.maxY - y);
    }
    const sides = section ? stripSides(section, SECTION_HALF_M) : null;
    s.uTrenchCount.value = sides ? sides.left.length : 0;
    if (!sides) return;
    writeCorners(s.uTrenchLeft.value, sides.left, x, y);
    writeCorners(s.uTrenchRight.value, sides.right, x, y);
  }
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1]!;
}
