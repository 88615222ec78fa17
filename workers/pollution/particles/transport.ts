import { DryrunError } from '../../../src/domain/errors';
import { sqrt } from '../math';
import { cellCount } from '../wind/grid';
import type { UrbanGrid } from '../wind/grid';
import type { UrbanWind } from '../wind/setup';
import { checkFate } from './fate';
import type { Fate } from './fate';
import { sharesAt, STRUCTURE_CONSTANT } from './cells';
import { instantiate } from './kernel/kernel';
import type { TransportExports } from './kernel/kernel';

export interface TransportOptions {
  /** Step, s; absent: the longest that is stable. */
  readonly dtS?: number;
  readonly fate?: Fate;
}

/** What became of an amount, kg. */
export interface Carried {
  /** Per cell, x fastest, then y, then z. */
  readonly amount: Float64Array;
  readonly leftKg: number;
  readonly depositedKg: number;
  /** Decayed or washed out. */
  readonly lostKg: number;
}

const COEFFICIENTS = ['keep', 'outE', 'inE', 'outN', 'inN', 'outT', 'inT'] as const;
/** Coefficients are whole multiples of this, so that they add up to 1 exactly in f32. */
const GRAIN = 2 ** -24;
/** Share of the stability limit that is used where no step is asked for. */
const SAFE = 0.9;
const HEAP = 65536;

/**
 * Donor-cell advection and diffusion K = σ²T on the wind's grid: explicit, positive, conservative (f64
 * state), first order in space. Rim and top are open: what leaves does not come back. `adjoint` applies
 * the exact transpose, so that ⟨w, F c⟩ = ⟨Fᵀ w, c⟩: one run backward from a receptor tells what every
 * cell would bring it.
 */
export class GridTransport {
  readonly dtS: number;
  private constructor(
    private readonly grid: UrbanGrid,
    private readonly call: TransportExports,
    private readonly memory: WebAssembly.Memory,
    private readonly plan: Plan,
    private readonly faces: Faces,
    private readonly fate: Fate,
  ) {
    this.dtS = faces.dtS;
  }

  /**
   * @throws DryrunError `pollution.transportStep` where the step asked for is unstable, `pollution.fate`,
   *   `pollution.particleMemory`
   */
  static async create(wind: UrbanWind, options: TransportOptions = {}): Promise<GridTransport> {
    const g = wind.grid;
    const fate = options.fate ?? {};
    checkFate(fate);
    const plan = planOf(g);
    const { memory, call } = await instantiate(plan.bytes);
    const arrays = Object.fromEntries(
      COEFFICIENTS.map((name) => [name, new Float32Array(memory.buffer, plan.at[name], plan.size)]),
    ) as Record<(typeof COEFFICIENTS)[number], Float32Array>;
    const faces = fillFaces(wind, plan, arrays, fate, options.dtS);
    return new GridTransport(g, call, memory, plan, faces, fate);
  }

  /** Carries an amount per cell over a number of steps. */
  forward(amount: Float64Array, steps: number): Carried {
    this.write(amount);
    const { faces, plan } = this;
    let leftKg = 0;
    let depositedKg = 0;
    let lostKg = 0;
    const loss = (this.fate.decayPerS ?? 0) + (this.fate.washoutPerS ?? 0);
    for (let n = 0; n < steps; n++) {
      const c = this.state(n);
      for (let r = 0; r < faces.rim.length; r++) leftKg += c[faces.rim[r]!]! * faces.rimShare[r]!;
      for (const cell of faces.floor) depositedKg += c[cell]! * faces.floorShare;
      if (loss > 0) lostKg += sum(c) * faces.lossShare;
      this.call.forwardStep(...this.addresses(n));
    }
    return { amount: this.read(plan, steps), leftKg, depositedKg, lostKg };
  }

  /** Carries a weight per cell backward: what a unit in each cell adds to the weighted sum in the end. */
  adjoint(weight: Float64Array, steps: number): Float64Array {
    this.write(weight);
    for (let n = 0; n < steps; n++) this.call.adjointStep(...this.addresses(n));
    return this.read(this.plan, steps);
  }

  /** Makes steps on what lies there, for timing. */
  step(steps: number): void {
    for (let n = 0; n < steps; n++) this.call.forwardStep(...this.addresses(n));
  }

  private addresses(n: number): number[] {
    const { grid: g, plan } = this;
    const [from, to] = n % 2 === 0 ? [plan.at.a, plan.at.b] : [plan.at.b, plan.at.a];
    return [g.nx, g.ny, g.nz, plan.px, from, to, ...COEFFICIENTS.map((name) => plan.at[name])];
  }

