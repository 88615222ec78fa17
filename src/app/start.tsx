import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App';
import { perform } from './commands/registry';
import { startI18n } from './i18n/i18n';
import type { AppPorts } from './ports';
import { EMBEDDED_CITY_URL } from './services/openCity';
import { createServices, type Services } from './services/services';
import { installTestHook } from './services/testHook';
import { cityStore } from './stores/city';
import { preferencesStore } from './stores/ui';
import { viewStore } from './stores/view';
import { bindTheme } from './theme';
import { readUrl } from './urlParameters';
import '../../assets/styles/tokens.css';
import '../../assets/styles/base.css';
import '../../assets/styles/controls.css';
import '../../assets/styles/desk.css';
import '../../assets/styles/panels.css';
import '../../assets/styles/scenarios.css';
import '../../assets/styles/dialogs.css';

/** The palette is wanted the moment its keys are pressed: it is fetched as soon as a city is open. */
function preparePalette(): void {
  const off = cityStore.subscribe(({ phase }) => {
    if (phase !== 'open') return;
    off();
    void import('./dialogs/Palette');
  });
}

/** The tour, once, when the first city is on show; never for a machine that drives the page. */
function offerTour(services: Services): void {
  if (preferencesStore.getState().tourSeen || navigator.webdriver) return;
  const off = cityStore.subscribe(({ phase }) => {
    if (phase !== 'open') return;
    off();
    void perform(services, 'help.tour');
  });
}

/** Puts the app on the page: texts, theme, desk, then the city; the scenes come after the first paint. */
export async function startApp(ports: AppPorts, root: HTMLElement): Promise<Services> {
  const url = readUrl(location.search);
  if (url.theme) preferencesStore.setState({ theme: url.theme });
  if (url.scene) viewStore.setState({ scene: url.scene });
  bindTheme(document.documentElement);
  await startI18n(url.language);
  const services = createServices(ports);
  installTestHook(services);
  createRoot(root).render(
    <StrictMode>
      <App services={services} />
    </StrictMode>,
  );
  if (url.tour) offerTour(services);
  preparePalette();
  requestAnimationFrame(() => {
    void services.cities.open({ kind: 'url', url: url.city ?? EMBEDDED_CITY_URL });
  });
  return services;
}
