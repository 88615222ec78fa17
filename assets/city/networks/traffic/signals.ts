import type { SignalPhase, SignalProgram } from '../../../../src/domain/traffic';
import type { Link } from './movements';
import type { RightOfWay } from './rightOfWay';
import type { Stage } from './stages';

/** Vehicle length that must have cleared, m, and speeds of clearing and entering (RiLSA 2015, 2.5). */
const VEHICLE_M = 6;
const CLEAR_MS = 10;
const CLEAR_TURN_MS = 7;
const ENTER_MS = 40 / 3.6;
/** Time a driver may still cross the stop line after the end of green, s (RiLSA: straight, turning). */
const CROSSING_S = 3;
const CROSSING_TURN_S = 2;
const LEAST_ALL_RED_S = 1;
/** Shortest greens, s (RiLSA: 5; with pedestrians beside it: 10). */
const MIN_GREEN_S = 10;
const MIN_TURN_GREEN_S = 6;
/** Time lost when a green begins, less what is used of yellow, s. */
const START_LOSS_S = 1;
const CYCLE_STEP_S = 5;
const LEAST_CYCLE_S = 50;
const MOST_CYCLE_S = 120;

/** Yellow by approach speed, s (RiLSA 2015: 3 at 50, 4 at 60, 5 at 70 km/h). */
export function yellowS(speedMs: number): number {
  const kmh = speedMs * 3.6;
  if (kmh <= 50.5) return 3;
  return kmh <= 60.5 ? 4 : 5;
}

/**
 * Time from the end of green of one link to the start of green of a foe, s (RiLSA 2015, eq. 2-1):
 * crossing time + (clearing way + vehicle length)/clearing speed − entering way/entering speed.
 */
export function intergreenS(clearingM: number, enteringM: number, clearingTurns: boolean): number {
  const crossing = clearingTurns ? CROSSING_TURN_S : CROSSING_S;
  const clearing = (clearingM + VEHICLE_M) / (clearingTurns ? CLEAR_TURN_MS : CLEAR_MS);
  return crossing + clearing - enteringM / ENTER_MS;
}

/** Cycle of least delay, s: (1.5·L + 5)/(1 − Y) (Webster, Road Research Technical Paper 39, 1958). */
export function websterCycleS(lostS: number, flowRatioSum: number): number {
  const raw = (1.5 * lostS + 5) / Math.max(1 - flowRatioSum, 0.1);
  const stepped = Math.ceil(raw / CYCLE_STEP_S) * CYCLE_STEP_S;
  return Math.min(Math.max(stepped, LEAST_CYCLE_S), MOST_CYCLE_S);
}

/** Stages with the change intervals between them, before greens are dealt out. */
export interface StagePlan {
  readonly stages: readonly Stage[];
  /** Yellow and all-red after each stage, s. */
  readonly yellow: readonly number[];
  readonly allRed: readonly number[];
  /** Cycle of least delay for this junction alone, s. */
  readonly cycleS: number;
}

/** Change intervals and the junction's own cycle. */
export function planStages(
  stages: readonly Stage[],
  links: readonly Link[],
  row: RightOfWay,
  speedMs: (link: number) => number,
): StagePlan {
  const n = links.length;
  const yellow: number[] = [];
  const allRed: number[] = [];
  stages.forEach((s, k) => {
    const next = stages[(k + 1) % stages.length]!;
    let y = 3;
    let need = 0;
    for (let i = 0; i < n; i++) {
      if (s.letters[i] === 'r' || next.letters[i] !== 'r') continue;
      y = Math.max(y, yellowS(speedMs(i)));
      for (let j = 0; j < n; j++) {
        const c = row.conflicts[i * n + j];
        if (!c || next.letters[j] === 'r' || s.letters[j] !== 'r') continue;
        need = Math.max(need, intergreenS(c.alongA, c.alongB, links[i]!.direction !== 's'));
      }
    }
    yellow.push(y);
    allRed.push(Math.max(LEAST_ALL_RED_S, Math.ceil(need - y)));
  });
  let lost = 0;
  let ratio = 0;
  stages.forEach((s, k) => {
    lost += yellow[k]! + allRed[k]! + START_LOSS_S - 1;
    ratio += s.flowRatio;
  });
  return {
    stages,
    yellow,
    allRed,
    cycleS: Math.max(websterCycleS(lost, ratio), leastCycle(stages, yellow, allRed)),
  };
}

function leastCycle(
  stages: readonly Stage[],
  yellow: readonly number[],
  allRed: readonly number[],
) {
  let sum = 0;
  stages.forEach((s, k) => (sum += minGreen(s) + yellow[k]! + allRed[k]!));
  return Math.ceil(sum / CYCLE_STEP_S) * CYCLE_STEP_S;
}

function minGreen(s: Stage): number {
  return s.turnsOnly ? MIN_TURN_GREEN_S : MIN_GREEN_S;
}

/** Deals the greens of a cycle out by flow ratio, in whole seconds, none below its shortest. */
export function greensS(plan: StagePlan, cycleS: number): number[] {
  const { stages, yellow, allRed } = plan;
  let free = cycleS;
  stages.forEach((s, k) => (free -= yellow[k]! + allRed[k]! + minGreen(s)));
  const total = stages.reduce((sum, s) => sum + s.flowRatio, 0);
  const greens = stages.map((s) => minGreen(s) + Math.floor((free * s.flowRatio) / total));
  let rest = cycleS - greens.reduce((a, g, k) => a + g + yellow[k]! + allRed[k]!, 0);
  for (let k = 0; rest > 0; k = (k + 1) % greens.length, rest--) greens[k]!++;
  return greens;
}

/** The fixed-time program of a junction: green, yellow and all-red per stage. */
export function signalProgram(
  id: string,
  plan: StagePlan,
  cycleS: number,
  offsetS: number,
): SignalProgram {
  const { stages, yellow, allRed } = plan;
  const greens = greensS(plan, cycleS);
  const phases: SignalPhase[] = [];
  stages.forEach((s, k) => {
    const next = stages[(k + 1) % stages.length]!;
    const letters = (ending: string) =>
      s.letters.map((c, i) => (c !== 'r' && next.letters[i] === 'r' ? ending : c)).join('');
    phases.push({
      durationS: greens[k]!,
      state: s.letters.join(''),
      minDurS: minGreen(s),
      maxDurS: Math.max(greens[k]! + 20, 2 * minGreen(s)),
      name: `stage ${k + 1}`,
      attributes: {},
    });
    if (stages.length === 1) return;
    phases.push({ durationS: yellow[k]!, state: letters('y'), name: 'yellow', attributes: {} });
    phases.push({ durationS: allRed[k]!, state: letters('r'), name: 'all red', attributes: {} });
  });
  return { id, programId: '0', type: 'static', offsetS, phases, attributes: {} };
}
