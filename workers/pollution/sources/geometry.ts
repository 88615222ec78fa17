import { sqrt } from '../math';
import type { EmissionSource, SourceGeometry } from '../setup';

/** A straight piece of a source with its share of the source's emission. */
export interface Piece {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
  readonly share: number;
}

/** Lines an area is combed into. */
const AREA_LINES = 12;

/**
 * Cuts a source into points and straight lines; the shares add up to 1. An area becomes parallel lines
 * as far apart as a twelfth of its height.
 */
export function piecesOf(geometry: SourceGeometry): readonly Piece[] {
  if (geometry.kind === 'point') {
    const { x, y } = geometry;
    return [{ x0: x, y0: y, x1: x, y1: y, share: 1 }];
  }
  const lines = geometry.kind === 'line' ? segments(geometry.path) : combed(geometry.ring);
  const lengths = lines.map(({ x0, y0, x1, y1 }) => {
    const dx = x1 - x0;
    const dy = y1 - y0;
    return sqrt(dx * dx + dy * dy);
  });
  const total = lengths.reduce((sum, l) => sum + l, 0);
  return lines.map((line, k) => ({ ...line, share: lengths[k]! / total }));
}

/** Initial lateral spread of a source's pieces, m: an area's lines widen to meet (spacing ∕ 2.15, ISC3). */
export function initialSigmaY(source: EmissionSource): number {
  if (source.geometry.kind !== 'area') return source.sigmaY0M;
  const spacing = extentY(source.geometry.ring).height / AREA_LINES;
  return Math.max(source.sigmaY0M, spacing / 2.15);
}

type Line = Omit<Piece, 'share'>;

function segments(path: Float64Array): Line[] {
  const lines: Line[] = [];
  for (let k = 0; k + 3 < path.length; k += 2) {
    const line = { x0: path[k]!, y0: path[k + 1]!, x1: path[k + 2]!, y1: path[k + 3]! };
    if (line.x0 !== line.x1 || line.y0 !== line.y1) lines.push(line);
  }
  return lines;
}

function extentY(ring: Float64Array): { minY: number; height: number } {
  let minY = Infinity;
  let maxY = -Infinity;
  for (let k = 1; k < ring.length; k += 2) {
    minY = Math.min(minY, ring[k]!);
    maxY = Math.max(maxY, ring[k]!);
  }
  return { minY, height: maxY - minY };
}

function combed(ring: Float64Array): Line[] {
  const { minY, height } = extentY(ring);
  const lines: Line[] = [];
  for (let k = 0; k < AREA_LINES; k++) {
    const y = minY + ((k + 0.5) / AREA_LINES) * height;
    const at = crossings(ring, y);
    for (let c = 0; c + 1 < at.length; c += 2) {
      if (at[c + 1]! > at[c]!) lines.push({ x0: at[c]!, y0: y, x1: at[c + 1]!, y1: y });
    }
  }
  return lines;
}

/** x of the ring's edges at a level, from west to east. */
function crossings(ring: Float64Array, y: number): number[] {
  const found: number[] = [];
  for (let k = 0; k < ring.length; k += 2) {
    const n = (k + 2) % ring.length;
    const ya = ring[k + 1]!;
    const yb = ring[n + 1]!;
    if (ya <= y === yb <= y) continue;
    found.push(ring[k]! + ((y - ya) / (yb - ya)) * (ring[n]! - ring[k]!));
  }
  return found.sort((a, b) => a - b);
}
