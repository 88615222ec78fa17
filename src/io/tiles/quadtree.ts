import type { Building } from '../../domain/city';
import { ringArea } from '../geojson/rings';

/** A square of the quadtree with the buildings whose middle lies in it. */
export interface QuadNode {
  /** Level, column and row: the name of its file. */
  readonly key: string;
  /** Edge, m. */
  readonly sideM: number;
  readonly buildings: readonly Building[];
  /** Empty for leaves. */
  readonly children: readonly QuadNode[];
}

/** Buildings a leaf holds at most: some 10 000 triangles, a few hundred kilobytes. */
export const LEAF_BUILDINGS = 256;
const MAX_DEPTH = 14;

/** The quadtree over a city's buildings; null where there are none. */
export function quadtree(buildings: readonly Building[]): QuadNode | null {
  if (buildings.length === 0) return null;
  const placed = buildings.map((building) => {
    const { outer } = building.footprint;
    let [x, y] = [0, 0];
    for (let i = 0; i < outer.length; i += 2) {
      x += outer[i]!;
      y += outer[i + 1]!;
    }
    return { building, x: (2 * x) / outer.length, y: (2 * y) / outer.length };
  });
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y } of placed) {
    minX = Math.min(minX, x);
    minY = Math.min(minY, y);
    maxX = Math.max(maxX, x);
    maxY = Math.max(maxY, y);
  }
  return split(placed, minX, minY, Math.max(maxX - minX, maxY - minY, 1), 0, 0, 0);
}

interface Placed {
  readonly building: Building;
  readonly x: number;
  readonly y: number;
}

function split(
  placed: readonly Placed[],
  x0: number,
  y0: number,
  sideM: number,
  level: number,
  col: number,
  row: number,
): QuadNode {
  const key = `${level}-${col}-${row}`;
  const buildings = placed.map((p) => p.building);
  if (placed.length <= LEAF_BUILDINGS || level >= MAX_DEPTH) {
    return { key, sideM, buildings, children: [] };
  }
  const half = sideM / 2;
  const quarters: Placed[][] = [[], [], [], []];
  for (const p of placed) {
    quarters[(p.x >= x0 + half ? 1 : 0) + (p.y >= y0 + half ? 2 : 0)]!.push(p);
  }
  const children: QuadNode[] = [];
  quarters.forEach((part, i) => {
    if (part.length === 0) return;
    const [right, upper] = [i & 1, i >> 1];
    children.push(
      split(
        part,
        x0 + right * half,
        y0 + upper * half,
        half,
        level + 1,
        2 * col + right,
        2 * row + upper,
      ),
    );
  });
  return { key, sideM, buildings, children };
}

/** The largest buildings by volume, in their first order: what is seen from afar. */
export function landmarks(buildings: readonly Building[], count: number): readonly Building[] {
  if (buildings.length <= count) return buildings;
  const volume = new Map(
    buildings.map((b) => [b, ringArea(b.footprint.outer) * (b.heightM + b.roofHeightM / 2)]),
  );
  const kept = new Set(
    buildings.toSorted((a, b) => volume.get(b)! - volume.get(a)!).slice(0, count),
  );
  return buildings.filter((b) => kept.has(b));
}
