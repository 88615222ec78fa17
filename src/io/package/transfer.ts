import type { City } from '../../domain/city';

/** Smaller buffers are cloned: a transfer of their own costs more. */
const WORTH_BYTES = 16 * 1024;

/**
 * The buffers to hand over with a City that goes to another thread (the second argument of
 * `postMessage`): rasters, trees, and the slabs its coordinates lie in. Afterwards the City is
 * unusable on this side.
 */
export function transferablesOf(city: City): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  const take = (array: Float64Array | Float32Array | Uint8Array | undefined): void => {
    const buffer = array?.buffer;
    if (buffer instanceof ArrayBuffer && buffer.byteLength >= WORTH_BYTES) buffers.add(buffer);
  };
  take(city.terrain.values);
  take(city.landCover?.raster.values);
  take(city.trees);
  for (const { footprint } of city.buildings) {
    take(footprint.outer);
    footprint.holes.forEach(take);
  }
  for (const { area } of city.waterBodies) {
    take(area.outer);
    area.holes.forEach(take);
  }
  for (const street of city.streets) {
    take(street.centreline);
    take(street.profileM);
  }
  for (const { links } of city.utilities) for (const { path } of links) take(path);
  return [...buffers];
}
