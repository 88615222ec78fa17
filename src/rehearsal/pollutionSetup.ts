import type {
  EmissionSource,
  MetHour,
  PollutionSetup,
  SourceGeometry,
  TimeTable,
} from '../../workers/pollution/setup';
import type { City, Street } from '../domain/city';
import { DryrunError } from '../domain/errors';
import { cellIndexAt, type Grid } from '../domain/grid';
import { cellsInPolygon } from '../domain/rasterize';
import type { Forcing, Scenario } from '../domain/scenario';

/** Most cells of a concentration field: with 5 000 links a matrix of 200 MB. */
const MOST_CELLS = 10_000;
/** Least edge of a cell, m: finer than streets says no more. */
const LEAST_CELL_M = 10;
/** Fields are where people breathe. */
const BREATHING_M = 1.5;
const WIND_HEIGHT_M = 10;
/** Roughness of towns with low houses (Wieringa 1992: 0.7–1.5 m), where the scenario gives none. */
const TOWN_ROUGHNESS_M = 1;
const KELVIN = 273.15;
/**
 * Exhaust of a road leaves at half a metre into wakes: σz0 = 1.7·1.5 m/2.15 (EPA-454/B-21-001, haul
 * roads and highways, vehicles of 1.5 m).
 */
const ROAD_HEIGHT_M = 0.5;
const ROAD_SIGMA_Z_M = 1.2;
/** Wind and stability assumed where a scenario has sources but no wind: a neutral breeze from the west. */
const ASSUMED_WIND = { windMs: 3, fromDeg: 270 } as const;
/** Streets are canyons where buildings of at least this height line them on average, m. */
const WALL_HEIGHT_M = 6;

type Of<K extends Forcing['kind']> = Extract<Forcing, { kind: K }>;

/**
 * The pollution engine's set-up for a scenario on a City: wind, emissions, releases and background from
 * the forcings; streets as sources that hear the traffic run (nothing until it feeds); buildings as cells
 * without value and walls of canyons; residents for exposure. Measures are not in it.
 *
 * @throws DryrunError `scenario.emission_place` for an emission without exactly one place
 */
export function pollutionSetup(city: City, scenario: Scenario): PollutionSetup {
  const grid = pollutionGrid(city);
  const { blocked, population } = occupied(city, grid);
  const of = <K extends Forcing['kind']>(kind: K): Of<K>[] =>
    scenario.forcings.filter((f): f is Of<K> => f.kind === kind);
  return {
    grid,
    heightM: BREATHING_M,
    blocked,
    population,
    met: metHours(of('wind')),
    sources: [
      ...of('emission').map((f) => emissionSource(scenario, f)),
      ...trafficSources(city, grid, blocked),
    ],
    releases: of('release').map((f) => ({
      id: f.id,
      substance: f.substance,
      x: f.point[0],
      y: f.point[1],
      heightM: f.heightM ?? 1,
      amountKg: f.amountKg,
      startS: f.startS,
      durationS: f.durationS,
    })),
    background: of('background').map((f) => ({ species: f.species, ugM3: tableOf(f.ugM3) })),
    receptors: city.sensors
      .filter((s) => s.datastreams.some((d) => AIR.has(d.observedProperty)))
      .filter((s) => !insideBuilding(grid, blocked, s.x, s.y))
      .map((s) => ({ id: s.id, x: s.x, y: s.y, heightM: BREATHING_M })),
    horizonS: scenario.horizonS,
    outputEveryS: scenario.outputEveryS,
  };
}

/** Observed properties of sensors that breathe the same air. */
const AIR = new Set(['pm25', 'pm10', 'no2', 'no', 'nox', 'o3', 'co', 'so2']);

