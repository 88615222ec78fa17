import { DryrunError } from '../../../src/domain/errors';
import { erf } from '../math';
import { wasmBase64 } from './pollution.generated';

/** What the compiled module offers; addresses in bytes, see `assembly/`. */
export interface KernelCalls {
  puffsAt(
    puffs: number,
    count: number,
    x: number,
    y: number,
    z: number,
    n: number,
    out: number,
  ): void;
  puffsOnGrid(
    puffs: number,
    count: number,
    cols: number,
    rows: number,
    x0: number,
    y0: number,
    d: number,
    out: number,
    work: number,
  ): void;
  puffsOnPlane(puffs: number, count: number, x: number, y: number, n: number, out: number): void;
  evidence(task: number, places: number, count: number, out: number): void;
  unitRows(
    table: number,
    ux: number,
    uy: number,
    places: number,
    count: number,
    sx: number,
    sy: number,
    n: number,
    out: number,
  ): void;
  pairs(
    task: number,
    rows: number,
    count: number,
    shares: number,
    shareCount: number,
    out: number,
  ): number;
  setNormalTable(at: number): void;
  fillRows(
    sources: number,
    rows: number,
    x: number,
    y: number,
    n: number,
    out: number,
    pitch: number,
  ): void;
  addRows(matrix: number, pitch: number, rows: number, rates: number, n: number, out: number): void;
  adjoint(
    sources: number,
    count: number,
    x: number,
    y: number,
    weights: number,
    n: number,
    out: number,
  ): void;
}

const PAGE = 65536;
const MAX_PAGES = 65536;
/** The compiler's own data lie below. */
const HEAP_BASE = 16384;
const ALIGN = 16;

const NORMAL_STEPS = 100;
const NORMAL_HALF = 5.12;

/** The WebAssembly kernel and its memory, given out from the bottom up and taken back to a mark. */
export class PollutionKernel {
  private top = HEAP_BASE;

  private constructor(
    readonly memory: WebAssembly.Memory,
    readonly call: KernelCalls,
  ) {}

  static async create(): Promise<PollutionKernel> {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: MAX_PAGES });
    const module = await WebAssembly.compile(decode(wasmBase64));
    const instance = await WebAssembly.instantiate(module, { env: { memory } });
    const kernel = new PollutionKernel(memory, instance.exports as unknown as KernelCalls);
    const steps = 2 * NORMAL_HALF * NORMAL_STEPS;
    const table = Float32Array.from({ length: steps + 2 }, (_, k) => {
      const u = k / NORMAL_STEPS - NORMAL_HALF;
      return 0.5 * (1 + erf(u * Math.SQRT1_2));
    });
    kernel.call.setNormalTable(kernel.put(table));
    return kernel;
  }

  /** Address of fresh bytes (16-byte aligned, contents undefined). @throws DryrunError `pollution.memory` */
  take(bytes: number): number {
    const at = this.top;
    const top = at + Math.ceil(bytes / ALIGN) * ALIGN;
    const pages = Math.ceil(top / PAGE);
    const have = this.memory.buffer.byteLength / PAGE;
    if (pages > have) this.grow(pages - have, bytes);
    this.top = top;
    return at;
  }

  /** Copies an array in and returns its address. */
  put(values: Float32Array): number {
    const at = this.take(values.byteLength);
    this.floats(at, values.length).set(values);
    return at;
  }

  /** A view of f32 in the memory; it dies when the memory grows: use it at once. */
  floats(at: number, length: number): Float32Array {
    return new Float32Array(this.memory.buffer, at, length);
  }

  words(at: number, length: number): Uint32Array {
    return new Uint32Array(this.memory.buffer, at, length);
  }

  doubles(at: number, length: number): Float64Array {
    return new Float64Array(this.memory.buffer, at, length);
  }

  mark(): number {
    return this.top;
  }

  /** Gives back everything taken since the mark. */
  release(mark: number): void {
    this.top = mark;
  }

  private grow(pages: number, bytes: number): void {
    try {
      this.memory.grow(pages);
    } catch (cause) {
      const megabytes = Math.ceil(bytes / 2 ** 20);
      throw new DryrunError(
        {
          code: 'pollution.memory',
          what: `The pollution engine needs ${megabytes} MB more than this machine gives a program.`,
          mend: 'Choose larger cells or fewer sources.',
          params: { megabytes },
        },
        { cause },
      );
    }
  }
}

function decode(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let k = 0; k < text.length; k++) bytes[k] = text.charCodeAt(k);
  return bytes;
}
