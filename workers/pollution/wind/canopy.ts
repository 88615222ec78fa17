import { exp, log, pow, sqrt } from '../math';
import { VON_KARMAN } from '../met/constants';
import { windAt } from '../met/profile';
import type { UrbanGrid } from './grid';
import type { Heading } from './obstacles';
import type { WindMet } from './setup';

// The wind over a district adapts to its roughness from the windward edge on. Roughness and
// displacement follow from plan and frontal area (Macdonald, Griffiths & Hall 1998), the depth of the
// layer that has adapted from the fetch (Elliott 1958). Without it a diagnostic wind is too fast over
// the roofs, for nothing in it takes the momentum that the buildings do.

/** How buildings stand to the wind: it decides how much they shelter each other (Macdonald et al.). */
export type BuildingOrder = 'staggered' | 'aligned';
const MACDONALD = {
  staggered: { a: 4.43, beta: 1 },
  aligned: { a: 3.59, beta: 0.55 },
} as const;
const DRAG = 1.2;
/** Least share of ground built upon that counts as a district, and half the window it is taken over. */
const LEAST_PLAN = 0.05;
const WINDOW_HEIGHTS = 2;

/** Roughness of a group of buildings, m. */
export interface Roughness {
  readonly heightM: number;
  readonly displacementM: number;
  readonly roughnessM: number;
}

/**
 * Displacement d/H = 1 + A^−λp (λp − 1) and roughness
 * z0/H = (1 − d/H) exp(−[½ β C_D κ⁻² (1 − d/H) λf]^−½) (Macdonald et al. 1998, eqs 23 and 26), with
 * C_D = 1.2; A, β by how the buildings stand.
 */
export function macdonald(
  heightM: number,
  planShare: number,
  frontalShare: number,
  order: BuildingOrder,
): Roughness {
  const { a, beta } = MACDONALD[order];
  const d = 1 + pow(a, -planShare) * (planShare - 1);
  const drag = (0.5 * beta * DRAG * (1 - d) * frontalShare) / (VON_KARMAN * VON_KARMAN);
  const z0 = (1 - d) * exp(-1 / sqrt(drag));
  return { heightM, displacementM: d * heightM, roughnessM: z0 * heightM };
}

/** Depth of the adapted layer behind a step from roughness z1 to z2 (Elliott 1958), m. */
export function adaptedDepth(fetchM: number, z1M: number, z2M: number): number {
  return z2M * (0.75 - 0.03 * log(z2M / z1M)) * pow(fetchM / z2M, 0.8);
}

/** Wind speed at a height over a column (index of a `Grid`), m/s. */
export type SpeedAt = (column: number, zM: number) => number;

/**
 * Undisturbed wind over every column. Over a district's first rows, and where the met hour's own
 * roughness exceeds the buildings', it is the met hour's profile. Further in: above the roofs and
 * within the adapted layer u*₂/κ ln((z − d)/z0), joined to the met hour's profile at its top; below the
 * roofs the met hour's profile scaled to it at roof height. Behind the district that layer is worn away
 * from below, as fast as a new one grows over the open ground.
 */
export function districtWind(
  g: UrbanGrid,
  heightM: Float32Array,
  met: WindMet,
  heading: Heading,
  order: BuildingOrder,
): SpeedAt {
  const far = tabulated(g, met);
  const mean = windowMeans(g, heightM, heading);
  if (!mean) return (_, z) => far(z);
  const layers = Array.from({ length: g.nx * g.ny }, (_, c) => {
    const path = pathTo(g, mean, heading, c);
    return path && layerOf(path, far, met.roughnessM, order);
  });
  return (c, z) => layers[c]?.(z) ?? far(z);
}

/** Wind of the adapted layer at the end of a path; null above it and where there is none. */
function layerOf(
  path: Path,
  far: (zM: number) => number,
  openM: number,
  order: BuildingOrder,
): ((zM: number) => number | null) | null {
  const r = macdonald(path.heightM, path.plan, path.frontal, order);
  if (!(r.roughnessM > openM)) return null;
  const top = r.displacementM + adaptedDepth(path.fetchM, openM, r.roughnessM);
  if (top <= r.heightM) return null;
  const back = path.openM > 0 ? adaptedDepth(path.openM, r.roughnessM, openM) : 0;
  if (back >= top) return null;
  const friction = (VON_KARMAN * far(top)) / log((top - r.displacementM) / r.roughnessM);
  const adapted = (z: number): number =>
    Math.min((friction / VON_KARMAN) * log((z - r.displacementM) / r.roughnessM), far(z));
  const joint = Math.max(r.heightM, back);
  const ratio = adapted(joint) / far(joint);
  return (z) => (z >= top ? null : z >= joint ? adapted(z) : far(z) * ratio);
}

