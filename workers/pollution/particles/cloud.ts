import { DryrunError } from '../../../src/domain/errors';
import type { Field } from '../../../src/domain/frame';
import { planOf } from '../wind/grid';
import type { UrbanGrid } from '../wind/grid';
import type { UrbanWind } from '../wind/setup';
import { fillCells } from './cells';
import { checkFate } from './fate';
import type { Fate } from './fate';
import { ParticleKernel } from './kernel/kernel';
import { layoutOf } from './kernel/layout';
import { uniform } from './place';
import { sortByCell } from './sort';

export interface CloudOptions {
  /** Most particles at a time. */
  readonly capacity: number;
  readonly seed: number;
  readonly threads?: number;
  /** Concentrations are taken up to this height, m; absent: everywhere. */
  readonly sampleToM?: number;
  readonly fate?: Fate;
  /** Longest step in units of the Lagrangian time and of a cell's width. */
  readonly timeShare?: number;
  readonly cellShare?: number;
}

/** A box that particles start in, evenly: a point where its half sizes are 0. */
export interface Release {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly halfM?: readonly [number, number, number];
  readonly count: number;
  readonly massKg: number;
}

/** Where all that was released is now, kg. */
export interface CloudTotals {
  readonly releasedKg: number;
  readonly airborneKg: number;
  readonly depositedKg: number;
  readonly decayedKg: number;
  readonly washedKg: number;
  readonly leftKg: number;
  /** Released less all the others in quanta of mass: 0 always. */
  readonly missingQuanta: number;
}

/** Mass of a particle of the first release, in quanta. */
const FIRST_MASS = 2 ** 28;
const MOST_MASS = 2 ** 31;
const SAMPLE_SHIFT = 256;
const TIME_SHARE = 0.25;
const CELL_SHARE = 0.35;
/** Steps of a particle after which neighbours in memory have become strangers in space. */
const STEPS_UNSORTED = 60;
const MOST_TICKS = 2 ** 23;
/** Ticks the fastest wind needs for a cell. */
const TICKS_PER_CELL = 128;

/**
 * Lagrangian particles in the wind of a district. Masses are whole numbers of quanta, random numbers
 * depend on seed, particle and draw only, and sums are of integers: the same bits for any number of
 * threads, and nothing is lost. A particle's time is divided by the turbulence and the cells it meets.
 */
export class ParticleCloud {
  readonly grid: UrbanGrid;
  private readonly kernel: ParticleKernel;
  private readonly wind: UrbanWind;
  private readonly seed: number;
  private readonly tickS: number;
  private quantumKg = 0;
  private releasedQuanta = 0n;
  private releasedParticles = 0;
  private count = 0;
  private timeS = 0;
  private ticksDone = 0;
  private sampledFromTick = 0;
  private sortedAtSubstep = 0;

  private constructor(wind: UrbanWind, kernel: ParticleKernel, tickS: number, seed: number) {
    this.wind = wind;
    this.grid = wind.grid;
    this.kernel = kernel;
    this.tickS = tickS;
    this.seed = seed;
  }

  /** @throws DryrunError `pollution.particleMemory`, `pollution.fate` */
  static async create(wind: UrbanWind, options: CloudOptions): Promise<ParticleCloud> {
    const g = wind.grid;
    const fate = options.fate ?? {};
    checkFate(fate);
    const sampled = Math.min(
      g.nz,
      Math.max(1, Math.ceil((options.sampleToM ?? g.nz * g.dzM) / g.dzM)),
    );
    const kernel = await ParticleKernel.create(
      layoutOf(g, sampled, options.capacity),
      options.threads ?? 1,
    );
    const tickS = Math.min(g.dxM, g.dzM) / (TICKS_PER_CELL * fastest(wind));
    fillCells(wind, kernel.cells(), fate.settlingMs ?? 0, {
      timeShare: options.timeShare ?? TIME_SHARE,
      cellShare: options.cellShare ?? CELL_SHARE,
      tickS,
    });
    kernel.setInt('seed', options.seed | 0);
    kernel.setFloat('tickS', tickS);
    kernel.setFloat('dry', ((fate.dryMs ?? 0) + (fate.settlingMs ?? 0)) / g.dzM);
    kernel.setFloat('decay', fate.decayPerS ?? 0);
    kernel.setFloat('wet', fate.washoutPerS ?? 0);
    return new ParticleCloud(wind, kernel, tickS, options.seed);
  }

  dispose(): void {
    this.kernel.dispose();
  }