/** Cells of 10 m, or as large as the limit asks for, over the city's extent. */
export function pollutionGrid(city: City): Grid {
  const { minX, minY, maxX, maxY } = city.extent;
  const area = (maxX - minX) * (maxY - minY);
  const cellSizeM = Math.max(LEAST_CELL_M, Math.ceil(Math.sqrt(area / MOST_CELLS)));
  return {
    x0: minX,
    y0: minY,
    cellSizeM,
    cols: Math.max(1, Math.floor((maxX - minX) / cellSizeM)),
    rows: Math.max(1, Math.floor((maxY - minY) / cellSizeM)),
  };
}

/** Cells whose centre is in a building, and residents spread over the cells of theirs. */
function occupied(city: City, grid: Grid): { blocked: Uint8Array; population: Float32Array } {
  const blocked = new Uint8Array(grid.cols * grid.rows);
  const population = new Float32Array(grid.cols * grid.rows);
  for (const b of city.buildings) {
    const cells: number[] = [];
    cellsInPolygon(grid, b.footprint, (k) => cells.push(k));
    for (const k of cells) blocked[k] = 1;
    if (cells.length === 0) {
      const k = cellIndexAt(grid, b.footprint.outer[0]!, b.footprint.outer[1]!);
      if (k >= 0) cells.push(k);
    }
    for (const k of cells) population[k]! += b.population / cells.length;
  }
  return { blocked, population };
}

function insideBuilding(grid: Grid, blocked: Uint8Array, x: number, y: number): boolean {
  const cell = cellIndexAt(grid, x, y);
  return cell >= 0 && blocked[cell] === 1;
}

/** One hour per row of the wind's series; each holds until the next. The first counts from the start. */
function metHours(winds: readonly Of<'wind'>[]): MetHour[] {
  const wind = winds[0];
  if (!wind) {
    return [
      { ...ASSUMED_WIND, startS: 0, windHeightM: WIND_HEIGHT_M, roughnessM: TOWN_ROUGHNESS_M },
    ];
  }
  const times = [...new Set([...wind.speedMs, ...wind.fromDeg].map((r) => r[0]))];
  times.sort((a, b) => a - b);
  const held = (rows: readonly (readonly [number, number])[], t: number): number =>
    (rows.findLast((r) => r[0] <= t) ?? rows[0]!)[1];
  const known = {
    windHeightM: WIND_HEIGHT_M,
    roughnessM: wind.roughnessM ?? TOWN_ROUGHNESS_M,
    ...(wind.pasquillClass && { pasquill: wind.pasquillClass }),
    ...(wind.obukhovM !== undefined && { obukhovM: wind.obukhovM }),
    ...(wind.sigmaThetaDeg !== undefined && { sigmaThetaDeg: wind.sigmaThetaDeg }),
    ...(wind.mixingHeightM !== undefined && { mixingHeightM: wind.mixingHeightM }),
    ...(wind.temperatureC !== undefined && { temperatureK: wind.temperatureC + KELVIN }),
    ...(wind.radiationWm2 !== undefined && { radiationWm2: wind.radiationWm2 }),
  };
  return times.map((t, k) => ({
    startS: k === 0 ? Math.min(t, 0) : t,
    windMs: held(wind.speedMs, t),
    fromDeg: held(wind.fromDeg, t),
    ...known,
  }));
}

function emissionSource(scenario: Scenario, f: Of<'emission'>): EmissionSource {
  const road = f.part === 'cars' || f.part === 'trucks' || f.part === 'road_dust';
  const { stack } = f;
  return {
    id: f.id,
    geometry: geometryOf(scenario, f),
    heightM: f.heightM ?? (road ? ROAD_HEIGHT_M : 0),
    sigmaY0M: 0,
    sigmaZ0M: road ? ROAD_SIGMA_Z_M : 0,
    rates: [{ species: f.species, part: f.part ?? 'other', kgS: tableOf(f.rateKgS) }],
    ...(stack && {
      stack: { diameterM: stack.diameterM, exitMs: stack.exitMs, exitK: stack.exitC + KELVIN },
    }),
  };
}

