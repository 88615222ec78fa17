import {
  BoundingSphere,
  Buffer,
  BufferUsage,
  Cartesian2,
  Cartesian3,
  ComponentDatatype,
  DrawCommand,
  IndexDatatype,
  Pass,
  PixelDatatype,
  PixelFormat,
  ShaderProgram,
  Texture,
  VertexArray,
  type Context,
  type FrameState,
  type Matrix4,
  type OwnPrimitive,
  type UniformMap,
} from 'cesium';
import type { Frame, Field } from '../../../src/domain/frame';
import type { Grid } from '../../../src/domain/grid';
import { colourTable, differenceTable } from '../../shared/colourMaps';
import { SAME_DEPTH_M, WET_DEPTH_M } from '../../shared/legend';
import type { ShownFrame } from '../../shared/scene';
import { filmState } from '../gl/renderStates';
import type { LocalAxes } from '../localAxes';
import type { Look } from '../look';
import { FieldTexture } from './fieldTexture';
import type { FloodBase } from './floodBase';
import { FLOOD_FS, FLOOD_LOCATIONS, FLOOD_VS } from './floodShaders';
import { dirtyBands, markWet, patchCounts, PATCH_CELLS } from './wetPatches';

/** Beyond these distances of the eye the surface is drawn with every 2nd or 4th vertex. */
const COARSE_FROM_M = [1800, 4500] as const;

/** A depth field and the texture that holds it. */
interface Slot {
  readonly texture: FieldTexture;
  readonly wet: Uint8Array;
  /** The array whose values the texture holds (not a copy of it). */
  values: Float32Array | null;
}

interface Patch {
  readonly centre: Cartesian3;
  readonly radiusM: number;
  readonly commands: readonly DrawCommand[];
}

/**
 * The water of a flood run: a displaced surface over the wet part of the field's grid, coloured by
 * depth, with darts along the flow. Two depth textures and a mix give smooth time between frames.
 */
export class FloodSurface implements OwnPrimitive {
  show = true;
  opacity = 1;
  depthMaxM = 2;
  private slots: [Slot, Slot];
  private readonly speed: [FieldTexture, FieldTexture] | null;
  private speedValues: Float32Array | null = null;
  private hasSpeed = false;
  private readonly bed: FieldTexture;
  private readonly level: FieldTexture;
  private readonly colours: Texture;
  private readonly differenceColours: Texture;
  /** Made with the first frame that has one. */
  private difference: FieldTexture | null = null;
  private hasDifference = false;
  private readonly program: ShaderProgram;
  private readonly vertexArrays: VertexArray[];
  private readonly patches: Patch[];
  private mix = 0;
  private timeS = 0;
  private shown = false;
  private destroyed = false;

  /** `grid`: no larger than a texture may be. */
  constructor(
    private readonly context: Context,
    readonly grid: Grid,
    base: FloodBase,
    axes: LocalAxes,
    private readonly look: Look,
    withSpeed: boolean,
  ) {
    this.slots = [makeSlot(context, grid), makeSlot(context, grid)];
    this.speed = withSpeed
      ? [new FieldTexture(context, grid), new FieldTexture(context, grid)]
      : null;
    this.bed = new FieldTexture(context, grid);
    this.bed.upload(base.bed);
    this.level = new FieldTexture(context, grid);
    this.level.upload(base.level);
    this.colours = lookup(context, colourTable('depth'));
    this.differenceColours = lookup(context, differenceTable());
    this.program = ShaderProgram.fromCache({
      context,
      vertexShaderSource: FLOOD_VS,
      fragmentShaderSource: FLOOD_FS,
      attributeLocations: { ...FLOOD_LOCATIONS },
    });
    this.vertexArrays = [1, 2, 4].map((step) => patchGeometry(context, step));
    this.patches = this.makePatches(base, axes);
  }

  /** Shows a frame, or a mix of two. Fields on another grid are refused by the caller. */
  set(shown: ShownFrame): void {
    const now = fieldOf(shown.frame, 'depth');
    if (!now) return;
    const next = (shown.next && fieldOf(shown.next, 'depth')) ?? now;
    // Playing on: what was the next frame is now the first, and lies on the GPU already.
    if (this.slots[1].values === now.values) this.slots = [this.slots[1], this.slots[0]];
    this.fill(this.slots[0], now.values);
    this.fill(this.slots[1], next.values);
    this.fillSpeed(shown.frame);
    this.fillDifference(shown.frame);
    this.mix = next === now ? 0 : shown.mix;
    const nextS = shown.next?.timeS ?? shown.frame.timeS;
    this.timeS = shown.frame.timeS + (nextS - shown.frame.timeS) * shown.mix;
    this.shown = true;
  }

