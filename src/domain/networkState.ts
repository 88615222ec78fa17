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
  readonly #places = new WeakMap<readonly string[], Int32Array>();

  /** @param ids element ids, in the order results are wanted. */
  constructor(ids: readonly string[]) {
    this.#order = new Map(ids.map((id, i) => [id, i]));
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
}

function find(frame: Frame, name: string): Series | undefined {
  return frame.series.find((s) => s.name === name);
}

/**
 * Water levels at the start, the middle and the end of a pipe, m; all NaN where nothing is known.
 * At the ends it is the level of the nodes, but never under the pipe's own invert (a pipe that falls
 * freely into a chamber has no water standing in its mouth); in the middle the invert plus the
 * engine's own link depth where it gives one, else halfway between the ends. Levels above the crown
 * are pressure heads.
 *
 * @param invertFromM invert at the start, m
 * @param invertToM invert at the end, m
 * @param levelFromM level in the node at the start, m (NaN: unknown)
 * @param levelToM level in the node at the end, m (NaN: unknown)
 * @param depthM depth in the link, m (NaN: unknown)
 * @param out receives the three levels from index `at`
 */
export function linkLevels(
  invertFromM: number,
  invertToM: number,
  levelFromM: number,
  levelToM: number,
  depthM: number,
  out: Float32Array | Float64Array,
  at: number,
): void {
  // Where one end is unknown, the depth of the other end holds all along.
  const from = Number.isNaN(levelFromM) ? levelToM - invertToM : levelFromM - invertFromM;
  const to = Number.isNaN(levelToM) ? levelFromM - invertFromM : levelToM - invertToM;
  const middle = Number.isNaN(depthM) ? (Math.max(0, from) + Math.max(0, to)) / 2 : depthM;
  out[at] = invertFromM + (Number.isNaN(from) ? middle : Math.max(0, from));
  out[at + 1] = (invertFromM + invertToM) / 2 + middle;
  out[at + 2] = invertToM + (Number.isNaN(to) ? middle : Math.max(0, to));
}

/** Level between the three levels of `linkLevels` at a share 0–1 of the pipe's length. */
export function levelAlong(levels: Float32Array | Float64Array, at: number, share: number): number {
  const t = share * 2;
  return t < 1
    ? levels[at]! * (1 - t) + levels[at + 1]! * t
    : levels[at + 1]! * (2 - t) + levels[at + 2]! * (t - 1);
}
