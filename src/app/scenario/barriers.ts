import type { Measure, Scenario } from '../../domain/scenario';
import type { Point2 } from '../stores/draw';

export type Barrier = Extract<Measure, { kind: 'barrier' }>;

/** Height above ground a new barrier is given, m: a usual mobile flood barrier. */
export const NEW_BARRIER_HEIGHT_M = 1;

export function barriersOf(scenario: Scenario): readonly Barrier[] {
  return scenario.measures.filter((m): m is Barrier => m.kind === 'barrier');
}

/** The scenario with a barrier along a line. The id must be nobody else's: others may draw at the same time. */
export function withBarrier(scenario: Scenario, id: string, line: readonly Point2[]): Scenario {
  const barrier: Barrier = {
    kind: 'barrier',
    id,
    line: line.map(([x, y]): [number, number] => [x, y]),
    heightM: NEW_BARRIER_HEIGHT_M,
  };
  return { ...scenario, measures: [...scenario.measures, barrier] };
}

export function withBarrierHeight(scenario: Scenario, id: string, heightM: number): Scenario {
  return {
    ...scenario,
    measures: scenario.measures.map((m) => {
      if (m.kind !== 'barrier' || m.id !== id) return m;
      // A crest and a height exclude each other.
      const { crestM: _, ...rest } = m;
      return { ...rest, heightM };
    }),
  };
}

export function withoutMeasure(scenario: Scenario, id: string): Scenario {
  return { ...scenario, measures: scenario.measures.filter((m) => m.id !== id) };
}

/** Length of a line of points, m. */
export function lineLengthM(line: readonly Point2[]): number {
  let sum = 0;
  for (let i = 1; i < line.length; i++) {
    sum += Math.hypot(line[i]![0] - line[i - 1]![0], line[i]![1] - line[i - 1]![1]);
  }
  return sum;
}
