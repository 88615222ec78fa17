import type { Building, LandCover, Polygon, Street, WaterBody } from '../../domain/city';
import type { Grid } from '../../domain/grid';
import { COVER, LAND_COVER_CLASSES, type LandCoverKey } from '../../domain/landCoverClasses';
import { cellsInPolygon } from '../../domain/rasterize';
import { LocalFeatures, type ImportContext } from './context';
import { corridor } from './corridor';
import { Attributes, type FeatureSet } from './feature';

const LANDUSE_WORDS: readonly (readonly [RegExp, LandCoverKey])[] = [
  [/forest|wood|scrub|shrub|林/, 'wood'],
  [/farm|orchard|vineyard|allotment|agri|plant_nursery|农/, 'farmland'],
  [
    /park|grass|meadow|pitch|garden|cemetery|recreation|golf|village_green|heath|playground|草|公园/,
    'park_grass',
  ],
  [/parking|industrial|commercial|retail|depot|garages|port|停车|工业|商业/, 'yard_paved'],
  [/square|pedestrian|plaza|广场/, 'square'],
  [/railway|rail/, 'rail'],
  [/construction|brownfield|quarry|landfill|sand|bare|rock|裸/, 'bare_soil'],
  [/residential|education|school|居住/, 'yard_garden'],
];

/** Land-use areas in local metres with the class they amount to. Areas of no known use are left out. */
export function landUseAreas(
  context: ImportContext,
  set: FeatureSet,
): { area: Polygon; cover: LandCoverKey }[] {
  const features = new LocalFeatures(context, set);
  const out: { area: Polygon; cover: LandCoverKey }[] = [];
  for (const f of set.features) {
    if (f.geometry.type !== 'polygon') continue;
    const a = new Attributes(f.properties);
    const text = a
      .text(
        'landuse',
        'leisure',
        'natural',
        'landcover',
        'amenity',
        'surface',
        'class',
        'kind',
        'type',
      )
      ?.toLowerCase();
    const cover = LANDUSE_WORDS.find(([words]) => text !== undefined && words.test(text))?.[1];
    if (!cover) continue;
    const area = features.polygon(f, f.geometry.rings, 'land-use areas');
    if (area) out.push({ area, cover });
  }
  return out;
}

/**
 * Land cover made from what stands and lies on the ground, on the terrain's grid: gardens everywhere,
 * then land use, water, sidewalks, carriageways and roofs, each over the one before. Bridges and
 * tunnels leave the ground as it is.
 */
export function deriveLandCover(
  grid: Grid,
  layers: {
    readonly landUse: readonly { readonly area: Polygon; readonly cover: LandCoverKey }[];
    readonly waterBodies: readonly WaterBody[];
    readonly streets: readonly Street[];
    readonly buildings: readonly Building[];
  },
): LandCover {
  const values = new Uint8Array(grid.cols * grid.rows).fill(COVER.yard_garden);
  const paint = (area: Polygon, key: LandCoverKey): void => {
    const value = COVER[key];
    cellsInPolygon(grid, area, (i) => {
      values[i] = value;
    });
  };
  for (const { area, cover } of layers.landUse) paint(area, cover);
  for (const w of layers.waterBodies) paint(w.area, 'water');
  const atGrade = layers.streets.filter((s) => s.level === 0);
  for (const s of atGrade) {
    if (s.sidewalkM === 0) continue;
    for (const area of corridor(s.centreline, s.widthM / 2 + s.sidewalkM)) paint(area, 'sidewalk');
  }
  for (const s of atGrade) {
    const key = s.class === 'pedestrian' ? 'sidewalk' : s.class === 'rail' ? 'rail' : 'carriageway';
    for (const area of corridor(s.centreline, s.widthM / 2)) paint(area, key);
  }
  for (const b of layers.buildings) paint(b.footprint, 'roof');
  const used = new Set(values);
  return {
    raster: { grid, values },
    classes: LAND_COVER_CLASSES.filter((c) => used.has(c.value)),
  };
}
