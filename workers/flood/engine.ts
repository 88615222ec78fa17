import type { Frame } from '../../src/domain/frame';
import { DryrunError } from '../../src/domain/errors';
import type { Notice } from '../../src/domain/errors';
import type { Measure } from '../../src/domain/scenario';
import { breathe } from '../runtime/breathe';
import type { ApplyResult, Engine, EngineInfo, EngineModule } from '../runtime/protocol';
import { checkSetup } from './checkSetup';
import { FIELDS, makeFrame } from './frames';
import { makeGround, rainTargets } from './ground';
import type { Ground } from './ground';
import type { FloodKernel } from './kernel/kernel';
import { prepareKernel } from './load';
import { MeasureBook } from './measures/book';
import { planRecords, setTables } from './records';
import type { Records, SourceRecord } from './records';
import { RainPlan } from './rain';
import { FLOOD_VERSION as VERSION, type FloodSetup } from './setup';
import { Sewer } from './sewer/sewer';
import { kernelSurface, sewerSources } from './sewer/surface';
import { packSnapshot, readMeta, unpackSnapshot } from './snapshot';
import { nextRow } from './tables';

/** Cell-steps between two looks at the abort signal: about 30 ms of work. */
const SLICE_CELL_STEPS = 1_500_000;

/** What a snapshot carries of the engine itself. */
interface EngineState {
  readonly initialM3: number;
  readonly nextOutputS: number;
  readonly measures: readonly { readonly measure: Measure; readonly atS: number }[];
  readonly sewer: readonly number[];
  /** Water that corrections towards gauges have added so far, m³, and what one metre on a cell is. */
  readonly correctedM3: number;
  readonly cellAreaM2: number;
}

/** Everything that exists once the engine is prepared. */
interface Prepared {
  readonly setup: FloodSetup;
  readonly kernel: FloodKernel;
  readonly ground: Ground;
  readonly records: Records & { readonly sources: SourceRecord[] };
  readonly target: Int32Array;
  readonly rain: RainPlan;
  readonly baseSources: number;
  readonly sewer: Sewer | null;
  book: MeasureBook;
  initialM3: number;
  correctedM3: number;
  nextOutputS: number;
}

/** 2D shallow water on the CPU kernel. See docs/physics/flood.md. */
class FloodEngine implements Engine<FloodSetup> {
  private state: Prepared | null = null;

  async prepare(setup: FloodSetup): Promise<EngineInfo> {
    checkSetup(setup);
    const ground = makeGround(setup);
    const target = rainTargets(setup, ground.open);
    const planned = planRecords(setup, ground.open, target, ground.datumM);
    const sewerFrom = planned.sources.length;
    const sewers = setup.drainage ? sewerSources(setup.drainage, target) : [];
    const records = { ...planned, sources: [...planned.sources, ...sewers] };
    const kernel = await prepareKernel(setup, ground, records);
    const book = new MeasureBook(kernel, setup.grid, ground, setup.crests, target, records.sources);
    this.state = {
      setup,
      kernel,
      ground,
      records,
      target,
      rain: new RainPlan(setup, target, kernel),
      baseSources: records.sources.length,
      sewer: setup.drainage
        ? new Sewer(setup.drainage, kernelSurface(kernel, ground, target, sewerFrom))
        : null,
      book,
      initialM3: kernel.call.storedVolume(),
      correctedM3: 0,
      nextOutputS: 0,
    };
    return {
      engine: 'flood',
      version: VERSION,
      backend: 'wasm',
      threads: kernel.int('threads'),
      grid: setup.grid,
      outputs: [
        ...FIELDS.map(({ name, unit }) => ({ type: 'field' as const, name, unit })),
        ...(this.state.sewer?.series() ?? []).map(({ name, unit }) => ({
          type: 'series' as const,
          name,
          unit,
        })),
      ],
      notices: [
        ...records.notices,
        ...(this.state.sewer?.notices ?? []),
        ...threadNotice(setup, kernel),
      ],
    };
  }

  async advance(
    untilS: number,
    signal: AbortSignal,
    onFrame: (frame: Frame) => void,
  ): Promise<void> {
    const s = this.prepared();
    const { kernel, setup } = s;
    const cells = setup.grid.cols * setup.grid.rows;
    const slice = Math.max(1, Math.floor(SLICE_CELL_STEPS / cells));
    for (;;) {
      signal.throwIfAborted();
      const now = kernel.double('time');
      s.sewer?.exchange(now);
      if (now >= s.nextOutputS) {
        kernel.call.accumulateNow();
        onFrame(this.frame());
        const count = Math.floor(now / setup.outputEveryS + 1e-9) + 1;
        s.nextOutputS = Math.min(count * setup.outputEveryS, Math.max(setup.horizonS, now));
        if (s.nextOutputS <= now) s.nextOutputS = Infinity;
      }
      if (now >= untilS) return;
      const end = Math.min(untilS, s.nextOutputS, this.nextEvent(now));
      this.standAt(now);
      kernel.call.run(end, slice);
      await breathe();
    }
  }

