import { IDBFactory } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { perform } from '../../../src/app/commands/registry';
import { i18n, startI18n } from '../../../src/app/i18n/i18n';
import { differenceText } from '../../../src/app/scenario/differenceText';
import { summarise } from '../../../src/app/services/cityHandle';
import { Documents } from '../../../src/app/services/documents';
import type { Services } from '../../../src/app/services/services';
import { clockStore } from '../../../src/app/stores/clock';
import { scenarioStore } from '../../../src/app/stores/scenario';
import { preferencesStore, uiStore } from '../../../src/app/stores/ui';
import { differences } from '../../../src/document/differences';
import { openDocument } from '../../../src/document/open';
import { tinyCity } from '../../fixtures/tinyCity';

const city = summarise(tinyCity());
let documents: Documents;
let services: Services;

beforeAll(async () => {
  Object.assign(globalThis, { document: { documentElement: {} } });
  await startI18n('en');
});

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  preferencesStore.setState({ scenarioOf: {} });
  uiStore.setState({ messages: [] });
  documents = new Documents();
  services = { documents } as unknown as Services;
  await documents.open(city);
});

afterEach(() => {
  documents.dispose();
  vi.restoreAllMocks();
});

const state = () => scenarioStore.getState();
const names = (): string[] => state().rows.map((r) => r.name);

describe('the document of a city', () => {
  it('starts with the baseline and a first storm below it, which is looked at', () => {
    expect(names()).toEqual(['', '100 mm/h for one hour']);
    expect(state().scenario).toMatchObject({ horizonS: 7200, parent: 'baseline' });
    expect(state().scenario.forcings).toMatchObject([{ kind: 'rain' }]);
    expect(state().canUndo).toBe(false);
    expect(clockStore.getState().horizonS).toBe(7200);
  });

  it('goes from command to document to store, and back by undo', async () => {
    await perform(services, 'scenario.branch');
    await perform(services, 'scenario.rename', { id: state().current, name: ' With a wall ' });
    await perform(services, 'scenario.horizon', 3600);
    expect(names()).toEqual(['', '100 mm/h for one hour', 'With a wall']);
    expect(state().scenario).toMatchObject({ horizonS: 3600, outputEveryS: 30 });
    expect(clockStore.getState().horizonS).toBe(3600);
    for (let i = 0; i < 3; i++) await perform(services, 'edit.undo');
    expect(names()).toEqual(['', '100 mm/h for one hour']);
    expect(await perform(services, 'edit.undo')).toBe(false);
    for (let i = 0; i < 3; i++) await perform(services, 'edit.redo');
    expect(state().scenario).toMatchObject({ name: 'With a wall', horizonS: 3600 });
  });

  it('keeps the baseline from being deleted', async () => {
    await perform(services, 'scenario.select', 'baseline');
    expect(await perform(services, 'scenario.remove')).toBe(false);
    expect(await perform(services, 'scenario.duplicate')).toBe(false);
  });

  it('is there again with the scenario looked at', async () => {
    await perform(services, 'scenario.branch');
    const { current } = state();
    await perform(services, 'version.keep', 'First talk');
    await vi.waitFor(() => expect(state().kept).toBe('saved'));
    documents.dispose();
    expect(state().isOpen).toBe(false);
    documents = new Documents();
    await documents.open(city);
    expect(state().current).toBe(current);
    expect(state().versions.map((v) => v.name)).toEqual(['First talk']);
  });

  it('takes in the file it gave out', async () => {
    const { name, text } = documents.exportFile();
    expect(name).toBe('tiny.dryrun.json');
    await perform(services, 'scenario.remove');
    expect(names()).toEqual(['']);
    await perform(services, 'document.import', new File([text], name));
    expect(names()).toEqual(['', '100 mm/h for one hour']);
  });

  it('reads measured rain from a file', async () => {
    await perform(services, 'scenario.rainFile', new File(['0,10\n30,0\n'], 'gauge.csv'));
    expect(state().scenario.forcings[0]).toMatchObject({
      intensityMmH: [
        [0, 10],
        [1800, 0],
      ],
    });
  });

  it('says that a newer Dryrun wrote it, and works on one that is not kept', async () => {
    const { document, keeper } = await openDocument({
      cityId: 'future',
      newId: () => 'x',
      first: () => [],
      onState: () => undefined,
    });
    document.doc.getMap('meta').set('version', 9);
    await keeper.settled();
    keeper.dispose();
    await documents.open({ ...city, id: 'future' });
    expect(uiStore.getState().messages.map((m) => m.problem.code)).toEqual(['document.newer']);
    expect(state()).toMatchObject({ isOpen: true, kept: 'off' });
    await perform(services, 'scenario.branch');
    expect(names()).toHaveLength(3);
  });
});

describe('differences in words', () => {
  it('say what was added, changed and taken away', async () => {
    await perform(services, 'scenario.branch');
    const parent = documents.document.scenario(state().rows[1]!.id);
    await perform(services, 'scenario.storm', 'burst150');
    await perform(services, 'scenario.horizon', 10_800);
    documents.edit((s) => ({
      ...s,
      measures: [
        {
          kind: 'barrier',
          id: 'b',
          line: [
            [0, 0],
            [30, 40],
          ],
          heightM: 1.5,
        },
      ],
    }));
    const lines = differences(parent, state().scenario).map((d) => differenceText(d, i18n.t));
    expect(lines).toEqual([
      { sign: '~', text: 'Simulated time 3.0 h instead of 2.0 h' },
      {
        sign: '~',
        text: 'Rain: 50 mm, up to 150 mm/h instead of 100 mm, up to 100 mm/h',
      },
      { sign: '+', text: 'Barrier 50 m long, 1.5 m high' },
    ]);
  });
});
