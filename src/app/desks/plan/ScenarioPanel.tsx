import { Fence, LocateFixed, Redo2, Trash2, Undo2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { Choice } from '../../components/Choice';
import { CommandButton } from '../../components/CommandButton';
import { NumberInput } from '../../components/NumberInput';
import { usePerform, useServices } from '../../components/ServicesContext';
import { formatNumber, textOf } from '../../i18n/format';
import { barriersOf, lineLengthM, type Barrier } from '../../scenario/barriers';
import { riverOf } from '../../scenario/river';
import { presetOf, rainDepthMm, rainOf, STORM_PRESETS } from '../../scenario/storms';
import { cityStore } from '../../stores/city';
import { scenarioStore } from '../../stores/scenario';
import { viewStore } from '../../stores/view';
import { RainTable } from './RainTable';
import { RunCard } from './RunCard';

/** The scenario: rain, river, measures, how finely it is computed; below it the run. */
export function ScenarioPanel(): ReactNode {
  const { t } = useTranslation();
  return (
    <>
      <div className="panel-scroll">
        <div className="scenario-head">
          <h2>{t('scenario.title')}</h2>
          <CommandButton id="edit.undo" icon={Undo2} />
          <CommandButton id="edit.redo" icon={Redo2} />
        </div>
        <Rain />
        <River />
        <Barriers />
        <Computation />
      </div>
      <RunCard />
    </>
  );
}

function Rain(): ReactNode {
  const { t } = useTranslation();
  const perform = usePerform();
  const scenario = useStore(scenarioStore, (s) => s.scenario);
  const rows = rainOf(scenario);
  const preset = presetOf(rows)?.id ?? 'custom';
  const options = [
    ...STORM_PRESETS.map((p) => ({
      id: p.id as string,
      label: t(`storm.${p.id}`),
      ...(p.id !== 'none' && {
        note: t('storm.depth', {
          depth: formatNumber(rainDepthMm(p.rows, Number.POSITIVE_INFINITY)),
        }),
      }),
    })),
    ...(preset === 'custom' ? [{ id: 'custom', label: t('storm.custom') }] : []),
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
      <RainTable rows={rows} horizonS={scenario.horizonS} />
    </fieldset>
  );
}

const NO_RIVER = 'none';

function River(): ReactNode {
  const { t } = useTranslation();
  const perform = usePerform();
  const scenario = useStore(scenarioStore, (s) => s.scenario);
  const bodies = useStore(cityStore, (s) => s.summary?.waterBodies);
  if (!bodies?.length) return null;
  const normal = (id: string): number | null => bodies.find((b) => b.id === id)?.levelM ?? null;
  const stage = riverOf(scenario, normal);
  return (
    <fieldset className="block">
      <legend>{t('scenario.river')}</legend>
      <Choice
        label={t('river.body')}
        value={stage?.target ?? NO_RIVER}
        options={[
          { id: NO_RIVER, label: t('river.none') },
          ...bodies.map((b) => ({
            id: b.id,
            label: b.name ? textOf(b.name) : b.id,
            note: t('river.normal', { level: formatNumber(b.levelM, 1) }),
          })),
        ]}
        onChange={(target) =>
          perform(
            'scenario.river',
            target === NO_RIVER ? null : { riseM: 2, peakS: 1800, ...stage, target },
          )
        }
      />
      {stage && (
        <div className="field-pair">
          <NumberInput
            label={t('river.rise')}
            unit="m"
            value={stage.riseM}
            min={-5}
            max={20}
            step={0.1}
            digits={1}
            onChange={(riseM) => perform('scenario.river', { ...stage, riseM })}
          />
          <NumberInput
            label={t('river.peak')}
            unit="min"
            value={stage.peakS / 60}
            min={0}
            max={scenario.horizonS / 60}
            step={5}
            onChange={(min) => perform('scenario.river', { ...stage, peakS: min * 60 })}
          />
        </div>
      )}
    </fieldset>
  );
}

function Barriers(): ReactNode {
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

const CELL_SIZES_M = [2, 4, 8, 16] as const;
const HORIZONS_S = [3600, 7200, 10_800, 21_600, 43_200, 86_400] as const;

function Computation(): ReactNode {
  const { t } = useTranslation();
  const perform = usePerform();
  const horizonS = useStore(scenarioStore, (s) => s.scenario.horizonS);
  const cellM = useStore(scenarioStore, (s) => s.scenario.floodCellSizeM);
  const areaKm2 = useStore(cityStore, (s) => s.summary?.areaKm2 ?? 0);
  const terrainM = useStore(cityStore, (s) => s.summary?.terrainCellM ?? 0);
  const sizes = [...new Set([...CELL_SIZES_M, ...(cellM ? [cellM] : [])])]
    .filter((s) => s >= Math.min(terrainM, CELL_SIZES_M[1]))
    .sort((a, b) => a - b);
  return (
    <fieldset className="block">
      <legend>{t('scenario.computation')}</legend>
      <div className="field-pair">
        <Choice
          label={t('scenario.horizon')}
          value={String(horizonS)}
          options={[...new Set([...HORIZONS_S, horizonS])]
            .sort((a, b) => a - b)
            .map((s) => ({
              id: String(s),
              label: t('scenario.hours', { n: formatNumber(s / 3600, s % 3600 ? 1 : 0) }),
            }))}
          onChange={(v) => perform('scenario.horizon', Number(v))}
        />
        <Choice
          label={t('scenario.cellSize')}
          value={String(cellM ?? terrainM)}
          options={sizes.map((s) => ({
            id: String(s),
            label: `${s} m`,
            note: t('scenario.cells', { n: formatNumber((areaKm2 * 1e6) / s / s / 1000) }),
          }))}
          onChange={(v) => perform('scenario.cellSize', Number(v))}
        />
      </div>
    </fieldset>
  );
}
