import type { Polygon } from '../../domain/city';
import type { LocalProjection } from '../../domain/crs';

/** GeoJSON position: longitude, latitude (degrees, 10 decimals: 0.01 mm) and, where given, height (m). */
export type Position = [number, number] | [number, number, number];

const DEGREE_DIGITS = 1e10;
const METRE_DIGITS = 1e4;

/**
 * Metres to a tenth of a millimetre: shorter files, the same bytes every time. Positions are on this
 * grid before they are written and are put back on it when read: engines differ in the last bits of
 * the projection's sines, but all of them come back to the same point of the grid.
 */
export const metres = (value: number): number => Math.round(value * METRE_DIGITS) / METRE_DIGITS;

/** Local metres → GeoJSON positions. */
export class GeoWriter {
  private readonly projection: LocalProjection;

  constructor(projection: LocalProjection) {
    this.projection = projection;
  }

  position(x: number, y: number, z?: number): Position {
    const [lon, lat] = this.projection.toLonLat(metres(x), metres(y));
    const a = Math.round(lon * DEGREE_DIGITS) / DEGREE_DIGITS;
    const b = Math.round(lat * DEGREE_DIGITS) / DEGREE_DIGITS;
    return z === undefined ? [a, b] : [a, b, metres(z)];
  }

  /** x, y per vertex; heights in an array of their own, if any. */
  line(path: Float64Array, heights?: Float64Array): Position[] {
    const out: Position[] = [];
    for (let i = 0; i < path.length; i += 2) {
      out.push(this.position(path[i]!, path[i + 1]!, heights?.[i / 2]));
    }
    return out;
  }

  /** x, y, z per vertex. */
  line3(path: Float64Array): Position[] {
    const out: Position[] = [];
    for (let i = 0; i < path.length; i += 3) {
      out.push(this.position(path[i]!, path[i + 1]!, path[i + 2]!));
    }
    return out;
  }

  /** Outer ring and holes, each closed with its first position as RFC 7946 asks. */
  rings(polygon: Polygon): Position[][] {
    return [polygon.outer, ...polygon.holes].map((ring) => {
      const positions = this.line(ring);
      return [...positions, positions[0]!];
    });
  }
}
