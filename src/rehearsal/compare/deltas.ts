import { specOf, type Indicator, type IndicatorId } from '../indicators/catalogue';

/** `better` and `worse` for B against A; `neutral` where the number only describes; `same` where both are equal. */
export type Verdict = 'better' | 'worse' | 'same' | 'neutral';

/** One indicator of two runs. */
export interface DeltaRow {
  readonly id: IndicatorId;
  readonly unit: Indicator['unit'];
  /** Null where the run does not have it. */
  readonly a: number | null;
  readonly b: number | null;
  /** B − A, null where one is missing. */
  readonly delta: number | null;
  readonly verdict: Verdict;
}

/** The indicators of B against those of A, in the order of B (then those that only A has). */
export function compareIndicators(a: readonly Indicator[], b: readonly Indicator[]): DeltaRow[] {
  const before = new Map(a.map((i) => [i.id, i]));
  const after = new Map(b.map((i) => [i.id, i]));
  return [...new Set([...after.keys(), ...before.keys()])].map((id) => {
    const [from, to] = [before.get(id)?.value ?? null, after.get(id)?.value ?? null];
    const delta = from === null || to === null ? null : to - from;
    return { id, unit: specOf(id).unit, a: from, b: to, delta, verdict: verdictOf(id, delta) };
  });
}

function verdictOf(id: IndicatorId, delta: number | null): Verdict {
  if (delta === null) return 'neutral';
  if (delta === 0) return 'same';
  const { better } = specOf(id);
  if (better === 'neither') return 'neutral';
  return delta < 0 === (better === 'less') ? 'better' : 'worse';
}
