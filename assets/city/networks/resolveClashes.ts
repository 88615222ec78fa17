import type { UtilityKind } from '../../../src/domain/city';
import type { Clash } from './clashFinder';

/** Clearance designed for, m: a little more than is checked. */
export const DESIGN_CLEARANCE_M = 0.12;
const SPARE_M = 0.03;

/** Lines that can dip under another, by depth: the lower of two goes lower. */
const DIP_ORDER: readonly UtilityKind[] = ['telecom', 'power', 'gas', 'water'];

/** What has to change in the storm sewers for the lines above them. */
export interface StormChanges {
  /** Metres a storm pipe must lie deeper, by link id. */
  readonly deeper: Map<string, number>;
  /** Gully leads that cannot be laid. */
  readonly dropped: Set<string>;
}

/** Reads from clashes which storm pipes must go deeper and which gully leads must go. */
export function stormChanges(clashes: readonly Clash[]): StormChanges {
  const deeper = new Map<string, number>();
  const dropped = new Set<string>();
  for (const { a, b, gapM } of clashes) {
    const storm = a.kind === 'storm' ? a : b.kind === 'storm' ? b : null;
    if (!storm) continue;
    const other = storm === a ? b : a;
    if (!DIP_ORDER.includes(other.kind)) continue;
    const { id } = storm.link;
    if (storm.link.shape === 'circular' && id.startsWith('storm-lead-')) dropped.add(id);
    else {
      // The pipe may lie anywhere in the line: it must pass below it.
      const under = storm.link.path[storm.at + 2]! + storm.above;
      const bottom = Math.min(other.link.path[other.at + 2]!, other.link.path[other.at - 1]!);
      const need = Math.max(DESIGN_CLEARANCE_M - gapM, under - bottom + other.below) + SPARE_M;
      deeper.set(id, Math.max(deeper.get(id) ?? 0, Math.min(need, 1)));
    }
  }
  return { deeper, dropped };
}

/**
 * Dips the lower of two shallow lines under the upper one, at the stretch where they clash. Changes
 * the paths in place; returns how many stretches were lowered.
 */
export function dip(clashes: readonly Clash[]): number {
  let count = 0;
  for (const { a, b, gapM } of clashes) {
    const ranks = [DIP_ORDER.indexOf(a.kind), DIP_ORDER.indexOf(b.kind)] as const;
    if (ranks[0] < 0 || ranks[1] < 0) continue;
    const lower = ranks[0] > ranks[1] ? a : b;
    const by = DESIGN_CLEARANCE_M - gapM + SPARE_M;
    lower.link.path[lower.at + 2]! -= by;
    lower.link.path[lower.at - 1]! -= by;
    count++;
  }
  return count;
}

/** Metres each sanitary sewer must lie deeper to pass below the storm sewers, by link id. */
export function sanitaryChanges(clashes: readonly Clash[]): Map<string, number> {
  const deeper = new Map<string, number>();
  for (const { a, b, gapM } of clashes) {
    const { id } = a.kind === 'sanitary' ? a.link : b.link;
    const need = DESIGN_CLEARANCE_M - gapM + SPARE_M;
    deeper.set(id, Math.max(deeper.get(id) ?? 0, need));
  }
  return deeper;
}
