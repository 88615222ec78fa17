import type { PollutionKernel } from '../kernel/kernel';
import type { PollutionSetup, Release } from '../setup';
import type { ReceptorGroup, Seat } from '../plume/hour';
import { packPuffs, PuffTrain, type Weather } from './train';

const UG_PER_KG = 1e9;
/** Initial spread of what gets out, m: a vessel's size; the air does the rest. */
const INITIAL_SPREAD_M = 1;

/** The clouds of all accidental releases on the grid and at the receptors. */
export class PuffClouds {
  private readonly trains: readonly { readonly release: Release; readonly train: PuffTrain }[];

  constructor(
    setup: PollutionSetup,
    private readonly groups: readonly ReceptorGroup[],
    private readonly seats: readonly Seat[],
    weather: Weather,
    private readonly kernel: PollutionKernel,
  ) {
    this.trains = setup.releases.map((release) => ({
      release,
      train: new PuffTrain(
        {
          x: release.x,
          y: release.y,
          shape: {
            heightM: release.heightM,
            sigmaY0M: INITIAL_SPREAD_M,
            sigmaZ0M: INITIAL_SPREAD_M,
          },
          amountKg: release.amountKg,
          startS: release.startS,
          durationS: release.durationS,
        },
        weather,
      ),
    }));
  }

  /** Concentration of a substance, µg/m³, at the cells and at the receptors. */
  at(substance: string, timeS: number): { cells: Float32Array; places: Float32Array } {
    const found = this.groups.map((g) => new Float32Array(g.places.length / 2));
    for (const { release, train } of this.trains) {
      if (release.substance !== substance || timeS < release.startS) continue;
      const puffs = train.at(timeS);
      const met = train.metAt(timeS);
      this.groups.forEach((group, k) => {
        const packed = packPuffs(puffs, train.source.shape, met, group.heightM, UG_PER_KG);
        this.add(packed, group, found[k]!);
      });
    }
    const places = Float32Array.from(this.seats, ({ group, place }) => found[group]![place]!);
    return { cells: found[0]!, places };
  }

  private add(puffs: Float32Array, group: ReceptorGroup, to: Float32Array): void {
    const { kernel } = this;
    const mark = kernel.mark();
    const n = Math.ceil(to.length / 4) * 4;
    const xs = new Float32Array(n);
    const ys = new Float32Array(n);
    for (let k = 0; k < to.length; k++) {
      xs[k] = group.places[2 * k]!;
      ys[k] = group.places[2 * k + 1]!;
    }
    const x = kernel.put(xs);
    const y = kernel.put(ys);
    const from = kernel.put(puffs);
    const out = kernel.put(new Float32Array(n));
    kernel.call.puffsOnPlane(from, puffs.length / 6, x, y, n, out);
    const sum = kernel.floats(out, to.length);
    for (let k = 0; k < to.length; k++) to[k]! += sum[k]!;
    kernel.release(mark);
  }
}
