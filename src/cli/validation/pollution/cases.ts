import type { Case } from '../row';
import { arcMaximaCases } from './arcMaxima';
import { prairieFinding, syntheticFinding } from './finding';
import { plumeLaws } from './laws';
import { hasPrairieGrass } from './prairieGrass';
import { hasUrbanArray, urbanArray } from './urbanArray';

/** The published cases of the pollution engine, and the names of those whose data are not here. */
export function pollutionCases(): { cases: readonly Case[]; leftOut: readonly string[] } {
  const all = [
    ...arcMaximaCases.map((c) => ({ c, here: hasPrairieGrass() })),
    { c: plumeLaws, here: true },
    { c: prairieFinding, here: hasPrairieGrass() },
    { c: syntheticFinding, here: true },
    { c: urbanArray, here: hasUrbanArray() },
  ];
  return {
    cases: all.filter(({ here }) => here).map(({ c }) => c),
    leftOut: all.filter(({ here }) => !here).map(({ c }) => c.name),
  };
}
