import type { UtilityLink, UtilityNetwork, UtilityNode } from '../../../src/domain/city';
import type { CityPlan } from '../plan';
import { yearLaid } from './age';
import { sanitaryOffset } from './crossSection';
import { downhillForest } from './forest';
import { placeStations, type StationGraph } from './stations';
import { sizeReach } from './storm/design';
import { circular, type Section } from './storm/hydraulics';
import { parts } from './storm/outfalls';
import type { StormSystem } from './storm/system';

/** Cover over sanitary sewers, m, and the clear height between them and the storm sewer above. */
const COVER_M = 2;
const BELOW_STORM_M = 0.35;
/** Deepest trench before sewage is lifted, m, and the least lift worth a station. */
const DEEPEST_M = 7.5;
const LEAST_LIFT_M = 2;
/** Manholes stand this far along the street from the storm manholes, clear of the gully leads, m. */
const STAGGER_M = 3;
/** Distance of junction manholes from the storm manhole at the node, m. */
const BESIDE_NODE_M = 3.4;
/** The works' inlet lies this far beside the storm outfall, m. */
const WORKS_ASIDE_M = 14;
/** Domestic flow: 200 L a person a day, peak factor 3, a half more for groundwater; pipes at 70 % depth. */
const PEAK_CMS_PER_PERSON = (0.2 / 86400) * (3 + 0.5);
const PART_FULL = 1.2;
const DEFAULT_PEOPLE_PER_KM2 = 9000;

const SIZES: readonly Section[] = [
  300, 400, 500, 600, 700, 800, 900, 1000, 1200, 1400, 1600, 1800, 2000,
].map((mm) => circular(mm / 1000));
const RISING_MAIN = circular(0.2);

/** Ids of the sanitary sewers' parts by station. */
export const sanitaryIds = {
  manhole: (i: number) => `sanitary-mh-${i}`,
  pipe: (i: number) => `sanitary-pipe-${i}`,
  works: (k: number) => `sanitary-works-${k}`,
};

interface Run {
  readonly up: number;
  readonly down: number;
  readonly pumped: boolean;
  readonly section: Section;
  readonly invertUpM: number;
  readonly invertDownM: number;
}

/**
 * Sanitary sewers: along the same streets, beside and below the storm sewers, by gravity to a works
 * on each bank, with lift stations where the trench would grow too deep. Only the underpass has none. `deeperM`
 * lowers single manholes. `down` is the station downstream of each, −1 at the works.
 */
export function sanitaryNetwork(
  plan: CityPlan,
  storm: StormSystem,
  deeperM: Float64Array,
): { network: UtilityNetwork; down: Int32Array } {
  const { graph, stations } = storm;
  const open = (i: number) => !storm.pumping || storm.pumping.low.member[i] === 0;
  const { x, y } = placeStations(
    graph,
    stations,
    (k) => sanitaryOffset(graph.streets[k]!.street),
    STAGGER_M,
  );
  moveFromNodes(storm, x, y);
  const works = chooseWorks(storm, open);
  const forest = downhillForest(
    stations,
    works.map((w) => ({ station: w.station, levelM: stations.groundM[w.station]! })),
    open,
  );
  const worksAt = new Map(works.map((w, k) => [w.station, k]));
  const flow = peakFlows(plan, storm);
  const crown = new Float64Array(x.length).fill(Infinity);
  const widest: (Section | null)[] = Array.from({ length: x.length }, () => null);
  const runs: Run[] = [];
  for (let k = forest.order.length - 1; k >= 0; k--) {
    const up = forest.order[k]!;
    const down = forest.down[up]!;
    const w = down < 0 ? works[worksAt.get(up)!]! : null;
    const end = w ?? { x: x[down]!, y: y[down]! };
    const lengthM = Math.hypot(end.x - x[up]!, end.y - y[up]!);
    const topDown = w ? Infinity : highestTop(storm, down) - deeperM[down]!;
    const laid = sizeReach(SIZES, widest[up] ?? null, {
      flow: flow[up]! * PART_FULL,
      lengthM,
      topUp: highestTop(storm, up) - deeperM[up]!,
      topDown,
      crownIn: crown[up]!,
    });
    const crownDown = laid.crownUp - laid.slope * lengthM;
    const lift = !w && isTooDeep(stations, down, crownDown, topDown);
    const section = lift ? RISING_MAIN : laid.section;
    const outM = lift ? topDown - RISING_MAIN.wallM : crownDown;
    runs.push({
      up,
      down,
      pumped: lift,
      section,
      invertUpM: laid.crownUp - laid.section.heightM,
      invertDownM: outM - section.heightM,
    });
    if (down < 0) continue;
    flow[down]! += flow[up]!;
    crown[down] = Math.min(crown[down]!, outM);
    if (!widest[down] || laid.section.areaM2 > widest[down].areaM2) widest[down] = laid.section;
  }
  return { network: assemble(plan, storm, runs, works, x, y), down: forest.down };
}

