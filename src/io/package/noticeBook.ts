import type { Notice } from '../../domain/errors';

/** What each code says once the number of cases is known. */
const SENTENCES: Readonly<Record<string, (count: number) => string>> = {
  'geojson.polygon_dropped': (n) => `Left out ${n} polygons that hold no area.`,
  'geojson.polygon_repaired': (n) =>
    `Made ${n} outlines that crossed themselves simple; their largest part is kept.`,
  'geojson.hole_dropped': (n) => `Left out holes without area in ${n} polygons.`,
  'package.edited': (n) =>
    `${n} layer files differ from their SHA-256 in city.json: they were edited since. They are read as they are now.`,
  'package.terrain_coarse': () =>
    'The terrain is read from an overview: the full one is too large.',
  'package.terrain_gaps': (n) => `${n} terrain cells have no height; they stay unknown.`,
  'package.no_epsg': (n) => `${n} rasters name no CRS; that of city.json is taken.`,
  'package.links_cut': (n) => `Left out ${n} pipes whose ends lie outside the part that was read.`,
};

/** Gathers notices while reading: one per code and file, with the first place and the count. */
export class NoticeBook {
  private readonly entries = new Map<string, Notice & { count: number }>();

  add(code: string, file?: string, place?: string, count = 1): void {
    const key = `${code} ${file ?? ''}`;
    const entry = this.entries.get(key);
    this.entries.set(key, {
      code,
      ...(file !== undefined && { file }),
      ...(entry?.place !== undefined
        ? { place: entry.place }
        : place !== undefined
          ? { place }
          : {}),
      what: '',
      count: (entry?.count ?? 0) + count,
    });
  }

  /** In the order they first came up. */
  list(): Notice[] {
    return [...this.entries.values()].map((n) => ({
      ...n,
      what: SENTENCES[n.code]?.(n.count) ?? n.code,
    }));
  }
}
