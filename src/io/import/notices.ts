import type { Notice } from '../../domain/errors';

type Sentence = (count: number) => string;

/** Gathers what was repaired, derived or assumed: one notice per code and file, with count and first place. */
export class ImportNotices {
  readonly #counted = new Map<string, { notice: Notice; sentence: Sentence; count: number }>();
  readonly #single: Notice[] = [];

  /** A notice that stands by itself. */
  say(notice: Notice): void {
    this.#single.push(notice);
  }

  /** One more case of a kind; `sentence` makes the words once the number is known. */
  count(code: string, file: string, sentence: Sentence, place?: string, by = 1): void {
    const key = `${code}\n${file}`;
    const entry = this.#counted.get(key);
    if (entry) entry.count += by;
    else {
      this.#counted.set(key, {
        notice: { code, file, ...(place !== undefined && { place }), what: '' },
        sentence,
        count: by,
      });
    }
  }

  list(): Notice[] {
    const counted = [...this.#counted.values()].map(({ notice, sentence, count }) => ({
      ...notice,
      what: sentence(count),
      count,
    }));
    return [...this.#single, ...counted];
  }
}
