import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Mark } from '../components/Mark';
import { Sheet } from '../components/Sheet';
import { uiStore } from '../stores/ui';
import { version } from '../../../package.json';

export function AboutDialog(): ReactNode {
  const { t } = useTranslation();
  return (
    <Sheet
      title={t('command.about')}
      size="small"
      onClose={() => uiStore.setState({ dialog: null })}
    >
      <p className="about-brand">
        <Mark /> Dryrun <span className="muted">{version}</span>
      </p>
      <p>{t('about.what')}</p>
      <p className="muted">{t('about.local')}</p>
    </Sheet>
  );
}
