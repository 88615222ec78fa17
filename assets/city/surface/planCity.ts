import type { LocalFrame } from '../../../src/domain/crs';
import { utmFrame } from '../../../src/domain/crs';
import { DryrunError } from '../../../src/domain/errors';
import { sampleBilinear, type Extent, type Grid } from '../../../src/domain/grid';
import type { CityPlan, CityRecipe, PlannedStreet, StreetNode } from '../plan';
import { CROSS_SECTIONS } from './crossSections';
import { gradeGround, naturalGround } from './grading';
import { LAND_COVER_CLASSES } from './landCoverClasses';
import { layOut, railPosition } from './layout';
import { paintLandCover } from './landCover';
import { isSteep, makeBlocks } from './blocks';
import { BuildingSite } from './buildingSite';
import { develop } from './develop';
import { listFacilities } from './facilities';
import { digPonds } from './ponds';
import { placeProgramme } from './programme';
import { railStreets } from './railStreets';
import { plantTrees } from './trees';
import { HILL_GRAIN, makeZoning, ZONE_GRAIN } from './zones';
import type { LocalText } from '../../../src/domain/text';
import { levelStreets, type StreetLevels } from './levels';
import { NameGiver } from './names';
import { makePlanSpace, planFieldAt, samplePlanField } from './planSpace';
import { nearestRailVertex, traceRail } from './railLine';
import { LEVEE_DISTANCE_M, makeRelief } from './relief';
import { riverReaches } from './river';
import { streetsAtNodes, traceStreets, type StreetGraph } from './streetGraph';
import { stampStreets } from './streetStamp';

const DEFAULT_CELL_M = 2;
/** Above this many square kilometres the default cell is 4 m, so that rasters stay below 26 million cells. */
const FINE_KM2 = 100;
/** South-west corner of generated cities: fictional places at a real spot on the map (zone 51 N). */
const PLACE_LON = 120.62;
const PLACE_LAT = 29.42;
/** Bridges clear the normal water level by this much, m. */
const DECK_ABOVE_WATER_M = 6;
/** Between these distances from the river bridges stand free of the ground, m. */
const FREE_SPAN_M: readonly [number, number] = [-125, LEVEE_DISTANCE_M + 4];

/** Parts of the work, in order, for progress. */
export type PlanStep = 'land' | 'streets' | 'terrain' | 'buildings' | 'cover';

/** A plan with the words for it: the generator's first half. */
export interface NamedPlan extends CityPlan {
  readonly name: LocalText;
}

/**
 * Plans the surface of a city: terrain, streets, blocks, buildings, land cover, trees and facilities.
 * Pure and deterministic: it reads nothing but the recipe.
 */
export function planCity(recipe: CityRecipe, onStep?: (step: PlanStep) => void): NamedPlan {
  const { extent, grid } = cityGrid(recipe);
  const { seed, km2 } = recipe;
  const names = new NameGiver(seed);
  const cityNames = names.city();

  onStep?.('land');
  const space = makePlanSpace(seed, extent);
  const field = samplePlanField(space, extent);
  const relief = makeRelief(seed, extent.maxX);
  const natural = naturalGround(grid, field, relief);
  // Rounding may put a point of the rim a hair outside the grid.
  const ground = (x: number, y: number): number =>
    sampleBilinear(
      natural,
      Math.min(Math.max(x, extent.minX), extent.maxX),
      Math.min(Math.max(y, extent.minY), extent.maxY),
    );

  onStep?.('streets');
  const plan = new Float64Array(2);
  const railV = railPosition(seed);
  const zoning = makeZoning(seed, space, railV, km2);
  const layout = layOut(seed, space, railV, (u, v) => {
    space.toWorld(u, v, plan);
    return isSteep(natural, plan[0]!, plan[1]!) ? HILL_GRAIN : ZONE_GRAIN[zoning.at(u, v)];
  });
  const graph = traceStreets(layout, space, extent);
  const rail = traceRail(space, railV, extent, ground);
  const freeSpan = (x: number, y: number): boolean => {
    planFieldAt(field, x, y, plan);
    return plan[1]! > FREE_SPAN_M[0] && plan[1]! < FREE_SPAN_M[1];
  };
  const levels = levelStreets(graph, {
    ground,
    deck: (x, y) =>
      freeSpan(x, y) ? relief.waterLevelM(plan[0]!) + DECK_ABOVE_WATER_M : -Infinity,
    rail: (x, y) => (rail ? rail.z[nearestRailVertex(rail, x, y)]! : ground(x, y)),
  });

  onStep?.('terrain');
  const stamp = stampStreets(
    grid,
    graph.streets,
    levels.profiles,
    (s, x, y) => s.level > 0 && freeSpan(x, y),
  );
  const terrain = gradeGround(natural, field, relief, stamp, graph.streets, rail);

  onStep?.('buildings');
  const blocks = makeBlocks(seed, graph, layout, space, zoning, natural, extent);
  placeProgramme(seed, blocks, extent.maxX);
  const site = new BuildingSite(terrain);
  const streets = planStreets(graph, levels, names);
  const development = develop(
    seed,
    blocks,
    site,
    names,
    (k) => k >= 0 && CROSS_SECTIONS[graph.streets[k]!.class].rank >= CROSS_SECTIONS.collector.rank,
  );

  onStep?.('cover');
  const waterBodies = [
    ...riverReaches(space, relief, extent, cityNames.river),
    ...digPonds(seed, development.places, terrain),
  ];
  const cover = paintLandCover({
    seed,
    grid,
    field,
    stamp,
    streets: graph.streets,
    blocks,
    development,
    buildings: site.buildings,
    waterBodies,
    rail,
  });
  const trees = plantTrees(seed, grid, cover, graph.streets, blocks);
  const nodes = planNodes(graph, levels);
  if (rail) {
    const line = railStreets(
      rail,
      graph.streets.filter((s) => s.level < 0),
      {
        en: `${cityNames.city.en.replace(' New District', '')} Railway`,
        zh: `${cityNames.city.zh.replace('新区', '')}铁路`,
      },
    );
    nodes.push(...line.nodes);
    streets.push(...line.streets);
  }
  return {
    recipe,
    name: cityNames.city,
    frame: cityFrame(),
    extent,
    terrain,
    landCover: { raster: { grid, values: cover }, classes: LAND_COVER_CLASSES },
    waterBodies,
    nodes,
    streets,
    buildings: site.buildings,
    facilities: listFacilities(development.places, site.buildings),
    trees,
  };
}

