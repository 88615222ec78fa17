import { DryrunError } from '../../../../src/domain/errors';
import { startThreads } from '../../../runtime/threads';
import type { ThreadLike } from '../../../runtime/threads';
import { CELL_FLOATS, FLOAT, FLOAT_BASE, INT, INT_BASE, PARTICLE } from './layout';
import type { Layout, ParticleArray } from './layout';
import { wasmBase64 } from './particles.generated';

/** What the compiled module offers. */
export interface ParticleExports {
  /** Moves all particles over `ticks`. */
  run(): void;
  /** First velocities of fresh particles. */
  start(from: number, to: number): void;
}

export interface TransportExports {
  forwardStep(...addresses: readonly number[]): void;
  adjointStep(...addresses: readonly number[]): void;
}

const PAGE = 65536;
const MAX_PAGES = 65536;

/** The compiled module on a shared memory of its own. @throws DryrunError `pollution.particleMemory` */
export async function instantiate(bytes: number): Promise<{
  readonly memory: WebAssembly.Memory;
  readonly module: WebAssembly.Module;
  readonly call: ParticleExports & TransportExports;
}> {
  const memory = allocate(bytes);
  const code = Uint8Array.from(atob(wasmBase64), (c) => c.charCodeAt(0));
  const module = await WebAssembly.compile(code);
  const instance = await WebAssembly.instantiate(module, { env: { memory } });
  const call = instance.exports as unknown as ParticleExports & TransportExports;
  return { memory, module, call };
}

/** The particle kernel with its memory, and typed access to what lies in it. */
export class ParticleKernel {
  readonly layout: Layout;
  readonly call: ParticleExports;
  private readonly memory: WebAssembly.Memory;
  private readonly ints: Int32Array;
  private readonly floats: Float32Array;
  private helpers: readonly ThreadLike[] = [];

  private constructor(memory: WebAssembly.Memory, layout: Layout, call: ParticleExports) {
    this.memory = memory;
    this.layout = layout;
    this.call = call;
    this.ints = new Int32Array(memory.buffer);
    this.floats = new Float32Array(memory.buffer);
  }

  static async create(layout: Layout, threads: number): Promise<ParticleKernel> {
    const { memory, module, call } = await instantiate(layout.bytes);
    const kernel = new ParticleKernel(memory, layout, call);
    for (const name of ['nx', 'ny', 'nz', 'sampled'] as const) kernel.setInt(name, layout[name]);
    for (const name of [
      ...PARTICLE,
      'cells',
      'sample',
      'ground',
      'decayed',
      'left',
      'washed',
    ] as const) {
      kernel.setInt(name, layout.at[name]);
    }
    kernel.setInt('threads', threads);
    kernel.helpers = (await startThreads(module, memory, threads)) ?? [];
    kernel.setInt('threads', 1 + kernel.helpers.length);
    return kernel;
  }

  /** Ends the helping threads; the kernel is not to be used afterwards. */
  dispose(): void {
    for (const helper of this.helpers) helper.terminate();
    this.helpers = [];
  }

  int(name: keyof typeof INT): number {
    return this.ints[(INT_BASE + INT[name]) >> 2]!;
  }
  setInt(name: keyof typeof INT, value: number): void {
    this.ints[(INT_BASE + INT[name]) >> 2] = value;
  }
  setFloat(name: keyof typeof FLOAT, value: number): void {
    this.floats[(FLOAT_BASE + FLOAT[name]) >> 2] = value;
  }

  /** Sub-steps made so far by all threads. */
  substeps(): number {
    return Number(new BigInt64Array(this.memory.buffer, INT_BASE + INT.substeps, 1)[0]);
  }

  /** A particle array as floats or as unsigned words. */
  floatsOf(name: ParticleArray): Float32Array {
    return new Float32Array(this.memory.buffer, this.layout.at[name], this.layout.capacity);
  }
  wordsOf(name: ParticleArray): Uint32Array {
    return new Uint32Array(this.memory.buffer, this.layout.at[name], this.layout.capacity);
  }
  /** Cell records, see `CELL`. */
  cells(): Float32Array {
    const { nx, ny, nz, at } = this.layout;
    return new Float32Array(this.memory.buffer, at.cells, CELL_FLOATS * nx * ny * nz);
  }
  /** Quanta × ticks per sampled cell (of the mass less its last 8 bits), and quanta on each column. */
  sample(): BigInt64Array {
    const { nx, ny, sampled, at } = this.layout;
    return new BigInt64Array(this.memory.buffer, at.sample, nx * ny * sampled);
  }
  ground(): BigInt64Array {
    const { nx, ny, at } = this.layout;
    return new BigInt64Array(this.memory.buffer, at.ground, nx * ny);
  }
  counter(name: 'decayed' | 'left' | 'washed'): bigint {
    return new BigInt64Array(this.memory.buffer, this.layout.at[name], 1)[0]!;
  }
}

function allocate(bytes: number): WebAssembly.Memory {
  const pages = Math.ceil(bytes / PAGE) + 1;
  try {
    if (pages <= MAX_PAGES) {
      return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
    }
  } catch {
    // Said below: too little memory is the same to the person as too large a cloud.
  }
  const megabytes = Math.ceil(bytes / 2 ** 20);
  throw new DryrunError({
    code: 'pollution.particleMemory',
    what: `The particles and their grid need ${megabytes} MB, more than this machine gives a program.`,
    mend: 'Choose larger cells, a smaller district or fewer particles.',
    params: { megabytes },
  });
}
