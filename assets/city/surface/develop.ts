import type { Building, Polygon, Ring } from '../../../src/domain/city';
import type { LocalText } from '../../../src/domain/text';
import type { Block } from './blocks';
import type { BuildingSite } from './buildingSite';
import { buildCampus, type CampusKind } from './campus';
import { buildCore, buildMixed } from './centre';
import { buildCompound, buildOldTown, buildTerrace, buildVillas } from './housing';
import { orientedBox } from './frames';
import type { NameGiver } from './names';
import { randomStream } from './random';
import { buildFarm, buildWorks } from './works';

/** A public use with its block, main building and name. */
export interface PublicPlace {
  readonly kind: CampusKind | 'park' | 'square';
  readonly name: LocalText;
  readonly block: Block;
  readonly main: Building | null;
}

export interface Development {
  readonly places: readonly PublicPlace[];
  /** Plots by block, where a block was divided. */
  readonly plots: ReadonlyMap<number, readonly Ring[]>;
  /** Sports pitches. */
  readonly pitches: readonly Polygon[];
}

const CAMPUS_NAMES: Readonly<Record<CampusKind, readonly (readonly [string, string])[]>> = {
  school: [
    ['Primary School', '小学'],
    ['Middle School', '中学'],
  ],
  hospital: [["People's Hospital", '人民医院']],
  town_hall: [['Civic Centre', '市民中心']],
  fire_station: [['Fire Station', '消防救援站']],
  police: [['Police Station', '派出所']],
  substation: [['Substation', '变电站']],
};

const DEEP_BLOCK_M = 92;

/** Builds every block according to its use. */
export function develop(
  seed: number,
  blocks: readonly Block[],
  site: BuildingSite,
  names: NameGiver,
  isBusy: (street: number) => boolean,
): Development {
  const places: PublicPlace[] = [];
  const plots = new Map<number, readonly Ring[]>();
  const pitches: Polygon[] = [];
  let schools = 0;
  for (const block of blocks) {
    const rng = randomStream(seed, 'block', block.id);
    const divided = (parcels: readonly { readonly ring: Ring }[]): void => {
      plots.set(
        block.id,
        parcels.map((p) => p.ring),
      );
    };
    switch (block.use) {
      case 'core':
        divided(buildCore(block, site, rng));
        break;
      case 'mixed':
        buildMixed(block, site, rng);
        break;
      case 'oldtown':
        divided(buildOldTown(block, site, rng, isBusy));
        break;
      case 'compound':
        buildCompound(block, site, rng);
        break;
      case 'terrace':
        // Rows along the rim would leave a deep block empty inside: an estate fills it.
        if (orientedBox(block.ring).short > DEEP_BLOCK_M) buildCompound(block, site, rng);
        else divided(buildTerrace(block, site, rng));
        break;
      case 'villa':
        divided(buildVillas(block, site, rng));
        break;
      case 'industrial':
        divided(buildWorks(block, site, rng));
        break;
      case 'farm':
        divided(buildFarm(block, site, rng));
        break;
      case 'park':
        places.push({ kind: 'park', name: names.place('Park', '公园'), block, main: null });
        break;
      case 'square':
        places.push({ kind: 'square', name: names.place('Square', '广场'), block, main: null });
        break;
      case 'riverside':
      case 'wood':
      case 'verge':
        break;
      default: {
        const options = CAMPUS_NAMES[block.use];
        const [en, zh] = options[block.use === 'school' ? schools++ % options.length : 0]!;
        const name = names.place(en, zh);
        const campus = buildCampus(block.use, block, site, rng, name);
        if (!campus) break;
        places.push({ kind: block.use, name, block, main: campus.main });
        if (campus.pitch) pitches.push(campus.pitch);
      }
    }
  }
  return { places, plots, pitches };
}
