import type { ApplyResult, EngineInfo } from '../../workers/runtime/protocol';
import type { EngineName, Frame } from '../domain/frame';
import { ENGINES_OF_MEASURE } from '../domain/measureEngines';
import type { Measure, Scenario } from '../domain/scenario';
import type { EngineDriver, StartedEngine } from './engineDriver';
import type { Run, RunSummary } from './session';

/**
 * Runs the engines of a run side by side to the horizon. Each goes from stop to stop; at a stop it is
 * fed the frames of the engines it listens to, as of that stop, and takes the measures that start
 * there. An engine never waits for its listeners, so the water may be ahead of the traffic it closes
 * roads for; what each engine sees depends on simulated time alone, never on which was quicker.
 */
export async function runCoupled(run: Run): Promise<RunSummary> {
  const { drivers, scenario, runKey, gate, clock } = run;
  const log = new RunLog(run);
  const stops = schedule(scenario, drivers.length > 1);
  const lanes: Lane[] = drivers.map((driver) => new Lane(run, driver, stops, log));
  const ends: Promise<void>[] = [];
  try {
    clock.start();
    for (const lane of lanes) await lane.prepare();
    for (const lane of lanes) ends.push(lane.run(lanes));
    await Promise.all(ends);
  } catch (error) {
    gate.cancel(); // one engine failed: the others stop as well
    await Promise.allSettled(ends);
    throw error;
  } finally {
    clock.stop();
    for (const lane of lanes) lane.dispose();
  }
  return {
    runKey,
    scenarioId: scenario.id,
    engines: lanes.map((lane) => lane.info!),
    fromStore: false,
    wallS: clock.seconds(),
    totals: log.totals(),
    stateHash: log.stateHash(),
    refused: log.refused,
  };
}

/** One engine on its way from stop to stop. */
class Lane {
  info: EngineInfo | null = null;
  private engine: StartedEngine['engine'] | null = null;
  private readonly reached: Promise<Frame | null>[];
  private readonly tell: ((frame: Frame | null) => void)[] = [];
  private readonly fail: ((error: unknown) => void)[] = [];
  private heard = false;

  constructor(
    private readonly session: Run,
    private readonly driver: EngineDriver,
    private readonly stops: readonly Stop[],
    private readonly log: RunLog,
  ) {
    this.reached = stops.map(
      () =>
        new Promise((resolve, reject) => {
          this.tell.push(resolve);
          this.fail.push(reject);
        }),
    );
    // A stop that nobody waits for may fail unheard; the lane's own `run` rejects.
    for (const stop of this.reached) stop.catch(() => undefined);
  }

  async prepare(): Promise<void> {
    const { scenario, options, gate, emit } = this.session;
    const { engine, info } = await this.driver.start(scenario, options);
    this.engine = engine;
    this.info = info;
    gate.throwIfCancelled();
    emit({ type: 'prepared', info });
  }

  async run(lanes: readonly Lane[]): Promise<void> {
    const sources = lanes.filter((l) => this.driver.listensTo.includes(l.driver.name));
    for (const lane of lanes) {
      if (lane.driver.listensTo.includes(this.driver.name)) this.heard = true;
    }
    try {
      for (const [k, stop] of this.stops.entries()) await this.to(k, stop, sources);
    } catch (error) {
      for (const fail of this.fail) fail(error);
      throw error;
    }
  }

  dispose(): void {
    this.engine?.dispose();
  }

  private async to(k: number, stop: Stop, sources: readonly Lane[]): Promise<void> {
    const engine = this.engine!;
    const writes: Promise<void>[] = [];
    let last: Frame | null = null;
    await this.session.gate.through((signal) =>
      engine.advance(stop.timeS, signal, (frame) => {
        // The store takes the arrays away: whoever listens gets a copy.
        if (this.heard) last = structuredClone(frame);
        writes.push(this.log.frame(frame));
      }),
    );
    await Promise.all(writes);
    this.tell[k]!(last);
    for (const source of sources) {
      const frame = await source.reached[k]!;
      if (frame && engine.feed) await engine.feed(frame);
    }
    const mine = stop.measures.filter((m) => touches(m, this.driver.name));
    if (mine.length > 0) this.log.applied(await engine.apply(mine, stop.timeS));
  }
}

/** What the engines have handed out so far, told to store and listeners. */
class RunLog {
  readonly refused: ApplyResult['refused'][number][] = [];
  private readonly last = new Map<EngineName, Pick<Frame, 'timeS' | 'totals' | 'stateHash'>>();

  constructor(private readonly run: Run) {
    this.refuseUntouched();
  }

  async frame(frame: Frame): Promise<void> {
    const { deps, runKey, frames, scenario, clock, emit } = this.run;
    const { engine, timeS, totals, stateHash } = frame;
    this.last.set(engine, { timeS, totals, stateHash });
    emit({
      type: 'progress',
      progress: {
        simulatedS: this.simulatedS(),
        horizonS: scenario.horizonS,
        wallS: clock.seconds(),
        totals: this.totals(),
      },
    });
    await deps.store.put(runKey, frame);
    frames.get(engine)!.added(timeS);
    emit({ type: 'frame', engine, timeS });
  }

  applied(result: ApplyResult): void {
    if (result.refused.length === 0) return;
    this.refused.push(...result.refused);
    this.run.emit({ type: 'refused', refused: result.refused });
  }

  totals(): Readonly<Record<string, number>> {
    return Object.assign({}, ...this.run.drivers.map((d) => this.last.get(d.name)?.totals));
  }

  stateHash(): string {
    return this.run.drivers.map((d) => this.last.get(d.name)?.stateHash ?? '').join('+');
  }

  private simulatedS(): number {
    return Math.min(...this.run.drivers.map((d) => this.last.get(d.name)?.timeS ?? 0));
  }

  /** A measure that no running engine knows would be lost without a word. */
  private refuseUntouched(): void {
    const { drivers, scenario } = this.run;
    const idle = scenario.measures.filter((m) => !drivers.some((d) => touches(m, d.name)));
    if (idle.length === 0) return;
    this.applied({
      applied: [],
      refused: idle.map((m) => ({
        id: m.id,
        code: 'measure.no_engine',
        what: `The measure acts on ${ENGINES_OF_MEASURE[m.kind].join(' and ')}, which this run leaves out.`,
      })),
    });
  }
}

function touches(measure: Measure, engine: EngineName): boolean {
  return ENGINES_OF_MEASURE[measure.kind].includes(engine);
}

interface Stop {
  readonly timeS: number;
  readonly measures: readonly Measure[];
}

/**
 * Times at which engines stop: where measures start, at the horizon, and at every output time where
 * engines exchange frames. Measures that start before 0 are taken at 0.
 */
function schedule(scenario: Scenario, exchange: boolean): Stop[] {
  const { horizonS, outputEveryS } = scenario;
  const measures = new Map<number, Measure[]>();
  for (const m of scenario.measures) {
    const at = Math.max(0, m.startS ?? 0);
    if (at <= horizonS) measures.set(at, [...(measures.get(at) ?? []), m]);
  }
  const times = new Set([...measures.keys(), horizonS]);
  if (exchange) for (let k = 0; k * outputEveryS < horizonS; k++) times.add(k * outputEveryS);
  return [...times]
    .sort((a, b) => a - b)
    .map((timeS) => ({ timeS, measures: measures.get(timeS) ?? [] }));
}
