import { DryrunError } from '../../../../src/domain/errors';
import type { UrbanGrid } from '../grid';
import { wasmBase64 } from './wind.generated';

/** What the compiled module offers. Arguments are addresses, see `assembly/`. */
interface Exports {
  build(first: number, levels: number): void;
  solve(
    first: number,
    levels: number,
    lambda: number,
    p: number,
    q: number,
    drop: number,
    most: number,
  ): number;
  sweepEnergy(
    level: number,
    energy: number,
    u: number,
    v: number,
    w: number,
    shear: number,
    length: number,
    dx: number,
    dz: number,
    c4: number,
    sigma: number,
    back: number,
  ): number;
}

/** Arrays of the finest level, as the kernel's padded grid (see `WindKernel.index`). */
export const ARRAYS = ['lambda', 'p', 'q', 'u', 'v', 'w'] as const;
export type ArrayName = (typeof ARRAYS)[number] | LevelArray;
const LEVEL_ARRAYS = ['x', 'b', 'r', 'ce', 'cn', 'ct', 'di'] as const;
type LevelArray = (typeof LEVEL_ARRAYS)[number];

const PAGE = 65536;
const MAX_PAGES = 65536;
/** First free byte: below it lies what the compiler places itself, and the level records. */
const LEVELS_AT = 32768;
const HEAP = 65536;
const LEVEL_BYTES = 48;
const MAX_LEVELS = 8;
/** A level whose least edge has no more cells than this is the coarsest. */
const COARSEST_CELLS = 4;

interface Level {
  readonly nx: number;
  readonly ny: number;
  readonly nz: number;
  readonly px: number;
  readonly plane: number;
  /** Floats of one array, ghosts and padding included. */
  readonly size: number;
}

function levelOf(nx: number, ny: number, nz: number): Level {
  const px = Math.ceil((Math.ceil(nx / 4) * 4 + 2) / 4) * 4;
  const plane = px * (ny + 2);
  return { nx, ny, nz, px, plane, size: plane * (nz + 2) + 8 };
}

/** The WebAssembly wind kernel for one grid: Poisson solver and energy transport share its memory. */
export class WindKernel {
  readonly fine: Level;
  readonly call: Exports;
  private readonly memory: WebAssembly.Memory;
  private readonly levels: readonly Level[];
  private readonly at: Readonly<Record<ArrayName, number>>;

  private constructor(
    memory: WebAssembly.Memory,
    call: Exports,
    levels: readonly Level[],
    at: Readonly<Record<ArrayName, number>>,
  ) {
    this.memory = memory;
    this.call = call;
    this.levels = levels;
    this.fine = levels[0]!;
    this.at = at;
  }

  /** @throws DryrunError `pollution.windMemory` where the grid needs more than a program can have. */
  static async create(grid: UrbanGrid): Promise<WindKernel> {
    const levels = [levelOf(grid.nx, grid.ny, grid.nz)];
    for (;;) {
      const l = levels.at(-1)!;
      if (Math.min(l.nx, l.ny, l.nz) <= COARSEST_CELLS || levels.length === MAX_LEVELS) break;
      levels.push(levelOf(Math.ceil(l.nx / 2), Math.ceil(l.ny / 2), Math.ceil(l.nz / 2)));
    }
    let next = HEAP;
    const place = (size: number): number => {
      const at = next;
      next += Math.ceil((size * 4) / 64) * 64;
      return at;
    };
    const records = levels.map((l) => LEVEL_ARRAYS.map(() => place(l.size)));
    const at = {
      ...Object.fromEntries(LEVEL_ARRAYS.map((name, n) => [name, records[0]![n]!])),
      ...Object.fromEntries(ARRAYS.map((name) => [name, place(levels[0]!.size)])),
    } as Record<ArrayName, number>;
    const memory = allocate(Math.ceil((next + PAGE) / PAGE), grid);
    const ints = new Int32Array(memory.buffer);
    levels.forEach((l, n) => {
      const record = [l.nx, l.ny, l.nz, l.px, l.plane, ...records[n]!];
      ints.set(record, (LEVELS_AT + n * LEVEL_BYTES) >> 2);
    });
    const bytes = Uint8Array.from(atob(wasmBase64), (c) => c.charCodeAt(0));
    const { instance } = await WebAssembly.instantiate(bytes, { env: { memory } });
    return new WindKernel(memory, instance.exports as unknown as Exports, levels, at);
  }

  /** A whole array, ghosts and padding included. */
  array(name: ArrayName): Float32Array {
    return new Float32Array(this.memory.buffer, this.at[name], this.fine.size);
  }

  /** Place of cell (i, j, k), counted from 0 without ghosts, in an array. */
  index(i: number, j: number, k: number): number {
    return (k + 1) * this.fine.plane + (j + 1) * this.fine.px + i + 1;
  }

  /** Solves for the Lagrange multiplier; the right-hand side in `b` becomes the residual. */
  solve(drop: number, most: number): number {
    this.call.build(LEVELS_AT, this.levels.length);
    return this.call.solve(
      LEVELS_AT,
      this.levels.length,
      this.at.lambda,
      this.at.p,
      this.at.q,
      drop,
      most,
    );
  }

  /** One sweep of the energy equation: k in `lambda`, S² in `p`, length in `q`. */
  sweepEnergy(grid: UrbanGrid, c4: number, sigma: number, back: boolean): number {
    const { lambda, u, v, w, p, q } = this.at;
    return this.call.sweepEnergy(
      LEVELS_AT,
      lambda,
      u,
      v,
      w,
      p,
      q,
      grid.dxM,
      grid.dzM,
      c4,
      sigma,
      back ? 1 : 0,
    );
  }
}

function allocate(pages: number, grid: UrbanGrid): WebAssembly.Memory {
  try {
    if (pages <= MAX_PAGES) return new WebAssembly.Memory({ initial: pages, maximum: pages });
  } catch {
    // Said below: too little memory is the same to the person as too large a grid.
  }
  const megabytes = Math.ceil((pages * PAGE) / 2 ** 20);
  throw new DryrunError({
    code: 'pollution.windMemory',
    what: `The wind grid of ${grid.nx} × ${grid.ny} × ${grid.nz} cells needs ${megabytes} MB, more than this machine gives a program.`,
    mend: 'Choose larger cells or a smaller district.',
    params: { nx: grid.nx, ny: grid.ny, nz: grid.nz, megabytes },
  });
}
