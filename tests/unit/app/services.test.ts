import fc from 'fast-check';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { factsOf } from '../../../src/app/desks/plan/facts';
import { formatClock, formatTiny } from '../../../src/app/i18n/format';
import { i18n, startI18n } from '../../../src/app/i18n/i18n';
import { problemText } from '../../../src/app/i18n/problemText';
import { pan, tilt, turn, zoom } from '../../../src/app/services/camera';
import { CityHandle, placeOf, summarise } from '../../../src/app/services/cityHandle';
import { finishDraft, handlePick, takeTool } from '../../../src/app/services/mapInput';
import { labelOf } from '../../../src/app/services/openCity';
import { advance } from '../../../src/app/services/player';
import { problemOf } from '../../../src/app/services/problems';
import { searchCity } from '../../../src/app/services/searchCity';
import { clockStore } from '../../../src/app/stores/clock';
import { drawStore } from '../../../src/app/stores/draw';
import { selectionStore } from '../../../src/app/stores/selection';
import { viewStore } from '../../../src/app/stores/view';
import { readUrl } from '../../../src/app/urlParameters';
import { DryrunError } from '../../../src/domain/errors';
import type { Pick, ViewState } from '../../../src/domain/view';
import problems from '../../../assets/locales/problems.zh.json';
import { tinyCity } from '../../fixtures/tinyCity';

const city = tinyCity();
const handle = new CityHandle({ city, assets: { buildings3dUrl: null } });
const ground = (x: number, y: number): Pick => ({ kind: 'ground', id: '', point: [x, y, 20] });

beforeAll(async () => {
  Object.assign(globalThis, { document: { documentElement: {} } });
  await startI18n('en');
});

describe('city handle', () => {
  it('finds things of every kind by id', () => {
    expect(handle.find('B0')?.kind).toBe('building');
    expect(handle.find('P1')?.kind).toBe('link');
    expect(handle.find('MH2')?.kind).toBe('node');
    expect(handle.find('S1')?.kind).toBe('sensor');
    expect(handle.find('H1')?.kind).toBe('facility');
    expect(handle.find('nothing')).toBeNull();
  });

  it('looks at the middle of the city from the south', () => {
    const view = handle.homeView();
    expect(view.target[0]).toBe(300);
    expect(view.target[2]).toBeCloseTo(handle.groundAt(300, 300), 6);
    expect(view.headingRad).toBe(0);
  });

  it('places buildings at the middle of their footprint', () => {
    const found = handle.find('B1')!;
    const [x, y] = placeOf(found)!;
    const { outer } = (found.thing as { footprint: { outer: Float64Array } }).footprint;
    expect(x).toBeGreaterThan(outer[0]!);
    expect(y).toBeGreaterThan(outer[1]!);
  });

  it('summarises without any array of the city', () => {
    const summary = summarise(city);
    expect(summary.counts.buildings).toBe(city.buildings.length);
    expect(summary.utilities).toEqual({ storm: 3, water: 2 });
    expect(JSON.stringify(summary).length).toBeLessThan(2000);
  });

  it('knows the land cover', () => {
    expect(handle.landCoverAt(300, 20)?.key).toBe('water');
    expect(handle.landCoverAt(-5, -5)).toBeNull();
  });
});

describe('search', () => {
  it('finds names in both languages, and ids', () => {
    expect(searchCity(city, 'general', 5)[0]?.id).toBe('H1');
    expect(searchCity(city, '综合', 5)[0]?.id).toBe('H1');
    expect(searchCity(city, 'mh2', 5)[0]).toMatchObject({ kind: 'node', id: 'MH2' });
    expect(searchCity(city, '   ', 5)).toEqual([]);
  });
});