  update(frameState: FrameState): void {
    if (!this.show || !this.shown || !frameState.passes.render) return;
    const eye = frameState.camera.positionWC;
    let nearest = Infinity;
    const wet: Patch[] = [];
    const [a, b] = [this.slots[0].wet, this.slots[1].wet];
    for (let i = 0; i < this.patches.length; i++) {
      if (a[i] === 0 && (this.mix === 0 || b[i] === 0)) continue;
      const patch = this.patches[i]!;
      nearest = Math.min(nearest, Cartesian3.distance(eye, patch.centre) - patch.radiusM);
      wet.push(patch);
    }
    // One step for all patches: neighbours with different steps would show cracks.
    const step = nearest < COARSE_FROM_M[0] ? 0 : nearest < COARSE_FROM_M[1] ? 1 : 2;
    for (const patch of wet) frameState.commandList.push(patch.commands[step]!);
  }

  isDestroyed(): boolean {
    return this.destroyed;
  }

  destroy(): void {
    for (const s of this.slots) s.texture.destroy();
    for (const t of this.speed ?? []) t.destroy();
    this.bed.destroy();
    this.level.destroy();
    this.colours.destroy();
    this.differenceColours.destroy();
    this.difference?.destroy();
    this.program.destroy();
    for (const v of this.vertexArrays) v.destroy();
    this.destroyed = true;
  }

  private fill(slot: Slot, values: Float32Array): void {
    if (slot.values === values) return;
    const before = slot.wet.slice();
    markWet(values, this.grid, slot.wet);
    for (const [from, to] of dirtyBands(before, slot.wet, this.grid))
      slot.texture.upload(values, from, to);
    slot.values = values;
  }

  private fillSpeed(frame: Frame): void {
    const x = fieldOf(frame, 'velocityX');
    const y = fieldOf(frame, 'velocityY');
    this.hasSpeed = this.speed !== null && x !== undefined && y !== undefined;
    if (!this.speed || !x || !y || this.speedValues === x.values) return;
    this.speedValues = x.values;
    const wet = this.slots[0].wet;
    for (const [from, to] of dirtyBands(wet, wet, this.grid)) {
      this.speed[0].upload(x.values, from, to);
      this.speed[1].upload(y.values, from, to);
    }
  }

  /** A frame with a difference is coloured by it instead of by depth. */
  private fillDifference(frame: Frame): void {
    const field = fieldOf(frame, 'difference');
    this.hasDifference = field !== undefined;
    if (!field) return;
    this.difference ??= new FieldTexture(this.context, this.grid);
    this.difference.upload(field.values);
  }

  private makePatches(base: FloodBase, axes: LocalAxes): Patch[] {
    const { cols, rows, cellSizeM, x0, y0 } = this.grid;
    const counts = patchCounts(this.grid);
    const shared = this.uniforms();
    const patches: Patch[] = [];
    for (let pr = 0; pr < counts.rows; pr++) {
      for (let pc = 0; pc < counts.cols; pc++) {
        const c0 = pc * PATCH_CELLS;
        const r0 = pr * PATCH_CELLS;
        const c1 = Math.min(cols - 1, c0 + PATCH_CELLS);
        const r1 = Math.min(rows - 1, r0 + PATCH_CELLS);
        const [low, high] = rangeOf(base.bed, cols, c0, r0, c1, r1);
        const origin = [
          x0 + ((c0 + c1 + 1) / 2) * cellSizeM,
          y0 + ((r0 + r1 + 1) / 2) * cellSizeM,
          (low + high) / 2,
        ] as const;
        const flat = Math.hypot(c1 - c0, r1 - r0) * cellSizeM * 0.5;
        const centre = axes.point(...origin);
        // Room above the ground for the deepest water there may be.
        const radiusM = Math.hypot(flat, (high - low) / 2 + 10);
        const own = { ...shared, ...patchUniforms(c0, r0, origin) };
        const matrix = axes.matrix(origin);
        const commands = this.vertexArrays.map((va) =>
          this.command(va, own, matrix, centre, radiusM),
        );
        patches.push({ centre, radiusM, commands });
      }
    }
    return patches;
  }

