import { ArrowLeftRight, Contrast, Eye, RotateCw, X } from 'lucide-react';
import { useMemo, type ReactNode } from 'react';
import { Button, ProgressBar } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { Choice } from '../../components/Choice';
import { CommandButton } from '../../components/CommandButton';
import { usePerform } from '../../components/ServicesContext';
import { formatNumber } from '../../i18n/format';
import { problemText } from '../../i18n/problemText';
import { keyHint } from '../../commands/keys';
import { compareStore } from '../../stores/compare';
import { activeRun, runsStore } from '../../stores/runs';
import { scenarioStore } from '../../stores/scenario';
import { CompareTable } from './CompareTable';
import { DamageButton } from './DamageButton';

/** Two scenarios side by side: which, what the map shows of them, and their indicators. */
export function CompareDock(): ReactNode {
  const { t } = useTranslation();
  const phase = useStore(compareStore, (s) => s.phase);
  const isStale = useStore(compareStore, (s) => s.isStale);
  return (
    <section className="compare-dock" aria-labelledby="compare-title">
      <header className="compare-head">
        <h2 id="compare-title">{t('compare.title')}</h2>
        <Pair />
        <div className="compare-views">
          <CommandButton id="compare.before" icon={Eye} placement="top">
            {t('compare.before')} <kbd>{keyHint('compare.before')}</kbd>
          </CommandButton>
          <CommandButton id="compare.difference" icon={Contrast} placement="top">
            {t('compare.difference')} <kbd>{keyHint('compare.difference')}</kbd>
          </CommandButton>
        </div>
        <DamageButton />
        <CommandButton id="compare.close" icon={X} placement="left" />
      </header>
      {isStale && (
        <div className="compare-stale" role="status">
          <span>{t('compare.stale')}</span>
          <CommandButton id="compare.again" icon={RotateCw}>
            {t('compare.again')}
          </CommandButton>
        </div>
      )}
      <Horizons />
      {phase === 'ready' ? <CompareTable /> : <Waiting />}
    </section>
  );
}

/** Says so where the two runs are not as long as each other. */
function Horizons(): ReactNode {
  const { t } = useTranslation();
  const pair = useStore(compareStore, (s) => s.runs);
  const runs = useStore(runsStore, (s) => s.runs);
  const hoursOf = (id: number | undefined): number =>
    (runs.find((r) => r.id === id)?.scenario.horizonS ?? 0) / 3600;
  const [a, b] = [hoursOf(pair?.a), hoursOf(pair?.b)];
  if (a === b) return null;
  return (
    <p className="compare-stale" role="status">
      {t('compare.horizons', { a: formatNumber(a, 1), b: formatNumber(b, 1) })}
    </p>
  );
}

function Pair(): ReactNode {
  const { t } = useTranslation();
  const perform = usePerform();
  const rows = useStore(scenarioStore, (s) => s.rows);
  const a = useStore(compareStore, (s) => s.a) ?? '';
  const b = useStore(compareStore, (s) => s.b) ?? '';
  const options = useMemo(
    () =>
      rows.map((r) => ({
        id: r.id,
        label: r.name || t(r.parent === null ? 'tree.baseline' : 'tree.unnamed'),
      })),
    [rows, t],
  );
  return (
    <div className="compare-pair">
      <Choice
        label={t('compare.a')}
        labelHidden
        value={a}
        options={options}
        onChange={(id) => perform('compare.choose', { a: id, b })}
      />
      <Button
        className="button icon-button"
        aria-label={t('compare.swap')}
        onPress={() => perform('compare.choose', { a: b, b: a })}
      >
        <ArrowLeftRight aria-hidden size="1.1em" />
      </Button>
      <Choice
        label={t('compare.b')}
        labelHidden
        value={b}
        options={options}
        onChange={(id) => perform('compare.choose', { a, b: id })}
      />
    </div>
  );
}

/** What is being done until the table is there, or why it is not. */
function Waiting(): ReactNode {
  const { t } = useTranslation();
  const phase = useStore(compareStore, (s) => s.phase);
  const problem = useStore(compareStore, (s) => s.problem);
  const active = useStore(runsStore, activeRun);
  if (phase === 'failed' && problem) {
    return <p className="compare-waiting">{problemText(problem).what}</p>;
  }
  const share = active ? (100 * active.simulatedS) / active.scenario.horizonS : 0;
  const label = t(phase === 'counting' ? 'compare.counting' : 'compare.running');
  return (
    <div className="compare-waiting">
      <p role="status">{label}</p>
      <ProgressBar
        className="progress"
        aria-label={label}
        value={share}
        isIndeterminate={phase === 'counting'}
      >
        <div className={`progress-track ${phase === 'counting' ? 'is-indeterminate' : ''}`}>
          <div
            className="progress-fill"
            style={{ width: phase === 'counting' ? '40%' : `${share}%` }}
          />
        </div>
      </ProgressBar>
    </div>
  );
}
