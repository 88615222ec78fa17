import type { Building, Facility } from '../../../src/domain/city';
import type { PublicPlace } from './develop';
import { centroid, polygonArea } from './geometry';

/** Gross floor area per bed, pupil and place, m² (GB 51039-2014, GB 50099-2011, GB 51143-2015). */
const M2_PER_BED = 90;
const M2_PER_PUPIL = 9;
const M2_PER_SHELTER_PLACE = 2;
/** Share of a park, square or school ground that people can camp on in an emergency. */
const SHELTER_SHARE = 0.4;
const ENGINES_PER_STATION = 5;
const OFFICERS_PER_STATION = 60;

/** Facilities of all public places. Schools, squares and larger parks are also emergency shelters. */
export function listFacilities(
  places: readonly PublicPlace[],
  buildings: readonly Building[],
): Facility[] {
  const out: Facility[] = [];
  const middle = new Float64Array(2);
  const add = (facility: Omit<Facility, 'id'>): void => {
    out.push({ id: `f-${out.length + 1}`, ...facility });
  };
  const floors = floorAreaByBlock(places, buildings);
  places.forEach((place, k) => {
    const { kind, name, block, main } = place;
    if (main && kind !== 'park' && kind !== 'square') {
      centroid(main.footprint.outer, middle);
      const capacity = capacityOf(kind, floors[k]!);
      add({
        kind,
        name,
        x: middle[0]!,
        y: middle[1]!,
        buildingId: main.id,
        ...(capacity === null ? {} : { capacity }),
      });
    }
    const open = kind === 'school' || kind === 'square' || (kind === 'park' && block.areaM2 > 6000);
    if (!open) return;
    add({
      kind: 'shelter',
      name: { en: `${name.en} Shelter`, zh: `${name.zh}应急避难场所` },
      x: block.x,
      y: block.y,
      ...(kind === 'school' && main ? { buildingId: main.id } : {}),
      capacity: Math.round((block.areaM2 * SHELTER_SHARE) / M2_PER_SHELTER_PLACE / 10) * 10,
    });
  });
  return out;
}

function capacityOf(kind: PublicPlace['kind'], floorM2: number): number | null {
  if (kind === 'hospital') return Math.round(floorM2 / M2_PER_BED);
  if (kind === 'school') return Math.round(floorM2 / M2_PER_PUPIL);
  if (kind === 'fire_station') return ENGINES_PER_STATION;
  if (kind === 'police') return OFFICERS_PER_STATION;
  return null;
}

/** Floor area of the main use on each place's block: buildings follow one another block by block. */
function floorAreaByBlock(
  places: readonly PublicPlace[],
  buildings: readonly Building[],
): Float64Array {
  const index = new Map(buildings.map((b, i) => [b.id, i]));
  return Float64Array.from(places, ({ main }) => {
    if (!main) return 0;
    let sum = 0;
    for (let i = index.get(main.id)!; i < buildings.length; i++) {
      const b = buildings[i]!;
      if (b.use !== main.use) break;
      sum += polygonArea(b.footprint) * b.storeys;
    }
    return sum;
  });
}
