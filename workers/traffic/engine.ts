import { DryrunError } from '../../src/domain/errors';
import type { Frame } from '../../src/domain/frame';
import { sha256Hex } from '../../src/domain/hash';
import type { Measure } from '../../src/domain/scenario';
import { breathe } from '../runtime/breathe';
import type { ApplyResult, Engine, EngineInfo, EngineModule } from '../runtime/protocol';
import { checkSetup } from './checkSetup';
import { Closures } from './closures';
import { EdgeCounts, SERIES } from './counts';
import { TRAFFIC_VERSION as VERSION, type TrafficSetup } from './setup';
import { Simulation } from './sim/simulation';
import { RUNNING, type World } from './sim/world';
import { packState, unpackState } from './snapshot';
import { LaneShapes } from './tracks';

/** Vehicle-updates between two looks at the abort signal: about 30 ms of work. */
const SLICE_UPDATES = 20_000;
/** Steps between two such looks at most: an empty road costs time too. */
const SLICE_STEPS = 50;

/** Everything that exists once the engine is prepared. */
interface Prepared {
  readonly setup: TrafficSetup;
  readonly sim: Simulation;
  readonly shapes: LaneShapes;
  readonly closures: Closures;
  readonly counts: EdgeCounts;
  nextOutputS: number;
}

/** Vehicles one by one on lanes. See docs/physics/traffic.md. */
class TrafficEngine implements Engine<TrafficSetup> {
  private state: Prepared | null = null;

  async prepare(setup: TrafficSetup): Promise<EngineInfo> {
    checkSetup(setup);
    const sim = new Simulation(setup);
    this.state = {
      setup,
      sim,
      shapes: new LaneShapes(setup.network),
      closures: new Closures(sim),
      counts: new EdgeCounts(sim),
      nextOutputS: 0,
    };
    return {
      engine: 'traffic',
      version: VERSION,
      backend: 'js',
      threads: 1,
      grid: null,
      outputs: [
        { type: 'tracks', name: 'vehicles', unit: 'm' },
        ...SERIES.map((s) => ({ type: 'series' as const, ...s })),
      ],
      notices: sim.notices,
    };
  }

  async advance(
    untilS: number,
    signal: AbortSignal,
    onFrame: (frame: Frame) => void,
  ): Promise<void> {
    const s = this.prepared();
    const { sim, setup, closures } = s;
    const w = sim.world;
    for (;;) {
      signal.throwIfAborted();
      const until = Math.min(untilS, s.nextOutputS) - 1e-9;
      const slice = w.updates + SLICE_UPDATES;
      for (let k = 0; k < SLICE_STEPS && w.timeS < until && w.updates < slice; k++) {
        closures.stand(w.timeS);
        sim.step();
      }
      const now = w.timeS;
      if (now >= s.nextOutputS - 1e-9) {
        const count = Math.floor(now / setup.outputEveryS + 1e-9) + 1;
        s.nextOutputS = Math.min(count * setup.outputEveryS, Math.max(setup.horizonS, now));
        if (s.nextOutputS <= now + 1e-9) s.nextOutputS = Infinity;
        onFrame(this.frame());
      }
      if (now >= untilS - 1e-9) return;
      await breathe();
    }
  }

  async apply(measures: readonly Measure[], atS: number): Promise<ApplyResult> {
    const { closures, sim } = this.prepared();
    return closures.add(measures, Math.max(atS, sim.world.timeS));
  }

  async snapshot(): Promise<Uint8Array> {
    return this.pack();
  }

  async restore(bytes: Uint8Array): Promise<void> {
    const s = this.prepared();
    const { sim, counts, closures } = s;
    closures.forget();
    const head = unpackState(sim, counts, bytes);
    for (const { measure, atS } of head.measures) closures.add([measure], atS);
    // The step before was the last to look: what begins now is told to drivers by the next.
    closures.permitsAt(sim.world.timeS - sim.world.stepS);
    s.nextOutputS = head.nextOutputS ?? Infinity;
  }

  dispose(): void {
    this.state = null;
  }

  private frame(): Frame {
    const { sim, shapes, counts } = this.prepared();
    const series = counts.take();
    return {
      engine: 'traffic',
      timeS: sim.world.timeS,
      fields: [],
      series,
      tracks: [shapes.tracks(sim.world)],
      totals: totalsOf(sim),
      stateHash: sha256Hex(this.pack()),
    };
  }

  private pack(): Uint8Array {
    const { sim, counts, closures, nextOutputS } = this.prepared();
    return packState(sim, counts, closures.taken(), nextOutputS);
  }

  private prepared(): Prepared {
    if (this.state) return this.state;
    throw new DryrunError({
      code: 'engine.not_prepared',
      what: 'The traffic engine was used before it was prepared or after it was disposed of.',
      mend: 'Call prepare first.',
    });
  }
}

function totalsOf(sim: Simulation): Record<string, number> {
  const { world: w, inserter, rerouter } = sim;
  return {
    inserted: w.inserted,
    arrived: w.arrived,
    running: w.running,
    waiting: inserter.waiting,
    meanSpeed: meanSpeed(w),
    collisions: w.collisions,
    throughRed: w.redPassed,
    rerouted: rerouter.rerouted,
    cutShort: rerouter.cutShort,
    swapped: rerouter.swapped,
  };
}

/** Of the vehicles on the road, m/s; 0 without any. */
function meanSpeed(w: World): number {
  let sum = 0;
  for (let v = 0; v < w.vehicles; v++) if (w.status[v] === RUNNING) sum += w.speed[v]!;
  return w.running > 0 ? sum / w.running : 0;
}

/** The traffic engine for the registry. */
export const trafficEngine: EngineModule<TrafficSetup> = {
  name: 'traffic',
  version: VERSION,
  create: () => new TrafficEngine(),
};
