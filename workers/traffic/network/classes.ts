import { VEHICLE_CLASSES } from '../../../src/domain/vehicleClasses';

const ALL_BITS = 2 ** VEHICLE_CLASSES.length - 1;
/** One bit per class. */
const BIT = new Map<string, number>(VEHICLE_CLASSES.map((c, i) => [c, 1 << i]));
/** A vehicle that ignores permissions may go where any road vehicle may. */
const IGNORING = BIT.get('ignoring')!;

/** The bit of a class; 0 for a class nobody knows. */
export function classBit(vClass: string): number {
  return BIT.get(vClass) ?? 0;
}

/** Classes a lane is open to, as bits. Empty lists: all. */
export function permissions(allow: readonly string[], disallow: readonly string[]): number {
  if (allow.includes('all')) return ALL_BITS;
  if (allow.length > 0) return allow.reduce((bits, c) => bits | classBit(c), IGNORING);
  if (disallow.includes('all')) return 0;
  return disallow.reduce((bits, c) => bits & ~classBit(c), ALL_BITS) | IGNORING;
}

/** Code of a class in tracks: its place in the list. */
export function classCode(vClass: string): number {
  return Math.max(
    0,
    VEHICLE_CLASSES.findIndex((c) => c === vClass),
  );
}
