import { PollutionKernel } from '../../../../workers/pollution/kernel/kernel';
import { DEFAULT_ERRORS } from '../../../../workers/pollution/finding/model';
import { findWith, type Finding } from '../../../../workers/pollution/finding/find';
import { deriveMeteorology } from '../../../../workers/pollution/met/meteorology';
import { pointPlume } from '../../../../workers/pollution/plume/plume';
import { atLeast, atMost, shown, type Case, type Row } from '../row';
import { prairieRuns, prairieSamplers, RELEASE_M, SAMPLER_M } from './prairieGrass';

const KG_PER_MG = 1e-6;
const SENSORS = 16;
const DOMAIN = { minX: -700, maxX: 700, minY: -700, maxY: 700 };
const SYNTHETIC = 500;
const SYNTHETIC_SHORT = 8;
/** Limits of the short forms: a few runs scatter about the figures of all. */
const SHORT_MEDIAN_M = 60;
const SHORT_SHARE = 0.6;

/** Source finding on Prairie Grass: 16 random samplers of the arcs from 100 to 800 m. */
export const prairieFinding: Case = {
  name: 'source finding, Prairie Grass',
  run: async ({ short }) => {
    const kernel = await PollutionKernel.create();
    const samplers = prairieSamplers();
    const random = stream(20_260_101);
    const errors: number[] = [];
    const rates: number[] = [];
    let slowest = 0;
    const runs = prairieRuns();
    for (const { run, met, releaseGs } of short ? runs.slice(0, 8) : runs) {
      const pool = samplers.get(run)!.filter((s) => s.arcM >= 100);
      const picked = Array.from({ length: SENSORS }, () => {
        return pool.splice(Math.floor(random() * pool.length), 1)[0]!;
      });
      const started = process.cpuUsage();
      const found = findWith(kernel, {
        met,
        readings: picked.map((s, k) => ({
          id: String(k),
          x: s.x,
          y: s.y,
          kgM3: s.mgM3 * KG_PER_MG,
        })),
        sensorHeightM: SAMPLER_M,
        sourceHeightM: RELEASE_M,
        domain: DOMAIN,
      });
      const used = process.cpuUsage(started);
      slowest = Math.max(slowest, (used.user + used.system) / 1e6);
      errors.push(Math.hypot(found.best.x, found.best.y));
      rates.push((found.rateKgS * 1000) / releaseGs);
    }
    const name = 'source finding, Prairie Grass';
    const share = (xs: readonly number[], holds: (x: number) => boolean): number =>
      xs.filter(holds).length / xs.length;
    const sorted = errors.sort((a, b) => a - b);
    const rows: Row[] = [
      shown(name, 'runs', errors.length),
      atMost(
        name,
        'median error, m',
        sorted[Math.floor(sorted.length / 2)]!,
        short ? SHORT_MEDIAN_M : 33,
      ),
      atLeast(
        name,
        'share within 100 m',
        share(errors, (e) => e <= 100),
        short ? SHORT_SHARE : 0.96,
      ),
      atLeast(
        name,
        'share with the rate within a factor 2',
        share(rates, within2),
        short ? SHORT_SHARE : 0.8,
      ),
      atMost(name, 'CPU of the slowest case, s', slowest, 0.5),
    ];
    return rows;
  },
};

const within2 = (q: number): boolean => q >= 0.5 && q <= 2;

/** How often the 90 % region holds a source drawn from what the inference takes for granted. */
export const syntheticFinding: Case = {
  name: 'source finding, synthetic',
  run: async ({ short }) => {
    const kernel = await PollutionKernel.create();
    const random = stream(77);
    const cases = short ? SYNTHETIC_SHORT : SYNTHETIC;
    let inside = 0;
    for (let k = 0; k < cases; k++) if (holdsTruth(kernel, random)) inside++;
    const name = 'source finding, synthetic';
    const rows = [shown(name, 'cases', cases)];
    if (short)
      rows.push(atLeast(name, '90 % region holds the source', inside / cases, SHORT_SHARE));
    else {
      rows.push(
        atLeast(name, '90 % region holds the source', inside / cases, 0.85),
        atMost(name, '90 % region holds the source (upper limit)', inside / cases, 0.95),
      );
    }
    return rows;
  },
};

/** One case: sensors anywhere, a source anywhere that at least three of them notice. */
function holdsTruth(kernel: PollutionKernel, random: () => number): boolean {
  const normal = (): number =>
    Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  for (;;) {
    const met = {
      windMs: 2 + 5 * random(),
      windHeightM: 10,
      fromDeg: 360 * random(),
      roughnessM: 0.1,
      pasquill: (['B', 'C', 'D', 'E'] as const)[Math.floor(4 * random())]!,
    };
    const e = DEFAULT_ERRORS;
    const x = 1400 * random() - 700;
    const y = 1400 * random() - 700;
    const rateKgS = Math.exp(-9 + 2 * normal());
    const toDeg = met.fromDeg + 180 + e.directionDeg * normal();
    const ux = Math.sin((toDeg * Math.PI) / 180);
    const uy = Math.cos((toDeg * Math.PI) / 180);
    const width = Math.exp(e.width * normal());
    const thinner = Math.exp(e.vertical * normal());
    const m = deriveMeteorology(met);
    const sensors = Array.from({ length: SENSORS }, (_, k) => {
      const sx = 1400 * random() - 700;
      const sy = 1400 * random() - 700;
      const along = (sx - x) * ux + (sy - y) * uy;
      const across = (sy - y) * ux - (sx - x) * uy;
      const source = { heightM: RELEASE_M, sigmaY0M: 0, sigmaZ0M: 0 };
      const c = pointPlume(m, source, along, across / width, SAMPLER_M) / width;
      return { id: String(k), x: sx, y: sy, kgM3: rateKgS * thinner * c };
    });
    const highest = Math.max(...sensors.map((s) => s.kgM3));
    const floor = Math.max(0.03 * highest, e.detectionKgM3);
    const noticed = sensors.filter((s) => s.kgM3 > e.detectionKgM3).length;
    if (noticed < 3) continue;
    const readings = sensors.map((s) => ({
      ...s,
      kgM3: Math.max((s.kgM3 + floor) * Math.exp(e.sensor * normal()) - floor, 0),
    }));
    const found = findWith(kernel, {
      met,
      readings,
      sensorHeightM: SAMPLER_M,
      sourceHeightM: RELEASE_M,
      domain: DOMAIN,
    });
    return regionHolds(found, x, y);
  }
}

function regionHolds({ map }: Finding, x: number, y: number): boolean {
  const col = Math.floor((x - map.x0) / map.dx);
  const row = Math.floor((y - map.y0) / map.dy);
  if (col < 0 || row < 0 || col >= map.cols || row >= map.rows) return false;
  const at = map.probability[row * map.cols + col]!;
  let above = 0;
  for (const p of map.probability) if (p > at) above += p;
  return above < 0.9;
}

/** Uniform numbers in [0, 1) from a 32-bit counter, hashed (splitmix). */
function stream(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let t = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    t = Math.imul(t ^ (t >>> 15), 0x735a2d97);
    return ((t ^ (t >>> 15)) >>> 0) / 2 ** 32;
  };
}
