import type { Case } from '../row';
import { arcMaximaCases } from './arcMaxima';
import { hasPrairieGrass } from './prairieGrass';

/** The published cases of the pollution engine, and the names of those whose data are not here. */
export function pollutionCases(): { cases: readonly Case[]; leftOut: readonly string[] } {
  const here = hasPrairieGrass();
  return {
    cases: here ? arcMaximaCases : [],
    leftOut: here ? [] : arcMaximaCases.map((c) => c.name),
  };
}