function geometryOf(scenario: Scenario, f: Of<'emission'>): SourceGeometry {
  const given: SourceGeometry[] = [];
  if (f.point) given.push({ kind: 'point', x: f.point[0], y: f.point[1] });
  if (f.line) given.push({ kind: 'line', path: Float64Array.from(f.line.flat()) });
  if (f.area) given.push({ kind: 'area', ring: Float64Array.from(f.area.flat()) });
  if (given.length === 1) return given[0]!;
  throw new DryrunError({
    code: 'scenario.emission_place',
    place: scenario.id,
    what: `The emission "${f.id}" has ${given.length} places.`,
    mend: 'Give exactly one of point, line and area.',
    params: { id: f.id },
  });
}

/** Edges of the traffic network as lines that emit what the traffic engine says. */
function trafficSources(city: City, grid: Grid, blocked: Uint8Array): EmissionSource[] {
  const net = city.traffic;
  if (!net) return [];
  const streets = new Map(city.streets.map((s) => [s.id, s]));
  return net.edges.flatMap((edge): EmissionSource[] => {
    if (edge.function !== 'normal' || edge.lanes.length === 0) return [];
    const lane = net.lanes[edge.lanes[edge.lanes.length >> 1]!]!;
    const path = new Float64Array((lane.shape.length / 3) * 2);
    for (let k = 0; 3 * k < lane.shape.length; k++) {
      path[2 * k] = lane.shape[3 * k]!;
      path[2 * k + 1] = lane.shape[3 * k + 1]!;
    }
    if (path.every((v, k) => v === path[k % 2])) return [];
    const street = edge.streetId === undefined ? undefined : streets.get(edge.streetId);
    const canyon = street && wallsOf(city, street, grid, blocked);
    return [
      {
        id: edge.id,
        geometry: { kind: 'line', path },
        heightM: ROAD_HEIGHT_M,
        sigmaY0M: (edge.lanes.length * lane.widthM) / 4.3,
        sigmaZ0M: ROAD_SIGMA_Z_M,
        rates: [],
        trafficId: edge.id,
        ...(canyon && { canyon }),
      },
    ];
  });
}

/** Walls of a street: buildings on both sides at its middle, and their mean height. */
function wallsOf(
  city: City,
  street: Street,
  grid: Grid,
  blocked: Uint8Array,
): EmissionSource['canyon'] {
  const { centreline: c } = street;
  const k = 2 * Math.floor((c.length / 2 - 1) / 2);
  const dx = c[k + 2]! - c[k]!;
  const dy = c[k + 3]! - c[k + 1]!;
  const length = Math.sqrt(dx * dx + dy * dy);
  if (!(length > 0) || street.level !== 0) return undefined;
  const x = 0.5 * (c[k]! + c[k + 2]!);
  const y = 0.5 * (c[k + 1]! + c[k + 3]!);
  const half = 0.5 * street.widthM + street.sidewalkM;
  const reach = (side: number): number => {
    for (let d = half; d <= half + 15; d += 0.5 * grid.cellSizeM) {
      const px = x - (side * dy * d) / length;
      const py = y + (side * dx * d) / length;
      if (insideBuilding(grid, blocked, px, py)) return d;
    }
    return Infinity;
  };
  const widthM = reach(1) + reach(-1);
  if (!Number.isFinite(widthM)) return undefined;
  const near = city.buildings.filter((b) => {
    const bx = b.footprint.outer[0]! - x;
    const by = b.footprint.outer[1]! - y;
    return bx * bx + by * by < 4 * widthM * widthM;
  });
  if (near.length === 0) return undefined;
  const heightM = near.reduce((s, b) => s + b.heightM, 0) / near.length;
  return heightM >= WALL_HEIGHT_M ? { heightM, widthM } : undefined;
}

function tableOf(rows: readonly (readonly [number, number])[]): TimeTable {
  return {
    timeS: Float64Array.from(rows, (r) => r[0]),
    value: Float64Array.from(rows, (r) => r[1]),
  };
}
