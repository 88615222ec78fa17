import { beforeAll, describe, expect, it } from 'vitest';
import { sourceResponses } from '../../../workers/pollution/particles/response';
import type { Response } from '../../../workers/pollution/particles/response';
import { buildingColumns } from '../../../workers/pollution/wind/columns';
import { windField } from '../../../workers/pollution/wind/field';
import type { UrbanWind } from '../../../workers/pollution/wind/setup';

const GRID = { x0: 0, y0: 0, dxM: 4, dzM: 3, nx: 40, ny: 26, nz: 16 };

/** A block of 40 m × 40 m as a footprint. */
function block(
  x: number,
  y: number,
): { polygon: { outer: Float64Array; holes: [] }; heightM: number } {
  const outer = Float64Array.of(x, y, x + 40, y, x + 40, y + 40, x, y + 40, x, y);
  return { polygon: { outer, holes: [] }, heightM: 15 };
}

/** A street between two blocks, the wind across it. */
async function street(): Promise<UrbanWind> {
  return windField({
    grid: GRID,
    buildings: buildingColumns(GRID, [block(32, 32), block(92, 32)]),
    met: {
      fromDeg: 270,
      frictionMs: 0.35,
      obukhovM: Number.POSITIVE_INFINITY,
      roughnessM: 0.2,
      mixingHeightM: 800,
      calm: false,
    },
  });
}

const road = {
  id: 'road',
  places: [0, 1, 2, 3].map((n) => ({
    x: 82,
    y: 37 + 10 * n,
    z: 0.5,
    halfM: [6, 5, 0.5] as const,
    share: 1,
  })),
};
const sides = [
  { id: 'leeward', x: 74, y: 52, heightM: 1.5 },
  { id: 'windward', x: 90, y: 52, heightM: 1.5 },
  { id: 'behind', x: 150, y: 52, heightM: 1.5 },
];

describe('steady response of a source', () => {
  let wind: UrbanWind;
  let found: Response;
  const options = { seed: 4, particles: 8000, heightM: 1.5, receptors: sides };
  beforeAll(async () => {
    wind = await street();
    found = (await sourceResponses(wind, [road], options))[0]!;
  });

  it('is larger on the leeward side of a canyon than on the windward', () => {
    const [lee, windward, behind] = found.receptors;
    expect(lee).toBeGreaterThan(1.3 * windward!);
    expect(windward).toBeGreaterThan(0);
    expect(behind).toBeLessThan(0.5 * lee!);
  });

  it('has no value inside buildings and one in the street', () => {
    const at = (x: number, y: number): number =>
      found.field.values[Math.floor(y / 4) * GRID.nx + Math.floor(x / 4)]!;
    expect(at(50, 50)).toBeNaN();
    expect(at(82, 52)).toBeGreaterThan(0);
    expect(found.field.values.filter((v) => v < 0)).toHaveLength(0);
  });

  it('is the same bits again', async () => {
    const again = (await sourceResponses(wind, [road], options))[0]!;
    expect(again.receptors).toEqual(found.receptors);
    expect(again.field.values).toEqual(found.field.values);
  });

  it('falls where the ground takes of it', async () => {
    const [less] = await sourceResponses(wind, [road], { ...options, fate: { dryMs: 0.05 } });
    expect(less!.receptors[2]).toBeLessThan(0.9 * found.receptors[2]!);
  });

  it.each([
    ['pollution.receptorInside', { id: 'r', x: 50, y: 50, heightM: 1.5 }],
    ['pollution.receptorOutside', { id: 'r', x: -5, y: 50, heightM: 1.5 }],
    ['pollution.receptorOutside', { id: 'r', x: 5, y: 50, heightM: 500 }],
  ])('is refused with %s', async (code, receptor) => {
    await expect(
      sourceResponses(wind, [road], { ...options, receptors: [receptor] }),
    ).rejects.toMatchObject({ code });
  });

  it('is refused for a source without shares, and ends when it is cancelled', async () => {
    const none = { id: 'none', places: [{ x: 82, y: 52, z: 1, share: 0 }] };
    await expect(sourceResponses(wind, [none], options)).rejects.toMatchObject({
      code: 'pollution.sourceAmount',
    });
    const signal = AbortSignal.abort();
    await expect(sourceResponses(wind, [road], { ...options, signal })).rejects.toThrow(/abort/i);
  });
});
