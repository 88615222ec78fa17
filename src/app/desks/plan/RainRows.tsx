import { Plus, Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { Hyetograph } from '../../../domain/storm/hyetograph';
import { NumberInput } from '../../components/NumberInput';
import { usePerform } from '../../components/ServicesContext';

const MINUTE_S = 60;
/** Length and intensity of a row that is added, s and mm/h. */
const NEW_ROW_S = 600;

/** The hyetograph as a table to edit. */
export function RainRows({ rows }: { readonly rows: Hyetograph }): ReactNode {
  const { t } = useTranslation();
  const perform = usePerform();
  // Rain edited by hand is no longer what a design gives.
  const change = (next: Hyetograph): void => perform('scenario.rain', { rows: next, design: null });
  const set = (i: number, row: readonly [number, number]): void => {
    const next = rows.map((r, k) => (k === i ? row : r));
    // Times must keep increasing: an edited time stays between its neighbours.
    if (next.every((r, k) => k === 0 || r[0] > next[k - 1]![0])) change(next);
  };
  return (
    <table className="rain-table">
      <thead>
        <tr>
          <th scope="col">{t('rain.from')}</th>
          <th scope="col">{t('rain.intensity')}</th>
          <th>
            <span className="visually-hidden">{t('rain.remove')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row, i) => (
          <tr key={row[0]}>
            <td>
              <NumberInput
                label={t('rain.from')}
                labelHidden
                unit="min"
                value={row[0] / MINUTE_S}
                min={i === 0 ? 0 : rows[i - 1]![0] / MINUTE_S}
                digits={1}
                onChange={(min) => set(i, [min * MINUTE_S, row[1]])}
              />
            </td>
            <td>
              <NumberInput
                label={t('rain.intensity')}
                labelHidden
                unit="mm/h"
                value={row[1]}
                min={0}
                max={1000}
                digits={1}
                onChange={(v) => set(i, [row[0], v])}
              />
            </td>
            <td>
              <Button
                className="button icon-button"
                aria-label={t('rain.removeRow', { n: i + 1 })}
                isDisabled={rows.length === 1}
                onPress={() => change(rows.filter((_, k) => k !== i))}
              >
                <Trash2 aria-hidden size="1em" />
              </Button>
            </td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <td colSpan={3}>
            <Button
              className="button small"
              onPress={() => change([...rows, [rows.at(-1)![0] + NEW_ROW_S, 0]])}
            >
              <Plus aria-hidden size="1em" /> {t('rain.add')}
            </Button>
          </td>
        </tr>
      </tfoot>
    </table>
  );
}
