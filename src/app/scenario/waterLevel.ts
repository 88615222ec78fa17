import type { Scenario, StageDesign } from '../../domain/scenario';
import { stageOf } from '../../domain/storm/design';

/** Water level of a river, lake or sea as the panel edits it. */
export interface WaterLevel {
  /** Id of the water body. */
  readonly target: string;
  readonly design: StageDesign;
}

const ID = 'river-stage';

/** The water level a scenario sets; null: all water stays at its normal level. */
export function waterLevelOf(scenario: Scenario): WaterLevel | null {
  const forcing = scenario.forcings.find((f) => f.id === ID);
  if (forcing?.kind !== 'stage' || forcing.target === undefined) return null;
  const [first, last] = [forcing.levelM[0]!, forcing.levelM.at(-1)!];
  // Rows from elsewhere, without a design, are read as the rise they end in.
  const design = forcing.design ?? {
    kind: 'rise' as const,
    normalM: first[1],
    riseM: last[1] - first[1],
    peakS: last[0],
  };
  return { target: forcing.target, design };
}

/** The scenario with water at another level (null: at its normal one). */
export function withWaterLevel(scenario: Scenario, level: WaterLevel | null): Scenario {
  const others = scenario.forcings.filter((f) => f.id !== ID);
  if (!level) return { ...scenario, forcings: others };
  const levelM = stageOf(level.design, scenario.horizonS).map(([t, v]): [number, number] => [t, v]);
  const { target, design } = level;
  return {
    ...scenario,
    forcings: [...others, { kind: 'stage', id: ID, target, levelM, design }],
  };
}

/** The scenario with another length; a tide goes on to its end. */
export function withHorizon(scenario: Scenario, horizonS: number): Scenario {
  const longer = { ...scenario, horizonS };
  const level = waterLevelOf(scenario);
  return level?.design.kind === 'tide' ? withWaterLevel(longer, level) : longer;
}
