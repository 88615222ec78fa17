import type { Tags } from './tags';

/** Keys whose closed ways are areas, after the OSM wiki's "Area" and "Overpass turbo/Polygon Features". */
const AREA_KEYS = [
  'building',
  'building:part',
  'landuse',
  'leisure',
  'amenity',
  'shop',
  'tourism',
  'historic',
  'place',
  'office',
  'military',
  'craft',
  'boundary',
  'public_transport',
  'golf',
];

/** Values of otherwise mixed keys that are lines even when closed. */
const LINE_VALUES: Readonly<Record<string, readonly string[]>> = {
  natural: ['coastline', 'cliff', 'ridge', 'arete', 'tree_row', 'valley'],
  man_made: ['cutline', 'embankment', 'pipeline'],
  leisure: ['track', 'slipway'],
};

/** Values of line keys that are areas when closed. */
const AREA_VALUES: Readonly<Record<string, readonly string[]>> = {
  waterway: ['riverbank', 'dock', 'boatyard', 'dam'],
  highway: ['services', 'rest_area', 'platform'],
  railway: ['station', 'platform', 'turntable'],
  aeroway: ['aerodrome', 'apron', 'terminal', 'helipad', 'hangar'],
  power: ['plant', 'substation', 'generator', 'transformer'],
};

/** True where a closed way with these tags is an area. */
export function isAreaTags(tags: Tags): boolean {
  if (tags['area'] === 'no') return false;
  if (tags['area'] === 'yes') return true;
  for (const [key, values] of Object.entries(LINE_VALUES)) {
    if (values.includes(tags[key] ?? '')) return false;
  }
  if (AREA_KEYS.some((k) => tags[k] !== undefined && tags[k] !== 'no')) return true;
  if (tags['natural'] !== undefined || tags['man_made'] !== undefined) return true;
  return Object.entries(AREA_VALUES).some(([key, values]) => values.includes(tags[key] ?? ''));
}
