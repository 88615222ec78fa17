import type { LayerId } from '../../domain/view';
import { cityStore } from '../stores/city';
import { drawStore, type Tool } from '../stores/draw';
import { layersStore, setLayer } from '../stores/layers';
import { selectionStore } from '../stores/selection';
import { viewStore } from '../stores/view';
import { withBarrier } from '../scenario/barriers';
import { dropLastVertex, finishDraft, takeTool } from '../services/mapInput';
import { command, type Command } from './command';

const isOpen = (): boolean => cityStore.getState().phase === 'open';
const draft = (): number => drawStore.getState().draft.length;

function tool(name: Tool, title: Command['title'], key: string): Command {
  return command({
    title,
    group: 'map',
    keys: [key],
    when: isOpen,
    isOn: () => drawStore.getState().tool === name,
    perform: () => takeTool(name),
  });
}

export const mapCommands = {
  'tool.select': tool('select', 'command.toolSelect', 'v'),
  'tool.probe': tool('probe', 'command.toolProbe', 'p'),
  'tool.section': tool('section', 'command.toolSection', 'c'),
  'tool.barrier': tool('barrier', 'command.toolBarrier', 'b'),
  'tool.cut': tool('cut', 'command.toolCut', 'x'),
  'draw.finish': command({
    title: 'command.drawFinish',
    group: 'map',
    keys: ['$mod+Shift+Enter'],
    when: () => draft() >= 2,
    perform: ({ documents }) =>
      finishDraft((line) => {
        const id = documents.newId('barrier');
        documents.edit((s) => withBarrier(s, id, line));
      }),
  }),
  'draw.back': command({
    title: 'command.drawBack',
    group: 'map',
    keys: ['Backspace'],
    when: () => draft() > 0,
    perform: dropLastVertex,
  }),
  'map.escape': command({
    title: 'command.escape',
    group: 'map',
    keys: ['Escape'],
    when: () => drawStore.getState().tool !== 'select' || selectionStore.getState().pick !== null,
    perform: () => {
      if (drawStore.getState().tool !== 'select') takeTool('select');
      else selectionStore.setState({ pick: null, probe: null });
    },
  }),
  'map.pickCentre': command({
    title: 'command.pickCentre',
    group: 'map',
    when: isOpen,
    perform: ({ host }) => host.pickAtCentre(),
  }),
  'section.clear': command({
    title: 'command.sectionClear',
    group: 'map',
    when: () => drawStore.getState().section !== null,
    perform: () => drawStore.setState({ section: null }),
  }),
  'cut.clear': command({
    title: 'command.cutClear',
    group: 'map',
    when: () => viewStore.getState().cutBox !== null,
    perform: () => viewStore.setState({ cutBox: null }),
  }),
  'layer.toggle': command<LayerId>({
    title: 'command.layerToggle',
    group: 'map',
    palette: false,
    perform: (_, id) => setLayer(id, { visible: !layersStore.getState()[id].visible }),
  }),
  'layer.opacity': command<{ readonly id: LayerId; readonly opacity: number }>({
    title: 'command.layerOpacity',
    group: 'map',
    palette: false,
    perform: (_, { id, opacity }) => setLayer(id, { opacity }),
  }),
};
