import type {
  Building,
  City,
  LandCoverClass,
  Facility,
  Sensor,
  Street,
  UtilityKind,
  UtilityLink,
  UtilityNode,
} from '../../domain/city';
import { cellIndexAt, sampleBilinear } from '../../domain/grid';
import type { ViewState } from '../../domain/view';
import type { LoadedCity } from '../ports';
import type { CitySummary } from '../stores/city';

/** Anything of a City that can be picked, with its kind. */
export type CityThing =
  | { readonly kind: 'building'; readonly thing: Building }
  | { readonly kind: 'street'; readonly thing: Street }
  | { readonly kind: 'node'; readonly thing: UtilityNode; readonly utility: UtilityKind }
  | { readonly kind: 'link'; readonly thing: UtilityLink; readonly utility: UtilityKind }
  | { readonly kind: 'sensor'; readonly thing: Sensor }
  | { readonly kind: 'facility'; readonly thing: Facility };

/** The open City for everything that is not React: lookups by id, ground levels, views. */
export class CityHandle {
  readonly city: City;
  readonly assets: LoadedCity['assets'];
  #index: Map<string, CityThing> | null = null;

  constructor(loaded: LoadedCity) {
    this.city = loaded.city;
    this.assets = loaded.assets;
  }

  find(id: string): CityThing | null {
    // Built on the first pick: opening a City must not wait for it.
    this.#index ??= indexCity(this.city);
    return this.#index.get(id) ?? null;
  }

  /** Ground level (m above the vertical datum); NaN outside the terrain. */
  groundAt(x: number, y: number): number {
    return sampleBilinear(this.city.terrain, x, y);
  }

  /** Land-cover class at a point; null where there is none. */
  landCoverAt(x: number, y: number): LandCoverClass | null {
    const cover = this.city.landCover;
    if (!cover) return null;
    const value = cover.raster.values[cellIndexAt(cover.raster.grid, x, y)];
    return cover.classes.find((c) => c.value === value) ?? null;
  }

  /** The whole City from the south, looking down at an angle. */
  homeView(): ViewState {
    const { minX, minY, maxX, maxY } = this.city.extent;
    const [x, y] = [(minX + maxX) / 2, (minY + maxY) / 2];
    const ground = this.groundAt(x, y);
    return {
      target: [x, y, Number.isFinite(ground) ? ground : 0],
      headingRad: 0,
      pitchRad: HOME_PITCH_RAD,
      rangeM: Math.max(maxX - minX, maxY - minY) * HOME_RANGE_PER_WIDTH,
    };
  }

  /** A view that frames a thing, keeping the direction looked in. */
  viewOf(id: string, from: ViewState | null): ViewState | null {
    const found = this.find(id);
    const at = found && placeOf(found);
    if (!at) return null;
    const ground = this.groundAt(at[0], at[1]);
    return {
      target: [at[0], at[1], Number.isFinite(ground) ? ground : 0],
      headingRad: from?.headingRad ?? 0,
      pitchRad: from?.pitchRad ?? HOME_PITCH_RAD,
      rangeM: THING_RANGE_M,
    };
  }
}

const HOME_PITCH_RAD = -0.72;
const HOME_RANGE_PER_WIDTH = 1.15;
const THING_RANGE_M = 220;

function indexCity(city: City): Map<string, CityThing> {
  const index = new Map<string, CityThing>();
  for (const thing of city.buildings) index.set(thing.id, { kind: 'building', thing });
  for (const thing of city.streets) index.set(thing.id, { kind: 'street', thing });
  for (const net of city.utilities) {
    for (const thing of net.nodes) index.set(thing.id, { kind: 'node', thing, utility: net.kind });
    for (const thing of net.links) index.set(thing.id, { kind: 'link', thing, utility: net.kind });
  }
  for (const thing of city.sensors) index.set(thing.id, { kind: 'sensor', thing });
  for (const thing of city.facilities) index.set(thing.id, { kind: 'facility', thing });
  return index;
}

/** A point that stands for a thing, local metres. */
export function placeOf(found: CityThing): readonly [number, number] | null {
  switch (found.kind) {
    case 'building': {
      const ring = found.thing.footprint.outer;
      let [x, y] = [0, 0];
      for (let i = 0; i < ring.length; i += 2) {
        x += ring[i]!;
        y += ring[i + 1]!;
      }
      const n = ring.length / 2;
      return n > 0 ? [x / n, y / n] : null;
    }
    case 'street':
      return middle(found.thing.centreline, 2);
    case 'link':
      return middle(found.thing.path, 3);
    default:
      return [found.thing.x, found.thing.y];
  }
}

function middle(path: Float64Array, stride: number): readonly [number, number] | null {
  const i = Math.floor(path.length / stride / 2) * stride;
  return path.length >= stride ? [path[i]!, path[i + 1]!] : null;
}

/** What panels may know of a City. */
export function summarise(city: City): CitySummary {
  const { minX, minY, maxX, maxY } = city.extent;
  return {
    id: city.id,
    digest: city.digest,
    name: city.name,
    extent: city.extent,
    areaKm2: ((maxX - minX) * (maxY - minY)) / 1e6,
    terrainCellM: city.terrain.grid.cellSizeM,
    verticalDatum: city.verticalDatum,
    epsg: city.frame.epsg,
    attribution: city.attribution,
    licence: city.licence,
    counts: {
      buildings: city.buildings.length,
      streets: city.streets.length,
      trees: city.trees.length / 4,
      sensors: city.sensors.length,
      facilities: city.facilities.length,
      waterBodies: city.waterBodies.length,
    },
    utilities: Object.fromEntries(city.utilities.map((u) => [u.kind, u.links.length])),
    waterBodies: city.waterBodies.map((w) => ({
      id: w.id,
      name: w.name ?? null,
      kind: w.kind,
      levelM: w.levelM,
    })),
    notices: city.notices,
  };
}