  private state(n: number): Float64Array {
    const { plan } = this;
    return new Float64Array(this.memory.buffer, n % 2 === 0 ? plan.at.a : plan.at.b, plan.size);
  }

  private write(values: Float64Array): void {
    const { grid: g, plan } = this;
    if (values.length !== cellCount(g)) {
      throw new DryrunError({
        code: 'pollution.transportCells',
        what: `The state holds ${values.length} cells, the grid ${cellCount(g)}.`,
        mend: 'Give one value per cell.',
      });
    }
    const to = this.state(0).fill(0);
    this.state(1).fill(0);
    for (let k = 0; k < g.nz; k++) {
      for (let j = 0; j < g.ny; j++) {
        const from = (k * g.ny + j) * g.nx;
        to.set(values.subarray(from, from + g.nx), indexOf(plan, g, 0, j, k));
      }
    }
  }

  private read(plan: Plan, steps: number): Float64Array {
    const g = this.grid;
    const from = this.state(steps);
    const out = new Float64Array(cellCount(g));
    for (let k = 0; k < g.nz; k++) {
      for (let j = 0; j < g.ny; j++) {
        const at = indexOf(plan, g, 0, j, k);
        out.set(from.subarray(at, at + g.nx), (k * g.ny + j) * g.nx);
      }
    }
    return out;
  }
}

interface Plan {
  readonly px: number;
  readonly size: number;
  readonly at: Readonly<Record<(typeof COEFFICIENTS)[number] | 'a' | 'b', number>>;
  readonly bytes: number;
}

function planOf(g: UrbanGrid): Plan {
  const px = 2 * Math.ceil((g.nx + 2) / 2);
  const size = px * (g.ny + 2) * (g.nz + 2) + 2;
  let next = HEAP;
  const place = (bytes: number): number => {
    const at = next;
    next += Math.ceil(bytes / 64) * 64;
    return at;
  };
  const at = {
    ...Object.fromEntries(COEFFICIENTS.map((name) => [name, place(4 * size)])),
    a: place(8 * size),
    b: place(8 * size),
  } as Plan['at'];
  return { px, size, at, bytes: next };
}

function indexOf(plan: Plan, g: UrbanGrid, i: number, j: number, k: number): number {
  return ((k + 1) * (g.ny + 2) + j + 1) * plan.px + i + 1;
}

interface Faces {
  readonly dtS: number;
  /** Cells at the open rim and the share that leaves each in a step; a cell may stand there twice. */
  readonly rim: Uint32Array;
  readonly rimShare: Float64Array;
  readonly floor: Uint32Array;
  readonly floorShare: number;
  readonly lossShare: number;
}

