import type { CityPlan } from '../../plan';
import { sampleBilinear } from '../../../../src/domain/grid';
import { yearLaid } from '../age';
import { stormOffset } from '../crossSection';
import { downhillForest, type Forest } from '../forest';
import { placeStations, stationGraph, type StationGraph } from '../stations';
import { streetGraph, type StreetGraph } from '../streetGraph';
import { catchments, type Catchment } from './catchments';
import { designForest, type DesignTask, type Reach, type TreeEnd } from './design';
import { HISTORIC, MODERN } from './hydraulics';
import { basinsFor, chooseOutfalls, parts, type OutfallSite } from './outfalls';
import {
  designStation,
  findLowArea,
  lowAreaFlow,
  wellSite,
  type LowArea,
  type PumpingStation,
} from './pumping';
import { DESIGN_RETURN_YEARS, UNDERPASS_RETURN_YEARS, runoffCoefficient } from './rainfall';

/** A hollow within a hollow shows only once the outer one is drained. */
const BASIN_ROUNDS = 3;
/** Sewers older than this are brick eggs where they are large enough. */
const BRICK_UNTIL = 1938;

/** What is settled before pipes are sized: where manholes stand, where water flows, what drains where. */
export interface StormLayout {
  readonly graph: StreetGraph;
  readonly stations: StationGraph;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly forest: Forest;
  readonly low: LowArea | null;
  readonly outfalls: readonly OutfallSite[];
  readonly catchments: readonly Catchment[];
}

/** The storm sewers of a city as designed: what the pipe network and the hydraulic model are written from. */
export interface StormSystem extends StormLayout {
  /** Pipe that leaves a station. */
  readonly reaches: ReadonlyMap<number, Reach>;
  readonly pumping: PumpingStation | null;
  /** Bottom of the manhole at each station, m; NaN where there is none. */
  readonly invertM: Float64Array;
}

/** Lays the storm sewers of a plan out: manholes, outfalls, flow directions and catchments. */
export function layOutStorm(plan: CityPlan): StormLayout {
  const graph = streetGraph(
    plan,
    (s) => s.level <= 0 && s.class !== 'pedestrian' && s.class !== 'rail',
  );
  const stations = stationGraph(graph);
  const { x, y } = placeStations(graph, stations, (k) => stormOffset(graph.streets[k]!.street));
  const low = findLowArea(graph, stations);
  const onHigh = (i: number) => !low || low.member[i] === 0;
  const { part } = parts(stations, onHigh);
  const outfalls = chooseOutfalls(plan, graph, stations, part, onHigh);
  const grow = () =>
    downhillForest(
      stations,
      outfalls.map((o) => ({ station: o.station, levelM: stations.groundM[o.station]! })),
      onHigh,
    );
  let forest = grow();
  for (let round = 0; round < BASIN_ROUNDS; round++) {
    const basins = basinsFor(plan, stations, forest.fillM, onHigh);
    if (basins.length === 0) break;
    outfalls.push(...basins);
    forest = grow();
  }
  const seeds: number[] = [];
  for (let i = 0; i < stations.x.length; i++) if (stations.node[i]! < 0) seeds.push(i);
  return {
    graph,
    stations,
    x,
    y,
    forest,
    low,
    outfalls,
    catchments: catchments(plan, seeds, x, y),
  };
}

/** Sizes the pipes and the pumping station of a layout. `extraCoverM` deepens single manholes. */
export function sizeStorm(
  plan: CityPlan,
  layout: StormLayout,
  extraCoverM: Float64Array,
): StormSystem {
  const { graph, stations, x, y, forest, low, outfalls } = layout;
  const effectiveAreaM2 = new Float64Array(stations.x.length);
  for (const c of layout.catchments) {
    effectiveAreaM2[c.station] = c.areaM2 * runoffCoefficient(c.imperviousness);
  }
  const catalogue = (leg: number) => {
    if (leg < 0) return MODERN;
    const l = stations.legs[leg]!;
    const { id } = graph.streets[l.street]!.street;
    return yearLaid(plan, x[l.a]!, y[l.a]!, `storm:${id}`) < BRICK_UNTIL ? HISTORIC : MODERN;
  };
  const common = { stations, x, y, effectiveAreaM2, extraCoverM, catalogue };
  const pumpedCms = new Float64Array(stations.x.length);
  const reaches = new Map<number, Reach>();
  let pumping: PumpingStation | null = null;
  if (low) {
    pumping = drainLowArea(plan, layout, low, common, reaches);
    pumpedCms[low.receiver] = 2 * pumping.dutyCms;
  }
  const ends: TreeEnd[] = outfalls.map((o) => ({
    station: o.station,
    lengthM: Math.hypot(o.x - x[o.station]!, o.y - y[o.station]!),
    // The pipe leaves the bank above the water where the ground allows.
    groundM: Math.min(stations.groundM[o.station]!, o.waterLevelM + 2),
    coverM: 0,
  }));
  const high = designForest({
    ...common,
    forest,
    ends,
    pumpedCms,
    returnYears: DESIGN_RETURN_YEARS,
  });
  for (const [k, r] of high) reaches.set(k, r);
  return { ...layout, reaches, pumping, invertM: manholeInverts(stations.x.length, reaches) };
}

type CommonTask = Omit<DesignTask, 'forest' | 'ends' | 'pumpedCms' | 'returnYears'>;

/** Designs the sewers of the low area into `reaches`, and the station they end in. */
function drainLowArea(
  plan: CityPlan,
  layout: StormLayout,
  low: LowArea,
  common: CommonTask,
  reaches: Map<number, Reach>,
): PumpingStation {
  const { graph, stations, x, y, catchments: areas } = layout;
  const levelM = stations.groundM[low.station]!;
  const forest = downhillForest(
    stations,
    [{ station: low.station, levelM }],
    (i) => low.member[i] === 1,
  );
  const site = wellSite(graph, stations, low);
  const lengthM = Math.hypot(site.x - x[low.station]!, site.y - y[low.station]!);
  const designed = designForest({
    ...common,
    forest,
    ends: [{ station: low.station, lengthM, groundM: levelM, coverM: 1.2 }],
    pumpedCms: new Float64Array(stations.x.length),
    returnYears: UNDERPASS_RETURN_YEARS,
  });
  for (const [k, r] of designed) reaches.set(k, r);
  const ground = sampleBilinear(plan.terrain, site.x, site.y);
  return designStation(
    low,
    site,
    Number.isFinite(ground) ? Math.max(ground, levelM) : levelM,
    designed.get(low.station)!.invertDownM,
    lowAreaFlow(low, areas),
    stations.groundM[low.receiver]! - 2,
  );
}

function manholeInverts(count: number, reaches: ReadonlyMap<number, Reach>): Float64Array {
  const invert = new Float64Array(count).fill(Number.NaN);
  const lower = (i: number, z: number) => {
    if (!(invert[i]! <= z)) invert[i] = z;
  };
  for (const r of reaches.values()) {
    lower(r.up, r.invertUpM);
    if (r.down >= 0) lower(r.down, r.invertDownM);
  }
  return invert;
}
