import { DryrunError } from '../../../src/domain/errors';
import type { Extent } from '../../../src/domain/grid';
import { PollutionKernel } from '../kernel/kernel';
import { exp, log, sqrt } from '../math';
import { deriveMeteorology, type MetObservation } from '../met/meteorology';
import { MOST_SENSORS, RATES, ReadingTask } from './evaluate';
import { DEFAULT_ERRORS, type ErrorModel, type Reading } from './model';

/** A question: where does what these sensors read come from? */
export interface FindingTask {
  readonly met: MetObservation;
  readonly readings: readonly Reading[];
  /** Height of the sensors above ground and of the suspected release, m. */
  readonly sensorHeightM: number;
  readonly sourceHeightM: number;
  /** Where the source may be. */
  readonly domain: Extent;
  readonly errors?: Partial<ErrorModel>;
}

/** Probability of the source's place on a grid that covers where it may be. */
export interface ProbabilityMap {
  /** South-west corner of the map, edges of its cells, m, and its size. */
  readonly x0: number;
  readonly y0: number;
  readonly dx: number;
  readonly dy: number;
  readonly cols: number;
  readonly rows: number;
  /** Row by row from the south-west; they add up to 1. */
  readonly probability: Float32Array;
}

/** What the readings say. */
export interface Finding {
  readonly answer: 'none' | 'one' | 'two' | 'cannot_tell';
  /** Posterior probabilities of no source, one and two, from equal prior ones. */
  readonly odds: { readonly none: number; readonly one: number; readonly two: number };
  readonly map: ProbabilityMap;
  /** Most probable place, and the rate there, kg/s, with the factor of its standard error. */
  readonly best: { readonly x: number; readonly y: number };
  readonly rateKgS: number;
  readonly rateFactor: number;
  /** Area that holds the source with 90 % probability, m². */
  readonly area90M2: number;
  /** Per reading: log ratio of the misfit without to with the source; positive speaks for it. */
  readonly support: readonly { readonly id: string; readonly value: number }[];
  /** Where another reading would tell most. */
  readonly next: { readonly x: number; readonly y: number };
  /** The best pair where two sources are the answer. */
  readonly pair?: readonly {
    readonly x: number;
    readonly y: number;
    readonly rateKgS: number;
  }[];
}

const SIDE = 25;
const LEVELS = 4;
/** A region larger than this share of the domain says nothing of the place. */
const TOO_LARGE = 0.1;
const PAIR_SIDE = 13;
/** Two sources are claimed only at odds of a hundred to one (Jeffreys: decisive). */
const DECISIVE = 0.99;

/** @throws DryrunError `pollution.finding.*` for readings that cannot be used */
export async function findSource(task: FindingTask): Promise<Finding> {
  return findWith(await PollutionKernel.create(), task);
}

/** The same with a kernel at hand: about a fifth of a second. */
export function findWith(kernel: PollutionKernel, task: FindingTask): Finding {
  check(task);
  const errors = { ...DEFAULT_ERRORS, ...task.errors };
  const source = { heightM: task.sourceHeightM, sigmaY0M: 0, sigmaZ0M: 0 };
  const met = deriveMeteorology(task.met);
  const readings = new ReadingTask(kernel, met, source, task.sensorHeightM, task.readings, errors);
  try {
    return answer(task, readings, errors);
  } finally {
    readings.dispose();
  }
}

