import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { differenceStops, legendFor } from '../../../../scenes/shared/legend';
import { Choice } from '../../components/Choice';
import { formatNumber } from '../../i18n/format';
import { compareStore } from '../../stores/compare';
import { layersStore } from '../../stores/layers';
import { runsStore } from '../../stores/runs';
import { viewStore } from '../../stores/view';

/** Depths at which the colours may saturate, m. */
const MAXIMA = ['0.3', '0.5', '1', '2', '5'] as const;
const STEPS = 5;

/** Scale of the water depth on show; where it saturates can be chosen. */
export function Legend(): ReactNode {
  const { t } = useTranslation();
  const max = useStore(viewStore, (s) => s.depthMaxM);
  const view = useStore(compareStore, (s) => s.view);
  const isShown = useStore(runsStore, (s) => s.shown !== null);
  const isVisible = useStore(layersStore, (s) => s.flood.visible);
  if (!isShown || !isVisible) return null;
  const isDifference = view === 'difference';
  const stops = isDifference ? differenceStops(max) : legendFor('depth', 'm', max, STEPS).stops;
  const last = stops.length - 1;
  return (
    <section className="float legend" aria-labelledby="legend-title" data-tour="legend">
      <header>
        <h2 id="legend-title">
          {t(isDifference ? 'legend.difference' : 'legend.depth', { unit: 'm' })}
        </h2>
        <Choice
          label={t('legend.max')}
          labelHidden
          className="legend-max"
          value={String(max) as (typeof MAXIMA)[number]}
          options={MAXIMA.map((id) => ({ id, label: t('legend.upTo', { value: id }) }))}
          onChange={(v) => viewStore.setState({ depthMaxM: Number(v) })}
        />
      </header>
      <div
        className="legend-ramp"
        style={{
          background: `linear-gradient(90deg, ${stops.map((s, i) => `${s.colour} ${(100 * i) / last}%`).join(', ')})`,
        }}
      />
      <ol className="legend-ticks">
        {stops.map((s, i) => (
          <li key={s.value}>
            {isDifference && s.value > 0 ? '+' : i === last ? '≥ ' : ''}
            {formatNumber(s.value, max < 1 ? 2 : 1).replace('-', '−')}
          </li>
        ))}
      </ol>
    </section>
  );
}
