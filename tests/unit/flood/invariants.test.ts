import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Frame } from '../../../src/domain/frame';
import type { Measure } from '../../../src/domain/scenario';
import { floodEngine } from '../../../workers/flood/engine';
import type { FloodSetup } from '../../../workers/flood/setup';
import { makeSetup } from './cases';

/** A town nobody would build: any terrain, walls, buildings, cloudbursts, springs, drains and pumps. */
const town = fc.record({
  cols: fc.integer({ min: 1, max: 40 }),
  rows: fc.integer({ min: 1, max: 40 }),
  cellSizeM: fc.constantFrom(0.05, 1, 7.3, 50),
  seed: fc.integer(),
  reliefM: fc.constantFrom(0, 0.2, 5, 400),
  datumM: fc.constantFrom(0, -300, 4000),
  manning: fc.constantFrom(0, 0.02, 0.2),
  blockedShare: fc.constantFrom(0, 0.1, 0.6),
  wallShare: fc.constantFrom(0, 0.2),
  poolM: fc.constantFrom(0, 0.3, 20),
  /** Spikes and gaps: [length of the row in parts of the run, mm/h]. */
  rain: fc.array(
    fc.tuple(fc.constantFrom(0.001, 0.05, 0.3), fc.constantFrom(0, 0, 3, 200, 20_000)),
    { minLength: 1, maxLength: 8 },
  ),
  soil: fc.constantFrom('none', 'constant', 'green_ampt', 'horton', 'curve_number'),
  soakMmH: fc.constantFrom(0, 10, 500),
  structure: fc.constantFrom('none', 'sluice', 'bridge', 'culvert', 'breach'),
  springCms: fc.constantFrom(-5, 0, 0.01, 30),
  pumpCms: fc.constantFrom(0, 2),
  rim: fc.constantFrom('wall' as const, 'free_outflow' as const),
  stage: fc.boolean(),
  order: fc.constantFrom(1 as const, 2 as const),
});
type Town = typeof town extends fc.Arbitrary<infer T> ? T : never;

function random(seed: number): () => number {
  let a = seed | 0;
  return () => {
    a = (Math.imul(a, 1664525) + 1013904223) | 0;
    return (a >>> 8) / 2 ** 24;
  };
}

/** A soil of the law asked for, from one capacity. */
function soilOf(t: Town, cells: number): Partial<FloodSetup> {
  const plane = (v: number): Float32Array => new Float32Array(cells).fill(v);
  const rate = t.soakMmH / 3.6e6;
  switch (t.soil) {
    case 'constant':
      return { infiltration: { law: 'constant', capacityMs: plane(rate) } };
    case 'green_ampt':
      return {
        infiltration: {
          law: 'green_ampt',
          conductivityMs: plane(rate),
          suctionDeficitM: plane(0.03),
          deficit: plane(0.2),
        },
      };
    case 'horton':
      return {
        infiltration: {
          law: 'horton',
          initialMs: plane(5 * rate),
          finalMs: plane(rate),
          decayPerS: plane(0.001),
        },
      };
    case 'curve_number':
      return {
        infiltration: {
          law: 'curve_number',
          retentionM: plane(t.soakMmH / 1000),
          initialAbstractionM: plane(t.soakMmH / 5000),
        },
      };
    default:
      return {};
  }
}

/** A gate, a bridge, a culvert or a breach through the middle of the town. */
function structureOf(t: Town): Measure[] {
  const far = t.cols * t.cellSizeM;
  const line: [number, number][] = [
    [far / 2, 0],
    [far / 2, t.rows * t.cellSizeM],
  ];
  const level = t.datumM + t.reliefM / 2;
  switch (t.structure) {
    case 'sluice':
      return [
        {
          kind: 'sluice',
          id: 's',
          line,
          openingM: [
            [0, 0],
            [20 * t.cellSizeM, 0.5],
          ],
          crestM: level + 2,
        },
      ];
    case 'bridge':
      return [{ kind: 'bridge', id: 's', line, soffitM: level, deckM: level + 0.5 }];
    case 'culvert':
      return [
        {
          kind: 'culvert',
          id: 's',
          from: [far * 0.3, t.cellSizeM / 2],
          to: [far * 0.7, t.cellSizeM / 2],
          heightM: 1,
          inletM: level,
          outletM: level - 0.2,
        },
      ];
    case 'breach':
      return [
        { kind: 'barrier', id: 'b', line, crestM: level + 1 },
        {
          kind: 'breach',
          id: 's',
          line,
          bottomM: level - 1,
          finalWidthM: 5 * t.cellSizeM,
          growthS: 20 * t.cellSizeM,
          sideSlope: 1,
        },
      ];
    default:
      return [];
  }
}

