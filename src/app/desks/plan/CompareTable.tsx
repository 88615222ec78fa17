import { ChevronRight, CircleCheck, CircleX } from 'lucide-react';
import { Fragment, useState, type ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { DeltaRow } from '../../../rehearsal/compare/deltas';
import { INDICATOR_GROUPS, specOf } from '../../../rehearsal/indicators/catalogue';
import { usePerform } from '../../components/ServicesContext';
import { formatDelta, formatIndicator } from '../../i18n/indicatorFormat';
import { compareStore } from '../../stores/compare';
import { scenarioStore } from '../../stores/scenario';

/** Indicators of two scenarios with their deltas; each opens to its formula, inputs and source. */
export function CompareTable(): ReactNode {
  const { t } = useTranslation();
  const rows = useStore(compareStore, (s) => s.rows);
  const a = useName('a');
  const b = useName('b');
  return (
    <div className="compare-scroll" tabIndex={0} role="region" aria-label={t('compare.table')}>
      <table className="compare-table">
        <thead>
          <tr>
            <th scope="col">{t('compare.indicator')}</th>
            <th scope="col">{a}</th>
            <th scope="col">{b}</th>
            <th scope="col">{t('compare.delta')}</th>
          </tr>
        </thead>
        {INDICATOR_GROUPS.map((group) => {
          const own = rows.filter((r) => specOf(r.id).group === group);
          return (
            own.length > 0 && (
              <tbody key={group}>
                <tr className="compare-group">
                  <th scope="rowgroup" colSpan={4}>
                    {t(`indicatorGroup.${group}`)}
                  </th>
                </tr>
                {own.map((row) => (
                  <Row key={row.id} row={row} />
                ))}
              </tbody>
            )
          );
        })}
      </table>
    </div>
  );
}

function useName(side: 'a' | 'b'): string {
  const { t } = useTranslation();
  const id = useStore(compareStore, (s) => s[side]);
  const row = useStore(scenarioStore, (s) => s.rows.find((r) => r.id === id));
  return row?.name || t(row?.parent === null ? 'tree.baseline' : 'tree.unnamed');
}

function Row({ row }: { readonly row: DeltaRow }): ReactNode {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  return (
    <Fragment>
      <tr className={`compare-row ${row.verdict}`}>
        <th scope="row">
          <Button
            className="compare-name"
            aria-expanded={isOpen}
            onPress={() => setOpen((open) => !open)}
          >
            <ChevronRight aria-hidden size="1em" className={isOpen ? 'turned' : ''} />
            {t(`indicator.${row.id}`)}
          </Button>
        </th>
        <td>{formatIndicator(row.a, row.unit, t)}</td>
        <td>{formatIndicator(row.b, row.unit, t)}</td>
        <td>
          <Verdict row={row} />
        </td>
      </tr>
      {isOpen && (
        <tr className="compare-detail">
          <td colSpan={4}>
            <Detail row={row} />
          </td>
        </tr>
      )}
    </Fragment>
  );
}

/** The delta with its sign; better and worse by symbol and word too, not by colour alone. */
function Verdict({ row }: { readonly row: DeltaRow }): ReactNode {
  const { t } = useTranslation();
  const Icon = row.verdict === 'better' ? CircleCheck : row.verdict === 'worse' ? CircleX : null;
  return (
    <span className="verdict">
      {row.verdict === 'same' ? '=' : formatDelta(row.delta, row.unit, t)}
      {Icon ? (
        <>
          <Icon aria-hidden size="1.1em" />
          <span className="visually-hidden">{t(`compare.${row.verdict as 'better'}`)}</span>
        </>
      ) : (
        <span className="verdict-none" />
      )}
    </span>
  );
}

/** How the number is made, and the way to the frames it came from. */
function Detail({ row }: { readonly row: DeltaRow }): ReactNode {
  const { t } = useTranslation();
  const perform = usePerform();
  const runs = useStore(compareStore, (s) => s.runs);
  const spec = specOf(row.id);
  return (
    <>
      <dl className="facts">
        <div>
          <dt>{t('compare.formula')}</dt>
          <dd className="formula-text">{spec.formula}</dd>
        </div>
        <div>
          <dt>{t('compare.inputs')}</dt>
          <dd lang="en">{spec.inputs}</dd>
        </div>
        {spec.source && (
          <div>
            <dt>{t('compare.source')}</dt>
            <dd lang="en">{spec.source}</dd>
          </div>
        )}
      </dl>
      {runs && (
        <div className="button-row">
          {(['a', 'b'] as const).map((side) => (
            <Button
              key={side}
              className="button small"
              onPress={() => {
                perform('run.show', runs[side]);
                perform('time.end');
              }}
            >
              {t(side === 'a' ? 'compare.framesA' : 'compare.framesB')}
            </Button>
          ))}
        </div>
      )}
    </>
  );
}
