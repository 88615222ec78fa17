import { lazy, Suspense, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { uiStore, type DialogName } from '../stores/ui';

/** Dialogs come with their first opening. */
const DIALOGS: Readonly<Record<DialogName, ReturnType<typeof lazy>>> = {
  open: lazy(async () => ({ default: (await import('./OpenCityDialog')).OpenCityDialog })),
  palette: lazy(async () => ({ default: (await import('./Palette')).Palette })),
  shortcuts: lazy(async () => ({ default: (await import('./ShortcutsDialog')).ShortcutsDialog })),
  versions: lazy(async () => ({ default: (await import('./VersionsDialog')).VersionsDialog })),
  about: lazy(async () => ({ default: (await import('./AboutDialog')).AboutDialog })),
};

export function Dialogs(): ReactNode {
  const name = useStore(uiStore, (s) => s.dialog);
  if (!name) return null;
  const Shown = DIALOGS[name];
  return (
    <Suspense>
      <Shown />
    </Suspense>
  );
}
