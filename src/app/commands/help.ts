import { preferencesStore, uiStore } from '../stores/ui';
import { command } from './command';

export const helpCommands = {
  'palette.open': command({
    title: 'command.palette',
    group: 'help',
    keys: ['$mod+k'],
    palette: false,
    perform: () => uiStore.setState({ dialog: 'palette' }),
  }),
  'help.shortcuts': command({
    title: 'command.shortcuts',
    group: 'help',
    keys: ['Shift+?', 'F1'],
    perform: () => uiStore.setState({ dialog: 'shortcuts' }),
  }),
  'help.tour': command({
    title: 'command.tour',
    group: 'help',
    perform: async () => {
      const { startTour } = await import('../services/tour');
      startTour();
    },
  }),
  'help.about': command({
    title: 'command.about',
    group: 'help',
    perform: () => uiStore.setState({ dialog: 'about' }),
  }),
  'help.letterKeys': command({
    title: 'command.letterKeys',
    group: 'help',
    isOn: () => preferencesStore.getState().letterKeys,
    perform: () => preferencesStore.setState((s) => ({ letterKeys: !s.letterKeys })),
  }),
};
