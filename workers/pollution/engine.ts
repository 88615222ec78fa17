import type { Field, Frame, Series } from '../../src/domain/frame';
import { DryrunError } from '../../src/domain/errors';
import type { Notice } from '../../src/domain/errors';
import type { Measure } from '../../src/domain/scenario';
import { breathe } from '../runtime/breathe';
import type { ApplyResult, Engine, EngineInfo, EngineModule } from '../runtime/protocol';
import { checkSetup } from './checkSetup';
import { Dispersion } from './dispersion';
import { outputsOf } from './outputs';
import { POLLUTION_VERSION as VERSION, type PollutionSetup } from './setup';
import { packState, unpackState } from './snapshot';

/** Gaussian plumes, canyons and puffs behind the engine protocol. See docs/physics/pollution.md. */
class PollutionEngine implements Engine<PollutionSetup> {
  private state: { readonly setup: PollutionSetup; readonly dispersion: Dispersion } | null = null;
  private nowS = 0;
  private nextOutputS = 0;

  async prepare(setup: PollutionSetup): Promise<EngineInfo> {
    checkSetup(setup);
    const dispersion = await Dispersion.create(setup);
    this.state = { setup, dispersion };
    return {
      engine: 'pollution',
      version: VERSION,
      backend: 'wasm',
      threads: 1,
      grid: setup.grid,
      outputs: outputsOf(setup),
      notices: [...metNotices(setup), ...dispersion.notices()],
    };
  }

  async advance(
    untilS: number,
    signal: AbortSignal,
    onFrame: (frame: Frame) => void,
  ): Promise<void> {
    const { setup } = this.prepared();
    for (;;) {
      signal.throwIfAborted();
      if (this.nextOutputS > untilS) break;
      const at = this.nextOutputS;
      onFrame(await this.frame(at, signal));
      this.nowS = at;
      if (at >= setup.horizonS) this.nextOutputS = Infinity;
      else {
        const count = Math.floor(at / setup.outputEveryS + 1e-9) + 1;
        this.nextOutputS = Math.min(count * setup.outputEveryS, setup.horizonS);
      }
    }
    this.nowS = Math.max(this.nowS, untilS);
  }

  async apply(measures: readonly Measure[], atS: number): Promise<ApplyResult> {
    return this.prepared().dispersion.controls.add(measures, Math.max(atS, this.nowS));
  }

  async feed(frame: Frame): Promise<void> {
    this.prepared().dispersion.fed.take(frame.series);
  }

  async snapshot(): Promise<Uint8Array> {
    const { dispersion } = this.prepared();
    return packState({
      version: VERSION,
      nowS: this.nowS,
      nextOutputS: Number.isFinite(this.nextOutputS) ? this.nextOutputS : null,
      measures: dispersion.controls.taken(),
      fed: dispersion.fed.snapshot(),
      highest: dispersion.highest(),
    });
  }

  async restore(bytes: Uint8Array): Promise<void> {
    const { dispersion } = this.prepared();
    const state = unpackState(bytes, VERSION);
    dispersion.controls.forget();
    for (const { measure, atS } of state.measures) dispersion.controls.add([measure], atS);
    dispersion.fed.restore(state.fed);
    dispersion.restoreHighest(state.highest);
    this.nowS = state.nowS;
    this.nextOutputS = state.nextOutputS ?? Infinity;
  }

  dispose(): void {
    this.state = null;
  }

  private async frame(timeS: number, signal: AbortSignal): Promise<Frame> {
    const { dispersion } = this.prepared();
    const fields: Field[] = [];
    const series: Series[] = [];
    const totals: Record<string, number> = {};
    for (const part of dispersion.parts(timeS)) {
      part({ fields, series, totals });
      await breathe();
      signal.throwIfAborted();
    }
    return {
      engine: 'pollution',
      timeS,
      fields,
      series,
      tracks: [],
      totals,
      stateHash: dispersion.hash(timeS, fields, series),
    };
  }

  private prepared(): { readonly setup: PollutionSetup; readonly dispersion: Dispersion } {
    if (this.state) return this.state;
    throw new DryrunError({
      code: 'engine.not_prepared',
      what: 'The pollution engine was used before it was prepared or after it was disposed of.',
      mend: 'Call prepare first.',
    });
  }
}

/** What was assumed of the weather. */
function metNotices(setup: PollutionSetup): Notice[] {
  const { met } = setup;
  const calm = met.filter((h) => h.windMs < 0.5).length;
  const steps = met.slice(1).map((h, k) => h.startS - met[k]!.startS);
  const usual = Math.min(...steps);
  const gaps = steps.filter((s) => s > 1.5 * usual).length;
  const noStability = met.filter(
    (h) => h.obukhovM === undefined && h.heatFluxWm2 === undefined && h.pasquill === undefined,
  ).length;
  const notices: Notice[] = [];
  if (calm > 0) {
    notices.push({
      code: 'pollution.met.calm',
      what: 'Hours with less than 0.5 m/s are calm: pollution spreads alike in all directions.',
      count: calm,
    });
  }
  if (gaps > 0) {
    notices.push({
      code: 'pollution.met.gap',
      what: 'Met hours are missing; the hour before holds until the next.',
      count: gaps,
    });
  }
  if (noStability > 0) {
    notices.push({
      code: 'pollution.met.neutral',
      what: 'Hours without stability, heat flux or Obukhov length are taken as neutral.',
      count: noStability,
    });
  }
  return notices;
}

/** The pollution engine for the registry. */
export const pollutionEngine: EngineModule<PollutionSetup> = {
  name: 'pollution',
  version: VERSION,
  create: () => new PollutionEngine(),
};
