/** Doubles in one slab: 512 KiB. */
const SLAB_LENGTH = 1 << 16;

/**
 * Hands out the coordinate arrays of a City as windows of few large buffers, so that a hundred
 * thousand rings cross a worker boundary as a handful of transfers.
 */
export class CoordinateSlab {
  private slab = new Float64Array(SLAB_LENGTH);
  private used = 0;

  /** A copy of the numbers, in a slab. */
  keep(numbers: ArrayLike<number>): Float64Array {
    const { length } = numbers;
    if (length > SLAB_LENGTH / 4) return Float64Array.from(numbers);
    if (this.used + length > SLAB_LENGTH) {
      this.slab = new Float64Array(SLAB_LENGTH);
      this.used = 0;
    }
    const view = this.slab.subarray(this.used, this.used + length);
    view.set(numbers);
    this.used += length;
    return view;
  }
}
