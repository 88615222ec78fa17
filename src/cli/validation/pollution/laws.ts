import { PollutionKernel } from '../../../../workers/pollution/kernel/kernel';
import { deriveMeteorology, type Meteorology } from '../../../../workers/pollution/met/meteorology';
import { PlumeOperator, windAxes } from '../../../../workers/pollution/plume/operator';
import {
  crosswindIntegral,
  lidOf,
  pointPlume,
  verticalDensity,
} from '../../../../workers/pollution/plume/plume';
import { neutralRise, neutralRiseDistance } from '../../../../workers/pollution/plume/rise';
import { spreadAt } from '../../../../workers/pollution/plume/spread';
import { plumeTable } from '../../../../workers/pollution/plume/table';
import { PuffTrain } from '../../../../workers/pollution/puffs/train';
import { canyonConcentration } from '../../../../workers/pollution/street/canyon';
import { atLeast, atMost, type Case, type Row } from '../row';

const CLASSES = ['A', 'B', 'C', 'D', 'E', 'F'] as const;
const LOW = { heightM: 0.5, sigmaY0M: 0, sigmaZ0M: 1.5 };

function weather(pasquill: (typeof CLASSES)[number]): Meteorology {
  return deriveMeteorology({
    windMs: pasquill === 'F' ? 2 : 4,
    windHeightM: 10,
    fromDeg: 237,
    roughnessM: 0.3,
    pasquill,
  });
}

/** Laws that hold whatever the weather. */
export const plumeLaws: Case = {
  name: 'laws of plumes and puffs',
  run: async () => {
    const kernel = await PollutionKernel.create();
    const name = 'laws of plumes and puffs';
    const line = lineAgainstPoints(kernel);
    const rows: Row[] = [
      atMost(name, 'flux through planes against Q, relative', worst(fluxError), 1e-6),
      atMost(name, 'puff train against plume, relative', worst(trainError), 0.01),
      atMost(name, 'forward/adjoint duality, relative', duality(kernel), 1e-5),
      atMost(name, 'line kernel against 400 points, median', line.median, 0.005),
      atMost(name, 'line kernel against 400 points, 99th percentile', line.p99, 0.02),
      atMost(name, "Briggs' branches at 55 m⁴/s³, rise", branch(neutralRise), 0.015),
      atMost(
        name,
        "Briggs' branches at 55 m⁴/s³, distance",
        branch((f) => neutralRiseDistance(f)),
        0.015,
      ),
      atLeast(name, 'canyon, least leeward/windward', leastCanyonRatio(), 1),
    ];
    return rows;
  },
};

function worst(of: (m: Meteorology) => number): number {
  return Math.max(...CLASSES.map((c) => of(weather(c))));
}

function fluxError(m: Meteorology): number {
  let most = 0;
  for (const source of [LOW, { heightM: 60, sigmaY0M: 5, sigmaZ0M: 3 }]) {
    for (const x of [50, 500, 5000]) {
      const spread = spreadAt(m, source, x);
      const top = Math.min(lidOf(m, source, spread), source.heightM + 12 * spread.sigmaZM);
      const levels = Math.ceil(top / Math.min(spread.sigmaZM / 20, top / 200));
      let vertical = 0;
      for (let k = 0; k < levels; k++) {
        const z = ((k + 0.5) * top) / levels;
        vertical += crosswindIntegral(m, source, x, z) * spread.windMs * (top / levels);
      }
      let across = 0;
      for (let j = -80; j <= 80; j++) {
        across += (pointPlume(m, source, x, (j * spread.sigmaYM) / 8, 1) * spread.sigmaYM) / 8;
      }
      const flux = (vertical * across) / crosswindIntegral(m, source, x, 1);
      most = Math.max(most, Math.abs(flux - 1));
    }
  }
  return most;
}

function trainError(m: Meteorology): number {
  const source = { heightM: 10, sigmaY0M: 1, sigmaZ0M: 1 };
  const train = new PuffTrain(
    { x: 0, y: 0, shape: source, amountKg: 7200, startS: 0, durationS: 7200 },
    { startsS: [0], met: [m] },
  );
  const { ux, uy } = windAxes(m);
  const puffs = train.at(7200);
  let most = 0;
  for (const x of [100, 300, 1000]) {
    let sum = 0;
    for (const p of puffs) {
      const along = (p.x * ux + p.y * uy - x) / p.sigmaXM;
      const across = (p.y * ux - p.x * uy) / p.sigmaYM;
      const spread = { windMs: 1, sigmaYM: p.sigmaYM, sigmaZM: p.sigmaZM };
      const vertical = verticalDensity(spread, 10, 1.5, lidOf(m, source, spread));
      sum +=
        (p.massKg * vertical * Math.exp(-0.5 * (along * along + across * across))) /
        (2 * Math.PI * p.sigmaXM * p.sigmaYM);
    }
    most = Math.max(most, Math.abs(sum / pointPlume(m, source, x, 0, 1.5) - 1));
  }
  return most;
}