function answer(task: FindingTask, readings: ReadingTask, errors: ErrorModel): Finding {
  const first = levelOn(readings, task.domain);
  let level = first;
  for (let k = 1; k < LEVELS; k++) {
    level = levelOn(readings, narrowed(level, task.domain));
  }
  const one = first.logMean - log(RATES);
  const none = readings.nothing();
  const pairXy = gridOf(task.domain, PAIR_SIDE).xy;
  const two = readings.pairs(pairXy);
  // Pairs are tried on a coarse grid by the mean wind: what one source explains with an error of wind or
  // spread, it shall explain before a second one is called for.
  const twoLog = two.log;
  // Where no sensor notices anything, a source too weak to be noticed is as good as none.
  const silent = task.readings.every((r) => r.kgM3 <= errors.detectionKgM3);
  const top = Math.max(none, one, twoLog);
  const weights = silent ? [1, 0, 0] : [none, one, twoLog].map((l) => exp(Math.max(l - top, -700)));
  const sum = weights.reduce((s, w) => s + w, 0);
  const [p0, p1, p2] = weights.map((w) => w / sum) as [number, number, number];
  const peak = peakOf(level);
  const area90M2 = regionArea(level, 0.9);
  const { domain } = task;
  const domainM2 = (domain.maxX - domain.minX) * (domain.maxY - domain.minY);
  const largest = Math.max(p0, p1, p2);
  const rateKgS = silent ? 0 : exp(level.lnRate);
  const said: Finding['answer'] = p0 === largest ? 'none' : p2 > DECISIVE ? 'two' : 'one';
  const unclear = said === 'one' && (area90M2 > TOO_LARGE * domainM2 || p1 < 0.5);
  return {
    answer: unclear ? 'cannot_tell' : said,
    odds: { none: p0, one: p1, two: p2 },
    map: level.map,
    best: peak,
    rateKgS,
    rateFactor: silent ? 1 : exp(level.lnRateSigma),
    area90M2,
    support: support(task, readings, peak, rateKgS, errors),
    next: nextPlace(task, readings, level, rateKgS, errors),
    ...(said === 'two' && {
      pair: [
        { index: two.a, share: two.share },
        { index: two.b, share: 1 - two.share },
      ].map(({ index, share }) => ({
        x: pairXy[2 * index]!,
        y: pairXy[2 * index + 1]!,
        rateKgS: share * exp(two.lnRate),
      })),
    }),
  };
}

interface Level {
  readonly map: ProbabilityMap;
  readonly xy: Float32Array;
  readonly logMean: number;
  readonly lnRate: number;
  readonly lnRateSigma: number;
}

function gridOf(e: Extent, side: number): { xy: Float32Array; dx: number; dy: number } {
  const dx = (e.maxX - e.minX) / side;
  const dy = (e.maxY - e.minY) / side;
  const xy = new Float32Array(2 * side * side);
  for (let k = 0; k < side * side; k++) {
    xy[2 * k] = e.minX + ((k % side) + 0.5) * dx;
    xy[2 * k + 1] = e.minY + (Math.floor(k / side) + 0.5) * dy;
  }
  return { xy, dx, dy };
}

function levelOn(readings: ReadingTask, e: Extent): Level {
  const { xy, dx, dy } = gridOf(e, SIDE);
  const found = readings.places(xy);
  let top = -Infinity;
  for (const l of found.log) top = Math.max(top, l);
  const probability = Float32Array.from(found.log, (l) => exp(Math.max(l - top, -80)));
  let sum = 0;
  for (const p of probability) sum += p;
  let lnRate = 0;
  let square = 0;
  for (let k = 0; k < probability.length; k++) {
    const p = (probability[k]! /= sum);
    lnRate += p * found.lnRate[k]!;
    square += p * (found.lnRateVariance[k]! + found.lnRate[k]! * found.lnRate[k]!);
  }
  return {
    map: { x0: e.minX, y0: e.minY, dx, dy, cols: SIDE, rows: SIDE, probability },
    xy,
    logMean: top + log(sum / probability.length),
    lnRate,
    lnRateSigma: sqrt(Math.max(square - lnRate * lnRate, 0)),
  };
}

/** The window for the next level: around the cells that hold 99.9 %, within the domain. */
function narrowed(level: Level, domain: Extent): Extent {
  const { map } = level;
  const order = [...map.probability.keys()].sort(
    (a, b) => map.probability[b]! - map.probability[a]!,
  );
  let held = 0;
  let minC = SIDE;
  let maxC = 0;
  let minR = SIDE;
  let maxR = 0;
  for (const k of order) {
    const c = k % SIDE;
    const r = Math.floor(k / SIDE);
    minC = Math.min(minC, c);
    maxC = Math.max(maxC, c);
    minR = Math.min(minR, r);
    maxR = Math.max(maxR, r);
    held += map.probability[k]!;
    if (held > 0.999) break;
  }
  return {
    minX: Math.max(domain.minX, map.x0 + (minC - 0.5) * map.dx),
    maxX: Math.min(domain.maxX, map.x0 + (maxC + 1.5) * map.dx),
    minY: Math.max(domain.minY, map.y0 + (minR - 0.5) * map.dy),
    maxY: Math.min(domain.maxY, map.y0 + (maxR + 1.5) * map.dy),
  };
}

