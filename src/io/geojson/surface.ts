import type { Building, Facility, Street, WaterBody } from '../../domain/city';
import type { LocalText } from '../../domain/text';
import type { GeoFeature } from './collection';
import type { FeatureReader } from './featureReader';
import { metres, type GeoWriter } from './geoCoordinates';

/** How the surface layers of a City stand in GeoJSON: one writer and one reader per kind. */

const USES = [
  'residential',
  'commercial',
  'office',
  'industrial',
  'education',
  'health',
  'emergency',
  'public',
  'religious',
  'utility',
  'garage',
  'unknown',
] as const;
const ROOFS = ['flat', 'gabled', 'hipped', 'pyramidal', 'shed', 'mansard'] as const;
const STREET_CLASSES = [
  'motorway',
  'arterial',
  'collector',
  'local',
  'service',
  'pedestrian',
  'rail',
] as const;
const WATER_KINDS = ['river', 'lake', 'sea', 'canal', 'pond'] as const;
const FACILITY_KINDS = [
  'hospital',
  'fire_station',
  'police',
  'school',
  'shelter',
  'pumping_station',
  'substation',
  'town_hall',
  'bus_stop',
] as const;

/** Names as OpenStreetMap writes them. */
export const nameProperties = (name: LocalText | undefined): Record<string, string> =>
  name ? { 'name:en': name.en, 'name:zh': name.zh } : {};

export function writeBuilding(b: Building, geo: GeoWriter): GeoFeature {
  return {
    type: 'Feature',
    id: b.id,
    geometry: { type: 'Polygon', coordinates: geo.rings(b.footprint) },
    properties: {
      ...nameProperties(b.name),
      use: b.use,
      groundM: metres(b.groundM),
      heightM: metres(b.heightM),
      heightSource: b.heightSource,
      roofShape: b.roofShape,
      roofHeightM: metres(b.roofHeightM),
      storeys: b.storeys,
      population: metres(b.population),
      yearBuilt: b.yearBuilt,
    },
  };
}

export function readBuilding(f: FeatureReader): Building | null {
  const footprint = f.polygon();
  if (!footprint) return null;
  const name = f.optionalName();
  const yearBuilt = f.optionalNumber('yearBuilt');
  return {
    id: f.id,
    footprint,
    groundM: f.number('groundM'),
    heightM: f.number('heightM', 0, 2000),
    roofShape: f.oneOf('roofShape', ROOFS),
    roofHeightM: f.number('roofHeightM', 0, 200),
    use: f.oneOf('use', USES),
    storeys: f.number('storeys', 0, 300),
    population: f.number('population', 0),
    ...(name && { name }),
    ...(yearBuilt !== undefined && { yearBuilt }),
    heightSource: f.oneOf('heightSource', ['surveyed', 'levels', 'default']),
  };
}

export function writeStreet(s: Street, geo: GeoWriter): GeoFeature {
  return {
    type: 'Feature',
    id: s.id,
    geometry: { type: 'LineString', coordinates: geo.line(s.centreline, s.profileM) },
    properties: {
      ...nameProperties(s.name),
      class: s.class,
      lanes: s.lanes,
      widthM: metres(s.widthM),
      sidewalkM: metres(s.sidewalkM),
      level: s.level,
      oneway: s.oneway,
    },
  };
}

export function readStreet(f: FeatureReader): Street {
  const name = f.optionalName();
  const { path, heights } = f.line();
  return {
    id: f.id,
    ...(name && { name }),
    class: f.oneOf('class', STREET_CLASSES),
    centreline: path,
    ...(heights && { profileM: heights }),
    lanes: f.number('lanes', 0, 32),
    widthM: f.number('widthM', 0, 200),
    sidewalkM: f.number('sidewalkM', 0, 100),
    level: f.number('level', -10, 10),
    oneway: f.flag('oneway'),
  };
}

export function writeWater(w: WaterBody, geo: GeoWriter): GeoFeature {
  return {
    type: 'Feature',
    id: w.id,
    geometry: { type: 'Polygon', coordinates: geo.rings(w.area) },
    properties: { ...nameProperties(w.name), kind: w.kind, levelM: metres(w.levelM) },
  };
}

export function readWater(f: FeatureReader): WaterBody | null {
  const area = f.polygon();
  if (!area) return null;
  const name = f.optionalName();
  return {
    id: f.id,
    kind: f.oneOf('kind', WATER_KINDS),
    ...(name && { name }),
    area,
    levelM: f.number('levelM'),
  };
}

export function writeFacility(p: Facility, geo: GeoWriter): GeoFeature {
  return {
    type: 'Feature',
    id: p.id,
    geometry: { type: 'Point', coordinates: geo.position(p.x, p.y) },
    properties: {
      ...nameProperties(p.name),
      kind: p.kind,
      buildingId: p.buildingId,
      capacity: p.capacity,
    },
  };
}

export function readFacility(f: FeatureReader): Facility {
  const [x, y] = f.point();
  const buildingId = f.optionalText('buildingId');
  const capacity = f.optionalNumber('capacity', 0);
  return {
    id: f.id,
    kind: f.oneOf('kind', FACILITY_KINDS),
    name: f.name(),
    x,
    y,
    ...(buildingId !== undefined && { buildingId }),
    ...(capacity !== undefined && { capacity }),
  };
}
