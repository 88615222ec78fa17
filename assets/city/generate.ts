import type { City } from '../../src/domain/city';
import { canonicalJson, sha256Hex } from '../../src/domain/hash';
import { buildSensors, buildTraffic, buildUtilities } from './networks';
import type { CityPlan, CityRecipe } from './plan';
import { planCity, type PlanStep } from './surface/planCity';

/** Raised whenever the same recipe gives another city than before. */
export const GENERATOR_VERSION = 1;

/** Parts of the work, in order. */
export type GenerateStep = PlanStep | 'utilities' | 'traffic' | 'sensors' | 'done';

/** Share of the work done before each step, measured on the 4 km² district. */
const DONE_BEFORE: Readonly<Record<GenerateStep, number>> = {
  land: 0,
  streets: 0.12,
  terrain: 0.2,
  buildings: 0.35,
  cover: 0.45,
  utilities: 0.6,
  traffic: 0.85,
  sensors: 0.98,
  done: 1,
};

/**
 * Generates a whole City from a recipe: surface, pipes, roads and sensors. The same recipe gives the
 * same City to the last bit, in every engine. Throws `recipe.range` for a recipe outside its bounds.
 *
 * The digest names the recipe and the generator's version, which decide the content; a package
 * written from the City has the digest of its files instead.
 */
export function generateCity(
  recipe: CityRecipe,
  onProgress?: (done: number, step: GenerateStep) => void,
): City {
  const report = (step: GenerateStep): void => onProgress?.(DONE_BEFORE[step], step);
  const plan = planCity(recipe, report);
  report('utilities');
  const { utilities, drainage } = buildUtilities(plan);
  report('traffic');
  const traffic = buildTraffic(plan);
  report('sensors');
  const sensors = buildSensors(plan, utilities, traffic);
  const city: City = {
    id: cityId(recipe),
    name: plan.name,
    digest: recipeDigest(plan),
    frame: plan.frame,
    verticalDatum: 'EGM96',
    extent: plan.extent,
    attribution: {
      en: 'Fictional city made by the Dryrun generator: no real place, person, firm or network is shown.',
      zh: '由 Dryrun 生成器生成的虚构城市:不对应任何真实的地点、人物、企业或管网。',
    },
    licence: 'CC0-1.0',
    terrain: plan.terrain,
    landCover: plan.landCover,
    buildings: plan.buildings,
    streets: plan.streets,
    waterBodies: plan.waterBodies,
    utilities,
    drainage,
    traffic,
    facilities: plan.facilities,
    sensors,
    trees: plan.trees,
    notices: [
      {
        code: 'city.generated',
        what: `Everything in this city was generated from the recipe ${recipe.km2} km², seed ${recipe.seed}; nothing in it was surveyed.`,
      },
    ],
  };
  report('done');
  return city;
}

/** Id of the city of a recipe, e.g. `generated-4km2-seed1`. */
export function cityId({ km2, seed, cellSizeM }: CityRecipe): string {
  const cell = cellSizeM === undefined ? '' : `-cell${cellSizeM}`;
  return `generated-${km2}km2-seed${seed}${cell}`.replaceAll('.', '-');
}

function recipeDigest(plan: CityPlan): string {
  const decides = {
    generator: GENERATOR_VERSION,
    km2: plan.recipe.km2,
    seed: plan.recipe.seed,
    cellSizeM: plan.terrain.grid.cellSizeM,
  };
  return sha256Hex(canonicalJson(decides));
}