function peakOf(level: Level): { x: number; y: number } {
  let best = 0;
  const { probability } = level.map;
  for (let k = 1; k < probability.length; k++) {
    if (probability[k]! > probability[best]!) best = k;
  }
  return { x: level.xy[2 * best]!, y: level.xy[2 * best + 1]! };
}

/** Cells of the smallest region that holds a share of the probability, most probable first. */
function region(map: ProbabilityMap, share: number): number[] {
  const order = [...map.probability.keys()].sort(
    (a, b) => map.probability[b]! - map.probability[a]!,
  );
  const cells: number[] = [];
  let held = 0;
  for (const k of order) {
    cells.push(k);
    held += map.probability[k]!;
    if (held >= share) break;
  }
  return cells;
}

function regionArea(level: Level, share: number): number {
  return region(level.map, share).length * level.map.dx * level.map.dy;
}

/** How much better each reading fits with the source than with none. */
function support(
  task: FindingTask,
  readings: ReadingTask,
  at: { x: number; y: number },
  rateKgS: number,
  errors: ErrorModel,
): { id: string; value: number }[] {
  const spots = Float32Array.from(task.readings.flatMap((r) => [r.x, r.y]));
  const unit = readings.unit(Float32Array.of(at.x, at.y), spots);
  const v = errors.sensor * errors.sensor;
  return task.readings.map((r, k) => {
    const seen = log(Math.max(r.kgM3, 0) + readings.floor);
    const withIt = seen - log(rateKgS * unit[k]! + readings.floor);
    const without = seen - log(readings.floor);
    return { id: r.id, value: (without * without - withIt * withIt) / (2 * v) };
  });
}

/**
 * Where a further reading would tell most: the place at which the candidates, weighted by probability,
 * differ most in the logarithm of what a sensor there would read (its information grows with it).
 */
function nextPlace(
  task: FindingTask,
  readings: ReadingTask,
  level: Level,
  rateKgS: number,
  errors: ErrorModel,
): { x: number; y: number } {
  const { xy: spots } = gridOf(task.domain, SIDE);
  const cells = region(level.map, 0.9);
  const candidates = Float32Array.from(
    cells.flatMap((k) => [level.xy[2 * k]!, level.xy[2 * k + 1]!]),
  );
  const unit = readings.unit(candidates, spots);
  const n = spots.length / 2;
  let best = 0;
  let most = -1;
  for (let s = 0; s < n; s++) {
    let mass = 0;
    let mean = 0;
    let square = 0;
    cells.forEach((k, c) => {
      const p = level.map.probability[k]!;
      const l = log(rateKgS * unit[c * n + s]! + errors.detectionKgM3);
      mass += p;
      mean += p * l;
      square += p * l * l;
    });
    const variance = square / mass - (mean / mass) * (mean / mass);
    if (variance > most) {
      most = variance;
      best = s;
    }
  }
  return { x: spots[2 * best]!, y: spots[2 * best + 1]! };
}

function check(task: FindingTask): void {
  const refuse = (code: string, what: string, mend: string): never => {
    throw new DryrunError({ code: `pollution.finding.${code}`, what, mend });
  };
  const { readings, domain } = task;
  if (readings.length < 3) {
    refuse('few', `${readings.length} readings are too few to find a source.`, 'Give at least 3.');
  }
  if (readings.length > MOST_SENSORS) {
    refuse('many', `There are ${readings.length} readings.`, `Give at most ${MOST_SENSORS}.`);
  }
  const bad = readings.find((r) => !Number.isFinite(r.x + r.y + r.kgM3));
  if (bad) refuse('reading', `The reading "${bad.id}" is no number.`, 'Leave it out.');
  if (!(domain.maxX > domain.minX && domain.maxY > domain.minY)) {
    refuse('domain', 'The area to search is empty.', 'Give an area.');
  }
}