/** Extent and terrain grid of a recipe. */
export function cityGrid(recipe: CityRecipe): { extent: Extent; grid: Grid } {
  const { km2, seed } = recipe;
  const cell = recipe.cellSizeM ?? (km2 > FINE_KM2 ? 2 * DEFAULT_CELL_M : DEFAULT_CELL_M);
  if (
    !(km2 >= 1 && km2 <= 400) ||
    !Number.isInteger(seed) ||
    seed < 0 ||
    !(cell >= 1 && cell <= 10)
  )
    throw new DryrunError({
      code: 'recipe.range',
      what: `City recipe: got km2 ${km2}, seed ${seed}, cellSizeM ${cell}, expected 1–400 km², a non-negative whole seed and a cell of 1–10 m.`,
      mend: 'Give an area, a seed and a cell size in these ranges.',
      params: { km2, seed, cell },
    });
  const cells = Math.round(Math.sqrt(km2 * 1e6) / cell);
  const side = cells * cell;
  return {
    extent: { minX: 0, minY: 0, maxX: side, maxY: side },
    grid: { x0: 0, y0: 0, cellSizeM: cell, cols: cells, rows: cells },
  };
}

function cityFrame(): LocalFrame {
  // Round projected coordinates of the place; the digits carry no meaning beyond "somewhere there".
  return { ...utmFrame(PLACE_LON, PLACE_LAT), originEasting: 269_000, originNorthing: 3_257_000 };
}

const nodeId = (i: number): string => `sn-${i + 1}`;

function planNodes(graph: StreetGraph, levels: StreetLevels): StreetNode[] {
  const arms = streetsAtNodes(graph);
  return graph.nodes.map((n, i) => {
    const classes = arms[i]!.map((s) => graph.streets[s]!.class);
    const arterials = classes.filter((c) => c === 'arterial').length;
    const collectors = classes.filter((c) => c === 'collector').length;
    return {
      id: nodeId(i),
      x: n.x,
      y: n.y,
      z: levels.nodeZ[i]!,
      kind: n.kind === 'gate' ? 'gate' : classes.length === 1 ? 'dead_end' : 'junction',
      signals:
        classes.length >= 3 &&
        (arterials >= 3 || (arterials >= 2 && collectors >= 1) || collectors >= 4),
    };
  });
}

function planStreets(graph: StreetGraph, levels: StreetLevels, names: NameGiver): PlannedStreet[] {
  const byKey = new Map<number, ReturnType<NameGiver['street']>>();
  return graph.streets.map((s, i) => {
    const rule = CROSS_SECTIONS[s.class];
    let name = byKey.get(s.nameKey);
    if (!name) byKey.set(s.nameKey, (name = names.street(s.class)));
    return {
      id: `st-${i + 1}`,
      name,
      class: s.class,
      centreline: s.points,
      lanes: rule.lanes,
      widthM: rule.widthM,
      sidewalkM: rule.sidewalkM,
      level: s.level,
      oneway: false,
      from: nodeId(s.from),
      to: nodeId(s.to),
      speedMs: rule.speedMs,
      profileM: levels.profiles[i]!,
    };
  });
}
