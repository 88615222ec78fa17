import type { Building, BuildingUse, Polygon, RoofShape } from '../../domain/city';
import { ringArea } from '../geojson/rings';
import { groundAt, LocalFeatures, nameOf, type ImportContext } from './context';
import { Attributes, type FeatureSet } from './feature';

/** Floor-to-floor height, m, where only storeys are known (and the other way round). */
const STOREY_M = 3.2;

/** Height where nothing is known, m, by use: two storeys for homes, halls and towers as they commonly are. */
const DEFAULT_HEIGHT_M: Readonly<Record<BuildingUse, number>> = {
  residential: 6.4,
  commercial: 9.6,
  office: 12.8,
  industrial: 8,
  education: 9.6,
  health: 12.8,
  emergency: 8,
  public: 9.6,
  religious: 12,
  utility: 4,
  garage: 3,
  unknown: 6.4,
};

/** Floor area per person, m², by use: homes as in European and Chinese statistics (about 40), workplaces by their density. */
const AREA_PER_PERSON_M2: Readonly<Record<BuildingUse, number>> = {
  residential: 40,
  commercial: 40,
  office: 20,
  industrial: 80,
  education: 10,
  health: 25,
  emergency: 50,
  public: 40,
  religious: 100,
  utility: 500,
  garage: Infinity,
  unknown: 60,
};

/** Above this a "height" is a slip of units, m (the tallest building there is has 828 m). */
const TALLEST_M = 1000;
/** A stated base level this far from the terrain belongs to another datum or another hill, m. */
const GROUND_TOLERANCE_M = 2;
const SMALLEST_M2 = 1;

/** Buildings from footprints of any make: heights from a height, from levels, from storeys or by default, and it is said. */
export function makeBuildings(context: ImportContext, set: FeatureSet): Building[] {
  const features = new LocalFeatures(context, set);
  const out: Building[] = [];
  for (let i = 0; i < set.features.length; i++) {
    const f = set.features[i]!;
    if (f.geometry.type !== 'polygon') continue;
    const footprint = features.polygon(f, f.geometry.rings, 'buildings');
    if (!footprint) continue;
    const areaM2 = polygonArea(footprint);
    if (areaM2 < SMALLEST_M2) {
      context.notices.count(
        'import.building-tiny',
        set.file,
        (n) => `${n} buildings smaller than ${SMALLEST_M2} m² were left out.`,
        f.place,
      );
      continue;
    }
    const a = new Attributes(f.properties);
    const sourceId =
      a.text('buildingid', 'bldgid', 'bldguid', 'gmlid', 'id', 'objectid', 'fid') ??
      f.id ??
      String(i + 1);
    const use = useOf(a);
    const ground = groundOf(context, set.file, a, footprint, f.place);
    if (Number.isNaN(ground)) {
      features.outside('buildings');
      continue;
    }
    const height = heightOf(a, use);
    if (height.source !== 'surveyed') {
      const by = height.source;
      context.notices.count(
        `import.height-${by}`,
        set.file,
        (n) =>
          by === 'levels'
            ? `${n} buildings have no height: it was taken as storeys × ${STOREY_M} m.`
            : `${n} buildings have neither height nor storeys: a default by use was taken.`,
        f.place,
      );
    }
    const storeys = a.number(...STOREY_NAMES) ?? Math.max(1, Math.round(height.heightM / STOREY_M));
    const stated = a.number('population', 'residents', 'inhabitants', 'people');
    const name = nameOf(a);
    const year = yearOf(a);
    out.push({
      id: context.ids.claim(`b-${sourceId}`),
      footprint,
      groundM: ground,
      heightM: height.heightM,
      ...roofOf(a),
      use,
      storeys: Math.max(1, Math.round(storeys)),
      population: Math.round(stated ?? (areaM2 * Math.max(1, storeys)) / AREA_PER_PERSON_M2[use]),
      ...(name && { name }),
      ...(year !== undefined && { yearBuilt: year }),
      heightSource: height.source,
    });
    if (stated === undefined) {
      context.notices.count(
        'import.population',
        set.file,
        (n) => `The people in ${n} buildings were estimated from floor area and use.`,
      );
    }
  }
  return out;
}

const STOREY_NAMES = [
  'building:levels',
  'levels',
  'storeys',
  'stories',
  'storeysaboveground',
  'floors',
  'maxfloors',
  'numfloors',
  'numstories',
  'nofloors',
  'floorcnt',
  'floorcount',
  'etagen',
  '层数',
];