function isTooDeep(stations: StationGraph, at: number, crownM: number, topM: number): boolean {
  return stations.groundM[at]! - crownM > DEEPEST_M && topM - crownM > LEAST_LIFT_M;
}

/** Highest outer top of a sanitary sewer at a station: under its cover and under the storm sewer. */
function highestTop(storm: StormSystem, i: number): number {
  const ground = storm.stations.groundM[i]! - COVER_M;
  const above = storm.invertM[i]!;
  if (Number.isNaN(above)) return ground;
  // The two manholes stand a few metres apart: on a steep street the storm sewer falls in between.
  const { wall, slope } = steepest(storm, i);
  return Math.min(ground, above - wall - BELOW_STORM_M - slope * (BESIDE_NODE_M + STAGGER_M));
}

/** Thickest wall and steepest slope of the storm sewers at a station. */
function steepest(storm: StormSystem, i: number): { wall: number; slope: number } {
  let wall = 0.05;
  let slope = 0;
  for (const l of storm.stations.around[i]!) {
    const { a, b } = storm.stations.legs[l]!;
    for (const r of [storm.reaches.get(a), storm.reaches.get(b)]) {
      if (!r || (r.up !== i && r.down !== i)) continue;
      wall = Math.max(wall, r.section.wallM);
      slope = Math.max(slope, r.slope);
    }
  }
  return { wall, slope };
}

/** Moves junction manholes off the node, into the widest gap between the streets. */
function moveFromNodes(storm: StormSystem, x: Float64Array, y: Float64Array): void {
  const { graph, stations } = storm;
  for (let i = 0; i < x.length; i++) {
    const node = stations.node[i]!;
    if (node < 0) continue;
    const arms = graph.arms[node]!;
    let gap = -1;
    let towards = 0;
    arms.forEach((arm, k) => {
      const next = arms[(k + 1) % arms.length]!;
      let width = next.bearing - arm.bearing;
      if (k === arms.length - 1) width += 2 * Math.PI;
      if (width <= gap) return;
      gap = width;
      towards = arm.bearing + width / 2;
    });
    x[i]! += BESIDE_NODE_M * Math.cos(towards);
    y[i]! += BESIDE_NODE_M * Math.sin(towards);
  }
}

interface Works {
  readonly station: number;
  readonly x: number;
  readonly y: number;
}

/** One works for every part of the street network: where the storm outfall farthest downstream lies. */
function chooseWorks(storm: StormSystem, open: (i: number) => boolean): Works[] {
  const { part, count } = parts(storm.stations, open);
  const best: (StormSystem['outfalls'][number] | undefined)[] = Array.from({ length: count });
  for (const o of storm.outfalls) {
    const p = part[o.station]!;
    // A works stands at the river; only where there is none does it use a basin.
    if (o.bodyId === null && best[p]) continue;
    if (!best[p] || o.waterLevelM < best[p].waterLevelM) best[p] = o;
  }
  return best.flatMap((o) => {
    if (!o) return [];
    const sx = storm.x[o.station]!;
    const sy = storm.y[o.station]!;
    const dx = (o.x - sx) / o.lengthM;
    const dy = (o.y - sy) / o.lengthM;
    const far = o.lengthM * 0.5;
    return [
      {
        station: o.station,
        x: sx + dx * far - dy * WORKS_ASIDE_M,
        y: sy + dy * far + dx * WORKS_ASIDE_M,
      },
    ];
  });
}