  /** Particles that carry mass, and the sub-steps made so far. */
  get airborne(): number {
    let n = 0;
    const mass = this.kernel.wordsOf('mass');
    for (let p = 0; p < this.count; p++) if (mass[p]! > 0) n++;
    return n;
  }
  get substeps(): number {
    return this.kernel.substeps();
  }

  /**
   * Lets particles go. Those that would start inside a building start at the nearest open cell above.
   *
   * @throws DryrunError `pollution.sourceOutside`, `pollution.sourceAmount`, `pollution.particleCount`
   */
  release(r: Release): void {
    if (!(r.massKg >= 0 && Number.isFinite(r.massKg) && Number.isInteger(r.count) && r.count > 0)) {
      throw new DryrunError({
        code: 'pollution.sourceAmount',
        what: `A release of ${r.massKg} kg on ${r.count} particles means nothing.`,
        mend: 'Give an amount that is not negative, on at least one particle.',
      });
    }
    if (this.count + r.count > this.kernel.layout.capacity) this.compact();
    if (this.count + r.count > this.kernel.layout.capacity) {
      throw new DryrunError({
        code: 'pollution.particleCount',
        what: `${this.count} particles are in the air and ${r.count} more are released, but there is room for ${this.kernel.layout.capacity}.`,
        mend: 'Release fewer particles or make room for more.',
        params: { airborne: this.count, count: r.count, capacity: this.kernel.layout.capacity },
      });
    }
    if (this.quantumKg === 0 && r.massKg > 0) this.quantumKg = r.massKg / r.count / FIRST_MASS;
    const quanta = this.quantumKg > 0 ? Math.round(r.massKg / r.count / this.quantumKg) : 0;
    if (quanta > MOST_MASS) {
      throw new DryrunError({
        code: 'pollution.sourceAmount',
        what: `A particle of ${(r.massKg / r.count).toExponential(2)} kg outweighs the first by more than ${MOST_MASS / FIRST_MASS}.`,
        mend: 'Release the heavy source on more particles.',
      });
    }
    this.place(r, quanta);
    this.releasedQuanta += BigInt(quanta) * BigInt(r.count);
  }

  private place(r: Release, quanta: number): void {
    const { kernel, grid: g } = this;
    const [x, y, z] = [kernel.floatsOf('x'), kernel.floatsOf('y'), kernel.floatsOf('z')];
    const [mass, id, draws] = [
      kernel.wordsOf('mass'),
      kernel.wordsOf('id'),
      kernel.wordsOf('draws'),
    ];
    const [hx, hy, hz] = r.halfM ?? [0, 0, 0];
    for (let n = 0; n < r.count; n++) {
      const p = this.count + n;
      const number = this.releasedParticles + n;
      const at = (axis: number): number => 2 * uniform(this.seed, number, axis) - 1;
      const px = Math.fround((r.x + hx * at(0) - g.x0) / g.dxM);
      const py = Math.fround((r.y + hy * at(1) - g.y0) / g.dxM);
      const pz = Math.max(Math.fround((r.z + hz * at(2)) / g.dzM), 0);
      if (!(px >= 0 && py >= 0 && px < g.nx && py < g.ny && pz < g.nz)) {
        throw new DryrunError({
          code: 'pollution.sourceOutside',
          what: `The source at (${r.x}, ${r.y}), ${r.z} m high, reaches out of the district.`,
          mend: 'Move the source or enlarge the district.',
          params: { x: r.x, y: r.y, z: r.z },
        });
      }
      x[p] = px;
      y[p] = py;
      z[p] = this.lifted(x[p]!, y[p]!, pz);
      mass[p] = quanta;
      id[p] = number;
      draws[p] = 0;
    }
    kernel.call.start(this.count, this.count + r.count);
    this.count += r.count;
    this.releasedParticles += r.count;
    kernel.setInt('count', this.count);
  }

  private lifted(x: number, y: number, z: number): number {
    const { nx, ny } = this.grid;
    const column = Math.floor(y) * nx + Math.floor(x);
    let k = Math.floor(z);
    if (!this.wind.solid[k * nx * ny + column]) return z;
    while (this.wind.solid[k * nx * ny + column]) k++;
    return k + 0.5;
  }

  /** Closes the gaps left by particles that are gone and puts those of a cell side by side. */
  private compact(): void {
    const { kernel } = this;
    this.count = sortByCell(kernel, this.count);
    kernel.setInt('count', this.count);
    this.sortedAtSubstep = kernel.substeps();
  }

  /** Moves all particles over `seconds`. */
  run(seconds: number): void {
    if (this.kernel.substeps() - this.sortedAtSubstep > STEPS_UNSORTED * this.count) this.compact();
    this.timeS += seconds;
    let ticks = Math.round(this.timeS / this.tickS) - this.ticksDone;
    this.ticksDone += ticks;
    // The kernel counts a run's ticks in f32.
    for (; ticks > MOST_TICKS; ticks -= MOST_TICKS) this.go(MOST_TICKS);
    this.go(ticks);
  }

