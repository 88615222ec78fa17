import { driver, type DriveStep } from 'driver.js';
import 'driver.js/dist/driver.css';
import { i18n } from '../i18n/i18n';
import { preferencesStore, uiStore } from '../stores/ui';

const STEPS = ['stage', 'layers', 'storm', 'tools', 'run', 'timeline', 'inspect'] as const;

/** The first-run tour: seven stops on the way from a city to a flooded street. */
export function startTour(): void {
  uiStore.setState({ inspectorTab: 'scenario', dialog: null, panels: { left: true, right: true } });
  const t = i18n.t;
  const steps: DriveStep[] = STEPS.map((id) => ({
    element: `[data-tour="${id}"]`,
    popover: { title: t(`tour.${id}.title`), description: t(`tour.${id}.text`) },
  }));
  const tour = driver({
    steps,
    showProgress: true,
    animate: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    overlayOpacity: 0.45,
    stagePadding: 4,
    stageRadius: 8,
    popoverClass: 'tour',
    nextBtnText: t('tour.next'),
    prevBtnText: t('tour.back'),
    doneBtnText: t('tour.done'),
    progressText: t('tour.progress', { n: '{{current}}', of: '{{total}}' }),
    onDestroyed: () => preferencesStore.setState({ tourSeen: true }),
  });
  tour.drive();
}
