import type { AppPorts, RunSession } from '../../../src/app/ports';
import type { City } from '../../../src/domain/city';
import { DryrunError } from '../../../src/domain/errors';
import type { EngineName, Frame } from '../../../src/domain/frame';
import { cellIndexAt } from '../../../src/domain/grid';
import type { Measure, Scenario } from '../../../src/domain/scenario';
import type { FrameStoreAccess } from '../../../src/rehearsal/frames/access';
import type { RunRecord, TimeProfile } from '../../../src/rehearsal/frames/store';
import { floodDriver } from '../../../src/rehearsal/engineDriver';
import { createSession } from '../../../src/rehearsal/session';
import type { FloodSetup } from '../../../workers/flood/setup';
import type { ApplyResult, Engine, EngineInfo } from '../../../workers/runtime/protocol';
import { tinyCity, tinyFloodFrame } from '../../fixtures/tinyCity';
import { FlatScene } from './flatScene';

/**
 * Ports for tests of the desk. `?fail=city|run|scene` makes that part fail, `?slow=MS` makes each
 * output time take that long.
 */
export function fixturePorts(query: URLSearchParams): AppPorts {
  const fail = query.get('fail');
  const slowMs = Number(query.get('slow') ?? 15);
  let failures = 0;
  return {
    async loadCity(_source, signal, onStep) {
      for (const [i, name] of ['manifest', 'terrain', 'buildings'].entries()) {
        onStep({ name, share: i / 3 });
        await sleep(slowMs * 2);
        signal.throwIfAborted();
      }
      if (fail === 'city' && failures++ === 0) throw cityProblem();
      return { city: tinyCity(), assets: { buildings3dUrl: null } };
    },
    async createScene() {
      if (fail === 'scene') throw new Error('no picture today');
      return new FlatScene();
    },
    openSession: (city) => session(city, slowMs, fail === 'run'),
  };
}

function cityProblem(): DryrunError {
  return new DryrunError({
    code: 'test.truncated',
    file: 'terrain.tif',
    place: 'byte 4096',
    what: 'The terrain is cut off: 4096 bytes of 8192.',
    mend: 'Fetch the file again.',
  });
}

function session(city: City, slowMs: number, fails: boolean): RunSession {
  const store = new MemoryStore();
  const live = createSession({
    cityDigest: city.digest,
    engines: [
      floodDriver({
        setup: async (scenario) => ({ scenario }) as unknown as FloodSetup,
        create: () => new MadeUpFlood(slowMs, fails),
      }),
    ],
    store,
    now: () => Date.now(),
  });
  return { run: live.run, dispose: () => undefined };
}

/** Gives `tinyFloodFrame`s at the output times, one every `slowMs`. */
class MadeUpFlood implements Engine<FloodSetup> {
  #scenario!: Scenario;
  #timeS = -1;

  constructor(
    private readonly slowMs: number,
    private readonly fails: boolean,
  ) {}

  async prepare(setup: FloodSetup): Promise<EngineInfo> {
    this.#scenario = (setup as unknown as { scenario: Scenario }).scenario;
    await sleep(this.slowMs * 3);
    return {
      engine: 'flood',
      version: '0.0.0',
      backend: 'wasm',
      threads: 2,
      grid: tinyFloodFrame(0).fields[0]!.grid,
      outputs: [],
      notices: [],
    };
  }

  async advance(untilS: number, signal: AbortSignal, onFrame: (f: Frame) => void): Promise<void> {
    const { outputEveryS } = this.#scenario;
    let t = this.#timeS < 0 ? 0 : this.#timeS + outputEveryS;
    for (; t <= untilS; t += outputEveryS) {
      await sleep(this.slowMs);
      signal.throwIfAborted();
      if (this.fails && t > untilS / 3) throw new Error('the made-up engine gave up');
      this.#timeS = t;
      onFrame({ ...this.#frame(t), totals: { rainM3: 36_000, balanceErrorM3: 2.1e-5 } });
    }
  }

  /** Without rain it stays dry; a barrier keeps half the water away. */
  #frame(timeS: number): Frame {
    const { forcings, measures } = this.#scenario;
    const frame = tinyFloodFrame(timeS);
    const share = forcings.some((f) => f.kind === 'rain') ? 1 / (1 + measures.length) : 0;
    const fields = frame.fields.map((f) => ({ ...f, values: f.values.map((v) => v * share) }));
    return { ...frame, fields };
  }

  apply(measures: readonly Measure[]): Promise<ApplyResult> {
    return Promise.resolve({ applied: measures.map((m) => m.id), refused: [] });
  }
  snapshot(): Promise<Uint8Array> {
    return Promise.resolve(new Uint8Array());
  }
  restore(): Promise<void> {
    return Promise.resolve();
  }
  dispose(): void {}
}

class MemoryStore implements FrameStoreAccess {
  readonly #frames = new Map<string, Map<number, Frame>>();

  record(): RunRecord | null {
    return null;
  }
  async begin({ runKey }: { runKey: string }): Promise<void> {
    this.#frames.set(runKey, new Map());
  }
  async put(runKey: string, frame: Frame): Promise<void> {
    this.#frames.get(runKey)?.set(frame.timeS, frame);
  }
  async finish(): Promise<void> {}
  async get(runKey: string, _engine: EngineName, timeS: number): Promise<Frame | null> {
    return this.#frames.get(runKey)?.get(timeS) ?? null;
  }
  async probe(runKey: string, _engine: EngineName, x: number, y: number): Promise<TimeProfile> {
    return this.#profile(runKey, (f) =>
      f.fields.map((field) => [field.name, field.values[cellIndexAt(field.grid, x, y)] ?? NaN]),
    );
  }
  async element(runKey: string, _engine: EngineName, id: string): Promise<TimeProfile> {
    return this.#profile(runKey, (f) =>
      f.series.filter((s) => s.ids.includes(id)).map((s) => [s.name, s.values[s.ids.indexOf(id)]!]),
    );
  }
  #profile(runKey: string, read: (f: Frame) => [string, number][]): TimeProfile {
    const frames = [...(this.#frames.get(runKey)?.values() ?? [])];
    const values: Record<string, Float32Array> = {};
    frames.forEach((f, i) => {
      for (const [name, v] of read(f)) {
        values[name] ??= new Float32Array(frames.length).fill(NaN);
        values[name][i] = v;
      }
    });
    return { timeS: Float64Array.from(frames, (f) => f.timeS), values };
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
