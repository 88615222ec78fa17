import type { FeatureSet, ImportFeature } from '../import/feature';
import type { ImportRole } from '../import/inputs';

const LAND_USE_KEYS = ['landuse', 'leisure', 'natural', 'amenity'];
const FACILITY_KEYS = ['amenity', 'emergency', 'man_made', 'power', 'highway'];

/** The features of an OSM extract that serve a role, by their tags. */
export function selectOsm(set: FeatureSet, role: ImportRole): FeatureSet {
  const wanted = CHOICES[role];
  return wanted ? { ...set, features: set.features.filter(wanted) } : set;
}

const tag = (f: ImportFeature, key: string): string | undefined => {
  const value = f.properties[key];
  return typeof value === 'string' && value !== 'no' ? value : undefined;
};

const isArea = (f: ImportFeature): boolean => f.geometry.type === 'polygon';

function isWater(f: ImportFeature): boolean {
  if (f.geometry.type === 'line') return tag(f, 'waterway') !== undefined;
  return (
    isArea(f) &&
    (tag(f, 'natural') === 'water' ||
      tag(f, 'waterway') === 'riverbank' ||
      ['basin', 'reservoir'].includes(tag(f, 'landuse') ?? ''))
  );
}

const CHOICES: Partial<Record<ImportRole, (f: ImportFeature) => boolean>> = {
  buildings: (f) => isArea(f) && tag(f, 'building') !== undefined,
  roads: (f) =>
    f.geometry.type === 'line' &&
    (tag(f, 'highway') !== undefined || tag(f, 'railway') !== undefined),
  water: isWater,
  landuse: (f) =>
    isArea(f) &&
    !isWater(f) &&
    tag(f, 'building') === undefined &&
    LAND_USE_KEYS.some((k) => tag(f, k) !== undefined),
  facilities: (f) =>
    FACILITY_KEYS.some((k) => tag(f, k) !== undefined) || tag(f, 'natural') === 'tree',
};
