import type { StreetClass } from '../../../../src/domain/city';
import { edgeHeadings } from './lanes';
import type { Link } from './movements';
import type { RightOfWay } from './rightOfWay';
import { CLASS_RANK, wrap, type RoadJunction, type RoadPlan } from './roads';

/** A signal stage: per link 'G' (protected), 'g' (gives way) or 'r'. */
export interface Stage {
  readonly letters: readonly ('G' | 'g' | 'r')[];
  /** Critical flow ratio of the stage. */
  readonly flowRatio: number;
  /** True where the stage serves turns only. */
  readonly turnsOnly: boolean;
}

/** Assumed volume per through lane at the morning peak, veh/h. */
const LANE_VOLUME: Readonly<Record<StreetClass, number>> = {
  motorway: 900,
  arterial: 480,
  collector: 300,
  local: 130,
  service: 60,
  pedestrian: 0,
  rail: 0,
};
/** Part of it that turns left, per left-turn lane. */
const LEFT_SHARE = 0.3;
/** Saturation flow per lane, veh/h of green: straight, and turning (HBS 2015: 2000 and 1800 less turning losses). */
const SATURATION = 1800;
const SATURATION_TURN = 1650;

/**
 * Stages of a junction by conflict of movements. Opposite approaches share a stage; where one of them
 * has a left-turn lane on an arterial their left turns get a stage of their own (protected), else
 * they give way to oncoming traffic. Whatever would still be a conflict of two protected greens is
 * turned into giving way, or into red where neither may wait for the other.
 */
export function stagesOf(
  roads: RoadPlan,
  junction: RoadJunction,
  links: readonly Link[],
  row: RightOfWay,
): Stage[] {
  const stages: Stage[] = [];
  for (const group of approachGroups(roads, junction, row)) {
    const inGroup = links.map((l) => group.includes(l.from));
    const arterial = group.some(
      (e) => roads.edges[e]!.leftPocket && streetClass(roads, e) === 'arterial',
    );
    const isLeft = links.map((l) => l.direction === 'l' || l.direction === 'L');
    const main = links.map((_, i) => inGroup[i]! && !(arterial && isLeft[i]!));
    const lefts = links.map((_, i) => inGroup[i]! && arterial && isLeft[i]!);
    if (main.includes(true)) stages.push(makeStage(roads, links, row, main, false));
    for (const part of conflictFree(lefts, row)) {
      stages.push(makeStage(roads, links, row, part, true));
    }
  }
  return stages;
}

function streetClass(roads: RoadPlan, edge: number): StreetClass {
  return roads.graph.streets[roads.edges[edge]!.street]!.street.class;
}

/** Incoming edges in pairs that face each other, the major road first. */
function approachGroups(roads: RoadPlan, junction: RoadJunction, row: RightOfWay): number[][] {
  const left = [...junction.incoming].sort(
    (a, b) =>
      Number(row.major.has(b)) - Number(row.major.has(a)) ||
      CLASS_RANK[streetClass(roads, b)] - CLASS_RANK[streetClass(roads, a)] ||
      a - b,
  );
  const heading = (e: number) => edgeHeadings(roads, roads.edges[e]!).end;
  const groups: number[][] = [];
  while (left.length > 0) {
    const first = left.shift()!;
    let mate = -1;
    let best = (3 / 4) * Math.PI;
    left.forEach((e, k) => {
      const facing = Math.abs(wrap(heading(e) - heading(first)));
      if (facing > best) {
        best = facing;
        mate = k;
      }
    });
    groups.push(mate < 0 ? [first] : [first, ...left.splice(mate, 1)]);
  }
  return groups;
}

/** Splits a set of links into sets without a conflict, greedily. */
function conflictFree(set: readonly boolean[], row: RightOfWay): boolean[][] {
  const n = set.length;
  const out: boolean[][] = [];
  for (let i = 0; i < n; i++) {
    if (!set[i]) continue;
    const home = out.find((s) => s.every((on, j) => !on || row.conflicts[i * n + j] === null));
    if (home) home[i] = true;
    else out.push(set.map((_, j) => j === i));
  }
  return out;
}

function makeStage(
  roads: RoadPlan,
  links: readonly Link[],
  row: RightOfWay,
  on: readonly boolean[],
  turnsOnly: boolean,
): Stage {
  const n = links.length;
  const letters = on.map((x): 'G' | 'g' | 'r' => (x ? 'G' : 'r'));
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      if (letters[i] === 'r' || letters[j] === 'r') continue;
      if (row.yields[i * n + j] === 1) letters[i] = 'g';
    }
  }
  let flowRatio = 0.02;
  links.forEach((l, i) => {
    if (letters[i] === 'r') return;
    const volume = LANE_VOLUME[streetClass(roads, l.from)];
    const turning = l.direction !== 's';
    const ratio = turnsOnly
      ? (volume * LEFT_SHARE) / SATURATION_TURN
      : volume / (turning ? SATURATION_TURN : SATURATION);
    flowRatio = Math.max(flowRatio, ratio);
  });
  return { letters, flowRatio, turnsOnly };
}