describe('facts', () => {
  it('say what is known of a pipe, with its slope', () => {
    const facts = factsOf(handle, { kind: 'link', id: 'P0', point: [0, 0, 0] }, i18n.t);
    expect(facts.title).toBe('P0');
    expect(facts.facts.find((f) => f.label === 'Diameter')?.value).toBe('DN 600');
    const pipe = city.utilities[0]!.links[0]!.path;
    const length = Math.hypot(pipe[3]! - pipe[0]!, pipe[4]! - pipe[1]!, pipe[5]! - pipe[2]!);
    const slope = (1000 * (pipe[2]! - pipe[5]!)) / length;
    expect(facts.facts.find((f) => f.label === 'Slope')?.value).toBe(`${slope.toFixed(1)} ‰`);
  });

  it('give the name in the other language too', () => {
    const facts = factsOf(handle, { kind: 'facility', id: 'H1', point: [0, 0, 0] }, i18n.t);
    expect(facts).toMatchObject({ title: 'General Hospital', otherTitle: '综合医院' });
  });

  it('describe bare ground', () => {
    const facts = factsOf(handle, ground(300, 400), i18n.t);
    expect(facts.facts[0]).toMatchObject({ label: 'Ground level', note: 'fictional' });
  });
});

describe('map input', () => {
  beforeEach(() => {
    drawStore.setState(drawStore.getInitialState());
    selectionStore.setState(selectionStore.getInitialState());
    viewStore.setState({ camera: handle.homeView(), cutBox: null });
  });

  it('selects a building and probes the ground', () => {
    handlePick({ kind: 'building', id: 'B0', point: [1, 2, 3] });
    expect(selectionStore.getState()).toMatchObject({ pick: { id: 'B0' }, probe: null });
    handlePick(ground(10, 20));
    expect(selectionStore.getState().probe).toEqual([10, 20, 20]);
    handlePick(null);
    expect(selectionStore.getState().pick).toBeNull();
  });

  it('probes the ground under a building with the probe', () => {
    takeTool('probe');
    handlePick({ kind: 'building', id: 'B0', point: [1, 2, 3] });
    expect(selectionStore.getState()).toMatchObject({ pick: { kind: 'ground' }, probe: [1, 2, 3] });
  });

  it('makes a barrier of a line, and a double click adds no second point', () => {
    takeTool('barrier');
    handlePick(ground(0, 0));
    handlePick(ground(100, 0));
    handlePick(ground(100.5, 0));
    const add = vi.fn();
    finishDraft(add);
    expect(add.mock.calls[0]![0]).toEqual([
      [0, 0],
      [100, 0],
    ]);
    expect(drawStore.getState()).toMatchObject({ tool: 'select', draft: [] });
  });

  it('makes nothing of a single point', () => {
    takeTool('barrier');
    handlePick(ground(0, 0));
    const add = vi.fn();
    finishDraft(add);
    expect(add).not.toHaveBeenCalled();
  });

  it('cuts a box from two corners in any order', () => {
    takeTool('cut');
    handlePick(ground(50, 10));
    handlePick(ground(10, 90));
    expect(viewStore.getState().cutBox).toEqual({ minX: 10, minY: 10, maxX: 50, maxY: 90 });
  });

  it('keeps a section line', () => {
    takeTool('section');
    handlePick(ground(0, 0));
    handlePick(ground(200, 0));
    finishDraft(vi.fn());
    expect(drawStore.getState().section).toHaveLength(2);
  });
});

describe('player', () => {
  beforeEach(() => clockStore.setState(clockStore.getInitialState()));

  it('moves simulated time by speed times wall time', () => {
    clockStore.setState({ playing: true, speed: 60, availableS: 600, horizonS: 600 });
    advance(0.5);
    expect(clockStore.getState().timeS).toBe(30);
  });

  it('starts again at the end when it loops, and stops when not', () => {
    const end = { playing: true, timeS: 599, availableS: 600, horizonS: 600, speed: 60 };
    clockStore.setState({ ...end, loop: true });
    advance(1);
    expect(clockStore.getState()).toMatchObject({ timeS: 0, playing: true });
    clockStore.setState({ ...end, loop: false });
    advance(1);
    expect(clockStore.getState()).toMatchObject({ timeS: 600, playing: false });
  });

  it('stands still while paused', () => {
    clockStore.setState({ playing: false, timeS: 5, availableS: 600 });
    advance(1);
    expect(clockStore.getState().timeS).toBe(5);
  });
});

