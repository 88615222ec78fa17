import { sampleBilinear, type Raster } from '../../../src/domain/grid';

/** Quads along the edge of a patch. */
export const PATCH_QUADS = 32;

/** Indices of a patch without its skirt. */
export const SURFACE_INDICES = PATCH_QUADS * PATCH_QUADS * 6;

/** A square of ground: a grid of vertices with a short skirt that hides cracks to coarser neighbours. */
export interface PatchMesh {
  /** x, y from the patch's south-west corner and the true level, m (stride 3). */
  readonly positions: Float32Array;
  /** Unit normals × 127, stride 4. */
  readonly normals: Int8Array;
  readonly minZ: number;
  readonly maxZ: number;
}

/** Vertices of the patch whose south-west corner is (x, y), or null where all its ground is unknown. */
export function patchMesh(
  terrain: Raster<Float32Array>,
  x: number,
  y: number,
  sizeM: number,
  skirtM: number,
): PatchMesh | null {
  const n = PATCH_QUADS + 1;
  const step = sizeM / PATCH_QUADS;
  const heights = new Float32Array((n + 2) * (n + 2));
  // One ring of neighbours more than drawn, so that normals agree across patches.
  let minZ = Number.POSITIVE_INFINITY;
  let maxZ = Number.NEGATIVE_INFINITY;
  for (let r = -1; r <= n; r++) {
    for (let c = -1; c <= n; c++) {
      const z = clampedHeight(terrain, x + c * step, y + r * step);
      heights[(r + 1) * (n + 2) + c + 1] = z;
      if (Number.isNaN(z)) continue;
      minZ = Math.min(minZ, z);
      maxZ = Math.max(maxZ, z);
    }
  }
  if (minZ > maxZ) return null;
  const inner = n * n;
  const positions = new Float32Array((inner + 4 * n) * 3);
  const normals = new Int8Array((inner + 4 * n) * 4);
  const h = (c: number, r: number): number => {
    const z = heights[(r + 1) * (n + 2) + c + 1]!;
    return Number.isNaN(z) ? minZ : z;
  };
  for (let r = 0; r < n; r++) {
    for (let c = 0; c < n; c++) {
      const i = r * n + c;
      const gx = (h(c + 1, r) - h(c - 1, r)) / (2 * step);
      const gy = (h(c, r + 1) - h(c, r - 1)) / (2 * step);
      const d = 127 / Math.hypot(gx, gy, 1);
      positions.set([c * step, r * step, h(c, r)], i * 3);
      normals.set([-gx * d, -gy * d, d, 0], i * 4);
    }
  }
  for (let k = 0; k < n; k++) {
    const rim = [k, k * n + n - 1, (n - 1) * n + (n - 1 - k), (n - 1 - k) * n];
    rim.forEach((from, side) => {
      const to = inner + side * n + k;
      positions.set(positions.subarray(from * 3, from * 3 + 3), to * 3);
      positions[to * 3 + 2]! -= skirtM;
      normals.set(normals.subarray(from * 4, from * 4 + 4), to * 4);
    });
  }
  return { positions, normals, minZ, maxZ };
}

/** Triangles of every patch: the same for all. */
export function patchIndices(): Uint16Array {
  const n = PATCH_QUADS + 1;
  const out: number[] = [];
  for (let r = 0; r < PATCH_QUADS; r++) {
    for (let c = 0; c < PATCH_QUADS; c++) {
      const a = r * n + c;
      // Diagonals alternate, so that slopes show no grain.
      if ((r + c) & 1) out.push(a, a + 1, a + n, a + 1, a + n + 1, a + n);
      else out.push(a, a + 1, a + n + 1, a, a + n + 1, a + n);
    }
  }
  const inner = n * n;
  const sides = [
    (k: number) => k,
    (k: number) => k * n + n - 1,
    (k: number) => (n - 1) * n + (n - 1 - k),
    (k: number) => (n - 1 - k) * n,
  ];
  sides.forEach((rim, side) => {
    for (let k = 0; k < PATCH_QUADS; k++) {
      const [a, b] = [rim(k), rim(k + 1)];
      const [c, d] = [inner + side * n + k, inner + side * n + k + 1];
      out.push(a, c, d, a, d, b);
    }
  });
  return Uint16Array.from(out);
}

/** Ground level at a point, that of the nearest point inside where it lies off the raster; NaN where unknown. */
export function clampedHeight(terrain: Raster<Float32Array>, x: number, y: number): number {
  const g = terrain.grid;
  const cx = Math.min(Math.max(x, g.x0), g.x0 + g.cols * g.cellSizeM);
  const cy = Math.min(Math.max(y, g.y0), g.y0 + g.rows * g.cellSizeM);
  return sampleBilinear(terrain, cx, cy);
}
