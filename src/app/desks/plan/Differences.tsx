import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { differences } from '../../../document/differences';
import { useServices } from '../../components/ServicesContext';
import { differenceText } from '../../scenario/differenceText';
import { scenarioStore } from '../../stores/scenario';

/** In what the scenario looked at differs from its parent, in words. */
export function Differences(): ReactNode {
  const { t, i18n } = useTranslation();
  const { documents } = useServices();
  const scenario = useStore(scenarioStore, (s) => s.scenario);
  const rows = useStore(scenarioStore, (s) => s.rows);
  const { language } = i18n;
  const lines = useMemo(() => {
    const row = rows.find((r) => r.id === scenario.id);
    if (!row || row.parent === null) return null;
    const parent = documents.document.scenario(row.parent);
    return differences(parent, scenario).map((d) => differenceText(d, t));
    // The texts depend on the language too.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [documents, scenario, rows, t, language]);
  if (!lines) return <p className="differences muted">{t('difference.baseline')}</p>;
  if (lines.length === 0) return <p className="differences muted">{t('difference.none')}</p>;
  return (
    <ul className="differences" aria-label={t('difference.title')}>
      {lines.map(({ sign, text }) => (
        <li key={sign + text}>
          <span className={`difference-sign difference-${SIGN_NAMES[sign]}`}>
            <span aria-hidden>{sign}</span>
            <span className="visually-hidden">{t(`difference.${SIGN_NAMES[sign]}`)}</span>
          </span>
          {text}
        </li>
      ))}
    </ul>
  );
}

const SIGN_NAMES = { '+': 'added', '−': 'removed', '~': 'changed' } as const;
