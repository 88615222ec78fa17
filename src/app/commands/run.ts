import { cityStore } from '../stores/city';
import { activeRun, runsStore } from '../stores/runs';
import { scenarioStore } from '../stores/scenario';
import { command } from './command';

const active = (): ReturnType<typeof activeRun> => activeRun(runsStore.getState());

export const runCommands = {
  'run.start': command({
    title: 'command.runStart',
    group: 'run',
    keys: ['$mod+Enter', 'r'],
    when: () =>
      cityStore.getState().phase === 'open' && scenarioStore.getState().isOpen && active() === null,
    perform: ({ runs }) => runs.start(),
  }),
  'run.pause': command({
    title: 'command.runPause',
    group: 'run',
    when: () => active()?.status === 'running',
    perform: ({ runs }) => runs.pause(),
  }),
  'run.resume': command({
    title: 'command.runResume',
    group: 'run',
    when: () => active()?.status === 'paused',
    perform: ({ runs }) => runs.resume(),
  }),
  'run.cancel': command({
    title: 'command.runCancel',
    group: 'run',
    keys: ['$mod+.'],
    when: () => active() !== null,
    perform: ({ runs }) => runs.cancel(),
  }),
  'run.show': command<number>({
    title: 'command.runShow',
    group: 'run',
    palette: false,
    perform: ({ runs }, id) => runs.show(id),
  }),
};
