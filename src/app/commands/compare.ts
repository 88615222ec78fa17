import { cityStore } from '../stores/city';
import { compareStore, type CompareView } from '../stores/compare';
import { scenarioStore } from '../stores/scenario';
import { command } from './command';

const isReady = (): boolean => compareStore.getState().runs !== null;

function toggleView(view: CompareView): void {
  compareStore.setState((s) => ({ view: s.view === view ? 'after' : view }));
}

export const compareCommands = {
  'compare.open': command({
    title: 'command.compareOpen',
    group: 'run',
    keys: ['m'],
    when: () => cityStore.getState().phase === 'open' && scenarioStore.getState().isOpen,
    perform: ({ comparison }) => comparison.open(),
  }),
  'compare.choose': command<{ readonly a: string; readonly b: string }>({
    title: 'command.compareChoose',
    group: 'run',
    palette: false,
    when: () => compareStore.getState().isOpen,
    perform: ({ comparison }, pair) => comparison.open(pair),
  }),
  'compare.again': command({
    title: 'command.compareAgain',
    group: 'run',
    when: () => compareStore.getState().isStale,
    perform: ({ comparison }) => {
      const { a, b } = compareStore.getState();
      return comparison.open({ ...(a !== null && { a }), ...(b !== null && { b }) });
    },
  }),
  'compare.before': command({
    title: 'command.compareBefore',
    group: 'run',
    keys: ['f'],
    when: isReady,
    isOn: () => compareStore.getState().view === 'before',
    perform: () => toggleView('before'),
  }),
  'compare.difference': command({
    title: 'command.compareDifference',
    group: 'run',
    keys: ['g'],
    when: isReady,
    isOn: () => compareStore.getState().view === 'difference',
    perform: () => toggleView('difference'),
  }),
  'compare.close': command({
    title: 'command.compareClose',
    group: 'run',
    when: () => compareStore.getState().isOpen,
    perform: ({ comparison }) => comparison.close(),
  }),
};
