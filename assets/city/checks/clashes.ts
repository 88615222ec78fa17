import type { UtilityNetwork } from '../../../src/domain/city';
import { findClashes } from '../networks/clashFinder';
import type { Violation } from './violation';

/** Least clear distance between the outsides of lines of different utilities, m (GB 50289-2016, table 4.1.14: 0.15 at most crossings of pipes and ducts; 0.1 leaves room for how surfaces are levelled). */
export const CLEARANCE_M = 0.1;

/** Lines of different utilities that come closer than the clearance, each pair once. */
export function checkClashes(utilities: readonly UtilityNetwork[]): Violation[] {
  const out = new Map<string, Violation>();
  for (const { a, b, gapM } of findClashes(utilities, CLEARANCE_M)) {
    const where = `${a.link.id} × ${b.link.id}`;
    const what = `The lines are ${gapM.toFixed(2)} m apart where they are nearest; ${CLEARANCE_M} m are asked.`;
    if (!out.has(where)) out.set(where, { code: 'utility.clash', where, what });
  }
  return [...out.values()];
}
