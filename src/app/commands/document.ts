import { scenarioStore } from '../stores/scenario';
import { uiStore } from '../stores/ui';
import { saveFile } from '../services/saveFile';
import { command } from './command';

const isOpen = (): boolean => scenarioStore.getState().isOpen;

export const documentCommands = {
  'document.versions': command({
    title: 'command.versions',
    group: 'scenario',
    when: isOpen,
    perform: () => uiStore.setState({ dialog: 'versions' }),
  }),
  'version.keep': command<string>({
    title: 'command.versionKeep',
    group: 'scenario',
    palette: false,
    when: isOpen,
    perform: ({ documents }, name) => documents.keepVersion(name),
  }),
  'version.restore': command<string>({
    title: 'command.versionRestore',
    group: 'scenario',
    palette: false,
    when: isOpen,
    perform: ({ documents }, id) => documents.restoreVersion(id),
  }),
  'version.forget': command<string>({
    title: 'command.versionForget',
    group: 'scenario',
    palette: false,
    when: isOpen,
    perform: ({ documents }, id) => documents.forgetVersion(id),
  }),
  'document.export': command({
    title: 'command.documentExport',
    group: 'scenario',
    when: isOpen,
    perform: ({ documents }) => {
      const { name, text } = documents.exportFile();
      saveFile(name, new Blob([text], { type: 'application/json' }));
    },
  }),
  'document.import': command<File>({
    title: 'command.documentImport',
    group: 'scenario',
    palette: false,
    when: isOpen,
    perform: ({ documents }, file) => documents.importFile(file),
  }),
  'document.retry': command({
    title: 'command.documentRetry',
    group: 'scenario',
    when: () => scenarioStore.getState().kept === 'unsaved',
    perform: ({ documents }) => documents.retry(),
  }),
};