  /** Forcing and measures as they are from a time to the next event. */
  private standAt(nowS: number): void {
    const s = this.prepared();
    s.book.stand(nowS);
    s.rain.stand(nowS);
    setTables(s.kernel, s.records, nowS);
  }

  private nextEvent(nowS: number): number {
    const s = this.prepared();
    let next = Math.min(
      s.book.nextEvent(nowS),
      s.rain.nextEvent(nowS),
      s.sewer?.nextEvent() ?? Infinity,
    );
    for (const { table } of [...s.records.boundaries, ...s.records.sources]) {
      if (table) next = Math.min(next, nextRow(table, nowS));
    }
    return next;
  }

  private frame(): Frame {
    const s = this.prepared();
    const start = { initialM3: s.initialM3, correctedM3: s.correctedM3 };
    const frame = makeFrame(s.kernel, s.setup, s.ground.open, s.records, start);
    const totals = { ...frame.totals, ...s.book.totals(), ...s.sewer?.totals() };
    return { ...frame, series: s.sewer?.series() ?? [], totals };
  }

  async apply(measures: readonly Measure[], atS: number): Promise<ApplyResult> {
    const s = this.prepared();
    return s.book.add(measures, Math.max(atS, s.kernel.double('time')));
  }

  async snapshot(): Promise<Uint8Array> {
    const { kernel, book, initialM3, correctedM3, nextOutputS, sewer } = this.prepared();
    const engine: EngineState = {
      initialM3,
      correctedM3,
      cellAreaM2: kernel.double('cellSize') * kernel.double('cellSize'),
      nextOutputS,
      measures: book.taken(),
      sewer: sewer?.snapshot() ?? [],
    };
    return packSnapshot(kernel, {
      version: VERSION,
      cols: kernel.layout.cols,
      rows: kernel.layout.rows,
      flags: kernel.int('flags'),
      sourceCount: kernel.int('sourceCount'),
      engine,
    });
  }

  async restore(bytes: Uint8Array): Promise<void> {
    const s = this.prepared();
    const meta = readMeta(bytes, VERSION, s.kernel);
    const engine = meta.engine as EngineState;
    s.records.sources.length = s.baseSources;
    s.kernel.setInt('sourceCount', s.baseSources);
    s.kernel.setInt('structureCount', 0);
    s.book = new MeasureBook(
      s.kernel,
      s.setup.grid,
      s.ground,
      s.setup.crests,
      s.target,
      s.records.sources,
    );
    for (const { measure, atS } of engine.measures) s.book.add([measure], atS);
    unpackSnapshot(s.kernel, meta, bytes);
    s.initialM3 = engine.initialM3;
    s.correctedM3 = engine.correctedM3;
    s.nextOutputS = engine.nextOutputS ?? Infinity;
    s.sewer?.restore(engine.sewer);
    const wave = s.kernel.double('maxWave');
    s.kernel.call.refresh();
    // Equal unless a correction has put water there: then the new water's waves count.
    s.kernel.setDouble('maxWave', Math.max(wave, s.kernel.double('maxWave')));
    s.rain.forget();
  }

  dispose(): void {
    this.state?.kernel.dispose();
    this.state = null;
  }

  private prepared(): Prepared {
    if (this.state) return this.state;
    throw new DryrunError({
      code: 'engine.not_prepared',
      what: 'The flood engine was used before it was prepared or after it was disposed of.',
      mend: 'Call prepare first.',
    });
  }
}

/** Says so when a run gets fewer threads than it asked for because none can be made here. */
function threadNotice(setup: FloodSetup, kernel: FloodKernel): Notice[] {
  if ((setup.options?.threads ?? 1) < 2 || kernel.int('threads') > 1) return [];
  return [
    {
      code: 'flood.threads.unavailable',
      what: 'The flood runs on one thread: memory cannot be shared here, or the grid is too small.',
    },
  ];
}

/** The flood engine for the registry. */
export const floodEngine: EngineModule<FloodSetup> = {
  name: 'flood',
  version: VERSION,
  create: () => new FloodEngine(),
};