/** Links and receptors strewn over a district, always the same. */
function district(links: number, side: number) {
  let state = 1;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >>> 8) / 2 ** 24;
  };
  const sources = Array.from({ length: links }, () => {
    const x0 = 2000 * random();
    const y0 = 2000 * random();
    const a = 2 * Math.PI * random();
    const l = 50 + 100 * random();
    return { x0, y0, x1: x0 + l * Math.cos(a), y1: y0 + l * Math.sin(a), kind: 0 };
  });
  const places = new Float64Array(2 * side * side);
  for (let k = 0; k < side * side; k++) {
    places[2 * k] = ((k % side) * 2000) / side;
    places[2 * k + 1] = (Math.floor(k / side) * 2000) / side;
  }
  return { sources, places, random };
}

function duality(kernel: PollutionKernel): number {
  const { sources, places, random } = district(300, 40);
  const m = weather('D');
  const mark = kernel.mark();
  const table = plumeTable(m, LOW, 1.5);
  const operator = new PlumeOperator(kernel, windAxes(m), [table], sources, places);
  const matrix = kernel.take(sources.length * operator.pitchBytes);
  operator.fill(0, sources.length, matrix);
  const rates = Float32Array.from(sources, random);
  const weights = Float32Array.from({ length: 1600 }, random);
  const out = kernel.put(new Float32Array(1600));
  operator.add(matrix, sources.length, kernel.put(rates), out);
  const forward = kernel.floats(out, 1600).reduce((s, c, k) => s + c * weights[k]!, 0);
  const back = operator.adjoint(weights, sources.length).reduce((s, c, k) => s + c * rates[k]!, 0);
  kernel.release(mark);
  return Math.abs(forward / back - 1);
}

/** The kernel's lines against sums of exact point plumes, where there is anything to speak of. */
function lineAgainstPoints(kernel: PollutionKernel): { median: number; p99: number } {
  const { sources, places } = district(12, 24);
  const m = weather('D');
  const { ux, uy } = windAxes(m);
  const mark = kernel.mark();
  const operator = new PlumeOperator(
    kernel,
    { ux, uy },
    [plumeTable(m, LOW, 1.5)],
    sources,
    places,
  );
  const matrix = kernel.take(sources.length * operator.pitchBytes);
  operator.fill(0, sources.length, matrix);
  const errors: number[] = [];
  sources.forEach((s, k) => {
    const row = kernel.floats(matrix + k * operator.pitchBytes, places.length / 2);
    row.forEach((got, r) => {
      if (r % 5 !== 0 || got < 1e-5) return;
      let sum = 0;
      for (let i = 0; i < 400; i++) {
        const f = (i + 0.5) / 400;
        const dx = places[2 * r]! - s.x0 - f * (s.x1 - s.x0);
        const dy = places[2 * r + 1]! - s.y0 - f * (s.y1 - s.y0);
        sum += pointPlume(m, LOW, dx * ux + dy * uy, dy * ux - dx * uy, 1.5);
      }
      errors.push(Math.abs((got * 400) / sum - 1));
    });
  });
  kernel.release(mark);
  errors.sort((a, b) => a - b);
  return {
    median: errors[Math.floor(errors.length / 2)]!,
    p99: errors[Math.floor(errors.length * 0.99)]!,
  };
}

function branch(of: (flux: number, windMs: number) => number): number {
  return Math.abs(of(55 - 1e-9, 5) / of(55, 5) - 1);
}

function leastCanyonRatio(): number {
  let least = Infinity;
  for (const heightM of [10, 20, 35]) {
    for (const roofWindMs of [1, 3, 8]) {
      for (const fromDeg of [230, 250, 270, 290, 310]) {
        const { leeward, windward } = canyonConcentration({
          heightM,
          widthM: 20,
          axisDeg: 0,
          reachM: 100,
          roofWindMs,
          fromDeg,
          trafficMs: 0.2,
          receptorM: 2,
        });
        least = Math.min(least, leeward / windward);
      }
    }
  }
  return least;
}
