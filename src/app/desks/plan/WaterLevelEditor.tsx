import { useCallback, useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { StageDesign } from '../../../domain/scenario';
import { stageOf } from '../../../domain/storm/design';
import { LineChart, type ChartLine } from '../../charts/LineChart';
import { Choice } from '../../components/Choice';
import { NumberInput } from '../../components/NumberInput';
import { usePerform } from '../../components/ServicesContext';
import { formatClock, formatNumber, textOf } from '../../i18n/format';
import { waterLevelOf } from '../../scenario/waterLevel';
import { cityStore } from '../../stores/city';
import { scenarioStore } from '../../stores/scenario';
import { CLOCK_STEPS_S } from './ProbeChart';

const NONE = 'none';
const MINUTE_S = 60;
const HOUR_S = 3600;
/** Main lunar tide (M2), s. */
const TIDE_PERIOD_S = 12.4206 * HOUR_S;
const CHART_HEIGHT = 96;

/** Level of a river, lake or sea: a rise that holds, or a tide. */
export function WaterLevelEditor(): ReactNode {
  const { t } = useTranslation();
  const perform = usePerform();
  const scenario = useStore(scenarioStore, (s) => s.scenario);
  const bodies = useStore(cityStore, (s) => s.summary?.waterBodies);
  if (!bodies?.length) return null;
  const level = waterLevelOf(scenario);
  const normal = bodies.find((b) => b.id === level?.target)?.levelM ?? 0;
  return (
    <fieldset className="block">
      <legend>{t('scenario.river')}</legend>
      <Choice
        label={t('river.body')}
        value={level?.target ?? NONE}
        options={[
          { id: NONE, label: t('river.none') },
          ...bodies.map((b) => ({
            id: b.id,
            label: b.name ? textOf(b.name) : b.id,
            note: t('river.normal', { level: formatNumber(b.levelM, 1) }),
          })),
        ]}
        onChange={(target) => {
          const body = bodies.find((b) => b.id === target);
          perform(
            'scenario.waterLevel',
            body ? { target, design: startOf('rise', body.levelM) } : null,
          );
        }}
      />
      {level && (
        <>
          <Choice
            label={t('river.course')}
            value={level.design.kind}
            options={(['rise', 'tide'] as const).map((id) => ({ id, label: t(`river.${id}`) }))}
            onChange={(kind) =>
              perform('scenario.waterLevel', { ...level, design: startOf(kind, normal) })
            }
          />
          <Numbers
            design={level.design}
            horizonS={scenario.horizonS}
            change={(design) => perform('scenario.waterLevel', { ...level, design })}
          />
          <LevelChart design={level.design} horizonS={scenario.horizonS} />
          {level.design.kind === 'tide' && <p className="source">{t('river.tideSource')}</p>}
        </>
      )}
    </fieldset>
  );
}

function startOf(kind: StageDesign['kind'], normalM: number): StageDesign {
  return kind === 'rise'
    ? { kind, normalM, riseM: 2, peakS: HOUR_S / 2 }
    : { kind, meanM: normalM, amplitudeM: 1, periodS: TIDE_PERIOD_S, highAtS: HOUR_S };
}

function Numbers(props: {
  readonly design: StageDesign;
  readonly horizonS: number;
  readonly change: (design: StageDesign) => void;
}): ReactNode {
  const { t } = useTranslation();
  const { design, horizonS, change } = props;
  if (design.kind === 'rise') {
    return (
      <div className="field-grid">
        <NumberInput
          label={t('river.riseBy')}
          unit="m"
          value={design.riseM}
          min={-5}
          max={20}
          step={0.1}
          digits={1}
          onChange={(riseM) => change({ ...design, riseM })}
        />
        <NumberInput
          label={t('river.peak')}
          unit="min"
          value={design.peakS / MINUTE_S}
          min={0}
          max={horizonS / MINUTE_S}
          step={5}
          onChange={(min) => change({ ...design, peakS: min * MINUTE_S })}
        />
      </div>
    );
  }
  return (
    <div className="field-grid">
      <NumberInput
        label={t('river.mean')}
        unit="m"
        value={design.meanM}
        step={0.1}
        digits={2}
        onChange={(meanM) => change({ ...design, meanM })}
      />
      <NumberInput
        label={t('river.amplitude')}
        unit="m"
        value={design.amplitudeM}
        min={0}
        max={10}
        step={0.1}
        digits={2}
        onChange={(amplitudeM) => change({ ...design, amplitudeM })}
      />
      <NumberInput
        label={t('river.highAt')}
        unit="min"
        value={design.highAtS / MINUTE_S}
        step={5}
        onChange={(min) => change({ ...design, highAtS: min * MINUTE_S })}
      />
      <NumberInput
        label={t('river.period')}
        unit="h"
        value={design.periodS / HOUR_S}
        min={1}
        max={48}
        step={0.01}
        digits={2}
        onChange={(h) => change({ ...design, periodS: h * HOUR_S })}
      />
    </div>
  );
}

function LevelChart(props: { readonly design: StageDesign; readonly horizonS: number }): ReactNode {
  const { t } = useTranslation();
  const { design, horizonS } = props;
  const load = useCallback(async () => {
    const rows = stageOf(design, horizonS);
    const shown = rows.at(-1)![0] < horizonS ? [...rows, [horizonS, rows.at(-1)![1]]] : rows;
    return [shown.map((r) => r[0]!), shown.map((r) => r[1]!)] as [number[], number[]];
  }, [design, horizonS]);
  const lines = useMemo<ChartLine[]>(
    () => [{ label: t('river.level'), unit: 'm', colour: '--chart-water', digits: 2, scale: 'm' }],
    [t],
  );
  return (
    <LineChart
      label={t('river.chart')}
      lines={lines}
      load={load}
      height={CHART_HEIGHT}
      legend={false}
      freeY
      xLabel={formatClock}
      xName={t('probe.time')}
      xSteps={CLOCK_STEPS_S}
      empty={t('river.none')}
    />
  );
}
