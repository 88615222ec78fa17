import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import { createEngineClient } from '../../workers/runtime/client';
import { spawnNodeWorker } from '../../workers/runtime/spawnNode';
import type { City } from '../domain/city';
import { DryrunError } from '../domain/errors';
import type { Frame } from '../domain/frame';
import type { Scenario } from '../domain/scenario';
import { openCityPackage } from '../io/package/open';
import { parseScenario } from '../io/scenario/parseScenario';
import { fieldFiles, SeriesTable, TracksTable } from '../rehearsal/export/results';
import { engineDrivers } from '../rehearsal/engines';
import { engineSetup } from '../rehearsal/setups';
import type { FrameStoreAccess, RunFrames } from '../rehearsal/frames/access';
import { FrameStore } from '../rehearsal/frames/store';
import { specOf } from '../rehearsal/indicators/catalogue';
import { floodIndicators } from '../rehearsal/indicators/compute';
import { createSession, type RunSummary } from '../rehearsal/session';
import { nodePackageSource } from './nodeSource';
import { nodeStorage } from './nodeStorage';

interface RunFlags {
  readonly city: string;
  readonly scenario: string;
  readonly out: string;
  readonly engines?: string;
  readonly threads?: number;
  readonly order?: 1 | 2;
  readonly firstLook?: boolean;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** Fields that hold maxima since the start: written once, from the last frame. */
const CUMULATIVE = new Set([
  'maxDepth',
  'arrivalTime',
  'maxSpeed',
  'maxHazard',
  'durationAbove15cm',
  'durationAbove30cm',
]);

/** `dryrun run`: a scenario on a city package, results as run.json, GeoTIFF and CSV. */
export function register(program: Command): void {
  program
    .command('run')
    .description('run a scenario on a city package and write its results')
    .requiredOption('--city <package>', 'city package: a folder or a zip')
    .requiredOption('--scenario <file>', 'scenario as JSON')
    .requiredOption('--out <folder>', 'where the results go')
    .option('--engines <names>', 'engines to run, comma-separated; absent: as the scenario says')
    .option('--threads <number>', 'threads of each engine', positive)
    .option('--order <1|2>', 'order of the flood scheme', orderOf)
    .option('--first-look', 'coarse cells and long sewer steps: an answer in seconds')
    .option('--force', 'compute even if the results are there already')
    .option('--json', 'print one JSON object on standard output')
    .action((flags: RunFlags) => run(flags));
}

async function run(flags: RunFlags): Promise<void> {
  const read = parseScenario(await readText(flags.scenario), flags.scenario);
  // Names are checked where the engines are known.
  const engines = flags.engines?.split(',') as Scenario['engines'];
  const scenario: Scenario = { ...read, ...(engines && { engines }) };
  const city = await openCityPackage(await nodePackageSource(flags.city));
  const results = new ResultFolder(flags.out, city, scenario, flags.firstLook === true);
  const store = new FrameStore(nodeStorage(path.join(flags.out, 'frames')));
  await store.load();
  const session = createSession({
    cityDigest: city.digest,
    engines: engineDrivers({
      // A copy: the engine's client gives a set-up's arrays away, and some are the City's.
      setup: async (name, s) => structuredClone(engineSetup(name, city, s)),
      create: (name) => createEngineClient(name, spawnNodeWorker),
    }),
    store: results.before(store),
    now: () => Date.now(),
  });
  const handle = session.run(scenario, {
    ...(flags.threads !== undefined && { threads: flags.threads }),
    ...(flags.order !== undefined && { order: flags.order }),
    ...(flags.firstLook !== undefined && { firstLook: flags.firstLook }),
    ...(flags.force !== undefined && { force: flags.force }),
  });
  handle.on((e) => {
    if (e.type === 'progress') {
      const { simulatedS, horizonS, wallS } = e.progress;
      const speed = wallS > 0 ? `, ${(simulatedS / wallS).toFixed(0)} × real time` : '';
      process.stderr.write(`\r${Math.round((100 * simulatedS) / horizonS)} %${speed}      `);
    }
  });
  const summary = await handle.done;
  process.stderr.write('\n');
  const last = await store.get(summary.runKey, 'flood', scenario.horizonS);
  const report = await results.finish(summary, last, handle.frames('flood'));
  if (flags.json) console.log(JSON.stringify(report));
  else console.log(`Results are in ${flags.out} (run ${summary.runKey.slice(0, 12)}).`);
}

/** Writes results as frames come in, in front of the frame store. */
class ResultFolder {
  private readonly series = new Map<string, SeriesTable>();
  private readonly tracks = new Map<string, TracksTable>();

