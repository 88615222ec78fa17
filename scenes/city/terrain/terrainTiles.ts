import type { LocalProjection } from '../../../src/domain/crs';
import type { Extent } from '../../../src/domain/grid';
import type { HeightField } from './heightField';

/** West, south, east, north in degrees. */
export interface LonLatRect {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

/** Samples along each side of a heightmap tile. */
export const TILE_SAMPLES = 65;

/** Tiles narrower than this are projected on a coarse net and interpolated: off by under 1 mm. */
const NET_MAX_DEG = 0.05;
const NET = 9;

/** Longitudes and latitudes that bound a local extent grown by `marginM`. */
export function lonLatBounds(projection: LocalProjection, e: Extent, marginM: number): LonLatRect {
  let west = Infinity;
  let south = Infinity;
  let east = -Infinity;
  let north = -Infinity;
  const steps = 16;
  for (let i = 0; i <= steps; i++) {
    const x = e.minX - marginM + ((e.maxX - e.minX + 2 * marginM) * i) / steps;
    const y = e.minY - marginM + ((e.maxY - e.minY + 2 * marginM) * i) / steps;
    const rim = [
      [x, e.minY - marginM],
      [x, e.maxY + marginM],
      [e.minX - marginM, y],
      [e.maxX + marginM, y],
    ] as const;
    for (const [px, py] of rim) {
      const [lon, lat] = projection.toLonLat(px, py);
      west = Math.min(west, lon);
      east = Math.max(east, lon);
      south = Math.min(south, lat);
      north = Math.max(north, lat);
    }
  }
  return { west, south, east, north };
}

export function rectsMeet(a: LonLatRect, b: LonLatRect): boolean {
  return a.west < b.east && b.west < a.east && a.south < b.north && b.south < a.north;
}

/**
 * Heights (m) of a geographic tile, TILE_SAMPLES² values, row 0 in the north as Cesium wants them.
 * Outside `relief` (where the ground is flat by definition) no projection is computed.
 */
export function terrainTile(
  field: HeightField,
  projection: LocalProjection,
  relief: LonLatRect,
  tile: LonLatRect,
): Float32Array {
  const n = TILE_SAMPLES;
  const out = new Float32Array(n * n).fill(field.surroundM);
  if (!rectsMeet(relief, tile)) return out;
  if (tile.east - tile.west <= NET_MAX_DEG) {
    const net = projectNet(projection, tile);
    for (let j = 0; j < n; j++) {
      for (let i = 0; i < n; i++) {
        const [x, y] = netPoint(net, i / (n - 1), 1 - j / (n - 1));
        out[j * n + i] = field.at(x, y);
      }
    }
    return out;
  }
  for (let j = 0; j < n; j++) {
    const lat = tile.north + ((tile.south - tile.north) * j) / (n - 1);
    if (lat < relief.south || lat > relief.north) continue;
    for (let i = 0; i < n; i++) {
      const lon = tile.west + ((tile.east - tile.west) * i) / (n - 1);
      if (lon < relief.west || lon > relief.east) continue;
      const [x, y] = projection.fromLonLat(lon, lat);
      out[j * n + i] = field.at(x, y);
    }
  }
  return out;
}

/** Local x, y of NET×NET points of a tile, from the south-west. */
function projectNet(projection: LocalProjection, tile: LonLatRect): Float64Array {
  const net = new Float64Array(NET * NET * 2);
  for (let j = 0; j < NET; j++) {
    for (let i = 0; i < NET; i++) {
      const lon = tile.west + ((tile.east - tile.west) * i) / (NET - 1);
      const lat = tile.south + ((tile.north - tile.south) * j) / (NET - 1);
      const [x, y] = projection.fromLonLat(lon, lat);
      net[(j * NET + i) * 2] = x;
      net[(j * NET + i) * 2 + 1] = y;
    }
  }
  return net;
}

function netPoint(net: Float64Array, u: number, v: number): [number, number] {
  const fi = u * (NET - 1);
  const fj = v * (NET - 1);
  const i = Math.min(NET - 2, Math.floor(fi));
  const j = Math.min(NET - 2, Math.floor(fj));
  const tu = fi - i;
  const tv = fj - j;
  const a = (j * NET + i) * 2;
  const b = a + NET * 2;
  const at = (k: number): number =>
    (net[a + k]! * (1 - tu) + net[a + 2 + k]! * tu) * (1 - tv) +
    (net[b + k]! * (1 - tu) + net[b + 2 + k]! * tu) * tv;
  return [at(0), at(1)];
}
