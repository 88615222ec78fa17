import type { Scenario } from '../../domain/scenario';
import { NEW_BARRIER_HEIGHT_M, withBarrierHeight, withoutMeasure } from '../scenario/barriers';
import { withRiver, type RiverStage } from '../scenario/river';
import { STORM_PRESETS, withRain, type Hyetograph, type StormPreset } from '../scenario/storms';
import { cityStore } from '../stores/city';
import { editScenario, redoScenario, scenarioStore, undoScenario } from '../stores/scenario';
import { command } from './command';

/** Output steps offered, s, chosen so that a run gives between 60 and 240 frames. */
const OUTPUT_STEPS_S = [30, 60, 120, 300] as const;
const MAX_FRAMES = 240;

export const scenarioCommands = {
  'edit.undo': command({
    title: 'command.undo',
    group: 'scenario',
    keys: ['$mod+z'],
    when: () => scenarioStore.getState().past.length > 0,
    perform: undoScenario,
  }),
  'edit.redo': command({
    title: 'command.redo',
    group: 'scenario',
    keys: ['$mod+Shift+z', '$mod+y'],
    when: () => scenarioStore.getState().future.length > 0,
    perform: redoScenario,
  }),
  'scenario.storm': command<StormPreset['id']>({
    title: 'command.storm',
    group: 'scenario',
    palette: false,
    perform: (_, id) => {
      const preset = STORM_PRESETS.find((p) => p.id === id);
      if (preset) editScenario((s) => withRain(s, preset.rows));
    },
  }),
  'scenario.rain': command<Hyetograph>({
    title: 'command.rain',
    group: 'scenario',
    palette: false,
    perform: (_, rows) => editScenario((s) => withRain(s, rows)),
  }),
  'scenario.river': command<RiverStage | null>({
    title: 'command.river',
    group: 'scenario',
    palette: false,
    perform: (_, stage) => {
      const body = cityStore.getState().summary?.waterBodies.find((w) => w.id === stage?.target);
      editScenario((s) => withRiver(s, body ? stage : null, body?.levelM ?? 0));
    },
  }),
  'scenario.horizon': command<number>({
    title: 'command.horizon',
    group: 'scenario',
    palette: false,
    perform: (_, horizonS) => editScenario((s) => ({ ...s, horizonS, ...outputStep(horizonS) })),
  }),
  'scenario.cellSize': command<number>({
    title: 'command.cellSize',
    group: 'scenario',
    palette: false,
    perform: (_, floodCellSizeM) => editScenario((s) => ({ ...s, floodCellSizeM })),
  }),
  'barrier.height': command<{ readonly id: string; readonly heightM: number }>({
    title: 'command.barrierHeight',
    group: 'scenario',
    palette: false,
    perform: (_, { id, heightM }) =>
      editScenario((s) => withBarrierHeight(s, id, heightM > 0 ? heightM : NEW_BARRIER_HEIGHT_M)),
  }),
  'barrier.remove': command<string>({
    title: 'command.barrierRemove',
    group: 'scenario',
    palette: false,
    perform: (_, id) => editScenario((s) => withoutMeasure(s, id)),
  }),
};

function outputStep(horizonS: number): Pick<Scenario, 'outputEveryS'> {
  const step = OUTPUT_STEPS_S.find((s) => horizonS / s <= MAX_FRAMES);
  return { outputEveryS: step ?? OUTPUT_STEPS_S.at(-1)! };
}
