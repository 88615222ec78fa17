import type { LocalFrame } from '../../domain/crs';
import { sampleBilinear, type Extent, type Raster } from '../../domain/grid';
import type { LocalText } from '../../domain/text';
import { cleanPolygon } from '../geojson/rings';
import type { Polygon } from '../../domain/city';
import type { Attributes, FeatureSet, ImportFeature } from './feature';
import { placing, type Placing } from './frame';
import type { ImportNotices } from './notices';

/** What the makers of layers work with once frame and terrain stand. */
export interface ImportContext {
  readonly frame: LocalFrame;
  readonly extent: Extent;
  readonly terrain: Raster<Float32Array>;
  readonly notices: ImportNotices;
  readonly ids: IdBook;
}

/** Hands out ids that are unique over the City: a prefix per kind, a number appended to a second holder. */
export class IdBook {
  readonly #taken = new Set<string>();

  /** The id itself where it is free, else with `~2`, `~3` …. */
  claim(id: string): string {
    let free = id;
    for (let n = 2; this.#taken.has(free); n++) free = `${id}~${n}`;
    this.#taken.add(free);
    return free;
  }

  has(id: string): boolean {
    return this.#taken.has(id);
  }
}

/** Features of one file brought into local metres on demand. */
export class LocalFeatures {
  readonly set: FeatureSet;
  readonly #context: ImportContext;
  readonly #placing: Placing;

  constructor(context: ImportContext, set: FeatureSet) {
    this.set = set;
    this.#context = context;
    this.#placing = placing(set.crs, context.frame);
  }

  point(x: number, y: number): readonly [number, number] {
    return this.#placing.toLocal(x, y);
  }

  path(source: Float64Array): Float64Array {
    const out = new Float64Array(source.length);
    for (let i = 0; i < source.length; i += 2) {
      const [x, y] = this.#placing.toLocal(source[i]!, source[i + 1]!);
      out[i] = x;
      out[i + 1] = y;
    }
    return out;
  }

  /** The polygon as the domain has it; repaired or left out with a notice. Null where nothing is left or it lies outside. */
  polygon(feature: ImportFeature, rings: readonly Float64Array[], what: string): Polygon | null {
    const local = rings.map((r) => this.path(r));
    if (!touches(local[0]!, this.#context.extent)) {
      this.outside(what);
      return null;
    }
    const cleaned = cleanPolygon(local);
    const { notices } = this.#context;
    const { file } = this.set;
    if (!cleaned) {
      notices.count(
        'import.polygon-dropped',
        file,
        (n) => `${n} ${what} without area were left out.`,
        feature.place,
      );
      return null;
    }
    if (cleaned.repaired) {
      notices.count(
        'import.polygon-repaired',
        file,
        (n) =>
          `${n} ${what} crossed their own outline; they were made simple, their largest part kept.`,
        feature.place,
      );
    }
    return cleaned.polygon;
  }

  /** True where some vertex lies inside the City. Counts the feature as outside otherwise. */
  inside(path: Float64Array, what: string): boolean {
    if (touches(path, this.#context.extent)) return true;
    this.outside(what);
    return false;
  }

  outside(what: string): void {
    this.#context.notices.count(
      'import.outside',
      this.set.file,
      (n) => `${n} ${what} lie outside the terrain and were left out.`,
    );
  }
}

/** Whether a path's bounding box meets an extent. */
export function touches(path: Float64Array, e: Extent): boolean {
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < path.length; i += 2) {
    minX = Math.min(minX, path[i]!);
    maxX = Math.max(maxX, path[i]!);
    minY = Math.min(minY, path[i + 1]!);
    maxY = Math.max(maxY, path[i + 1]!);
  }
  return maxX >= e.minX && minX <= e.maxX && maxY >= e.minY && minY <= e.maxY;
}

/** Ground level at a point, m; the nearest level that is known within 50 m, NaN where there is none. */
export function groundAt(terrain: Raster<Float32Array>, x: number, y: number): number {
  const z = sampleBilinear(terrain, x, y);
  if (!Number.isNaN(z)) return z;
  const { grid } = terrain;
  const REACH_M = 50;
  for (let d = grid.cellSizeM; d <= REACH_M; d += grid.cellSizeM) {
    for (const [dx, dy] of [
      [d, 0],
      [-d, 0],
      [0, d],
      [0, -d],
    ] as const) {
      const near = sampleBilinear(terrain, x + dx, y + dy);
      if (!Number.isNaN(near)) return near;
    }
  }
  return Number.NaN;
}

/** A feature's name in both languages, where it has one: the local name stands in for a missing one. */
export function nameOf(a: Attributes): LocalText | undefined {
  const local = a.text('name', 'bldgname', 'buildingname', 'streetname', 'fullname', 'label');
  const en = a.text('name:en', 'nameen') ?? local;
  const zh = a.text('name:zh', 'name:zh-Hans', 'namezh', '名称') ?? local ?? en;
  return en === undefined && zh === undefined ? undefined : { en: en ?? zh!, zh: zh ?? en! };
}
