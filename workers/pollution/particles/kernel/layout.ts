/**
 * Where everything lies in the kernel's memory. The same table stands in `assembly/params.ts`, which
 * the compiler reads; `tests/unit/pollution/particlesLayout.test.ts` checks that the two agree.
 */
export const INT_BASE = 64;
export const FLOAT_BASE = 256;
/** First free byte after the parameter block and what the compiler may place itself. */
const HEAP_BASE = 65536;

export const INT = {
  nx: 0,
  ny: 4,
  nz: 8,
  sampled: 12,
  count: 16,
  x: 20,
  y: 24,
  z: 28,
  ox: 32,
  oy: 36,
  oz: 40,
  mass: 44,
  id: 48,
  draws: 52,
  cells: 56,
  sample: 60,
  ground: 64,
  decayed: 68,
  left: 72,
  washed: 76,
  seed: 80,
  ticks: 84,
  threads: 88,
  barrierArrived: 92,
  barrierRound: 96,
  substeps: 104,
} as const;

export const FLOAT = {
  tickS: 0,
  dry: 4,
  decay: 8,
  wet: 12,
} as const;

/** Floats of a cell record, and the place of its vectors (x, y, z) and of what stands after each. */
export const CELL_FLOATS = 16;
export const CELL = {
  wind: 0,
  rateH: 3,
  windRise: 4,
  rateW: 7,
  sigma: 8,
  flags: 11,
  sigmaRise: 12,
  longest: 15,
} as const;
export const FLAG_SOLID = 1;
/** Ground or a roof below: particles deposit here. */
export const FLAG_FLOOR = 2;

/** Arrays of one 32-bit word per particle. */
export const PARTICLE = ['x', 'y', 'z', 'ox', 'oy', 'oz', 'mass', 'id', 'draws'] as const;
export type ParticleArray = (typeof PARTICLE)[number];

export interface Layout {
  readonly nx: number;
  readonly ny: number;
  readonly nz: number;
  readonly sampled: number;
  readonly capacity: number;
  readonly at: Readonly<
    Record<ParticleArray | 'cells' | 'sample' | 'ground' | 'decayed' | 'left' | 'washed', number>
  >;
  readonly bytes: number;
}

/** Places all arrays for a grid, the number of layers to sample and the most particles. */
export function layoutOf(
  size: { readonly nx: number; readonly ny: number; readonly nz: number },
  sampled: number,
  capacity: number,
): Layout {
  let next = HEAP_BASE;
  const place = (bytes: number): number => {
    const at = next;
    next += Math.ceil(bytes / 64) * 64;
    return at;
  };
  const { nx, ny, nz } = size;
  const at = {
    ...Object.fromEntries(PARTICLE.map((name) => [name, place(4 * capacity)])),
    cells: place(4 * CELL_FLOATS * nx * ny * nz),
    sample: place(8 * nx * ny * sampled),
    ground: place(8 * nx * ny),
    // Each counter on a cache line of its own: threads add to them at the same time.
    decayed: place(8),
    left: place(8),
    washed: place(8),
  } as Layout['at'];
  return { nx, ny, nz, sampled, capacity, at, bytes: next };
}
