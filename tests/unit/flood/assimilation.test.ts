import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Frame } from '../../../src/domain/frame';
import { correctTowards, gaspariCohn } from '../../../workers/flood/assimilation/ensembleFilter';
import type { MemberState } from '../../../workers/flood/assimilation/ensembleFilter';
import { depthsOf, withDepths } from '../../../workers/flood/assimilation/snapshotDepth';
import { floodEngine } from '../../../workers/flood/engine';
import type { FloodSetup } from '../../../workers/flood/setup';
import { makeSetup } from './cases';

const never = (): AbortSignal => new AbortController().signal;
const COLS = 60;
const ROWS = 24;
const CELL_M = 10;

/** A small valley with a stream down its middle under a storm of two hours, the rain times a factor. */
function valley(rainFactor: number): FloodSetup {
  const setup = makeSetup(
    COLS,
    ROWS,
    CELL_M,
    (x, y) => {
      const off = Math.abs(y - 120);
      return 50 - 0.003 * x + (off < 15 ? 0 : 0.6 + 0.02 * off) + 0.15 * Math.sin(x / 60);
    },
    { manning: 0.05, rim: 'free_outflow', horizonS: 7200, outputEveryS: 7200 },
  );
  return {
    ...setup,
    rain: [
      {
        zone: -1,
        intensityMs: {
          timeS: Float64Array.of(0, 1800, 4800),
          value: Float64Array.from([40, 90, 10], (v) => (v * rainFactor) / 3.6e6),
        },
      },
    ],
  };
}

/** Runs a set-up from a snapshot (or the start) to a time. */
async function onward(
  setup: FloodSetup,
  from: Uint8Array | null,
  untilS: number,
): Promise<{ bytes: Uint8Array; frame: Frame | null }> {
  const engine = floodEngine.create();
  await engine.prepare(setup);
  if (from) await engine.restore(from);
  let frame: Frame | null = null;
  await engine.advance(untilS, never(), (f) => (frame = f));
  const bytes = await engine.snapshot();
  engine.dispose();
  return { bytes, frame };
}

const streamCell = (col: number): number => 12 * COLS + col;
const GAUGES = [10, 30, 50].map(streamCell);
const HELD_OUT = [5, 20, 40, 56].map(streamCell);
const STEP_S = 600;
const TRUE_RAIN = 1;
const WRONG_RAIN = 0.8;

