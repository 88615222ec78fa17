import type { FloodKernel } from './kernel/kernel';
import { FLAG_INFILTRATION } from './kernel/layout';
import type { Infiltration } from './setup';

/** Numbers of the laws in `kernel/assembly/soil.ts`, where they are applied. */
const LAW = { constant: 0, green_ampt: 1, horton: 2, curve_number: 3 } as const;

/** Gives the kernel the ground's law of infiltration, its parameters and its state at the start. */
export function writeSoil(kernel: FloodKernel, soil: Infiltration): void {
  kernel.setInt('flags', kernel.int('flags') | FLAG_INFILTRATION);
  kernel.setInt('soilModel', LAW[soil.law]);
  switch (soil.law) {
    case 'constant':
      kernel.writePlane('soilA', soil.capacityMs);
      break;
    case 'green_ampt':
      kernel.writePlane('soilA', soil.conductivityMs);
      kernel.writePlane('soilB', soil.suctionDeficitM);
      kernel.writePlane('soilC', soil.deficit);
      break;
    case 'horton':
      kernel.writePlane('soilA', soil.finalMs);
      kernel.writePlane('soilC', soil.decayPerS);
      kernel.writePlane(
        'soil',
        soil.initialMs.map((f, k) => f - soil.finalMs[k]!),
      );
      break;
    case 'curve_number':
      kernel.writePlane('soilA', soil.retentionM);
      kernel.writePlane('soilB', soil.initialAbstractionM);
      break;
  }
}
