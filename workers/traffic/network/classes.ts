/** SUMO's vehicle classes, one bit each. Source: SUMO user documentation, "Abstract Vehicle Class". */
const CLASSES = [
  'passenger',
  'private',
  'emergency',
  'authority',
  'army',
  'vip',
  'pedestrian',
  'hov',
  'taxi',
  'bus',
  'coach',
  'delivery',
  'truck',
  'trailer',
  'motorcycle',
  'moped',
  'bicycle',
  'evehicle',
  'tram',
  'rail_urban',
  'rail',
  'rail_electric',
  'rail_fast',
  'ship',
  'custom1',
  'custom2',
  'scooter',
  'ignoring',
] as const;

const ALL_BITS = 2 ** CLASSES.length - 1;
const BIT = new Map<string, number>(CLASSES.map((c, i) => [c, 1 << i]));
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
    CLASSES.findIndex((c) => c === vClass),
  );
}

/** Heavy goods vehicles: what a truck ban keeps out. */
export const TRUCK_BITS = BIT.get('truck')! | BIT.get('trailer')! | BIT.get('delivery')!;
/** What a closure lets through: blue lights. */
export const EMERGENCY_BIT = BIT.get('emergency')!;
