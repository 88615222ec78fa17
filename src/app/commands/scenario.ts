import type { Scenario } from '../../domain/scenario';
import type { DamageModel } from '../../rehearsal/indicators/damage';
import { announce } from '../stores/ui';
import { i18n } from '../i18n/i18n';
import { NEW_BARRIER_HEIGHT_M, withBarrierHeight, withoutMeasure } from '../scenario/barriers';
import {
  presetRain,
  STORM_PRESETS,
  withRain,
  type Rain,
  type StormPreset,
} from '../scenario/storms';
import { withHorizon, withWaterLevel, type WaterLevel } from '../scenario/waterLevel';
import { scenarioStore } from '../stores/scenario';
import { command } from './command';

/** Output steps offered, s, chosen so that a run gives between 60 and 240 frames. */
const OUTPUT_STEPS_S = [30, 60, 120, 300] as const;
const MAX_FRAMES = 240;

const isOpen = (): boolean => scenarioStore.getState().isOpen;
/** The baseline can be neither removed nor put beside itself. */
const isBranch = (): boolean => isOpen() && scenarioStore.getState().scenario.parent !== undefined;

function newName(): string {
  return i18n.t('tree.newName', { n: scenarioStore.getState().rows.length });
}

export const scenarioCommands = {
  'edit.undo': command({
    title: 'command.undo',
    group: 'scenario',
    keys: ['$mod+z'],
    when: () => scenarioStore.getState().canUndo,
    perform: ({ documents }) => documents.document.undo(),
  }),
  'edit.redo': command({
    title: 'command.redo',
    group: 'scenario',
    keys: ['$mod+Shift+z', '$mod+y'],
    when: () => scenarioStore.getState().canRedo,
    perform: ({ documents }) => documents.document.redo(),
  }),
  'scenario.select': command<string>({
    title: 'command.scenarioSelect',
    group: 'scenario',
    palette: false,
    when: isOpen,
    perform: ({ documents }, id) => documents.document.select(id),
  }),
  'scenario.branch': command({
    title: 'command.scenarioBranch',
    group: 'scenario',
    keys: ['Shift+N'],
    when: isOpen,
    perform: ({ documents: { document } }) => {
      document.branch(document.current, newName());
      announce(i18n.t('tree.announce.branched', { name: document.scenario().name }));
    },
  }),
  'scenario.duplicate': command({
    title: 'command.scenarioDuplicate',
    group: 'scenario',
    when: isBranch,
    perform: ({ documents: { document } }) => {
      const name = i18n.t('tree.copyName', { name: document.scenario().name });
      document.duplicate(document.current, name);
    },
  }),
  'scenario.rename': command<{ readonly id: string; readonly name: string }>({
    title: 'command.scenarioRename',
    group: 'scenario',
    palette: false,
    when: isOpen,
    perform: ({ documents }, { id, name }) => documents.document.rename(id, name.trim()),
  }),
  'scenario.note': command<string>({
    title: 'command.scenarioNote',
    group: 'scenario',
    palette: false,
    when: isOpen,
    perform: ({ documents: { document } }, note) => document.annotate(document.current, note),
  }),
  'scenario.remove': command({
    title: 'command.scenarioRemove',
    group: 'scenario',
    when: isBranch,
    perform: ({ documents: { document } }) => {
      const { name } = document.scenario();
      document.remove(document.current);
      announce(i18n.t('tree.announce.removed', { name }));
    },
  }),
  'scenario.storm': command<StormPreset['id']>({
    title: 'command.storm',
    group: 'scenario',
    palette: false,
    when: isOpen,
    perform: ({ documents }, id) => {
      const preset = STORM_PRESETS.find((p) => p.id === id);
      if (preset) documents.edit((s) => withRain(s, presetRain(preset)));
    },
  }),
  'scenario.rain': command<Rain>({
    title: 'command.rain',
    group: 'scenario',
    palette: false,
    when: isOpen,
    perform: ({ documents }, rain) => documents.edit((s) => withRain(s, rain)),
  }),
  'scenario.rainFile': command<File>({
    title: 'command.rainFile',
    group: 'scenario',
    palette: false,
    when: isOpen,
    perform: async ({ documents }, file) => {
      const [{ readHyetograph }, text] = await Promise.all([
        import('../../io/hyetograph/readHyetograph'),
        file.text(),
      ]);
      const rows = readHyetograph(text, file.name);
      documents.edit((s) => withRain(s, { rows, design: null }));
    },
  }),
  'scenario.waterLevel': command<WaterLevel | null>({
    title: 'command.river',
    group: 'scenario',
    palette: false,
    when: isOpen,
    perform: ({ documents }, level) => documents.edit((s) => withWaterLevel(s, level)),
  }),
  'scenario.horizon': command<number>({
    title: 'command.horizon',
    group: 'scenario',
    palette: false,
    when: isOpen,
    perform: ({ documents }, horizonS) =>
      documents.edit((s) => ({ ...withHorizon(s, horizonS), ...outputStep(horizonS) })),
  }),
  'scenario.cellSize': command<number>({
    title: 'command.cellSize',
    group: 'scenario',
    palette: false,
    when: isOpen,
    perform: ({ documents }, floodCellSizeM) => documents.edit((s) => ({ ...s, floodCellSizeM })),
  }),
  'barrier.height': command<{ readonly id: string; readonly heightM: number }>({
    title: 'command.barrierHeight',
    group: 'scenario',
    palette: false,
    when: isOpen,
    perform: ({ documents }, { id, heightM }) =>
      documents.edit((s) => withBarrierHeight(s, id, heightM > 0 ? heightM : NEW_BARRIER_HEIGHT_M)),
  }),
  'barrier.cost': command<{ readonly id: string; readonly cost: number }>({
    title: 'command.barrierCost',
    group: 'scenario',
    palette: false,
    when: isOpen,
    perform: ({ documents }, { id, cost }) => documents.edit((s) => withCost(s, id, cost)),
  }),
  'damage.assume': command<DamageModel | null>({
    title: 'command.damageAssume',
    group: 'scenario',
    palette: false,
    when: isOpen,
    perform: ({ documents }, damage) => documents.assumeDamage(damage),
  }),
  'barrier.remove': command<string>({
    title: 'command.barrierRemove',
    group: 'scenario',
    palette: false,
    when: isOpen,
    perform: ({ documents }, id) => documents.edit((s) => withoutMeasure(s, id)),
  }),
};

function withCost(scenario: Scenario, id: string, cost: number): Scenario {
  return {
    ...scenario,
    measures: scenario.measures.map((m) => (m.id === id ? { ...m, cost: Math.max(0, cost) } : m)),
  };
}

function outputStep(horizonS: number): Pick<Scenario, 'outputEveryS'> {
  const step = OUTPUT_STEPS_S.find((s) => horizonS / s <= MAX_FRAMES);
  return { outputEveryS: step ?? OUTPUT_STEPS_S.at(-1)! };
}
