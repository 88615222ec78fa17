import type { StreetClass } from '../../../../src/domain/city';
import type { StreetGraph } from '../streetGraph';

/** Radius of kerb corners by the smaller of the meeting classes, m. */
const CORNER_M: Readonly<Record<StreetClass, number>> = {
  motorway: 12,
  arterial: 9,
  collector: 7,
  local: 5,
  service: 4,
  pedestrian: 3,
  rail: 3,
};
/** Least distance of a stop line from the node, m: at junctions and at bends. */
const LEAST_M = 4;
const LEAST_BEND_M = 1;
const MOST_M = 32;
/** Arms that meet flatter than this make no corner. */
const FLAT_RAD = 2.7;

/**
 * Distance of the stop line from the node per street end ([from, to]), m: where the kerb corner with
 * each neighbouring arm begins. Kerb lines of half widths a and b that meet at an angle φ cross at
 * (b + a·cos φ)/sin φ along the first arm; a corner of radius r adds r/tan(φ/2).
 */
export function setbacks(graph: StreetGraph): [number, number][] {
  const out = graph.streets.map((): [number, number] => [0, 0]);
  graph.arms.forEach((arms) => {
    if (arms.length < 2) return;
    arms.forEach((arm, i) => {
      const own = graph.streets[arm.street]!;
      let d = arms.length === 2 ? LEAST_BEND_M : LEAST_M;
      for (const j of [(i + 1) % arms.length, (i + arms.length - 1) % arms.length]) {
        const other = arms[j]!;
        const phi = Math.abs(
          Math.atan2(Math.sin(other.bearing - arm.bearing), Math.cos(other.bearing - arm.bearing)),
        );
        const b = graph.streets[other.street]!.street;
        d = Math.max(
          d,
          corner(
            phi,
            own.street.widthM / 2,
            b.widthM / 2,
            cornerRadius(own.street.class, b.class, arms.length),
          ),
        );
      }
      const limit = Math.min(MOST_M, own.lengthM * 0.4);
      out[arm.street]![arm.outward ? 0 : 1] = Math.min(d, limit);
    });
  });
  return out;
}

function cornerRadius(a: StreetClass, b: StreetClass, arms: number): number {
  return arms === 2 ? 1 : Math.min(CORNER_M[a], CORNER_M[b]);
}

function corner(phi: number, a: number, b: number, radius: number): number {
  if (phi >= FLAT_RAD) return 0;
  const angle = Math.max(phi, 0.2);
  return Math.max(0, (b + a * Math.cos(angle)) / Math.sin(angle)) + radius / Math.tan(angle / 2);
}