function build(t: Town): FloodSetup {
  const next = random(t.seed);
  const cells = t.cols * t.rows;
  const setup = makeSetup(t.cols, t.rows, t.cellSizeM, () => t.datumM + t.reliefM * next(), {
    manning: t.manning,
    depth: () => t.poolM * (next() - 0.5),
    rim: t.rim,
  });
  for (let k = 0; k < cells; k++) {
    if (next() < t.blockedShare) setup.blocked[k] = 1;
    if (next() < 0.03) setup.bedM[k] = Number.NaN;
  }
  const wall = (): number => (next() < t.wallShare ? t.datumM + t.reliefM * next() : -Infinity);
  const spring = setup.bedM.findIndex((z) => !Number.isNaN(z));
  const every = 20 * t.cellSizeM;
  return {
    ...setup,
    crests: {
      east: Float32Array.from({ length: cells }, wall),
      north: Float32Array.from({ length: cells }, wall),
    },
    ...soilOf(t, cells),
    rain: [
      {
        intensityMs: {
          timeS: Float64Array.from(t.rain, (_, k) =>
            t.rain.slice(0, k).reduce((sum, r) => sum + r[0] * 60 * t.cellSizeM, 0),
          ),
          value: Float64Array.from(t.rain, (r) => r[1] / 3.6e6),
        },
        zone: -1,
      },
    ],
    sources:
      spring < 0 || t.springCms === 0
        ? []
        : [
            {
              id: 'spring',
              cell: spring,
              flowCms: { timeS: Float64Array.of(0), value: Float64Array.of(t.springCms) },
            },
          ],
    boundaries: t.stage
      ? [
          {
            id: 'sea',
            kind: 'stage' as const,
            cells: Uint32Array.of(cells - 1),
            table: {
              timeS: Float64Array.of(0, every),
              value: Float64Array.of(t.datumM, t.datumM + t.reliefM / 2),
            },
          },
        ]
      : [],
    horizonS: 60 * t.cellSizeM,
    outputEveryS: 30 * t.cellSizeM,
  };
}

async function run(t: Town): Promise<{ frames: Frame[]; refused: number }> {
  const engine = floodEngine.create();
  const setup = build(t);
  const horizonS = setup.horizonS;
  await engine.prepare({ ...setup, options: { order: t.order } });
  const measures: Measure[] = [];
  const far = t.cols * t.cellSizeM;
  if (t.pumpCms > 0) {
    measures.push({
      kind: 'pump',
      id: 'pump',
      from: [far / 2, far / 3],
      to: [far / 4, far / 5],
      rateCms: t.pumpCms,
    });
    measures.push({
      kind: 'barrier',
      id: 'wall',
      line: [
        [far / 3, 0],
        [far / 3, far],
      ],
      heightM: 0.5,
    });
  }
  const { refused } = await engine.apply([...structureOf(t), ...measures], horizonS / 3);
  const frames: Frame[] = [];
  await engine.advance(horizonS, new AbortController().signal, (f) => frames.push(f));
  engine.dispose();
  return { frames, refused: refused.length };
}

describe('whatever the town', () => {
  it('has no NaN, no negative depth and no lost water', async () => {
    await fc.assert(
      fc.asyncProperty(town, async (t) => {
        const setup = build(t);
        const { frames } = await run(t);
        expect(frames.length).toBe(3);
        for (const f of frames) {
          for (const field of f.fields.slice(0, 4)) {
            for (let k = 0; k < field.values.length; k++) {
              const value = field.values[k]!;
              const open = !setup.blocked[k] && !Number.isNaN(setup.bedM[k]!);
              if (open !== Number.isFinite(value)) {
                throw new Error(`${field.name} of cell ${k} is ${value}, open: ${open}`);
              }
              if (field.name === 'depth' && value < 0) throw new Error(`depth ${value} at ${k}`);
            }
          }
          const v = f.totals;
          const throughput = v['initialM3']! + v['rainM3']! + v['inflowM3']! + 1e-9;
          expect(Math.abs(v['balanceErrorM3']!) / throughput).toBeLessThan(1e-6);
          expect(v['owedM3']! / throughput).toBeLessThan(1e-4);
        }
      }),
      { numRuns: Number(process.env['FLOOD_FUZZ_RUNS'] ?? 25) },
    );
  }, 600_000);
});
