import {
  BoundingSphere,
  Buffer,
  BufferUsage,
  Cartesian3,
  ComponentDatatype,
  DrawCommand,
  IndexDatatype,
  ShaderProgram,
  VertexArray,
  type Context,
  type FrameState,
  type Matrix4,
  type OwnPrimitive,
  type PickId,
  type RenderState,
  type UniformMap,
} from 'cesium';

/** One vertex or instance attribute in a buffer of its own. */
interface AttributeData {
  readonly location: number;
  readonly data: Float32Array | Int8Array | Uint8Array | Uint16Array;
  readonly components: number;
  readonly normalize?: boolean;
  readonly perInstance?: boolean;
}

/** Geometry of a chunk as it goes to the GPU. */
export interface ChunkGeometry {
  readonly attributes: readonly AttributeData[];
  readonly indices: Uint16Array | Uint32Array;
  /** Absent: drawn once without instancing. */
  readonly instanceCount?: number;
}

/** A piece of a layer: culled, uploaded and released on its own. */
export interface Chunk {
  readonly matrix: Matrix4;
  readonly centre: Cartesian3;
  readonly radiusM: number;
  /** Geometry for an eye `distanceM` away, or null where it is too far to be drawn. Levels are told apart by `key`. */
  geometry(distanceM: number): { readonly key: string; readonly make: () => ChunkGeometry } | null;
  /** Farthest eye for which the chunk casts shadows, m; absent: as far as they reach. */
  readonly shadowsToM?: number;
  /** Uniforms of this chunk besides the layer's. */
  readonly uniforms?: UniformMap;
  /** Thing behind each feature index; where absent nothing can be picked. */
  readonly features?: Uint32Array;
  readonly featuresPerInstance?: boolean;
}

/** What all chunks of a layer share. */
export interface LayerSpec {
  readonly vertexShader: string;
  readonly fragmentShader: string;
  readonly locations: Readonly<Record<string, number>>;
  readonly uniforms: UniformMap;
  readonly renderState: () => RenderState;
  readonly pass: number;
  readonly castShadows?: boolean;
  readonly receiveShadows?: boolean;
  /** Id of a feature; given, the layer can be picked (attribute `pickColour`, varying `v_pick`). */
  readonly idOf?: (feature: number) => object;
}

/** Chunks not drawn for this many rendered frames give their buffers back. */
const RELEASE_AFTER_FRAMES = 300;

interface Live {
  readonly key: string;
  readonly command: DrawCommand;
  readonly bytes: number;
}

/**
 * A Cesium primitive of our own: draws chunks with one shader, uploads each when it is first seen and
 * releases it when it has not been seen for long.
 */
export class ChunkLayer implements OwnPrimitive {
  show = true;
  private readonly chunks = new Map<
    Chunk,
    { live: Live | null; seen: number; picks: Uint8Array | null }
  >();
  private readonly pickIds = new Map<number, PickId>();
  private program: ShaderProgram | null = null;
  private destroyed = false;
  private doomed: Live[] = [];
  private castShadows: boolean;

  constructor(private readonly spec: LayerSpec) {
    this.castShadows = spec.castShadows ?? false;
  }

  /** Chunks that lie on the GPU now. */
  get liveChunks(): number {
    let n = 0;
    for (const c of this.chunks.values()) if (c.live) n++;
    return n;
  }

  add(chunk: Chunk): void {
    this.chunks.set(chunk, { live: null, seen: 0, picks: null });
  }

  clear(): void {
    for (const c of this.chunks.values()) if (c.live) this.doomed.push(c.live);
    this.chunks.clear();
    for (const p of this.pickIds.values()) p.destroy();
    this.pickIds.clear();
  }

  /** Colour by which a feature is picked, 0–1, or null where it has never been drawn. */
  pickColour(feature: number): PickId['color'] | null {
    return this.pickIds.get(feature)?.color ?? null;
  }

  update(frameState: FrameState): void {
    for (const live of this.doomed) live.command.vertexArray.destroy();
    this.doomed = [];
    if (!this.show || !(frameState.passes.render || frameState.passes.pick)) return;
    const eye = frameState.camera.positionWC;
    for (const [chunk, state] of this.chunks) {
      const distance = Math.max(0, Cartesian3.distance(eye, chunk.centre) - chunk.radiusM);
      const wanted = chunk.geometry(distance);
      if (!wanted) {
        this.release(state, frameState.frameNumber);
        continue;
      }
      if (state.live?.key !== wanted.key) {
        if (state.live) state.live.command.vertexArray.destroy();
        state.live = this.upload(frameState.context, chunk, wanted.key, wanted.make(), state);
      }
      state.seen = frameState.frameNumber;
      state.live.command.castShadows =
        this.castShadows && distance <= (chunk.shadowsToM ?? Infinity);
      frameState.commandList.push(state.live.command);
    }
  }

