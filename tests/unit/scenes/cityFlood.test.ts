import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { floodBase, NO_WATER_LEVEL } from '../../../scenes/city/flood/floodBase';
import {
  dirtyBands,
  markWet,
  PATCH_CELLS,
  patchCounts,
} from '../../../scenes/city/flood/wetPatches';
import { HeightField } from '../../../scenes/city/terrain/heightField';
import { packCity } from '../../../scenes/city/worker/packCity';
import { WET_DEPTH_M } from '../../../scenes/shared/legend';
import type { Grid } from '../../../src/domain/grid';
import { tinyCity, tinyFloodFrame } from '../../fixtures/tinyCity';

const grid: Grid = { x0: 0, y0: 0, cellSizeM: 2, cols: 300, rows: 300 };
const counts = patchCounts(grid);

function wetOf(depth: Float32Array): Uint8Array {
  const out = new Uint8Array(counts.cols * counts.rows);
  markWet(depth, grid, out);
  return out;
}

describe('wet patches', () => {
  it('hold every wet cell, and the patches whose last vertices stand in it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 299 }), fc.integer({ min: 0, max: 299 }), (c, r) => {
        const depth = new Float32Array(grid.cols * grid.rows);
        depth[r * grid.cols + c] = 0.5;
        const wet = wetOf(depth);
        const drawnBy = (col: number, row: number): boolean => {
          for (let pr = 0; pr < counts.rows; pr++) {
            for (let pc = 0; pc < counts.cols; pc++) {
              const x = col - pc * PATCH_CELLS;
              const y = row - pr * PATCH_CELLS;
              const touches = x >= 0 && x <= PATCH_CELLS && y >= 0 && y <= PATCH_CELLS;
              if (touches && wet[pr * counts.cols + pc] === 0) {
                // Only the diagonal neighbour may be left out: it holds a single corner.
                if (!(x === PATCH_CELLS && y === PATCH_CELLS)) return false;
              }
            }
          }
          return true;
        };
        expect(drawnBy(c, r)).toBe(true);
      }),
    );
  });

  it('are none where water is too thin to draw or there is no value', () => {
    const depth = new Float32Array(grid.cols * grid.rows).fill(WET_DEPTH_M * 0.9);
    depth.fill(Number.NaN, 0, 5000);
    expect(wetOf(depth).some((w) => w === 1)).toBe(false);
  });

  it('send again the bands that are wet now or were', () => {
    const early = wetOf(tinyFloodFrame(0).fields[0]!.values);
    const dry = wetOf(new Float32Array(grid.cols * grid.rows));
    expect(dirtyBands(dry, dry, grid)).toEqual([]);
    const appear = dirtyBands(dry, early, grid);
    expect(dirtyBands(early, dry, grid)).toEqual(appear);
    // The pond lies around row 60 of 300.
    expect(appear).toEqual([[0, 128]]);
  });
});

describe('floodBase', () => {
  it('samples the ground and marks rivers with their level', async () => {
    const city = tinyCity();
    const packed = await packCity(city);
    const base = floodBase(
      grid,
      new HeightField(city.terrain),
      packed.water.polygons,
      packed.water.levelM,
    );
    expect(base.bed[150 * 300 + 150]).toBeCloseTo(city.terrain.values[150 * 300 + 150]!, 4);
    expect(base.level[10 * 300 + 150]).toBe(20);
    expect(base.level[19 * 300]).toBe(20);
    expect(base.level[20 * 300]).toBe(NO_WATER_LEVEL);
    expect(base.level.filter((l) => l === 20).length).toBe(300 * 20);
  });
});
