import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PollutionKernel } from '../../workers/pollution/kernel/kernel';
import { deriveMeteorology } from '../../workers/pollution/met/meteorology';
import { PlumeOperator, windAxes } from '../../workers/pollution/plume/operator';
import { plumeTable } from '../../workers/pollution/plume/table';
import { benchPollutionParticles } from './pollutionParticles';

const SOURCE = path.resolve(import.meta.dirname, '../../../shared/yardstick/pollution/yard.c');
const REPEATS = 6;
/** Puffs and receptors of the C yardstick. */
const PUFFS = 2000;
const SIDE = 100;
const GRID_REPEATS = 10;
const LINKS = 5000;
const ROAD_SIDE = 100;

interface Native {
  readonly general: number;
  readonly grid: number;
}

/** Builds and runs the C yardstick; null where that is not possible, with the reason on stderr. */
function nativeSpeed(): Native | null {
  if (!existsSync(SOURCE)) {
    console.error('bench pollution: the C yardstick is not here, so there are no ratios.');
    return null;
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'dryrun-yardstick-'));
  const program = path.join(folder, 'yard');
  try {
    const flags = ['-O3', '-march=native', '-ffast-math', '-std=gnu11'];
    execFileSync('gcc', [...flags, SOURCE, '-o', program, '-lm'], { stdio: 'pipe' });
    const out = execFileSync(program, [String(REPEATS)], { encoding: 'utf8' });
    return {
      general: Number(/^a2 .*?([\d.]+) Mpair\/s/m.exec(out)![1]),
      grid: Number(/^a4 .*?([\d.]+) Mpair\/s/m.exec(out)![1]),
    };
  } catch {
    console.error('bench pollution: no gcc that builds the C yardstick, so there are no ratios.');
    return null;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function cpuS(work: () => void): number {
  const from = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1e6;
}

function best(work: () => void): number {
  let least = Infinity;
  for (let r = 0; r < REPEATS; r++) least = Math.min(least, cpuS(work));
  return least;
}

/** The yardstick's puffs: at receptors anywhere, and on its level grid. M pairs per CPU second. */
function puffSpeed(kernel: PollutionKernel): { general: number; grid: number } {
  const receptors = SIDE * SIDE;
  const free = new Float32Array(6 * PUFFS);
  const level = new Float32Array(6 * PUFFS);
  for (let p = 0; p < PUFFS; p++) {
    const s = 20 + 0.1 * p;
    const sz = 5 + 0.03 * p;
    const z = 2 + (p % 10);
    const amplitude = 1 / (15.7496 * s * s * sz);
    const place = [0.5 * p, 500 + 30 * Math.sin(0.01 * p)];
    const across = (-0.5 * Math.LOG2E) / (s * s);
    const up = (-0.5 * Math.LOG2E) / (sz * sz);
    free.set([...place, z, across, up, amplitude], 6 * p);
    const ground = 2 ** (up * (1.5 - z) ** 2) + 2 ** (up * (1.5 + z) ** 2);
    level.set([...place, 0, across, 0, amplitude * ground], 6 * p);
  }
  const plane = (of: (k: number) => number): number =>
    kernel.put(Float32Array.from({ length: receptors }, (_, k) => of(k)));
  const mark = kernel.mark();
  const x = plane((k) => 10 * (k % SIDE));
  const y = plane((k) => 10 * Math.floor(k / SIDE));
  const z = plane(() => 1.5);
  const out = plane(() => 0);
  const freeAt = kernel.put(free);
  const levelAt = kernel.put(level);
  const work = kernel.take(16 * SIDE + 68 * SIDE + 16);
  const pairs = (PUFFS * receptors) / 1e6;
  const general = pairs / best(() => kernel.call.puffsAt(freeAt, PUFFS, x, y, z, receptors, out));
  const grid =
    (GRID_REPEATS * pairs) /
    best(() => {
      for (let r = 0; r < GRID_REPEATS; r++) {
        kernel.call.puffsOnGrid(levelAt, PUFFS, SIDE, SIDE, 0, 0, 10, out, work);
      }
    });
  kernel.release(mark);
  return { general, grid };
}

/** A city of links: the matrix of an hour from nothing, and a redraw from it after a truck ban. */
function roadSpeed(kernel: PollutionKernel): { matrixS: number; redrawS: number } {
  let state = 1;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >>> 8) / 2 ** 24;
  };
  const links = Array.from({ length: LINKS }, () => {
    const x0 = 5000 * random();
    const y0 = 5000 * random();
    const a = 2 * Math.PI * random();
    const l = 50 + 100 * random();
    return { x0, y0, x1: x0 + l * Math.cos(a), y1: y0 + l * Math.sin(a), kind: 0 };
  });
  const places = new Float64Array(2 * ROAD_SIDE * ROAD_SIDE);
  for (let k = 0; k < ROAD_SIDE * ROAD_SIDE; k++) {
    places[2 * k] = 50 * (k % ROAD_SIDE) + 25;
    places[2 * k + 1] = 50 * Math.floor(k / ROAD_SIDE) + 25;
  }
  const met = deriveMeteorology({
    windMs: 4,
    windHeightM: 10,
    fromDeg: 237,
    roughnessM: 0.5,
    pasquill: 'D',
  });
  const rates = kernel.put(Float32Array.from({ length: LINKS }, random));
  const out = kernel.put(new Float32Array(ROAD_SIDE * ROAD_SIDE));
  const matrix = kernel.take(4 * LINKS * ROAD_SIDE * ROAD_SIDE);
  const mark = kernel.mark();
  const make = (): PlumeOperator => {
    kernel.release(mark);
    const table = plumeTable(met, { heightM: 0.5, sigmaY0M: 2, sigmaZ0M: 1.5 }, 1.5);
    return new PlumeOperator(kernel, windAxes(met), [table], links, places);
  };
  const matrixS = best(() => make().fill(0, LINKS, matrix));
  const operator = make();
  const redrawS = best(() => operator.add(matrix, LINKS, rates, out));
  return { matrixS, redrawS };
}