  isDestroyed(): boolean {
    return this.destroyed;
  }

  destroy(): void {
    this.clear();
    for (const live of this.doomed) live.command.vertexArray.destroy();
    this.doomed = [];
    this.program?.destroy();
    this.program = null;
    this.destroyed = true;
  }

  private release(state: { live: Live | null; seen: number }, frame: number): void {
    if (!state.live || frame - state.seen < RELEASE_AFTER_FRAMES) return;
    state.live.command.vertexArray.destroy();
    state.live = null;
  }

  private upload(
    context: Context,
    chunk: Chunk,
    key: string,
    geometry: ChunkGeometry,
    state: { picks: Uint8Array | null },
  ): Live {
    const spec = this.spec;
    this.program ??= ShaderProgram.fromCache({
      context,
      vertexShaderSource: spec.vertexShader,
      fragmentShaderSource: spec.fragmentShader,
      attributeLocations: { ...spec.locations },
    });
    const attributes = [...geometry.attributes];
    if (spec.idOf && chunk.features) {
      state.picks ??= this.pickColours(context, chunk.features, spec.idOf);
      attributes.push({
        location: spec.locations['pickColour']!,
        data: state.picks,
        components: 4,
        normalize: true,
        perInstance: chunk.featuresPerInstance ?? false,
      });
    }
    let bytes = geometry.indices.byteLength;
    const vertexArray = new VertexArray({
      context,
      attributes: attributes.map((a) => {
        bytes += a.data.byteLength;
        return {
          index: a.location,
          vertexBuffer: Buffer.createVertexBuffer({
            context,
            typedArray: a.data,
            usage: BufferUsage.STATIC_DRAW,
          }),
          componentsPerAttribute: a.components,
          componentDatatype: datatypeOf(a.data),
          normalize: a.normalize ?? false,
          instanceDivisor: a.perInstance ? 1 : 0,
        };
      }),
      indexBuffer: Buffer.createIndexBuffer({
        context,
        typedArray: geometry.indices,
        usage: BufferUsage.STATIC_DRAW,
        indexDatatype:
          geometry.indices instanceof Uint16Array
            ? IndexDatatype.UNSIGNED_SHORT
            : IndexDatatype.UNSIGNED_INT,
      }),
    });
    const command = new DrawCommand({
      boundingVolume: new BoundingSphere(chunk.centre, chunk.radiusM),
      modelMatrix: chunk.matrix,
      vertexArray,
      count: geometry.indices.length,
      instanceCount: geometry.instanceCount ?? 0,
      shaderProgram: this.program,
      uniformMap: { ...spec.uniforms, ...chunk.uniforms },
      renderState: spec.renderState(),
      pass: spec.pass,
      owner: this,
      castShadows: this.castShadows,
      receiveShadows: spec.receiveShadows ?? false,
      ...(spec.idOf && { pickId: 'v_pick' }),
    });
    return { key, command, bytes };
  }

  private pickColours(
    context: Context,
    features: Uint32Array,
    idOf: (f: number) => object,
  ): Uint8Array {
    const out = new Uint8Array(features.length * 4);
    for (let i = 0; i < features.length; i++) {
      const f = features[i]!;
      let id = this.pickIds.get(f);
      if (!id) this.pickIds.set(f, (id = context.createPickId(idOf(f))));
      const { red, green, blue, alpha } = id.color;
      out[i * 4] = Math.round(red * 255);
      out[i * 4 + 1] = Math.round(green * 255);
      out[i * 4 + 2] = Math.round(blue * 255);
      out[i * 4 + 3] = Math.round(alpha * 255);
    }
    return out;
  }
}

function datatypeOf(data: AttributeData['data']): ComponentDatatype {
  if (data instanceof Float32Array) return ComponentDatatype.FLOAT;
  if (data instanceof Int8Array) return ComponentDatatype.BYTE;
  if (data instanceof Uint16Array) return ComponentDatatype.UNSIGNED_SHORT;
  return ComponentDatatype.UNSIGNED_BYTE;
}
