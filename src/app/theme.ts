import { preferencesStore, type ThemeChoice } from './stores/ui';

export type Theme = 'light' | 'dark';

const darkMedia = (): MediaQueryList => matchMedia('(prefers-color-scheme: dark)');

/** What a choice means here and now. */
function resolve(choice: ThemeChoice): Theme {
  if (choice !== 'system') return choice;
  return darkMedia().matches ? 'dark' : 'light';
}

export function currentTheme(): Theme {
  return resolve(preferencesStore.getState().theme);
}

/** Called when the theme changes, by choice or by the system. Returns the unsubscriber. */
export function onTheme(listener: (theme: Theme) => void): () => void {
  let last = currentTheme();
  const check = (): void => {
    const now = currentTheme();
    if (now !== last) listener((last = now));
  };
  const off = preferencesStore.subscribe(check);
  const media = darkMedia();
  media.addEventListener('change', check);
  return () => {
    off();
    media.removeEventListener('change', check);
  };
}

/** Keeps the document's `data-theme` in step; the style sheets do the rest. */
export function bindTheme(root: HTMLElement): () => void {
  const set = (theme: Theme): void => {
    root.dataset['theme'] = theme;
  };
  set(currentTheme());
  return onTheme(set);
}