describe('correction towards gauges', () => {
  it('brings held-out gauges nearer by 40 % and more in a twin experiment with rain a fifth too low', async () => {
    const spread = [-0.3, -0.22, -0.15, -0.1, -0.05, 0, 0.05, 0.1, 0.15, 0.22, 0.3];
    const bed = valley(1).bedM;
    const grid = valley(1).grid;
    let truth: Uint8Array | null = null;
    let wrong: Uint8Array | null = null;
    let members: { bytes: Uint8Array | null; parameters: Float64Array }[] = spread.map((d) => ({
      bytes: null,
      parameters: Float64Array.of(WRONG_RAIN * (1 + d)),
    }));
    let errorFree = 0;
    let errorCorrected = 0;
    for (let t = STEP_S; t <= 7200; t += STEP_S) {
      truth = (await onward(valley(TRUE_RAIN), truth, t)).bytes;
      wrong = (await onward(valley(WRONG_RAIN), wrong, t)).bytes;
      const trueDepth = depthsOf(truth);
      const wrongDepth = depthsOf(wrong);
      const states: MemberState[] = [];
      const bytes: Uint8Array[] = [];
      for (const m of members) {
        const next = (await onward(valley(m.parameters[0]!), m.bytes, t)).bytes;
        bytes.push(next);
        states.push({ depthM: depthsOf(next), parameters: m.parameters });
      }
      // The forecast, before it sees this moment's readings, is what is judged.
      for (const cell of HELD_OUT) {
        const mean = states.reduce((s, m) => s + m.depthM[cell]!, 0) / states.length;
        errorCorrected += (mean - trueDepth[cell]!) ** 2;
        errorFree += (wrongDepth[cell]! - trueDepth[cell]!) ** 2;
      }
      const readings = GAUGES.map((cell, k) => ({
        cell,
        levelM: bed[cell]! + trueDepth[cell]! + [0.004, -0.006, 0.003][(k + t / STEP_S) % 3]!,
        sigmaM: 0.01,
      }));
      correctTowards(grid, bed, states, readings, { reachM: 400 });
      members = states.map((s, k) => ({
        bytes: withDepths(bytes[k]!, s.depthM),
        parameters: s.parameters,
      }));
    }
    const gain = 1 - Math.sqrt(errorCorrected / errorFree);
    expect(gain).toBeGreaterThan(0.4);
    const rain = members.reduce((s, m) => s + m.parameters[0]!, 0) / members.length;
    expect(Math.abs(rain - TRUE_RAIN)).toBeLessThan(0.1);
  }, 60_000);

  it('books the water it adds, so that the balance of the run closes', async () => {
    const setup = { ...valley(1), outputEveryS: 600 };
    const { bytes } = await onward(setup, null, 1800);
    const depth = depthsOf(bytes);
    const raised = depth.map((h) => (h > 0.05 ? h + 0.1 : h));
    const added = raised.reduce((s, h, k) => s + h - depth[k]!, 0) * CELL_M ** 2;
    const { frame } = await onward(setup, withDepths(bytes, raised), 2400);
    expect(added).toBeGreaterThan(100);
    expect(frame!.totals['correctedM3']! / added).toBeCloseTo(1, 4);
    expect(Math.abs(frame!.totals['balanceErrorM3']!)).toBeLessThan(
      1e-6 * frame!.totals['rainM3']!,
    );
  });

  it('changes nothing of a snapshot whose depths stay', async () => {
    const { bytes } = await onward(valley(1), null, 600);
    expect(withDepths(bytes, depthsOf(bytes))).toEqual(bytes);
  });

  it('never makes a depth negative, and moves a level to the reading where that is sure', () => {
    const grid = { x0: 0, y0: 0, cellSizeM: 10, cols: 6, rows: 1 };
    fc.assert(
      fc.property(
        fc.array(
          fc.array(fc.double({ min: 0, max: 3, noNaN: true }), { minLength: 6, maxLength: 6 }),
          {
            minLength: 2,
            maxLength: 8,
          },
        ),
        fc.double({ min: -2, max: 5, noNaN: true }),
        (depths, levelM) => {
          const members = depths.map((d) => ({
            depthM: Float32Array.from(d),
            parameters: new Float64Array(0),
          }));
          const before = members.map((m) => m.depthM.slice());
          const added = correctTowards(
            grid,
            new Float32Array(6),
            members,
            [{ cell: 2, levelM, sigmaM: 0.01 }],
            {
              reachM: 25,
            },
          );
          members.forEach((m, k) => {
            for (const h of m.depthM) expect(h).toBeGreaterThanOrEqual(0);
            const change = m.depthM.reduce((s, h, i) => s + h - before[k]![i]!, 0) * 100;
            expect(added[k]).toBeCloseTo(change, 3);
            // Beyond the gauge's reach nothing is touched.
            expect(m.depthM[5]).toBe(before[k]![5]);
          });
        },
      ),
    );
    const two = [0.5, 0.9].map((h) => ({
      depthM: new Float32Array(6).fill(h),
      parameters: new Float64Array(0),
    }));
    correctTowards(grid, new Float32Array(6), two, [{ cell: 2, levelM: 0.6, sigmaM: 0.001 }], {
      reachM: 1000,
    });
    expect((two[0]!.depthM[2]! + two[1]!.depthM[2]!) / 2).toBeCloseTo(0.6, 3);
    expect([0, 0.5, 1, 1.5, 2].map(gaspariCohn)).toEqual([
      1,
      expect.closeTo(0.6849, 3),
      expect.closeTo(0.2083, 3),
      expect.closeTo(0.0165, 3),
      0,
    ]);
  });

  it('refuses ensembles and readings it cannot use', () => {
    const grid = { x0: 0, y0: 0, cellSizeM: 1, cols: 2, rows: 1 };
    const member = (): MemberState => ({
      depthM: new Float32Array(2),
      parameters: new Float64Array(0),
    });
    const bed = new Float32Array(2);
    const code = { code: 'flood.assimilation' };
    const call = (members: MemberState[], cell: number, levelM: number): (() => unknown) => {
      return () =>
        correctTowards(grid, bed, members, [{ cell, levelM, sigmaM: 0.1 }], { reachM: 5 });
    };
    expect(call([member()], 0, 1)).toThrow(expect.objectContaining(code));
    expect(call([member(), member()], 9, 1)).toThrow(expect.objectContaining(code));
    expect(call([member(), member()], 0, Number.NaN)).toThrow(expect.objectContaining(code));
  });
});