describe('camera by keys', () => {
  const view: ViewState = { target: [0, 0, 0], headingRad: 0, pitchRad: -0.7, rangeM: 100 };

  it('pans forward to the north and right to the east when looking north', () => {
    expect(pan(view, 0, 1).target[1]).toBeGreaterThan(0);
    expect(pan(view, 0, 1).target[0]).toBeCloseTo(0, 12);
    expect(pan(view, 1, 0).target[0]).toBeGreaterThan(0);
  });

  it('pans forward to the east when looking east', () => {
    const east = pan({ ...view, headingRad: Math.PI / 2 }, 0, 1).target;
    expect(east[0]).toBeGreaterThan(0);
    expect(east[1]).toBeCloseTo(0, 12);
  });

  it('comes back by the opposite steps', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), (n) => {
        expect(zoom(zoom(view, n), -n).rangeM).toBeCloseTo(100, 9);
        expect(turn(turn(view, n), -n).headingRad).toBeCloseTo(0, 12);
      }),
    );
  });

  it('never looks up or past straight down', () => {
    let v = view;
    for (let i = 0; i < 100; i++) v = tilt(v, 1);
    expect(v.pitchRad).toBeLessThan(0);
    for (let i = 0; i < 100; i++) v = tilt(v, -1);
    expect(v.pitchRad).toBe(-Math.PI / 2);
  });
});

describe('problems', () => {
  it('keep what a DryrunError says', () => {
    const error = new DryrunError({ code: 'a.b', file: 'x.tif', what: 'W.', mend: 'M.' });
    expect(problemOf(error, 'other')).toMatchObject({ code: 'a.b', file: 'x.tif', what: 'W.' });
  });

  it('become sentences of the language, else their own', async () => {
    const known = problemOf(new Error('boom'), 'run.failed');
    expect(problemText(known).what).toBe('The run stopped: boom');
    await i18n.changeLanguage('zh');
    const unknown = { code: 'made.up', what: 'W.', mend: 'M.' };
    expect(problemText(unknown)).toEqual({ what: 'W.', mend: 'M.' });
    i18n.addResourceBundle('zh', 'problems', problems);
    expect(problemText({ code: 'geotiff.made_up', what: 'W.', mend: 'M.' })).toMatchObject({
      what: '无法使用这个 GeoTIFF 文件。',
      detail: 'W.',
    });
    await i18n.changeLanguage('en');
  });
});

describe('small things', () => {
  it('reads the address of the page and leaves out what it does not know', () => {
    expect(readUrl('?city=a/b&lang=zh&theme=dark&scene=underground&tour=0')).toEqual({
      city: 'a/b',
      language: 'zh',
      theme: 'dark',
      scene: 'underground',
      tour: false,
    });
    expect(readUrl('?lang=fr&theme=pink')).toMatchObject({ language: null, theme: null });
  });

  it('writes times and tiny shares', () => {
    expect(formatClock(3725)).toBe('1:02');
    expect(formatClock(3725, true)).toBe('1:02:05');
    expect(formatTiny(3.24e-7)).toBe('3.2 × 10⁻⁷');
    expect(formatTiny(0)).toBe('0');
  });

  it('names a source as a person would', () => {
    expect(labelOf({ kind: 'url', url: 'x/city.json' })).toBe('x/city.json');
    expect(labelOf({ kind: 'folder', files: [{ path: 'barrie/city.json', file: null! }] })).toBe(
      'barrie',
    );
  });
});
