import { Plus, SlidersHorizontal, Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, Dialog, DialogTrigger, Heading, Popover } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { DEFAULT_DAMAGE, type DamageModel } from '../../../rehearsal/indicators/damage';
import { NumberInput } from '../../components/NumberInput';
import { usePerform } from '../../components/ServicesContext';
import { scenarioStore } from '../../stores/scenario';

/** Depth by which a row that is added lies below the last, m. */
const NEXT_DEPTH_M = 1;

/** The depth–damage curve and the worth of a square metre, to be edited. */
export function DamageButton(): ReactNode {
  const { t } = useTranslation();
  return (
    <DialogTrigger>
      <Button className="button">
        <SlidersHorizontal aria-hidden size="1.1em" /> {t('damage.button')}
      </Button>
      <Popover className="popover popover-pad damage" placement="top end">
        <Dialog className="damage-dialog">
          <Heading slot="title">{t('damage.title')}</Heading>
          <Curve />
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

function Curve(): ReactNode {
  const { t } = useTranslation();
  const perform = usePerform();
  const own = useStore(scenarioStore, (s) => s.damage);
  const damage = own ?? DEFAULT_DAMAGE;
  const { curve } = damage;
  const change = (next: DamageModel): void => perform('damage.assume', next);
  const set = (i: number, row: readonly [number, number]): void => {
    const rows = curve.map((r, k): [number, number] => (k === i ? [row[0], row[1]] : r));
    // Depths must keep increasing: an edited one stays between its neighbours.
    if (rows.every((r, k) => k === 0 || r[0] > rows[k - 1]![0])) change({ ...damage, curve: rows });
  };
  return (
    <>
      <NumberInput
        label={t('damage.value')}
        value={damage.valuePerM2}
        min={0}
        max={1e7}
        step={50}
        onChange={(valuePerM2) => change({ ...damage, valuePerM2 })}
      />
      <table className="rain-table">
        <thead>
          <tr>
            <th scope="col">{t('damage.depth')}</th>
            <th scope="col">{t('damage.share')}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {curve.map(([depth, share], i) => (
            <tr key={depth}>
              <td>
                <NumberInput
                  label={t('damage.depth')}
                  labelHidden
                  unit="m"
                  value={depth}
                  min={0}
                  max={30}
                  step={0.1}
                  digits={2}
                  onChange={(d) => set(i, [d, share])}
                />
              </td>
              <td>
                <NumberInput
                  label={t('damage.share')}
                  labelHidden
                  unit="%"
                  value={share * 100}
                  min={0}
                  max={100}
                  onChange={(percent) => set(i, [depth, percent / 100])}
                />
              </td>
              <td>
                <Button
                  className="button icon-button"
                  aria-label={t('rain.removeRow', { n: i + 1 })}
                  isDisabled={curve.length <= 2}
                  onPress={() => change({ ...damage, curve: curve.filter((_, k) => k !== i) })}
                >
                  <Trash2 aria-hidden size="1em" />
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className="button-row">
        <Button
          className="button small"
          onPress={() => {
            const [depth, share] = curve.at(-1)!;
            change({ ...damage, curve: [...curve, [depth + NEXT_DEPTH_M, share]] });
          }}
        >
          <Plus aria-hidden size="1em" /> {t('rain.add')}
        </Button>
        <Button
          className="button small"
          isDisabled={own === null}
          onPress={() => perform('damage.assume', null)}
        >
          {t('damage.reset')}
        </Button>
      </div>
      <p className="source">{t('damage.source')}</p>
    </>
  );
}
