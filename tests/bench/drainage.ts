import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseInp } from '../../src/io/swmm/parseInp';
import { DrainageSimulation } from '../../workers/flood/drainage/simulation';
import type { Iteration } from '../../workers/flood/drainage/routing';

const DATA = path.resolve(import.meta.dirname, '../../../shared/data');

/** Networks large enough for the compiler to warm up; Barrie's storm is the one that does not converge in SWMM. */
const NETWORKS = [
  { name: 'barrie_storm', file: 'barrie/derived/barrie_storm.inp' },
  { name: 'user4', file: 'drainage/models/user4.inp' },
] as const;

const REPEATS = 2;
const LOOP_TURNS = 5e7;

interface Summary {
  readonly cpu_s: number;
  readonly duration_s: number;
}

/**
 * Wall time of whole runs against EPA SWMM 5.2.4's processor time for the same run, and node-steps a
 * second. SWMM's time was taken on another machine: the loop timed here says how fast this one is.
 */
export async function benchDrainage({
  json,
}: {
  readonly json: boolean;
}): Promise<Record<string, unknown>> {
  if (!existsSync(path.join(DATA, 'drainage/reference'))) {
    if (!json) console.log('drainage: no reference data beside the checkout, nothing timed');
    return {};
  }
  const dividesPerS = LOOP_TURNS / bestOf(loop);
  const results: Record<string, unknown> = { dividesPerS };
  if (!json) console.log(`drainage: ${shortNumber(dividesPerS)} dependent divides a second`);
  for (const { name, file } of NETWORKS) {
    const inp = path.join(DATA, file);
    const model = parseInp(readFileSync(inp, 'utf8'), { file: inp });
    const summary = JSON.parse(
      readFileSync(path.join(DATA, `drainage/reference/${name}.summary.json`), 'utf8'),
    ) as Summary;
    for (const iteration of ['swmm', 'newton'] as const) {
      const options =
        iteration === 'newton' ? { ...model.options, SURCHARGE_METHOD: 'SLOT' } : model.options;
      const run = timed({ ...model, options }, iteration, summary.duration_s);
      const ratio = summary.cpu_s / run.wallS;
      results[`${name}.${iteration}`] = { ...run, swmmCpuS: summary.cpu_s, ratio };
      if (json) continue;
      console.log(
        `drainage: ${name}, ${iteration === 'swmm' ? 'SWMM’s iteration' : 'Newton, slot'}: ` +
          `${run.wallS.toFixed(2)} s (SWMM ${summary.cpu_s.toFixed(2)} s, ${ratio.toFixed(2)} ×), ` +
          `${shortNumber(run.nodeStepsPerS)} node-steps a second, ` +
          `${run.unconvergedPercent.toFixed(2)} % of steps not converged`,
      );
    }
  }
  return results;
}

function timed(
  model: ConstructorParameters<typeof DrainageSimulation>[0],
  iteration: Iteration,
  durationS: number,
) {
  let simulation = new DrainageSimulation(model, { iteration });
  const wallS = bestOf(() => {
    simulation = new DrainageSimulation(model, { iteration });
    simulation.advance(durationS);
  });
  const { routing, net } = simulation;
  return {
    wallS,
    nodeStepsPerS: (net.nodeCount * routing.steps) / wallS,
    unconvergedPercent: (100 * routing.unconverged) / routing.steps,
  };
}

/** Shortest of some runs, s. */
function bestOf(run: () => void): number {
  let best = Number.POSITIVE_INFINITY;
  for (let k = 0; k < REPEATS; k++) {
    const from = performance.now();
    run();
    best = Math.min(best, (performance.now() - from) / 1000);
  }
  return best;
}

/** A chain of divisions, each waiting for the last: what no compiler shortens. */
function loop(): void {
  let x = 1.5;
  for (let k = 0; k < LOOP_TURNS; k++) x = 1 + 1 / x;
  if (!(x > 1.6 && x < 1.7)) throw new Error(`the yardstick loop went wrong: ${x}`);
}

const shortNumber = (n: number): string => `${(n / 1e6).toFixed(2)} M`;
