import { ChevronRight, Upload } from 'lucide-react';
import { useCallback, useMemo, type ReactNode } from 'react';
import { Button, Disclosure, DisclosurePanel, FileTrigger } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { RainDesign } from '../../../domain/scenario';
import { peakMmH, rainDepthMm, type Hyetograph } from '../../../domain/storm/hyetograph';
import { LineChart, type ChartLine } from '../../charts/LineChart';
import { Choice } from '../../components/Choice';
import { usePerform } from '../../components/ServicesContext';
import { formatClock, formatNumber } from '../../i18n/format';
import { presetOf, presetRain, rainOf, STORM_PRESETS } from '../../scenario/storms';
import { scenarioStore } from '../../stores/scenario';
import { CLOCK_STEPS_S } from './ProbeChart';
import { RainDesignForm } from './RainDesignForm';
import { RainRows } from './RainRows';

const CHART_HEIGHT = 104;

/** The rain: a storm by name, a designed or measured one, its chart and its table. */
export function RainEditor(): ReactNode {
  const { t } = useTranslation();
  const perform = usePerform();
  const scenario = useStore(scenarioStore, (s) => s.scenario);
  const { rows, design } = useMemo(() => rainOf(scenario), [scenario]);
  const preset = presetOf(rows)?.id ?? 'custom';
  const options = [
    ...STORM_PRESETS.map((p) => ({
      id: p.id as string,
      label: t(`storm.${p.id}`),
      ...(p.design && {
        note: t('storm.depth', {
          depth: formatNumber(rainDepthMm(presetRain(p).rows, Number.POSITIVE_INFINITY)),
        }),
      }),
    })),
    ...(preset === 'custom'
      ? [{ id: 'custom', label: t(design ? `design.${design.kind}` : 'storm.custom') }]
      : []),
  ];
  return (
    <fieldset className="block" data-tour="storm">
      <legend>{t('scenario.rain')}</legend>
      <Choice
        label={t('scenario.storm')}
        value={preset}
        options={options}
        onChange={(id) => {
          const found = STORM_PRESETS.find((p) => p.id === id);
          if (found) perform('scenario.storm', found.id);
        }}
      />
      <RainChart rows={rows} horizonS={scenario.horizonS} />
      <p className="muted rain-sum">
        {t('rain.total', {
          depth: formatNumber(rainDepthMm(rows, scenario.horizonS), 1),
          peak: formatNumber(peakMmH(rows), 1),
        })}
      </p>
      <Fold title={t('rain.design')}>
        <RainDesignForm
          design={design}
          onChange={(next, nextRows) =>
            perform('scenario.rain', { rows: nextRows, design: next satisfies RainDesign })
          }
        />
      </Fold>
      <Fold title={t('rain.edit')}>
        <RainRows rows={rows} />
        <MeasuredRain />
      </Fold>
    </fieldset>
  );
}

/** Intensity over time in steps, up to the end of the scenario. */
function RainChart(props: { readonly rows: Hyetograph; readonly horizonS: number }): ReactNode {
  const { t } = useTranslation();
  const { rows, horizonS } = props;
  const load = useCallback(async () => {
    const seen = rows.filter((r) => r[0] < horizonS);
    const last = seen.at(-1)?.[1] ?? 0;
    return [
      [...seen.map((r) => r[0]), horizonS],
      [...seen.map((r) => r[1]), last],
    ] as [number[], number[]];
  }, [rows, horizonS]);
  const lines = useMemo<ChartLine[]>(
    () => [
      {
        label: t('rain.intensity'),
        unit: 'mm/h',
        colour: '--rain',
        digits: 1,
        scale: 'mm/h',
        fill: true,
        stepped: true,
      },
    ],
    [t],
  );
  return (
    <LineChart
      label={t('rain.chart')}
      lines={lines}
      load={load}
      height={CHART_HEIGHT}
      legend={false}
      xLabel={formatClock}
      xName={t('probe.time')}
      xSteps={CLOCK_STEPS_S}
      empty={t('timeline.noRain')}
    />
  );
}

function MeasuredRain(): ReactNode {
  const { t } = useTranslation();
  const perform = usePerform();
  return (
    <div className="rain-file">
      <FileTrigger
        acceptedFileTypes={['.csv', '.txt', 'text/csv']}
        onSelect={(files) => {
          const file = files?.[0];
          if (file) perform('scenario.rainFile', file);
        }}
      >
        <Button className="button">
          <Upload aria-hidden size="1.1em" /> {t('rain.file')}
        </Button>
      </FileTrigger>
      <p className="muted">{t('rain.fileHint')}</p>
    </div>
  );
}

function Fold(props: { readonly title: string; readonly children: ReactNode }): ReactNode {
  return (
    <Disclosure className="fold">
      <Button slot="trigger" className="button small fold-head">
        <ChevronRight aria-hidden size="1.1em" className="fold-mark" /> {props.title}
      </Button>
      <DisclosurePanel>{props.children}</DisclosurePanel>
    </Disclosure>
  );
}
