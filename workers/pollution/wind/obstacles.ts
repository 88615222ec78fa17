import { DryrunError } from '../../../src/domain/errors';
import type { UrbanGrid } from './grid';

/** Buildings as columns of solid cells, row-major from the south-west like a `Grid`. */
export interface BuildingColumns {
  /** Height of the building that stands on the column, m above ground; 0: open. */
  readonly heightM: Float32Array;
  /** Which building a column belongs to, from 0; −1: open. Absent: touching columns are one building. */
  readonly building?: Int32Array;
}

/** A building as the wind meets it: extents along (s) and across (t) the wind, m. */
export interface Obstacle {
  readonly id: number;
  readonly heightM: number;
  /** Width across the wind and effective length along it (plan area / width, Kaplan & Dinar 1996). */
  readonly widthM: number;
  readonly lengthM: number;
  readonly tMin: number;
  /** Per strip of `stripM` across the wind: s of its windward and of its leeward edge. */
  readonly frontS: Float64Array;
  readonly leeS: Float64Array;
  readonly stripM: number;
}

/** Unit vector the wind blows towards. */
export interface Heading {
  readonly x: number;
  readonly y: number;
}

/** Top layer (exclusive) of the solid part of each column. */
export function solidLayers(g: UrbanGrid, columns: BuildingColumns): Int32Array {
  const layers = new Int32Array(g.nx * g.ny);
  if (columns.heightM.length !== layers.length) {
    throw new DryrunError({
      code: 'pollution.windColumns',
      what: `Building heights hold ${columns.heightM.length} columns, the wind grid ${layers.length}.`,
      mend: 'Rasterise the buildings on the grid the wind is asked for.',
    });
  }
  let tallest = 0;
  for (let c = 0; c < layers.length; c++) {
    const h = columns.heightM[c]!;
    if (!(h > 0)) continue;
    tallest = Math.max(tallest, h);
    layers[c] = Math.max(1, Math.round(h / g.dzM));
  }
  if (Math.round(tallest / g.dzM) >= g.nz - 1) {
    throw new DryrunError({
      code: 'pollution.windCeiling',
      what: `The tallest building (${tallest.toFixed(1)} m) reaches the top of the wind grid (${(g.nz * g.dzM).toFixed(1)} m).`,
      mend: 'Give the grid more layers; twice the tallest building is a good height.',
      params: { tallestM: tallest, topM: g.nz * g.dzM },
    });
  }
  return layers;
}

/** Building number of each column: as given, or touching columns of the same height taken together. */
function labelled(g: UrbanGrid, columns: BuildingColumns): Int32Array {
  if (columns.building) return columns.building;
  const label = new Int32Array(g.nx * g.ny).fill(-1);
  const stack: number[] = [];
  let next = 0;
  for (let start = 0; start < label.length; start++) {
    if (label[start] !== -1 || !(columns.heightM[start]! > 0)) continue;
    stack.push(start);
    label[start] = next;
    while (stack.length > 0) {
      const c = stack.pop()!;
      const i = c % g.nx;
      for (const to of [i > 0 ? c - 1 : -1, i < g.nx - 1 ? c + 1 : -1, c - g.nx, c + g.nx]) {
        if (to < 0 || to >= label.length || label[to] !== -1) continue;
        if (columns.heightM[to] !== columns.heightM[c]) continue;
        label[to] = next;
        stack.push(to);
      }
    }
    next++;
  }
  return label;
}

/** Buildings from the lowest to the tallest, with what the zones need to know of each. */
export function obstaclesOf(
  g: UrbanGrid,
  columns: BuildingColumns,
  heading: Heading,
): readonly Obstacle[] {
  const label = labelled(g, columns);
  const members = new Map<number, number[]>();
  for (let c = 0; c < label.length; c++) {
    if (!(columns.heightM[c]! > 0)) continue;
    const list = members.get(label[c]!);
    if (list) list.push(c);
    else members.set(label[c]!, [c]);
  }
  const all = [...members].map(([id, cells]) => obstacleOf(g, columns, heading, id, cells));
  return all.sort((a, b) => a.heightM - b.heightM || a.id - b.id);
}

function obstacleOf(
  g: UrbanGrid,
  columns: BuildingColumns,
  heading: Heading,
  id: number,
  cells: readonly number[],
): Obstacle {
  // Half the extent of a cell along and across the wind; the same for both by symmetry of a square.
  const half = 0.5 * g.dxM * (Math.abs(heading.x) + Math.abs(heading.y));
  let tMin = Number.POSITIVE_INFINITY;
  let tMax = Number.NEGATIVE_INFINITY;
  let height = 0;
  for (const c of cells) {
    const t = across(g, heading, c);
    tMin = Math.min(tMin, t - half);
    tMax = Math.max(tMax, t + half);
    height = Math.max(height, columns.heightM[c]!);
  }
  const strips = Math.max(1, Math.round((tMax - tMin) / g.dxM));
  const stripM = (tMax - tMin) / strips;
  const frontS = new Float64Array(strips).fill(Number.POSITIVE_INFINITY);
  const leeS = new Float64Array(strips).fill(Number.NEGATIVE_INFINITY);
  for (const c of cells) {
    const t = across(g, heading, c);
    const s = along(g, heading, c);
    // A hair less than the cell, so that it stays out of strips it only touches.
    const from = Math.max(0, Math.floor((t - 0.999 * half - tMin) / stripM));
    const to = Math.min(strips - 1, Math.floor((t + 0.999 * half - tMin) / stripM));
    for (let b = from; b <= to; b++) {
      frontS[b] = Math.min(frontS[b]!, s - half);
      leeS[b] = Math.max(leeS[b]!, s + half);
    }
  }
  const widthM = tMax - tMin;
  const lengthM = (cells.length * g.dxM * g.dxM) / widthM;
  return { id, heightM: height, widthM, lengthM, tMin, frontS, leeS, stripM };
}

/** Place of a column's centre along the wind and across it (to the left), m. */
function along(g: UrbanGrid, h: Heading, c: number): number {
  return (
    (g.x0 + ((c % g.nx) + 0.5) * g.dxM) * h.x + (g.y0 + (Math.floor(c / g.nx) + 0.5) * g.dxM) * h.y
  );
}
function across(g: UrbanGrid, h: Heading, c: number): number {
  return (
    (g.y0 + (Math.floor(c / g.nx) + 0.5) * g.dxM) * h.x - (g.x0 + ((c % g.nx) + 0.5) * g.dxM) * h.y
  );
}

/** What a ray meets first. */
export interface Hit {
  /** Distance from its start, m; Infinity where nothing is met. */
  readonly distanceM: number;
  readonly heightM: number;
}

/** Follows a ray from (s, t) along ±wind through the columns until one is solid. */
export function firstHit(
  g: UrbanGrid,
  heightM: Float32Array,
  heading: Heading,
  s: number,
  t: number,
  towards: 1 | -1,
  reachM: number,
): Hit {
  const step = 0.25 * g.dxM;
  for (let d = 0.5 * step; d < reachM; d += step) {
    const at = s + towards * d;
    const i = Math.floor((at * heading.x - t * heading.y - g.x0) / g.dxM);
    const j = Math.floor((at * heading.y + t * heading.x - g.y0) / g.dxM);
    if (i < 0 || j < 0 || i >= g.nx || j >= g.ny) break;
    const h = heightM[j * g.nx + i]!;
    if (h > 0) return { distanceM: Math.round(d / step) * step, heightM: h };
  }
  return { distanceM: Number.POSITIVE_INFINITY, heightM: 0 };
}
