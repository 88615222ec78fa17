import type { RainDesign, StageDesign } from '../scenario';
import { triangularStorm, uniformStorm, type Hyetograph } from './hyetograph';
import { alternatingBlockStorm, chicagoStorm } from './patterns';
import { scsStorm } from './scs';

/** The hyetograph a design stands for. Measured rain has no design: its rows are what there is. */
export function hyetographOf(design: RainDesign): Hyetograph {
  switch (design.kind) {
    case 'uniform':
      return uniformStorm(design.intensityMmH, design.durationS);
    case 'triangular':
      return triangularStorm(design.depthMm, design.durationS, design.peakShare, design.stepS);
    case 'chicago':
      return chicagoStorm(design);
    case 'alternating_block':
      return alternatingBlockStorm(design);
    case 'scs':
      return scsStorm(design.type, design.depthMm, design.durationS, design.stepS);
  }
}

/** Rows between which a stage is a straight line, s: fine enough for a tide. */
const TIDE_STEP_S = 600;

/**
 * Water level over time of a design, [s, m above the vertical datum]: a rise in a straight line that
 * holds, or a tide h = mean + amplitude·cos(2π(t − high)/period).
 */
export function stageOf(design: StageDesign, horizonS: number): readonly [number, number][] {
  if (design.kind === 'rise') {
    const top = design.normalM + design.riseM;
    return design.peakS > 0
      ? [
          [0, design.normalM],
          [design.peakS, top],
        ]
      : [[0, top]];
  }
  const { meanM, amplitudeM, periodS, highAtS } = design;
  const count = Math.ceil(horizonS / TIDE_STEP_S);
  return Array.from({ length: count + 1 }, (_, k) => {
    const t = Math.min(k * TIDE_STEP_S, Math.max(horizonS, TIDE_STEP_S));
    return [t, meanM + amplitudeM * Math.cos((2 * Math.PI * (t - highAtS)) / periodS)];
  });
}
