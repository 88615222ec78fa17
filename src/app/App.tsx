import { useEffect, useMemo, type ReactNode } from 'react';
import { I18nProvider } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { bindKeys } from './commands/keys';
import { ServicesContext } from './components/ServicesContext';
import { PlanDesk } from './desks/plan/PlanDesk';
import { Dialogs } from './dialogs/Dialogs';
import { currentLanguage } from './i18n/i18n';
import type { Services } from './services/services';
import { uiStore } from './stores/ui';

/** The desk, its dialogs, its keyboard and what it says to screen readers. */
export function App({ services }: { readonly services: Services }): ReactNode {
  const { i18n } = useTranslation();
  useEffect(() => bindKeys(services), [services]);
  useEffect(catchDrops, []);
  const locale = useMemo(
    () => (currentLanguage() === 'zh' ? 'zh-CN' : 'en-GB'),
    // The language is read from i18n, which changes with it.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [i18n.language],
  );
  return (
    <ServicesContext value={services}>
      <I18nProvider locale={locale}>
        <PlanDesk />
        <Dialogs />
        <LiveRegion />
      </I18nProvider>
    </ServicesContext>
  );
}

function openOnDrag(event: DragEvent): void {
  if (event.dataTransfer?.types.includes('Files')) uiStore.setState({ dialog: 'open' });
}

function refuse(event: DragEvent): void {
  event.preventDefault();
}

/** Files dragged over the page open the dialog that takes them; dropped beside it they do nothing. */
function catchDrops(): () => void {
  window.addEventListener('dragenter', openOnDrag);
  window.addEventListener('dragover', refuse);
  window.addEventListener('drop', refuse);
  return () => {
    window.removeEventListener('dragenter', openOnDrag);
    window.removeEventListener('dragover', refuse);
    window.removeEventListener('drop', refuse);
  };
}

function LiveRegion(): ReactNode {
  const text = useStore(uiStore, (s) => s.announcement);
  return (
    <p className="visually-hidden" role="status" aria-live="polite">
      {text}
    </p>
  );
}
