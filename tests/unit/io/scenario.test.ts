import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../../src/io/scenario/parseScenario';

const good = {
  dryrunScenario: 1,
  id: 'storm',
  name: '100 mm in an hour',
  horizonS: 7200,
  outputEveryS: 300,
  seed: 1,
  forcings: [
    {
      kind: 'rain',
      id: 'r1',
      intensityMmH: [
        [0, 100],
        [3600, 0],
      ],
    },
  ],
  measures: [
    {
      kind: 'barrier',
      id: 'b1',
      line: [
        [0, 0],
        [10, 0],
      ],
      heightM: 1,
    },
  ],
};
const parse = (change: object): unknown =>
  parseScenario(JSON.stringify({ ...good, ...change }), 's.json');

describe('parseScenario', () => {
  it('reads what it should', () => {
    expect(parse({})).toEqual(good);
  });

  it.each([
    ['a newer version', { dryrunScenario: 2 }, 'scenario.version', '/dryrunScenario'],
    ['a negative horizon', { horizonS: -1 }, 'scenario.invalid', '/horizonS'],
    [
      'times that run backwards',
      {
        forcings: [
          {
            kind: 'rain',
            id: 'r',
            intensityMmH: [
              [60, 1],
              [0, 2],
            ],
          },
        ],
      },
      'scenario.invalid',
      '/forcings/0/intensityMmH',
    ],
    [
      'negative rain',
      { forcings: [{ kind: 'rain', id: 'r', intensityMmH: [[0, -5]] }] },
      'scenario.invalid',
      '/forcings/0/intensityMmH',
    ],
    [
      'an unknown kind of measure',
      { measures: [{ kind: 'wish', id: 'w' }] },
      'scenario.invalid',
      '/measures/0/kind',
    ],
    ['a misspelt member', { mesures: [] }, 'scenario.unknown_member', '/mesures'],
    [
      'a member one level down',
      { measures: [{ ...good.measures[0], hieghtM: 2 }] },
      'scenario.unknown_member',
      '/measures/0/hieghtM',
    ],
    [
      'two things of one id',
      { measures: [{ ...good.measures[0], id: 'r1' }] },
      'scenario.duplicate_id',
      'r1',
    ],
  ])('refuses %s, naming the place', (_name, change, code, place) => {
    expect(() => parse(change)).toThrow(expect.objectContaining({ code, place, file: 's.json' }));
  });

  it('refuses text that is no JSON', () => {
    expect(() => parseScenario('{', 's.json')).toThrow(
      expect.objectContaining({ code: 'scenario.not_json' }),
    );
  });

  it('is not fooled by __proto__', () => {
    const text = JSON.stringify(good).replace(
      '"id":"storm"',
      '"id":"storm","__proto__":{"polluted":1}',
    );
    expect(() => parseScenario(text, 's.json')).toThrow(
      expect.objectContaining({ code: 'scenario.unknown_member' }),
    );
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});
