import type { Polygon, WaterBody } from '../../domain/city';
import { cellsInPolygon } from '../../domain/rasterize';
import { clipPolygon } from './clip';
import { groundAt, LocalFeatures, nameOf, type ImportContext } from './context';
import { Attributes, type FeatureSet } from './feature';
import { corridor } from './corridor';

const KINDS: readonly (readonly [RegExp, WaterBody['kind']])[] = [
  [/river|stream|brook|ditch|drain|河|江/, 'river'],
  [/canal/, 'canal'],
  [/sea|bay|ocean|coast|harbou?r|海/, 'sea'],
  [/pond|basin|fountain|塘/, 'pond'],
];

/** Widths of water courses that are only drawn as lines, m. */
const COURSE_WIDTH_M: Readonly<Record<string, number>> = {
  river: 15,
  canal: 10,
  stream: 3,
  brook: 2,
  ditch: 1.5,
  drain: 1.5,
};

/** Share of the cells under a water body that lie below its level where the level is not stated. */
const LEVEL_QUANTILE = 0.1;

/** Water bodies from polygons, and from lines with a width; levels from the file or from the terrain, and it is said. */
export function makeWater(context: ImportContext, set: FeatureSet): WaterBody[] {
  const features = new LocalFeatures(context, set);
  const out: WaterBody[] = [];
  for (let i = 0; i < set.features.length; i++) {
    const f = set.features[i]!;
    const a = new Attributes(f.properties);
    const kindText = a.text('kind', 'water', 'waterway', 'type', 'natural')?.toLowerCase() ?? '';
    const areas: Polygon[] = [];
    if (f.geometry.type === 'polygon') {
      const area = features.polygon(f, f.geometry.rings, 'water bodies');
      if (area) areas.push(area);
    } else if (f.geometry.type === 'line') {
      if (a.has('tunnel') || a.text('waterway') === 'dam' || a.text('waterway') === 'weir')
        continue;
      const path = features.path(f.geometry.path);
      if (!features.inside(path, 'water courses')) continue;
      const widthM = a.metres('width', 'widthm') ?? COURSE_WIDTH_M[kindText] ?? 3;
      areas.push(...corridor(path, widthM / 2));
      context.notices.count(
        'import.water-course',
        set.file,
        (n) => `${n} water courses are lines: they were given a width (stated or by kind).`,
      );
    }
    for (const area of areas.flatMap((whole) => clipPolygon(whole, context.extent))) {
      const name = nameOf(a);
      const stated = a.metres('level_m', 'level', 'waterlevel', 'ele', 'elevation', 'stage');
      const levelM = stated ?? levelFromTerrain(context, area);
      if (Number.isNaN(levelM)) {
        features.outside('water bodies');
        continue;
      }
      if (stated === undefined) {
        context.notices.count(
          'import.water-level',
          set.file,
          (n) => `The levels of ${n} water bodies were taken from the terrain under them.`,
        );
      }
      out.push({
        id: context.ids.claim(`w-${a.text('id', 'osmid') ?? f.id ?? i + 1}`),
        kind: KINDS.find(([words]) => words.test(kindText))?.[1] ?? 'lake',
        ...(name && { name }),
        area,
        levelM,
      });
    }
  }
  return out;
}

function levelFromTerrain(context: ImportContext, area: Polygon): number {
  const { grid, values } = context.terrain;
  const levels: number[] = [];
  cellsInPolygon(grid, area, (i) => {
    const z = values[i]!;
    if (z === z) levels.push(z);
  });
  if (levels.length === 0) return groundAt(context.terrain, area.outer[0]!, area.outer[1]!);
  levels.sort((p, q) => p - q);
  return levels[Math.floor(levels.length * LEVEL_QUANTILE)]!;
}
