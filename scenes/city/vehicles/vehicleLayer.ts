import {
  BoundingSphere,
  Buffer,
  BufferUsage,
  Cartesian2,
  Cartesian4,
  ComponentDatatype,
  DrawCommand,
  IndexDatatype,
  Pass,
  ShaderProgram,
  VertexArray,
  type Context,
  type FrameState,
  type OwnPrimitive,
  type UniformMap,
} from 'cesium';
import type { City } from '../../../src/domain/city';
import { parseCssColour } from '../../shared/colourMaps';
import { INSTANCE_STRIDE, MovingPoints } from '../../shared/movingPoints';
import type { ShownFrame } from '../../shared/scene';
import { VEHICLE_LOOKS } from '../../shared/vehicles';
import { solidState } from '../gl/renderStates';
import type { LocalAxes } from '../localAxes';
import type { Look } from '../look';
import type { HeightField } from '../terrain/heightField';
import { VEHICLE_FS, VEHICLE_LOCATIONS, VEHICLE_VS } from './vehicleShaders';
import { vehicleMesh } from './vehicleMesh';

/** Name of the tracks that are vehicles. */
const VEHICLES = 'vehicles';

/** Instances the buffer has room for at first. */
const FIRST_CAPACITY = 4096;

/** Vehicles of a traffic run: one draw call for all, their places sent anew for each moment. */
export class VehicleLayer implements OwnPrimitive {
  show = true;
  private readonly points = new MovingPoints();
  private readonly origin: readonly [number, number, number];
  private readonly program: ShaderProgram;
  private readonly vertices: Buffer;
  private readonly indices: Buffer;
  private readonly indexCount: number;
  private readonly command: DrawCommand;
  private instances: Buffer;
  private capacity = FIRST_CAPACITY;
  private count = 0;
  private destroyed = false;

  constructor(
    private readonly context: Context,
    city: City,
    private readonly ground: HeightField,
    axes: LocalAxes,
    look: Look,
  ) {
    const { minX, minY, maxX, maxY } = city.extent;
    const [x, y] = [(minX + maxX) / 2, (minY + maxY) / 2];
    this.origin = [x, y, ground.at(x, y)];
    this.program = ShaderProgram.fromCache({
      context,
      vertexShaderSource: VEHICLE_VS,
      fragmentShaderSource: VEHICLE_FS,
      attributeLocations: { ...VEHICLE_LOCATIONS },
    });
    const mesh = vehicleMesh();
    this.indexCount = mesh.indices.length;
    this.vertices = kept(
      Buffer.createVertexBuffer({
        context,
        typedArray: mesh.positions,
        usage: BufferUsage.STATIC_DRAW,
      }),
    );
    this.indices = kept(
      Buffer.createIndexBuffer({
        context,
        typedArray: mesh.indices,
        usage: BufferUsage.STATIC_DRAW,
        indexDatatype: IndexDatatype.UNSIGNED_SHORT,
      }),
    );
    this.instances = this.instanceBuffer();
    this.command = new DrawCommand({
      boundingVolume: new BoundingSphere(
        axes.point(...this.origin),
        Math.hypot(maxX - minX, maxY - minY) / 2 + 200,
      ),
      modelMatrix: axes.matrix(this.origin),
      vertexArray: this.vertexArray(),
      count: this.indexCount,
      instanceCount: 0,
      shaderProgram: this.program,
      uniformMap: this.uniforms(look),
      renderState: solidState(),
      pass: Pass.OPAQUE,
      owner: this,
    });
  }

  /** Shows the vehicles of a moment; null: none. */
  set(shown: ShownFrame | null): void {
    this.count = 0;
    if (!shown) return;
    const data = this.points.set(shown, VEHICLES, this.origin, (x, y) => this.ground.at(x, y));
    this.count = this.points.count;
    if (this.count > this.capacity) this.grow();
    if (this.count > 0) {
      this.instances.copyFromArrayView(data.subarray(0, this.count * INSTANCE_STRIDE), 0);
    }
  }

  update(frameState: FrameState): void {
    if (!this.show || this.count === 0 || !frameState.passes.render) return;
    this.command.instanceCount = this.count;
    frameState.commandList.push(this.command);
  }

  isDestroyed(): boolean {
    return this.destroyed;
  }

  destroy(): void {
    this.command.vertexArray.destroy();
    this.program.destroy();
    for (const b of [this.vertices, this.indices, this.instances]) b.destroy();
    this.destroyed = true;
  }

  private grow(): void {
    this.capacity = 2 ** Math.ceil(Math.log2(this.count));
    this.command.vertexArray.destroy();
    this.instances.destroy();
    this.instances = this.instanceBuffer();
    this.command.vertexArray = this.vertexArray();
  }

  private instanceBuffer(): Buffer {
    return kept(
      Buffer.createVertexBuffer({
        context: this.context,
        typedArray: new Float32Array(this.capacity * INSTANCE_STRIDE),
        usage: BufferUsage.DYNAMIC_DRAW,
      }),
    );
  }

  private vertexArray(): VertexArray {
    const instance = (index: number, components: number, offset: number) => ({
      index,
      vertexBuffer: this.instances,
      componentsPerAttribute: components,
      componentDatatype: ComponentDatatype.FLOAT,
      offsetInBytes: offset * 4,
      strideInBytes: INSTANCE_STRIDE * 4,
      instanceDivisor: 1,
    });
    return new VertexArray({
      context: this.context,
      attributes: [
        {
          index: VEHICLE_LOCATIONS.position,
          vertexBuffer: this.vertices,
          componentsPerAttribute: 4,
          componentDatatype: ComponentDatatype.FLOAT,
        },
        instance(VEHICLE_LOCATIONS.place, 3, 0),
        instance(VEHICLE_LOCATIONS.heading, 1, 3),
        instance(VEHICLE_LOCATIONS.kind, 1, 4),
      ],
      indexBuffer: this.indices,
    });
  }

  private uniforms(look: Look): UniformMap {
    const looks = VEHICLE_LOOKS.flatMap((l) => {
      const [r, g, b] = parseCssColour(l.colour);
      return [
        new Cartesian4(l.lengthM, l.widthM, l.heightM, 0),
        new Cartesian4(r / 255, g / 255, b / 255, 1),
      ];
    });
    const middle = new Cartesian2(this.origin[0], this.origin[1]);
    return { ...look.uniforms(), u_looks: () => looks, u_middle: () => middle };
  }
}

/** A buffer that outlives the vertex arrays it is part of. */
function kept(buffer: Buffer): Buffer {
  buffer.vertexArrayDestroyable = false;
  return buffer;
}
