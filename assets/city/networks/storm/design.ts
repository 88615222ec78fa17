import { DryrunError } from '../../../../src/domain/errors';
import { JUNCTION_COVER_M, STORM_COVER_M } from '../crossSection';
import type { Forest } from '../forest';
import type { StationGraph } from '../stations';
import {
  MAX_VELOCITY_MS,
  SELF_CLEANSING_MS,
  follows,
  fullFlow,
  fullVelocity,
  slopeForVelocity,
  type Section,
} from './hydraulics';
import { INLET_TIME_MIN, rationalFlow } from './rainfall';

/** Flattest slope a sewer can be laid at, m/m. */
const LEAST_SLOPE = 0.0005;

/** A designed pipe from a station to the next one downstream (or to its outfall or wet well). */
export interface Reach {
  readonly up: number;
  /** Station downstream, or −1 for the last pipe of a tree. */
  readonly down: number;
  readonly leg: number;
  readonly lengthM: number;
  readonly section: Section;
  readonly slope: number;
  readonly invertUpM: number;
  readonly invertDownM: number;
  /** Design flow, m³/s, and the time of concentration it belongs to, min. */
  readonly designCms: number;
  readonly concentrationMin: number;
}

/** The last pipe of a tree. */
export interface TreeEnd {
  readonly station: number;
  readonly lengthM: number;
  readonly groundM: number;
  /** Cover asked at its lower end, m (0 where the pipe comes out of the bank). */
  readonly coverM: number;
}

export interface DesignTask {
  readonly stations: StationGraph;
  readonly forest: Forest;
  readonly ends: readonly TreeEnd[];
  /** Position of the manholes, for true pipe lengths. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** ΣCA that enters at each station, m². */
  readonly effectiveAreaM2: Float64Array;
  /** Pumped inflow per station, m³/s. */
  readonly pumpedCms: Float64Array;
  readonly returnYears: number;
  /** Cover asked beyond the rule at each station, m. */
  readonly extraCoverM: Float64Array;
  /** Sizes to choose from on a leg. */
  readonly catalogue: (leg: number) => readonly Section[];
}

/**
 * Sizes a forest of sewers from the heads down. Rational method for the flow, Manning flowing full
 * for the size; a pipe follows the street at its least cover where that slope lies between the
 * self-cleansing and the fastest one, runs at the self-cleansing slope where the street is flatter,
 * and starts with a drop where it is steeper. Crowns are level at manholes, or fall; sizes never
 * shrink.
 */
export function designForest(task: DesignTask): Map<number, Reach> {
  const { stations, forest } = task;
  const n = stations.x.length;
  const area = Float64Array.from(task.effectiveAreaM2);
  const pumped = Float64Array.from(task.pumpedCms);
  const time = new Float64Array(n).fill(INLET_TIME_MIN);
  const crown = new Float64Array(n).fill(Infinity);
  const widest: (Section | null)[] = Array.from({ length: n }, () => null);
  const ends = new Map(task.ends.map((e) => [e.station, e]));
  const reaches = new Map<number, Reach>();
  for (let k = forest.order.length - 1; k >= 0; k--) {
    const up = forest.order[k]!;
    const down = forest.down[up]!;
    const end = down < 0 ? ends.get(up) : undefined;
    if (down < 0 && !end) continue;
    const leg = forest.downLeg[up]!;
    const sag = down < 0 ? 0 : stations.legs[leg]!.sagM;
    const lengthM = end
      ? end.lengthM
      : Math.hypot(task.x[up]! - task.x[down]!, task.y[up]! - task.y[down]!);
    const coverUp = (end ? JUNCTION_COVER_M : coverAt(stations, up)) + task.extraCoverM[up]!;
    const flow = rationalFlow(area[up]!, time[up]!, task.returnYears) + pumped[up]!;
    const reach = sizeReach(task.catalogue(leg), widest[up] ?? null, {
      flow,
      lengthM,
      topUp: stations.groundM[up]! - coverUp - sag,
      topDown: end
        ? end.groundM - end.coverM
        : stations.groundM[down]! - coverAt(stations, down) - task.extraCoverM[down]! - sag,
      crownIn: crown[up]!,
    });
    const { section, slope, crownUp } = reach;
    const crownDown = crownUp - slope * lengthM;
    reaches.set(up, {
      up,
      down,
      leg,
      lengthM,
      section,
      slope,
      invertUpM: crownUp - section.heightM,
      invertDownM: crownDown - section.heightM,
      designCms: flow,
      concentrationMin: time[up]!,
    });
    if (down < 0) continue;
    area[down]! += area[up]!;
    pumped[down]! += pumped[up]!;
    time[down] = Math.max(time[down]!, time[up]! + lengthM / fullVelocity(section, slope) / 60);
    crown[down] = Math.min(crown[down]!, crownDown);
    const most = widest[down];
    if (!most || !follows(section, most)) widest[down] = join(most ?? null, section);
  }
  return reaches;
}

/**
 * Cover asked over a sewer at a station, m. Within reach of a junction, and where the sewer leaves the
 * street, the lines under the sidewalks cross above it.
 */
export function coverAt(stations: StationGraph, station: number): number {
  if (stations.node[station]! >= 0) return JUNCTION_COVER_M;
  for (const l of stations.around[station]!) {
    const { a, b } = stations.legs[l]!;
    if (stations.node[a === station ? b : a]! >= 0) return JUNCTION_COVER_M;
  }
  return STORM_COVER_M;
}

/** The section every incoming pipe may flow into. */
function join(a: Section | null, b: Section): Section {
  if (!a || follows(a, b)) return b;
  if (follows(b, a)) return a;
  return {
    ...a,
    areaM2: Math.max(a.areaM2, b.areaM2),
    conveyance: Math.max(a.conveyance, b.conveyance),
  };
}

interface Site {
  readonly flow: number;
  readonly lengthM: number;
  /** Highest outer top of the pipe at both ends, m. */
  readonly topUp: number;
  readonly topDown: number;
  /** Lowest crown of the pipes that come in, m. */
  readonly crownIn: number;
}

/** Smallest section that carries the flow, with its slope and upper crown. */
export function sizeReach(catalogue: readonly Section[], least: Section | null, site: Site) {
  for (const section of catalogue) {
    if (least && !follows(least, section)) continue;
    const laid = lay(section, site);
    if (fullFlow(section, laid.slope) >= site.flow) return { section, ...laid };
  }
  throw new DryrunError({
    code: 'city.sewer.too_small',
    what: `No sewer of the catalogue carries ${site.flow.toFixed(1)} m³/s.`,
    mend: 'Give the city more outfalls (more water bodies or streets near them).',
    params: { flow: site.flow },
  });
}

function lay(section: Section, site: Site): { slope: number; crownUp: number } {
  const least = Math.max(LEAST_SLOPE, slopeForVelocity(section, SELF_CLEANSING_MS));
  const most = slopeForVelocity(section, MAX_VELOCITY_MS);
  const crownUp = Math.min(site.crownIn, site.topUp - section.wallM);
  const wanted = site.topDown - section.wallM;
  const slope = (crownUp - wanted) / site.lengthM;
  if (slope < least) return { slope: least, crownUp };
  if (slope <= most) return { slope, crownUp };
  return { slope: most, crownUp: Math.min(crownUp, wanted + most * site.lengthM) };
}
