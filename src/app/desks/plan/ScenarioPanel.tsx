import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { Choice } from '../../components/Choice';
import { usePerform } from '../../components/ServicesContext';
import { formatNumber } from '../../i18n/format';
import { cityStore } from '../../stores/city';
import { scenarioStore } from '../../stores/scenario';
import { Barriers } from './Barriers';
import { Differences } from './Differences';
import { RainEditor } from './RainEditor';
import { RunCard } from './RunCard';
import { ScenarioTree } from './ScenarioTree';
import { WaterLevelEditor } from './WaterLevelEditor';

/** The scenarios; of the one looked at: rain, water level, measures, how finely it is computed; below it the run. */
export function ScenarioPanel(): ReactNode {
  return (
    <>
      <div className="panel-scroll">
        <ScenarioTree />
        <Differences />
        <RainEditor />
        <WaterLevelEditor />
        <Barriers />
        <Computation />
      </div>
      <RunCard />
    </>
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
