import { Plus, Table2, Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, Disclosure, DisclosurePanel } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { NumberInput } from '../../components/NumberInput';
import { usePerform } from '../../components/ServicesContext';
import { formatNumber } from '../../i18n/format';
import { rainDepthMm, type Hyetograph } from '../../scenario/storms';

interface Props {
  readonly rows: Hyetograph;
  readonly horizonS: number;
}

const MINUTE_S = 60;
/** Length and intensity of a row that is added, s and mm/h. */
const NEW_ROW_S = 600;

/** The hyetograph as bars, and as a table to edit when opened. */
export function RainTable({ rows, horizonS }: Props): ReactNode {
  const { t } = useTranslation();
  return (
    <Disclosure className="rain">
      <RainBars rows={rows} horizonS={horizonS} />
      <div className="rain-sum">
        <span className="muted">
          {t('rain.total', { depth: formatNumber(rainDepthMm(rows, horizonS), 1) })}
        </span>
        <Button slot="trigger" className="button small">
          <Table2 aria-hidden size="1.1em" /> {t('rain.edit')}
        </Button>
      </div>
      <DisclosurePanel>
        <Rows rows={rows} />
      </DisclosurePanel>
    </Disclosure>
  );
}

const BAR_WIDTH = 300;
const BAR_HEIGHT = 48;

function RainBars({ rows, horizonS }: Props): ReactNode {
  const peak = Math.max(1, ...rows.map((r) => r[1]));
  return (
    <svg
      className="rain-bars"
      viewBox={`0 0 ${BAR_WIDTH} ${BAR_HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden
    >
      {rows.map(([time, value], i) => {
        const end = Math.min(rows[i + 1]?.[0] ?? horizonS, horizonS);
        if (end <= time || value <= 0) return null;
        const height = (value / peak) * (BAR_HEIGHT - 4);
        return (
          <rect
            key={time}
            x={(BAR_WIDTH * time) / horizonS}
            width={Math.max(0.5, (BAR_WIDTH * (end - time)) / horizonS - 0.6)}
            y={BAR_HEIGHT - height}
            height={height}
          />
        );
      })}
    </svg>
  );
}

function Rows({ rows }: { readonly rows: Hyetograph }): ReactNode {
  const { t } = useTranslation();
  const perform = usePerform();
  const change = (next: Hyetograph): void => perform('scenario.rain', next);
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
