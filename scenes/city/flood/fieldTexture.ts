import {
  PixelDatatype,
  PixelFormat,
  Sampler,
  Texture,
  TextureMagnificationFilter,
  TextureMinificationFilter,
  type Context,
} from 'cesium';
import type { Grid } from '../../../src/domain/grid';

/**
 * One field on the GPU: an R32F texture that is kept and filled again. Row 0 of the texture is row 0 of
 * the grid (no flip: flipping a million floats costs twenty times the upload).
 */
export class FieldTexture {
  readonly texture: Texture;

  constructor(
    context: Context,
    private readonly grid: Grid,
  ) {
    this.texture = new Texture({
      context,
      width: grid.cols,
      height: grid.rows,
      pixelFormat: PixelFormat.RED,
      pixelDatatype: PixelDatatype.FLOAT,
      flipY: false,
      sampler: new Sampler({
        minificationFilter: TextureMinificationFilter.NEAREST,
        magnificationFilter: TextureMagnificationFilter.NEAREST,
      }),
      source: {
        width: grid.cols,
        height: grid.rows,
        arrayBufferView: new Float32Array(grid.cols * grid.rows),
      },
    });
  }

  /** Sends rows [from, to) of the values. */
  upload(values: Float32Array, from = 0, to = this.grid.rows): void {
    const { cols } = this.grid;
    this.texture.copyFrom({
      xOffset: 0,
      yOffset: from,
      source: {
        width: cols,
        height: to - from,
        arrayBufferView: values.subarray(from * cols, to * cols),
      },
    });
  }

  destroy(): void {
    this.texture.destroy();
  }
}
