/**
 * Where everything lies in the kernel's memory. The same table stands in `assembly/params.ts`, which
 * the compiler reads; `tests/unit/flood/layout.test.ts` checks that the two agree.
 */

/** Addresses of the i32 and the f64 parameters. */
export const INT_BASE = 64;
export const DOUBLE_BASE = 512;
/** First free byte after the parameter block and what the compiler may place itself. */
const HEAP_BASE = 65536;

export const INT = {
  cols: 0,
  rows: 4,
  pitch: 8,
  tilesX: 12,
  tilesY: 16,
  h: 20,
  u: 24,
  v: 28,
  e: 32,
  z: 36,
  friction: 40,
  rain: 44,
  soilA: 48,
  crestE: 52,
  crestN: 56,
  flags: 60,
  active: 64,
  wet: 68,
  rim: 72,
  faces: 76,
  faceCount: 80,
  boundaries: 84,
  boundaryCount: 88,
  sources: 92,
  sourceCount: 96,
  rowInfiltration: 100,
  maxDepth: 104,
  arrival: 108,
  maxSpeed: 112,
  maxHazard: 116,
  scratch: 120,
  scratchBytes: 124,
  threads: 128,
  order: 132,
  step: 136,
  hash: 140,
  barrierArrived: 144,
  barrierRound: 148,
  look: 152,
  bandWaves: 156,
  soilB: 412,
  soilC: 416,
  soil: 420,
  soilModel: 424,
  soak: 428,
  duration1: 432,
  duration2: 436,
  structures: 440,
  structureCount: 444,
} as const;

export const DOUBLE = {
  time: 0,
  cellSize: 8,
  cfl: 16,
  maxWave: 24,
  minStep: 32,
  rainRate: 40,
  rainVolume: 48,
  tableTime: 56,
  lastDt: 64,
  smallestDt: 72,
  arrivalDepth: 80,
  lastTime: 88,
  film: 96,
  soakSpan: 104,
  lookTime: 112,
  durationDepth1: 120,
  durationDepth2: 128,
} as const;

export const FLAG_RAIN = 1;
export const FLAG_INFILTRATION = 2;
export const FLAG_CRESTS = 4;

/** Edge of a tile in cells: the unit of "wet or not". */
export const TILE = 16;
/** Bed of what is no ground (outside, buildings), m: higher than any water. */
export const WALL_BED = 1e6;
/** Water below this depth, m, does not move. */
export const MIN_DEPTH_M = 1e-5;
export const GRAVITY = 9.81;

export const FACE_BYTES = 32;
export const BOUNDARY_BYTES = 64;
export const SOURCE_BYTES = 96;
export const STRUCTURE_BYTES = 192;
/** Structures (edges of gates and bridges, culverts) a run may have. */
export const MOST_STRUCTURES = 1024;

/** Ghost cells west of column 0 and rows south of row 0 (and beyond the other rims). */
const LEAD_CELLS = 4;
const LEAD_ROWS = 2;
/** Row buffers of a thread, see `assembly/buffers.ts`. */
const ROW_BUFFERS = 62;

/** Planes of one f32 per cell, in the order they lie in memory. */
export const PLANES = [
  'h',
  'u',
  'v',
  'e',
  'z',
  'friction',
  'rain',
  'soilA',
  'soilB',
  'soilC',
  'soil',
  'crestE',
  'crestN',
  'maxDepth',
  'arrival',
  'maxSpeed',
  'maxHazard',
  'duration1',
  'duration2',
] as const;
export type PlaneName = (typeof PLANES)[number];

export interface Layout {
  readonly cols: number;
  readonly rows: number;
  /** Bytes from a cell to the one north of it. */
  readonly pitch: number;
  readonly tilesX: number;
  readonly tilesY: number;
  /** Address of cell (0, 0) of each plane, and of the plane's first byte. */
  readonly origin: Readonly<Record<PlaneName, number>>;
  readonly start: Readonly<Record<PlaneName, number>>;
  readonly planeBytes: number;
  readonly active: number;
  readonly wet: number;
  readonly rim: number;
  readonly faces: number;
  readonly boundaries: number;
  readonly sources: number;
  readonly structures: number;
  readonly rowInfiltration: number;
  readonly scratch: number;
  readonly scratchBytes: number;
  readonly hash: number;
  readonly bytes: number;
}

/** Room for the records of a run; sources grow while it runs (pumps), so there is some to spare. */
export interface Counts {
  readonly faces: number;
  readonly boundaries: number;
  readonly sources: number;
}

/** Plans the memory of a run. Pure arithmetic; addresses are multiples of 64. */
export function planMemory(cols: number, rows: number, counts: Counts, threads: number): Layout {
  const tilesX = Math.ceil(cols / TILE);
  const tilesY = Math.ceil(rows / TILE);
  const pitch = (LEAD_CELLS + tilesX * TILE + 8) * 4;
  const planeBytes = align(pitch * (rows + 2 * LEAD_ROWS) + 64);
  let at = HEAP_BASE;
  const take = (bytes: number): number => {
    const here = at;
    at = align(at + bytes);
    return here;
  };
  const start = {} as Record<PlaneName, number>;
  const origin = {} as Record<PlaneName, number>;
  for (const name of PLANES) {
    start[name] = take(planeBytes);
    origin[name] = start[name] + LEAD_ROWS * pitch + LEAD_CELLS * 4;
  }
  const scratchBytes = align(ROW_BUFFERS * pitch + 128);
  return {
    cols,
    rows,
    pitch,
    tilesX,
    tilesY,
    origin,
    start,
    planeBytes,
    active: take(tilesX * tilesY),
    wet: take(tilesX * tilesY),
    rim: take(4 * (2 * rows + 2 * cols)),
    faces: take(counts.faces * FACE_BYTES),
    boundaries: take(counts.boundaries * BOUNDARY_BYTES),
    sources: take(counts.sources * SOURCE_BYTES),
    structures: take(MOST_STRUCTURES * STRUCTURE_BYTES),
    rowInfiltration: take(rows * 8),
    scratch: take(scratchBytes * threads),
    scratchBytes,
    hash: take(64),
    bytes: at,
  };
}

function align(n: number): number {
  return Math.ceil(n / 64) * 64;
}