  private command(
    vertexArray: VertexArray,
    uniformMap: UniformMap,
    modelMatrix: Matrix4,
    centre: Cartesian3,
    radiusM: number,
  ): DrawCommand {
    return new DrawCommand({
      boundingVolume: new BoundingSphere(centre, radiusM),
      modelMatrix,
      vertexArray,
      shaderProgram: this.program,
      uniformMap,
      renderState: filmState(),
      pass: Pass.TRANSLUCENT,
      owner: this,
    });
  }

  private uniforms(): UniformMap {
    const size = new Cartesian2(this.grid.cols, this.grid.rows);
    const place = new Cartesian3(this.grid.x0, this.grid.y0, this.grid.cellSizeM);
    return {
      ...this.look.uniforms(),
      u_depthA: () => this.slots[0].texture.texture,
      u_depthB: () => this.slots[1].texture.texture,
      u_bed: () => this.bed.texture,
      u_level: () => this.level.texture,
      u_speedX: () => (this.speed?.[0] ?? this.bed).texture,
      u_speedY: () => (this.speed?.[1] ?? this.bed).texture,
      u_colours: () => this.colours,
      u_hasSpeed: () => this.hasSpeed,
      u_difference: () => (this.difference ?? this.bed).texture,
      u_differenceColours: () => this.differenceColours,
      u_hasDifference: () => this.hasDifference,
      u_sameM: () => SAME_DEPTH_M,
      u_mix: () => this.mix,
      u_size: () => size,
      u_gridM: () => place,
      u_depthMaxM: () => this.depthMaxM,
      u_wetM: () => WET_DEPTH_M,
      u_timeS: () => this.timeS,
      u_opacity: () => this.opacity,
    };
  }
}

/** A row of colours to look up. */
function lookup(context: Context, table: Uint8Array): Texture {
  return new Texture({
    context,
    width: table.length / 4,
    height: 1,
    pixelFormat: PixelFormat.RGBA,
    pixelDatatype: PixelDatatype.UNSIGNED_BYTE,
    flipY: false,
    source: { width: table.length / 4, height: 1, arrayBufferView: table },
  });
}

/** The field of a name in a frame. */
export function fieldOf(frame: Frame, name: string): Field | undefined {
  return frame.fields.find((f) => f.name === name);
}

function makeSlot(context: Context, grid: Grid): Slot {
  const counts = patchCounts(grid);
  return {
    texture: new FieldTexture(context, grid),
    wet: new Uint8Array(counts.cols * counts.rows),
    values: null,
  };
}

function patchUniforms(
  c0: number,
  r0: number,
  origin: readonly [number, number, number],
): UniformMap {
  const first = new Cartesian2(c0, r0);
  const at = new Cartesian3(...origin);
  return { u_firstCell: () => first, u_originM: () => at };
}

/** Vertices of a patch at every `step`-th cell, from 0 to PATCH_CELLS inclusive. */
function patchGeometry(context: Context, step: number): VertexArray {
  const n = PATCH_CELLS / step;
  const cells = new Float32Array((n + 1) * (n + 1) * 2);
  for (let j = 0; j <= n; j++) {
    for (let i = 0; i <= n; i++) {
      cells[(j * (n + 1) + i) * 2] = i * step;
      cells[(j * (n + 1) + i) * 2 + 1] = j * step;
    }
  }
  const indices = new Uint16Array(n * n * 6);
  let k = 0;
  for (let j = 0; j < n; j++) {
    for (let i = 0; i < n; i++) {
      const a = j * (n + 1) + i;
      indices.set([a, a + 1, a + n + 1, a + 1, a + n + 2, a + n + 1], k);
      k += 6;
    }
  }
  return new VertexArray({
    context,
    attributes: [
      {
        index: FLOOD_LOCATIONS.cell,
        vertexBuffer: Buffer.createVertexBuffer({
          context,
          typedArray: cells,
          usage: BufferUsage.STATIC_DRAW,
        }),
        componentsPerAttribute: 2,
        componentDatatype: ComponentDatatype.FLOAT,
      },
    ],
    indexBuffer: Buffer.createIndexBuffer({
      context,
      typedArray: indices,
      usage: BufferUsage.STATIC_DRAW,
      indexDatatype: IndexDatatype.UNSIGNED_SHORT,
    }),
  });
}

function rangeOf(
  values: Float32Array,
  cols: number,
  c0: number,
  r0: number,
  c1: number,
  r1: number,
): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (let r = r0; r <= r1; r++) {
    for (let c = c0; c <= c1; c++) {
      const v = values[r * cols + c]!;
      low = Math.min(low, v);
      high = Math.max(high, v);
    }
  }
  return [low, high];
}
