import type { Field, Frame } from '../../src/domain/frame';
import type { FloodKernel } from './kernel/kernel';
import type { PlaneName } from './kernel/layout';
import type { Records } from './records';
import { volumesById } from './records';
import type { FloodSetup } from './setup';

/**
 * Depths, m, whose exceedance is timed: from the first cars stop, from the second trucks do and adults
 * are in danger in moving water (Australian Rainfall and Runoff 2019, book 6, chapter 7).
 */
export const DURATION_DEPTHS_M = [0.15, 0.3] as const;

/** Fields of a flood frame: name, unit, plane of the kernel it is read from. */
export const FIELDS: readonly { name: string; unit: string; plane: PlaneName }[] = [
  { name: 'depth', unit: 'm', plane: 'h' },
  { name: 'velocityX', unit: 'm/s', plane: 'u' },
  { name: 'velocityY', unit: 'm/s', plane: 'v' },
  { name: 'maxDepth', unit: 'm', plane: 'maxDepth' },
  { name: 'arrivalTime', unit: 's', plane: 'arrival' },
  { name: 'maxSpeed', unit: 'm/s', plane: 'maxSpeed' },
  { name: 'maxHazard', unit: 'm²/s', plane: 'maxHazard' },
  { name: 'durationAbove15cm', unit: 's', plane: 'duration1' },
  { name: 'durationAbove30cm', unit: 's', plane: 'duration2' },
];

/** Value of the arrival plane where water has not been, s. */
export const NOT_ARRIVED = 3e38;

/** Water of a run's start, and what corrections towards gauges have added since, m³. */
export interface StartVolumes {
  readonly initialM3: number;
  readonly correctedM3: number;
}

/** Balances of a run so far, m³. `balanceErrorM3` is what stands there minus what should. */
export function totalsOf(
  kernel: FloodKernel,
  records: Records,
  { initialM3, correctedM3 }: StartVolumes,
): Record<string, number> {
  const { layout, memory } = kernel;
  let soaked = 0;
  for (const v of new Float64Array(memory.buffer, layout.rowInfiltration, layout.rows)) soaked += v;
  const infiltrationM3 = soaked * kernel.double('cellSize') * kernel.double('cellSize');
  const byId: Record<string, number> = {};
  let inflowM3 = 0;
  let outflowM3 = 0;
  for (const [id, v] of volumesById(kernel, records)) {
    inflowM3 += v.inM3;
    outflowM3 += v.outM3;
    byId[`inflowM3:${id}`] = v.inM3;
    byId[`outflowM3:${id}`] = v.outM3;
  }
  const rainM3 = kernel.double('rainVolume');
  const storedM3 = kernel.call.storedVolume();
  return {
    rainM3,
    inflowM3,
    outflowM3,
    infiltrationM3,
    initialM3,
    correctedM3,
    storedM3,
    balanceErrorM3:
      storedM3 - (initialM3 + correctedM3 + rainM3 + inflowM3 - outflowM3 - infiltrationM3),
    owedM3: kernel.call.owedVolume(),
    steps: kernel.int('step'),
    lastStepS: kernel.double('lastDt'),
    smallestStepS: kernel.double('smallestDt'),
    ...byId,
  };
}

/** Packs the present state. NaN stands where water cannot be, and for arrival where it has not been. */
export function makeFrame(
  kernel: FloodKernel,
  setup: FloodSetup,
  open: Uint8Array,
  records: Records,
  start: StartVolumes,
): Frame {
  const fields: Field[] = FIELDS.map(({ name, unit, plane }) => {
    const values = kernel.readPlane(plane);
    for (let k = 0; k < values.length; k++) {
      if (!open[k] || (plane === 'arrival' && values[k]! >= NOT_ARRIVED)) values[k] = Number.NaN;
    }
    return { name, unit, grid: setup.grid, values };
  });
  return {
    engine: 'flood',
    timeS: kernel.double('time'),
    fields,
    series: [],
    tracks: [],
    totals: totalsOf(kernel, records, start),
    stateHash: kernel.hash(),
  };
}
