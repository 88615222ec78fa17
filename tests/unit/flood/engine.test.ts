import { describe, expect, it } from 'vitest';
import { isAbort } from '../../../src/domain/errors';
import type { DrainageCurve, DrainageLink } from '../../../src/domain/drainage';
import type { Frame } from '../../../src/domain/frame';
import type { Measure } from '../../../src/domain/scenario';
import { parseInp } from '../../../src/io/swmm/parseInp';
import { floodEngine } from '../../../workers/flood/engine';
import type { FloodSetup, SewerSetup } from '../../../workers/flood/setup';
import { makeSetup, smallTown } from './cases';

const never = (): AbortSignal => new AbortController().signal;

async function framesOf(setup: FloodSetup, measures: Measure[] = []): Promise<Frame[]> {
  const engine = floodEngine.create();
  const horizonS = setup.horizonS;
  await engine.prepare(setup);
  const { refused } = await engine.apply(measures, 0);
  expect(refused).toEqual([]);
  const frames: Frame[] = [];
  await engine.advance(horizonS, never(), (f) => frames.push(f));
  return frames;
}

const field = (f: Frame, name: string): Float32Array =>
  f.fields.find((x) => x.name === name)!.values;

/** Two basins side by side, the western one full. */
const basins = (): FloodSetup =>
  makeSetup(40, 10, 1, () => 5, {
    depth: (x) => (x < 20 ? 1 : 0),
    manning: 0.03,
    horizonS: 60,
    outputEveryS: 20,
  });
const wall = (crestM: number): Measure => ({
  kind: 'barrier',
  id: 'wall',
  line: [
    [20, -5],
    [20, 20],
  ],
  crestM,
});

/** Water east of the middle, m³. */
const eastOf = (f: Frame): number =>
  field(f, 'depth').reduce((sum, h, k) => (k % 40 >= 20 ? sum + h : sum), 0);

