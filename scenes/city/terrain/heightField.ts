import { gridExtent, type Extent, type Grid, type Raster } from '../../../src/domain/grid';

/** Share of the City's longer side over which its rim height fades into the flat surroundings. */
const FALL_SHARE = 0.75;
const FALL_MIN_M = 800;

/**
 * Ground heights at any local point: the City's terrain inside its extent; outside, the height of the
 * nearest rim point fading smoothly into a flat surrounding, so that the City is no cliff.
 */
export class HeightField {
  readonly extent: Extent;
  /** Height of the flat surroundings: the median of the rim, m. */
  readonly surroundM: number;
  /** Distance from the extent at which the ground is flat, m. */
  readonly fallM: number;
  private readonly grid: Grid;
  private readonly values: Float32Array;

  /** `terrain` should have no holes (see `fillHoles`); a hole counts as the surroundings' height. */
  constructor(terrain: Raster<Float32Array>) {
    this.grid = terrain.grid;
    this.values = terrain.values;
    this.extent = gridExtent(terrain.grid);
    this.surroundM = rimMedian(terrain);
    const { minX, minY, maxX, maxY } = this.extent;
    this.fallM = Math.max(FALL_MIN_M, FALL_SHARE * Math.max(maxX - minX, maxY - minY));
  }

  /** Height at a local point, m; never NaN. */
  at(x: number, y: number): number {
    const { minX, minY, maxX, maxY } = this.extent;
    const cx = Math.min(Math.max(x, minX), maxX);
    const cy = Math.min(Math.max(y, minY), maxY);
    const inside = this.bilinear(cx, cy);
    if (cx === x && cy === y) return inside;
    const t = Math.min(1, Math.hypot(x - cx, y - cy) / this.fallM);
    const fade = t * t * (3 - 2 * t);
    return inside + (this.surroundM - inside) * fade;
  }

  /**
   * First point where a ray from (x, y, z) along the unit direction (dx, dy, dz) meets the ground, as
   * the distance in metres, or null within `reachM`. Marches by the height above ground, then halves.
   */
  hit(
    x: number,
    y: number,
    z: number,
    dx: number,
    dy: number,
    dz: number,
    reachM: number,
  ): number | null {
    let t = 0;
    let previous = 0;
    for (let i = 0; i < 4000 && t <= reachM; i++) {
      const above = z + dz * t - this.at(x + dx * t, y + dy * t);
      if (above <= 0) return i === 0 ? null : this.refine(x, y, z, dx, dy, dz, previous, t);
      previous = t;
      t += Math.max(above * 0.5, 0.25 * this.grid.cellSizeM, t * 1e-4);
    }
    return null;
  }

  private refine(
    x: number,
    y: number,
    z: number,
    dx: number,
    dy: number,
    dz: number,
    from: number,
    to: number,
  ): number {
    let lo = from;
    let hi = to;
    for (let i = 0; i < 40; i++) {
      const mid = (lo + hi) / 2;
      if (z + dz * mid > this.at(x + dx * mid, y + dy * mid)) lo = mid;
      else hi = mid;
    }
    return hi;
  }

  private bilinear(x: number, y: number): number {
    const { x0, y0, cellSizeM, cols, rows } = this.grid;
    const v = this.values;
    const fx = Math.min(Math.max((x - x0) / cellSizeM - 0.5, 0), cols - 1);
    const fy = Math.min(Math.max((y - y0) / cellSizeM - 0.5, 0), rows - 1);
    const c0 = Math.floor(fx);
    const r0 = Math.floor(fy);
    const c1 = Math.min(c0 + 1, cols - 1);
    const r1 = Math.min(r0 + 1, rows - 1);
    const tx = fx - c0;
    const ty = fy - r0;
    const south = v[r0 * cols + c0]! * (1 - tx) + v[r0 * cols + c1]! * tx;
    const north = v[r1 * cols + c0]! * (1 - tx) + v[r1 * cols + c1]! * tx;
    const h = south * (1 - ty) + north * ty;
    return Number.isNaN(h) ? this.surroundM : h;
  }
}

function rimMedian({ grid: { cols, rows }, values }: Raster<Float32Array>): number {
  const rim: number[] = [];
  const add = (i: number): void => {
    if (!Number.isNaN(values[i]!)) rim.push(values[i]!);
  };
  for (let c = 0; c < cols; c++) {
    add(c);
    add((rows - 1) * cols + c);
  }
  for (let r = 1; r < rows - 1; r++) {
    add(r * cols);
    add(r * cols + cols - 1);
  }
  rim.sort((a, b) => a - b);
  return rim[rim.length >> 1] ?? 0;
}
