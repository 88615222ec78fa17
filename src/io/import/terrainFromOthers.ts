import proj4 from 'proj4';
import { DryrunError } from '../../domain/errors';
import { WGS84, type Crs } from './epsg';
import { Attributes, type FeatureGeometry } from './feature';
import type { SourceBox } from './frame';
import type { ImportOptions } from './inputs';
import type { ImportNotices } from './notices';
import type { ReadInputs } from './readInputs';
import { flatTerrain, terrainFromSpots, type Terrain } from './terrain';
import { netBox } from './traffic';

/** Fewer heights than this make no terrain. */
const ENOUGH_HEIGHTS = 10;

/**
 * Terrain where none is given: interpolated between the base levels of buildings and the covers of
 * devices the other files state, else a level plain under the data. Either is said.
 */
export function derivedTerrain(
  read: ReadInputs,
  options: ImportOptions,
  notices: ImportNotices,
): Terrain {
  const heights: number[] = [];
  for (const { set } of read.features) {
    const { forward } = proj4(set.crs.proj, WGS84.proj);
    for (const f of set.features) {
      const z = new Attributes(f.properties).metres(
        'baseelev',
        'groundelev',
        'ground',
        'topelev',
        'coverlevel',
        'rim',
      );
      const at = firstPoint(f.geometry);
      if (z === undefined || !at) continue;
      const [lon, lat] = forward([at[0], at[1]]);
      heights.push(lon!, lat!, z);
    }
  }
  if (heights.length >= 3 * ENOUGH_HEIGHTS) {
    return terrainFromSpots(
      'buildings and devices',
      WGS84,
      Float64Array.from(heights),
      options,
      notices,
    );
  }
  const box = options.bbox ? degreesBox(options.bbox) : dataBox(read);
  return flatTerrain(box, options, notices);
}

function firstPoint(g: FeatureGeometry): readonly [number, number] | undefined {
  if (g.type === 'point') return [g.x, g.y];
  const path = g.type === 'line' ? g.path : g.rings[0];
  return path && path.length >= 2 ? [path[0]!, path[1]!] : undefined;
}

function degreesBox([minX, minY, maxX, maxY]: NonNullable<ImportOptions['bbox']>): SourceBox {
  return { crs: WGS84, minX, minY, maxX, maxY };
}

/** Points beyond these shares of all, on either side, are ends of long rivers and roads: no part of the city. */
const RIM_SHARE = 0.01;
const MARGIN = 0.05;

/** Degrees around nearly everything that has a place, with a margin. */
function dataBox(read: ReadInputs): SourceBox {
  const lons: number[] = [];
  const lats: number[] = [];
  const add = (crs: Crs, x: number, y: number): void => {
    const [lon, lat] = proj4(crs.proj, WGS84.proj).forward([x, y]);
    lons.push(lon!);
    lats.push(lat!);
  };
  for (const { set } of read.features) {
    for (const f of set.features) {
      const at = firstPoint(f.geometry);
      if (at) add(set.crs, at[0], at[1]);
    }
  }
  if (read.net?.crs) {
    const [x0, y0, x1, y1] = netBox(read.net.net);
    add(read.net.crs, x0, y0);
    add(read.net.crs, x1, y1);
  }
  for (const s of read.sensors) for (const d of s.drafts) add(s.crs, d.x, d.y);
  const [minX, maxX] = middle(lons);
  const [minY, maxY] = middle(lats);
  if (minX < maxX && minY < maxY) return { crs: WGS84, minX, minY, maxX, maxY };
  throw new DryrunError({
    code: 'import.no-terrain',
    what: 'Nothing says where the city lies: there is no terrain, and no other file with a coordinate system.',
    mend: 'Give a terrain with --terrain.',
  });
}

function middle(values: number[]): readonly [number, number] {
  values.sort((a, b) => a - b);
  const skip = Math.floor(values.length * RIM_SHARE);
  const from = values[skip] ?? 0;
  const to = values[values.length - 1 - skip] ?? 0;
  const margin = (to - from) * MARGIN;
  return [from - margin, to + margin];
}
