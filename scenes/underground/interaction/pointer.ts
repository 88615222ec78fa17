import type { Pick } from '../../../src/domain/view';

/** Looking up what lies under the pointer may take this share of the main thread. */
const HOVER_SHARE = 1 / 5;

/** Clicks told to listeners, and hovering looked up no oftener than the main thread can bear. */
export class Pointer {
  readonly #pick: (x: number, y: number) => Promise<Pick | null>;
  readonly #onHover: (pick: Pick | null) => void;
  readonly #listeners = new Set<(pick: Pick | null) => void>();
  #looking = false;
  /** No hover is looked up before this time, ms. */
  #hoverAfterMs = 0;

  constructor(
    pick: (x: number, y: number) => Promise<Pick | null>,
    onHover: (pick: Pick | null) => void,
  ) {
    this.#pick = pick;
    this.#onHover = onHover;
  }

  onPick(listener: (pick: Pick | null) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async click(x: number, y: number): Promise<void> {
    const pick = await this.#pick(x, y);
    for (const listener of this.#listeners) listener(pick);
  }

  async hover(x: number, y: number): Promise<void> {
    const started = performance.now();
    if (this.#looking || started < this.#hoverAfterMs) return;
    this.#looking = true;
    try {
      this.#onHover(await this.#pick(x, y));
    } finally {
      this.#looking = false;
      const took = performance.now() - started;
      this.#hoverAfterMs = performance.now() + took * (1 / HOVER_SHARE - 1);
    }
  }

  clear(): void {
    this.#listeners.clear();
  }
}