describe('flood engine', () => {
  it('runs the same however it is sliced, and from a snapshot with measures', async () => {
    const measures: Measure[] = [
      {
        kind: 'barrier',
        id: 'a',
        line: [
          [0, 60],
          [200, 80],
        ],
        heightM: 0.4,
        startS: 100,
        endS: 400,
      },
      { kind: 'pump', id: 'p', from: [20, 100], rateCms: 0.5, startS: 200 },
      {
        kind: 'terrain',
        id: 't',
        area: [
          [100, 20],
          [140, 20],
          [140, 60],
        ],
        raiseM: -0.5,
        startS: 50,
      },
    ];
    const whole = (await framesOf(smallTown(), measures)).map((f) => f.stateHash);

    const engine = floodEngine.create();
    await engine.prepare(smallTown());
    await engine.apply(measures, 0);
    const parts: string[] = [];
    await engine.advance(240, never(), (f) => parts.push(f.stateHash));
    const bytes = await engine.snapshot();
    expect(parts).toEqual(whole.slice(0, 3));

    const other = floodEngine.create();
    await other.prepare(smallTown());
    await other.restore(bytes);
    const rest: string[] = [];
    await other.advance(600, never(), (f) => rest.push(f.stateHash));
    expect(rest).toEqual(whole.slice(3));
  });

  it('goes back to a snapshot in the same engine', async () => {
    const engine = floodEngine.create();
    await engine.prepare(smallTown());
    const first: string[] = [];
    await engine.advance(120, never(), () => undefined);
    const bytes = await engine.snapshot();
    await engine.advance(360, never(), (f) => first.push(f.stateHash));
    await engine.restore(bytes);
    const second: string[] = [];
    await engine.advance(360, never(), (f) => second.push(f.stateHash));
    expect(second).toEqual(first);
  });

  it('refuses a snapshot of another run', async () => {
    const engine = floodEngine.create();
    await engine.prepare(smallTown());
    const bytes = await engine.snapshot();
    const other = floodEngine.create();
    await other.prepare(basins());
    await expect(other.restore(bytes)).rejects.toMatchObject({ code: 'flood.snapshot' });
    await expect(engine.restore(bytes.slice(0, 99))).rejects.toMatchObject({
      code: 'flood.snapshot',
    });
  });

  it('stops soon when cancelled and can go on', async () => {
    const engine = floodEngine.create();
    await engine.prepare(makeSetup(300, 300, 1, () => 0, { depth: (x) => x / 300, horizonS: 1e5 }));
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 30);
    const error = await engine.advance(1e5, abort.signal, () => undefined).catch((e: unknown) => e);
    expect(isAbort(error)).toBe(true);
    await engine.snapshot();
  });

  it('keeps water behind a barrier below its crest and lets it over above', async () => {
    const free = await framesOf(basins());
    expect(eastOf(free.at(-1)!)).toBeGreaterThan(60);
    const high = await framesOf(basins(), [wall(7)]);
    expect(eastOf(high.at(-1)!)).toBe(0);
    const low = await framesOf(basins(), [wall(5.8)]);
    expect(eastOf(low.at(-1)!)).toBeGreaterThan(1);
    expect(eastOf(low.at(-1)!)).toBeLessThan(45);
  });

  it('takes a barrier away at its end', async () => {
    const frames = await framesOf(basins(), [{ ...wall(7), endS: 30 }]);
    expect(frames.map(eastOf).slice(0, 2)).toEqual([0, 0]);
    expect(eastOf(frames[2]!)).toBeGreaterThan(10);
  });

  it('opens a breach in a barrier while time goes on', async () => {
    const frames = await framesOf(basins(), [
      wall(7),
      {
        kind: 'breach',
        id: 'b',
        line: [
          [20, 0],
          [20, 10],
        ],
        bottomM: 5,
        finalWidthM: 4,
        growthS: 20,
        startS: 20,
      },
    ]);
    expect(frames.map(eastOf).slice(0, 2)).toEqual([0, 0]);
    expect(eastOf(frames[3]!)).toBeGreaterThan(10);
  });

  it('pumps water from cell to cell without losing any', async () => {
    const pump: Measure = { kind: 'pump', id: 'p', from: [5, 5], to: [35, 5], rateCms: 0.25 };
    const last = (await framesOf(basins(), [wall(7), pump])).at(-1)!;
    expect(eastOf(last)).toBeCloseTo(0.25 * 60, 2);
    expect(Math.abs(last.totals['balanceErrorM3']!)).toBeLessThan(1e-6);
  });

  it('switches a pump by level and books what leaves the domain', async () => {
    const last = (
      await framesOf(basins(), [
        wall(7),
        { kind: 'pump', id: 'p', from: [10, 5], rateCms: 5, onLevelM: 5.9, offLevelM: 5.5 },
      ])
    ).at(-1)!;
    expect(last.totals['outflowM3:p']!).toBeGreaterThan(60);
    expect(last.totals['outflowM3:p']!).toBeLessThan(140);
    expect(last.totals['storedM3']! + last.totals['outflowM3']!).toBeCloseTo(200, 6);
  });

  it('dams water with raised ground', async () => {
    const raise: Measure = {
      kind: 'terrain',
      id: 't',
      area: [
        [19, 0],
        [21, 0],
        [21, 10],
        [19, 10],
      ],
      levelM: 8,
    };
    const setup = makeSetup(40, 10, 1, () => 5, {
      depth: (x) => (x < 18 ? 1 : 0),
      horizonS: 30,
      outputEveryS: 30,
    });
    expect(eastOf((await framesOf(setup, [raise])).at(-1)!)).toBe(0);
  });

  it('brings the rain of roofs to the ground beside them', async () => {
    const setup = makeSetup(9, 9, 2, () => 0, { horizonS: 100, outputEveryS: 100 });
    for (const k of [30, 31, 32, 39, 40, 41, 48, 49, 50]) setup.blocked[k] = 1;
    const value = Float64Array.of(36 / 3.6e6);
    const rain = [{ intensityMs: { timeS: Float64Array.of(0), value }, zone: -1 }];
    const last = (await framesOf({ ...setup, rain })).at(-1)!;
    expect(last.totals['rainM3']).toBeCloseTo(81 * 4 * 1e-5 * 100, 7);
    expect(last.totals['storedM3']).toBeCloseTo(81 * 4 * 1e-5 * 100, 7);
    expect(field(last, 'depth')[40]).toBeNaN();
  });

  it('rains by zone', async () => {
    const setup = makeSetup(10, 4, 1, () => 0, { horizonS: 10, outputEveryS: 10 });
    const zone = new Uint8Array(40);
    for (let k = 0; k < 40; k++) zone[k] = k % 10 < 5 ? 3 : 7;
    const held = (v: number): { timeS: Float64Array; value: Float64Array } => ({
      timeS: Float64Array.of(0, 5),
      value: Float64Array.of(v, 0),
    });
    const rain = [
      { intensityMs: held(1e-4), zone: 3 },
      { intensityMs: held(1e-5), zone: -1 },
    ];
    const last = (await framesOf({ ...setup, rain, rainZone: zone })).at(-1)!;
    expect(last.totals['rainM3']).toBeCloseTo(20 * 1e-4 * 5 + 40 * 1e-5 * 5, 9);
  });

  it('brings in a discharge and holds a stage to the volume', async () => {
    const q = { timeS: Float64Array.of(0, 100), value: Float64Array.of(0, 2) };
    const cells = Uint32Array.of(0, 30, 60);
    const setup = makeSetup(30, 3, 1, () => 0, { manning: 0.03, horizonS: 100, outputEveryS: 100 });
    const last = (
      await framesOf({ ...setup, boundaries: [{ id: 'in', kind: 'discharge', cells, table: q }] })
    ).at(-1)!;
    expect(last.totals['inflowM3:in']! / 100).toBeCloseTo(1, 4);
    expect(Math.abs(last.totals['balanceErrorM3']!)).toBeLessThan(1e-5);

    const stage = { timeS: Float64Array.of(0), value: Float64Array.of(0.7) };
    const sea = await framesOf({
      ...makeSetup(30, 3, 1, () => 0, { manning: 0.05, horizonS: 3000, outputEveryS: 3000 }),
      boundaries: [{ id: 'sea', kind: 'stage', cells, table: stage }],
    });
    expect(field(sea.at(-1)!, 'depth')[45]).toBeCloseTo(0.7, 2);
  });

  it('says when water came and how deep it was', async () => {
    const last = (await framesOf(basins())).at(-1)!;
    const arrival = field(last, 'arrivalTime');
    expect(arrival[5 * 40 + 3]).toBeLessThan(1);
    expect(arrival[5 * 40 + 35]).toBeGreaterThan(arrival[5 * 40 + 25]!);
    expect(field(last, 'maxDepth')[5 * 40 + 3]).toBeCloseTo(1, 6);
  });

  it('refuses measures it has no place for', async () => {
    const engine = floodEngine.create();
    await engine.prepare(basins());
    const { applied, refused } = await engine.apply(
      [
        { kind: 'pump', id: 'far', from: [1000, 0], rateCms: 1 },
        {
          kind: 'truck_ban',
          id: 'ban',
          area: [
            [0, 0],
            [1, 0],
            [1, 1],
          ],
        },
        wall(6),
      ],
      0,
    );
    expect(applied).toEqual(['wall']);
    expect(refused.map((r) => r.code)).toEqual([
      'flood.measure.outside',
      'flood.measure.not_surface',
    ]);
  });
});