/** Peak flow that enters at each station, m³/s, by the people on its catchment. */
function peakFlows(plan: CityPlan, storm: StormSystem): Float64Array {
  let people = 0;
  for (const b of plan.buildings) people += b.population;
  let land = 0;
  for (const c of storm.catchments) land += c.areaM2;
  const density = people > 0 && land > 0 ? people / land : DEFAULT_PEOPLE_PER_KM2 / 1e6;
  const flow = new Float64Array(storm.stations.x.length);
  for (const c of storm.catchments) flow[c.station] = c.areaM2 * density * PEAK_CMS_PER_PERSON;
  return flow;
}

function assemble(
  plan: CityPlan,
  storm: StormSystem,
  runs: readonly Run[],
  works: readonly Works[],
  x: Float64Array,
  y: Float64Array,
): UtilityNetwork {
  const { stations, graph } = storm;
  const invert = new Float64Array(x.length).fill(Infinity);
  const lifts = new Set<number>();
  for (const r of runs) {
    invert[r.up] = Math.min(invert[r.up]!, r.invertUpM);
    if (r.down >= 0) invert[r.down] = Math.min(invert[r.down]!, r.invertDownM);
    if (r.pumped) lifts.add(r.up);
  }
  const nodes: UtilityNode[] = [];
  for (let i = 0; i < x.length; i++) {
    if (invert[i] === Infinity) continue;
    nodes.push({
      id: sanitaryIds.manhole(i),
      kind: lifts.has(i) ? 'pump' : 'manhole',
      x: x[i]!,
      y: y[i]!,
      coverM: stations.groundM[i]!,
      invertM: invert[i]!,
      diameterM: lifts.has(i) ? 2.5 : 1,
    });
  }
  const worksOf = new Map(works.map((w, k) => [w.station, k]));
  const links = runs.map((r): UtilityLink => {
    const k = r.down < 0 ? worksOf.get(r.up)! : -1;
    const end = k >= 0 ? works[k]! : { x: x[r.down]!, y: y[r.down]! };
    if (k >= 0) {
      const coverM = Math.max(stations.groundM[r.up]!, r.invertDownM + r.section.heightM + 1);
      const invertM = r.invertDownM;
      nodes.push({
        id: sanitaryIds.works(k),
        kind: 'outfall',
        x: end.x,
        y: end.y,
        coverM,
        invertM,
        diameterM: 6,
      });
    }
    const key =
      r.down >= 0
        ? graph.streets[streetOf(stations, r.up, r.down)]!.street.id
        : sanitaryIds.works(k);
    const year = yearLaid(plan, x[r.up]!, y[r.up]!, `sanitary:${key}`);
    return {
      id: sanitaryIds.pipe(r.up),
      from: sanitaryIds.manhole(r.up),
      to: k >= 0 ? sanitaryIds.works(k) : sanitaryIds.manhole(r.down),
      kind: r.pumped ? 'pump' : 'pipe',
      path: Float64Array.of(x[r.up]!, y[r.up]!, r.invertUpM, end.x, end.y, r.invertDownM),
      shape: 'circular',
      heightM: r.section.heightM,
      widthM: r.section.widthM,
      wallM: r.section.wallM,
      material: r.pumped ? 'ductile iron' : sewerMaterial(r.section.heightM, year),
      yearBuilt: year,
    };
  });
  return { kind: 'sanitary', nodes, links };
}

function streetOf(stations: StationGraph, a: number, b: number): number {
  const leg = stations.around[a]!.find((l) => {
    const g = stations.legs[l]!;
    return g.a === b || g.b === b;
  });
  return stations.legs[leg!]!.street;
}

function sewerMaterial(boreM: number, year: number): string {
  if (boreM > 0.5) return 'reinforced concrete, lined';
  return year < 1990 ? 'vitrified clay' : 'PVC-U';
}
