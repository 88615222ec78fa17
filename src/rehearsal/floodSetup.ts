import type {
  FloodBoundary,
  FloodSetup,
  FloodSource,
  RainSetup,
  TimeTable,
} from '../../workers/flood/setup';
import type { City, LandCover, WaterBody } from '../domain/city';
import { DryrunError } from '../domain/errors';
import { cellIndexAt, type Grid } from '../domain/grid';
import { cellsInPolygon } from '../domain/rasterize';
import { resample } from '../domain/resample';
import type { Forcing, Scenario } from '../domain/scenario';
import { waterSurface } from '../domain/waterSurface';
import { classOnGrid } from './classOnGrid';
import { infiltrationSetup } from './infiltrationSetup';
import { sewerSetup } from './sewerSetup';

/** Manning's n where the City has no land cover: short grass and paving mixed (Chow 1959, table 5-6). */
const DEFAULT_MANNING_N = 0.035;

const MM_PER_H_TO_MS = 1 / 1000 / 3600;

/** Largest number of cells a run may have (f32 state of about 80 bytes a cell must fit 4 GiB of WebAssembly memory). */
const MAX_CELLS = 40e6;

/**
 * The flood engine's set-up for a scenario on a City: bed from the terrain, roughness and
 * infiltration from land cover, buildings as blocked cells, water bodies filled to their level and
 * held there where they meet the rim, rain and boundaries from the forcings. Measures are not in it:
 * the driver applies them at their times.
 *
 * @throws DryrunError `run.grid_too_large`, `scenario.unknown_target`, `scenario.outside_grid`.
 */
export function floodSetup(city: City, scenario: Scenario): FloodSetup {
  const grid = floodGrid(city, scenario.floodCellSizeM);
  const bedM = Float32Array.from(resample(city.terrain, grid));
  const manningN = roughness(city.landCover, grid);
  const infiltration = infiltrationSetup(city.landCover, scenario.infiltration, grid);
  const blocked = blockedCells(city, grid);
  const { depthM, boundaries } = standingWater(city, scenario, grid, bedM);
  const { rain, rainZone } = rainSetup(scenario, grid);
  const lines = boundaryForcings(scenario, grid);
  const drainage = sewerSetup(city, grid);
  return {
    grid,
    bedM,
    manningN,
    blocked,
    depthM,
    ...(infiltration && { infiltration }),
    rain,
    ...(rainZone && { rainZone }),
    boundaries: [...boundaries, ...lines],
    sources: pointSources(scenario, grid),
    rim: 'free_outflow',
    ...(drainage && { drainage }),
    horizonS: scenario.horizonS,
    outputEveryS: scenario.outputEveryS,
  };
}

/** The grid a flood run uses: the terrain's own, or its extent at another cell size. */
export function floodGrid(city: City, cellSizeM?: number): Grid {
  const t = city.terrain.grid;
  const size = cellSizeM ?? t.cellSizeM;
  const grid: Grid =
    size === t.cellSizeM
      ? t
      : {
          x0: t.x0,
          y0: t.y0,
          cellSizeM: size,
          cols: Math.max(1, Math.floor((t.cols * t.cellSizeM) / size + 1e-9)),
          rows: Math.max(1, Math.floor((t.rows * t.cellSizeM) / size + 1e-9)),
        };
  if (grid.cols * grid.rows > MAX_CELLS) {
    throw new DryrunError({
      code: 'run.grid_too_large',
      what: `The flood grid would have ${grid.cols} × ${grid.rows} cells of ${size} m, more than ${MAX_CELLS / 1e6} million.`,
      mend: 'Choose a larger cell size.',
      params: { cols: grid.cols, rows: grid.rows, cellSizeM: size },
    });
  }
  return grid;
}

/** Manning's n per cell, the mean of the land cover inside each. */
function roughness(cover: LandCover | null, grid: Grid): Float32Array {
  if (!cover) return new Float32Array(grid.cols * grid.rows).fill(DEFAULT_MANNING_N);
  const n = new Float32Array(256).fill(DEFAULT_MANNING_N);
  for (const c of cover.classes) n[c.value] = c.manningN;
  return classOnGrid(cover.raster, n, grid);
}

function blockedCells(city: City, grid: Grid): Uint8Array {
  const blocked = new Uint8Array(grid.cols * grid.rows);
  for (const b of city.buildings) {
    cellsInPolygon(grid, b.footprint, (i) => {
      blocked[i] = 1;
    });
  }
  return blocked;
}

/** Water bodies: initial depth up to their surface, and a stage boundary where they cross the rim. */
function standingWater(
  city: City,
  scenario: Scenario,
  grid: Grid,
  bedM: Float32Array,
): { depthM: Float32Array; boundaries: FloodBoundary[] } {
  const depthM = new Float32Array(bedM.length);
  const boundaries: FloodBoundary[] = [];
  const stages = new Map(
    scenario.forcings.flatMap((f) =>
      f.kind === 'stage' && f.target !== undefined ? [[f.target, f] as const] : [],
    ),
  );
  for (const target of stages.keys()) {
    if (!city.waterBodies.some((w) => w.id === target)) throw unknownTarget(scenario, target);
  }
  const startsM = city.waterBodies.map((b) => stages.get(b.id)?.levelM[0]![1] ?? b.levelM);
  const surface = waterSurface(city.waterBodies, startsM);
  city.waterBodies.forEach((body, k) => {
    const stage = stages.get(body.id);
    const rim: number[] = [];
    const startM = startsM[k]!;
    cellsInPolygon(grid, body.area, (i) => {
      const x = grid.x0 + ((i % grid.cols) + 0.5) * grid.cellSizeM;
      const y = grid.y0 + (Math.floor(i / grid.cols) + 0.5) * grid.cellSizeM;
      const depth = surface(k, x, y) - bedM[i]!;
      depthM[i] = depth > 0 ? depth : 0;
      if (onRim(grid, i) && bedM[i]! < startM) rim.push(i);
    });
    if (rim.length > 0) boundaries.push(stageBoundary(body, rim, stage));
  });
  return { depthM, boundaries };
}

