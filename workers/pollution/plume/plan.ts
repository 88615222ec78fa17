import { initialSigmaY, piecesOf, type Piece } from '../sources/geometry';
import type { EmissionSource, Stack } from '../setup';
import type { SourceShape } from './spread';

/** Sources that share a plume table: same heights and initial spreads, or one stack. */
export interface SourceKind {
  readonly shape: SourceShape;
  readonly stack?: Stack;
}

/** A piece of a source in the order of the matrix' rows. */
export interface PlannedPiece extends Piece {
  /** Index of its source. */
  readonly source: number;
  readonly kind: number;
}

/** All continuous sources, cut and sorted by kind of plume. */
export interface SourcePlan {
  readonly kinds: readonly SourceKind[];
  readonly pieces: readonly PlannedPiece[];
}

export function planSources(sources: readonly EmissionSource[]): SourcePlan {
  const kinds: SourceKind[] = [];
  const known = new Map<string, number>();
  const pieces: PlannedPiece[] = [];
  sources.forEach((s, source) => {
    const shape = { heightM: s.heightM, sigmaY0M: initialSigmaY(s), sigmaZ0M: s.sigmaZ0M };
    const { stack } = s;
    const key = [
      shape.heightM,
      shape.sigmaY0M,
      shape.sigmaZ0M,
      stack?.diameterM,
      stack?.exitMs,
      stack?.exitK,
    ].join();
    let kind = known.get(key);
    if (kind === undefined) {
      kind = kinds.length;
      known.set(key, kind);
      kinds.push(stack ? { shape, stack } : { shape });
    }
    for (const piece of piecesOf(s.geometry)) pieces.push({ ...piece, source, kind });
  });
  return { kinds, pieces };
}
