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
  type OwnPrimitive,
  type UniformMap,
} from 'cesium';
import type { Field } from '../../../src/domain/frame';
import { gridExtent, type Grid } from '../../../src/domain/grid';
import { colourTable } from '../../shared/colourMaps';
import type { ShownFrame } from '../../shared/scene';
import { FieldTexture } from '../flood/fieldTexture';
import { filmState } from '../gl/renderStates';
import type { LocalAxes } from '../localAxes';
import type { Look } from '../look';
import { AIR_FS, AIR_LOCATIONS, AIR_VS } from './airShaders';

/** Height of the film above the ground, m: over cars and kerbs, below the first floor. */
const FILM_HEIGHT_M = 2.5;

/** Vertices along the longer side at most, so that 16-bit indices do. */
const MOST_VERTICES = 255;

/** The concentration of one species near the ground, as a coloured film over the streets. */
export class AirSurface implements OwnPrimitive {
  show = true;
  opacity = 1;
  /** Value (in the field's unit) at which the colours saturate. */
  scaleMax: number;
  private readonly values: readonly [FieldTexture, FieldTexture];
  private readonly held: [Float32Array | null, Float32Array | null] = [null, null];
  private readonly bed: FieldTexture;
  private readonly colours: Texture;
  private readonly program: ShaderProgram;
  private readonly command: DrawCommand;
  private mix = 0;
  private shown = false;
  private destroyed = false;

  constructor(
    context: Context,
    readonly grid: Grid,
    bed: Float32Array,
    scaleMax: number,
    axes: LocalAxes,
    look: Look,
  ) {
    this.scaleMax = scaleMax;
    this.values = [new FieldTexture(context, grid), new FieldTexture(context, grid)];
    this.bed = new FieldTexture(context, grid);
    this.bed.upload(bed);
    this.colours = new Texture({
      context,
      width: 256,
      height: 1,
      pixelFormat: PixelFormat.RGBA,
      pixelDatatype: PixelDatatype.UNSIGNED_BYTE,
      flipY: false,
      source: { width: 256, height: 1, arrayBufferView: colourTable('concentration') },
    });
    this.program = ShaderProgram.fromCache({
      context,
      vertexShaderSource: AIR_VS,
      fragmentShaderSource: AIR_FS,
      attributeLocations: { ...AIR_LOCATIONS },
    });
    const { minX, minY, maxX, maxY } = gridExtent(grid);
    const origin = [(minX + maxX) / 2, (minY + maxY) / 2, mean(bed)] as const;
    this.command = new DrawCommand({
      boundingVolume: new BoundingSphere(
        axes.point(...origin),
        Math.hypot(maxX - minX, maxY - minY) / 2 + 200,
      ),
      modelMatrix: axes.matrix(origin),
      vertexArray: filmMesh(context, grid),
      shaderProgram: this.program,
      uniformMap: this.uniforms(look, origin),
      renderState: filmState(),
      pass: Pass.TRANSLUCENT,
      owner: this,
    });
  }

  /** Shows a field of a moment, or a mix of two. */
  set({ frame, next, mix }: ShownFrame, name: string): void {
    const now = named(frame.fields, name);
    const then = (next && named(next.fields, name)) ?? now;
    this.shown = now !== undefined;
    if (!now || !then) return;
    this.fill(0, now.values);
    this.fill(1, then.values);
    this.mix = then === now ? 0 : mix;
  }

  update(frameState: FrameState): void {
    if (this.show && this.shown && frameState.passes.render) {
      frameState.commandList.push(this.command);
    }
  }

  isDestroyed(): boolean {
    return this.destroyed;
  }

  destroy(): void {
    for (const t of [...this.values, this.bed, this.colours, this.program]) t.destroy();
    this.command.vertexArray.destroy();
    this.destroyed = true;
  }

  private fill(slot: 0 | 1, values: Float32Array): void {
    if (this.held[slot] === values) return;
    this.values[slot].upload(values);
    this.held[slot] = values;
  }

  private uniforms(look: Look, origin: readonly [number, number, number]): UniformMap {
    const { cols, rows, x0, y0, cellSizeM } = this.grid;
    const size = new Cartesian2(cols, rows);
    const place = new Cartesian3(x0, y0, cellSizeM);
    const at = new Cartesian3(...origin);
    return {
      ...look.uniforms(),
      u_valueA: () => this.values[0].texture,
      u_valueB: () => this.values[1].texture,
      u_bed: () => this.bed.texture,
      u_colours: () => this.colours,
      u_mix: () => this.mix,
      u_size: () => size,
      u_gridM: () => place,
      u_originM: () => at,
      u_heightM: () => FILM_HEIGHT_M,
      u_scaleMax: () => this.scaleMax,
      u_opacity: () => this.opacity,
    };
  }
}

function named(fields: readonly Field[], name: string): Field | undefined {
  return fields.find((f) => f.name === name);
}

function mean(values: Float32Array): number {
  let sum = 0;
  for (const v of values) sum += v;
  return sum / values.length;
}

/** Vertices on cell centres, at every n-th cell where the grid has more than the indices can count. */
function filmMesh(context: Context, { cols, rows }: Grid): VertexArray {
  const step = Math.ceil(Math.max(cols, rows) / MOST_VERTICES);
  const nx = Math.ceil((cols - 1) / step) + 1;
  const ny = Math.ceil((rows - 1) / step) + 1;
  const cells = new Float32Array(nx * ny * 2);
  for (let j = 0; j < ny; j++) {
    for (let i = 0; i < nx; i++) {
      cells[(j * nx + i) * 2] = i * step;
      cells[(j * nx + i) * 2 + 1] = j * step;
    }
  }
  const indices = new Uint16Array((nx - 1) * (ny - 1) * 6);
  let k = 0;
  for (let j = 0; j + 1 < ny; j++) {
    for (let i = 0; i + 1 < nx; i++) {
      const a = j * nx + i;
      indices.set([a, a + 1, a + nx, a + 1, a + nx + 1, a + nx], k);
      k += 6;
    }
  }
  return new VertexArray({
    context,
    attributes: [
      {
        index: AIR_LOCATIONS.cell,
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
