import { Simulation } from '../../../../workers/traffic/sim/simulation';
import { ARRIVED } from '../../../../workers/traffic/sim/world';
import type { FollowingModel } from '../../../../workers/traffic/setup';
import { atMost, near, shown, type Case, type Row } from '../row';
import { hasNet, REFERENCE_NETS, referenceSetup, sumoMeans, type ReferenceNet } from './networks';

/** Drivers compared: SUMO's own model at its own step, and the default. */
const DRIVERS: readonly { readonly model: FollowingModel; readonly stepS: number }[] = [
  { model: 'krauss', stepS: 1 },
  { model: 'idm', stepS: 0.5 },
];
/** Seeds whose means are compared; one in the short form. */
const SEEDS = 5;

interface Means {
  readonly inserted: number;
  readonly arrived: number;
  readonly durationS: number;
  readonly durationP95S: number;
  readonly delayS: number;
  readonly collisions: number;
  readonly redPassed: number;
}

/** The published networks against SUMO. */
export function trafficCases(): { cases: readonly Case[]; leftOut: readonly string[] } {
  const cases: Case[] = [];
  const leftOut: string[] = [];
  for (const n of REFERENCE_NETS) {
    for (const { model, stepS } of DRIVERS) {
      const name = `${n.name}, ${model} ${stepS} s`;
      if (!hasNet(n)) leftOut.push(name);
      else cases.push({ name, run: async ({ short }) => compare(name, n, model, stepS, short) });
    }
  }
  return { cases, leftOut };
}

function compare(
  name: string,
  n: ReferenceNet,
  model: FollowingModel,
  stepS: number,
  short: boolean,
): readonly Row[] {
  const seeds = short ? 1 : SEEDS;
  const runs: Means[] = [];
  for (let seed = 1; seed <= seeds; seed++) runs.push(drive(n, model, stepS, seed));
  const mean = (of: (r: Means) => number): number => runs.reduce((s, r) => s + of(r), 0) / seeds;
  const most = (of: (r: Means) => number): number => Math.max(...runs.map(of));
  const sumo = sumoMeans(n);
  const within = (metric: string, value: number, of: number, share: number): Row =>
    near(name, metric, value, of, share * of);
  return [
    shown(name, 'seeds', seeds),
    within(
      'inserted',
      mean((r) => r.inserted),
      sumo.inserted,
      0.01,
    ),
    within(
      'arrived',
      mean((r) => r.arrived),
      sumo.arrived,
      0.01,
    ),
    within(
      'mean trip duration, s',
      mean((r) => r.durationS),
      sumo.duration,
      0.05,
    ),
    within(
      'p95 trip duration, s',
      mean((r) => r.durationP95S),
      sumo.duration_p95,
      0.1,
    ),
    within(
      'mean delay, s',
      mean((r) => r.delayS),
      sumo.delay,
      0.15,
    ),
    atMost(
      name,
      'collisions, worst run',
      most((r) => r.collisions),
      0,
    ),
    atMost(
      name,
      'through red, worst run',
      most((r) => r.redPassed),
      0,
    ),
  ];
}

/** One run to its horizon. Trip means are over those arrived, as SUMO has them. */
function drive(n: ReferenceNet, model: FollowingModel, stepS: number, seed: number): Means {
  const sim = new Simulation(referenceSetup(n, model, stepS, seed));
  const w = sim.world;
  const steps = Math.round(n.horizonS / w.stepS);
  while (w.step < steps && w.arrived < w.vehicles) sim.step();
  const durations: number[] = [];
  let delayS = 0;
  for (let v = 0; v < w.vehicles; v++) {
    if (w.status[v] !== ARRIVED) continue;
    durations.push(w.arriveS[v]! - w.departS[v]!);
    delayS += w.lossS[v]! + w.departS[v]! - w.plannedS[v]!;
  }
  durations.sort((a, b) => a - b);
  const count = Math.max(1, durations.length);
  return {
    inserted: w.inserted,
    arrived: w.arrived,
    durationS: durations.reduce((s, d) => s + d, 0) / count,
    durationP95S: durations[Math.floor(0.95 * (durations.length - 1))] ?? 0,
    delayS: delayS / count,
    collisions: w.collisions,
    redPassed: w.redPassed,
  };
}
