import type { City } from '../../domain/city';
import type { Frame } from '../../domain/frame';
import type { Grid } from '../../domain/grid';
import type { Measure } from '../../domain/scenario';
import { AccessTally } from './access';
import { BUILDING_DEPTHS_M, FLOODED_M, INDICATOR_IDS, type Indicator } from './catalogue';
import { damageShare, type DamageModel } from './damage';
import { hazardClass } from './hazard';
import { RoadTally, type WaterNow } from './roads';
import { SewerTally } from './sewers';
import { cellsAround, ringAreaM2, roadPieces, standingWater } from './sites';

/** Names of the building indicators by depth class, shallow to deep. */
const BUILDING_CLASSES = [
  'buildingsWet10',
  'buildingsWet30',
  'buildingsWet50',
  'buildingsWet100',
] as const;
const HAZARD_IDS = [
  'hazardH1',
  'hazardH2',
  'hazardH3',
  'hazardH4',
  'hazardH5',
  'hazardH6',
] as const;

/** Everything a tally counts on one grid. */
interface Counters {
  readonly grid: Grid;
  readonly standing: Uint8Array;
  readonly cars: RoadTally;
  readonly large: RoadTally;
  readonly access: AccessTally;
  /** Maxima since the start: the engine's own where it gives them, else over the output times. */
  readonly maxima: Record<'maxDepth' | 'maxSpeed' | 'maxHazard', Float32Array>;
}

/** Counts the indicators of a flood run, output time by output time. */
export class FloodTally {
  readonly #sewers: SewerTally | null;
  #counters: Counters | null = null;
  #lastS: number | null = null;

  constructor(private readonly city: City) {
    this.#sewers = city.drainage ? new SewerTally(city.drainage) : null;
  }

  /** Adds the frame of the next output time. Frames without a depth field are left out. */
  add(frame: Frame): void {
    const depth = frame.fields.find((f) => f.name === 'depth');
    if (!depth) return;
    const counters = (this.#counters ??= makeCounters(this.city, depth.grid));
    const dtS = this.#lastS === null ? 0 : frame.timeS - this.#lastS;
    this.#lastS = frame.timeS;
    const field = (name: string): Float32Array | null =>
      frame.fields.find((f) => f.name === name)?.values ?? null;
    const water: WaterNow = {
      depthM: depth.values,
      speedXMs: field('velocityX'),
      speedYMs: field('velocityY'),
    };
    counters.cars.add(water, dtS);
    counters.large.add(water, dtS);
    counters.access.add(counters.large.closedNow, water, dtS);
    takeMaxima(counters.maxima, water, field);
    this.#sewers?.add(frame, dtS);
  }

  /** The indicators so far, in their order; empty before the first frame. */
  indicators(measures: readonly Measure[], damage: DamageModel): Indicator[] {
    const c = this.#counters;
    if (!c) return [];
    const found: Indicator[] = [
      ...this.#buildings(c, damage),
      ...surface(c),
      ...c.cars.indicators('Cars'),
      ...c.large.indicators('Large'),
      ...c.access.indicators(),
      ...(this.#sewers?.indicators() ?? []),
      {
        id: 'measuresCost',
        value: measures.reduce((sum, m) => sum + (m.cost ?? 0), 0),
        unit: 'money',
      },
    ];
    const byId = new Map(found.map((i) => [i.id, i]));
    return INDICATOR_IDS.flatMap((id) => byId.get(id) ?? []);
  }

  #buildings(c: Counters, damage: DamageModel): Indicator[] {
    const classes = BUILDING_CLASSES.map(() => 0);
    let [wet, people, loss] = [0, 0, 0];
    for (const b of this.city.buildings) {
      const deepest = deepestOf(c.maxima.maxDepth, cellsAround(b, c.grid, c.standing));
      // The class of a depth: how many of the limits it has reached.
      const reached = BUILDING_DEPTHS_M.filter((limit) => deepest >= limit).length;
      if (reached === 0) continue;
      wet++;
      people += b.population;
      classes[reached - 1]!++;
      const area = ringAreaM2(b.footprint.outer);
      loss += area * damage.valuePerM2 * damageShare(damage.curve, deepest);
    }
    return [
      { id: 'buildingsWet', value: wet, unit: '1' },
      ...BUILDING_CLASSES.map((id, k): Indicator => ({ id, value: classes[k]!, unit: '1' })),
      { id: 'peopleAffected', value: people, unit: '1' },
      { id: 'damage', value: loss, unit: 'money' },
    ];
  }
}

function makeCounters(city: City, grid: Grid): Counters {
  const pieces = roadPieces(city, grid);
  const cells = grid.cols * grid.rows;
  return {
    grid,
    standing: standingWater(city, grid),
    cars: new RoadTally(pieces, 'cars'),
    large: new RoadTally(pieces, 'large'),
    access: new AccessTally(city, grid, pieces),
    maxima: {
      maxDepth: new Float32Array(cells),
      maxSpeed: new Float32Array(cells),
      maxHazard: new Float32Array(cells),
    },
  };
}

function takeMaxima(
  maxima: Counters['maxima'],
  water: WaterNow,
  field: (name: string) => Float32Array | null,
): void {
  const { maxDepth, maxSpeed, maxHazard } = maxima;
  const own = [field('maxDepth'), field('maxSpeed'), field('maxHazard')] as const;
  if (own[0] && own[1] && own[2]) {
    maxDepth.set(own[0]);
    maxSpeed.set(own[1]);
    maxHazard.set(own[2]);
    return;
  }
  const { depthM, speedXMs, speedYMs } = water;
  for (let i = 0; i < depthM.length; i++) {
    const h = depthM[i]!;
    if (!(h > 0)) continue;
    if (h > maxDepth[i]!) maxDepth[i] = h;
    if (!speedXMs || !speedYMs) continue;
    const v = Math.sqrt(speedXMs[i]! * speedXMs[i]! + speedYMs[i]! * speedYMs[i]!);
    if (v > maxSpeed[i]!) maxSpeed[i] = v;
    if (h * v > maxHazard[i]!) maxHazard[i] = h * v;
  }
}

/** Flooded area, greatest depth and area by hazard class, outside rivers and lakes. */
function surface({ grid, standing, maxima }: Counters): Indicator[] {
  const { maxDepth, maxSpeed, maxHazard } = maxima;
  const area = grid.cellSizeM ** 2;
  const byClass = new Float64Array(HAZARD_IDS.length + 1);
  let [flooded, deepest] = [0, 0];
  for (let i = 0; i < maxDepth.length; i++) {
    const d = maxDepth[i]!;
    if (standing[i] || !(d >= FLOODED_M)) continue;
    flooded += area;
    if (d > deepest) deepest = d;
    byClass[hazardClass(d, maxSpeed[i]!, maxHazard[i]!)]! += area;
  }
  return [
    { id: 'floodedArea', value: flooded, unit: 'm2' },
    { id: 'deepestWater', value: deepest, unit: 'm' },
    ...HAZARD_IDS.map((id, k): Indicator => ({ id, value: byClass[k + 1]!, unit: 'm2' })),
  ];
}

function deepestOf(depth: Float32Array, cells: Int32Array): number {
  let deepest = 0;
  for (let k = 0; k < cells.length; k++) {
    const d = depth[cells[k]!]!;
    if (d > deepest) deepest = d;
  }
  return deepest;
}
