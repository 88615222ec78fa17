import { Pause, Play, Square } from 'lucide-react';
import type { ReactNode } from 'react';
import { ProgressBar } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { Choice } from '../../components/Choice';
import { CommandButton } from '../../components/CommandButton';
import { usePerform } from '../../components/ServicesContext';
import { keyHint } from '../../commands/keys';
import { formatClock, formatNumber, formatTiny } from '../../i18n/format';
import { activeRun, runsStore, shownRun, type RunState } from '../../stores/runs';
import { balanceError } from '../../scenario/balance';
import { presetOf, rainOf } from '../../scenario/storms';

/** Run, progress, cancel; and of the run on show what it was computed with. */
export function RunCard(): ReactNode {
  const { t } = useTranslation();
  const active = useStore(runsStore, activeRun);
  const shown = useStore(runsStore, shownRun);
  return (
    <section className="run-card" aria-label={t('run.title')} data-tour="run">
      {active ? (
        <RunProgress run={active} />
      ) : (
        <CommandButton id="run.start" icon={Play} className="primary run-button">
          {t('run.start')} <kbd>{keyHint('run.start')}</kbd>
        </CommandButton>
      )}
      <RunPicker />
      {shown && <RunFacts run={shown} />}
    </section>
  );
}

function RunProgress({ run }: { readonly run: RunState }): ReactNode {
  const { t } = useTranslation();
  const share = run.simulatedS / run.scenario.horizonS;
  const speed = run.wallS > 0 ? run.simulatedS / run.wallS : 0;
  const leftS = speed > 0 ? (run.scenario.horizonS - run.simulatedS) / speed : Number.NaN;
  const isPreparing = run.status === 'preparing';
  return (
    <div className="run-progress">
      <ProgressBar
        className="progress"
        aria-label={t('run.title')}
        value={share * 100}
        isIndeterminate={isPreparing}
        valueLabel={t('run.percent', { n: Math.round(share * 100) })}
      >
        <p className="progress-text">
          <strong>
            {isPreparing
              ? t('run.preparing')
              : run.status === 'paused'
                ? t('run.paused')
                : `${formatNumber(share * 100)} %`}
          </strong>
          {speed > 0 && <span>{t('run.speed', { n: formatNumber(speed) })}</span>}
          {Number.isFinite(leftS) && !isPreparing && (
            <span>{t('run.left', { time: formatClock(leftS, true) })}</span>
          )}
        </p>
        <div className={`progress-track ${isPreparing ? 'is-indeterminate' : ''}`}>
          <div
            className="progress-fill"
            style={{ width: isPreparing ? '40%' : `${share * 100}%` }}
          />
        </div>
      </ProgressBar>
      <div className="button-row">
        {run.status === 'paused' ? (
          <CommandButton id="run.resume" icon={Play}>
            {t('run.resume')}
          </CommandButton>
        ) : (
          <CommandButton id="run.pause" icon={Pause}>
            {t('run.pause')}
          </CommandButton>
        )}
        <CommandButton id="run.cancel" icon={Square}>
          {t('ui.cancel')}
        </CommandButton>
      </div>
    </div>
  );
}

function RunPicker(): ReactNode {
  const { t } = useTranslation();
  const perform = usePerform();
  const runs = useStore(runsStore, (s) => s.runs);
  const shown = useStore(runsStore, (s) => s.shown);
  if (runs.length < 2 || shown === null) return null;
  return (
    <Choice
      label={t('run.shown')}
      value={String(shown)}
      options={runs.map((r) => ({
        id: String(r.id),
        label: t('run.name', { n: r.id, storm: scenarioName(r, t) }),
        note: t(`run.status.${r.status}`),
      }))}
      onChange={(id) => perform('run.show', Number(id))}
    />
  );
}

function scenarioName(run: RunState, t: ReturnType<typeof useTranslation>['t']): string {
  if (run.scenario.name) return run.scenario.name;
  if (run.scenario.parent === undefined) return t('tree.baseline');
  const preset = presetOf(rainOf(run.scenario).rows);
  return preset ? t(`storm.${preset.id}`) : t('storm.custom');
}

function RunFacts({ run }: { readonly run: RunState }): ReactNode {
  const { t } = useTranslation();
  const error = balanceError(run.totals);
  const speed = run.wallS > 0 ? run.simulatedS / run.wallS : null;
  return (
    <dl className="facts run-facts">
      <dt>{t('run.state')}</dt>
      <dd>{run.fromStore ? t('run.fromStore') : t(`run.status.${run.status}`)}</dd>
      {run.engine && (
        <>
          <dt>{t('run.engine')}</dt>
          <dd>
            {t(`run.backend.${run.engine.backend}`)} ·{' '}
            {t('run.threads', { n: run.engine.threads, count: run.engine.threads })}
          </dd>
        </>
      )}
      {run.cells > 0 && (
        <>
          <dt>{t('run.grid')}</dt>
          <dd>
            {t('run.cells', {
              n: formatNumber(run.cells / 1000),
              size: formatNumber(run.cellSizeM, run.cellSizeM % 1 ? 1 : 0),
            })}
          </dd>
        </>
      )}
      {speed !== null && (
        <>
          <dt>{t('run.wall')}</dt>
          <dd>
            {formatNumber(run.wallS, 1)} s · {t('run.speed', { n: formatNumber(speed) })}
          </dd>
        </>
      )}
      {error !== null && (
        <>
          <dt>{t('run.balance')}</dt>
          <dd>{formatTiny(error)}</dd>
        </>
      )}
      {run.runKey && (
        <>
          <dt>{t('run.key')}</dt>
          <dd>
            <code title={run.runKey}>{run.runKey.slice(0, 12)}</code>
          </dd>
        </>
      )}
    </dl>
  );
}