  constructor(
    private readonly out: string,
    private readonly city: City,
    private readonly scenario: Scenario,
    private readonly firstLook: boolean,
  ) {}

  /** The store with the writing of results put before each `put`. */
  before(store: FrameStore): FrameStoreAccess {
    return {
      record: (k) => store.record(k),
      begin: (start) => store.begin(start),
      finish: (k, complete) => store.finish(k, complete),
      get: (...args) => store.get(...args),
      probe: (...args) => store.probe(...args),
      element: (...args) => store.element(...args),
      put: async (runKey, frame) => {
        await this.writeFrame(frame);
        await store.put(runKey, frame);
      },
    };
  }

  async finish(summary: RunSummary, last: Frame | null, frames: RunFrames): Promise<object> {
    if (last) await this.writeFields(last, (name) => CUMULATIVE.has(name), 'max');
    for (const [name, table] of this.series) await this.write(`${name}.csv`, table.text());
    for (const [name, table] of this.tracks) await this.write(`${name}.csv`, table.text());
    const { indicators } = await floodIndicators(this.city, this.scenario, frames);
    const report = {
      runKey: summary.runKey,
      city: { id: this.city.id, digest: this.city.digest },
      scenario: this.scenario,
      engines: summary.engines,
      fromStore: summary.fromStore,
      ...(this.firstLook && { firstLook: true }),
      timings: { wallS: summary.wallS, simulatedS: this.scenario.horizonS },
      balances: summary.totals,
      refused: summary.refused,
      stateHash: summary.stateHash,
      indicators: indicators.map((i) => ({ ...i, formula: specOf(i.id).formula })),
    };
    await this.write('run.json', `${JSON.stringify(report, null, 2)}\n`);
    return report;
  }

  private async writeFrame(frame: Frame): Promise<void> {
    const seconds = String(Math.round(frame.timeS)).padStart(6, '0');
    await this.writeFields(frame, (name) => !CUMULATIVE.has(name), `${seconds}s`);
    for (const s of frame.series) {
      const key = `${frame.engine}/${s.name}`;
      const table = this.series.get(key) ?? new SeriesTable();
      table.add(frame.timeS, s);
      this.series.set(key, table);
    }
    for (const t of frame.tracks) {
      const key = `${frame.engine}/${t.name}`;
      const table = this.tracks.get(key) ?? new TracksTable();
      table.add(frame.timeS, t);
      this.tracks.set(key, table);
    }
  }

  private async writeFields(
    frame: Frame,
    wanted: (name: string) => boolean,
    label: string,
  ): Promise<void> {
    const fields = frame.fields.filter((f) => wanted(f.name));
    for (const file of fieldFiles({ ...frame, fields }, this.city.frame, label)) {
      await this.write(file.path, file.bytes);
    }
  }

  private async write(name: string, content: string | Uint8Array): Promise<void> {
    const file = path.join(this.out, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new DryrunError(
      {
        code: 'file.unreadable',
        file,
        what: `The file cannot be read: ${(cause as NodeJS.ErrnoException).code ?? 'unknown reason'}.`,
        mend: 'Check the path and that you may read it.',
      },
      { cause },
    );
  }
}

function positive(text: string): number {
  const n = Number(text);
  if (!Number.isInteger(n) || n < 1) throw new InvalidArgumentError('a whole number from 1 up.');
  return n;
}

function orderOf(text: string): 1 | 2 {
  if (text === '1') return 1;
  if (text === '2') return 2;
  throw new InvalidArgumentError('1 or 2.');
}
