import type { Scenario } from '../../domain/scenario';

/** River level of a scenario as the panel edits it. */
export interface RiverStage {
  readonly target: string;
  /** Rise above the normal level, m. */
  readonly riseM: number;
  /** When the rise is reached, s; it rises in a straight line and holds. */
  readonly peakS: number;
}

const ID = 'river-stage';

/** The stage of a scenario, given the normal level of its water body; null: rivers stay as they are. */
export function riverOf(
  scenario: Scenario,
  normalLevelM: (waterBodyId: string) => number | null,
): RiverStage | null {
  const forcing = scenario.forcings.find((f) => f.kind === 'stage' && f.id === ID);
  if (forcing?.kind !== 'stage' || forcing.target === undefined) return null;
  const normal = normalLevelM(forcing.target);
  if (normal === null) return null;
  const last = forcing.levelM.at(-1)!;
  return { target: forcing.target, riseM: last[1] - normal, peakS: last[0] };
}

/** The scenario with a river at another stage (null: none). */
export function withRiver(
  scenario: Scenario,
  stage: RiverStage | null,
  normalLevelM: number,
): Scenario {
  const others = scenario.forcings.filter((f) => f.id !== ID);
  if (!stage) return { ...scenario, forcings: others };
  const top = normalLevelM + stage.riseM;
  const levelM: [number, number][] =
    stage.peakS > 0
      ? [
          [0, normalLevelM],
          [stage.peakS, top],
        ]
      : [[0, top]];
  return {
    ...scenario,
    forcings: [...others, { kind: 'stage', id: ID, target: stage.target, levelM }],
  };
}
