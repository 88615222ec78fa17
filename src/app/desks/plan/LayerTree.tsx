import { Eye, EyeOff } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, Label, Popover, DialogTrigger, Dialog, ToggleButton } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { LayerId } from '../../../domain/view';
import { Range } from '../../components/Range';
import { usePerform } from '../../components/ServicesContext';
import { formatClock, formatNumber } from '../../i18n/format';
import { cityStore, type CitySummary } from '../../stores/city';
import { layersStore } from '../../stores/layers';
import { viewStore } from '../../stores/view';
import { Swatch } from './Swatch';

/** How layers are grouped for a person. */
const GROUPS = [
  { id: 'surface', layers: ['terrain', 'imagery', 'water', 'streets', 'trees', 'buildings'] },
  { id: 'simulated', layers: ['flood', 'vehicles', 'air', 'measures'] },
  { id: 'underground', layers: ['storm', 'sanitary', 'waterMains', 'gas', 'power', 'telecom'] },
  { id: 'places', layers: ['sensors', 'facilities'] },
] as const satisfies readonly { id: string; layers: readonly LayerId[] }[];

/** Layers with eye, swatch, number of things and opacity; below them how the city is lit and seen through. */
export function LayerTree(): ReactNode {
  const { t } = useTranslation();
  const summary = useStore(cityStore, (s) => s.summary);
  return (
    <section className="panel layer-panel" aria-labelledby="layers-title" data-tour="layers">
      <h2 className="panel-title" id="layers-title">
        {t('layers.title')}
      </h2>
      <div className="panel-scroll">
        {GROUPS.map((group) => (
          <section className="layer-group" key={group.id} aria-labelledby={`group-${group.id}`}>
            <h3 id={`group-${group.id}`}>{t(`layers.group.${group.id}`)}</h3>
            <ul>
              {group.layers.map((id) => (
                <LayerRow key={id} id={id} count={countOf(id, summary)} />
              ))}
            </ul>
          </section>
        ))}
        <Display />
      </div>
    </section>
  );
}

function LayerRow({
  id,
  count,
}: {
  readonly id: LayerId;
  readonly count: number | null;
}): ReactNode {
  const { t } = useTranslation();
  const perform = usePerform();
  const { visible, opacity } = useStore(layersStore, (s) => s[id]);
  const name = t(`layer.${id}`);
  const isEmpty = count === 0;
  return (
    <li className={`layer-row ${visible && !isEmpty ? '' : 'is-off'}`}>
      <ToggleButton
        className="button icon-button eye"
        aria-label={t('layers.show', { name })}
        isSelected={visible}
        isDisabled={isEmpty}
        onChange={() => perform('layer.toggle', id)}
      >
        {visible && !isEmpty ? (
          <Eye aria-hidden size="1.1em" strokeWidth={1.75} />
        ) : (
          <EyeOff aria-hidden size="1.1em" strokeWidth={1.75} />
        )}
      </ToggleButton>
      <Swatch layer={id} />
      <span className="layer-name">{name}</span>
      <span className={`layer-end ${opacity < 1 ? 'is-faded' : ''}`}>
        {count !== null && <span className="layer-count">{formatNumber(count)}</span>}
        <DialogTrigger>
          <Button
            className="button layer-opacity"
            isDisabled={!visible || isEmpty}
            aria-label={t('layers.opacityOf', { name, percent: Math.round(opacity * 100) })}
          >
            {formatNumber(opacity * 100)}%
          </Button>
          <Popover className="popover popover-pad" placement="right">
            <Dialog aria-label={t('layers.opacity')} className="opacity-dialog">
              <Range
                label={t('layers.opacity')}
                value={opacity}
                min={0.05}
                max={1}
                step={0.05}
                text={`${formatNumber(opacity * 100)}%`}
                onChange={(v) => perform('layer.opacity', { id, opacity: v })}
              />
            </Dialog>
          </Popover>
        </DialogTrigger>
      </span>
    </li>
  );
}

/** Number of things in a layer; null where counting says nothing. */
function countOf(id: LayerId, summary: CitySummary | null): number | null {
  if (!summary) return null;
  switch (id) {
    case 'buildings':
    case 'streets':
    case 'trees':
    case 'sensors':
    case 'facilities':
      return summary.counts[id];
    case 'water':
      return summary.counts.waterBodies;
    case 'waterMains':
      return summary.utilities.water ?? 0;
    case 'storm':
    case 'sanitary':
    case 'gas':
    case 'power':
    case 'telecom':
      return summary.utilities[id] ?? 0;
    default:
      return null;
  }
}

function Display(): ReactNode {
  const { t } = useTranslation();
  const perform = usePerform();
  const hour = useStore(viewStore, (s) => s.hour);
  const ground = useStore(viewStore, (s) => s.groundOpacity);
  const shadows = useStore(layersStore, (s) => s.shadows.visible);
  return (
    <section className="layer-group display-group" aria-labelledby="group-display">
      <h3 id="group-display">{t('layers.group.display')}</h3>
      <Range
        label={t('display.hour')}
        value={hour}
        min={0}
        max={24}
        step={0.25}
        text={formatClock(hour * 3600)}
        onChange={(v) => viewStore.setState({ hour: v })}
      />
      <Range
        label={t('display.ground')}
        value={ground}
        min={0.1}
        max={1}
        step={0.05}
        text={`${formatNumber(ground * 100)}%`}
        onChange={(v) => viewStore.setState({ groundOpacity: v })}
      />
      <div className="switch-row">
        <Label id="shadows-label">{t('layer.shadows')}</Label>
        <ToggleButton
          className="button icon-button eye"
          aria-label={t('layers.show', { name: t('layer.shadows') })}
          isSelected={shadows}
          onChange={() => perform('layer.toggle', 'shadows')}
        >
          {shadows ? <Eye aria-hidden size="1.1em" /> : <EyeOff aria-hidden size="1.1em" />}
        </ToggleButton>
      </div>
    </section>
  );
}
