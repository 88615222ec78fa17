import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ParticleCloud } from '../../workers/pollution/particles/cloud';
import { GridTransport } from '../../workers/pollution/particles/transport';
import { windField } from '../../workers/pollution/wind/field';
import type { UrbanWind } from '../../workers/pollution/wind/setup';
import { ATMOSPHERE } from '../../workers/pollution/wind/turbulence';

const SOURCE = path.resolve(import.meta.dirname, '../../../shared/yardstick/pollution/yard.c');
const REPEATS = 5;
const PARTICLES = 100_000;
/** The grid of the C yardstick's transport. */
const [NX, NY, NZ] = [256, 256, 32];
const TRANSPORT_STEPS = 10;

/** Millions per CPU second of the C yardstick: Lagrangian steps (b) and upwind cells (c1). */
interface Native {
  readonly particles: number;
  readonly cells: number;
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
      particles: Number(/^b .*?([\d.]+) Mstep\/s/m.exec(out)![1]),
      cells: Number(/^c1 .*?([\d.]+) Mcell\/s/m.exec(out)![1]),
    };
  } catch {
    console.error('bench pollution: no gcc that builds the C yardstick, so there are no ratios.');
    return null;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A district of blocks, 512 m × 512 m × 96 m in cells of 4 m. */
async function district(): Promise<UrbanWind> {
  const grid = { x0: 0, y0: 0, dxM: 4, dzM: 4, nx: 128, ny: 128, nz: 24 };
  const heightM = Float32Array.from({ length: grid.nx * grid.ny }, (_, c) => {
    const i = c % grid.nx;
    const j = Math.floor(c / grid.nx);
    const inside = i > 16 && i < 112 && j > 16 && j < 112;
    return inside && i % 16 < 10 && j % 12 < 7 ? 12 + 4 * ((i + j) % 5) : 0;
  });
  const met = {
    fromDeg: 250,
    frictionMs: 0.4,
    obukhovM: Number.POSITIVE_INFINITY,
    roughnessM: 0.3,
    mixingHeightM: 800,
    calm: false,
  };
  return windField({ grid, buildings: { heightM }, met });
}

/** Even wind and turbulence: the speed of a step of transport does not depend on them. */
function evenWind(): UrbanWind {
  const cells = NX * NY * NZ;
  return {
    grid: { x0: 0, y0: 0, dxM: 10, dzM: 10, nx: NX, ny: NY, nz: NZ },
    solid: new Uint8Array(cells),
    u: new Float32Array((NX + 1) * NY * NZ).fill(3),
    v: new Float32Array(NX * (NY + 1) * NZ).fill(1),
    w: new Float32Array(NX * NY * (NZ + 1)),
    energy: new Float32Array(cells).fill(0.5),
    lengthM: new Float32Array(cells).fill(10),
    zone: new Uint8Array(cells),
    closure: ATMOSPHERE,
    divergence: { before: 0, after: 0, iterations: 0 },
  };
}

/** CPU seconds of this process that something takes. */
function cpuS(work: () => void): number {
  const from = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1e6;
}

/** Half sizes of a street's stretch of traffic, and of nearly all the district's air, m. */
const STREET = [60, 8, 1] as const;
const DISTRICT = [150, 200, 39] as const;

async function particleSpeed(
  wind: UrbanWind,
  halfM: readonly [number, number, number],
  heightM: number,
): Promise<number> {
  let best = 0;
  for (let r = 0; r < REPEATS; r++) {
    const cloud = await ParticleCloud.create(wind, { capacity: PARTICLES, seed: r, sampleToM: 12 });
    cloud.release({ x: 200, y: 256, z: heightM, halfM, count: PARTICLES, massKg: 1 });
    cloud.run(5);
    const before = cloud.substeps;
    const seconds = cpuS(() => {
      for (let s = 0; s < 5; s++) cloud.run(3);
    });
    best = Math.max(best, (cloud.substeps - before) / seconds / 1e6);
    cloud.dispose();
  }
  return best;
}

async function transportSpeed(): Promise<number> {
  const transport = await GridTransport.create(evenWind());
  const start = new Float64Array(NX * NY * NZ);
  for (let k = 8; k < 24; k++) {
    for (let j = 60; j < 80; j++) start.fill(1, (k * NY + j) * NX + 60, (k * NY + j) * NX + 80);
  }
  transport.forward(start, 2);
  let best = 0;
  for (let r = 0; r < REPEATS; r++) {
    const seconds = cpuS(() => transport.step(TRANSPORT_STEPS));
    best = Math.max(best, (NX * NY * NZ * TRANSPORT_STEPS) / seconds / 1e6);
  }
  return best;
}

/**
 * Speed of the particles of a street's traffic in a district's wind (every step looks up its cell, draws
 * three deviates, is sampled and kept out of walls; scattered all over the district they wait for
 * memory) and of the 3-D upwind step, on one thread, and as ratios to plain C
 * built and run in the same call: the yardstick's particles know a log wind over flat ground only, and
 * its cells are f32 where these are f64. Limits of the project: particles ≥ 0.5, cells ≥ 0.3.
 */
export async function benchPollutionParticles({
  json,
}: {
  readonly json: boolean;
}): Promise<Record<string, unknown>> {
  const wind = await district();
  const before = nativeSpeed();
  const particles = await particleSpeed(wind, STREET, 1.5);
  const scattered = await particleSpeed(wind, DISTRICT, 40);
  const cells = await transportSpeed();
  const after = before && nativeSpeed();
  const native = before &&
    after && {
      particles: Math.max(before.particles, after.particles),
      cells: Math.max(before.cells, after.cells),
    };
  const result = {
    particleMsteps: particles,
    scatteredMsteps: scattered,
    transportMcells: cells,
    yardstickParticleMsteps: native?.particles ?? null,
    yardstickMcells: native?.cells ?? null,
    particleRatio: native ? particles / native.particles : null,
    transportRatio: native ? cells / native.cells : null,
  };
  if (!json) print(result);
  return result;
}

function print(r: Readonly<Record<string, number | null>>): void {
  for (const [what, key] of [
    ['particles of a street, M steps/s', 'particleMsteps'],
    ['particles all over a district, M steps/s', 'scatteredMsteps'],
    ['C yardstick, flat ground, M steps/s', 'yardstickParticleMsteps'],
    ['particles / yardstick (≥ 0.5)', 'particleRatio'],
    ['3-D upwind transport, M cells/s', 'transportMcells'],
    ['C yardstick, M cells/s', 'yardstickMcells'],
    ['transport / yardstick (≥ 0.3)', 'transportRatio'],
  ] as const) {
    const value = r[key];
    if (typeof value === 'number') console.log(`${what.padEnd(44)} ${value.toFixed(3)}`);
  }
}