  private go(ticks: number): void {
    this.kernel.setInt('ticks', ticks);
    this.kernel.call.run();
  }

  /** Starts a new averaging time for concentrations. */
  clearSamples(): void {
    this.kernel.sample().fill(0n);
    this.sampledFromTick = this.ticksDone;
  }

  /** Dosage per sampled cell since the samples were cleared, kg s/m³; cells x fastest, then y, then z. */
  dosage(): Float32Array {
    const g = this.grid;
    const factor = (this.quantumKg * SAMPLE_SHIFT * this.tickS) / (g.dxM * g.dxM * g.dzM);
    return Float32Array.from(this.kernel.sample(), (q) => Number(q) * factor);
  }

  /** Mean concentration since the samples were cleared, kg/m³, in the layer that holds a height. */
  concentration(heightM: number, name = 'concentration'): Field {
    const g = this.grid;
    const k = Math.floor(heightM / g.dzM);
    if (!(k >= 0 && k < this.kernel.layout.sampled)) {
      throw new DryrunError({
        code: 'pollution.sampleHeight',
        what: `Concentrations are taken up to ${this.kernel.layout.sampled * g.dzM} m, not at ${heightM} m.`,
        mend: 'Ask for a lower height or sample higher.',
      });
    }
    const seconds = (this.ticksDone - this.sampledFromTick) * this.tickS;
    const plane = g.nx * g.ny;
    const factor =
      seconds > 0
        ? (this.quantumKg * SAMPLE_SHIFT * this.tickS) / (g.dxM * g.dxM * g.dzM * seconds)
        : 0;
    const sample = this.kernel.sample();
    const values = Float32Array.from({ length: plane }, (_, c) =>
      this.wind.solid[k * plane + c] ? Number.NaN : Number(sample[k * plane + c]) * factor,
    );
    return { name, unit: 'kg/m³', grid: planOf(g), values };
  }

  /** Mass on ground and roofs, kg/m². */
  deposited(): Field {
    const g = this.grid;
    const factor = this.quantumKg / (g.dxM * g.dxM);
    const values = Float32Array.from(this.kernel.ground(), (q) => Number(q) * factor);
    return { name: 'deposited', unit: 'kg/m²', grid: planOf(g), values };
  }

  totals(): CloudTotals {
    const { kernel, quantumKg } = this;
    let airborne = 0n;
    const mass = kernel.wordsOf('mass');
    for (let p = 0; p < this.count; p++) airborne += BigInt(mass[p]!);
    let ground = 0n;
    for (const q of kernel.ground()) ground += q;
    const parts = [
      airborne,
      ground,
      kernel.counter('decayed'),
      kernel.counter('washed'),
      kernel.counter('left'),
    ] as const;
    const kg = (q: bigint): number => Number(q) * quantumKg;
    return {
      releasedKg: kg(this.releasedQuanta),
      airborneKg: kg(parts[0]),
      depositedKg: kg(parts[1]),
      decayedKg: kg(parts[2]),
      washedKg: kg(parts[3]),
      leftKg: kg(parts[4]),
      missingQuanta: Number(this.releasedQuanta - parts.reduce((a, b) => a + b, 0n)),
    };
  }

  /** Places of the particles that carry mass, local metres: x, y, z one after another. */
  positions(): { readonly ids: Uint32Array; readonly positions: Float32Array } {
    this.compact();
    const { kernel, grid: g, count } = this;
    const [x, y, z] = [kernel.floatsOf('x'), kernel.floatsOf('y'), kernel.floatsOf('z')];
    const positions = new Float32Array(3 * count);
    for (let p = 0; p < count; p++) {
      positions[3 * p] = g.x0 + x[p]! * g.dxM;
      positions[3 * p + 1] = g.y0 + y[p]! * g.dxM;
      positions[3 * p + 2] = z[p]! * g.dzM;
    }
    return { ids: kernel.wordsOf('id').slice(0, count), positions };
  }
}

/** Largest speed a particle is likely to have: wind plus three standard deviations, m/s. */
function fastest(wind: UrbanWind): number {
  let most = 0.1;
  for (const faces of [wind.u, wind.v, wind.w]) {
    for (const s of faces) if (Math.abs(s) > most) most = Math.abs(s);
  }
  let energy = 0;
  for (const e of wind.energy) if (e > energy) energy = e;
  return most + 3 * Math.sqrt(energy);
}
