import { Fence, LocateFixed, Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { CommandButton } from '../../components/CommandButton';
import { NumberInput } from '../../components/NumberInput';
import { usePerform, useServices } from '../../components/ServicesContext';
import { formatNumber } from '../../i18n/format';
import { barriersOf, lineLengthM, type Barrier } from '../../scenario/barriers';
import { scenarioStore } from '../../stores/scenario';
import { viewStore } from '../../stores/view';

/** Flood barriers of the scenario: height and cost by number, drawn on the map. */
export function Barriers(): ReactNode {
  const { t } = useTranslation();
  const scenario = useStore(scenarioStore, (s) => s.scenario);
  const barriers = barriersOf(scenario);
  return (
    <fieldset className="block">
      <legend>{t('scenario.barriers')}</legend>
      {barriers.length > 0 && (
        <ul className="barrier-list">
          {barriers.map((b, i) => (
            <BarrierRow key={b.id} barrier={b} number={i + 1} />
          ))}
        </ul>
      )}
      <CommandButton id="tool.barrier" icon={Fence} className="wide">
        {t('barrier.draw')}
      </CommandButton>
    </fieldset>
  );
}

/** Distance a barrier is looked at from, as a multiple of its length, and at least, m. */
const BARRIER_RANGE = 2.5;
const BARRIER_RANGE_MIN_M = 120;

function BarrierRow(props: { readonly barrier: Barrier; readonly number: number }): ReactNode {
  const { t } = useTranslation();
  const perform = usePerform();
  const { host, cities } = useServices();
  const { barrier, number } = props;
  const name = barrier.name ?? t('barrier.name', { n: number });
  const lengthM = lineLengthM(barrier.line);
  const look = (): void => {
    const middle = barrier.line[Math.floor(barrier.line.length / 2)]!;
    const camera = viewStore.getState().camera ?? cities.handle?.homeView();
    if (!camera) return;
    const z = cities.handle?.groundAt(middle[0], middle[1]) ?? camera.target[2];
    host.apply({
      ...camera,
      target: [middle[0], middle[1], z],
      rangeM: Math.max(BARRIER_RANGE_MIN_M, lengthM * BARRIER_RANGE),
    });
  };
  return (
    <li className="barrier-row">
      <span className="barrier-name">
        {name}
        <small>{formatNumber(lengthM)} m</small>
      </span>
      <NumberInput
        label={t('barrier.heightOf', { name })}
        labelHidden
        unit="m"
        value={barrier.heightM ?? 0}
        min={0.1}
        max={20}
        step={0.1}
        digits={1}
        onChange={(heightM) => perform('barrier.height', { id: barrier.id, heightM })}
      />
      <NumberInput
        label={t('barrier.costOf', { name })}
        labelHidden
        unit={t('unit.money')}
        value={(barrier.cost ?? 0) / 1000}
        min={0}
        max={1e6}
        onChange={(thousands) =>
          perform('barrier.cost', { id: barrier.id, cost: thousands * 1000 })
        }
      />
      <Button
        className="button icon-button"
        aria-label={t('barrier.look', { name })}
        onPress={look}
      >
        <LocateFixed aria-hidden size="1.1em" />
      </Button>
      <Button
        className="button icon-button"
        aria-label={t('barrier.remove', { name })}
        onPress={() => perform('barrier.remove', barrier.id)}
      >
        <Trash2 aria-hidden size="1.1em" />
      </Button>
    </li>
  );
}
