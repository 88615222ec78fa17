/** Share of the time the GPU may spend on frames that show a City half loaded. */
const SHARE = 1 / 3;

/**
 * Knows when the GPU has finished the last frame, and how long it took: a fence behind the frame's
 * commands. A software rasteriser takes seconds for what hardware does in milliseconds.
 */
export class FramePace {
  private fence: WebGLSync | null = null;
  private drawnAtMs = 0;
  private tookMs = 0;

  constructor(private readonly gl: WebGL2RenderingContext) {}

  /** A frame was handed to the GPU. */
  drawn(): void {
    if (this.fence) this.gl.deleteSync(this.fence);
    this.fence = this.gl.fenceSync(this.gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
    this.gl.flush();
    this.drawnAtMs = performance.now();
  }

  /** True while the GPU has not finished the last frame. */
  behind(): boolean {
    const { gl, fence } = this;
    if (!fence) return false;
    if (gl.getSyncParameter(fence, gl.SYNC_STATUS) !== gl.SIGNALED) return true;
    gl.deleteSync(fence);
    this.fence = null;
    this.tookMs = performance.now() - this.drawnAtMs;
    return false;
  }

  /** Whether to draw now: when all is there, else when the next frame keeps the GPU's share. */
  due(waiting: boolean): boolean {
    if (this.behind()) return false;
    return !waiting || performance.now() - this.drawnAtMs >= this.tookMs / SHARE;
  }
}
