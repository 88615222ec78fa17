import {
  Box3,
  BufferAttribute,
  BufferGeometry,
  Group,
  Mesh,
  Sphere,
  Vector3,
  type ShaderMaterial,
} from 'three';
import { detailedElement, farElement } from './elementMeshes';
import { linkSize, type Element, type ElementTable } from './elements';
import { MeshBuilder, type MeshData } from './geometry/meshBuilder';
import type { MaterialPair } from './shaders/materials';
import type { SliceQueue } from './slices';
import { WaterBuilder, type WaterMesh } from './water/pipeWaterMesh';

/** Edge of a chunk, m. */
const CHUNK_M = 112;
/** Chunks nearer than this to the eye are drawn in detail; the detail is given back past the second distance, m. */
const DETAIL_IN_M = 60;
const DETAIL_OUT_M = 100;

interface Chunk {
  readonly x: number;
  readonly y: number;
  readonly box: Box3;
  readonly elements: number[];
  readonly group: Group;
  far: Mesh | null;
  detail: readonly Mesh[] | null;
  /** What is being built now. */
  building: 'far' | 'detail' | null;
}

export interface ChunkMaterials {
  readonly solid: MaterialPair;
  readonly glass: MaterialPair;
  readonly far: MaterialPair;
  readonly water: MaterialPair;
}

/**
 * All pipes and chambers, cut into square chunks. Far chunks are one mesh of plain tubes; near ones
 * get walls, chambers and water, built in slices when the eye comes close and dropped when it leaves.
 */
export class PipeChunks {
  readonly root = new Group();
  readonly #chunks: Chunk[] = [];
  readonly #table: ElementTable;
  readonly #materials: ChunkMaterials;
  readonly #queue: SliceQueue;
  readonly #eye = new Vector3();
  #waterShown = false;

