import { readFileSync } from 'node:fs';
import path from 'node:path';
import { nodePackageSource } from '../../src/cli/nodeSource';
import type { City } from '../../src/domain/city';
import type { Scenario } from '../../src/domain/scenario';
import { openCityPackage } from '../../src/io/package/open';
import { firstLookOf, quickSetup } from '../../src/rehearsal/firstLook';
import { floodSetup } from '../../src/rehearsal/floodSetup';
import { floodEngine } from '../../workers/flood/engine';
import { FloodKernel } from '../../workers/flood/kernel/kernel';
import type { FloodSetup } from '../../workers/flood/setup';
import { Sewer } from '../../workers/flood/sewer/sewer';

const CITY = path.resolve(import.meta.dirname, '../../public/city');
const THREADS = 2;
const STORM_S = 7200;
/** The part of the storm that is simulated at the terrain's 2 m: the whole takes too long for a bench. Rain has fallen on all of it. */
const FINE_PART_S = 300;

/** What a run is timed as, and the speed it is to have. */
interface Case {
  readonly name: string;
  readonly simulatedS: number;
  readonly limit: number;
  setup(city: City): FloodSetup;
}

const CASES: readonly Case[] = [
  {
    name: 'city at 2 m',
    simulatedS: FINE_PART_S,
    limit: 20,
    setup: (city) => floodSetup(city, storm(2)),
  },
  {
    name: 'first look',
    simulatedS: STORM_S,
    limit: 600,
    setup: (city) => quickSetup(floodSetup(city, firstLookOf(storm(2)))),
  },
];

/** 100 mm/h for an hour, and an hour after it. */
function storm(floodCellSizeM: number): Scenario {
  return {
    dryrunScenario: 1,
    id: 'bench',
    name: 'bench',
    horizonS: STORM_S,
    outputEveryS: 600,
    seed: 1,
    floodCellSizeM,
    forcings: [
      {
        kind: 'rain',
        id: 'rain',
        intensityMmH: [
          [0, 100],
          [3600, 0],
        ],
      },
    ],
    measures: [],
  };
}

/** Seconds a run took, by part; `waitedS` is how long the thread stood ready without a core. */
interface Parts {
  setUpS: number;
  surfaceS: number;
  sewerS: number;
  restS: number;
  totalS: number;
  waitedS: number;
}

/**
 * The embedded city with its sewers on two threads, × real time and where the wall time goes. The
 * fine run is a part of the storm (its first minutes, while water gathers: later ones take smaller steps).
 */
export async function benchFloodCity(json: boolean): Promise<Record<string, unknown>> {
  const from = performance.now();
  const city = await openCityPackage(await nodePackageSource(CITY));
  const readS = (performance.now() - from) / 1000;
  const results: Record<string, unknown> = { cityReadS: readS };
  for (const c of CASES) {
    const parts = await timed(c.setup(city), c.simulatedS);
    const timesRealTime = c.simulatedS / parts.totalS;
    const holds = timesRealTime >= c.limit;
    results[c.name] = { simulatedS: c.simulatedS, timesRealTime, limit: c.limit, holds, ...parts };
    if (json) continue;
    const s = (value: number): string => `${value.toFixed(1)} s`;
    console.log(
      `${c.name}, ${c.simulatedS} s of storm, ${THREADS} threads: ${s(parts.totalS)}, ` +
        `${timesRealTime.toFixed(1)} × real time (≥ ${c.limit}): ${holds ? 'pass' : 'FAIL'}; ` +
        `set-up ${s(parts.setUpS)}, surface ${s(parts.surfaceS)}, sewers ${s(parts.sewerS)}, ` +
        `frames and rest ${s(parts.restS)}; of all this ${s(parts.waitedS)} without a core`,
    );
  }
  return results;
}

/** Runs a set-up on this thread with a watch on the kernel and one on the sewers. */
async function timed(setup: FloodSetup, untilS: number): Promise<Parts> {
  const spent = { surfaceS: 0, sewerS: 0 };
  const watch =
    (part: keyof typeof spent) =>
    <T>(work: () => T): T => {
      const from = performance.now();
      const done = work();
      spent[part] += (performance.now() - from) / 1000;
      return done;
    };
  const onSurface = watch('surfaceS');
  const onSewer = watch('sewerS');
  const { create } = FloodKernel;
  const { exchange } = Sewer.prototype;
  FloodKernel.create = async (...args) => {
    const kernel = await create.apply(FloodKernel, args);
    const { call } = kernel;
    const run: typeof call.run = (endS, steps) => onSurface(() => call.run(endS, steps));
    return Object.assign(kernel, { call: { ...call, run } });
  };
  Sewer.prototype.exchange = function (nowS) {
    onSewer(() => exchange.call(this, nowS));
  };
  const waited = waitedS();
  const from = performance.now();
  const engine = floodEngine.create();
  try {
    await engine.prepare({ ...setup, options: { ...setup.options, threads: THREADS } });
    const setUpS = (performance.now() - from) / 1000;
    await engine.advance(untilS, new AbortController().signal, () => {});
    const totalS = (performance.now() - from) / 1000;
    const restS = totalS - setUpS - spent.surfaceS - spent.sewerS;
    return { setUpS, ...spent, restS, totalS, waitedS: waitedS() - waited };
  } finally {
    engine.dispose();
    FloodKernel.create = create;
    Sewer.prototype.exchange = exchange;
  }
}

/** How long this thread has been ready to run without a core so far, s; 0 where the system does not say. */
function waitedS(): number {
  try {
    return Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[1]) / 1e9;
  } catch {
    return 0;
  }
}