/** The met hour's profile in steps of half a cell; linear between. */
function tabulated(g: UrbanGrid, met: WindMet): (zM: number) => number {
  const table = Float64Array.from({ length: 2 * g.nz + 2 }, (_, n) =>
    windAt(0.5 * n * g.dzM, met.frictionMs, met.roughnessM, met.obukhovM),
  );
  return (zM) => {
    const at = Math.min(Math.max((2 * zM) / g.dzM, 0), table.length - 1.001);
    const n = Math.floor(at);
    return table[n]! + (at - n) * (table[n + 1]! - table[n]!);
  };
}

interface Means {
  /** Share of ground built upon, frontal area per ground area, plan-weighted height, per column. */
  readonly plan: Float32Array;
  readonly frontal: Float32Array;
  readonly heightM: Float32Array;
}

/** Means over a square window around each column; null where nothing is built. */
function windowMeans(g: UrbanGrid, heightM: Float32Array, heading: Heading): Means | null {
  const { nx, ny } = g;
  const plane = nx * ny;
  const built = new Float64Array(plane);
  const tall = new Float64Array(plane);
  const front = new Float64Array(plane);
  const sx = heading.x > 0 ? -1 : 1;
  const sy = heading.y > 0 ? -1 : 1;
  let sum = 0;
  let count = 0;
  for (let j = 0, c = 0; j < ny; j++) {
    for (let i = 0; i < nx; i++, c++) {
      const h = heightM[c]!;
      if (!(h > 0)) continue;
      sum += h;
      count++;
      built[c] = 1;
      tall[c] = h;
      const west = i + sx >= 0 && i + sx < nx ? heightM[c + sx]! : h;
      const south = j + sy >= 0 && j + sy < ny ? heightM[c + sy * nx]! : h;
      front[c] =
        (Math.abs(heading.x) * Math.max(h - west, 0) +
          Math.abs(heading.y) * Math.max(h - south, 0)) /
        g.dxM;
    }
  }
  if (count === 0) return null;
  const half = Math.max(1, Math.round((WINDOW_HEIGHTS * sum) / count / g.dxM));
  const plan = boxMean(g, built, half);
  const height = boxMean(g, tall, half);
  const frontal = boxMean(g, front, half);
  for (let c = 0; c < plane; c++) height[c] = plan[c]! > 0 ? height[c]! / plan[c]! : 0;
  return { plan, frontal, heightM: height };
}

/** Mean over (2·half + 1)² cells, fewer at the rim, from running sums. */
function boxMean(g: UrbanGrid, values: Float64Array, half: number): Float32Array {
  const { nx, ny } = g;
  const sums = new Float64Array((nx + 1) * (ny + 1));
  for (let j = 0; j < ny; j++) {
    let row = 0;
    for (let i = 0; i < nx; i++) {
      row += values[j * nx + i]!;
      sums[(j + 1) * (nx + 1) + i + 1] = sums[j * (nx + 1) + i + 1]! + row;
    }
  }
  const out = new Float32Array(nx * ny);
  for (let j = 0; j < ny; j++) {
    const j0 = Math.max(0, j - half);
    const j1 = Math.min(ny, j + half + 1);
    for (let i = 0; i < nx; i++) {
      const i0 = Math.max(0, i - half);
      const i1 = Math.min(nx, i + half + 1);
      const sum =
        sums[j1 * (nx + 1) + i1]! -
        sums[j0 * (nx + 1) + i1]! -
        sums[j1 * (nx + 1) + i0]! +
        sums[j0 * (nx + 1) + i0]!;
      out[j * nx + i] = sum / ((j1 - j0) * (i1 - i0));
    }
  }
  return out;
}

/** The way of the wind to a column: open ground behind a district, then built ground. */
interface Path {
  readonly openM: number;
  readonly fetchM: number;
  /** Means along the built part. */
  readonly plan: number;
  readonly frontal: number;
  readonly heightM: number;
}

function pathTo(g: UrbanGrid, m: Means, heading: Heading, column: number): Path | null {
  let x = (column % g.nx) + 0.5;
  let y = Math.floor(column / g.nx) + 0.5;
  let open = 0;
  let n = 0;
  let plan = 0;
  let frontal = 0;
  let height = 0;
  for (;;) {
    const i = Math.floor(x);
    const j = Math.floor(y);
    if (i < 0 || j < 0 || i >= g.nx || j >= g.ny) break;
    const c = j * g.nx + i;
    x -= heading.x;
    y -= heading.y;
    if (m.plan[c]! < LEAST_PLAN) {
      if (n > 0) break;
      open++;
      continue;
    }
    plan += m.plan[c]!;
    frontal += m.frontal[c]!;
    height += m.heightM[c]!;
    n++;
  }
  if (n === 0) return null;
  return {
    openM: open * g.dxM,
    fetchM: n * g.dxM,
    plan: plan / n,
    frontal: frontal / n,
    heightM: height / n,
  };
}