/**
 * Speed of the pollution kernels, one WASM worker, and as ratios to plain C built and run in the same
 * call. Limits of the project: general puff–receptor pairs ≥ 0.15, gridded separable ≥ 0.3, particles
 * ≥ 0.5, 3-D upwind cells ≥ 0.3; 5 000 links × 10 000 receptors ≤ 2 s; a cached redraw ≤ 1 s.
 */
export async function benchPollution({
  json,
}: {
  readonly json: boolean;
}): Promise<Record<string, unknown>> {
  const kernel = await PollutionKernel.create();
  const before = nativeSpeed();
  const puffs = puffSpeed(kernel);
  const after = before && nativeSpeed();
  const roads = roadSpeed(kernel);
  const native =
    before && after
      ? {
          general: Math.max(before.general, after.general),
          grid: Math.max(before.grid, after.grid),
        }
      : null;
  const result = {
    puffMpairs: puffs.general,
    yardstickPuffMpairs: native?.general ?? null,
    puffRatio: native ? puffs.general / native.general : null,
    gridMpairs: puffs.grid,
    yardstickGridMpairs: native?.grid ?? null,
    gridRatio: native ? puffs.grid / native.grid : null,
    matrixS: roads.matrixS,
    redrawS: roads.redrawS,
  };
  if (!json) print(result);
  return { ...result, ...(await benchPollutionParticles({ json })) };
}

function print(r: Readonly<Record<string, number | null>>): void {
  for (const [what, key] of [
    ['puff–receptor pairs, M/s (≥ 120)', 'puffMpairs'],
    ['C yardstick a2, M/s', 'yardstickPuffMpairs'],
    ['puffs / yardstick (≥ 0.15)', 'puffRatio'],
    ['gridded separable pairs, M/s', 'gridMpairs'],
    ['C yardstick a4, M/s', 'yardstickGridMpairs'],
    ['gridded / yardstick (≥ 0.3)', 'gridRatio'],
    ['5 000 links × 10 000 receptors, s (≤ 2)', 'matrixS'],
    ['cached redraw, s (≤ 1)', 'redrawS'],
  ] as const) {
    const value = r[key];
    if (typeof value === 'number') console.log(`${what.padEnd(44)} ${value.toFixed(3)}`);
  }
}
