import type { LocalProjection } from '../../../src/domain/crs';
import type { LonLatRect } from '../terrain/terrainTiles';

/**
 * Between local metres and the pixels of a geographic tile. Pixel rows run north (row 0 is the
 * southernmost), which is the order in which an ImageBitmap becomes a texture.
 * px = a·x + b·y + c, py = d·x + e·y + f.
 */
export interface TileAffine {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
  readonly f: number;
  /** Size of a pixel on the ground, m (mean of both directions). */
  readonly pixelM: number;
}

/** The affine map through the mid-points of a tile's sides. Over 10 km it is off by under a metre, far below such a tile's pixel. */
export function tileAffine(projection: LocalProjection, r: LonLatRect, size: number): TileAffine {
  const lon = (r.west + r.east) / 2;
  const lat = (r.south + r.north) / 2;
  const [wx, wy] = projection.fromLonLat(r.west, lat);
  const [ex, ey] = projection.fromLonLat(r.east, lat);
  const [sx, sy] = projection.fromLonLat(lon, r.south);
  const [nx, ny] = projection.fromLonLat(lon, r.north);
  // Local metres per pixel along both pixel axes, then its inverse.
  const ux = (ex - wx) / size;
  const uy = (ey - wy) / size;
  const vx = (nx - sx) / size;
  const vy = (ny - sy) / size;
  const det = ux * vy - vx * uy;
  const a = vy / det;
  const b = -vx / det;
  const d = -uy / det;
  const e = ux / det;
  const mx = (wx + ex + sx + nx) / 4;
  const my = (wy + ey + sy + ny) / 4;
  return {
    a,
    b,
    c: size / 2 - a * mx - b * my,
    d,
    e,
    f: size / 2 - d * mx - e * my,
    pixelM: Math.sqrt(Math.abs(det)),
  };
}

/** Local extent of a tile (of its four corners). */
export function tileExtent(t: TileAffine, size: number): [number, number, number, number] {
  const corners = [
    [0, 0],
    [size, 0],
    [0, size],
    [size, size],
  ] as const;
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [px, py] of corners) {
    const [x, y] = toLocal(t, px, py);
    box[0] = Math.min(box[0], x);
    box[1] = Math.min(box[1], y);
    box[2] = Math.max(box[2], x);
    box[3] = Math.max(box[3], y);
  }
  return box;
}

/** Pixel → local metres. */
export function toLocal(t: TileAffine, px: number, py: number): [number, number] {
  const det = t.a * t.e - t.b * t.d;
  const u = px - t.c;
  const v = py - t.f;
  return [(t.e * u - t.b * v) / det, (t.a * v - t.d * u) / det];
}
