import fc from 'fast-check';
import proj4 from 'proj4';
import { describe, expect, it } from 'vitest';
import type { Grid, Raster } from '../../../../src/domain/grid';
import { fillHoles, surveyHoles } from '../../../../src/io/dem/fillHoles';
import { terrainFromPoints } from '../../../../src/io/dem/tin';
import { warp } from '../../../../src/io/dem/warp';

const GRID: Grid = { x0: -10, y0: 5, cellSizeM: 2, cols: 40, rows: 30 };

/** A plane a + bx + cy at cell centres. */
function plane(g: Grid, a: number, b: number, c: number): Raster<Float32Array> {
  const values = Float32Array.from({ length: g.cols * g.rows }, (_, i) => {
    const x = g.x0 + ((i % g.cols) + 0.5) * g.cellSizeM;
    const y = g.y0 + (Math.floor(i / g.cols) + 0.5) * g.cellSizeM;
    return a + b * x + c * y;
  });
  return { grid: g, values };
}

describe('holes in a terrain', () => {
  it('never change what is known, and are filled within the range around them', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 1199 }), { maxLength: 300 }),
        fc.integer({ min: -3, max: 3 }),
        (holes, slope) => {
          const raster = plane(GRID, 100, slope, 0.5);
          const before = raster.values.slice();
          for (const i of holes) raster.values[i] = Number.NaN;
          const { outer, filled, outside } = surveyHoles(raster);
          expect(filled + outside).toBe(holes.length);
          fillHoles(raster, outer);
          const min = Math.min(...before);
          const max = Math.max(...before);
          raster.values.forEach((v, i) => {
            if (outer[i]) expect(v).toBeNaN();
            else if (holes.includes(i)) {
              expect(v).toBeGreaterThanOrEqual(min);
              expect(v).toBeLessThanOrEqual(max);
            } else expect(v).toBe(before[i]);
          });
        },
      ),
      { numRuns: 50 },
    );
  });

  it('on a slope are filled to within a cell’s rise', () => {
    const raster = plane(GRID, 100, 0.1, 0.05);
    const truth = raster.values.slice();
    for (let r = 10; r < 18; r++) raster.values.fill(Number.NaN, r * 40 + 10, r * 40 + 20);
    fillHoles(raster, surveyHoles(raster).outer);
    const worst = Math.max(...raster.values.map((v, i) => Math.abs(v - truth[i]!)));
    expect(worst).toBeLessThan(0.75);
  });
});

describe('terrain between single heights', () => {
  it('is exact on a plane inside the hull and unknown outside', () => {
    const at = (x: number, y: number): number[] => [x, y, 50 + 0.3 * x - 0.2 * y];
    const points = Float64Array.from([
      ...at(0, 10),
      ...at(60, 12),
      ...at(58, 60),
      ...at(2, 55),
      ...at(30, 33),
      ...at(17, 41),
    ]);
    const { values } = terrainFromPoints(points, GRID);
    const truth = plane(GRID, 50, 0.3, -0.2).values;
    let known = 0;
    values.forEach((v, i) => {
      if (Number.isNaN(v)) return;
      known++;
      expect(v).toBeCloseTo(truth[i]!, 4);
    });
    expect(known).toBeGreaterThan(550);
    expect(values[0]).toBeNaN();
  });

  it('leaves no gap between neighbouring triangles', () => {
    // Corners beyond the grid: every cell lies inside the hull.
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.integer({ min: -10, max: 70 }),
            fc.integer({ min: 5, max: 65 }),
            fc.integer({ min: 0, max: 50 }),
          ),
          { maxLength: 30 },
        ),
        (inner) => {
          const corners = [
            [-20, -5, 0],
            [80, -5, 10],
            [80, 80, 20],
            [-20, 80, 30],
          ];
          const { values } = terrainFromPoints(
            Float64Array.from([...corners, ...inner].flat()),
            GRID,
          );
          expect(values.some(Number.isNaN)).toBe(false);
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('reprojection', () => {
  it('of a plane in degrees lands on the plane in metres, to a millimetre', async () => {
    const utm = '+proj=utm +zone=32 +datum=WGS84 +units=m +no_defs';
    const toUtm = proj4('EPSG:4326', utm);
    const [e0, n0] = toUtm.forward([9.7, 50.87]) as [number, number];
    const height = (x: number, y: number): number => 0.02 * x + 0.01 * y;
    // A DEM in degrees, cells of about 7 by 11 m, over 2 km.
    const cell = 1e-4;
    const source: Grid = { x0: 9.69, y0: 50.86, cellSizeM: cell, cols: 200, rows: 200 };
    const values = new Float32Array(200 * 200);
    for (let i = 0; i < values.length; i++) {
      const lon = source.x0 + ((i % 200) + 0.5) * cell;
      const lat = source.y0 + (Math.floor(i / 200) + 0.5) * cell;
      const [e, n] = toUtm.forward([lon, lat]) as [number, number];
      values[i] = height(e - e0, n - n0);
    }
    const grid: Grid = { x0: -500, y0: -800, cellSizeM: 10, cols: 100, rows: 160 };
    const { values: out } = await warp({ grid: source, values }, grid, (x, y) => {
      const [lon, lat] = toUtm.inverse([x + e0, y + n0]) as [number, number];
      return [lon, lat];
    });
    for (let i = 0; i < out.length; i++) {
      const x = grid.x0 + ((i % 100) + 0.5) * 10;
      const y = grid.y0 + (Math.floor(i / 100) + 0.5) * 10;
      expect(Math.abs(out[i]! - height(x, y))).toBeLessThan(1e-3);
    }
  });

  it('stops when cancelled', async () => {
    const abort = new AbortController();
    abort.abort();
    await expect(
      warp(plane(GRID, 0, 0, 0), GRID, (x, y) => [x, y], { signal: abort.signal }),
    ).rejects.toMatchObject({ name: 'AbortError' });
  });
});
