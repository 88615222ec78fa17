import type { Building, BuildingUse, Polygon } from '../../../src/domain/city';
import type { LocalText } from '../../../src/domain/text';
import type { Block } from './blocks';
import type { BuildingSite } from './buildingSite';
import { footprintIn, type BuildBox, type FootprintShape } from './footprints';
import { boundsOf, boxInside, localRing, orientedBox, placed, type Frame2 } from './frames';
import type { RandomStream } from './random';

/** A part of a campus: a house, or open ground with a land cover of its own. */
interface Part {
  readonly use: BuildingUse;
  readonly shape: FootprintShape;
  /** Wished size along and across the block's long axis, m. */
  readonly w: number;
  readonly d: number;
  readonly wing: number;
  readonly storeys: number;
  /** Wished place in the block's box, 0–1 on both axes. */
  readonly at: readonly [number, number];
}

const SCHOOL: readonly Part[] = [
  { use: 'education', shape: 'U', w: 58, d: 40, wing: 12, storeys: 4, at: [0.28, 0.35] },
  { use: 'education', shape: 'rect', w: 34, d: 24, wing: 12, storeys: 2, at: [0.2, 0.85] },
  { use: 'education', shape: 'L', w: 40, d: 26, wing: 12, storeys: 4, at: [0.45, 0.9] },
];
const HOSPITAL: readonly Part[] = [
  { use: 'health', shape: 'U', w: 84, d: 46, wing: 17, storeys: 9, at: [0.4, 0.5] },
  { use: 'health', shape: 'rect', w: 46, d: 22, wing: 12, storeys: 3, at: [0.5, 0.05] },
  { use: 'health', shape: 'L', w: 40, d: 34, wing: 14, storeys: 5, at: [0.9, 0.5] },
  { use: 'utility', shape: 'rect', w: 16, d: 12, wing: 6, storeys: 1, at: [0.95, 0.95] },
];
const TOWN_HALL: readonly Part[] = [
  { use: 'public', shape: 'court', w: 74, d: 48, wing: 14, storeys: 6, at: [0.5, 0.6] },
  { use: 'public', shape: 'rect', w: 36, d: 18, wing: 9, storeys: 2, at: [0.1, 0.1] },
];
const FIRE_STATION: readonly Part[] = [
  { use: 'emergency', shape: 'L', w: 44, d: 26, wing: 14, storeys: 3, at: [0.3, 0.3] },
  { use: 'emergency', shape: 'rect', w: 12, d: 12, wing: 6, storeys: 6, at: [0.9, 0.9] },
  { use: 'residential', shape: 'rect', w: 36, d: 13, wing: 9, storeys: 4, at: [0.7, 0.95] },
];
const POLICE: readonly Part[] = [
  { use: 'emergency', shape: 'U', w: 40, d: 26, wing: 10, storeys: 4, at: [0.4, 0.4] },
];
const SUBSTATION: readonly Part[] = [
  { use: 'utility', shape: 'rect', w: 28, d: 16, wing: 8, storeys: 2, at: [0.4, 0.4] },
  { use: 'utility', shape: 'rect', w: 12, d: 9, wing: 5, storeys: 1, at: [0.9, 0.8] },
];

const CAMPUSES = {
  school: SCHOOL,
  hospital: HOSPITAL,
  town_hall: TOWN_HALL,
  fire_station: FIRE_STATION,
  police: POLICE,
  substation: SUBSTATION,
} as const;
export type CampusKind = keyof typeof CAMPUSES;

const SETBACK_M = 5;
const HOUSE_GAP_M = 9;

/** Puts up a campus. Returns its main building, or null where the block holds none of the parts. */
export function buildCampus(
  kind: CampusKind,
  block: Block,
  site: BuildingSite,
  rng: RandomStream,
  name: LocalText,
): { main: Building; pitch: Polygon | null } | null {
  const { frame } = orientedBox(block.ring);
  const local = localRing(frame, block.ring);
  const taken: number[][] = [];
  let main: Building | null = null;
  const mirrored = rng.chance(0.5);
  for (const part of CAMPUSES[kind]) {
    const box = findPlace(local, part, mirrored, taken);
    if (!box) continue;
    taken.push(box);
    const house = site.add(
      {
        footprint: footprintIn(asBuildBox(frame, box), part.shape, part.wing),
        use: part.use,
        storeys: part.storeys,
        ...(main === null ? { name } : {}),
      },
      rng,
    );
    main ??= house;
  }
  if (main === null) return null;
  const pitch = kind === 'school' ? pitchIn(frame, local, taken) : null;
  return { main, pitch };
}

const asBuildBox = (frame: Frame2, [a0, b0, a1, b1]: readonly number[]): BuildBox => ({
  frame,
  a0: a0!,
  a1: a1!,
  b0: b0!,
  b1: b1!,
});

/** The free box nearest to the wished place, smaller ones if the wished size does not fit. */
function findPlace(
  local: Float64Array,
  part: Part,
  mirrored: boolean,
  taken: readonly (readonly number[])[],
): [number, number, number, number] | null {
  const [a0, b0, a1, b1] = boundsOf(local);
  for (const scale of [1, 0.85, 0.7, 0.55]) {
    const w = part.w * scale;
    const d = part.d * scale;
    const wishA = a0 + (a1 - a0 - w) * (mirrored ? 1 - part.at[0] : part.at[0]);
    const wishB = b0 + (b1 - b0 - d) * part.at[1];
    let best: [number, number, number, number] | null = null;
    let least = Infinity;
    for (let a = a0; a + w <= a1; a += 4)
      for (let b = b0; b + d <= b1; b += 4) {
        const cost = (a - wishA) * (a - wishA) + (b - wishB) * (b - wishB);
        if (cost >= least) continue;
        if (
          taken.some((t) =>
            overlaps(t, a - HOUSE_GAP_M, b - HOUSE_GAP_M, a + w + HOUSE_GAP_M, b + d + HOUSE_GAP_M),
          )
        )
          continue;
        if (!boxInside(local, a - SETBACK_M, b - SETBACK_M, a + w + SETBACK_M, b + d + SETBACK_M))
          continue;
        least = cost;
        best = [a, b, a + w, b + d];
      }
    if (best) return best;
  }
  return null;
}

const overlaps = (t: readonly number[], a0: number, b0: number, a1: number, b1: number): boolean =>
  t[0]! < a1 && t[2]! > a0 && t[1]! < b1 && t[3]! > b0;

/** Room left over for a sports pitch. */
function pitchIn(
  frame: Frame2,
  local: Float64Array,
  taken: readonly (readonly number[])[],
): Polygon | null {
  for (const scale of [1, 0.75, 0.55]) {
    const part: Part = {
      use: 'education',
      shape: 'rect',
      w: 92 * scale,
      d: 58 * scale,
      wing: 1,
      storeys: 0,
      at: [1, 0.5],
    };
    const box = findPlace(local, part, false, taken);
    if (!box) continue;
    const [a0, b0, a1, b1] = box;
    return { outer: placed(frame, [a0, b0, a1, b0, a1, b1, a0, b1]), holes: [] };
  }
  return null;
}
