import { beforeAll, describe, expect, it } from 'vitest';
import { GridTransport } from '../../../workers/pollution/particles/transport';
import { windField } from '../../../workers/pollution/wind/field';
import type { UrbanWind } from '../../../workers/pollution/wind/setup';
import { handmadeWind } from './particlesWinds';

const total = (values: Float64Array): number => values.reduce((a, b) => a + b, 0);
const dot = (a: Float64Array, b: Float64Array): number =>
  a.reduce((sum, x, k) => sum + x * b[k]!, 0);

/** A street between two blocks, wind at a slant: nx is odd on purpose. */
async function street(): Promise<UrbanWind> {
  const grid = { x0: 0, y0: 0, dxM: 3, dzM: 3, nx: 31, ny: 24, nz: 14 };
  const heightM = Float32Array.from({ length: grid.nx * grid.ny }, (_, c) => {
    const i = c % grid.nx;
    const j = Math.floor(c / grid.nx);
    return j > 5 && j < 18 && ((i > 6 && i < 12) || (i > 17 && i < 24)) ? 15 : 0;
  });
  return windField({
    grid,
    buildings: { heightM },
    met: {
      fromDeg: 250,
      frictionMs: 0.4,
      obukhovM: Number.POSITIVE_INFINITY,
      roughnessM: 0.1,
      mixingHeightM: 800,
      calm: false,
    },
  });
}

describe('transport on a grid', () => {
  let wind: UrbanWind;
  beforeAll(async () => {
    wind = await street();
  });
  const at = (i: number, j: number, k: number): number => (k * 24 + j) * 31 + i;

  it('is never negative and keeps all mass over 1 000 steps', async () => {
    const transport = await GridTransport.create(wind, {
      fate: { dryMs: 0.003, decayPerS: 1e-4, washoutPerS: 1e-4 },
    });
    const start = new Float64Array(31 * 24 * 14);
    start[at(14, 10, 0)] = 1;
    start[at(3, 3, 2)] = 0.5;
    const after = transport.forward(start, 1000);
    expect(Math.min(...after.amount)).toBe(0);
    const sum = total(after.amount) + after.leftKg + after.depositedKg + after.lostKg;
    expect(Math.abs(sum / 1.5 - 1)).toBeLessThan(1e-7);
    for (const part of [after.leftKg, after.depositedKg, after.lostKg]) {
      expect(part).toBeGreaterThan(1e-6);
    }
    for (let c = 0; c < start.length; c++) if (wind.solid[c]) expect(after.amount[c]).toBe(0);
  });

  it('keeps mass in a closed box over 1 000 steps', async () => {
    const box = handmadeWind({ n: 12, cellM: 2, energy: () => 0.3, closed: true, eddy: 3 });
    const transport = await GridTransport.create(box);
    const start = new Float64Array(12 ** 3);
    start[(3 * 12 + 5) * 12 + 4] = 1;
    const after = transport.forward(start, 1000);
    expect(Math.abs(total(after.amount) - 1)).toBeLessThan(1e-7);
    expect(after.leftKg).toBe(0);
    // Long after, all cells hold the same: the box has 10 × 10 × 11 of them.
    const even = transport.forward(after.amount, 20_000).amount;
    expect(Math.max(...even) * 1100).toBeCloseTo(1, 3);
  });

  it('runs backward as it runs forward', async () => {
    const transport = await GridTransport.create(wind, { fate: { dryMs: 0.01, decayPerS: 1e-3 } });
    const source = new Float64Array(31 * 24 * 14);
    const receptor = new Float64Array(31 * 24 * 14);
    for (let c = 0; c < source.length; c++) {
      if (wind.solid[c]) continue;
      source[c] = (Math.imul(c, 2654435761) >>> 0) / 2 ** 32;
      receptor[c] = (Math.imul(c + 77, 2246822519) >>> 0) / 2 ** 32;
    }
    const forward = dot(receptor, transport.forward(source, 200).amount);
    const backward = dot(transport.adjoint(receptor, 200), source);
    expect(Math.abs(forward / backward - 1)).toBeLessThan(1e-12);
    // And for one source and one receptor, where little arrives.
    const from = new Float64Array(source.length);
    const to = new Float64Array(source.length);
    from[at(4, 12, 0)] = 1;
    to[at(26, 14, 1)] = 1;
    const there = transport.forward(from, 400).amount[at(26, 14, 1)]!;
    const back = transport.adjoint(to, 400)[at(4, 12, 0)]!;
    expect(there).toBeGreaterThan(0);
    expect(Math.abs(there / back - 1)).toBeLessThan(1e-10);
  });

  it('refuses a step that is too long and a state of another size', async () => {
    await expect(GridTransport.create(wind, { dtS: 100 })).rejects.toMatchObject({
      code: 'pollution.transportStep',
    });
    const transport = await GridTransport.create(wind, { dtS: 0.01 });
    expect(transport.dtS).toBe(0.01);
    expect(() => transport.forward(new Float64Array(3), 1)).toThrow(/3 cells/);
  });
});
