import type { Facility } from '../../domain/city';
import { LocalFeatures, nameOf, type ImportContext } from './context';
import { Attributes, type FeatureSet, type ImportFeature } from './feature';

const KINDS: readonly (readonly [RegExp, Facility['kind'], string, string])[] = [
  [/^hospital|医院/, 'hospital', 'Hospital', '医院'],
  [/fire.?station|消防/, 'fire_station', 'Fire station', '消防站'],
  [/^police|公安|派出所/, 'police', 'Police', '公安'],
  [/^(school|kindergarten|university|college)|学校/, 'school', 'School', '学校'],
  [/shelter|assembly_point|避难/, 'shelter', 'Shelter', '避难所'],
  [/pumping.?station|泵站/, 'pumping_station', 'Pumping station', '泵站'],
  [/^substation|变电/, 'substation', 'Substation', '变电站'],
  [/town.?hall|政府/, 'town_hall', 'Town hall', '政府'],
  [/bus.?stop|公交/, 'bus_stop', 'Bus stop', '公交站'],
];

/** Hospitals, schools, stations, stops: what answers in an emergency or has to be reached. */
export function makeFacilities(context: ImportContext, set: FeatureSet): Facility[] {
  const features = new LocalFeatures(context, set);
  const out: Facility[] = [];
  set.features.forEach((f, i) => {
    const a = new Attributes(f.properties);
    const kind = kindOf(a);
    if (!kind) return;
    const [x, y] = centre(features, f);
    if (!features.inside(Float64Array.of(x, y), 'facilities')) return;
    const capacity = a.number('beds', 'capacity', 'pupils');
    const buildingId = `b-${f.id ?? ''}`;
    out.push({
      id: context.ids.claim(`f-${f.id ?? a.text('id', 'osmid') ?? i + 1}`),
      kind: kind[1],
      name: nameOf(a) ?? { en: kind[2], zh: kind[3] },
      x,
      y,
      ...(f.geometry.type === 'polygon' && context.ids.has(buildingId) && { buildingId }),
      ...(capacity !== undefined && { capacity }),
    });
  });
  return out;
}

function kindOf(a: Attributes): (typeof KINDS)[number] | undefined {
  for (const text of [
    a.text('amenity'),
    a.text('emergency'),
    a.text('man_made'),
    a.text('power'),
    a.text('highway'),
    a.text('kind', 'facility', 'type'),
  ]) {
    const found = KINDS.find(([words]) => text !== undefined && words.test(text.toLowerCase()));
    if (found) return found;
  }
  return undefined;
}

/** The point, or the mean of the outline's vertices. */
function centre(features: LocalFeatures, f: ImportFeature): readonly [number, number] {
  if (f.geometry.type === 'point') return features.point(f.geometry.x, f.geometry.y);
  const path = features.path(f.geometry.type === 'line' ? f.geometry.path : f.geometry.rings[0]!);
  let [x, y] = [0, 0];
  for (let i = 0; i < path.length; i += 2) {
    x += path[i]!;
    y += path[i + 1]!;
  }
  return [(2 * x) / path.length, (2 * y) / path.length];
}

/** Height and crown radius of a street tree where they are not stated, m. */
const TREE_HEIGHT_M = 9;
const CROWN_RADIUS_M = 3;

/** Single trees: x, y, height, crown radius each. */
export function makeTrees(context: ImportContext, set: FeatureSet): number[] {
  const features = new LocalFeatures(context, set);
  const out: number[] = [];
  const { extent: e } = context;
  for (const f of set.features) {
    if (f.geometry.type !== 'point') continue;
    const a = new Attributes(f.properties);
    if (a.text('natural') !== 'tree') continue;
    const [x, y] = features.point(f.geometry.x, f.geometry.y);
    if (x < e.minX || x > e.maxX || y < e.minY || y > e.maxY) continue;
    const crown = a.metres('diameter_crown');
    out.push(x, y, a.metres('height') ?? TREE_HEIGHT_M, crown ? crown / 2 : CROWN_RADIUS_M);
  }
  return out;
}
