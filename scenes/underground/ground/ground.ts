import {
  Box3,
  BufferAttribute,
  BufferGeometry,
  CanvasTexture,
  Group,
  LinearFilter,
  LinearMipmapLinearFilter,
  Mesh,
  Sphere,
  Vector3,
  Vector4,
  type ShaderMaterial,
} from 'three';
import type { City } from '../../../src/domain/city';
import { gridExtent } from '../../../src/domain/grid';
import type { MaterialPair, SharedUniforms } from '../shaders/materials';
import type { SliceQueue } from '../slices';
import { groundMaterial, type GroundUniforms } from './groundMaterial';
import { GroundPainter, type GroundLook } from './groundPainter';
import { clampedHeight, patchIndices, patchMesh, SURFACE_INDICES } from './patchMesh';

/** Edge of the finest patches, m; with 32 quads a vertex stands every 2 m, every 1 m for finer terrain. */
const LEAF_M = 64;
/** A patch is split while the eye is nearer than this many of its edges. */
const SPLIT_AT = 1.6;
/** Patches kept for the way back, beyond those drawn. */
const KEPT_PATCHES = 80;

interface Patch {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  mesh: Mesh | null;
  picture: CanvasTexture<OffscreenCanvas> | null;
  children: readonly Patch[] | null;
  state: 'none' | 'queued' | 'ready' | 'empty';
  box: Box3;
  lastUsed: number;
}

/** Something that draws over the same patches as the ground does, with heights of its own (flood water). */
export interface PatchFollower {
  /** A patch is now drawn (or no longer). */
  patchShown(geometry: BufferGeometry, x: number, y: number, size: number, shown: boolean): void;
  patchDropped(geometry: BufferGeometry): void;
}

/** The terrain as a quadtree of square patches around the eye, each with its painted picture. */
export class Ground {
  readonly root = new Group();
  readonly #city: City;
  readonly #queue: SliceQueue;
  readonly #painter: GroundPainter;
  readonly #roots: Patch[] = [];
  readonly #index = new BufferAttribute(patchIndices(), 1);
  readonly #uniforms: GroundUniforms;
  readonly #materials: { readonly opaque: MaterialPair; readonly clear: MaterialPair };
  readonly #follower: PatchFollower;
  readonly #leafM: number;
  readonly #ready = new Set<Patch>();
  readonly #drawn = new Set<Patch>();
  readonly #eye = new Vector3();
  readonly #origin = { x: 0, y: 0 };
  #look: GroundLook = { imagery: true, streets: true };
  #opacity = 1;
  #visible = true;
  #clock = 0;