  constructor(table: ElementTable, materials: ChunkMaterials, queue: SliceQueue) {
    this.#table = table;
    this.#materials = materials;
    this.#queue = queue;
    const byKey = new Map<string, Chunk>();
    table.elements.forEach((e, i) => {
      const box = elementBox(e);
      if (box.isEmpty()) return;
      const cx = Math.floor((box.min.x + box.max.x) / 2 / CHUNK_M);
      const cy = Math.floor((box.min.y + box.max.y) / 2 / CHUNK_M);
      let chunk = byKey.get(`${cx},${cy}`);
      if (!chunk) {
        chunk = newChunk((cx + 0.5) * CHUNK_M, (cy + 0.5) * CHUNK_M);
        byKey.set(`${cx},${cy}`, chunk);
        this.#chunks.push(chunk);
        this.root.add(chunk.group);
      }
      chunk.elements.push(i);
      chunk.box.union(box);
    });
    for (const chunk of this.#chunks) this.#build(chunk, 'far');
  }

  get loaded(): number {
    return this.#chunks.filter((c) => c.far).length;
  }

  /** Puts the chunks where they stand relative to the floating origin. */
  place(originX: number, originY: number): void {
    for (const c of this.#chunks) c.group.position.set(c.x - originX, c.y - originY, 0);
  }

  /** Chooses detail by the distance of the eye (city metres). */
  update(eyeX: number, eyeY: number, eyeZ: number): void {
    this.#eye.set(eyeX, eyeY, eyeZ);
    for (const c of this.#chunks) {
      const d = c.box.distanceToPoint(this.#eye);
      if (d < DETAIL_IN_M && !c.detail && !c.building && c.far) this.#build(c, 'detail');
      else if (d > DETAIL_OUT_M && c.detail) this.#dropDetail(c);
    }
  }

  /** Shows or hides the water bodies. */
  showWater(shown: boolean): void {
    this.#waterShown = shown;
    for (const c of this.#chunks) this.#setWater(c);
  }

  dispose(): void {
    for (const c of this.#chunks) {
      this.#dropDetail(c);
      c.far?.geometry.dispose();
    }
    this.#chunks.length = 0;
    this.root.clear();
  }

  #build(chunk: Chunk, level: 'far' | 'detail'): void {
    chunk.building = level;
    this.#queue.add({
      priority: () => chunk.box.distanceToPoint(this.#eye) + (level === 'detail' ? -20 : 0),
      steps: this.#steps(chunk, level),
    });
  }

  *#steps(chunk: Chunk, level: 'far' | 'detail'): Generator<void, void> {
    const mesh = new MeshBuilder();
    const water = new WaterBuilder();
    for (const i of chunk.elements) {
      if (level === 'far') farElement(mesh, this.#table, i, chunk.x, chunk.y);
      else {
        detailedElement(mesh, this.#table, i, chunk.x, chunk.y);
        water.add(this.#table, i, chunk.x, chunk.y);
      }
      yield;
    }
    chunk.building = null;
    if (level === 'far') {
      const { draw, pick } = this.#materials.far;
      chunk.far = pickable(new Mesh(elementGeometry(mesh.build()), draw), pick);
      chunk.group.add(chunk.far);
      return;
    }
    if (chunk.box.distanceToPoint(this.#eye) > DETAIL_OUT_M) return;
    const geometry = elementGeometry(mesh.build());
    const solid = pickable(
      new Mesh(geometry, this.#materials.solid.draw),
      this.#materials.solid.pick,
    );
    const glass = new Mesh(geometry, this.#materials.glass.draw);
    glass.renderOrder = 2;
    const meshes = [solid, glass];
    const bodies = water.build();
    yield;
    if (bodies) {
      const body = new Mesh(waterGeometry(bodies, chunk), this.#materials.water.draw);
      body.renderOrder = 1;
      meshes.push(body);
    }
    chunk.detail = meshes;
    chunk.group.add(...meshes);
    if (chunk.far) chunk.far.visible = false;
    this.#setWater(chunk);
  }

  #setWater(chunk: Chunk): void {
    const [, glass, body] = chunk.detail ?? [];
    if (glass) glass.visible = this.#waterShown;
    if (body) body.visible = this.#waterShown;
  }

  #dropDetail(chunk: Chunk): void {
    if (!chunk.detail) return;
    for (const m of chunk.detail) {
      chunk.group.remove(m);
      m.geometry.dispose();
    }
    chunk.detail = null;
    if (chunk.far) chunk.far.visible = true;
  }
}

/** Marks a mesh as pickable with the twin of its material. */
export function pickable(mesh: Mesh, pick: ShaderMaterial | null): Mesh {
  mesh.userData['pick'] = pick;
  return mesh;
}

function newChunk(x: number, y: number): Chunk {
  return {
    x,
    y,
    box: new Box3(),
    elements: [],
    group: new Group(),
    far: null,
    detail: null,
    building: null,
  };
}

function elementBox(e: Element): Box3 {
  const box = new Box3();
  const p = new Vector3();
  if (e.kind === 'node') {
    const r = Math.max(0.5, e.node.diameterM);
    if (!Number.isFinite(e.node.x) || !Number.isFinite(e.node.y)) return box;
    box.expandByPoint(p.set(e.node.x - r, e.node.y - r, e.node.invertM - 0.5));
    box.expandByPoint(p.set(e.node.x + r, e.node.y + r, e.node.coverM + 2));
    return box;
  }
  const { path } = e.link;
  for (let i = 0; i + 2 < path.length; i += 3) {
    box.expandByPoint(p.set(path[i]!, path[i + 1]!, path[i + 2]!));
  }
  const { width, height, wall } = linkSize(e.link);
  return box.isEmpty() ? box : box.expandByScalar(Math.max(width, height) + wall);
}

function elementGeometry(data: MeshData): BufferGeometry {
  const g = new BufferGeometry();
  g.setAttribute('position', new BufferAttribute(data.positions, 3));
  g.setAttribute('normal', new BufferAttribute(data.normals, 4, true));
  g.setAttribute('element', new BufferAttribute(data.elements, 1));
  g.setAttribute('meta', new BufferAttribute(data.meta, 4, true));
  g.setAttribute('radius', new BufferAttribute(data.radii, 1));
  g.setIndex(new BufferAttribute(data.indices, 1));
  g.computeBoundingSphere();
  return g;
}

function waterGeometry(data: WaterMesh, chunk: Chunk): BufferGeometry {
  const g = new BufferGeometry();
  g.setAttribute('position', new BufferAttribute(data.positions, 3));
  g.setAttribute('side', new BufferAttribute(data.sides, 2));
  g.setAttribute('section', new BufferAttribute(data.sections, 4));
  g.setAttribute('dims', new BufferAttribute(data.dims, 4));
  g.setIndex(new BufferAttribute(data.indices, 1));
  const sphere = chunk.box.getBoundingSphere(new Sphere());
  sphere.center.x -= chunk.x;
  sphere.center.y -= chunk.y;
  g.boundingSphere = sphere;
  return g;
}
