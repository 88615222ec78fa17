import type { Tracks } from '../../src/domain/frame';
import type { ShownFrame } from './scene';

/** Longest way a point may go between two frames and still be drawn in between, m; beyond, it is a new one. */
const LEAP_M = 400;

/** Numbers per instance: x, y, z, heading, class code. */
export const INSTANCE_STRIDE = 5;

/**
 * The points of a moment, between two frames, as instances for a shader. Points are matched by id;
 * one that only the first frame has stands still until the second is shown. The map of the second
 * frame is kept while it is the same.
 */
export class MovingPoints {
  private rowOf: Map<number, number> | null = null;
  private rowsOf: Tracks | null = null;
  private data = new Float32Array(0);
  /** Instances filled by the last `set`. */
  count = 0;

  /**
   * Instances of a moment, in metres from `origin`. `groundAt` gives the ground where a point carries
   * no height (NaN). The array is used again by the next call.
   */
  set(
    { frame, next, mix }: ShownFrame,
    name: string,
    origin: readonly [number, number, number],
    groundAt: (x: number, y: number) => number,
  ): Float32Array {
    const now = frame.tracks.find((t) => t.name === name);
    const then = mix > 0 ? next?.tracks.find((t) => t.name === name) : undefined;
    this.count = now?.ids.length ?? 0;
    if (!now) return this.data;
    if (this.data.length < this.count * INSTANCE_STRIDE) {
      this.data = new Float32Array(2 ** Math.ceil(Math.log2(this.count * INSTANCE_STRIDE)));
    }
    if (then && this.rowsOf !== then) {
      this.rowsOf = then;
      this.rowOf = new Map(Array.from(then.ids, (id, row) => [id, row]));
    }
    for (let i = 0; i < this.count; i++) {
      let x = now.positions[3 * i]!;
      let y = now.positions[3 * i + 1]!;
      let z = now.positions[3 * i + 2]!;
      let heading = now.headings[i]!;
      const row = then && this.rowOf!.get(now.ids[i]!);
      if (then && row !== undefined) {
        const dx = then.positions[3 * row]! - x;
        const dy = then.positions[3 * row + 1]! - y;
        if (dx * dx + dy * dy < LEAP_M * LEAP_M) {
          x += dx * mix;
          y += dy * mix;
          z += (then.positions[3 * row + 2]! - z) * mix;
          heading += turnBetween(heading, then.headings[row]!) * mix;
        }
      }
      const at = i * INSTANCE_STRIDE;
      this.data[at] = x - origin[0];
      this.data[at + 1] = y - origin[1];
      this.data[at + 2] = (Number.isNaN(z) ? groundAt(x, y) : z) - origin[2];
      this.data[at + 3] = heading;
      this.data[at + 4] = now.classes[i]!;
    }
    return this.data;
  }
}

/** The shorter way round from one heading to another, radians. */
function turnBetween(from: number, to: number): number {
  const turn = (to - from) % (2 * Math.PI);
  if (turn > Math.PI) return turn - 2 * Math.PI;
  return turn < -Math.PI ? turn + 2 * Math.PI : turn;
}