  constructor(city: City, shared: SharedUniforms, queue: SliceQueue, follower: PatchFollower) {
    this.#city = city;
    this.#queue = queue;
    this.#follower = follower;
    this.#painter = new GroundPainter(city);
    this.#leafM = city.terrain.grid.cellSizeM < 1.5 ? LEAF_M / 2 : LEAF_M;
    this.#uniforms = {
      uPicture: { value: null },
      uPatchM: { value: 1 },
      uCover: { value: new Vector4() },
      uOpacity: { value: 1 },
    };
    this.#materials = groundMaterial(shared, this.#uniforms);
    this.#plantRoots();
  }

  get loaded(): number {
    return this.#ready.size;
  }

  setLook(look: Partial<GroundLook>): void {
    this.#look = { ...this.#look, ...look };
    for (const p of this.#ready) this.#repaint(p);
  }

  setOpacity(opacity: number, visible: boolean): void {
    this.#opacity = opacity;
    this.#visible = visible;
    this.#uniforms.uOpacity.value = opacity;
    this.root.visible = visible && opacity > 0.01;
    for (const p of this.#ready) this.#dress(p);
  }

  place(originX: number, originY: number): void {
    this.#origin.x = originX;
    this.#origin.y = originY;
    const e = gridExtent(this.#city.terrain.grid);
    Object.assign(this.#uniforms.uCover.value, {
      x: e.minX - originX,
      y: e.minY - originY,
      z: e.maxX - originX,
      w: e.maxY - originY,
    });
    for (const p of this.#ready) p.mesh?.position.set(p.x - originX, p.y - originY, 0);
  }

  /** Chooses patches for an eye in city metres. */
  update(eyeX: number, eyeY: number, eyeZ: number): void {
    this.#clock++;
    this.#eye.set(eyeX, eyeY, eyeZ);
    // Things that lie on the ground win over it from above, and lose against it from below.
    const below = eyeZ < clampedHeight(this.#city.terrain, eyeX, eyeY);
    this.#materials.opaque.draw.polygonOffsetUnits = below ? -4 : 4;
    const wanted = new Set<Patch>();
    for (const p of this.#roots) this.#choose(p, wanted);
    for (const p of this.#drawn) if (!wanted.has(p)) this.#show(p, false);
    for (const p of wanted) if (!this.#drawn.has(p)) this.#show(p, true);
    this.#forget();
  }

  dispose(): void {
    for (const p of this.#ready) this.#drop(p);
    for (const pair of Object.values(this.#materials)) {
      pair.draw.dispose();
      pair.pick?.dispose();
    }
    this.root.clear();
  }

  #plantRoots(): void {
    const e = gridExtent(this.#city.terrain.grid);
    const span = Math.max(e.maxX - e.minX, e.maxY - e.minY);
    let size = this.#leafM;
    // At most four by four roots: deeper trees only for larger terrains.
    while (size * 4 < span) size *= 2;
    for (let y = e.minY; y < e.maxY; y += size) {
      for (let x = e.minX; x < e.maxX; x += size) this.#roots.push(newPatch(x, y, size));
    }
  }

  /** Adds the drawable patches that cover `p` to `out`; false where it has none ready yet. */
  #choose(p: Patch, out: Set<Patch>): boolean {
    p.lastUsed = this.#clock;
    if (p.state === 'none') this.#build(p);
    if (p.state === 'empty') return true;
    const near = p.box.distanceToPoint(this.#eye) < p.size * SPLIT_AT;
    if (near && p.size > this.#leafM && p.state === 'ready') {
      p.children ??= [0, 1, 2, 3].map((k) =>
        newPatch(p.x + ((k & 1) * p.size) / 2, p.y + ((k >> 1) * p.size) / 2, p.size / 2),
      );
      const parts = new Set<Patch>();
      let whole = true;
      for (const child of p.children) whole = this.#choose(child, parts) && whole;
      if (whole) {
        for (const part of parts) out.add(part);
        return true;
      }
    }
    if (p.state !== 'ready') return false;
    out.add(p);
    return true;
  }

  #build(p: Patch): void {
    p.state = 'queued';
    const steps = function* (this: Ground): Generator<void, void> {
      const skirt = 0.1 + 0.008 * p.size;
      const data = patchMesh(this.#city.terrain, p.x, p.y, p.size, skirt);
      yield;
      if (!data) {
        p.state = 'empty';
        return;
      }
      p.picture = this.#picture(p);
      const geometry = new BufferGeometry();
      geometry.setAttribute('position', new BufferAttribute(data.positions, 3));
      geometry.setAttribute('normal', new BufferAttribute(data.normals, 4, true));
      geometry.setIndex(this.#index);
      p.box = new Box3(
        new Vector3(p.x, p.y, data.minZ),
        new Vector3(p.x + p.size, p.y + p.size, data.maxZ),
      );
      const half = p.size / 2;
      geometry.boundingSphere = new Sphere(
        new Vector3(half, half, (data.minZ + data.maxZ) / 2),
        Math.hypot(half, half, (data.maxZ - data.minZ) / 2 + 4),
      );
      p.mesh = new Mesh(geometry);
      p.mesh.userData['picture'] = true;
      p.mesh.position.set(p.x - this.#origin.x, p.y - this.#origin.y, 0);
      p.mesh.onBeforeRender = (_r, _s, _c, _g, material) => {
        this.#uniforms.uPicture.value = p.picture;
        this.#uniforms.uPatchM.value = p.size;
        // Skirts would show through clear ground; opaque ground needs them.
        geometry.setDrawRange(0, this.#opacity < 0.995 ? SURFACE_INDICES : Infinity);
        (material as ShaderMaterial).uniformsNeedUpdate = true;
      };
      p.state = 'ready';
      this.#ready.add(p);
      this.#dress(p);
    }.call(this);
    this.#queue.add({
      priority: () => p.box.distanceToPoint(this.#eye) - 200 + 30 * Math.log2(this.#leafM / p.size),
      steps,
    });
  }

  #picture(p: Patch): CanvasTexture<OffscreenCanvas> {
    const canvas = this.#painter.paint(
      { minX: p.x, minY: p.y, maxX: p.x + p.size, maxY: p.y + p.size },
      this.#look,
    );
    const t = new CanvasTexture(canvas);
    t.minFilter = LinearMipmapLinearFilter;
    t.magFilter = LinearFilter;
    t.anisotropy = 4;
    return t;
  }

  #repaint(p: Patch): void {
    p.picture?.dispose();
    p.picture = this.#picture(p);
  }

  #dress(p: Patch): void {
    if (!p.mesh) return;
    const pair = this.#opacity < 0.995 ? this.#materials.clear : this.#materials.opaque;
    p.mesh.material = pair.draw;
    p.mesh.userData['pick'] = this.#visible ? pair.pick : null;
    p.mesh.renderOrder = this.#opacity < 0.995 ? 10 : 0;
  }

  #show(p: Patch, shown: boolean): void {
    if (!p.mesh) return;
    if (shown) {
      this.#drawn.add(p);
      this.root.add(p.mesh);
    } else {
      this.#drawn.delete(p);
      this.root.remove(p.mesh);
    }
    this.#follower.patchShown(p.mesh.geometry, p.x, p.y, p.size, shown);
  }

  #forget(): void {
    if (this.#ready.size <= this.#drawn.size + KEPT_PATCHES) return;
    const idle = [...this.#ready]
      .filter((p) => !this.#drawn.has(p) && p.lastUsed < this.#clock)
      .toSorted((a, b) => a.lastUsed - b.lastUsed);
    for (const p of idle.slice(0, this.#ready.size - this.#drawn.size - KEPT_PATCHES)) {
      // The index belongs to all patches: taken off first, it survives this one.
      p.mesh?.geometry.setIndex(null);
      this.#drop(p);
      p.state = 'none';
    }
  }

  #drop(p: Patch): void {
    if (this.#drawn.has(p)) this.#show(p, false);
    if (p.mesh) this.#follower.patchDropped(p.mesh.geometry);
    p.mesh?.geometry.dispose();
    p.picture?.dispose();
    p.mesh = null;
    p.picture = null;
    this.#ready.delete(p);
  }
}

function newPatch(x: number, y: number, size: number): Patch {
  return {
    x,
    y,
    size,
    mesh: null,
    picture: null,
    children: null,
    state: 'none',
    box: new Box3(new Vector3(x, y, 0), new Vector3(x + size, y + size, 0)),
    lastUsed: 0,
  };
}
