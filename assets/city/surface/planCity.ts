import type { LocalFrame } from '../../../src/domain/crs';
import { utmFrame } from '../../../src/domain/crs';
import { DryrunError } from '../../../src/domain/errors';
import { sampleBilinear, type Extent, type Grid } from '../../../src/domain/grid';
import type { CityPlan, CityRecipe, PlannedStreet, StreetNode } from '../plan';
import { CROSS_SECTIONS } from './crossSections';
import { gradeGround, naturalGround } from './grading';
import { COVER, LAND_COVER_CLASSES } from './landCoverClasses';
import { layOut } from './layout';
import { levelStreets, type StreetLevels } from './levels';
import { NameGiver } from './names';
import { makePlanSpace, planFieldAt, samplePlanField } from './planSpace';
import { forCellsInside } from './polygonRaster';
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

/** Plans the surface of a city: terrain, streets, blocks, buildings, land cover, trees and facilities. */
export function planCity(recipe: CityRecipe): CityPlan {
  const { extent, grid } = cityGrid(recipe);
  const { seed } = recipe;
  const space = makePlanSpace(seed, extent);
  const field = samplePlanField(space, extent);
  const relief = makeRelief(seed, extent.maxX);
  const layout = layOut(seed, space, () => ({ short: 85, long: 135 }));
  const graph = traceStreets(layout, space, extent);
  const natural = naturalGround(grid, field, relief);
  const ground = (x: number, y: number): number => sampleBilinear(natural, x, y);
  const rail = traceRail(space, layout.railV, extent, ground);
  const plan = new Float64Array(2);
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
  const stamp = stampStreets(
    grid,
    graph.streets,
    levels.profiles,
    (s, x, y) => s.level > 0 && freeSpan(x, y),
  );
  const terrain = gradeGround(natural, field, relief, stamp, graph.streets, rail);
  const names = new NameGiver(seed);
  const cityNames = names.city();
  const waterBodies = riverReaches(space, relief, extent, cityNames.river);
  const cover = new Uint8Array(grid.cols * grid.rows).fill(COVER.yard_garden);
  for (let i = 0; i < cover.length; i++)
    if (stamp.street[i]! >= 0)
      cover[i] = stamp.outside[i]! <= 0 ? COVER.carriageway : COVER.sidewalk;
  for (const body of waterBodies)
    forCellsInside(grid, body.area, (cell) => {
      cover[cell] = COVER.water;
    });
  return {
    recipe,
    frame: cityFrame(),
    extent,
    terrain,
    landCover: { raster: { grid, values: cover }, classes: LAND_COVER_CLASSES },
    waterBodies,
    nodes: planNodes(graph, levels),
    streets: planStreets(graph, levels, names),
    buildings: [],
    facilities: [],
    trees: new Float32Array(0),
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
