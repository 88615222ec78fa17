import type { SceneKind } from './ports';
import type { Language, ThemeChoice } from './stores/ui';

/** What the address of the page may set. Unknown values are left out. */
export interface UrlParameters {
  /** `?city=`: address of a package's `city.json` or of its folder. */
  readonly city: string | null;
  readonly language: Language | null;
  readonly theme: ThemeChoice | null;
  readonly scene: SceneKind | null;
  /** `?tour=0` keeps the first-run tour away (screens on a wall, tests). */
  readonly tour: boolean;
}

export function readUrl(search: string): UrlParameters {
  const query = new URLSearchParams(search);
  const oneOf = <T extends string>(name: string, values: readonly T[]): T | null =>
    values.find((v) => v === query.get(name)) ?? null;
  return {
    city: query.get('city'),
    language: oneOf('lang', ['en', 'zh']),
    theme: oneOf('theme', ['system', 'light', 'dark']),
    scene: oneOf('scene', ['city', 'underground']),
    tour: query.get('tour') !== '0',
  };
}
