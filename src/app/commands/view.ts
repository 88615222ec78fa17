import { pan, tilt, turn, zoom } from '../services/camera';
import type { Services } from '../services/services';
import type { ViewState } from '../../domain/view';
import { cityStore } from '../stores/city';
import {
  preferencesStore,
  uiStore,
  type Language,
  type SidePanel,
  type ThemeChoice,
} from '../stores/ui';
import { viewStore } from '../stores/view';
import { currentTheme } from '../theme';
import { currentLanguage } from '../i18n/i18n';
import type { SceneKind } from '../ports';
import { command, type Command } from './command';

const isOpen = (): boolean => cityStore.getState().phase === 'open';

/** Changes the camera of the scene looked at. */
function move({ host }: Services, change: (view: ViewState) => ViewState): void {
  const view = host.active()?.view();
  if (view) host.apply(change(view));
}

function scene(kind: SceneKind, title: Command['title'], key: string): Command {
  return command({
    title,
    group: 'view',
    keys: [key],
    when: isOpen,
    isOn: () => viewStore.getState().scene === kind,
    perform: ({ host }) => host.switchTo(kind),
  });
}

function togglePanel(side: SidePanel): void {
  uiStore.setState((s) => ({ panels: { ...s.panels, [side]: !s.panels[side] } }));
}

const TOP_DOWN_RAD = -Math.PI / 2;

export const viewCommands = {
  'scene.city': scene('city', 'command.sceneCity', '1'),
  'scene.underground': scene('underground', 'command.sceneUnderground', '2'),
  'scene.restart': command({
    title: 'command.sceneRestart',
    group: 'view',
    perform: ({ host }) => host.restart(viewStore.getState().scene),
  }),
  'view.home': command({
    title: 'command.viewHome',
    group: 'view',
    keys: ['h'],
    when: isOpen,
    perform: ({ host, cities }) => cities.handle && host.apply(cities.handle.homeView()),
  }),
  'view.north': command({
    title: 'command.viewNorth',
    group: 'view',
    keys: ['n'],
    when: isOpen,
    perform: (s) => move(s, (v) => ({ ...v, headingRad: 0 })),
  }),
  'view.top': command({
    title: 'command.viewTop',
    group: 'view',
    keys: ['t'],
    when: isOpen,
    perform: (s) => move(s, (v) => ({ ...v, pitchRad: TOP_DOWN_RAD })),
  }),
  'view.zoomIn': command({
    title: 'command.zoomIn',
    group: 'view',
    keys: ['=', 'Shift++'],
    when: isOpen,
    perform: (s) => move(s, (v) => zoom(v, 1)),
  }),
  'view.zoomOut': command({
    title: 'command.zoomOut',
    group: 'view',
    keys: ['-'],
    when: isOpen,
    perform: (s) => move(s, (v) => zoom(v, -1)),
  }),
  'view.pan': command<readonly [right: number, forward: number]>({
    title: 'command.pan',
    group: 'view',
    palette: false,
    perform: (s, [right, forward]) => move(s, (v) => pan(v, right, forward)),
  }),
  'view.turn': command<number>({
    title: 'command.turn',
    group: 'view',
    palette: false,
    perform: (s, steps) => move(s, (v) => turn(v, steps)),
  }),
  'view.tilt': command<number>({
    title: 'command.tilt',
    group: 'view',
    palette: false,
    perform: (s, steps) => move(s, (v) => tilt(v, steps)),
  }),
  'view.hour': command<number>({
    title: 'command.hour',
    group: 'view',
    palette: false,
    perform: (_, hour) => viewStore.setState({ hour: Math.min(24, Math.max(0, hour)) }),
  }),
  'view.groundOpacity': command<number>({
    title: 'command.groundOpacity',
    group: 'view',
    palette: false,
    perform: (_, share) => viewStore.setState({ groundOpacity: Math.min(1, Math.max(0, share)) }),
  }),
  'view.goTo': command<string>({
    title: 'command.goTo',
    group: 'view',
    palette: false,
    perform: ({ host, cities }, id) => {
      const view = cities.handle?.viewOf(id, viewStore.getState().camera);
      if (view) host.apply(view);
    },
  }),
  'panel.left': command({
    title: 'command.panelLeft',
    group: 'view',
    keys: ['['],
    isOn: () => uiStore.getState().panels.left,
    perform: () => togglePanel('left'),
  }),
  'panel.right': command({
    title: 'command.panelRight',
    group: 'view',
    keys: [']'],
    isOn: () => uiStore.getState().panels.right,
    perform: () => togglePanel('right'),
  }),
  'theme.toggle': command({
    title: 'command.themeToggle',
    group: 'view',
    perform: () =>
      preferencesStore.setState({ theme: currentTheme() === 'dark' ? 'light' : 'dark' }),
  }),
  'theme.set': command<ThemeChoice>({
    title: 'command.themeSet',
    group: 'view',
    palette: false,
    perform: (_, theme) => preferencesStore.setState({ theme }),
  }),
  'language.toggle': command({
    title: 'command.languageToggle',
    group: 'view',
    perform: () =>
      preferencesStore.setState({ language: currentLanguage() === 'zh' ? 'en' : 'zh' }),
  }),
  'language.set': command<Language>({
    title: 'command.languageSet',
    group: 'view',
    palette: false,
    perform: (_, language) => preferencesStore.setState({ language }),
  }),
};