function heightOf(
  a: Attributes,
  use: BuildingUse,
): { heightM: number; source: Building['heightSource'] } {
  const sound = (h: number | undefined): h is number => h !== undefined && h > 0 && h < TALLEST_M;
  const stated = a.metres(
    'height',
    'hgt',
    'bldgheight',
    'buildingheight',
    'bldghgt',
    'bldght',
    'measuredheight',
    'heightm',
    'hgtm',
    'heightagl',
    'hoehe',
    'hauteur',
    'h',
    '高度',
  );
  if (sound(stated)) return { heightM: stated, source: 'surveyed' };
  const roof = a.metres('roofelev', 'roofelevation', 'roof', 'roofz', 'zroof', 'maxz', 'zmax');
  const base = a.metres('baseelev', 'groundelev', 'groundelevation', 'ground', 'minz', 'zmin');
  const rise = roof !== undefined && base !== undefined ? roof - base : undefined;
  if (sound(rise)) return { heightM: rise, source: 'surveyed' };
  const storeys = a.number(...STOREY_NAMES);
  if (storeys !== undefined && storeys > 0 && storeys < TALLEST_M / STOREY_M) {
    return { heightM: storeys * STOREY_M, source: 'levels' };
  }
  return { heightM: DEFAULT_HEIGHT_M[use], source: 'default' };
}

/** The stated base level where it agrees with the terrain, else the lowest terrain along the outline. */
function groundOf(
  context: ImportContext,
  file: string,
  a: Attributes,
  footprint: Polygon,
  place: string,
): number {
  let lowest = Infinity;
  const { outer } = footprint;
  for (let i = 0; i < outer.length; i += 2) {
    const z = groundAt(context.terrain, outer[i]!, outer[i + 1]!);
    if (z < lowest) lowest = z;
  }
  if (lowest === Infinity) return Number.NaN;
  const stated = a.metres('baseelev', 'groundelev', 'groundelevation', 'ground', 'minz', 'zmin');
  if (stated === undefined) return lowest;
  if (Math.abs(stated - lowest) <= GROUND_TOLERANCE_M) return stated;
  context.notices.count(
    'import.ground',
    file,
    (n) =>
      `${n} buildings state a base level more than ${GROUND_TOLERANCE_M} m off the terrain: they were put on the terrain.`,
    place,
  );
  return lowest;
}

/** Words of use in the attributes of many sources, the most telling first. */
const USE_WORDS: readonly (readonly [RegExp, BuildingUse])[] = [
  [/hospital|clinic|health|medical|doctors|医院/, 'health'],
  [/fire[ _]?station|police|ambulance|消防|公安/, 'emergency'],
  [
    /school|university|college|kindergarten|education|academic|library|research|学校|教育/,
    'education',
  ],
  [/church|chapel|mosque|temple|cathedral|religious|synagogue|寺|教堂/, 'religious'],
  [/garage|carport|parking|parkade|车库/, 'garage'],
  [/industr|warehouse|factory|manufactur|barn|farm|工业|仓库/, 'industrial'],
  [/office|administrat|办公/, 'office'],
  [
    /townhall|town_hall|public|civic|government|community|museum|theatre|station|sports|recreation|公共/,
    'public',
  ],
  [/retail|commercial|shop|supermarket|hotel|restaurant|mall|商/, 'commercial'],
  [/transformer|substation|utility|service|pump|water_tower|shed|hut|greenhouse/, 'utility'],
  [
    /house|housing|residen|apartment|dwelling|detached|terrace|dormitory|bungalow|住宅/,
    'residential',
  ],
];

function useOf(a: Attributes): BuildingUse {
  const texts = [
    a.text('amenity', 'healthcare'),
    a.text('bldgusage', 'use', 'usage', 'function', 'buildinguse', 'occupancy', 'type', 'class'),
    a.text('building'),
    a.text('shop') === undefined ? undefined : 'shop',
    a.text('office') === undefined ? undefined : 'office',
  ];
  for (const text of texts) {
    if (text === undefined) continue;
    const lower = text.toLowerCase();
    const found = USE_WORDS.find(([words]) => words.test(lower));
    if (found) return found[1];
  }
  return 'unknown';
}

const ROOFS: readonly RoofShape[] = ['flat', 'gabled', 'hipped', 'pyramidal', 'shed', 'mansard'];

function roofOf(a: Attributes): { roofShape: RoofShape; roofHeightM: number } {
  const text = a.text('roof:shape', 'roofshape', 'rooftype')?.toLowerCase() ?? 'flat';
  const shape =
    ROOFS.find((r) => text.includes(r)) ?? (text.includes('skillion') ? 'shed' : 'flat');
  if (shape === 'flat') return { roofShape: 'flat', roofHeightM: 0 };
  const levels = a.number('roof:levels');
  const rise = a.metres('roof:height', 'roofheight') ?? (levels ?? 1) * STOREY_M * 0.8;
  return { roofShape: shape, roofHeightM: Math.max(0, rise) };
}

function yearOf(a: Attributes): number | undefined {
  const year = a.number('yearbuilt', 'builtyear', 'constructionyear', 'yearconstr', 'start_date');
  return year !== undefined && year > 1000 && year < 2200 ? Math.round(year) : undefined;
}

/** Area of a polygon without its holes, m². */
export function polygonArea(p: Polygon): number {
  return p.holes.reduce((sum, h) => sum - Math.abs(ringArea(h)), Math.abs(ringArea(p.outer)));
}
