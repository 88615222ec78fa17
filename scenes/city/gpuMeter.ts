/** What lives on the GPU and what the last frame drew, counted at the WebGL calls themselves. */
export interface GpuCounts {
  readonly textures: number;
  readonly buffers: number;
  readonly bytes: number;
}

type Gl = WebGL2RenderingContext;

/** Bytes per pixel of the internal formats Cesium uses; unknown ones count as four. */
const FORMAT_BYTES: Readonly<Record<number, number>> = {
  0x1903: 1, // RED
  0x8229: 1, // R8
  0x822b: 2, // RG8
  0x1907: 3, // RGB
  0x8051: 3, // RGB8
  0x822d: 2, // R16F
  0x822e: 4, // R32F
  0x8230: 8, // RG32F
  0x881a: 8, // RGBA16F
  0x8814: 16, // RGBA32F
};
const DEFAULT_BYTES = 4;

/**
 * Wraps the creating, filling, deleting and drawing calls of one WebGL context. Costs an addition per
 * call. Sizes are those asked for; drivers may round up.
 */
export class GpuMeter {
  drawCalls = 0;
  triangles = 0;
  private readonly textureBytes = new Map<WebGLTexture, number>();
  private readonly bufferBytes = new Map<WebGLBuffer, number>();
  private readonly bound = new Map<number, WebGLTexture | null>();
  private readonly boundBuffers = new Map<number, WebGLBuffer | null>();

  constructor(gl: Gl) {
    this.watchTextures(gl);
    this.watchBuffers(gl);
    this.watchDraws(gl);
  }

  startFrame(): void {
    this.drawCalls = 0;
    this.triangles = 0;
  }

  counts(): GpuCounts {
    let bytes = 0;
    for (const b of this.textureBytes.values()) bytes += b;
    for (const b of this.bufferBytes.values()) bytes += b;
    return { textures: this.textureBytes.size, buffers: this.bufferBytes.size, bytes };
  }

  /** The context is gone and everything in it. */
  forget(): void {
    this.textureBytes.clear();
    this.bufferBytes.clear();
  }

  private watchTextures(gl: Gl): void {
    after(gl, 'createTexture', (made) => made && this.textureBytes.set(made, 0));
    after(gl, 'deleteTexture', (_, t) => t && this.textureBytes.delete(t));
    after(gl, 'bindTexture', (_, target, t) => this.bound.set(target, t));
    const size = (target: number, format: number, w: number, h: number): void => {
      const cube =
        target >= gl.TEXTURE_CUBE_MAP_POSITIVE_X && target <= gl.TEXTURE_CUBE_MAP_NEGATIVE_Z;
      const t = this.bound.get(cube ? gl.TEXTURE_CUBE_MAP : target);
      const bytes = w * h * (FORMAT_BYTES[format] ?? DEFAULT_BYTES);
      if (t) this.textureBytes.set(t, cube ? this.textureBytes.get(t)! + bytes : bytes);
    };
    const inner = gl.texImage2D.bind(gl) as (...args: unknown[]) => void;
    gl.texImage2D = ((...args: unknown[]) => {
      inner(...args);
      if (args[1] !== 0) return;
      if (args.length >= 9)
        size(args[0] as number, args[2] as number, args[3] as number, args[4] as number);
      else {
        const source = args[5] as { width: number; height: number };
        size(args[0] as number, args[2] as number, source.width, source.height);
      }
    }) as Gl['texImage2D'];
    after(gl, 'texStorage2D', (_, target, _levels, format, w, h) => size(target, format, w, h));
  }

  private watchBuffers(gl: Gl): void {
    after(gl, 'createBuffer', (made) => made && this.bufferBytes.set(made, 0));
    after(gl, 'deleteBuffer', (_, b) => b && this.bufferBytes.delete(b));
    after(gl, 'bindBuffer', (_, target, b) => this.boundBuffers.set(target, b));
    const inner = gl.bufferData.bind(gl) as (...args: unknown[]) => void;
    gl.bufferData = ((target: number, data: number | ArrayBufferView, ...rest: unknown[]) => {
      inner(target, data, ...rest);
      const b = this.boundBuffers.get(target);
      if (b) this.bufferBytes.set(b, typeof data === 'number' ? data : data.byteLength);
    }) as Gl['bufferData'];
  }

  private watchDraws(gl: Gl): void {
    const drawn = (mode: number, count: number, copies: number): void => {
      this.drawCalls++;
      if (mode === gl.TRIANGLES) this.triangles += (count / 3) * copies;
      else if (mode === gl.TRIANGLE_STRIP || mode === gl.TRIANGLE_FAN)
        this.triangles += (count - 2) * copies;
    };
    after(gl, 'drawElements', (_, mode, count) => drawn(mode, count, 1));
    after(gl, 'drawArrays', (_, mode, _first, count) => drawn(mode, count, 1));
    after(gl, 'drawElementsInstanced', (_, mode, count, _type, _offset, n) =>
      drawn(mode, count, n),
    );
    after(gl, 'drawArraysInstanced', (_, mode, _first, count, n) => drawn(mode, count, n));
  }
}

type Method = {
  [K in keyof Gl]: Gl[K] extends (...args: never[]) => unknown ? K : never;
}[keyof Gl];

/** Calls `then` with the result and the arguments after each call of a method. */
function after<K extends Method>(
  gl: Gl,
  name: K,
  then: (result: ReturnType<Gl[K]>, ...args: Parameters<Gl[K]>) => void,
): void {
  const inner = (gl[name] as (...args: Parameters<Gl[K]>) => ReturnType<Gl[K]>).bind(gl);
  const outer = (...args: Parameters<Gl[K]>): ReturnType<Gl[K]> => {
    const result = inner(...args);
    then(result, ...args);
    return result;
  };
  (gl as unknown as Record<Method, unknown>)[name] = outer;
}