function stageBoundary(
  body: WaterBody,
  cells: number[],
  stage: Extract<Forcing, { kind: 'stage' }> | undefined,
): FloodBoundary {
  return {
    id: body.id,
    kind: 'stage',
    cells: Uint32Array.from(cells),
    table: stage
      ? tableOf(stage.levelM)
      : { timeS: new Float64Array([0]), value: new Float64Array([body.levelM]) },
  };
}

function onRim(g: Grid, i: number): boolean {
  const col = i % g.cols;
  const row = (i - col) / g.cols;
  return col === 0 || row === 0 || col === g.cols - 1 || row === g.rows - 1;
}

function rainSetup(scenario: Scenario, grid: Grid): { rain: RainSetup[]; rainZone?: Uint8Array } {
  const rains = scenario.forcings.filter((f) => f.kind === 'rain');
  const rain: RainSetup[] = [];
  let rainZone: Uint8Array | undefined;
  for (const f of rains) {
    const intensityMs = tableOf(f.intensityMmH, MM_PER_H_TO_MS);
    if (!f.area) {
      rain.push({ intensityMs, zone: -1 });
      continue;
    }
    rainZone ??= new Uint8Array(grid.cols * grid.rows);
    const zones = rainZone;
    const zone = rain.filter((r) => r.zone > 0).length + 1;
    cellsInPolygon(grid, { outer: Float64Array.from(f.area.flat()), holes: [] }, (i) => {
      zones[i] = zone;
    });
    rain.push({ intensityMs, zone });
  }
  return { rain, ...(rainZone && { rainZone }) };
}

function boundaryForcings(scenario: Scenario, grid: Grid): FloodBoundary[] {
  return scenario.forcings.flatMap((f): FloodBoundary[] => {
    if (f.kind === 'outflow') {
      const cells = cellsAlong(grid, f.line);
      if (cells.length === 0) throw outsideGrid(scenario, f.id);
      if (f.slope === undefined) return [{ id: f.id, kind: 'free_outflow', cells }];
      return [{ id: f.id, kind: 'normal_depth', cells, slope: f.slope }];
    }
    if ((f.kind !== 'stage' && f.kind !== 'discharge') || !f.line) return [];
    const cells = cellsAlong(grid, f.line);
    if (cells.length === 0) throw outsideGrid(scenario, f.id);
    const table = tableOf(f.kind === 'stage' ? f.levelM : f.flowCms);
    return [{ id: f.id, kind: f.kind, cells, table }];
  });
}

function pointSources(scenario: Scenario, grid: Grid): FloodSource[] {
  return scenario.forcings.flatMap((f): FloodSource[] => {
    if (f.kind !== 'discharge' || !f.point) return [];
    const cell = cellIndexAt(grid, f.point[0], f.point[1]);
    if (cell < 0) throw outsideGrid(scenario, f.id);
    return [{ id: f.id, cell, flowCms: tableOf(f.flowCms) }];
  });
}

/** Cells a polyline passes through, each once, in order along it (sampled at a quarter cell). */
function cellsAlong(grid: Grid, line: readonly (readonly [number, number])[]): Uint32Array {
  const seen = new Set<number>();
  for (let k = 0; k + 1 < line.length; k++) {
    const [ax, ay] = line[k]!;
    const [bx, by] = line[k + 1]!;
    const steps = Math.max(
      1,
      Math.ceil((Math.sqrt((bx - ax) * (bx - ax) + (by - ay) * (by - ay)) / grid.cellSizeM) * 4),
    );
    for (let s = 0; s <= steps; s++) {
      const i = cellIndexAt(grid, ax + ((bx - ax) * s) / steps, ay + ((by - ay) * s) / steps);
      if (i >= 0) seen.add(i);
    }
  }
  return Uint32Array.from(seen);
}

function tableOf(rows: readonly (readonly [number, number])[], factor = 1): TimeTable {
  return {
    timeS: Float64Array.from(rows, (r) => r[0]),
    value: Float64Array.from(rows, (r) => r[1] * factor),
  };
}

function unknownTarget(scenario: Scenario, target: string): DryrunError {
  return new DryrunError({
    code: 'scenario.unknown_target',
    place: scenario.id,
    what: `The scenario sets a stage on "${target}", which is no water body of this city.`,
    mend: 'Name a water body of the city, or give a line.',
    params: { target },
  });
}

function outsideGrid(scenario: Scenario, id: string): DryrunError {
  return new DryrunError({
    code: 'scenario.outside_grid',
    place: scenario.id,
    what: `The forcing "${id}" lies outside the flood grid.`,
    mend: 'Move it inside the city.',
    params: { id },
  });
}
