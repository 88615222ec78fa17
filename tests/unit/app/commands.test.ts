import { beforeEach, describe, expect, it, vi } from 'vitest';
import { COMMAND_GROUPS } from '../../../src/app/commands/command';
import { isLetterKey, keyCaps } from '../../../src/app/commands/keys';
import {
  COMMAND_IDS,
  commandOf,
  isCommandId,
  isEnabled,
  perform,
} from '../../../src/app/commands/registry';
import type { Services } from '../../../src/app/services/services';
import { cityStore } from '../../../src/app/stores/city';
import { clockStore } from '../../../src/app/stores/clock';
import { drawStore } from '../../../src/app/stores/draw';
import { layersStore } from '../../../src/app/stores/layers';
import { scenarioStore } from '../../../src/app/stores/scenario';
import { uiStore } from '../../../src/app/stores/ui';
import { viewStore } from '../../../src/app/stores/view';

const services = {
  runs: { start: vi.fn(), cancel: vi.fn() },
  host: { apply: vi.fn(), active: () => null, switchTo: vi.fn() },
  cities: { open: vi.fn(), handle: null },
} as unknown as Services;

describe('command registry', () => {
  beforeEach(() => {
    cityStore.setState(cityStore.getInitialState());
    clockStore.setState(clockStore.getInitialState());
    drawStore.setState(drawStore.getInitialState());
    vi.clearAllMocks();
  });

  it('gives no key to two commands', () => {
    const owners = new Map<string, string>();
    for (const id of COMMAND_IDS) {
      for (const key of commandOf(id).keys ?? []) {
        expect(owners.get(key), `${key} of ${id}`).toBeUndefined();
        owners.set(key, id);
      }
    }
  });

  it('gives no key to a command that needs an argument', () => {
    for (const id of COMMAND_IDS) {
      const { keys, palette } = commandOf(id);
      if (palette === false && id !== 'palette.open') expect(keys, id).toBeUndefined();
    }
  });

  it('leaves to the map the letters that move its camera', () => {
    const keys = COMMAND_IDS.flatMap((id) => commandOf(id).keys ?? []);
    for (const letter of ['w', 'a', 's', 'd', 'q', 'e']) expect(keys).not.toContain(letter);
  });

  it('puts every command in a known group', () => {
    for (const id of COMMAND_IDS) expect(COMMAND_GROUPS).toContain(commandOf(id).group);
  });

  it('does nothing while a command cannot be done', async () => {
    expect(isEnabled(services, 'run.start')).toBe(false);
    expect(await perform(services, 'run.start')).toBe(false);
    expect(services.runs.start).not.toHaveBeenCalled();
    cityStore.setState({ phase: 'open' });
    expect(await perform(services, 'run.start')).toBe(false);
    scenarioStore.setState({ isOpen: true });
    expect(await perform(services, 'run.start')).toBe(true);
    expect(services.runs.start).toHaveBeenCalledOnce();
  });

  it('tells its ids from other words', () => {
    expect(isCommandId('run.start')).toBe(true);
    expect(isCommandId('toString.constructor')).toBe(false);
  });

  it('toggles a layer and leaves the others', async () => {
    const before = layersStore.getState();
    await perform(services, 'layer.toggle', 'gas');
    const after = layersStore.getState();
    expect(after.gas.visible).toBe(!before.gas.visible);
    expect(after.storm).toBe(before.storm);
  });

  it('steps from one output time to the next and back', async () => {
    clockStore.setState({ availableS: 600, horizonS: 600, stepS: 60, timeS: 90 });
    await perform(services, 'time.forward');
    expect(clockStore.getState().timeS).toBe(120);
    await perform(services, 'time.back');
    expect(clockStore.getState().timeS).toBe(60);
    await perform(services, 'time.back');
    await perform(services, 'time.back');
    expect(clockStore.getState().timeS).toBe(0);
    await perform(services, 'time.end');
    expect(clockStore.getState().timeS).toBe(600);
  });

  it('puts a tool down with Escape before it clears the selection', async () => {
    cityStore.setState({ phase: 'open' });
    await perform(services, 'tool.section');
    drawStore.setState({ draft: [[1, 2]] });
    await perform(services, 'map.escape');
    expect(drawStore.getState()).toMatchObject({ tool: 'select', draft: [] });
  });

  it('closes and opens panels, opens dialogs', async () => {
    await perform(services, 'panel.left');
    expect(uiStore.getState().panels.left).toBe(false);
    await perform(services, 'panel.left');
    await perform(services, 'help.shortcuts');
    expect(uiStore.getState().dialog).toBe('shortcuts');
  });

  it('opens a closed cut only when there is one', async () => {
    expect(isEnabled(services, 'cut.clear')).toBe(false);
    viewStore.setState({ cutBox: { minX: 0, minY: 0, maxX: 1, maxY: 1 } });
    expect(await perform(services, 'cut.clear')).toBe(true);
    expect(viewStore.getState().cutBox).toBeNull();
  });
});

describe('key caps', () => {
  it('print a binding as it stands on the keys', () => {
    expect(keyCaps('$mod+k')).toEqual(['Ctrl', 'K']);
    expect(keyCaps('$mod+Shift+z')).toEqual(['Ctrl', 'Shift', 'Z']);
    expect(keyCaps('Shift+?')).toEqual(['?']);
    expect(keyCaps('Shift++')).toEqual(['+']);
    expect(keyCaps('F1')).toEqual(['F1']);
  });

  it('know single characters, which can be turned off', () => {
    expect(isLetterKey('p')).toBe(true);
    expect(isLetterKey('Shift+?')).toBe(true);
    expect(isLetterKey('$mod+k')).toBe(false);
    expect(isLetterKey('Escape')).toBe(false);
  });
});