/** Rates of exchange through every face, then the step, then the coefficients of a step. */
function fillFaces(
  wind: UrbanWind,
  plan: Plan,
  to: Readonly<Record<(typeof COEFFICIENTS)[number], Float32Array>>,
  fate: Fate,
  asked: number | undefined,
): Faces {
  const { grid: g, solid } = wind;
  const [across, up] = diffusivities(wind);
  const plane = g.nx * g.ny;
  const dry = ((fate.dryMs ?? 0) + (fate.settlingMs ?? 0)) / g.dzM;
  const loss = (fate.decayPerS ?? 0) + (fate.washoutPerS ?? 0);
  const total = new Float64Array(plan.size);
  const rim: number[] = [];
  const rimRate: number[] = [];
  const floor: number[] = [];
  // Rates per second first; scaled to a step below.
  const exchange = (
    outs: Float32Array,
    ins: Float32Array,
    low: number,
    high: number,
    cells: readonly [number, number],
    speed: number,
    d: number,
    k: Float32Array,
  ): void => {
    const inside = cells[0] >= 0 && cells[1] >= 0;
    const spread = inside ? (0.5 * (k[cells[0]]! + k[cells[1]]!)) / (d * d) : 0;
    outs[low] = Math.max(speed, 0) / d + spread;
    ins[low] = Math.max(-speed, 0) / d + spread;
    if (cells[0] >= 0) total[low]! += outs[low]!;
    if (cells[1] >= 0) total[high]! += ins[low]!;
    if (inside) return;
    // Through the rim air leaves only, and into no cell: what leaves is counted apart.
    rim.push(cells[0] < 0 ? high : low);
    rimRate.push(cells[0] < 0 ? ins[low]! : outs[low]!);
    outs[low] = 0;
    ins[low] = 0;
  };
  const { px } = plan;
  const layer = px * (g.ny + 2);
  for (let k = 0; k < g.nz; k++) {
    for (let j = 0; j < g.ny; j++) {
      for (let i = 0; i < g.nx; i++) {
        const cell = (k * g.ny + j) * g.nx + i;
        if (solid[cell]) continue;
        const at = indexOf(plan, g, i, j, k);
        const u = (k * g.ny + j) * (g.nx + 1) + i;
        const v = (k * (g.ny + 1) + j) * g.nx + i;
        if (i === 0) exchange(to.outE, to.inE, at - 1, at, [-1, cell], wind.u[u]!, g.dxM, across);
        if (j === 0) exchange(to.outN, to.inN, at - px, at, [-1, cell], wind.v[v]!, g.dxM, across);
        const e = i === g.nx - 1 ? -1 : cell + 1;
        if (e < 0 || !solid[e]) {
          exchange(to.outE, to.inE, at, at + 1, [cell, e], wind.u[u + 1]!, g.dxM, across);
        }
        const n = j === g.ny - 1 ? -1 : cell + g.nx;
        if (n < 0 || !solid[n]) {
          exchange(to.outN, to.inN, at, at + px, [cell, n], wind.v[v + g.nx]!, g.dxM, across);
        }
        const t = k === g.nz - 1 ? -1 : cell + plane;
        if (t < 0 || !solid[t]) {
          exchange(to.outT, to.inT, at, at + layer, [cell, t], wind.w[cell + plane]!, g.dzM, up);
        }
        total[at]! += loss;
        if (k === 0 || solid[cell - plane]) {
          floor.push(at);
          total[at]! += dry;
        }
      }
    }
  }
  const dtS = stepOf(total, asked);
  const grain = (rate: number): number => Math.round((rate * dtS) / GRAIN) * GRAIN;
  for (const name of COEFFICIENTS) {
    const values = to[name];
    for (let c = 0; c < values.length; c++) if (values[c] !== 0) values[c] = grain(values[c]!);
  }
  const floorShare = grain(dry);
  const lossShare = grain(loss);
  const rimShare = Float64Array.from(rimRate, grain);
  const gone = new Float64Array(plan.size).fill(lossShare);
  for (const cell of floor) gone[cell]! += floorShare;
  for (let r = 0; r < rim.length; r++) gone[rim[r]!]! += rimShare[r]!;
  for (let k = 0; k < g.nz; k++) {
    for (let j = 0; j < g.ny; j++) {
      for (let i = 0; i < g.nx; i++) {
        if (solid[(k * g.ny + j) * g.nx + i]) continue;
        const at = indexOf(plan, g, i, j, k);
        to.keep[at] =
          1 -
          gone[at]! -
          to.outE[at]! -
          to.inE[at - 1]! -
          to.outN[at]! -
          to.inN[at - px]! -
          to.outT[at]! -
          to.inT[at - layer]!;
      }
    }
  }
  return {
    dtS,
    rim: Uint32Array.from(rim),
    rimShare,
    floor: Uint32Array.from(floor),
    floorShare,
    lossShare,
  };
}

function stepOf(total: Float64Array, asked: number | undefined): number {
  let most = 0;
  for (const t of total) if (t > most) most = t;
  const limit = 1 / most;
  if (asked === undefined) return SAFE * limit;
  if (asked > 0 && asked <= limit * (1 - 1e-6)) return asked;
  throw new DryrunError({
    code: 'pollution.transportStep',
    what: `A step of ${asked} s is unstable on this grid; it must be positive and below ${limit.toPrecision(3)} s.`,
    mend: 'Take a shorter step, or leave it out to take the longest.',
    params: { askedS: asked, limitS: limit },
  });
}

/** K = σ²T across and up per cell, m²/s: what particles tend to long after release. */
function diffusivities(wind: UrbanWind): readonly [Float32Array, Float32Array] {
  const { closure, energy, lengthM } = wind;
  const c34 = closure.cMu / sqrt(sqrt(closure.cMu));
  const of = (direction: 1 | 2): Float32Array =>
    Float32Array.from(energy, (e, c) => {
      if (wind.solid[c]) return 0;
      // σ²T = 2σ⁴ / (C₀ ε), σ² = share · 2k.
      const share = sharesAt(wind, c)[direction];
      return (8 * share * share * sqrt(e) * lengthM[c]!) / (STRUCTURE_CONSTANT * c34);
    });
  return [of(1), of(2)];
}

function sum(values: Float64Array): number {
  let s = 0;
  for (const v of values) s += v;
  return s;
}
