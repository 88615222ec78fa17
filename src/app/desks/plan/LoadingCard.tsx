import { FolderOpen, Map as MapIcon, RotateCcw, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { ProgressBar } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { CommandButton } from '../../components/CommandButton';
import { formatNumber } from '../../i18n/format';
import { i18n } from '../../i18n/i18n';
import { cityStore } from '../../stores/city';
import { viewStore } from '../../stores/view';

/** In the middle of the empty stage: what is being opened, or what to do where there is nothing. */
export function LoadingCard(): ReactNode {
  const { t } = useTranslation();
  const phase = useStore(cityStore, (s) => s.phase);
  const status = useStore(viewStore, (s) => s.status[s.scene]);
  if (phase === 'empty' || phase === 'failed') return <NoCity isFailed={phase === 'failed'} />;
  if (status === 'failed') {
    return (
      <div className="card stage-card">
        <TriangleAlert aria-hidden size="1.6em" />
        <h2>{t('scene.failedTitle')}</h2>
        <CommandButton id="scene.restart" icon={RotateCcw} className="primary">
          {t('command.sceneRestart')}
        </CommandButton>
      </div>
    );
  }
  return <Progress />;
}

function NoCity({ isFailed }: { readonly isFailed: boolean }): ReactNode {
  const { t } = useTranslation();
  return (
    <div className="card stage-card">
      <MapIcon aria-hidden size="1.8em" strokeWidth={1.5} />
      <h2>{t(isFailed ? 'city.failedTitle' : 'city.none')}</h2>
      <p>{t('city.emptyHint')}</p>
      <div className="button-row">
        <CommandButton id="city.embedded" className="primary">
          {t('command.cityEmbedded')}
        </CommandButton>
        <CommandButton id="city.open" icon={FolderOpen}>
          {t('command.cityOpen')}
        </CommandButton>
      </div>
    </div>
  );
}

function Progress(): ReactNode {
  const { t } = useTranslation();
  const { phase, step, share, sourceLabel } = useStore(cityStore, (s) => s);
  const isReading = phase === 'reading';
  const key = `city.step.${step}`;
  const text = isReading
    ? i18n.exists(key)
      ? t(key as 'city.step.manifest')
      : step
    : t('scene.drawing');
  return (
    <div className="card stage-card loading-card">
      <ProgressBar
        className="progress"
        aria-label={t('city.opening')}
        isIndeterminate={!isReading}
        value={share * 100}
      >
        <h2>{t('city.opening')}</h2>
        <p className="muted source-label">{sourceLabel}</p>
        <div className={`progress-track ${isReading ? '' : 'is-indeterminate'}`}>
          <div className="progress-fill" style={{ width: isReading ? `${share * 100}%` : '40%' }} />
        </div>
        <p className="progress-text">
          <span>{text}</span>
          {isReading && <span>{formatNumber(share * 100)}%</span>}
        </p>
      </ProgressBar>
      {isReading && <CommandButton id="city.cancel">{t('ui.cancel')}</CommandButton>}
    </div>
  );
}
