import { describe, expect, it } from 'vitest';
import { parseInp } from '../../../src/io/swmm/parseInp';
import { floodEngine } from '../../../workers/flood/engine';
import { exchangeFlow, type Opening } from '../../../workers/flood/sewer/laws';
import type { FloodSetup } from '../../../workers/flood/setup';
import type { Frame } from '../../../src/domain/frame';

const grate: Opening = { areaM2: 0.125, rimM: 2, takesIn: true };
const cover: Opening = { areaM2: 0.28, rimM: 1.88, takesIn: false };

describe('exchange laws', () => {
  it('takes nothing from a dry street into a free manhole, and nothing between equal levels', () => {
    expect(exchangeFlow(grate, 10, 0, 8)).toBe(0);
    expect(exchangeFlow(grate, 10, 0.2, 10.2)).toBeCloseTo(0, 12);
  });
  it('follows the free weir and goes on as an orifice without a jump', () => {
    const d = 0.05;
    expect(exchangeFlow(grate, 10, d, 8)).toBeCloseTo(
      (2 / 3) * 0.54 * 2 * d ** 1.5 * Math.sqrt(2 * 9.81456),
      6,
    );
    const meet = grate.areaM2 / grate.rimM;
    const below = exchangeFlow(grate, 10, meet - 1e-9, 8);
    expect(exchangeFlow(grate, 10, meet + 1e-9, 8)).toBeCloseTo(below, 6);
  });
  it('spills through the orifice when the head is above the street, by covers too', () => {
    const q = -0.167 * 0.28 * Math.sqrt(2 * 9.81456 * 0.5);
    expect(exchangeFlow(cover, 10, 0.1, 10.6)).toBeCloseTo(q, 6);
    expect(exchangeFlow(cover, 10, 0.3, 9)).toBe(0);
  });
});

const INP = `
[OPTIONS]
FLOW_UNITS CMS
FLOW_ROUTING DYNWAVE
ROUTING_STEP 1
[JUNCTIONS]
M1 7.5 2.5 0 0 0
M2 7.0 3.0 0 0 0
[OUTFALLS]
OUT 6.5 FREE NO
[CONDUITS]
C1 M1 M2 40 0.013 0 0 0 0
C2 M2 OUT 40 0.013 0 0 0 0
[XSECTIONS]
C1 CIRCULAR 0.4 0 0 0 1
C2 CIRCULAR 0.4 0 0 0 1
[COORDINATES]
M1 10 10
M2 50 10
OUT 90 10
`;

/** A walled street with two inlets above a sewer that ends in a walled basin. */
function setup(): FloodSetup {
  const grid = { x0: 0, y0: 0, cellSizeM: 2, cols: 50, rows: 10 };
  const cells = grid.cols * grid.rows;
  const at = (x: number, y: number): number => Math.floor(y / 2) * grid.cols + Math.floor(x / 2);
  const bedM = new Float32Array(cells);
  for (let i = 0; i < cells; i++) bedM[i] = i % grid.cols >= 40 ? 6 : 10 - 0.002 * (i % grid.cols);
  return {
    grid,
    bedM,
    manningN: new Float32Array(cells).fill(0.02),
    blocked: new Uint8Array(cells),
    rain: [
      {
        intensityMs: { timeS: new Float64Array([0, 600]), value: new Float64Array([2e-4, 0]) },
        zone: -1,
      },
    ],
    boundaries: [],
    sources: [],
    rim: 'wall',
    crests: {
      // A wall keeps the street's water out of the basin: it can only get there through the sewer.
      east: Float32Array.from({ length: cells }, (_, i) => (i % grid.cols === 39 ? 20 : -Infinity)),
      north: new Float32Array(cells).fill(-Infinity),
    },
    drainage: {
      model: parseInp(INP, { file: 'test.inp' }),
      exchanges: ['M1', 'M2'].map((node, k) => ({
        node,
        cell: at(10 + 40 * k, 10),
        areaM2: 0.125,
        rimM: 2,
        takesIn: true,
      })),
      outfalls: [{ node: 'OUT', cell: at(90, 10) }],
    },
    horizonS: 1200,
    outputEveryS: 300,
  };
}

async function run(s: FloodSetup): Promise<Frame[]> {
  const engine = floodEngine.create();
  await engine.prepare(s as never);
  const frames: Frame[] = [];
  await engine.advance(1200, new AbortController().signal, (f) => frames.push(f));
  engine.dispose();
  return frames;
}

describe('street and sewer together', () => {
  it.each([
    ['as ever', false],
    ['in the long steps of a first look', true],
  ])('carries rain into the basin and accounts for every litre, %s', async (_, quick) => {
    const s = setup();
    const frames = await run({ ...s, drainage: { ...s.drainage!, quick } });
    const t = frames.at(-1)!.totals;
    expect(t['sewerInflowM3']).toBeGreaterThan(20);
    expect(t['sewerOutflowM3']).toBeGreaterThan(15);
    // All rain is on the surface, in the sewer, or in the error the sewer's own routing states.
    const whole = t['storedM3']! + t['sewerStoredM3']! + t['sewerErrorM3']!;
    const handedOver = t['sewerOutflowM3']! - t['inflowM3:sewer']!;
    expect(Math.abs(whole + handedOver - t['rainM3']!) / t['rainM3']!).toBeLessThan(1e-3);
    expect(Math.abs(t['sewerErrorM3']!)).toBeLessThan(0.01 * t['sewerInflowM3']!);
    expect(Math.abs(t['balanceErrorM3']!) / t['rainM3']!).toBeLessThan(1e-6);
  });

  it('hands out depths and flows by the ids of the network', async () => {
    const last = (await run(setup())).at(-1)!;
    const flow = last.series.find((s) => s.name === 'linkFlow')!;
    expect(flow.ids).toEqual(['C1', 'C2']);
    expect(last.series.find((s) => s.name === 'nodeDepth')!.ids).toEqual(['M1', 'M2', 'OUT']);
    expect([...flow.values].every((q) => q >= 0)).toBe(true);
  });

  it('goes on bit-equal from a snapshot', async () => {
    const straight = (await run(setup())).at(-1)!;
    const first = floodEngine.create();
    await first.prepare(setup() as never);
    const signal = new AbortController().signal;
    await first.advance(600, signal, () => {});
    const bytes = await first.snapshot();
    const second = floodEngine.create();
    await second.prepare(setup() as never);
    await second.restore(bytes);
    const frames: Frame[] = [];
    await second.advance(1200, signal, (f) => frames.push(f));
    expect(frames.at(-1)!.stateHash).toBe(straight.stateHash);
    expect(frames.at(-1)!.series).toEqual(straight.series);
  });
});
