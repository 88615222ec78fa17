import { Navigation } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { formatNumber, textOf } from '../../i18n/format';
import { cityStore } from '../../stores/city';
import { viewStore } from '../../stores/view';

/** Where the camera looks, how far and which way; whose data it is. */
export function MapReadout(): ReactNode {
  const { t } = useTranslation();
  const camera = useStore(viewStore, (s) => s.camera);
  const summary = useStore(cityStore, (s) => s.summary);
  if (!camera || !summary) return null;
  const heading = ((((camera.headingRad * 180) / Math.PI) % 360) + 360) % 360;
  const credit = textOf(summary.attribution);
  return (
    <div className="readout">
      <span className="readout-credit" title={`${credit} · ${summary.licence}`}>
        {credit}
      </span>
      <span title={t('readout.target')}>
        x {formatNumber(camera.target[0])} · y {formatNumber(camera.target[1])} m
      </span>
      <span title={t('readout.range')}>↔ {formatNumber(camera.rangeM)} m</span>
      <span title={t('readout.heading')}>
        <Navigation aria-hidden size="1em" style={{ transform: `rotate(${-45 - heading}deg)` }} />{' '}
        {formatNumber(heading)}°
      </span>
    </div>
  );
}
