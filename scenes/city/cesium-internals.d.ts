// Exports of Cesium 1.140 that exist at run time but not in its types. The version is pinned and a
// browser test draws with every one of them; look here first when Cesium is raised.
declare module 'cesium' {
  /** Renderer/Context: owns the WebGL context and its caches. */
  export interface Context {
    readonly _gl: WebGL2RenderingContext;
    readonly webgl2: boolean;
    readonly uniformState: { readonly sunDirectionWC: Cartesian3 };
    createPickId(object: object): PickId;
  }

  export interface PickId {
    readonly key: number;
    readonly color: Color;
    destroy(): void;
  }

  /** What a primitive is handed in `update`. */
  export interface FrameState {
    readonly context: Context;
    readonly commandList: DrawCommand[];
    readonly camera: Camera;
    readonly frameNumber: number;
    readonly passes: { readonly render: boolean; readonly pick: boolean };
    readonly afterRender: (() => void)[];
  }

  /** The part of Scene's private state that lets us drive it without CesiumWidget. */
  export interface Scene {
    readonly context: Context;
    readonly frameState: FrameState;
    pixelRatio: number;
    /** Whether the next `render` draws; `requestRender` sets it. */
    _renderRequested: boolean;
    initializeFrame(): void;
  }

  /** Tiles wanted since the last drawn frame; `needsLoading` until they can be drawn. */
  type LoadQueue = readonly { readonly needsLoading: boolean }[];

  export interface Globe {
    readonly _surface: {
      /** Milliseconds per call in which loaded tiles are made ready. */
      _loadQueueTimeSlice: number;
      readonly _tileLoadQueueHigh: LoadQueue;
      readonly _tileLoadQueueMedium: LoadQueue;
      readonly _tileLoadQueueLow: LoadQueue;
    };
    /** Makes ready what arrived for the tiles chosen in the last drawn frame. */
    endFrame(frameState: FrameState): void;
  }

  export interface Cesium3DTileset {
    /** Frame in which the tileset's clipping planes are given. */
    readonly clippingPlanesOriginMatrix: Matrix4;
    readonly statistics: { readonly numberOfLoadedTilesTotal: number };
  }

  export interface ShadowMap {
    readonly _primitiveBias: { normalOffsetScale: number; depthBias: number };
  }

  export interface SkyBox {
    show: boolean;
  }

  export interface UniformMap {
    [name: string]: () => unknown;
  }

  export class DrawCommand {
    constructor(options: {
      boundingVolume?: BoundingSphere;
      modelMatrix?: Matrix4;
      primitiveType?: PrimitiveType;
      vertexArray?: VertexArray;
      count?: number;
      offset?: number;
      instanceCount?: number;
      shaderProgram?: ShaderProgram;
      uniformMap?: UniformMap;
      renderState?: RenderState;
      pass?: number;
      owner?: object;
      pickId?: string;
      cull?: boolean;
      occlude?: boolean;
      castShadows?: boolean;
      receiveShadows?: boolean;
      pickOnly?: boolean;
    });
    boundingVolume: BoundingSphere;
    modelMatrix: Matrix4;
    vertexArray: VertexArray;
    instanceCount: number;
    castShadows: boolean;
    receiveShadows: boolean;
  }

  export const Pass: {
    readonly GLOBE: number;
    readonly OPAQUE: number;
    readonly TRANSLUCENT: number;
  };

  export class RenderState {
    static fromCache(state: object): RenderState;
  }

  export class ShaderProgram {
    static fromCache(options: {
      context: Context;
      vertexShaderSource: string;
      fragmentShaderSource: string;
      attributeLocations: Record<string, number>;
    }): ShaderProgram;
    destroy(): void;
  }

  export class Buffer {
    static createVertexBuffer(options: {
      context: Context;
      typedArray: ArrayBufferView;
      usage: number;
    }): Buffer;
    static createIndexBuffer(options: {
      context: Context;
      typedArray: ArrayBufferView;
      usage: number;
      indexDatatype: IndexDatatype;
    }): Buffer;
    readonly sizeInBytes: number;
    copyFromArrayView(view: ArrayBufferView, offsetInBytes?: number): void;
    /** False: the buffer outlives the vertex arrays it is part of. */
    vertexArrayDestroyable: boolean;
    isDestroyed(): boolean;
    destroy(): void;
  }

  export const BufferUsage: { readonly STATIC_DRAW: number; readonly DYNAMIC_DRAW: number };

  export class VertexArray {
    constructor(options: {
      context: Context;
      attributes: {
        index: number;
        vertexBuffer: Buffer;
        componentsPerAttribute: number;
        componentDatatype: ComponentDatatype;
        normalize?: boolean;
        offsetInBytes?: number;
        strideInBytes?: number;
        instanceDivisor?: number;
      }[];
      indexBuffer?: Buffer;
    });
    isDestroyed(): boolean;
    destroy(): void;
  }

  export class Sampler {
    constructor(options: {
      minificationFilter?: TextureMinificationFilter;
      magnificationFilter?: TextureMagnificationFilter;
    });
  }

  export class Texture {
    constructor(options: {
      context: Context;
      width: number;
      height: number;
      pixelFormat: PixelFormat;
      pixelDatatype: PixelDatatype;
      flipY: boolean;
      sampler?: Sampler;
      source?: { width: number; height: number; arrayBufferView: ArrayBufferView };
    });
    readonly width: number;
    readonly height: number;
    copyFrom(options: {
      xOffset?: number;
      yOffset?: number;
      source: { width: number; height: number; arrayBufferView: ArrayBufferView };
    }): void;
    isDestroyed(): boolean;
    destroy(): void;
  }

  export const ContextLimits: { readonly maximumTextureSize: number };

  /** A primitive of our own, as PrimitiveCollection takes it. */
  export interface OwnPrimitive {
    show: boolean;
    update(frameState: FrameState): void;
    isDestroyed(): boolean;
    destroy(): void;
  }
}