describe('the door of the flood engine', () => {
  const bad: [string, (s: FloodSetup) => FloodSetup, string][] = [
    ['too few beds', (s) => ({ ...s, bedM: s.bedM.slice(1) }), 'flood.setup.length'],
    ['a bed at infinity', (s) => (s.bedM.fill(Infinity), s), 'flood.setup.bed'],
    ['negative roughness', (s) => (s.manningN.fill(-0.1), s), 'flood.setup.negative'],
    ['negative depth', (s) => (s.depthM!.fill(-1), s), 'flood.setup.negative'],
    ['a horizon of 0', (s) => ({ ...s, horizonS: 0 }), 'flood.setup.horizon'],
    ['a CFL number of 2', (s) => ({ ...s, options: { cfl: 2 } }), 'flood.setup.options'],
    [
      'a hydrograph running backwards',
      (s) => ({
        ...s,
        sources: [
          {
            id: 'q',
            cell: 1,
            flowCms: { timeS: Float64Array.of(5, 1), value: Float64Array.of(1, 1) },
          },
        ],
      }),
      'flood.setup.table',
    ],
    [
      'a source outside the grid',
      (s) => ({
        ...s,
        sources: [
          { id: 'q', cell: 4e6, flowCms: { timeS: Float64Array.of(5), value: Float64Array.of(1) } },
        ],
      }),
      'flood.setup.cell',
    ],
    [
      'a stage without table',
      (s) => ({ ...s, boundaries: [{ id: 'b', kind: 'stage', cells: Uint32Array.of(0) }] }),
      'flood.setup.boundary',
    ],
  ];
  const network = (links: DrainageLink[], curves: DrainageCurve[] = []): SewerSetup => ({
    model: {
      ...parseInp('[JUNCTIONS]\nA 4 3 0 0 0\nB 3 3 0 0 0\n[OUTFALLS]\nOUT 2 FREE NO\n'),
      links,
      curves,
    },
    exchanges: [],
    outfalls: [],
  });
  const orifice = {
    id: 'O',
    kind: 'orifice',
    from: 'A',
    to: 'NOWHERE',
  } as unknown as DrainageLink;
  const pump = { id: 'P', kind: 'pump', from: 'A', to: 'B', curve: 'C' } as unknown as DrainageLink;
  const curve = (type: string, ...y: number[]): DrainageCurve => ({
    id: 'C',
    type,
    x: Float64Array.from(y, (_, k) => k),
    y: Float64Array.from(y),
  });
  bad.push(
    [
      'an orifice on a missing node',
      (s) => ({ ...s, drainage: network([orifice]) }),
      'flood.setup.sewer',
    ],
    [
      'a pump curve that rises with the head',
      (s) => ({ ...s, drainage: network([pump], [curve('PUMP3', 3, 1, 2)]) }),
      'flood.setup.sewer',
    ],
    [
      'a pump curve that falls as the well fills',
      (s) => ({ ...s, drainage: network([pump], [curve('PUMP4', 1, 2, 1)]) }),
      'flood.setup.sewer',
    ],
    [
      'an exchange with a missing node',
      (s) => ({
        ...s,
        drainage: {
          ...network([]),
          exchanges: [{ node: 'Z', cell: 0, areaM2: 1, rimM: 1, takesIn: true }],
        },
      }),
      'flood.setup.sewer',
    ],
  );
  for (const [what, spoil, code] of bad) {
    it(`refuses ${what}`, async () => {
      await expect(floodEngine.create().prepare(spoil(basins()))).rejects.toMatchObject({ code });
    });
  }
});
