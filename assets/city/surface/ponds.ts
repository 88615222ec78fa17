import type { WaterBody } from '../../../src/domain/city';
import type { Raster } from '../../../src/domain/grid';
import type { PublicPlace } from './develop';
import { ringContains, signedArea } from './geometry';
import { forCellsInside } from './polygonRaster';
import { randomStream } from './random';

const MIN_PARK_M2 = 8000;
const DEPTH_M = 1.4;
/** Water stands this far below the lowest shore, m. */
const FREEBOARD_M = 0.35;
/** Twelve points round a pond, every 30°. */
const ROUND: readonly (readonly [number, number])[] = [
  [1, 0],
  [0.8660254, 0.5],
  [0.5, 0.8660254],
  [0, 1],
  [-0.5, 0.8660254],
  [-0.8660254, 0.5],
  [-1, 0],
  [-0.8660254, -0.5],
  [-0.5, -0.8660254],
  [0, -1],
  [0.5, -0.8660254],
  [0.8660254, -0.5],
];

/** Digs ponds into the larger parks (changes the terrain) and returns them. */
export function digPonds(
  seed: number,
  places: readonly PublicPlace[],
  terrain: Raster<Float32Array>,
): WaterBody[] {
  const ponds: WaterBody[] = [];
  for (const { kind, block, name } of places) {
    if (kind !== 'park' || block.areaM2 < MIN_PARK_M2) continue;
    const rng = randomStream(seed, 'pond', block.id);
    const radius = Math.sqrt(block.areaM2) * rng.range(0.16, 0.24);
    const outer = new Float64Array(24);
    ROUND.forEach(([dx, dy], k) => {
      const r = radius * rng.range(0.7, 1.15);
      outer[2 * k] = block.x + dx * r * 1.3;
      outer[2 * k + 1] = block.y + dy * r;
    });
    if (signedArea(outer) < 250) continue;
    let fits = true;
    for (let i = 0; i < outer.length; i += 2)
      fits &&= ringContains(block.ring, outer[i]!, outer[i + 1]!);
    if (!fits) continue;
    const area = { outer, holes: [] };
    let lowest = Infinity;
    forCellsInside(terrain.grid, area, (cell) => {
      lowest = Math.min(lowest, terrain.values[cell]!);
    });
    const levelM = lowest - FREEBOARD_M;
    forCellsInside(terrain.grid, area, (cell) => {
      terrain.values[cell] = levelM - DEPTH_M;
    });
    ponds.push({
      id: `pond-${ponds.length + 1}`,
      kind: 'pond',
      name: { en: `${name.en} Pond`, zh: `${name.zh}水塘` },
      area,
      levelM,
    });
  }
  return ponds;
}
