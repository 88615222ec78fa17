import type { Raster } from '../../../src/domain/grid';
import type { PackedCity } from '../worker/packed';

/** Classes drawn as vectors over the ground; their cells take the class of the ground around them. */
const VECTOR_CLASSES = /carriageway|road|street|sidewalk|pavement|building|roof|kerb|bridge|rail/i;
const WATER_CLASSES = /water|river|lake|sea|canal|pond/i;
/** Class used where nothing is known. */
const UNKNOWN = 255;

/** What ground tiles are painted from, made once per City. */
export interface GroundSource {
  /** Class per cell of the ground under streets and buildings. */
  readonly cover: Raster<Uint8Array>;
  /** Relief shading per terrain cell: 128 is level ground, more is lit, less is shaded. */
  readonly shade: Raster<Uint8Array>;
  /** r, g, b per class value. */
  readonly palette: Uint8Array;
}

export function groundSource(city: PackedCity, terrain: Raster<Float32Array>): GroundSource {
  const palette = new Uint8Array(256 * 3).fill(190);
  palette.set([196, 200, 178], UNKNOWN * 3);
  const drop = new Uint8Array(256);
  for (const c of city.landCover?.classes ?? []) {
    palette.set(groundColour(c.key, c.colour), c.value * 3);
    drop[c.value] = VECTOR_CLASSES.test(c.key) ? 1 : 0;
  }
  const raster = city.landCover?.raster ?? {
    grid: terrain.grid,
    values: new Uint8Array(terrain.values.length).fill(UNKNOWN),
  };
  return {
    cover: { grid: raster.grid, values: spreadOver(raster, drop) },
    shade: { grid: terrain.grid, values: hillshade(terrain) },
    palette,
  };
}

/** Map colours are made for flat maps; on the ground they are a little deeper. */
function groundColour(key: string, hex: string): [number, number, number] {
  const n = Number.parseInt(hex.slice(1), 16);
  const deepen = WATER_CLASSES.test(key) ? 0.72 : 0.94;
  return [(n >> 16) * deepen, ((n >> 8) & 255) * deepen, (n & 255) * deepen];
}

/**
 * Replaces cells of dropped classes by the nearest other class (two-pass chamfer propagation of the
 * value along with its distance, Borgefors 1986).
 */
function spreadOver({ grid, values }: Raster<Uint8Array>, drop: Uint8Array): Uint8Array {
  const { cols, rows } = grid;
  const out = values.slice();
  const far = 65535;
  const distance = new Uint16Array(values.length);
  for (let i = 0; i < values.length; i++) distance[i] = drop[values[i]!]! ? far : 0;
  const relax = (i: number, j: number, step: number): void => {
    const d = distance[j]! + step;
    if (d < distance[i]!) {
      distance[i] = d;
      out[i] = out[j]!;
    }
  };
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < cols; c++) {
      const i = r * cols + c;
      if (distance[i] === 0) continue;
      if (c > 0) relax(i, i - 1, 3);
      if (r > 0) relax(i, i - cols, 3);
      if (r > 0 && c > 0) relax(i, i - cols - 1, 4);
      if (r > 0 && c + 1 < cols) relax(i, i - cols + 1, 4);
    }
  }
  for (let r = rows - 1; r >= 0; r--) {
    for (let c = cols - 1; c >= 0; c--) {
      const i = r * cols + c;
      if (distance[i] === 0) continue;
      if (c + 1 < cols) relax(i, i + 1, 3);
      if (r + 1 < rows) relax(i, i + cols, 3);
      if (r + 1 < rows && c + 1 < cols) relax(i, i + cols + 1, 4);
      if (r + 1 < rows && c > 0) relax(i, i + cols - 1, 4);
      if (distance[i] === far) out[i] = UNKNOWN;
    }
  }
  return out;
}

/** Sun of the relief shading: the cartographers' north-west, 45° up, softened by light from above. */
const LIGHT = [-0.5, 0.5, Math.SQRT1_2] as const;
/** Slopes are drawn steeper than they are, so that gentle relief reads. */
const EXAGGERATION = 2;

function hillshade({ grid, values }: Raster<Float32Array>): Uint8Array {
  const { cols, rows, cellSizeM } = grid;
  const out = new Uint8Array(values.length);
  const k = EXAGGERATION / (2 * cellSizeM);
  for (let r = 0; r < rows; r++) {
    const south = Math.max(0, r - 1) * cols;
    const north = Math.min(rows - 1, r + 1) * cols;
    for (let c = 0; c < cols; c++) {
      const gx =
        (values[r * cols + Math.min(cols - 1, c + 1)]! - values[r * cols + Math.max(0, c - 1)]!) *
        k;
      const gy = (values[north + c]! - values[south + c]!) * k;
      const lit = (-gx * LIGHT[0] - gy * LIGHT[1] + LIGHT[2]) / Math.sqrt(1 + gx * gx + gy * gy);
      out[r * cols + c] = Math.min(
        255,
        Math.max(0, Math.round(128 * (1 + 0.8 * (lit / LIGHT[2] - 1)))),
      );
    }
  }
  return out;
}
