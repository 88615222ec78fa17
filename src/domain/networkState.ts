import type { Frame, Series } from './frame';

/** A frame and the one after it with the share of time between them: 0 at `frame`, 1 at `next`. */
export interface FrameMoment {
  readonly frame: Frame;
  readonly next: Frame | null;
  readonly mix: number;
}

/**
 * Reads series of frames into the order of a fixed list of element ids. Elements a series does not
 * name get NaN. The place of every id is looked up once per series array and then remembered.
 */
export class SeriesReader {
  readonly #order: ReadonlyMap<string, number>;
  readonly #count: number;
  readonly #places = new WeakMap<readonly string[], Int32Array>();

  /** @param ids element ids, in the order results are wanted. */
  constructor(ids: readonly string[]) {
    this.#order = new Map(ids.map((id, i) => [id, i]));
    this.#count = ids.length;
  }

  /** Writes the series `name` at a moment into `out` (one value per id). False where no frame has it. */
  read(moment: FrameMoment, name: string, out: Float32Array): boolean {
    const now = find(moment.frame, name);
    const later = moment.next && moment.mix > 0 ? find(moment.next, name) : undefined;
    out.fill(Number.NaN);
    if (!now) return false;
    const places = this.#placesOf(now);
    // Frames of one run list the same ids in the same order: one walk serves both.
    const both = later?.values.length === now.values.length ? later : undefined;
    for (let i = 0; i < places.length; i++) {
      const at = places[i]!;
      if (at < 0) continue;
      const a = now.values[i]!;
      out[at] = both ? a + (both.values[i]! - a) * moment.mix : a;
    }
    return true;
  }

  #placesOf(series: Series): Int32Array {
    const known = this.#places.get(series.ids);
    if (known) return known;
    const places = new Int32Array(series.ids.length);
    for (let i = 0; i < places.length; i++) places[i] = this.#order.get(series.ids[i]!) ?? -1;
    this.#places.set(series.ids, places);
    return places;
  }

  get count(): number {
    return this.#count;
  }
}

function find(frame: Frame, name: string): Series | undefined {
  return frame.series.find((s) => s.name === name);
}
