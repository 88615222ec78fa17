import { expose, transfer } from 'comlink';
import type { Extent, Grid } from '../../../src/domain/grid';
import type { FloodBase } from '../flood/floodBase';
import type { GroundOptions } from '../imagery/groundPainter';
import { chunkBuffers, type InstanceChunk, type MeshChunk } from '../mesh/chunks';
import type { LonLatRect } from '../terrain/terrainTiles';
import { CityGeometry } from './cityGeometry';
import type { PackedCity } from './packed';

let geometry: CityGeometry | null = null;

function opened(): CityGeometry {
  if (!geometry) throw new Error('cityWorker: asked before a city was opened');
  return geometry;
}

function sent<T extends readonly (MeshChunk | InstanceChunk)[]>(chunks: T): T {
  return transfer(chunks, chunkBuffers(chunks));
}

const api = {
  /** Takes a City. Gives back the terrain where holes had to be filled, else null. */
  open(city: PackedCity, fadeM: number): Float32Array | null {
    geometry = new CityGeometry(city, fadeM);
    return geometry.filled === city.terrain.values ? null : geometry.filled;
  },
  terrain(tile: LonLatRect): Float32Array {
    const heights = opened().terrain(tile);
    return transfer(heights, [heights.buffer]);
  },
  ground(rect: LonLatRect, size: number, options: GroundOptions): ImageBitmap {
    const bitmap = opened().ground(rect, size, options);
    return transfer(bitmap, [bitmap]);
  },
  buildings: () => sent(opened().buildings()),
  bridges: () => sent(opened().bridges()),
  water: () => sent(opened().water()),
  trees: () => sent(opened().trees()),
  utilities: () => sent(opened().utilities()),
  floodBase(grid: Grid): FloodBase {
    const base = opened().floodBase(grid);
    return transfer(base, [base.bed.buffer as ArrayBuffer, base.level.buffer as ArrayBuffer]);
  },
  trench: (box: Extent, floorM: number) => sent([opened().trench(box, floorM)])[0]!,
};

export type CityWorkerApi = typeof api;

expose(api);
