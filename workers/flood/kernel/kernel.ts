import { DryrunError } from '../../../src/domain/errors';
import { startThreads } from '../../runtime/threads';
import type { ThreadLike } from '../../runtime/threads';
import { wasmBase64 } from './flood.generated';
import { DOUBLE, DOUBLE_BASE, INT, INT_BASE, PLANES } from './layout';
import type { Layout, PlaneName } from './layout';

/** What the compiled module offers. */
interface Exports {
  run(endS: number, maxSteps: number): number;
  refresh(): void;
  accumulateNow(): void;
  storedVolume(): number;
  owedVolume(): number;
  hashState(): void;
  structureFlow(index: number, levelA: number, levelB: number): number;
}

const PAGE = 65536;
const MAX_PAGES = 65536;

/** The WebAssembly kernel with its memory, and typed access to what lies in it. */
export class FloodKernel {
  readonly memory: WebAssembly.Memory;
  readonly layout: Layout;
  readonly call: Exports;
  readonly ints: Int32Array;
  readonly doubles: Float64Array;
  private helpers: readonly ThreadLike[] = [];

  private constructor(memory: WebAssembly.Memory, layout: Layout, call: Exports) {
    this.memory = memory;
    this.layout = layout;
    this.call = call;
    this.ints = new Int32Array(memory.buffer);
    this.doubles = new Float64Array(memory.buffer);
  }

  /** Compiles the kernel and sets up its parameter block. @throws DryrunError `flood.memory` */
  static async create(layout: Layout, threads: number): Promise<FloodKernel> {
    const pages = Math.ceil(layout.bytes / PAGE);
    const memory = allocate(pages, layout);
    const module = await WebAssembly.compile(decode(wasmBase64));
    const instance = await WebAssembly.instantiate(module, { env: { memory } });
    const kernel = new FloodKernel(memory, layout, instance.exports as unknown as Exports);
    kernel.writeLayout(threads);
    kernel.helpers = (await startThreads(module, memory, threads)) ?? [];
    kernel.setInt('threads', 1 + kernel.helpers.length);
    return kernel;
  }

  /** Ends the helping threads; the kernel is not to be used afterwards. */
  dispose(): void {
    for (const helper of this.helpers) helper.terminate();
    this.helpers = [];
  }

  private writeLayout(threads: number): void {
    const l = this.layout;
    for (const name of ['cols', 'rows', 'pitch', 'tilesX', 'tilesY'] as const) {
      this.setInt(name, l[name]);
    }
    for (const name of PLANES) this.setInt(name, l.origin[name]);
    for (const name of [
      'active',
      'wet',
      'rim',
      'faces',
      'boundaries',
      'sources',
      'structures',
      'rowInfiltration',
      'scratch',
      'scratchBytes',
      'hash',
    ] as const) {
      this.setInt(name, l[name]);
    }
    this.setInt('threads', threads);
  }

  int(name: keyof typeof INT): number {
    return this.ints[(INT_BASE + INT[name]) >> 2]!;
  }
  setInt(name: keyof typeof INT, value: number): void {
    this.ints[(INT_BASE + INT[name]) >> 2] = value;
  }
  double(name: keyof typeof DOUBLE): number {
    return this.doubles[(DOUBLE_BASE + DOUBLE[name]) >> 3]!;
  }
  setDouble(name: keyof typeof DOUBLE, value: number): void {
    this.doubles[(DOUBLE_BASE + DOUBLE[name]) >> 3] = value;
  }

  /** View of one row of a plane: the domain's columns. */
  row(plane: PlaneName, row: number): Float32Array {
    const l = this.layout;
    return new Float32Array(this.memory.buffer, l.origin[plane] + row * l.pitch, l.cols);
  }

  /** All bytes of a plane, ghosts and padding included. */
  planeBytes(plane: PlaneName): Uint8Array {
    return new Uint8Array(this.memory.buffer, this.layout.start[plane], this.layout.planeBytes);
  }

  fillPlane(plane: PlaneName, value: number): void {
    new Float32Array(
      this.memory.buffer,
      this.layout.start[plane],
      this.layout.planeBytes >> 2,
    ).fill(value);
  }

  /** Copies a row-major grid into a plane. */
  writePlane(plane: PlaneName, values: ArrayLike<number>): void {
    const { cols, rows } = this.layout;
    for (let r = 0; r < rows; r++) {
      const to = this.row(plane, r);
      for (let c = 0; c < cols; c++) to[c] = values[r * cols + c]!;
    }
  }

  /** A plane as a row-major grid of its own memory (to be transferred). */
  readPlane(plane: PlaneName): Float32Array<ArrayBuffer> {
    const { cols, rows } = this.layout;
    const out = new Float32Array(cols * rows);
    for (let r = 0; r < rows; r++) out.set(this.row(plane, r), r * cols);
    return out;
  }

  /** Byte offset of a cell from a plane's origin, and its value in a plane. */
  offsetOf(cell: number): number {
    const { cols, pitch } = this.layout;
    return Math.floor(cell / cols) * pitch + (cell % cols) * 4;
  }
  getCell(plane: PlaneName, offset: number): number {
    return new Float32Array(this.memory.buffer, this.layout.origin[plane] + offset, 1)[0]!;
  }
  setCell(plane: PlaneName, offset: number, value: number): void {
    new Float32Array(this.memory.buffer, this.layout.origin[plane] + offset, 1)[0] = value;
  }

  /** 128-bit hash of the water in all cells, as hex. */
  hash(): string {
    this.call.hashState();
    const words = new Uint32Array(this.memory.buffer, this.layout.hash, 4);
    return Array.from(words, (w) => w.toString(16).padStart(8, '0')).join('');
  }
}

function allocate(pages: number, layout: Layout): WebAssembly.Memory {
  try {
    if (pages <= MAX_PAGES) {
      return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
    }
  } catch {
    // Said below: too little memory is the same to the person as too large a grid.
  }
  const megabytes = Math.ceil(layout.bytes / 2 ** 20);
  throw new DryrunError({
    code: 'flood.memory',
    what: `The flood grid of ${layout.cols} × ${layout.rows} cells needs ${megabytes} MB, more than this machine gives a program.`,
    mend: 'Choose larger cells or a smaller area.',
    params: { cols: layout.cols, rows: layout.rows, megabytes },
  });
}

function decode(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let k = 0; k < text.length; k++) bytes[k] = text.charCodeAt(k);
  return bytes;
}
