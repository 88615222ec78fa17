import type { Frame } from '../../../domain/frame';
import type { Measure } from '../../../domain/scenario';
import { floodEngine } from '../../../../workers/flood/engine';
import type { FloodSetup, TimeTable } from '../../../../workers/flood/setup';

export const G = 9.81;

type Place = (xM: number, yM: number) => number;

export interface Tank {
  readonly cols: number;
  readonly rows: number;
  readonly cellSizeM: number;
  readonly bed: Place;
  readonly depth?: Place;
  readonly manning?: number;
  readonly order?: 1 | 2;
}

/** A set-up from functions of place (metres from the south-west corner), walls all round. */
export function tank(t: Tank, more: Partial<FloodSetup> = {}): FloodSetup {
  const { cols, rows, cellSizeM } = t;
  const cells = cols * rows;
  const bedM = new Float32Array(cells);
  const depthM = new Float32Array(cells);
  for (let k = 0; k < cells; k++) {
    const x = ((k % cols) + 0.5) * cellSizeM;
    const y = (Math.floor(k / cols) + 0.5) * cellSizeM;
    bedM[k] = t.bed(x, y);
    depthM[k] = t.depth ? Math.max(t.depth(x, y), 0) : 0;
  }
  return {
    grid: { x0: 0, y0: 0, cellSizeM, cols, rows },
    bedM,
    depthM,
    manningN: new Float32Array(cells).fill(t.manning ?? 0),
    blocked: new Uint8Array(cells),
    rain: [],
    boundaries: [],
    sources: [],
    rim: 'wall',
    horizonS: 1e9,
    outputEveryS: 1e9,
    options: { order: t.order ?? 1 },
    ...more,
  };
}

/** A table that holds one value for ever. */
export function constant(value: number): TimeTable {
  return { timeS: Float64Array.of(0), value: Float64Array.of(value) };
}

/** Cells of a column, or of a row, of a grid. */
export function columnCells(cols: number, rows: number, col: number): Uint32Array {
  return Uint32Array.from({ length: rows }, (_, r) => r * cols + col);
}

/** Runs a set-up and returns the frames at the given times. */
export async function framesAt(setup: FloodSetup, timesS: readonly number[]): Promise<Frame[]> {
  const everyS = timesS.reduce(commonDivisor);
  const horizonS = Math.max(...timesS);
  const engine = floodEngine.create();
  await engine.prepare({ ...setup, horizonS, outputEveryS: everyS });
  const frames: Frame[] = [];
  await engine.advance(horizonS, new AbortController().signal, (f) => {
    if (timesS.some((t) => Math.abs(t - f.timeS) < 1e-6)) frames.push(f);
  });
  engine.dispose();
  return frames;
}

/** Runs a set-up to its horizon and keeps of each frame only what is asked of it. */
export async function sampled<T>(setup: FloodSetup, take: (frame: Frame) => T): Promise<T[]> {
  const engine = floodEngine.create();
  const { horizonS } = setup;
  await engine.prepare(setup);
  const out: T[] = [];
  await engine.advance(horizonS, new AbortController().signal, (f) => out.push(take(f)));
  engine.dispose();
  return out;
}

/** Runs to the first multiple of `everyS` by which so many steps are made; returns that frame. */
export async function frameAfterSteps(
  setup: FloodSetup,
  steps: number,
  everyS: number,
  measures: readonly Measure[] = [],
): Promise<Frame> {
  const engine = floodEngine.create();
  await engine.prepare({ ...setup, horizonS: 1e9, outputEveryS: everyS });
  await engine.apply(measures, 0);
  const signal = new AbortController().signal;
  let last: Frame | undefined;
  for (let t = everyS; (last?.totals['steps'] ?? 0) < steps; t += everyS) {
    await engine.advance(t, signal, (f) => (last = f));
  }
  engine.dispose();
  return last!;
}

function commonDivisor(a: number, b: number): number {
  return b < 1e-9 ? a : commonDivisor(b, a % b);
}

export function values(frame: Frame, name: string): Float32Array {
  const field = frame.fields.find((f) => f.name === name);
  if (!field) throw new Error(`The frame has no field "${name}".`);
  return field.values;
}

/** Σ|a − b| / Σ|b| over cells where `exact` is given. */
export function relativeL1(got: Float32Array, exact: (cell: number) => number): number {
  let error = 0;
  let norm = 0;
  for (let k = 0; k < got.length; k++) {
    const e = exact(k);
    if (Number.isNaN(e)) continue;
    error += Math.abs(got[k]! - e);
    norm += Math.abs(e);
  }
  return error / norm;
}

/** Fastest speed in a frame, m/s. */
export function fastest(frame: Frame): number {
  const u = values(frame, 'velocityX');
  const v = values(frame, 'velocityY');
  let most = 0;
  for (let k = 0; k < u.length; k++) {
    const speed = Math.hypot(u[k]!, v[k]!);
    if (speed > most) most = speed;
  }
  return most;
}

/** Random numbers in [0, 1) that are the same in every run (mulberry32). */
export function seeded(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
