import { describe, expect, it } from 'vitest';
import type { Frame } from '../../../src/domain/frame';
import { floodEngine } from '../../../workers/flood/engine';
import type { FloodSetup, Infiltration } from '../../../workers/flood/setup';
import { makeSetup } from './cases';

const MM_PER_H = 1 / 3.6e6;
const SIDE = 8;
const CELLS = SIDE * SIDE;
const plane = (value: number): Float32Array => new Float32Array(CELLS).fill(value);

/** A tank with level bed of soil under some water and rain, m taken in at the times given. */
async function takenIn(
  soil: Infiltration,
  timesS: readonly number[],
  more: { pondM?: number; rain?: readonly (readonly [number, number])[] },
): Promise<number[]> {
  const { pondM = 0, rain = [] } = more;
  const every = timesS[0]!;
  const setup: FloodSetup = makeSetup(SIDE, SIDE, 10, () => 0, {
    depth: () => pondM,
    manning: 0.05,
    infiltration: soil,
    rain: rain.length
      ? [
          {
            zone: -1,
            intensityMs: {
              timeS: Float64Array.from(rain, (r) => r[0]),
              value: Float64Array.from(rain, (r) => r[1] * MM_PER_H),
            },
          },
        ]
      : [],
    horizonS: timesS.at(-1)!,
    outputEveryS: every,
  });
  const engine = floodEngine.create();
  await engine.prepare(setup);
  const frames: Frame[] = [];
  await engine.advance(timesS.at(-1)!, new AbortController().signal, (f) => frames.push(f));
  engine.dispose();
  for (const f of frames) expect(Math.abs(f.totals['balanceErrorM3']!)).toBeLessThan(1e-6 * 6400);
  return timesS.map((t) => {
    const frame = frames.find((f) => Math.abs(f.timeS - t) < 1e-6)!;
    return frame.totals['infiltrationM3']! / (CELLS * 100);
  });
}

describe('infiltration', () => {
  it('takes a constant capacity, no more than is there', async () => {
    const soil: Infiltration = { law: 'constant', capacityMs: plane(36 * MM_PER_H) };
    const [a, b] = await takenIn(soil, [600, 1200], { pondM: 0.01 });
    expect(a).toBeCloseTo(0.006, 6);
    expect(b).toBeCloseTo(0.01, 6);
  });

  it('follows Green and Ampt’s integral under ponded water', async () => {
    // F − M·ln(1 + F/M) = K·t with M = ψ·Δθ: the exact solution where the head of the pond is left out.
    const k = 10.9 * MM_PER_H;
    const m = 0.1101 * 0.3;
    const soil: Infiltration = {
      law: 'green_ampt',
      conductivityMs: plane(k),
      suctionDeficitM: plane(m),
      deficit: plane(0),
    };
    const times = [600, 1800, 7200];
    const got = await takenIn(soil, times, { pondM: 1 });
    times.forEach((t, i) => {
      let f = k * t;
      for (let n = 0; n < 200; n++) f = k * t + m * Math.log(1 + f / m);
      expect(got[i]! / f).toBeCloseTo(1, 3);
    });
  });

  it('ponds in Green and Ampt’s ground when Mein and Larson say so', async () => {
    const k = 3.4 * MM_PER_H;
    const m = 0.0889 * 0.2;
    const i = 30 * MM_PER_H;
    const soil: Infiltration = {
      law: 'green_ampt',
      conductivityMs: plane(k),
      suctionDeficitM: plane(m),
      deficit: plane(0),
    };
    // All rain goes in until F = K·M/(i − K); afterwards the time is shifted (Mein & Larson 1973).
    const fp = (k * m) / (i - k);
    const tp = fp / i;
    const [got] = await takenIn(soil, [3600], { rain: [[0, 30]] });
    let f = fp;
    for (let n = 0; n < 500; n++) {
      f = fp + k * (3600 - tp) + m * Math.log((m + f) / (m + fp));
    }
    expect(tp).toBeLessThan(1800);
    expect(got! / f).toBeCloseTo(1, 2);
  });

  it('follows Horton’s integral under ponded water', async () => {
    const [f0, fc, k] = [76 * MM_PER_H, 5.7 * MM_PER_H, 0.00115];
    const soil: Infiltration = {
      law: 'horton',
      initialMs: plane(f0),
      finalMs: plane(fc),
      decayPerS: plane(k),
    };
    const times = [600, 3600, 10_800];
    const got = await takenIn(soil, times, { pondM: 1 });
    times.forEach((t, i) => {
      const f = fc * t + ((f0 - fc) / k) * (1 - Math.exp(-k * t));
      expect(got[i]! / f).toBeCloseTo(1, 3);
    });
  });

  it('keeps of a storm what the curve number says', async () => {
    const s = 0.0254 * (1000 / 80 - 10);
    const soil: Infiltration = {
      law: 'curve_number',
      retentionM: plane(s),
      initialAbstractionM: plane(0.2 * s),
    };
    const storm = [
      [0, 20],
      [1800, 90],
      [3600, 0],
      [5400, 10],
      [7200, 0],
    ] as const;
    const [got] = await takenIn(soil, [7200], { rain: storm });
    const p = (20 * 0.5 + 90 * 0.5 + 10 * 0.5) / 1000;
    const runoff = (p - 0.2 * s) ** 2 / (p + 0.8 * s);
    expect(p - got!).toBeCloseTo(runoff, 5);
  });

  it('goes on from a snapshot as if nothing had happened', async () => {
    const setup = makeSetup(SIDE, SIDE, 10, () => 0, {
      depth: () => 0.3,
      infiltration: {
        law: 'horton',
        initialMs: plane(1e-4),
        finalMs: plane(1e-6),
        decayPerS: plane(1e-3),
      },
      horizonS: 600,
      outputEveryS: 300,
    });
    const never = new AbortController().signal;
    const one = floodEngine.create();
    await one.prepare(setup);
    await one.advance(300, never, () => undefined);
    const bytes = await one.snapshot();
    const hashes: string[] = [];
    await one.advance(600, never, (f) => hashes.push(f.stateHash));
    const other = floodEngine.create();
    await other.prepare(setup);
    await other.restore(bytes);
    await other.advance(600, never, (f) => hashes.push(f.stateHash));
    expect(hashes[0]).toBe(hashes[1]);
  });

  it('refuses soils that cannot be', async () => {
    const prepare = (infiltration: Infiltration): Promise<unknown> =>
      floodEngine.create().prepare(makeSetup(SIDE, SIDE, 1, () => 0, { infiltration }));
    await expect(prepare({ law: 'constant', capacityMs: plane(-1) })).rejects.toMatchObject({
      code: 'flood.setup.negative',
    });
    await expect(
      prepare({
        law: 'horton',
        initialMs: plane(1e-6),
        finalMs: plane(1e-5),
        decayPerS: plane(1e-3),
      }),
    ).rejects.toMatchObject({ code: 'flood.setup.infiltration' });
    await expect(
      prepare({
        law: 'curve_number',
        retentionM: plane(1),
        initialAbstractionM: plane(1).slice(1),
      }),
    ).rejects.toMatchObject({ code: 'flood.setup.length' });
  });
});
